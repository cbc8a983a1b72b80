//! Bill units that are billed on another day or more often from the next cycle on (BIL-2, HIER-1).

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::audit::Change;
use domain::bill_units::{Billed, Rhythm, Turn};
use domain::ids::{AccountId, BillUnitId};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use crate::error::{Result, StoreError};
use crate::search::documents_write;

/// All that decides when a bill unit is billed, from its row.
pub(crate) fn billed_read(row: &PgRow) -> Result<Billed> {
    let turn = match row.try_get("cycle_ends_on")? {
        Some(cycle_ends_on) => Some(Turn {
            cycle_ends_on,
            regular_from: row.try_get("regular_from")?,
        }),
        None => None,
    };
    Ok(Billed {
        begins_on: row.try_get("begins_on")?,
        rhythm: rhythm_read(row, "billing_day", "frequency_months")?,
        turn,
    })
}

/// When each of these bill units is billed.
pub(super) async fn billed_all(
    conn: &mut PgConnection,
    ids: &[Uuid],
) -> Result<HashMap<BillUnitId, Billed>> {
    let rows = sqlx::query(
        "SELECT id, begins_on, billing_day, frequency_months, cycle_ends_on, regular_from
         FROM bill_unit WHERE id = ANY($1)",
    )
    .bind(ids)
    .fetch_all(conn)
    .await?;
    let one = |row: &PgRow| {
        let id = BillUnitId::from_uuid(row.try_get("id")?);
        Ok((id, billed_read(row)?))
    };
    rows.iter().map(one).collect()
}

/// What another rhythm entered today leaves to be kept; the last change where it stays the same.
///
/// # Errors
/// Where the calendar ends.
fn turn_of(billed: &Billed, to: Rhythm, today: NaiveDate) -> Result<Option<Turn>> {
    if billed.rhythm == to {
        return Ok(billed.turn);
    }
    match billed.rhythm_change(to, today) {
        Some(change) => Ok(Some(change.turn)),
        None => Err(StoreError::unreadable(
            "bill_unit",
            "no cycle before the calendar ends",
        )),
    }
}

/// A bill unit that got another rhythm.
pub(super) struct Realigned {
    /// The bill unit.
    pub(super) unit: Uuid,
    /// Its account.
    pub(super) account: AccountId,
    /// How often it was billed.
    pub(super) was: Rhythm,
    /// How often it is billed from its next cycle on.
    pub(super) is: Rhythm,
}

/// Bills each of these bill units with the one beside it, its payer, from its next cycle on (HIER-1,
/// decision 15), and answers those whose rhythm changed. The caller holds the lock of structure changes.
pub(super) async fn rhythms_align(
    conn: &mut PgConnection,
    pairs: &[(Uuid, Uuid)],
    today: NaiveDate,
) -> Result<Vec<Realigned>> {
    let rows = sqlx::query(
        "SELECT u.id, u.account_id, u.begins_on, u.billing_day, u.frequency_months, u.cycle_ends_on,
                u.regular_from, p.billing_day AS payers_day, p.frequency_months AS payers_frequency
         FROM unnest($1::uuid[], $2::uuid[]) AS c (unit_id, payer_id)
         JOIN bill_unit u ON u.id = c.unit_id
         JOIN bill_unit p ON p.id = c.payer_id
         WHERE (u.billing_day, u.frequency_months) <> (p.billing_day, p.frequency_months)",
    )
    .bind(pairs.iter().map(|pair| pair.0).collect::<Vec<_>>())
    .bind(pairs.iter().map(|pair| pair.1).collect::<Vec<_>>())
    .fetch_all(&mut *conn)
    .await?;
    turns_write(conn, &rows, today).await
}

/// What the history says of another rhythm, value by value.
pub(super) fn rhythm_changes(was: Rhythm, is: Rhythm) -> Vec<Change> {
    let pairs = [
        ("Billing day", was.billing_day, is.billing_day),
        (
            "Frequency in months",
            was.frequency_months,
            is.frequency_months,
        ),
    ];
    let change = |(field, was, is): (&str, u8, u8)| {
        Change::between(field, &was.to_string(), &is.to_string())
    };
    pairs.into_iter().filter_map(change).collect()
}

