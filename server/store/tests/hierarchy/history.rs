//! The history of a move: what can be undone from there, what undid it, what it is a part of (NEWS-1).

use domain::access::Actor;
use domain::audit::{ChangeKind, EntryUndo, HistoryEntry};
use domain::hierarchy::{MoveForm, UndoRequest};
use domain::ids::AuditEntryId;
use store::StoreError;
use store::audit::history_list;
use store::hierarchy::move_undo;

use crate::drafting::{applied, approved, subtree};
use crate::handovers::with_handover;
use crate::payers::{number, town};
use crate::support::{ACME, Town, confirm, csr, manager, operation, refusal};
use crate::undo::{undo, undo_in};

const WHOLE: MoveForm = MoveForm::WholeSubtree;

async fn entries(town: &Town, actor: &Actor, account: &str) -> Vec<HistoryEntry> {
    let page = history_list(town.store(), actor, town.id(account), None, 20).await;
    page.expect("a history").entries
}

async fn entry(town: &Town, account: &str, id: AuditEntryId) -> HistoryEntry {
    let entries = entries(town, &manager(), account).await.into_iter();
    entries
        .into_iter()
        .find(|entry| entry.id == id)
        .expect("the entry")
}

#[tokio::test]
async fn a_move_can_be_undone_from_its_entry_until_something_depends_on_it() {
    let town = Town::new(ACME).await;
    let done = town.moved("Sales", "Americas", WHOLE).await;
    let offered = entry(&town, "Sales", done.entry).await;
    assert_eq!(offered.ties.undo, EntryUndo::Offered);
    town.moved("Sales", "Acme", WHOLE).await;
    let EntryUndo::Refused(sentence) = entry(&town, "Sales", done.entry).await.ties.undo else {
        panic!("it is offered")
    };
    assert!(
        sentence.starts_with("Sales (A-") && sentence.contains("was moved again since"),
        "{sentence}"
    );
    assert_eq!(refusal(undo(&town, done.entry).await).1, sentence);
}

#[tokio::test]
async fn a_removal_is_offered_to_undo_where_its_old_parent_is_open() {
    let town = Town::new(ACME).await;
    let done = town.removed(&town.removal("Support").await).await;
    let ties = entry(&town, "Support", done.entry).await.ties;
    assert_eq!(ties.undo, EntryUndo::Offered);
    town.execute("UPDATE account SET status = 'closed' WHERE name = 'EMEA'")
        .await;
    let EntryUndo::Refused(sentence) = entry(&town, "Support", done.entry).await.ties.undo else {
        panic!("it is offered")
    };
    assert!(sentence.starts_with("EMEA (A-"), "{sentence}");
}

#[tokio::test]
async fn what_undid_a_move_is_named_as_long_as_it_holds() {
    let town = Town::new(ACME).await;
    let done = town.moved("Sales", "Americas", WHOLE).await;
    let undone = undo(&town, done.entry).await.expect("undone");
    let ties = entry(&town, "Sales", done.entry).await.ties;
    let by = ties.undone_by.expect("its undo");
    assert_eq!((by.entry, by.actor.as_str()), (undone.entry, "Manager"));
    assert_eq!(ties.undo, EntryUndo::NotOffered);
    let back = entry(&town, "Sales", undone.entry).await.ties;
    assert_eq!(back.undoes.map(|link| link.entry), Some(done.entry));
    assert_eq!(back.undo, EntryUndo::Offered);
    // The undo is taken back: the move holds again, and can be undone again.
    undo(&town, undone.entry).await.expect("done again");
    let ties = entry(&town, "Sales", done.entry).await.ties;
    assert_eq!((ties.undone_by, ties.undo), (None, EntryUndo::Offered));
}

#[tokio::test]
async fn a_child_that_went_elsewhere_by_a_move_names_the_move_and_its_undo() {
    let town = Town::new(ACME).await;
    let alone = MoveForm::AloneChildrenToOldParent;
    let done = town.moved("Sales", "Americas", alone).await;
    let child = entries(&town, &manager(), "Kiel").await.remove(0);
    assert_eq!(child.kind, ChangeKind::AccountMoved);
    assert_eq!(child.ties.undo, EntryUndo::NotOffered);
    let whole = child.ties.part_of.expect("the move");
    assert_eq!(whole.entry, done.entry);
    assert_eq!(whole.account.expect("an account").name, "Sales");
    let undone = undo(&town, done.entry).await.expect("undone");
    let child = entry(&town, "Kiel", child.id).await;
    let by = child.ties.undone_by.map(|link| link.entry);
    assert_eq!(by, Some(undone.entry));
}

