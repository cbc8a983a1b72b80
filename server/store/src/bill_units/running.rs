//! Who pays for the running cycle of a bill unit, which may not be who pays for it by what is written: a change
//! of payers counts from the next cycle (HIER-1, decision 15).

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use domain::bill_units::{BillUnitRef, BillUnitView, PayerChange, PayerTurn, RunningCycle};
use domain::ids::BillUnitId;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::payer_rows::unit_ref;
use super::rhythm::billed_read;
use crate::error::{Result, StoreError};
use crate::hierarchy::payers_planned;
use crate::installation::business_date;

/// The running cycle of a bill unit.
pub(crate) struct Running {
    cycle: RunningCycle,
    /// Who pays for it; none where the bill unit itself does.
    pub(crate) payer: Option<BillUnitRef>,
}

impl Running {
    /// What is still to come where the bill unit is paid by `payer` from the next cycle on, or by itself.
    pub(crate) fn turn_to(&self, payer: Option<&BillUnitRef>) -> Option<PayerTurn> {
        let is_same = self.payer.as_ref().map(|by| by.id) == payer.map(|payer| payer.id);
        (!is_same).then(|| PayerTurn {
            until_then: self.payer.clone(),
            counts_from: self.cycle.ends_on,
        })
    }
}

/// The cycles of these bill units that run on a day, today or later, after the changes of payers that are planned
/// until then. Costs by how many they are and how often their payers changed; by what is planned only where it
/// changes payers of them.
///
/// # Errors
/// When the database fails.
pub(crate) async fn running_read(
    conn: &mut PgConnection,
    ids: &[Uuid],
    on: NaiveDate,
    planned: &[PayerChange],
) -> Result<HashMap<BillUnitId, Running>> {
    let rows = sqlx::query(
        "SELECT u.id AS of_id, u.begins_on, u.billing_day, u.frequency_months, u.cycle_ends_on,
                u.regular_from, u.cycle_began_on, lower(p.valid) AS since, upper(p.valid) AS until,
                r.id AS unit_id, r.name AS unit_name, a.id AS account_id, a.number AS account_number,
                a.name AS account_name
         FROM bill_unit u
         LEFT JOIN bill_unit_payer p ON p.bill_unit_id = u.id AND p.superseded_at IS NULL
         LEFT JOIN bill_unit r ON r.id = p.payer_id LEFT JOIN account a ON a.id = r.account_id
         WHERE u.id = ANY($1)",
    )
    .bind(ids)
    .fetch_all(&mut *conn)
    .await?;
    let mut running = HashMap::with_capacity(ids.len());
    for row in &rows {
        let unit = BillUnitId::from_uuid(row.try_get("of_id")?);
        let cycle = cycle_read(row, on)?;
        let entry = running
            .entry(unit)
            .or_insert(Running { cycle, payer: None });
        if cycle.is_paid_by(row.try_get("since")?, row.try_get("until")?) {
            entry.payer = unit_ref(row, "")?;
        }
    }
    planned_by_then(conn, &mut running, planned).await?;
    Ok(running)
}

fn cycle_read(row: &PgRow, on: NaiveDate) -> Result<RunningCycle> {
    let kept = row.try_get("cycle_began_on")?;
    billed_read(row)?
        .running_cycle(on, kept)
        .ok_or_else(|| StoreError::unreadable("bill_unit", "no cycle before the calendar ends"))
}

/// A change that is planned counts for the cycles that begin after its day.
async fn planned_by_then(
    conn: &mut PgConnection,
    running: &mut HashMap<BillUnitId, Running>,
    planned: &[PayerChange],
) -> Result<()> {
    if planned.is_empty() {
        return Ok(());
    }
    let today = business_date(conn).await?;
    let mut eves: BTreeMap<NaiveDate, Vec<BillUnitId>> = BTreeMap::new();
    for change in planned {
        let eve = (running.get(&change.unit.id))
            .and_then(|running| running.cycle.began_on.pred_opt())
            .filter(|eve| *eve > today);
        if let Some(eve) = eve {
            eves.entry(eve).or_default().push(change.unit.id);
        }
    }
    for (eve, units) in eves {
        for change in payers_planned(conn, eve).await? {
            if units.contains(&change.unit.id)
                && let Some(running) = running.get_mut(&change.unit.id)
            {
                running.payer = change.to;
            }
        }
    }
    Ok(())
}

/// Notes with each bill unit from when on who pays for it does, where that is not so for its running cycle.
pub(super) async fn turns_read(
    conn: &mut PgConnection,
    units: &mut [BillUnitView],
    today: NaiveDate,
) -> Result<()> {
    let ids: Vec<Uuid> = units.iter().map(|unit| unit.id.uuid()).collect();
    let running = running_read(conn, &ids, today, &[]).await?;
    for unit in units {
        let running = running.get(&unit.id);
        unit.payer_turn = running.and_then(|running| running.turn_to(unit.payer.as_ref()));
    }
    Ok(())
}
