//! Applying a board: all of its steps, or none (ORG-9).

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::access::{Action, Actor};
use domain::accounts::AccountRef;
use domain::actions::DeferredAction;
use domain::bill_units::PayerChange;
use domain::hierarchy::{
    Board, BoardAct, BoardAsShown, BoardDone, BoardStep, Effective, FutureTree, LinkChange,
    StepConflict,
};
use domain::ids::{AccountId, BoardId, OperationId};
use sqlx::PgConnection;

use super::super::draft::{Draft, StepMade};
use super::super::facts::today;
use super::super::handing::payers_shift;
use super::super::meanwhile::meanwhile;
use super::super::perform::{no_cycle_check, stayed_check};
use super::super::write::{accounts_hold, changes_hold, links_write, stale};
use super::effect::{Stepped, effect_fingerprint, effect_read};
use super::history::history_write;
use super::rows::{
    Applied, Mark, board_hold, board_write, conflicts_check, state_after, steps_read, version_check,
};
use crate::Store;
use crate::bill_units::HandoverBy;
use crate::error::{Result, StoreError};
use crate::operations::Operation;

/// Applies an approved board from today on as it was shown: all of its steps, or none where one is stale or
/// they come to anything else by now (decision 19). The same operation id with the same input answers with
/// what was done.
///
/// # Errors
/// When the actor may not rearrange organizations; when the board is not approved, or somebody changed
/// it; a sentence for each step that is stale, with its number; when they come to something else than was
/// shown, with who changed what since; when the operation id was used for other input; when the database
/// fails.
pub async fn board_apply(store: &Store, actor: &Actor, word: &BoardAsShown) -> Result<BoardDone> {
    actor.require(Action::MoveAccounts)?;
    let confirm = &word.confirm;
    let input = ("apply", confirm.board, confirm.version);
    let operation = Operation::new(actor, &confirm.operation_id, &input)?;
    let mut tx = store.begin().await?;
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
    let done = board_make(&mut tx, &order, board.id, Some(word)).await?;
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

/// Applies it on its day, in the caller's transaction, which holds the lock of structure changes.
///
/// # Errors
/// When the actor may not; when its state does not allow it; a sentence for each stale step; when places
/// changed after the day from which on it counts; when the database fails.
pub(crate) async fn board_perform(
    conn: &mut PgConnection,
    order: &BoardOrder<'_>,
    board: BoardId,
) -> Result<BoardDone> {
    board_make(conn, order, board, None).await
}

/// Applies it, where it was shown at once as it was.
async fn board_make(
    conn: &mut PgConnection,
    order: &BoardOrder<'_>,
    board: BoardId,
    shown: Option<&BoardAsShown>,
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
    let mut stepped = Stepped::begin(conn, steps, None).await?;
    let made = steps_make(&mut stepped.draft, &stepped.steps)?;
    let first = made
        .first()
        .ok_or_else(|| StoreError::Internal(format!("board {} has no steps", board.id)))?
        .account
        .clone();
    if let Some(shown) = shown {
        shown_check(conn, shown, &stepped, Effective::Now).await?;
    }
    let effect = effect_read(conn, &stepped).await?;
    let draft = &stepped.draft;
    let (links, payers) = (draft.tree.link_changes(), draft.payer_changes());
    changes_hold(conn, &links, &named).await?;
    payers_shift(conn, &handover_by(order), &payers).await?;
    links_change(conn, &links, order.since).await?;
    let entry = history_write(conn, order, &board, &made, (&links, &payers)).await?;
    let mark = Mark {
        action: order.action.map(|action| action.id),
        applied: Some(Applied {
            entry,
            since: order.since,
            effect: &effect,
        }),
        ..Mark::default()
    };
    board_write(conn, order.actor, &board, state, mark).await?;
    Ok(BoardDone {
        entry,
        sentence: board_words(&board),
        account: first,
        moved: effect.moving,
    })
}

/// Looks that the steps come to what was shown (ORG-3).
///
/// # Errors
/// When they do not, with who changed what since, as far as the history tells it.
pub(super) async fn shown_check(
    conn: &mut PgConnection,
    shown: &BoardAsShown,
    stepped: &Stepped,
    effective: Effective,
) -> Result<()> {
    if effect_fingerprint(conn, stepped).await? == shown.fingerprint {
        return Ok(());
    }
    let seen = stepped.seen(Some(shown.seen_at), effective);
    let overtaken = match effective {
        Effective::Now => "The board comes to something else by now: nothing of it was applied.",
        Effective::On { .. } => {
            "The board comes to something else on that day by now: nothing was scheduled."
        }
    };
    Err(stale(&match meanwhile(conn, &seen).await? {
        Some(meanwhile) => format!("{meanwhile} {overtaken}"),
        None => overtaken.to_owned(),
    }))
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
    if since < today(conn).await? {
        stayed_check(conn, changes, since).await?;
        no_cycle_check(conn, changes, since).await?;
    }
    links_write(conn, changes, since).await
}

/// A step that was made in the draft's tree.
pub(super) struct Made<'a> {
    pub(super) step: &'a BoardStep,
    pub(super) account: AccountRef,
    /// Where the account stood, and stands, from the root.
    pub(super) before: Vec<AccountRef>,
    pub(super) after: Vec<AccountRef>,
    /// The accounts that got another parent by it, with where that stands.
    pub(super) changes: Vec<(LinkChange, Vec<AccountRef>)>,
    /// The bill units that it handed over.
    pub(super) payers: Vec<PayerChange>,
}

/// Makes all steps.
///
/// # Errors
/// A sentence for each step that is stale.
fn steps_make<'a>(draft: &mut Draft, steps: &'a [BoardStep]) -> Result<Vec<Made<'a>>> {
    let mut made = Vec::with_capacity(steps.len());
    let mut conflicts = Vec::new();
    for (number, step) in (1..).zip(steps) {
        let account = step.deed.account();
        let before = path_of(&draft.tree, account);
        match draft.step(step) {
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

/// Who changes the payers of a board's steps.
pub(super) fn handover_by<'a>(order: &BoardOrder<'a>) -> HandoverBy<'a> {
    HandoverBy {
        actor: order.actor,
        operation: order.operation,
        since: order.since,
    }
}
