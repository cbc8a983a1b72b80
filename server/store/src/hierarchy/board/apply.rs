//! Applying a board: all of its steps, or none (ORG-9).

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::access::{Action, Actor};
use domain::accounts::AccountRef;
use domain::actions::DeferredAction;
use domain::audit::{Change, ChangeKind};
use domain::bill_units::PayerChange;
use domain::hierarchy::{
    Board, BoardAct, BoardConfirm, BoardDone, BoardStep, Deed, FutureTree, LinkChange, MoveForm,
    StepConflict,
};
use domain::ids::{AccountId, AuditEntryId, BoardId, OperationId};
use sqlx::PgConnection;

use super::super::draft::{Draft, StepMade};
use super::super::facts::today;
use super::super::handing::{HANDED_OVER, payers_shift};
use super::super::perform::{no_cycle_check, stayed_check};
use super::super::run::{PLACE, form_words};
use super::super::write::{accounts_hold, changes_keep, changes_keep_all, links_write, path_words};
use super::effect::moving_count;
use super::rows::{
    Mark, board_hold, board_write, conflicts_check, state_after, steps_read, version_check,
};
use crate::Store;
use crate::audit::AuditEntry;
use crate::bill_units::{HandoverBy, payer_changes_keep, payers_keep};
use crate::error::{Result, StoreError};
use crate::operations::Operation;

/// Applies an approved board from today on: all of its steps, or none where one is stale. The same
/// operation id with the same input answers with what was done.
///
/// # Errors
/// When the actor may not rearrange organizations; when the board is not approved, or somebody changed
/// it; a sentence for each step that is stale, with its number; when the operation id was used for
/// other input; when the database fails.
pub async fn board_apply(
    store: &Store,
    actor: &Actor,
    confirm: &BoardConfirm,
) -> Result<BoardDone> {
    actor.require(Action::MoveAccounts)?;
    let input = ("apply", confirm.board, confirm.version);
    let operation = Operation::new(actor, &confirm.operation_id, &input)?;
    let mut tx = store.pool().begin().await?;
    if let Some(done) = operation.begin_structural(&mut tx).await? {
        return Ok(done);
    }
    let board = board_hold(&mut tx, actor, confirm.board).await?;
    state_after(&board, BoardAct::Apply)?;
    version_check(&board, confirm.version)?;
    let order = BoardOrder {
        actor,
        operation: Some(operation.id),
        action: None,
        since: today(&mut tx).await?,
    };
    let done = board_perform(&mut tx, &order, board.id).await?;
    operation.finish(&mut tx, &done).await?;
    tx.commit().await?;
    Ok(done)
}

/// The order to apply a board.
pub(crate) struct BoardOrder<'a> {
    /// Who applies it.
    pub(crate) actor: &'a Actor,
    /// The submission that brought the order; none where its day has come.
    pub(crate) operation: Option<OperationId>,
    /// What was scheduled; none where it is applied at once.
    pub(crate) action: Option<&'a DeferredAction>,
    /// From which day on it counts: today, or its own day where that is past (decision 3).
    pub(crate) since: NaiveDate,
}

/// Applies it, in the caller's transaction, which holds the lock of structure changes.
///
/// # Errors
/// When the actor may not; when its state does not allow it; a sentence for each stale step; when places
/// changed after the day from which on it counts; when the database fails.
pub(crate) async fn board_perform(
    conn: &mut PgConnection,
    order: &BoardOrder<'_>,
    board: BoardId,
) -> Result<BoardDone> {
    order.actor.require(Action::MoveAccounts)?;
    let board = board_hold(conn, order.actor, board).await?;
    let act = match order.action {
        None => BoardAct::Apply,
        Some(_) => BoardAct::Perform,
    };
    let state = state_after(&board, act)?;
    let steps = steps_read(conn, board.id).await?;
    let named: Vec<AccountId> = (steps.iter())
        .flat_map(|step| [Some(step.deed.account()), step.deed.to()])
        .flatten()
        .collect();
    accounts_hold(conn, &named).await?;
    handovers_hold(conn, order, &steps).await?;
    let mut draft = Draft::begin(conn, &steps, None, &[]).await?;
    let made = steps_make(conn, &mut draft, &steps).await?;
    let first = made
        .first()
        .ok_or_else(|| StoreError::Internal(format!("board {} has no steps", board.id)))?
        .account
        .clone();
    let moved = moving_count(conn, &draft.tree).await?;
    let (links, payers) = (draft.tree.link_changes(), draft.payer_changes());
    payers_shift(conn, &handover_by(order), &payers).await?;
    links_change(conn, &links, order.since).await?;
    let entry = history_write(conn, order, &board, &made, (&links, &payers)).await?;
    let mark = Mark {
        action: order.action.map(|action| action.id),
        applied: Some((entry, order.since)),
        ..Mark::default()
    };
    board_write(conn, order.actor, &board, state, mark).await?;
    Ok(BoardDone {
        entry,
        sentence: board_words(&board),
        account: first,
        moved,
    })
}

