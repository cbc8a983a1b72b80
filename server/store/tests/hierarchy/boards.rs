//! What-if boards: collecting, seeing, approving, applying (ORG-9).

use domain::access::Role;
use domain::hierarchy::{BoardChange, BoardEdit, BoardNew, BoardState, MoveForm, UndoRequest};
use domain::money::{Currency, Money};
use store::StoreError;
use store::hierarchy::{
    board_apply, board_children, board_create, board_edit, board_page, board_path, boards_list,
    move_undo, tree_children,
};

use crate::drafting::{
    applied, apply_word, approved, ask, begun, children_in, edited, effect, moving, page, removal,
    step, subtree,
};
use crate::support::{ACME, Town, csr, due_words, manager, operation, refusal, staff};

#[tokio::test]
async fn a_draft_has_a_tree_of_its_own_and_leaves_the_live_one_untouched() {
    let town = Town::new(ACME).await;
    let before = town.picture().await;
    let steps = vec![
        subtree(&town, "Sales", "Americas"),
        moving(&town, "Oslo", "EMEA", MoveForm::AloneChildrenToOldParent),
    ];
    let board = begun(&town, steps).await;
    assert_eq!(town.picture().await, before);
    let emea = children_in(&town, &board, "EMEA").await;
    assert_eq!(emea, [("Oslo".to_owned(), 0), ("Support".to_owned(), 0)]);
    let sales = children_in(&town, &board, "Sales").await;
    assert_eq!(sales, [("Depot".to_owned(), 0), ("Kiel".to_owned(), 0)]);
    let path = board_path(town.store(), &csr(), board.id, town.id("Depot")).await;
    let path = path.expect("a path").rows.into_iter();
    let path: Vec<String> = path.map(|row| row.account.name).collect();
    assert_eq!(path, ["Acme", "Americas", "Sales", "Depot"]);
}

#[tokio::test]
async fn the_effect_counts_what_moves_once_however_often_it_is_moved() {
    let town = Town::new(ACME).await;
    town.item("Oslo", "EUR", 1_200).await;
    town.item("Kiel", "EUR", -300).await;
    town.item("Support", "EUR", 5_000).await;
    let steps = vec![
        subtree(&town, "Sales", "Americas"),
        subtree(&town, "Oslo", "EMEA"),
        subtree(&town, "Sales", "Support"),
    ];
    let board = begun(&town, steps).await;
    let effect = effect(&town, &board).await;
    let eur = |minor| Money {
        minor,
        currency: Currency::from_code("EUR").expect("EUR"),
    };
    assert_eq!((effect.moving, effect.links), (4, 2));
    assert_eq!(effect.due, [eur(1_200)]);
    assert_eq!(effect.unallocated, [eur(300)]);
    assert_eq!(
        effect.sentence(),
        "3 steps: 4 accounts move; 2 accounts get another parent or none."
    );
}

#[tokio::test]
async fn the_drafts_tree_shows_what_would_be_owed_at_and_below_each_row() {
    let town = Town::new(ACME).await;
    town.item("Oslo", "EUR", 1_200).await;
    town.item("Support", "EUR", 500).await;
    town.item("Americas", "EUR", 40).await;
    let board = begun(&town, vec![subtree(&town, "Sales", "Americas")]).await;
    let rows = board_children(town.store(), &csr(), board.id, &ask(town.id("Acme"))).await;
    let rows = rows.expect("children").rows.into_iter();
    let due: Vec<_> = rows
        .map(|row| (due_words(&row), row.account.name))
        .collect();
    let row = |name: &str, due: &str| (Some(vec![due.to_owned()]), name.to_owned());
    let wanted = [row("Americas", "12.40 EUR"), row("EMEA", "5.00 EUR")];
    assert_eq!(due, wanted);
}

#[tokio::test]
async fn where_all_that_is_owed_leaves_in_a_draft_zero_is_left() {
    let town = Town::new(ACME).await;
    town.item("Oslo", "EUR", 1_200).await;
    let board = begun(&town, vec![subtree(&town, "Sales", "Americas")]).await;
    let rows = board_children(town.store(), &csr(), board.id, &ask(town.id("Acme"))).await;
    let rows = rows.expect("children").rows;
    let emea = rows.iter().find(|row| row.account.name == "EMEA");
    let due = emea.and_then(due_words);
    assert_eq!(due, Some(vec!["0.00 EUR".to_owned()]));
}

