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
    ui::{Block, Button, Note, Skeleton, Tone, live},
};

/// The history, read anew with each version of the board.
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

    view! {
        <Block title="History">
            {first
                .shown(
                    || view! { <div aria-busy="true"><Skeleton lines=3 /></div> }.into_any(),
                    move |first| match first {
                        Ok(first) => {
                            let id = of.with_untracked(|(id, ..)| id.clone());
                            view! { <Entries id first /> }.into_any()
                        }
                        Err(error) => {
                            view! { <Note tone=Tone::Bad>{error.first_sentence().to_owned()}</Note> }.into_any()
                        }
                    },
                )}
        </Block>
    }
    .into_any()
}

/// The entries that are read, and a button for older ones.
#[component]
fn Entries(id: String, first: HistoryPage) -> impl IntoView {
    let HistoryPage { entries, next } = first;
    let older = RwSignal::new(Vec::<HistoryEntry>::new());
    let next = RwSignal::new(next);
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<AppError>);
    let read = Callback::new(move |()| {
        let Some(before) = next.get_untracked().filter(|_| !busy.get_untracked()) else {
            return;
        };
        busy.set(true);
        spawn_local(older_read(id.clone(), before, (older, next, problem, busy)));
    });
    let button = move || {
        next.get().is_some().then(|| {
            view! { <Button busy=busy on_press=read>"Older changes"</Button> }
        })
    };
    let failure = move || {
        let sentence = problem.get()?.first_sentence().to_owned();
        Some(view! { <Note tone=Tone::Bad live=true>{sentence}</Note> })
    };
    let more = move || {
        let entries = older.get();
        (!entries.is_empty()).then(|| view! { <HistoryList entries /> })
    };

    view! {
        <HistoryList entries />
        {live(more)} {live(failure)} {live(button)}
    }
    .into_any()
}

type Older = (
    RwSignal<Vec<HistoryEntry>>,
    RwSignal<Option<AuditEntryId>>,
    RwSignal<Option<AppError>>,
    RwSignal<bool>,
);

/// Reads the entries behind one that is known. The page may be gone by then.
async fn older_read(id: String, before: AuditEntryId, (older, next, problem, busy): Older) {
    let answer = board_history_read(id, Some(before.to_string())).await;
    if busy.try_set(false).is_some() {
        return;
    }
    match answer {
        Ok(page) => {
            problem.set(None);
            older.update(|older| older.extend(page.entries));
            next.set(page.next);
        }
        Err(error) => problem.set(Some(error)),
    }
}
