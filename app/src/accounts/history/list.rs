//! Entries of the history: what, who, when, and each value before and after.

use chrono::{DateTime, Timelike, Utc};
use domain::{
    audit::{Change, HistoryEntry},
    dates::date_words,
};
use leptos::prelude::*;

/// From this many values on an entry folds them.
const FOLDS_FROM: usize = 6;

/// Entries of the history, the latest first.
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
        .map(|entry| view! { <li><Entry entry /></li> })
        .collect_view();
    view! { <ol class="history">{entries}</ol> }.into_any()
}

/// One entry.
#[component]
pub(super) fn Entry(entry: HistoryEntry) -> impl IntoView {
    let HistoryEntry {
        kind,
        at,
        actor,
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
                <time class="faint" datetime=moment_machine(at)>
                    {moment_words(at)}
                </time>
            </header>
            {(!note.is_empty()).then(|| view! { <p>{note}</p> })}
            {changes}
        </article>
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

/// A moment by the wall clock: "3 Mar 2026 10:12 UTC".
fn moment_words(at: DateTime<Utc>) -> String {
    format!(
        "{} {:02}:{:02} UTC",
        date_words(at.date_naive()),
        at.hour(),
        at.minute()
    )
}

/// The same moment for programs: "2026-03-03T10:12Z".
fn moment_machine(at: DateTime<Utc>) -> String {
    format!("{}T{:02}:{:02}Z", at.date_naive(), at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_says_its_clock() {
        let at = "2026-03-03T09:05:59Z"
            .parse()
            .expect("a moment of the test is one");
        assert_eq!(moment_words(at), "3 Mar 2026 09:05 UTC");
        assert_eq!(moment_machine(at), "2026-03-03T09:05Z");
    }
}
