//! What became of a board and its steps, the latest first, in pages.

use domain::{
    audit::{HistoryEntry, HistoryPage},
    ids::AuditEntryId,
};
use leptos::{prelude::*, task::spawn_local};

use super::{api::board_history_read, reading::Reading};
use crate::{
    accounts::history::HistoryList,
    answer::Answer,
    errors::AppError,
    ui::{Block, Button, FocusPlace, Note, Skeleton, Tone, live},
};

/// The history, of which the latest are read anew with each version of the board. Older entries that were read
/// stay.
#[component]
pub(super) fn BoardHistory(reading: Reading) -> impl IntoView {
    let of = Memo::new(move |_| {
        reading.page.with(|page| {
            let board = &page.board;
            let undone = board.undone.as_ref().map(|undone| undone.at);
            (board.id.to_string(), board.version, undone)
        })
    });
    let first = Answer::new(move || of.get(), |(id, ..)| board_history_read(id, None));
    let known = KnownHistory::new();
    let id = Memo::new(move |_| of.with(|(id, ..)| id.clone()));
    let place = FocusPlace::new();
    let again = Callback::new(move |()| {
        // The button goes with the note that it stands in.
        place.set(vec![format!("#{HISTORY} button"), "main".to_owned()]);
        first.again();
    });
    let failure = move |error: &AppError| {
        let sentence = error.first_sentence().to_owned();
        view! {
            <Note
                tone=Tone::Bad
                action=move || view! { <Button on_press=again>"Read again"</Button> }
            >
                {sentence}
            </Note>
        }
        .into_any()
    };

    view! {
        <Block title="History">
            <div id=HISTORY>
                {first
                    .shown(
                        || view! { <div aria-busy="true"><Skeleton lines=3 /></div> }.into_any(),
                        move |first| {
                            place.give();
                            place.set(Vec::new());
                            match first {
                                Ok(first) => {
                                    known.take(first);
                                    view! { <Entries id known /> }.into_any()
                                }
                                Err(error) if known.is_empty() => failure(&error),
                                Err(error) => {
                                    view! { {failure(&error)} <Entries id known /> }.into_any()
                                }
                            }
                        },
                    )}
            </div>
        </Block>
    }
    .into_any()
}

/// The id of the history on the page.
const HISTORY: &str = "board-history";

/// What was read of the history so far. Its signals belong to the page of the board.
#[derive(Clone, Copy)]
struct KnownHistory {
    /// The entries, the latest first, and where older ones begin.
    page: RwSignal<HistoryPage>,
    /// Older ones are being read.
    busy: RwSignal<bool>,
    /// Why older ones could not be read.
    problem: RwSignal<Option<AppError>>,
}

impl KnownHistory {
    fn new() -> Self {
        Self {
            page: RwSignal::new(HistoryPage::default()),
            busy: RwSignal::new(false),
            problem: RwSignal::new(None),
        }
    }

    fn is_empty(self) -> bool {
        self.page.with_untracked(|page| page.entries.is_empty())
    }

    /// Takes in the latest entries as they were read again.
    fn take(self, first: HistoryPage) {
        self.page
            .update(|page| *page = renewed(std::mem::take(page), first));
    }

    /// Reads the entries behind those that are known. The page may be gone by then.
    async fn older_read(self, id: String, before: AuditEntryId) {
        let answer = board_history_read(id, Some(before.to_string())).await;
        if self.busy.try_set(false).is_some() {
            return;
        }
        match answer {
            Ok(older) => {
                self.problem.set(None);
                // Where so much was changed meanwhile that all began anew, they are not what follows.
                if self.page.with_untracked(|page| page.next) == Some(before) {
                    self.page.update(|page| {
                        page.entries.extend(older.entries);
                        page.next = older.next;
                    });
                }
            }
            Err(error) => self.problem.set(Some(error)),
        }
    }
}

