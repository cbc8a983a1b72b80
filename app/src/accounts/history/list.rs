//! Entries of the history: what, who, when, and each value before and after.

use domain::{
    audit::{Change, EntryLink, EntryTies, EntryUndo, HistoryEntry},
    hierarchy::UndoRequest,
    ids::AuditEntryId,
};
use leptos::prelude::*;

use crate::{
    accounts::{api::HistoryRow, page::AccountChanges},
    hierarchy::undo::undo_run,
    routes,
    ui::{Button, FocusPlace, Moment, moment_words, moment_zone, use_toasts},
};

/// From this many values on an entry folds them.
const FOLDS_FROM: usize = 6;

/// Entries of the history, the latest first, for looking at.
#[component]
pub fn HistoryList(
    /// The entries.
    entries: Vec<HistoryEntry>,
) -> impl IntoView {
    if entries.is_empty() {
        return view! { <p class="quiet">"Nothing was changed yet."</p> }.into_any();
    }
    let entries = entries
        .into_iter()
        .map(|entry| {
            let ties = ties_view(&entry.ties);
            view! { <li>{entry_view(entry, None, ties)}</li> }
        })
        .collect_view();
    view! { <ol class="history">{entries}</ol> }.into_any()
}

/// One entry, with Undo where it can be undone from here.
#[component]
pub(super) fn Entry(row: HistoryRow, place: FocusPlace) -> impl IntoView {
    let HistoryRow { entry, undo_id } = row;
    let ties = ties_view(&entry.ties);
    let undo = (!undo_id.is_empty()).then(|| {
        let (undo, what) = (undo_id, undo_words(&entry));
        view! { <UndoButton entry=entry.id undo_id=undo what place /> }.into_any()
    });
    let refused = match &entry.ties.undo {
        EntryUndo::Refused(sentence) => Some(sentence.clone()),
        EntryUndo::NotOffered | EntryUndo::Offered => None,
    };
    let refused = refused.map(|sentence| {
        view! { <p class="history-tie">"Cannot be undone. " {sentence}</p> }
    });
    let ties = view! { {ties} {refused} }.into_any();
    entry_view(entry, undo, ties)
}

fn entry_view(entry: HistoryEntry, undo: Option<AnyView>, ties: AnyView) -> AnyView {
    let HistoryEntry {
        kind,
        at,
        actor,
        about,
        note,
        changes,
        ..
    } = entry;
    let count = changes.len();
    let lines = view! { <ChangeLines changes /> };
    let changes = if count >= FOLDS_FROM {
        view! {
            <details class="history-more">
                <summary>{format!("{count} values")}</summary>
                {lines}
            </details>
        }
        .into_any()
    } else {
        lines.into_any()
    };

    view! {
        <article class="history-entry">
            <header>
                <h3>{kind.label()}</h3>
                <span class="quiet">{actor}</span>
                <Moment at faint=true />
                {undo}
            </header>
            {(!about.is_empty()).then(|| view! { <p>{about}</p> })}
            {(!note.is_empty()).then(|| view! { <p>{note}</p> })}
            {changes}
            {ties}
        </article>
    }
    .into_any()
}

/// What undid the entry, what it undid, what it is a part of; each leads there.
fn ties_view(ties: &EntryTies) -> AnyView {
    let line = |words: &'static str, link: &Option<EntryLink>, named: fn(&EntryLink) -> String| {
        let link = link.as_ref()?;
        let named = named(link);
        let shown = match &link.account {
            Some(account) => {
                let href = routes::account_history_entry(account.number, &link.entry.to_string());
                view! { <a href=href>{named}</a> }.into_any()
            }
            None => named.into_any(),
        };
        Some(view! {
            <p class="history-tie" title=moment_zone(link.at)>
                {words} " " {shown}
            </p>
        })
    };
    view! {
        {line("Undone by", &ties.undone_by, by_words)}
        {line("Undoes", &ties.undoes, what_words)}
        {line("Part of", &ties.part_of, what_words)}
    }
    .into_any()
}

/// "D. Reyes, 3 Mar 2026, 10:12".
fn by_words(link: &EntryLink) -> String {
    format!("{}, {}", link.actor, moment_words(link.at))
}

/// "Account moved in the organization, Sales, 3 Mar 2026, 10:12".
fn what_words(link: &EntryLink) -> String {
    let account = link.account.as_ref();
    let account = account.map_or(String::new(), |account| format!(", {}", account.name));
    format!("{}{account}, {}", link.kind.label(), moment_words(link.at))
}

/// What Undo takes back, for who hears the button without its entry.
fn undo_words(entry: &HistoryEntry) -> String {
    format!(": {}, {}", entry.kind.label(), moment_words(entry.at))
}

/// Where somebody goes on who undid an entry: at what it then offers or names, be it what undid it, or
/// else on the page.
fn undone_ways(entry: AuditEntryId) -> Vec<String> {
    let here = |what: &str| format!("#{entry} {what}");
    vec![here("button"), here(".history-tie a"), "main".to_owned()]
}

#[component]
fn UndoButton(
    entry: AuditEntryId,
    undo_id: String,
    what: String,
    place: FocusPlace,
) -> impl IntoView {
    let (toasts, changes) = (use_toasts(), AccountChanges::here());
    let busy = RwSignal::new(false);
    let press = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        place.set(undone_ways(entry));
        let undo = UndoRequest {
            operation_id: undo_id.clone(),
            entry,
        };
        // Whatever came of it, what is on the screen is out of date.
        undo_run(toasts, undo, move |_| {
            // The page may be gone by then.
            busy.try_set(false);
            changes.note();
        });
    });
    view! {
        <Button busy on_press=press>
            "Undo" <span class="hear">{what}</span>
        </Button>
    }
}

#[component]
fn ChangeLines(changes: Vec<Change>) -> impl IntoView {
    let lines = changes
        .into_iter()
        .map(|change| {
            let Change { field, before, after } = change;
            view! {
                <div>
                    <dt>{field}</dt>
                    <dd>
                        {match before {
                            Some(before) => view! { <del>{before}</del> }.into_any(),
                            None => view! { <span class="faint">"none"</span> }.into_any(),
                        }} <span aria-hidden="true">" → "</span> <span class="hear">" became "</span>
                        {match after {
                            Some(after) => view! { <ins>{after}</ins> }.into_any(),
                            None => view! { <span class="faint">"none"</span> }.into_any(),
                        }}
                    </dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="history-changes">{lines}</dl> }
}