#[tokio::test]
async fn two_who_undo_the_same_move_at_once_undo_it_once() {
    let town = Town::new(ACME).await;
    let before = town.picture().await;
    let done = town.moved("Sales", "Americas", WHOLE).await;
    let other = town.second();
    let (one, two) = tokio::join!(undo(&town, done.entry), undo_in(&other, done.entry));
    let answers = [one, two];
    let refused: Vec<_> = answers.into_iter().filter(Result::is_err).collect();
    let [refused] = <[_; 1]>::try_from(refused).expect("one is refused");
    let (code, sentence) = refusal(refused);
    assert_eq!(code, "undone");
    assert_eq!(sentence, "Manager has undone this already.");
    assert_eq!(town.picture().await, before);
}

#[tokio::test]
async fn a_board_is_undone_from_the_history_and_its_steps_say_so() {
    let town = Town::new(ACME).await;
    let before = town.picture().await;
    let steps = vec![
        subtree(&town, "Sales", "Americas"),
        subtree(&town, "Support", "Acme"),
    ];
    let board = approved(&town, steps).await;
    let done = applied(&town, &board).await.expect("applied");
    let step = entries(&town, &manager(), "Support").await.remove(0);
    assert_eq!(
        step.ties.part_of.as_ref().map(|link| link.entry),
        Some(done.entry)
    );
    assert_eq!(step.ties.undo, EntryUndo::Offered);
    let whole = entry(&town, "Sales", done.entry).await;
    assert_eq!(whole.ties.undo, EntryUndo::Offered);
    undo(&town, done.entry).await.expect("undone");
    assert_eq!(town.picture().await, before);
    let step = entry(&town, "Support", step.id).await;
    assert!(step.ties.undone_by.is_some());
    assert_eq!(refusal(undo(&town, step.id).await).0, "undone");
}

#[tokio::test]
async fn a_board_of_which_one_step_was_undone_is_not_undone_whole() {
    let town = Town::new(ACME).await;
    let steps = vec![
        subtree(&town, "Sales", "Americas"),
        subtree(&town, "Support", "Acme"),
    ];
    let board = approved(&town, steps).await;
    let done = applied(&town, &board).await.expect("applied");
    let step = entries(&town, &manager(), "Support").await.remove(0);
    undo(&town, step.id).await.expect("undone");
    let (code, sentence) = refusal(undo(&town, done.entry).await);
    assert_eq!(code, "moved_since");
    assert!(sentence.starts_with("Support (A-"), "{sentence}");
}

#[tokio::test]
async fn what_was_handed_over_with_a_move_names_the_move() {
    let town = town(&[("Support", "Kiel")]).await;
    let preview = town
        .preview("Sales", "Americas", WHOLE)
        .await
        .expect("a preview");
    let head = number(&town, "Head").await.into();
    let word = with_handover(&town, confirm(&preview), head).await;
    let moved = store::hierarchy::move_run(town.store(), &manager(), &word).await;
    let Ok(domain::hierarchy::MoveOutcome::Done { done }) = moved else {
        panic!("not moved: {moved:?}")
    };
    for account in ["Support", "Kiel", "Head"] {
        let part = entries(&town, &manager(), account).await.remove(0);
        assert_eq!(part.kind, ChangeKind::BillUnitChanged);
        let whole = part.ties.part_of.map(|link| link.entry);
        assert_eq!(whole, Some(done.entry), "{account}");
    }
}

#[tokio::test]
async fn who_may_not_rearrange_organizations_is_offered_no_undo() {
    let town = Town::new(ACME).await;
    let done = town.moved("Sales", "Americas", WHOLE).await;
    let seen = entries(&town, &csr(), "Sales").await.remove(0);
    assert_eq!(
        (seen.id, seen.ties.undo),
        (done.entry, EntryUndo::NotOffered)
    );
    let request = UndoRequest {
        operation_id: operation(),
        entry: done.entry,
    };
    let refused = move_undo(town.store(), &csr(), &request).await;
    assert!(
        matches!(refused, Err(StoreError::Refused(_))),
        "{refused:?}"
    );
}
