//! What-if boards on a day to come (ORG-8, ORG-9).

use domain::actions::{ActionState, ActionTie, DeedShown, DeferredAction};
use domain::hierarchy::{Board, BoardChange, BoardEffectShown, BoardState, MoveForm};
use store::StoreError;
use store::actions::{
    action_cancel, action_perform, action_preview, action_shift, action_shift_preview,
};
use store::hierarchy::board_effect_on;

use crate::drafting::{approved, edited, page, schedule, schedule_shown, subtree};
use crate::payers::number;
use crate::planning::{
    advance, children_on, conflicts, day_in, path_on, ran, row, run, state, subtree_on,
};
use crate::support::{ACME, Town, csr, manager, operation, refusal, shown_now};

pub async fn scheduled(town: &Town, board: &Board, days: u64) -> DeferredAction {
    let date = day_in(town, days).await;
    schedule(town, board, date).await.expect("scheduled")
}

async fn two_moves(town: &Town) -> Board {
    let steps = vec![
        subtree(town, "Sales", "Americas"),
        subtree(town, "Oslo", "EMEA"),
    ];
    approved(town, steps).await
}

#[tokio::test]
async fn a_scheduled_board_stands_in_the_tree_of_its_day_and_is_applied_then_and_once() {
    let town = Town::new(ACME).await;
    let board = two_moves(&town).await;
    let action = scheduled(&town, &board, 10).await;
    assert_eq!(
        page(&town, board.id).await.board.state,
        BoardState::Scheduled
    );
    let eve = children_on(&town, "EMEA", day_in(&town, 9).await).await;
    assert_eq!(eve, [row("Sales", 2, 3), row("Support", 0, 0)]);
    let day = day_in(&town, 10).await;
    let then = [row("Oslo", 1, 1), row("Support", 0, 0)];
    assert_eq!(children_on(&town, "EMEA", day).await, then);
    let path = path_on(&town, "Kiel", day).await.into_iter();
    let path: Vec<String> = path.map(|(name, _)| name).collect();
    assert_eq!(path, ["Acme", "Americas", "Sales", "Kiel"]);
    // It is listed at every account that its steps name.
    for account in ["Sales", "Oslo"] {
        assert_eq!(state(&town, account).await, [(ActionState::Pending, None)]);
    }
    advance(&town, 10).await;
    assert_eq!(run(town.store()).await, ran(1, 0));
    assert_eq!(run(town.store()).await, ran(0, 0));
    assert_eq!(children_on(&town, "EMEA", day).await, then);
    let shown = page(&town, board.id).await.board;
    assert_eq!(
        (shown.state, shown.due_on),
        (BoardState::Applied, Some(day))
    );
    assert_eq!(shown.action, Some(action.id));
}

#[tokio::test]
async fn a_board_that_is_stale_on_its_day_fails_whole_and_cancelling_opens_it_again() {
    let town = Town::new(ACME).await;
    let board = two_moves(&town).await;
    let action = scheduled(&town, &board, 3).await;
    town.moved("Oslo", "Support", MoveForm::WholeSubtree).await;
    let before = town.picture().await;
    // What will fail as a whole stands in no tree.
    let then = children_on(&town, "EMEA", day_in(&town, 3).await).await;
    assert_eq!(then, [row("Sales", 1, 1), row("Support", 1, 2)]);
    let told = conflicts(&town, "Sales").await.remove(0);
    let told = told.expect("a conflict");
    assert!(told.starts_with("Step 2: Oslo (A-"), "{told}");
    advance(&town, 3).await;
    assert_eq!(run(town.store()).await, ran(0, 1));
    assert_eq!(town.picture().await, before);
    let failed = [(ActionState::Failed, Some("elsewhere".to_owned()))];
    assert_eq!(state(&town, "Sales").await, failed);
    let listed = store::actions::account_actions(town.store(), &csr(), town.id("Oslo"))
        .await
        .expect("a list");
    let sentence = &listed[0].failure.as_ref().expect("a failure").sentence;
    assert!(sentence.starts_with("Step 2: Oslo (A-"), "{sentence}");

    action_cancel(town.store(), &manager(), &operation(), action.id)
        .await
        .expect("cancelled");
    let shown = page(&town, board.id).await;
    assert_eq!(shown.board.state, BoardState::Open);
    assert_eq!((shown.board.action, shown.board.approved_by), (None, None));
    assert_eq!(shown.stale, 1);
}

#[tokio::test]
async fn a_scheduled_board_is_changed_only_after_it_was_cancelled() {
    let town = Town::new(ACME).await;
    let board = two_moves(&town).await;
    scheduled(&town, &board, 3).await;
    let board = page(&town, board.id).await.board;
    let (code, _) = refusal(edited(&town, &board, BoardChange::Discard).await);
    assert_eq!(code, "scheduled");
}