#[tokio::test]
async fn a_board_does_what_its_steps_would_do_one_by_one_and_all_of_it_is_undone_at_once() {
    let (drawn, walked) = (Town::new(ACME).await, Town::new(ACME).await);
    let before = drawn.picture().await;
    let some = |town: &Town| MoveForm::WithSome {
        children: vec![town.id("Oslo")],
    };
    let all = || MoveForm::OnlyChildren { children: None };
    let steps = vec![
        moving(&drawn, "Sales", "Americas", some(&drawn)),
        moving(&drawn, "EMEA", "Americas", all()),
        moving(&drawn, "Oslo", "Acme", MoveForm::AloneChildrenToOldParent),
        subtree(&drawn, "Kiel", "Oslo"),
        removal(&drawn, "EMEA"),
    ];
    let board = approved(&drawn, steps).await;
    let drawn_tree = children_in(&drawn, &board, "Americas").await;
    let done = applied(&drawn, &board).await.expect("applied");
    let made = page(&drawn, board.id).await.rows;
    let made: Vec<&str> = made.iter().map(|row| row.sentence.as_str()).collect();
    assert_eq!(
        (made[3], made[4]),
        (
            "Kiel with everything below it moved from Americas to Oslo.",
            "EMEA left its organization; it was under Acme."
        )
    );
    walked.moved("Sales", "Americas", some(&walked)).await;
    walked.moved("EMEA", "Americas", all()).await;
    let alone = MoveForm::AloneChildrenToOldParent;
    walked.moved("Oslo", "Acme", alone).await;
    walked.moved("Kiel", "Oslo", MoveForm::WholeSubtree).await;
    walked.removed(&walked.removal("EMEA").await).await;
    assert_eq!(drawn.picture().await, walked.picture().await);
    let page = tree_children(drawn.store(), &csr(), &ask(drawn.id("Americas"))).await;
    let rows = page.expect("children").rows.into_iter();
    let live: Vec<(String, i64)> = rows
        .map(|row| (row.account.name, row.accounts_below))
        .collect();
    assert_eq!(live, drawn_tree);
    let undo = UndoRequest {
        operation_id: operation(),
        entry: done.entry,
    };
    move_undo(drawn.store(), &manager(), &undo)
        .await
        .expect("undone");
    assert_eq!(drawn.picture().await, before);
}

#[tokio::test]
async fn a_step_that_the_world_has_overtaken_is_named_and_nothing_is_applied_until_it_is_mended() {
    let town = Town::new(ACME).await;
    let steps = vec![
        subtree(&town, "Support", "Americas"),
        subtree(&town, "Oslo", "Americas"),
    ];
    let board = approved(&town, steps).await;
    town.moved("Oslo", "EMEA", MoveForm::WholeSubtree).await;
    let before = town.picture().await;
    let (code, sentence) = refusal(applied(&town, &board).await);
    assert_eq!(code, "elsewhere");
    assert!(sentence.starts_with("Step 2: Oslo (A-"), "{sentence}");
    assert!(sentence.contains("is under EMEA (A-"), "{sentence}");
    assert!(
        sentence.contains("planned to be under Sales (A-"),
        "{sentence}"
    );
    assert_eq!(town.picture().await, before);
    let shown = page(&town, board.id).await;
    assert_eq!(shown.stale, 1);
    assert!(shown.rows[0].conflict.is_none() && shown.rows[1].conflict.is_some());

    let replan = BoardChange::ReplanStep {
        step: step(&town, &board, 2).await,
    };
    let board = edited(&town, &board, replan).await.expect("mended");
    assert_eq!(board.state, BoardState::Open, "the approval is taken back");
    let board = edited(&town, &board, BoardChange::Approve).await;
    applied(&town, &board.expect("approved"))
        .await
        .expect("applied");
}

