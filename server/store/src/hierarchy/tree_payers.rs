//! Who pays for whom among the rows of the tree (HIER-1): one statement for all of them.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::access::{Action, Actor};
use domain::accounts::{AccountNumber, AccountRef};
use domain::bill_units::{BillUnitRef, PayerChange, PayerTurn};
use domain::hierarchy::TreePayers;
use domain::ids::{AccountId, BillUnitId};
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Row};
use uuid::Uuid;

use super::plans::Future;
use super::preview::picture;
use crate::Store;
use crate::bill_units::{running_read, unit_ref_of};
use crate::error::{Result, StoreError};
use crate::installation::business_date_today;
use crate::operations::invalid;

/// The most accounts that are asked about at once.
pub const PAYERS_LIMIT: usize = 2_000;

/// The most bill units that are counted of those that an account pays for.
const PAID_FOR_LIMIT: i64 = 2_000;

/// Who pays for these accounts and for whom they pay: as it was on a past day, as it is today, or as it will
/// be on a day to come by what is planned until then (decision 2). Answers those alone that pay or are paid
/// for. Costs by how many are asked about and, up to a bound, for how many they pay.
///
/// # Errors
/// When the actor may not see organizations, more than [`PAYERS_LIMIT`] are asked about, or the
/// database fails.
pub async fn tree_payers(
    store: &Store,
    actor: &Actor,
    accounts: &[AccountId],
    on: Option<NaiveDate>,
) -> Result<Vec<TreePayers>> {
    actor.require(Action::ReadHierarchy)?;
    few_check(accounts)?;
    let today = business_date_today(store).await?;
    let mut tx = picture(store).await?;
    let planned = match on.filter(|day| *day > today) {
        Some(day) => Future::read(&mut tx, day, &[], &[]).await?,
        None => Future::default(),
    };
    let on = on.unwrap_or(today);
    payers_of(&mut tx, accounts, (on, today), planned.payers()).await
}

/// Looks that not too many accounts are asked about at once.
///
/// # Errors
/// At the field `accounts` where they are more than [`PAYERS_LIMIT`].
pub(super) fn few_check(accounts: &[AccountId]) -> Result<()> {
    match accounts.len() > PAYERS_LIMIT {
        true => Err(invalid(
            "accounts",
            "too_many",
            "These are too many accounts at once.",
        )),
        false => Ok(()),
    }
}

/// The same of a day, as seen from today: of a past one as it was, of another one with what is `planned` to change.
///
/// # Errors
/// When the database fails.
pub(super) async fn payers_of(
    conn: &mut PgConnection,
    accounts: &[AccountId],
    (on, today): (NaiveDate, NaiveDate),
    planned: &[PayerChange],
) -> Result<Vec<TreePayers>> {
    let past = Some(on).filter(|day| *day < today);
    let (units, payers) = handed(planned);
    let ids: Vec<Uuid> = accounts.iter().map(|account| account.uuid()).collect();
    let rows = sqlx::query(AssertSqlSafe(statement(past.is_some())))
        .bind(&ids)
        .bind(PAID_FOR_LIMIT)
        .bind(past)
        .bind(&units)
        .bind(&payers)
        .fetch_all(&mut *conn)
        .await?;
    let mut read = rows
        .iter()
        .map(payers_read)
        .collect::<Result<Vec<TreePayers>>>()?;
    if past.is_none() {
        turns_read(conn, &mut read, on, planned).await?;
    }
    Ok(read)
}

/// Notes with each account from when on who is named pays for it, where that account pays for no running cycle of
/// it yet (decision 15).
async fn turns_read(
    conn: &mut PgConnection,
    payers: &mut [TreePayers],
    on: NaiveDate,
    planned: &[PayerChange],
) -> Result<()> {
    let paid = (payers.iter()).filter(|payers| payers.paid_by.is_some());
    let accounts: Vec<Uuid> = paid.map(|payers| payers.account.uuid()).collect();
    if accounts.is_empty() {
        return Ok(());
    }
    let paid = units_paid(conn, &accounts, planned).await?;
    let units: Vec<Uuid> = paid.iter().map(|(_, unit, _)| unit.uuid()).collect();
    let running = running_read(conn, &units, on, planned).await?;
    let mut turns: HashMap<(AccountId, AccountId), Vec<Option<PayerTurn>>> = HashMap::new();
    for (account, unit, payer) in &paid {
        // Bill units of one account take no turns as far as the tree tells.
        let turn = (running.get(unit))
            .and_then(|running| running.turn_to(Some(payer)))
            .filter(|turn| {
                (turn.until_then.as_ref()).is_none_or(|by| by.account.id != payer.account.id)
            });
        let sides = (*account, payer.account.id);
        turns.entry(sides).or_default().push(turn);
    }
    for payers in payers {
        let sides = payers.paid_by.as_ref().map(|by| (payers.account, by.id));
        let turns = sides.and_then(|sides| turns.remove(&sides));
        let all: Option<Vec<PayerTurn>> = turns.and_then(|turns| turns.into_iter().collect());
        payers.turn = all.and_then(|turns| turns.into_iter().min_by_key(|turn| turn.counts_from));
    }
    Ok(())
}

