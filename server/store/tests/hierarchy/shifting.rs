//! Giving what is scheduled another day, and the list of what is scheduled across accounts (OPS-1).

use domain::actions::{ActionKind, ActionState, ActionTie, ActionsWanted, DeferredAction};
use domain::dates::date_words;
use domain::hierarchy::MoveForm;
use store::actions::{
    ACTIONS_PAGE, action_cancel, action_perform, action_shift, action_shift_preview, actions_list,
};

use store::{Result, StoreError};

use crate::drafting::{approved, page, schedule, subtree};
use crate::planning::{advance, children_on, day_in, ran, row, run, state, subtree_on};
use crate::support::{ACME, Town, csr, manager, operation, refusal, shown_now};
use crate::undo::undo;

/// Looks at what an action would do in some days, and gives it that day, as a manager does.
async fn shifted(town: &Town, action: &DeferredAction, days: u64) -> Result<DeferredAction> {
    let (store, day) = (town.store(), day_in(town, days).await);
    let shown = action_shift_preview(store, &manager(), action.id, day).await?;
    let shown = shown.tie();
    let to = (action.id, day);
    action_shift(store, &manager(), &operation(), to, shown.as_ref()).await
}

#[tokio::test]
async fn a_move_that_gets_another_day_is_made_on_that_day_alone() {
    let town = Town::new(ACME).await;
    let action = subtree_on(&town, "Sales", "Americas", 5).await;
    let before = town.picture().await;
    let later = shifted(&town, &action, 9).await.expect("another day");
    assert_eq!(later.due_on, day_in(&town, 9).await);
    let eve = children_on(&town, "Americas", day_in(&town, 8).await).await;
    let day = children_on(&town, "Americas", day_in(&town, 9).await).await;
    assert_eq!((eve, day), (Vec::new(), vec![row("Sales", 2, 3)]));
    advance(&town, 8).await;
    assert_eq!(run(town.store()).await, ran(0, 0));
    assert_eq!(town.picture().await, before);
    advance(&town, 1).await;
    assert_eq!(run(town.store()).await, ran(1, 0));
    assert_ne!(town.picture().await, before);
}

#[tokio::test]
async fn the_former_day_is_given_again_unless_something_changed_since_it_was_looked_at() {
    let town = Town::new(ACME).await;
    let action = subtree_on(&town, "Sales", "Americas", 5).await;
    let former = (action.id, action.due_on);
    let (store, manager) = (town.store(), manager());
    let look = async || {
        let shown = action_shift_preview(store, &manager, former.0, former.1).await;
        shown.expect("a preview").tie()
    };
    let back = async |shown: Option<ActionTie>| {
        action_shift(store, &manager, &operation(), former, shown.as_ref()).await
    };
    shifted(&town, &action, 9).await.expect("another day");
    let shown = look().await;
    assert_eq!(back(shown).await.expect("its day").due_on, former.1);
    let there = children_on(&town, "Americas", former.1).await;
    assert_eq!(there, [row("Sales", 2, 3)]);
    let again = shifted(&town, &action, 9).await.expect("another day");
    let shown = look().await;
    town.execute("UPDATE account SET status = 'inactive' WHERE name = 'Sales'")
        .await;
    assert_eq!(refusal(back(shown).await).0, "stale");
    assert_eq!(children_on(&town, "Americas", again.due_on).await.len(), 1);
}

#[tokio::test]
async fn the_history_says_from_which_day_to_which() {
    let town = Town::new(ACME).await;
    let action = subtree_on(&town, "Sales", "Americas", 5).await;
    shifted(&town, &action, 9).await.expect("another day");
    let page = store::audit::history_list(town.store(), &csr(), town.id("Sales"), None, 1).await;
    let entry = page.expect("a history").entries.remove(0);
    assert_eq!(entry.kind, domain::audit::ChangeKind::ActionShifted);
    let change = &entry.changes[0];
    let (first, then) = (day_in(&town, 5).await, day_in(&town, 9).await);
    assert_eq!(change.before, Some(date_words(first)));
    assert_eq!(change.after, Some(date_words(then)));
}