#[tokio::test]
async fn a_stale_step_keeps_its_number_and_hides_nothing_of_what_follows() {
    let town = Town::new(ACME).await;
    let steps = vec![
        subtree(&town, "Support", "Americas"),
        subtree(&town, "Oslo", "Americas"),
        subtree(&town, "Kiel", "Oslo"),
    ];
    let board = begun(&town, steps).await;
    town.moved("Oslo", "EMEA", MoveForm::WholeSubtree).await;
    let shown = page(&town, board.id).await;
    let is_stale = |row: &domain::hierarchy::BoardStepRow| row.conflict.is_some();
    let stale: Vec<bool> = shown.rows.iter().map(is_stale).collect();
    assert_eq!(stale, [false, true, false]);
    let first = shown.first_stale.expect("a stale step");
    assert!(first.starts_with("Step 2: Oslo (A-"), "{first}");
    let below = |name: &str| (name.to_owned(), 0);
    assert_eq!(
        children_in(&town, &board, "Oslo").await,
        [below("Depot"), below("Kiel")]
    );
}

#[tokio::test]
async fn what_makes_no_sense_in_the_drafts_tree_is_refused_with_the_steps_number() {
    let town = Town::new(ACME).await;
    let board = begun(&town, vec![subtree(&town, "Sales", "Americas")]).await;
    let add = |deed| BoardChange::AddSteps {
        deeds: vec![deed],
        at: None,
    };
    let around = add(subtree(&town, "Americas", "Oslo"));
    let (code, sentence) = refusal(edited(&town, &board, around).await);
    assert_eq!(code, "under_descendant");
    assert!(sentence.starts_with("Step 2: Oslo (A-"), "{sentence}");
    let parent = add(removal(&town, "Sales"));
    let (code, sentence) = refusal(edited(&town, &board, parent).await);
    assert_eq!(code, "has_children");
    assert!(sentence.contains("Kiel (A-"), "{sentence}");
    assert_eq!(page(&town, board.id).await.rows.len(), 1);
}

#[tokio::test]
async fn steps_are_reordered_and_taken_out_and_what_then_conflicts_is_shown() {
    let town = Town::new(ACME).await;
    let steps = vec![
        subtree(&town, "Oslo", "EMEA"),
        subtree(&town, "Oslo", "Americas"),
        subtree(&town, "Kiel", "Americas"),
    ];
    let board = begun(&town, steps).await;
    let shift = BoardChange::ShiftStep {
        step: step(&town, &board, 3).await,
        number: 1,
    };
    let board = edited(&town, &board, shift).await.expect("shifted");
    let sentences = |rows: Vec<domain::hierarchy::BoardStepRow>| -> Vec<String> {
        rows.into_iter()
            .map(|row| format!("{} {}", row.number, row.sentence))
            .collect()
    };
    assert_eq!(
        sentences(page(&town, board.id).await.rows),
        [
            "1 Kiel with everything below it moves from Sales to Americas.",
            "2 Oslo with everything below it moves from Sales to EMEA.",
            "3 Oslo with everything below it moves from EMEA to Americas.",
        ]
    );
    let out = BoardChange::RemoveStep {
        step: step(&town, &board, 2).await,
    };
    let board = edited(&town, &board, out).await.expect("taken out");
    let shown = page(&town, board.id).await;
    assert_eq!((shown.rows.len(), shown.stale), (2, 1));
    let first = shown.first_stale.expect("a stale step");
    assert!(first.starts_with("Step 2: Oslo (A-"), "{first}");
    let (code, _) = refusal(edited(&town, &board, BoardChange::Approve).await);
    assert_eq!(code, "elsewhere", "nobody approves what is stale");
    let back = BoardChange::AddSteps {
        deeds: vec![subtree(&town, "Oslo", "EMEA")],
        at: Some(2),
    };
    let board = edited(&town, &board, back).await.expect("put back");
    let shown = page(&town, board.id).await;
    assert_eq!((shown.rows.len(), shown.stale), (3, 0));
}

