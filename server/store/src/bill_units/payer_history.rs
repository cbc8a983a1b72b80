//! What the histories say of a change of payers, and what its undo is given (HIER-2, NEWS-1).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::access::Actor;
use domain::audit::{Change, ChangeKind};
use domain::bill_units::{BillUnitRef, PayerChange};
use domain::ids::{AccountId, AuditEntryId, BillUnitId, OperationId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::audit::AuditEntry;
use crate::error::Result;

/// Who changes payers together with something else, and from which day on.
#[derive(Clone, Copy)]
pub(crate) struct HandoverBy<'a> {
    /// Who does it.
    pub(crate) actor: &'a Actor,
    /// The submission that brought it; none where its day has come.
    pub(crate) operation: Option<OperationId>,
    /// From which day on it counts.
    pub(crate) since: NaiveDate,
}

/// Keeps which payers changed with an entry of the history, so that its undo gives them back, and says
/// it in the histories of all sides.
///
/// # Errors
/// When the database fails.
pub(crate) async fn payers_keep(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    (entry, note): (AuditEntryId, &str),
    changes: &[PayerChange],
) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    payer_changes_keep(conn, entry, changes).await?;
    history_write(conn, by, (entry, note), changes).await
}

/// Keeps with its entry a change of one payer that was made by itself, so that its undo gives it back, and
/// says it in the histories of both payers: the entry itself is that of the bill unit's account.
///
/// # Errors
/// When the database fails.
pub(crate) async fn payer_keep(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    part: (AuditEntryId, &str),
    change: &PayerChange,
) -> Result<()> {
    payer_changes_keep(conn, part.0, std::slice::from_ref(change)).await?;
    let sides = (change.from.as_ref(), change.to.as_ref());
    payer_sides_write(conn, by, part, sides, change.unit.to_string()).await
}

/// Keeps which payers changed with an entry of the history.
///
/// # Errors
/// When the database fails.
pub(crate) async fn payer_changes_keep(
    conn: &mut PgConnection,
    entry: AuditEntryId,
    changes: &[PayerChange],
) -> Result<()> {
    let payer = |part: fn(&PayerChange) -> Option<&BillUnitRef>| -> Vec<Option<Uuid>> {
        let of = |change| id_of(part(change)).map(BillUnitId::uuid);
        changes.iter().map(of).collect()
    };
    let own = |part: fn((u8, u8)) -> u8| -> Vec<Option<i16>> {
        let of = |change: &PayerChange| change.own_rhythm.map(|own| i16::from(part(own)));
        changes.iter().map(of).collect()
    };
    sqlx::query(
        "INSERT INTO organization_move_payer (entry_id, bill_unit_id, from_id, to_id,
                                              own_billing_day, own_frequency_months)
         SELECT $1, c.* FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::smallint[],
                                    $6::smallint[]) AS c",
    )
    .bind(entry.uuid())
    .bind(units_of(changes))
    .bind(payer(|change| change.from.as_ref()))
    .bind(payer(|change| change.to.as_ref()))
    .bind(own(|(day, _)| day))
    .bind(own(|(_, months)| months))
    .execute(conn)
    .await?;
    Ok(())
}

/// Its id, where there is one.
pub(super) fn id_of(unit: Option<&BillUnitRef>) -> Option<BillUnitId> {
    unit.map(|unit| unit.id)
}

fn units_of(changes: &[PayerChange]) -> Vec<Uuid> {
    changes.iter().map(|change| change.unit.id.uuid()).collect()
}

/// The accounts whose bill units get another payer, each once.
fn accounts_of<'a>(changes: impl IntoIterator<Item = &'a PayerChange>) -> Vec<AccountId> {
    let changes = changes.into_iter();
    let mut accounts: Vec<AccountId> = changes.map(|change| change.unit.account.id).collect();
    accounts.sort_unstable();
    accounts.dedup();
    accounts
}

/// An entry for each account that got another payer, and one for each payer, old and new.
async fn history_write(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    part: (AuditEntryId, &str),
    changes: &[PayerChange],
) -> Result<()> {
    let mut by_payers: BTreeMap<_, Vec<&PayerChange>> = BTreeMap::new();
    for change in changes {
        let payers = (id_of(change.from.as_ref()), id_of(change.to.as_ref()));
        by_payers.entry(payers).or_default().push(change);
    }
    for alike in by_payers.values() {
        let [PayerChange { from, to, .. }, ..] = &alike[..] else {
            continue;
        };
        let words = |payer: &Option<BillUnitRef>| payer.as_ref().map(ToString::to_string);
        entry(by, part, "Paying account", (words(from), words(to)))
            .write_for_each(conn, &accounts_of(alike.iter().copied()))
            .await?;
        payer_sides_write(conn, by, part, (from.as_ref(), to.as_ref()), names(alike)).await?;
    }
    Ok(())
}

/// An entry for each payer, old and new, that names what they pay for no longer, or from then on.
async fn payer_sides_write(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    part: (AuditEntryId, &str),
    (from, to): (Option<&BillUnitRef>, Option<&BillUnitRef>),
    words: String,
) -> Result<()> {
    let sides = [(from, Some(words.clone()), None), (to, None, Some(words))];
    for (side, before, after) in sides {
        if let Some(side) = side {
            let field = format!("Pays for ({})", side.name);
            let entry = AuditEntry {
                account: Some(side.account.id),
                ..entry(by, part, &field, (before, after))
            };
            entry.write(conn).await?;
        }
    }
    Ok(())
}

/// A part of the change whose entry it names.
fn entry<'a>(
    by: &'a HandoverBy<'_>,
    (whole, note): (AuditEntryId, &'a str),
    field: &str,
    (before, after): (Option<String>, Option<String>),
) -> AuditEntry<'a> {
    AuditEntry {
        object: Some(whole.uuid()),
        operation: by.operation,
        note,
        changes: vec![Change {
            field: field.to_owned(),
            before,
            after,
        }],
        ..AuditEntry::new(by.actor, ChangeKind::BillUnitChanged)
    }
}

/// The first few by name, and how many more there are.
fn names(changes: &[&PayerChange]) -> String {
    const NAMED: usize = 10;
    let named: Vec<String> = (changes.iter().take(NAMED))
        .map(|change| change.unit.to_string())
        .collect();
    match changes.len().saturating_sub(NAMED) {
        0 => named.join("; "),
        more => format!("{}; and {more} more", named.join("; ")),
    }
}