/// The bill units of these accounts that are paid for, each with its account and its payer, after what is planned.
async fn units_paid(
    conn: &mut PgConnection,
    accounts: &[Uuid],
    planned: &[PayerChange],
) -> Result<Vec<(AccountId, BillUnitId, BillUnitRef)>> {
    let (units, payers) = handed(planned);
    let rows = sqlx::query(
        "SELECT u.account_id AS of_account_id, u.id AS of_id, r.id AS unit_id, r.name AS unit_name,
                a.id AS account_id, a.number AS account_number, a.name AS account_name
         FROM bill_unit u
         CROSS JOIN LATERAL (
             SELECT p.payer_id FROM bill_unit_payer p
             WHERE p.bill_unit_id = u.id AND p.superseded_at IS NULL AND upper_inf(p.valid)
               AND p.bill_unit_id <> ALL($2)
             UNION ALL
             SELECT h.payer_id FROM unnest($2::uuid[], $3::uuid[]) AS h (unit_id, payer_id)
             WHERE h.unit_id = u.id) AS p
         JOIN bill_unit r ON r.id = p.payer_id JOIN account a ON a.id = r.account_id
         WHERE u.account_id = ANY($1)",
    )
    .bind(accounts)
    .bind(units)
    .bind(payers)
    .fetch_all(conn)
    .await?;
    let one = |row: &PgRow| {
        let account = AccountId::from_uuid(row.try_get("of_account_id")?);
        let unit = BillUnitId::from_uuid(row.try_get("of_id")?);
        Ok((account, unit, unit_ref_of(row, "")?))
    };
    rows.iter().map(one).collect()
}

/// The bill units whose payers are planned to change, and their new payers.
fn handed(planned: &[PayerChange]) -> (Vec<Uuid>, Vec<Uuid>) {
    let payer = |change: &PayerChange| Some(change.to.as_ref()?.id.uuid());
    (planned.iter())
        .filter_map(|change| Some((change.unit.id.uuid(), payer(change)?)))
        .unzip()
}

/// Each half goes through the index that belongs to its day. What the bill units `$4` will be paid by, `$5`,
/// takes the place of what stands there.
fn statement(is_past: bool) -> String {
    let valid = match is_past {
        true => "p.superseded_at IS NULL AND p.valid @> $3::date AND p.bill_unit_id <> ALL($4)",
        false => {
            "p.superseded_at IS NULL AND upper_inf(p.valid) AND $3::date IS NULL
             AND p.bill_unit_id <> ALL($4)"
        }
    };
    format!(
        "SELECT wanted.id AS account_id, payer.id, payer.number, payer.name, payer.payers,
                paid.accounts, paid.units >= $2 AS is_more
         FROM unnest($1::uuid[]) AS wanted (id)
         LEFT JOIN LATERAL (
             SELECT a.id, a.number, a.name, count(*) OVER () AS payers
             FROM (SELECT DISTINCT r.account_id FROM bill_unit u
                   CROSS JOIN LATERAL (
                       SELECT p.payer_id FROM bill_unit_payer p WHERE p.bill_unit_id = u.id AND {valid}
                       UNION ALL
                       SELECT h.payer_id FROM unnest($4::uuid[], $5::uuid[]) AS h (unit_id, payer_id)
                       WHERE h.unit_id = u.id) AS p
                   JOIN bill_unit r ON r.id = p.payer_id
                   WHERE u.account_id = wanted.id AND r.account_id <> wanted.id) AS by_whom
             JOIN account a ON a.id = by_whom.account_id
             ORDER BY a.number LIMIT 1
         ) AS payer ON true
         CROSS JOIN LATERAL (
             SELECT count(DISTINCT account_id) AS accounts, count(*) AS units
             FROM (SELECT c.account_id FROM bill_unit u
                   CROSS JOIN LATERAL (
                       SELECT p.bill_unit_id FROM bill_unit_payer p WHERE p.payer_id = u.id AND {valid}
                       UNION ALL
                       SELECT h.unit_id FROM unnest($4::uuid[], $5::uuid[]) AS h (unit_id, payer_id)
                       WHERE h.payer_id = u.id) AS p
                   JOIN bill_unit c ON c.id = p.bill_unit_id
                   WHERE u.account_id = wanted.id AND c.account_id <> wanted.id
                   LIMIT $2) AS paid_for
         ) AS paid
         WHERE payer.id IS NOT NULL OR paid.units > 0"
    )
}

fn payers_read(row: &PgRow) -> Result<TreePayers> {
    let payer: Option<Uuid> = row.try_get("id")?;
    let paid_by = payer.map(|id| -> Result<AccountRef> {
        Ok(AccountRef {
            id: AccountId::from_uuid(id),
            number: AccountNumber::new(row.try_get("number")?)
                .map_err(|error| StoreError::unreadable("account", error))?,
            name: row.try_get("name")?,
        })
    });
    Ok(TreePayers {
        account: AccountId::from_uuid(row.try_get("account_id")?),
        paid_by: paid_by.transpose()?,
        turn: None,
        payers: row.try_get::<Option<i64>, _>("payers")?.unwrap_or(0),
        pays_for: row.try_get("accounts")?,
        pays_for_more: row.try_get("is_more")?,
    })
}
