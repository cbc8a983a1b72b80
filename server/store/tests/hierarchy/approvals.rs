//! Who may say yes to what somebody else planned (SEC-1).

use domain::access::{Actor, Role};
use domain::actions::ActionState;
use domain::hierarchy::{
    Board, BoardChange, BoardEdit, BoardState, Deed, MoveForm, MoveOutcome, ScheduleOutcome,
    UndoRequest,
};
use store::actions::{action_perform, action_preview, action_shift, action_shift_preview};
use store::hierarchy::{
    board_edit, board_effect_on, board_schedule, move_run, move_schedule, move_undo,
};
use store::{Result, StoreError};

use crate::drafting::{approved, begun, page, subtree, word_shown};
use crate::handovers::with_handover;
use crate::payers;
use crate::planning::{
    advance, children_on, conflicts, day_in, on, preview, ran, run, scheduled, state,
};
use crate::support::{ACME, Town, confirm, csr, manager, operation, refusal, staff};

/// The word of somebody to approve a board.
async fn approve(town: &Town, board: &Board, who: &Actor) -> Result<Board> {
    let edit = BoardEdit {
        operation_id: operation(),
        board: board.id,
        version: Some(board.version),
        change: BoardChange::Approve,
    };
    board_edit(town.store(), who, &edit).await
}

#[tokio::test]
async fn nobody_approves_a_board_that_they_began_or_planned_steps_of() {
    let town = Town::new(ACME).await;
    let (other, third) = (
        staff(3, "Other manager", Role::Manager),
        staff(4, "Third manager", Role::Administrator),
    );
    let board = begun(&town, vec![subtree(&town, "Sales", "Americas")]).await;
    assert_eq!(
        refusal(approve(&town, &board, &manager()).await).0,
        "own_board"
    );
    let more = BoardEdit {
        operation_id: operation(),
        board: board.id,
        version: None,
        change: BoardChange::AddSteps {
            deeds: vec![subtree(&town, "Support", "Americas")],
            at: None,
        },
    };
    let board = board_edit(town.store(), &other, &more)
        .await
        .expect("more steps");
    assert!(board.is_own);
    assert_eq!(refusal(approve(&town, &board, &other).await).0, "own_board");
    assert_eq!(
        refusal(approve(&town, &board, &manager()).await).0,
        "own_board"
    );
    let approved = approve(&town, &board, &third).await.expect("approved");
    assert_eq!(approved.approved_by.as_deref(), Some("Third manager"));
    assert!(!approved.is_own);
}

#[tokio::test]
async fn steps_that_changed_since_they_were_looked_at_are_not_approved() {
    let town = Town::new(ACME).await;
    let third = staff(4, "Third manager", Role::Administrator);
    let seen = begun(&town, vec![subtree(&town, "Sales", "Americas")]).await;
    let more = BoardEdit {
        operation_id: operation(),
        board: seen.id,
        version: None,
        change: BoardChange::AddSteps {
            deeds: vec![subtree(&town, "Support", "Americas")],
            at: None,
        },
    };
    let other = staff(3, "Other manager", Role::Manager);
    board_edit(town.store(), &other, &more)
        .await
        .expect("more steps");
    match approve(&town, &seen, &third).await {
        Err(StoreError::Conflict {
            code: "stale",
            sentence,
        }) => assert!(
            sentence.starts_with("Other manager changed this"),
            "{sentence}"
        ),
        answer => panic!("not told: {answer:?}"),
    }
    let board = page(&town, seen.id).await.board;
    assert_eq!((board.state, board.approved_by), (BoardState::Open, None));
}

#[tokio::test]
async fn a_board_from_before_authors_were_kept_is_its_owners_own() {
    let town = Town::new(ACME).await;
    let board = begun(&town, vec![subtree(&town, "Sales", "Americas")]).await;
    town.execute("UPDATE what_if_board SET authors = '{}', version = version + 1")
        .await;
    let board = page(&town, board.id).await.board;
    assert_eq!(
        refusal(approve(&town, &board, &manager()).await).0,
        "own_board"
    );
}

/// A CSR schedules that a single account comes under Sales.
async fn association_planned(town: &mut Town) -> domain::actions::DeferredAction {
    town.account("Bergen").await;
    let date = day_in(town, 10).await;
    let request = on(town, "Bergen", "Sales", MoveForm::WholeSubtree, date);
    let seen = confirm(&preview(town, &request).await);
    match move_schedule(town.store(), &csr(), &seen).await {
        Ok(ScheduleOutcome::Scheduled { action }) => *action,
        other => panic!("not scheduled: {other:?}"),
    }
}