#[tokio::test]
async fn a_day_that_makes_no_sense_is_refused_and_the_action_stays() {
    let town = Town::new(ACME).await;
    let action = subtree_on(&town, "Sales", "Americas", 5).await;
    for (days, code) in [(0, "today"), (5, "same")] {
        assert_eq!(refusal(shifted(&town, &action, days).await).0, code);
    }
    let blocked = subtree_on(&town, "Americas", "Kiel", 3).await;
    // Before that Americas is still above; after it Sales would be below itself.
    let (code, sentence) = refusal(shifted(&town, &blocked, 7).await);
    assert_eq!(code, "under_descendant");
    assert!(sentence.contains("Kiel (A-"), "{sentence}");
    assert_eq!(state(&town, "Sales").await, [(ActionState::Pending, None)]);
}

#[tokio::test]
async fn a_new_day_that_the_world_has_overtaken_changes_nothing() {
    let town = Town::new(ACME).await;
    let action = subtree_on(&town, "Sales", "Americas", 5).await;
    let (store, day) = (town.store(), day_in(&town, 9).await);
    let shown = action_shift_preview(store, &manager(), action.id, day).await;
    let shown = shown.expect("a preview").tie();
    town.moved("Kiel", "Support", MoveForm::WholeSubtree).await;
    let to = (action.id, day);
    let stale = action_shift(store, &manager(), &operation(), to, shown.as_ref()).await;
    assert_eq!(refusal(stale).0, "stale");
    assert_eq!(
        children_on(&town, "Americas", day_in(&town, 5).await)
            .await
            .len(),
        1
    );
}

#[tokio::test]
async fn a_double_click_gives_one_new_day() {
    let town = Town::new(ACME).await;
    let action = subtree_on(&town, "Sales", "Americas", 5).await;
    let (store, day) = (town.store(), day_in(&town, 9).await);
    let shown = action_shift_preview(store, &manager(), action.id, day).await;
    let shown = shown.expect("a preview").tie();
    let (operation, to) = (operation(), (action.id, day));
    for _ in 0..2 {
        let saved = action_shift(store, &manager(), &operation, to, shown.as_ref()).await;
        assert_eq!(saved.expect("another day").due_on, day);
    }
    let entries = "SELECT count(*) FROM audit_entry WHERE kind = 'action_shifted'";
    let entries: i64 = sqlx::query_scalar(entries)
        .fetch_one(store.pool())
        .await
        .expect("a count");
    assert_eq!(entries, 1);
}

#[tokio::test]
async fn what_failed_is_pending_again_on_its_new_day() {
    let town = Town::new(ACME).await;
    let action = subtree_on(&town, "Sales", "Americas", 1).await;
    town.execute("UPDATE account SET status = 'closed' WHERE name = 'Americas'")
        .await;
    advance(&town, 1).await;
    assert_eq!(run(town.store()).await, ran(0, 1));
    assert_eq!(refusal(shifted(&town, &action, 3).await).0, "closed_parent");
    town.execute("UPDATE account SET status = 'active' WHERE name = 'Americas'")
        .await;
    let again = shifted(&town, &action, 3).await.expect("another day");
    assert_eq!((again.state, again.failure), (ActionState::Pending, None));
    assert_eq!(run(town.store()).await, ran(0, 0));
    advance(&town, 3).await;
    assert_eq!(run(town.store()).await, ran(1, 0));
}

#[tokio::test]
async fn a_board_gets_another_day_unless_a_step_is_stale_by_then() {
    let town = Town::new(ACME).await;
    let board = approved(&town, vec![subtree(&town, "Oslo", "EMEA")]).await;
    // Not from where the board puts it.
    subtree_on(&town, "Oslo", "Support", 8).await;
    let date = day_in(&town, 5).await;
    let action = schedule(&town, &board, date).await;
    let action = action.expect("scheduled");
    let (code, sentence) = refusal(shifted(&town, &action, 9).await);
    assert_eq!(code, "elsewhere");
    assert!(sentence.starts_with("Step 1: Oslo (A-"), "{sentence}");
    shifted(&town, &action, 7).await.expect("another day");
    let day = page(&town, board.id).await.board.due_on;
    assert_eq!(day, Some(day_in(&town, 7).await));
}

#[tokio::test]
async fn only_who_may_move_gives_another_day() {
    let town = Town::new(ACME).await;
    let action = subtree_on(&town, "Sales", "Americas", 5).await;
    let to = (action.id, day_in(&town, 9).await);
    let refused = action_shift(town.store(), &csr(), &operation(), to, None).await;
    assert!(
        matches!(refused, Err(StoreError::Refused(_))),
        "{refused:?}"
    );
}

