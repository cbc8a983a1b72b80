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
    parts_write(conn, &parts_of(by, (entry, note), changes)).await
}

/// The same for many entries, in as many statements as for one.
///
/// # Errors
/// When the database fails.
pub(crate) async fn payers_keep_all(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    note: &str,
    kept: &[(AuditEntryId, &[PayerChange])],
) -> Result<()> {
    let changes = kept.iter().flat_map(|(entry, changes)| {
        let changes = changes.iter();
        changes.map(|change| (*entry, change))
    });
    changes_keep(conn, &changes.collect::<Vec<_>>()).await?;
    let mut entries = Vec::new();
    for (entry, changes) in kept {
        for Part { accounts, entry } in parts_of(by, (*entry, note), changes) {
            let of = |account| AuditEntry {
                account: Some(account),
                ..entry.clone()
            };
            entries.extend(accounts.into_iter().map(of));
        }
    }
    AuditEntry::write_all(conn, &entries).await?;
    Ok(())
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
    let parts = sides_of(by, part, sides, &change.unit.to_string());
    parts_write(conn, &parts).await
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
    let changes: Vec<(AuditEntryId, &PayerChange)> =
        changes.iter().map(|change| (entry, change)).collect();
    changes_keep(conn, &changes).await
}

async fn changes_keep(
    conn: &mut PgConnection,
    changes: &[(AuditEntryId, &PayerChange)],
) -> Result<()> {
    let payer = |part: fn(&PayerChange) -> Option<&BillUnitRef>| -> Vec<Option<Uuid>> {
        let of = |(_, change): &(_, &PayerChange)| id_of(part(change)).map(BillUnitId::uuid);
        changes.iter().map(of).collect()
    };
    let own = |part: fn((u8, u8)) -> u8| -> Vec<Option<i16>> {
        let of = |(_, change): &(_, &PayerChange)| {
            let own = change.own_rhythm?;
            Some(i16::from(part(own)))
        };
        changes.iter().map(of).collect()
    };
    sqlx::query(
        "INSERT INTO organization_move_payer (entry_id, bill_unit_id, from_id, to_id,
                                              own_billing_day, own_frequency_months)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::smallint[],
                              $6::smallint[])",
    )
    .bind(uuids(changes, |(entry, _)| entry.uuid()))
    .bind(uuids(changes, |(_, change)| change.unit.id.uuid()))
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

fn uuids<T>(rows: &[T], id: impl Fn(&T) -> Uuid) -> Vec<Uuid> {
    rows.iter().map(id).collect()
}

/// The accounts whose bill units get another payer, each once.
fn accounts_of<'a>(changes: impl IntoIterator<Item = &'a PayerChange>) -> Vec<AccountId> {
    let changes = changes.into_iter();
    let mut accounts: Vec<AccountId> = changes.map(|change| change.unit.account.id).collect();
    accounts.sort_unstable();
    accounts.dedup();
    accounts
}

/// An entry that is the same in the histories of these accounts.
struct Part<'a> {
    accounts: Vec<AccountId>,
    entry: AuditEntry<'a>,
}

async fn parts_write(conn: &mut PgConnection, parts: &[Part<'_>]) -> Result<()> {
    for part in parts {
        (part.entry.write_for_each(conn, &part.accounts)).await?;
    }
    Ok(())
}

/// An entry for each account that got another payer, and one for each payer, old and new.
fn parts_of<'a>(
    by: &'a HandoverBy<'_>,
    part: (AuditEntryId, &'a str),
    changes: &[PayerChange],
) -> Vec<Part<'a>> {
    let mut by_payers: BTreeMap<_, Vec<&PayerChange>> = BTreeMap::new();
    for change in changes {
        let payers = (id_of(change.from.as_ref()), id_of(change.to.as_ref()));
        by_payers.entry(payers).or_default().push(change);
    }
    let mut parts = Vec::new();
    for alike in by_payers.values() {
        let [PayerChange { from, to, .. }, ..] = &alike[..] else {
            continue;
        };
        let words = |payer: &Option<BillUnitRef>| payer.as_ref().map(ToString::to_string);
        parts.push(Part {
            accounts: accounts_of(alike.iter().copied()),
            entry: entry(by, part, "Paying account", (words(from), words(to))),
        });
        let sides = (from.as_ref(), to.as_ref());
        parts.extend(sides_of(by, part, sides, &names(alike)));
    }
    parts
}

/// An entry for each payer, old and new, that names what they pay for no longer, or from then on.
fn sides_of<'a>(
    by: &'a HandoverBy<'_>,
    part: (AuditEntryId, &'a str),
    (from, to): (Option<&BillUnitRef>, Option<&BillUnitRef>),
    words: &str,
) -> Vec<Part<'a>> {
    let words = Some(words.to_owned());
    let sides = [(from, (words.clone(), None)), (to, (None, words))];
    let part = |(side, change): (Option<&BillUnitRef>, _)| {
        let side = side?;
        Some(Part {
            accounts: vec![side.account.id],
            entry: entry(by, part, &format!("Pays for ({})", side.name), change),
        })
    };
    sides.into_iter().filter_map(part).collect()
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