#[tokio::test]
async fn what_somebody_else_scheduled_is_performed_by_those_who_may_rearrange_organizations() {
    let mut town = Town::new(ACME).await;
    let action = association_planned(&mut town).await;
    let store = town.store();
    let shown = action_preview(store, &manager(), action.id)
        .await
        .expect("a preview");
    let shown = shown.tie();
    let perform = async |who: &Actor| {
        action_perform(store, who, &operation(), action.id, shown.as_ref()).await
    };
    let colleague = staff(5, "Other csr", Role::Csr);
    let refused = perform(&colleague).await;
    assert!(
        matches!(refused, Err(StoreError::Refused(_))),
        "{refused:?}"
    );
    let done = perform(&manager()).await.expect("performed");
    assert_eq!(done.account.name, "Bergen");
}

fn administrator() -> Actor {
    staff(5, "Administrator", Role::Administrator)
}

#[tokio::test]
async fn a_board_that_hands_payers_over_is_scheduled_by_whoever_may_change_accounts() {
    let town = payers::town(&[("Support", "Kiel")]).await;
    let deed = Deed::Move {
        account: town.id("Sales"),
        to: town.id("Americas"),
        form: MoveForm::WholeSubtree,
        handover: Some(payers::number(&town, "Head").await.into()),
    };
    let board = approved(&town, vec![deed]).await;
    let date = day_in(&town, 3).await;
    let shown = board_effect_on(town.store(), &manager(), board.id, date).await;
    let word = word_shown(&board, shown.expect("an effect"));
    let refused = board_schedule(town.store(), &administrator(), &word, date).await;
    assert!(
        matches!(refused, Err(StoreError::Refused(_))),
        "{refused:?}"
    );
    let scheduled = board_schedule(town.store(), &manager(), &word, date).await;
    let action = scheduled.expect("scheduled").id;
    let to = (action, day_in(&town, 4).await);
    let shift = async |who: &Actor| {
        let shown = action_shift_preview(town.store(), &manager(), to.0, to.1).await;
        let shown = shown.expect("a preview").tie();
        action_shift(town.store(), who, &operation(), to, shown.as_ref()).await
    };
    let refused = shift(&administrator()).await;
    assert!(
        matches!(refused, Err(StoreError::Refused(_))),
        "{refused:?}"
    );
    shift(&manager()).await.expect("another day");
}

#[tokio::test]
async fn a_move_that_handed_payers_over_is_undone_by_whoever_may_change_accounts() {
    let town = payers::town(&[("Support", "Kiel")]).await;
    let seen = town.preview("Sales", "Americas", MoveForm::WholeSubtree);
    let head = payers::number(&town, "Head").await.into();
    let word = with_handover(&town, confirm(&seen.await.expect("a preview")), head).await;
    let done = match move_run(town.store(), &manager(), &word).await {
        Ok(MoveOutcome::Done { done }) => done,
        other => panic!("not moved: {other:?}"),
    };
    let undo = async |who: &Actor| {
        let request = UndoRequest {
            operation_id: operation(),
            entry: done.entry,
        };
        move_undo(town.store(), who, &request).await
    };
    let refused = undo(&administrator()).await;
    assert!(
        matches!(refused, Err(StoreError::Refused(_))),
        "{refused:?}"
    );
    undo(&manager()).await.expect("undone");
    assert_eq!(payers::payers(&town).await, ["Support by Kiel"]);
}

#[tokio::test]
async fn what_was_scheduled_as_a_single_account_is_not_moved_with_what_came_below_it() {
    let mut town = Town::new(ACME).await;
    town.account("Head").await;
    let date = day_in(&town, 3).await;
    let request = on(&town, "Head", "Americas", MoveForm::WholeSubtree, date);
    let word = confirm(&preview(&town, &request).await);
    let scheduled = move_schedule(town.store(), &csr(), &word).await;
    assert!(
        matches!(scheduled, Ok(ScheduleOutcome::Scheduled { .. })),
        "{scheduled:?}"
    );
    town.moved("Sales", "Head", MoveForm::WholeSubtree).await;
    let told = conflicts(&town, "Head")
        .await
        .remove(0)
        .expect("a conflict");
    assert!(told.contains("was scheduled alone"), "{told}");
    assert_eq!(children_on(&town, "Americas", date).await, []);
    advance(&town, 3).await;
    assert_eq!(run(town.store()).await, ran(0, 1));
    let failed = (ActionState::Failed, Some("grown_since".to_owned()));
    assert_eq!(state(&town, "Head").await, [failed]);
}

#[tokio::test]
async fn what_a_manager_scheduled_alone_moves_with_what_came_below_it() {
    let mut town = Town::new(ACME).await;
    town.account("Head").await;
    let date = day_in(&town, 3).await;
    scheduled(
        &town,
        &on(&town, "Head", "Americas", MoveForm::WholeSubtree, date),
    )
    .await;
    town.moved("Sales", "Head", MoveForm::WholeSubtree).await;
    advance(&town, 3).await;
    assert_eq!(run(town.store()).await, ran(1, 0));
}