#[tokio::test]
async fn a_board_is_scheduled_over_the_tree_of_its_day() {
    let town = Town::new(ACME).await;
    let board = two_moves(&town).await;
    subtree_on(&town, "Oslo", "Support", 2).await;
    let date = day_in(&town, 5).await;
    let late = schedule(&town, &board, date).await;
    let (code, sentence) = refusal(late);
    assert_eq!(code, "elsewhere");
    assert!(sentence.starts_with("Step 2: Oslo (A-"), "{sentence}");
    let date = day_in(&town, 1).await;
    schedule(&town, &board, date)
        .await
        .expect("scheduled before the other");
}

#[tokio::test]
async fn a_scheduled_board_is_performed_now_by_who_may_move_and_nobody_else() {
    let town = Town::new(ACME).await;
    let board = two_moves(&town).await;
    let action = scheduled(&town, &board, 5).await;
    let refused = action_perform(town.store(), &csr(), &operation(), action.id, None).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))));
    let refused = action_cancel(town.store(), &csr(), &operation(), action.id).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))));
    let unseen = action_perform(town.store(), &manager(), &operation(), action.id, None).await;
    assert_eq!(refusal(unseen).0, "stale");
    let shown = shown_now(&town, action.id).await;
    action_perform(
        town.store(),
        &manager(),
        &operation(),
        action.id,
        shown.as_ref(),
    )
    .await
    .expect("performed");
    let shown = page(&town, board.id).await.board;
    assert_eq!(shown.state, BoardState::Applied);
    assert_eq!(shown.due_on, Some(day_in(&town, 0).await));
}

#[tokio::test]
async fn a_board_that_runs_late_counts_from_its_own_day() {
    let town = Town::new(ACME).await;
    let board = two_moves(&town).await;
    let day = day_in(&town, 2).await;
    scheduled(&town, &board, 2).await;
    advance(&town, 5).await;
    assert_eq!(run(town.store()).await, ran(1, 0));
    let then = children_on(&town, "EMEA", day).await;
    assert_eq!(then, [row("Oslo", 1, 1), row("Support", 0, 0)]);
    let eve = day.pred_opt().expect("a day");
    let before = children_on(&town, "EMEA", eve).await;
    assert_eq!(before, [row("Sales", 2, 3), row("Support", 0, 0)]);
}

/// What a scheduled board would come to now, in one sentence.
async fn told_now(town: &Town, action: &DeferredAction) -> store::Result<String> {
    let shown = action_preview(town.store(), &csr(), action.id).await?;
    match shown.deed {
        DeedShown::Board(shown) => match *shown {
            BoardEffectShown::Now { effect, .. } => Ok(effect.sentence()),
            other => panic!("not what it comes to now: {other:?}"),
        },
        other => panic!("no board: {other:?}"),
    }
}

#[tokio::test]
async fn a_scheduled_board_is_performed_now_as_it_was_shown_or_not_at_all() {
    let town = Town::new(ACME).await;
    let board = two_moves(&town).await;
    let action = scheduled(&town, &board, 5).await;
    assert_eq!(
        told_now(&town, &action).await.expect("an effect"),
        "2 steps: 4 accounts move; 2 accounts get another parent or none."
    );
    let shown = shown_now(&town, action.id).await;
    // No step is stale by it: less moves.
    town.moved("Depot", "Support", MoveForm::WholeSubtree).await;
    let before = town.picture().await;
    let (store, actor) = (town.store(), manager());
    let late = action_perform(store, &actor, &operation(), action.id, shown.as_ref()).await;
    let (code, sentence) = refusal(late);
    assert_eq!(code, "stale");
    let depot = number(&town, "Depot").await;
    assert_eq!(
        sentence,
        format!(
            "Something changed since you looked: nothing was done. Meanwhile Manager moved Depot ({depot}) \
             under Support. Please look again."
        )
    );
    assert_eq!(town.picture().await, before);
    assert_eq!(
        told_now(&town, &action).await.expect("an effect"),
        "2 steps: 3 accounts move; 2 accounts get another parent or none."
    );

    town.moved("Oslo", "Support", MoveForm::WholeSubtree).await;
    let (code, sentence) = refusal(told_now(&town, &action).await);
    assert_eq!(code, "elsewhere");
    assert!(sentence.starts_with("Step 2: Oslo (A-"), "{sentence}");
}

fn sentence(shown: &BoardEffectShown) -> String {
    match shown {
        BoardEffectShown::Now { effect, .. } => effect.sentence(),
        other => panic!("it is over: {other:?}"),
    }
}