/// Bills each of these bill units in the rhythm beside it, from its next cycle on, and answers those whose
/// rhythm changed. The caller holds the lock of structure changes.
pub(super) async fn rhythms_set(
    conn: &mut PgConnection,
    own: &[(Uuid, Rhythm)],
    today: NaiveDate,
) -> Result<Vec<Realigned>> {
    let column = |read: fn(&Rhythm) -> u8| -> Vec<i16> {
        own.iter().map(|(_, to)| i16::from(read(to))).collect()
    };
    let rows = sqlx::query(
        "SELECT u.id, u.account_id, u.begins_on, u.billing_day, u.frequency_months, u.cycle_ends_on,
                u.regular_from, c.payers_day, c.payers_frequency
         FROM unnest($1::uuid[], $2::smallint[], $3::smallint[])
              AS c (unit_id, payers_day, payers_frequency)
         JOIN bill_unit u ON u.id = c.unit_id
         WHERE (u.billing_day, u.frequency_months) <> (c.payers_day, c.payers_frequency)",
    )
    .bind(own.iter().map(|(unit, _)| *unit).collect::<Vec<_>>())
    .bind(column(|to| to.billing_day))
    .bind(column(|to| to.frequency_months))
    .fetch_all(&mut *conn)
    .await?;
    turns_write(conn, &rows, today).await
}

/// Accounts whose documents are written at a time.
const PORTION: usize = 1_000;

/// Lets the accounts of these bill units be found by their new billing days (FIND-3).
pub(super) async fn days_found(conn: &mut PgConnection, realigned: &[Realigned]) -> Result<()> {
    let mut accounts: Vec<AccountId> = (realigned.iter())
        .filter(|unit| unit.was.billing_day != unit.is.billing_day)
        .map(|unit| unit.account)
        .collect();
    accounts.sort_unstable();
    accounts.dedup();
    for portion in accounts.chunks(PORTION) {
        documents_write(conn, portion).await?;
    }
    Ok(())
}

/// Writes the new rhythm of each of these rows, and answers what changed.
async fn turns_write(
    conn: &mut PgConnection,
    rows: &[PgRow],
    today: NaiveDate,
) -> Result<Vec<Realigned>> {
    let mut realigned = Vec::new();
    let mut changes = Vec::new();
    for row in rows {
        let is = rhythm_read(row, "payers_day", "payers_frequency")?;
        let billed = billed_read(row)?;
        let turn = turn_of(&billed, is, today)?;
        let began_on = billed.running_cycle(today, None).map(|it| it.began_on);
        let unit = row.try_get("id")?;
        realigned.push(Realigned {
            unit,
            account: AccountId::from_uuid(row.try_get("account_id")?),
            was: billed.rhythm,
            is,
        });
        changes.push((unit, is, turn, began_on));
    }
    let column = |read: fn(&Rhythm) -> u8| -> Vec<i16> {
        changes
            .iter()
            .map(|(_, to, ..)| i16::from(read(to)))
            .collect()
    };
    let bound = |read: fn(&Turn) -> NaiveDate| -> Vec<Option<NaiveDate>> {
        changes
            .iter()
            .map(|(_, _, turn, _)| turn.as_ref().map(read))
            .collect()
    };
    // Where the rhythm changed in the running cycle before, that change knew its first day.
    sqlx::query(
        "UPDATE bill_unit u SET billing_day = c.billing_day, frequency_months = c.frequency,
                                cycle_ends_on = c.cycle_ends_on, regular_from = c.regular_from,
                                cycle_began_on = CASE WHEN u.cycle_ends_on = c.cycle_ends_on
                                                      THEN u.cycle_began_on ELSE c.began_on END
         FROM unnest($1::uuid[], $2::smallint[], $3::smallint[], $4::date[], $5::date[], $6::date[])
              AS c (id, billing_day, frequency, cycle_ends_on, regular_from, began_on)
         WHERE u.id = c.id",
    )
    .bind(changes.iter().map(|change| change.0).collect::<Vec<_>>())
    .bind(column(|to| to.billing_day))
    .bind(column(|to| to.frequency_months))
    .bind(bound(|turn| turn.cycle_ends_on))
    .bind(bound(|turn| turn.regular_from))
    .bind(changes.iter().map(|change| change.3).collect::<Vec<_>>())
    .execute(conn)
    .await?;
    Ok(realigned)
}

fn rhythm_read(row: &PgRow, day: &str, frequency: &str) -> Result<Rhythm> {
    let small = |column: &str| {
        let number: i16 = row.try_get(column)?;
        u8::try_from(number).map_err(|_| StoreError::unreadable("bill_unit", column))
    };
    Ok(Rhythm {
        billing_day: small(day)?,
        frequency_months: small(frequency)?,
    })
}