/// The latest entries with those behind them that are known already. Where the latest do not reach as far as
/// those, all begins anew: nothing is left out between two entries.
fn renewed(known: HistoryPage, first: HistoryPage) -> HistoryPage {
    let is_in_first = |entry: &HistoryEntry| first.entries.iter().any(|one| one.id == entry.id);
    if !known.entries.iter().any(is_in_first) {
        return first;
    }
    let (_, behind): (Vec<_>, Vec<_>) = known.entries.into_iter().partition(is_in_first);
    if behind.is_empty() {
        return first;
    }
    HistoryPage {
        entries: first.entries.into_iter().chain(behind).collect(),
        next: known.next,
    }
}

/// The entries that are read, and a button for older ones.
#[component]
fn Entries(id: Memo<String>, known: KnownHistory) -> impl IntoView {
    let KnownHistory {
        page,
        busy,
        problem,
    } = known;
    let read = Callback::new(move |()| {
        let next = page.with_untracked(|page| page.next);
        let Some(before) = next.filter(|_| !busy.get_untracked()) else {
            return;
        };
        busy.set(true);
        spawn_local(known.older_read(id.get_untracked(), before));
    });
    let has_more = Memo::new(move |_| page.with(|page| page.next.is_some()));
    let button = move || {
        (has_more.get()).then(|| view! { <Button busy=busy on_press=read>"Older changes"</Button> })
    };
    let failure = move || {
        let sentence = problem.get()?.first_sentence().to_owned();
        Some(view! { <Note tone=Tone::Bad live=true>{sentence}</Note> })
    };
    let entries = move || {
        let entries = page.with(|page| page.entries.clone());
        view! { <HistoryList entries /> }
    };

    view! { {live(entries)} {live(failure)} {live(button)} }.into_any()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};
    use domain::audit::{ChangeKind, EntryTies};

    use super::*;

    fn id(number: u128) -> AuditEntryId {
        AuditEntryId::from_uuid(uuid::Uuid::from_u128(number))
    }

    /// Entries by when they were made, the latest first.
    fn page(entries: &[(AuditEntryId, &str)], next: Option<AuditEntryId>) -> HistoryPage {
        let entry = |(id, note): &(AuditEntryId, &str)| HistoryEntry {
            id: *id,
            kind: ChangeKind::BoardChanged,
            at: DateTime::UNIX_EPOCH,
            business_date: NaiveDate::default(),
            actor: "D. Reyes".to_owned(),
            about: String::new(),
            note: (*note).to_owned(),
            changes: Vec::new(),
            ties: EntryTies::default(),
        };
        HistoryPage {
            entries: entries.iter().map(entry).collect(),
            next,
        }
    }

    fn notes(page: &HistoryPage) -> Vec<&str> {
        page.entries
            .iter()
            .map(|entry| entry.note.as_str())
            .collect()
    }

    #[test]
    fn older_entries_that_were_read_stay_when_a_newer_one_comes() {
        let [a, b, c, d] = [1, 2, 3, 4].map(id);
        let read = page(&[(c, "three"), (b, "two"), (a, "one")], Some(a));
        let first = page(&[(d, "four"), (c, "three, undone")], Some(c));
        let now = renewed(read, first);
        assert_eq!(notes(&now), ["four", "three, undone", "two", "one"]);
        assert_eq!(now.next, Some(a));
    }

    #[test]
    fn where_the_latest_do_not_reach_what_was_read_all_begins_anew() {
        let [a, b, c, d] = [1, 2, 3, 4].map(id);
        let read = page(&[(b, "two"), (a, "one")], None);
        let first = page(&[(d, "four"), (c, "three")], Some(c));
        let now = renewed(read, first.clone());
        assert_eq!(now, first);
        assert_eq!(renewed(HistoryPage::default(), first.clone()), first);
    }

    #[test]
    fn the_latest_take_the_place_of_the_same_that_were_read() {
        let [a, b] = [1, 2].map(id);
        let read = page(&[(a, "one")], None);
        let first = page(&[(b, "two"), (a, "one")], None);
        assert_eq!(renewed(read, first.clone()), first);
    }
}