#[tokio::test]
async fn of_two_who_edit_at_once_the_later_is_told_and_a_repeat_gets_the_first_answer() {
    let town = Town::new(ACME).await;
    let board = begun(&town, vec![subtree(&town, "Sales", "Americas")]).await;
    let edit = |change| BoardEdit {
        operation_id: operation(),
        board: board.id,
        version: Some(board.version),
        change,
    };
    let rename = edit(BoardChange::Rename {
        name: "  Summer ".to_owned(),
    });
    let renamed = board_edit(town.store(), &manager(), &rename)
        .await
        .expect("it");
    assert_eq!(renamed.name, "Summer");
    let late = board_edit(town.store(), &manager(), &edit(BoardChange::Discard)).await;
    match late {
        Err(StoreError::Conflict { code, sentence }) => {
            assert_eq!(code, "stale");
            assert!(sentence.starts_with("Manager changed this"), "{sentence}");
        }
        other => panic!("not told: {other:?}"),
    }
    let again = board_edit(town.store(), &manager(), &rename)
        .await
        .expect("it");
    assert_eq!(again, renamed);
    // Who adds a step from elsewhere did not see the board, and takes nothing from anybody.
    let add = BoardEdit {
        version: None,
        ..edit(BoardChange::AddSteps {
            deeds: vec![subtree(&town, "Support", "Americas")],
            at: None,
        })
    };
    let added = board_edit(town.store(), &manager(), &add)
        .await
        .expect("added");
    assert_eq!(added.steps, 2);
}

#[tokio::test]
async fn two_who_apply_the_same_board_at_once_apply_it_once() {
    let town = Town::new(ACME).await;
    let board = approved(&town, vec![subtree(&town, "Sales", "Americas")]).await;
    let second = town.second();
    let (actor, other) = (manager(), staff(7, "Other", Role::Manager));
    let one = apply_word(&town, &board).await;
    let two = apply_word(&town, &board).await;
    let (one, two) = tokio::join!(
        board_apply(town.store(), &actor, &one),
        board_apply(&second, &other, &two),
    );
    assert_eq!(u8::from(one.is_ok()) + u8::from(two.is_ok()), 1);
    let (code, _) = refusal(if one.is_ok() { two } else { one });
    assert_eq!(code, "applied");
    assert_eq!(page(&town, board.id).await.board.state, BoardState::Applied);
}

#[tokio::test]
async fn every_role_reads_a_board_and_only_who_may_move_changes_it() {
    let town = Town::new(ACME).await;
    let board = approved(&town, vec![subtree(&town, "Sales", "Americas")]).await;
    let word = apply_word(&town, &board).await;
    for role in [
        Role::Csr,
        Role::Operations,
        Role::Manager,
        Role::Administrator,
    ] {
        let actor = staff(4, "Anybody", role);
        let page = board_page(town.store(), &actor, board.id, 0)
            .await
            .expect("a page");
        let may = matches!(role, Role::Manager | Role::Administrator);
        assert_eq!(page.board.may_change, may, "{role:?}");
        let list = boards_list(town.store(), &actor, false, None)
            .await
            .expect("a list");
        assert_eq!(list.rows.len(), 1);
        let edit = BoardEdit {
            operation_id: operation(),
            board: board.id,
            version: Some(board.version),
            change: BoardChange::Rename {
                name: "Theirs".to_owned(),
            },
        };
        let new = BoardNew {
            operation_id: operation(),
            name: "Theirs".to_owned(),
            deeds: Vec::new(),
        };
        if !may {
            let changed = board_edit(town.store(), &actor, &edit).await;
            assert!(matches!(changed, Err(StoreError::Refused(_))), "{role:?}");
            let made = board_create(town.store(), &actor, &new).await;
            assert!(matches!(made, Err(StoreError::Refused(_))), "{role:?}");
            let done = board_apply(town.store(), &actor, &word).await;
            assert!(matches!(done, Err(StoreError::Refused(_))), "{role:?}");
        }
    }
}

#[tokio::test]
async fn the_database_keeps_what_was_approved_whoever_writes() {
    let town = Town::new(ACME).await;
    let board = approved(&town, vec![subtree(&town, "Sales", "Americas")]).await;
    applied(&town, &board).await.expect("applied");
    for statement in [
        "UPDATE what_if_step SET position = 2",
        "DELETE FROM what_if_step",
        "UPDATE what_if_board SET state = 'open', version = version + 1, approved_by = NULL,
                                  entry_id = NULL, applied_on = NULL",
        "DELETE FROM what_if_board",
    ] {
        let refused = sqlx::query(statement).execute(town.store().pool()).await;
        assert!(refused.is_err(), "{statement}");
    }
}
