//! The runner: what is due is performed exactly once, from its own day on, or kept with its reason (OPS-1,
//! OPS-3).

use domain::actions::ActionState;
use domain::hierarchy::MoveForm;
use store::actions::{ActionsRun, account_actions, actions_run};

use crate::planning::{advance, children_on, day_in, job, ran, row, run, state, subtree_on};
use crate::support::{ACME, Town, manager};
use crate::totals::wrong_totals;

#[tokio::test]
async fn on_its_day_the_move_is_made_and_its_history_says_who_planned_it() {
    let town = Town::new(ACME).await;
    subtree_on(&town, "Sales", "Americas", 10).await;
    let before = town.picture().await;
    advance(&town, 9).await;
    assert_eq!(run(town.store()).await, ran(0, 0));
    assert_eq!(town.picture().await, before);
    advance(&town, 1).await;
    assert_eq!(run(town.store()).await, ran(1, 0));
    assert_eq!(run(town.store()).await, ran(0, 0));
    let today = day_in(&town, 0).await;
    assert_eq!(
        children_on(&town, "Americas", today).await,
        [row("Sales", 2, 3)]
    );
    assert_eq!(state(&town, "Sales").await, []);
    let notes: Vec<(String, String)> =
        sqlx::query_as("SELECT actor_name, note FROM audit_entry WHERE kind = 'account_moved'")
            .fetch_all(town.store().pool())
            .await
            .expect("the history");
    let [(who, note)] = &notes[..] else {
        panic!("{notes:?}");
    };
    assert_eq!(who, "deferred actions");
    assert!(note.ends_with("by Manager"), "{note}");
    assert_eq!(wrong_totals(town.store()).await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_runners_at_once_perform_each_action_once() {
    let town = Town::new(ACME).await;
    for (days, (account, to)) in (1..).zip([
        ("Sales", "Americas"),
        ("Kiel", "Support"),
        ("Oslo", "EMEA"),
        ("Support", "Americas"),
        ("Sales", "EMEA"),
        ("Kiel", "Acme"),
    ]) {
        subtree_on(&town, account, to, days).await;
    }
    advance(&town, 6).await;
    let (left, right) = (town.second(), town.second());
    let (left, right) = tokio::join!(run(&left), run(&right));
    assert_eq!(left.done + right.done, 6);
    assert_eq!(left.failed + right.failed, 0);
    let moves: i64 =
        sqlx::query_scalar("SELECT count(*) FROM audit_entry WHERE kind = 'account_moved'")
            .fetch_one(town.store().pool())
            .await
            .expect("a count");
    assert_eq!(moves, 6);
    assert_eq!(
        town.picture().await,
        "Acme\n  Americas\n    Support\n  EMEA\n    Oslo\n      Depot\n    Sales\n  Kiel\n"
    );
    assert_eq!(wrong_totals(town.store()).await, []);
}

#[tokio::test]
async fn a_runner_that_dies_before_the_mark_has_moved_nothing() {
    let town = Town::new(ACME).await;
    subtree_on(&town, "Sales", "Americas", 1).await;
    advance(&town, 1).await;
    let before = town.picture().await;
    // The connection is gone in the very moment of the mark.
    town.execute(
        "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
         'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END'",
    )
    .await;
    town.execute(
        "CREATE TRIGGER die BEFORE UPDATE ON deferred_action FOR EACH ROW EXECUTE FUNCTION die()",
    )
    .await;
    let died = actions_run(&town.second(), &job(), |_, _| true).await;
    assert!(died.is_err(), "{died:?}");
    assert_eq!(town.picture().await, before);
    assert_eq!(state(&town, "Sales").await, [(ActionState::Pending, None)]);
    town.execute("DROP TRIGGER die ON deferred_action").await;
    assert_eq!(run(town.store()).await, ran(1, 0));
    assert_ne!(town.picture().await, before);
}

#[tokio::test]
async fn what_cannot_be_done_is_kept_with_its_sentence_and_holds_up_nothing() {
    let town = Town::new(ACME).await;
    subtree_on(&town, "Sales", "Americas", 1).await;
    subtree_on(&town, "Support", "Acme", 2).await;
    town.execute("UPDATE account SET status = 'closed' WHERE name = 'Americas'")
        .await;
    advance(&town, 2).await;
    assert_eq!(run(town.store()).await, ran(1, 1));
    let actions = account_actions(town.store(), &manager(), town.id("Sales"))
        .await
        .expect("a list");
    let failure = actions[0].failure.clone().expect("a failure");
    assert_eq!(failure.code, "closed_parent");
    assert!(
        failure.sentence.starts_with("Americas (A-"),
        "{}",
        failure.sentence
    );
    assert_eq!(
        children_on(&town, "Acme", day_in(&town, 0).await)
            .await
            .len(),
        3
    );
    // Not again on the same day; again on the next, and each try is counted.
    assert_eq!(run(town.store()).await, ran(0, 0));
    advance(&town, 1).await;
    assert_eq!(run(town.store()).await, ran(0, 1));
    town.execute("UPDATE account SET status = 'active' WHERE name = 'Americas'")
        .await;
    advance(&town, 1).await;
    assert_eq!(run(town.store()).await, ran(1, 0));
    let tries: i64 =
        sqlx::query_scalar("SELECT count(*) FROM audit_entry WHERE kind = 'action_failed'")
            .fetch_one(town.store().pool())
            .await
            .expect("a count");
    assert_eq!(tries, 2);
}

/// Lets the database refuse every new place with an error of this code.
async fn no_place(town: &Town, code: &str) {
    for statement in [
        format!(
            "CREATE FUNCTION no_place() RETURNS trigger LANGUAGE plpgsql AS
             'BEGIN RAISE EXCEPTION ''no place'' USING ERRCODE = ''{code}''; END'"
        ),
        "CREATE TRIGGER no_place BEFORE INSERT ON organization_link
         FOR EACH ROW EXECUTE FUNCTION no_place()"
            .to_owned(),
    ] {
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .execute(town.store().pool())
            .await
            .expect("the database says so");
    }
}

#[tokio::test]
async fn an_error_that_nobody_foresaw_is_kept_as_a_failed_try() {
    let town = Town::new(ACME).await;
    subtree_on(&town, "Sales", "Americas", 1).await;
    advance(&town, 1).await;
    // A fault of the program or the database, and what was stopped because it took too long.
    for (code, tries) in [("XX000", 1), ("57014", 2)] {
        no_place(&town, code).await;
        assert_eq!(run(town.store()).await, ran(0, 1), "{code}");
        let kept = (ActionState::Failed, Some("unexpected".to_owned()));
        assert_eq!(state(&town, "Sales").await, [kept], "{code}");
        let told: i64 =
            sqlx::query_scalar("SELECT count(*) FROM audit_entry WHERE kind = 'action_failed'")
                .fetch_one(town.store().pool())
                .await
                .expect("a count");
        assert_eq!(told, tries, "{code}");
        town.execute("DROP FUNCTION no_place CASCADE").await;
        advance(&town, 1).await;
    }
    assert_eq!(run(town.store()).await, ran(1, 0));
}

#[tokio::test]
async fn what_finds_the_database_busy_waits_as_it_is_and_is_counted() {
    let town = Town::new(ACME).await;
    subtree_on(&town, "Sales", "Americas", 1).await;
    advance(&town, 1).await;
    // Of two that wait for each other one is sent away; a lock is held too long; no memory is left.
    for code in ["40P01", "55P03", "53200"] {
        no_place(&town, code).await;
        let waited = actions_run(town.store(), &job(), |_, outcome| {
            assert!(outcome.is_err(), "{outcome:?}");
            true
        })
        .await;
        let waiting = ActionsRun {
            waiting: 1,
            ..ran(0, 0)
        };
        assert_eq!(waited.expect("a run"), waiting, "{code}");
        assert_eq!(state(&town, "Sales").await, [(ActionState::Pending, None)]);
        town.execute("DROP FUNCTION no_place CASCADE").await;
    }
    assert_eq!(run(town.store()).await, ran(1, 0));
}

/// As many as are looked up at once come first, and none of them can be made now.
#[tokio::test]
async fn however_many_wait_what_is_due_after_them_is_made() {
    let town = Town::new(ACME).await;
    let first = subtree_on(&town, "Sales", "Americas", 1).await;
    let last = subtree_on(&town, "Oslo", "Acme", 2).await;
    sqlx::query(
        "INSERT INTO deferred_action (id, kind, account_id, due_on, request, sentence, actor_kind,
                                      actor_id, actor_name, operation_id, scheduled_entry_id)
         SELECT gen_random_uuid(), kind, account_id, due_on, request, sentence, actor_kind, actor_id,
                actor_name, operation_id, scheduled_entry_id
         FROM deferred_action, generate_series(1, 100) WHERE id = $1",
    )
    .bind(first.id.uuid())
    .execute(town.store().pool())
    .await
    .expect("a hundred more");
    town.execute(
        "CREATE FUNCTION busy() RETURNS trigger LANGUAGE plpgsql AS
         'BEGIN RAISE EXCEPTION ''busy'' USING ERRCODE = ''55P03''; END'",
    )
    .await;
    let sales = town.id("Sales").uuid();
    let trigger = format!(
        "CREATE TRIGGER busy BEFORE INSERT ON organization_link FOR EACH ROW
         WHEN (NEW.child_id = '{sales}') EXECUTE FUNCTION busy()"
    );
    sqlx::query(sqlx::AssertSqlSafe(trigger))
        .execute(town.store().pool())
        .await
        .expect("a trigger");
    advance(&town, 2).await;
    let mut done = Vec::new();
    let run = actions_run(town.store(), &job(), |id, outcome| {
        done.extend(outcome.is_ok().then_some(id));
        true
    })
    .await
    .expect("a run");
    assert_eq!((run.waiting, run.done, run.failed), (101, 1, 0));
    assert_eq!(done, [last.id]);
}

#[tokio::test]
async fn what_runs_late_counts_from_its_own_day() {
    let town = Town::new(ACME).await;
    subtree_on(&town, "Sales", "Americas", 1).await;
    let (day, before) = (day_in(&town, 1).await, day_in(&town, 0).await);
    advance(&town, 5).await;
    assert_eq!(run(town.store()).await, ran(1, 0));
    assert_eq!(children_on(&town, "Americas", before).await, []);
    assert_eq!(
        children_on(&town, "Americas", day).await,
        [row("Sales", 2, 3)]
    );
}

#[tokio::test]
async fn a_late_move_rewrites_no_day_on_which_something_else_was_done() {
    let town = Town::new(ACME).await;
    subtree_on(&town, "Sales", "Americas", 1).await;
    advance(&town, 3).await;
    town.moved("Sales", "Acme", MoveForm::WholeSubtree).await;
    let before = town.picture().await;
    assert_eq!(run(town.store()).await, ran(0, 1));
    assert_eq!(town.picture().await, before);
    assert_eq!(
        state(&town, "Sales").await,
        [(ActionState::Failed, Some("changed_after".to_owned()))]
    );
}

#[tokio::test]
async fn a_late_move_puts_nothing_above_itself_on_any_day_since() {
    let town = Town::new(ACME).await;
    // Planned while Support is not below Sales; for some days it is; by the late run it is not.
    subtree_on(&town, "Sales", "Support", 1).await;
    town.moved("Support", "Kiel", MoveForm::WholeSubtree).await;
    advance(&town, 3).await;
    town.moved("Support", "Acme", MoveForm::WholeSubtree).await;
    advance(&town, 1).await;
    assert_eq!(run(town.store()).await, ran(0, 1));
    assert_eq!(
        state(&town, "Sales").await,
        [(ActionState::Failed, Some("changed_after".to_owned()))]
    );
}