/// Holds whoever is to pay for what the steps hand over, so that it is not closed before that stands.
///
/// # Errors
/// When the actor may not change accounts, or the database fails.
async fn handovers_hold(
    conn: &mut PgConnection,
    order: &BoardOrder<'_>,
    steps: &[BoardStep],
) -> Result<()> {
    let mut numbers: Vec<i64> = (steps.iter())
        .filter_map(|step| Some(step.deed.handover()?.account.get()))
        .collect();
    if numbers.is_empty() {
        return Ok(());
    }
    order.actor.require(Action::EditAccount)?;
    numbers.sort_unstable();
    numbers.dedup();
    sqlx::query("SELECT FROM account WHERE number = ANY($1) ORDER BY id FOR SHARE")
        .bind(&numbers)
        .execute(conn)
        .await?;
    Ok(())
}

/// A board in one sentence: "What-if board “Spring”, 12 steps."
pub(super) fn board_words(board: &Board) -> String {
    match board.steps {
        1 => format!("What-if board “{}”, 1 step.", board.name),
        steps => format!("What-if board “{}”, {steps} steps.", board.name),
    }
}

/// Writes what all steps come to, link by link, from a day on.
async fn links_change(
    conn: &mut PgConnection,
    changes: &[LinkChange],
    since: NaiveDate,
) -> Result<()> {
    let is_late = since < today(conn).await?;
    if is_late {
        stayed_check(conn, changes, since).await?;
    }
    links_write(conn, changes, since, &[]).await?;
    if is_late {
        no_cycle_check(conn, changes, since).await?;
    }
    Ok(())
}

/// A step that was made in the draft's tree.
struct Made<'a> {
    step: &'a BoardStep,
    account: AccountRef,
    /// Where the account stood, and stands, from the root.
    before: Vec<AccountRef>,
    after: Vec<AccountRef>,
    /// The accounts that got another parent by it, with where that stands.
    changes: Vec<(LinkChange, Vec<AccountRef>)>,
    /// The bill units that it handed over.
    payers: Vec<PayerChange>,
}

/// Makes all steps.
///
/// # Errors
/// A sentence for each step that is stale.
async fn steps_make<'a>(
    conn: &mut PgConnection,
    draft: &mut Draft,
    steps: &'a [BoardStep],
) -> Result<Vec<Made<'a>>> {
    let mut made = Vec::with_capacity(steps.len());
    let mut conflicts = Vec::new();
    for (number, step) in (1..).zip(steps) {
        let account = step.deed.account();
        let before = path_of(&draft.tree, account);
        match draft.step(conn, step).await? {
            Err(problem) => conflicts.push(StepConflict {
                number,
                step: step.id,
                problem,
            }),
            Ok(StepMade { links, payers }) => made.push(Made {
                step,
                account: before.last().cloned().ok_or_else(|| {
                    StoreError::Internal(format!("account {account} is on no path"))
                })?,
                before,
                after: path_of(&draft.tree, account),
                changes: changes_placed(&draft.tree, links),
                payers,
            }),
        }
    }
    conflicts_check(&conflicts)?;
    Ok(made)
}

/// Each change with the place of the new parent, which is read once for all that go there.
fn changes_placed(
    tree: &FutureTree,
    changes: Vec<LinkChange>,
) -> Vec<(LinkChange, Vec<AccountRef>)> {
    let mut places: HashMap<AccountId, Vec<AccountRef>> = HashMap::new();
    let mut placed = Vec::with_capacity(changes.len());
    for change in changes {
        let place = change.to.map(|to| {
            let place = places.entry(to).or_insert_with(|| path_of(tree, to));
            place.clone()
        });
        placed.push((change, place.unwrap_or_default()));
    }
    placed
}

/// The accounts from the root down to this one.
fn path_of(tree: &FutureTree, account: AccountId) -> Vec<AccountRef> {
    let path = tree.path(account).into_iter().rev();
    path.filter_map(|id| Some(tree.node(id)?.account.clone()))
        .collect()
}

/// Writes the history: an entry for the board, from which all of it can be undone, one for each step,
/// from which that step can be, and one for each child that got another parent by a step.
async fn history_write(
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
    let by = handover_by(order);
    for (entry, made) in entries.iter().zip(made) {
        payers_keep(conn, &by, (*entry, HANDED_OVER), &made.payers).await?;
    }
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

/// Who changes the payers of a board's steps.
fn handover_by<'a>(order: &BoardOrder<'a>) -> HandoverBy<'a> {
    HandoverBy {
        actor: order.actor,
        operation: order.operation,
        since: order.since,
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