async fn listed(town: &Town, wanted: &ActionsWanted) -> Vec<String> {
    let page = actions_list(town.store(), &csr(), wanted).await;
    let rows = page.expect("a list").rows.into_iter();
    rows.map(|action| action.account.name).collect()
}

#[tokio::test]
async fn what_is_scheduled_across_accounts_is_filtered_by_state_kind_and_day() {
    let town = Town::new(ACME).await;
    let board = approved(&town, vec![subtree(&town, "Depot", "Acme")]).await;
    let date = day_in(&town, 2).await;
    schedule(&town, &board, date).await.expect("scheduled");
    subtree_on(&town, "Kiel", "Support", 4).await;
    subtree_on(&town, "Support", "Americas", 2).await;
    let gone = subtree_on(&town, "Oslo", "Support", 3).await;
    action_cancel(town.store(), &manager(), &operation(), gone.id)
        .await
        .expect("cancelled");
    let all = ActionsWanted::default();
    assert_eq!(listed(&town, &all).await, ["Depot", "Support", "Kiel"]);
    let boards = ActionsWanted {
        kind: Some(ActionKind::Board),
        ..all
    };
    assert_eq!(listed(&town, &boards).await, ["Depot"]);
    let day = ActionsWanted {
        on: Some(date),
        ..all
    };
    assert_eq!(listed(&town, &day).await, ["Depot", "Support"]);
    let cancelled = ActionsWanted {
        state: Some(ActionState::Cancelled),
        ..all
    };
    assert_eq!(listed(&town, &cancelled).await, ["Oslo"]);
}

#[tokio::test]
async fn the_list_across_accounts_is_read_page_by_page_without_loss() {
    let town = Town::new(ACME).await;
    subtree_on(&town, "Sales", "Americas", 2).await;
    // As many of the same as make two pages.
    let more = i64::try_from(ACTIONS_PAGE).expect("small") + 10;
    sqlx::query(
        "INSERT INTO deferred_action (id, kind, account_id, due_on, request, sentence, actor_kind,
                                      actor_name, operation_id, scheduled_entry_id)
         SELECT gen_random_uuid(), kind, account_id, due_on + (n % 3)::integer, request, sentence,
                actor_kind, actor_name, operation_id, scheduled_entry_id
         FROM deferred_action, generate_series(1, $1) AS n",
    )
    .bind(more - 1)
    .execute(town.store().pool())
    .await
    .expect("more of them");
    let mut seen = Vec::new();
    let mut wanted = ActionsWanted::default();
    loop {
        let page = actions_list(town.store(), &csr(), &wanted).await;
        let page = page.expect("a list");
        wanted.after = page.rows.last().map(|action| action.id);
        seen.extend(
            page.rows
                .into_iter()
                .map(|action| (action.due_on, action.id)),
        );
        if !page.has_more {
            break;
        }
    }
    assert_eq!(i64::try_from(seen.len()).expect("small"), more);
    assert!(seen.is_sorted_by_key(|(day, _)| *day));
    seen.sort_unstable_by_key(|(_, id)| *id);
    seen.dedup();
    assert_eq!(i64::try_from(seen.len()).expect("small"), more);
}

#[tokio::test]
async fn what_was_done_before_its_day_says_when_and_who_undid_it() {
    let town = Town::new(ACME).await;
    let action = subtree_on(&town, "Sales", "Americas", 30).await;
    let shown = shown_now(&town, action.id).await;
    let store = town.store();
    let performed =
        action_perform(store, &manager(), &operation(), action.id, shown.as_ref()).await;
    let entry = performed.expect("performed").entry;
    undo(&town, entry).await.expect("undone");
    let done = ActionsWanted {
        state: Some(ActionState::Done),
        ..ActionsWanted::default()
    };
    let page = actions_list(town.store(), &csr(), &done).await;
    let today = date_words(day_in(&town, 0).await);
    let words: Vec<_> = page
        .expect("a list")
        .rows
        .iter()
        .map(DeferredAction::state_words)
        .collect();
    let by = manager().name().to_owned();
    assert_eq!(
        words,
        [format!(
            "Done on {today} by {by}, scheduled by {by}; undone by {by}"
        )]
    );
}
