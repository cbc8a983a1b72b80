//! What the history says of a board that is applied (ORG-9).

use domain::accounts::AccountRef;
use domain::audit::{Change, ChangeKind};
use domain::bill_units::PayerChange;
use domain::hierarchy::{Board, Deed, LinkChange, MoveForm};
use domain::ids::{AccountId, AuditEntryId};
use sqlx::PgConnection;

use super::super::handing::HANDED_OVER;
use super::super::run::{PLACE, form_words};
use super::super::write::{changes_keep, changes_keep_all, path_words};
use super::apply::{BoardOrder, Made, board_words, handover_by};
use crate::audit::AuditEntry;
use crate::bill_units::{payer_changes_keep, payers_keep_all};
use crate::error::Result;

/// Writes the history: an entry for the board, from which all of it can be undone, one for each step,
/// from which that step can be, and one for each child that got another parent by a step.
pub(super) async fn history_write(
    conn: &mut PgConnection,
    order: &BoardOrder<'_>,
    board: &Board,
    made: &[Made<'_>],
    (links, payers): (&[LinkChange], &[PayerChange]),
) -> Result<AuditEntryId> {
    let whole = AuditEntry {
        account: made.first().map(|made| made.account.id),
        object: Some(board.id.uuid()),
        operation: order.operation,
        note: &board_words(board),
        changes: Vec::new(),
        ..AuditEntry::new(order.actor, ChangeKind::BoardApplied)
    };
    let entry = whole.write(conn).await?;
    changes_keep(conn, entry, links).await?;
    payer_changes_keep(conn, entry, payers).await?;
    let notes: Vec<String> = (1..)
        .zip(made)
        .map(|(number, made)| step_note(board, number, &made.step.deed))
        .collect();
    let own: Vec<AuditEntry<'_>> = (notes.iter().zip(made))
        .map(|(note, made)| step_entry(order, board, note, made))
        .collect();
    let entries = AuditEntry::write_all(conn, &own).await?;
    let mut kept = Vec::new();
    let mut theirs = Vec::new();
    for (entry, made) in entries.iter().zip(made) {
        for (change, place) in &made.changes {
            kept.push((*entry, *change));
            if change.child != made.account.id {
                theirs.push(child_entry(order, *entry, made, change.child, place));
            }
        }
    }
    AuditEntry::write_all(conn, &theirs).await?;
    changes_keep_all(conn, &kept).await?;
    let payers: Vec<_> = (entries.iter().zip(made))
        .map(|(entry, made)| (*entry, made.payers.as_slice()))
        .collect();
    payers_keep_all(conn, &handover_by(order), HANDED_OVER, &payers).await?;
    Ok(entry)
}

fn step_note(board: &Board, number: i64, deed: &Deed) -> String {
    let step = format!("Step {number} of what-if board “{}”", board.name);
    match deed {
        Deed::Move { form, .. } => format!("{step}: {}", form_words(form)),
        Deed::Remove { .. } => step,
    }
}

fn step_entry<'a>(
    order: &BoardOrder<'a>,
    board: &Board,
    note: &'a str,
    made: &Made<'_>,
) -> AuditEntry<'a> {
    let kind = match made.step.deed {
        Deed::Move { .. } => ChangeKind::AccountMoved,
        Deed::Remove { .. } => ChangeKind::AccountRemoved,
    };
    let only_children = matches!(
        &made.step.deed,
        Deed::Move {
            form: MoveForm::OnlyChildren { .. },
            ..
        }
    );
    let change = match (only_children, made.changes.first()) {
        (true, Some((_, place))) => parent_change(made, place),
        _ => Change {
            field: PLACE.to_owned(),
            before: path_words(&made.before),
            after: match made.step.deed {
                Deed::Move { .. } => path_words(&made.after),
                Deed::Remove { .. } => None,
            },
        },
    };
    AuditEntry {
        account: Some(made.account.id),
        object: Some(board.id.uuid()),
        operation: order.operation,
        note,
        changes: vec![change],
        ..AuditEntry::new(order.actor, kind)
    }
}

fn child_entry<'a>(
    order: &BoardOrder<'a>,
    entry: AuditEntryId,
    made: &Made<'_>,
    child: AccountId,
    place: &[AccountRef],
) -> AuditEntry<'a> {
    AuditEntry {
        account: Some(child),
        object: Some(entry.uuid()),
        operation: order.operation,
        changes: vec![parent_change(made, place)],
        ..AuditEntry::new(order.actor, ChangeKind::AccountMoved)
    }
}

fn parent_change(made: &Made<'_>, place: &[AccountRef]) -> Change {
    Change {
        field: "Parent in the organization".to_owned(),
        before: path_words(&made.before),
        after: path_words(place),
    }
}