#[tokio::test]
async fn a_board_is_scheduled_as_it_was_shown_for_its_day_or_not_at_all() {
    let town = Town::new(ACME).await;
    let board = two_moves(&town).await;
    // By then Depot has left what moves.
    subtree_on(&town, "Depot", "Support", 2).await;
    let look = async |days| {
        let date = day_in(&town, days).await;
        let shown = board_effect_on(town.store(), &csr(), board.id, date).await;
        (date, shown.expect("an effect"))
    };
    assert_eq!(
        sentence(&look(1).await.1),
        "2 steps: 4 accounts move; 2 accounts get another parent or none."
    );
    let shown = look(5).await;
    assert_eq!(
        sentence(&shown.1),
        "2 steps: 3 accounts move; 2 accounts get another parent or none."
    );
    // No step is stale by it: more moves.
    town.moved("Support", "Sales", MoveForm::WholeSubtree).await;
    match schedule_shown(&town, &board, shown).await {
        Err(StoreError::Conflict { code, sentence }) => {
            assert_eq!(code, "stale");
            assert!(sentence.contains("moved Support (A-"), "{sentence}");
        }
        other => panic!("not overtaken: {other:?}"),
    }
    assert_eq!(
        page(&town, board.id).await.board.state,
        BoardState::Approved
    );
    let shown = look(5).await;
    assert_eq!(
        sentence(&shown.1),
        "2 steps: 5 accounts move; 2 accounts get another parent or none."
    );
    let action = schedule_shown(&town, &board, shown).await;
    assert_eq!(action.expect("scheduled").due_on, day_in(&town, 5).await);
}

#[tokio::test]
async fn a_scheduled_board_gets_another_day_as_it_was_shown_for_that_or_not_at_all() {
    let town = Town::new(ACME).await;
    let board = two_moves(&town).await;
    let action = scheduled(&town, &board, 5).await;
    let to = day_in(&town, 8).await;
    let (store, actor) = (town.store(), manager());
    let shift = async |tie: Option<ActionTie>| {
        action_shift(store, &actor, &operation(), (action.id, to), tie.as_ref()).await
    };
    let look = async || {
        let shown = action_shift_preview(store, &actor, action.id, to).await;
        shown.expect("a preview")
    };
    assert_eq!(refusal(shift(None).await).0, "stale");
    let shown = look().await;
    subtree_on(&town, "Depot", "Support", 7).await;
    let (code, told) = refusal(shift(shown.tie()).await);
    assert_eq!(code, "stale");
    let depot = number(&town, "Depot").await;
    assert_eq!(
        told,
        format!(
            "Something changed since you looked: the day is as it was. Meanwhile Manager scheduled a change \
             of Depot ({depot}). Please look again."
        )
    );
    let again = look().await;
    let DeedShown::Board(effect) = &again.deed else {
        panic!("no effect: {again:?}")
    };
    assert_eq!(
        sentence(effect),
        "2 steps: 3 accounts move; 2 accounts get another parent or none."
    );
    assert_eq!(shift(again.tie()).await.expect("shifted").due_on, to);
}

#[tokio::test]
async fn what_is_scheduled_elsewhere_is_no_reason_to_refuse_a_board_on_its_day() {
    let town = Town::new(&format!("{ACME}Nordic\n  Bergen\n  Turku\n")).await;
    let board = two_moves(&town).await;
    let (store, actor) = (town.store(), manager());
    let look = async || {
        let date = day_in(&town, 5).await;
        let shown = board_effect_on(store, &csr(), board.id, date).await;
        (date, shown.expect("an effect"))
    };
    let shown = look().await;
    subtree_on(&town, "Depot", "Kiel", 2).await;
    match schedule_shown(&town, &board, shown).await {
        Err(StoreError::Conflict { code, sentence }) => {
            assert_eq!(code, "stale");
            assert!(sentence.contains("scheduled a change of Depot (A-"));
        }
        other => panic!("not overtaken: {other:?}"),
    }
    let shown = look().await;
    subtree_on(&town, "Bergen", "Turku", 2).await;
    // It goes past what moves, under an account that a step names.
    subtree_on(&town, "Support", "Americas", 3).await;
    let action = schedule_shown(&town, &board, shown).await;
    let action = action.expect("scheduled");

    let to = day_in(&town, 8).await;
    let shown = action_shift_preview(store, &actor, action.id, to).await;
    let tie = shown.expect("a preview").tie();
    subtree_on(&town, "Turku", "Acme", 7).await;
    let shifted = action_shift(store, &actor, &operation(), (action.id, to), tie.as_ref()).await;
    assert_eq!(shifted.expect("shifted").due_on, to);
}
