//! Somebody saved meanwhile: field by field what was, what is theirs, what is yours (ACC-6).

use std::collections::BTreeSet;

use domain::edits::FieldDifference;
use leptos::{html, prelude::*};

use crate::ui::{Button, ButtonKind, Note, Tone, into_view, live};

/// The choice for each field that both changed. Nothing typed is lost: it stays in the form until a
/// choice is made.
#[component]
pub fn ConflictScreen(
    /// What was changed by others since the form was opened; none while nobody did.
    #[prop(into)]
    differences: Signal<Option<Vec<FieldDifference>>>,
    /// Goes on with the keys of the fields in which theirs counts.
    decide: Callback<Vec<String>>,
) -> impl IntoView {
    let element = NodeRef::<html::Section>::new();
    Effect::new(move |_| {
        if differences.with(Option::is_some)
            && let Some(section) = element.get()
        {
            into_view(&section);
            // It is on the page, so that it takes the focus.
            let _ = section.focus();
        }
    });

    view! {
        {live(move || {
            differences
                .get()
                .map(|differences| view! {
                    <section
                        class="conflict"
                        node_ref=element
                        tabindex="-1"
                        aria-labelledby="conflict-title"
                    >
                        <Conflicts differences decide />
                    </section>
                })
        })}
    }
}

#[component]
fn Conflicts(differences: Vec<FieldDifference>, decide: Callback<Vec<String>>) -> impl IntoView {
    let (conflicts, taken_over): (Vec<_>, Vec<_>) = differences
        .into_iter()
        .partition(|difference| difference.is_conflict);
    let take_now = RwSignal::new(BTreeSet::<String>::new());
    let (title, sentence) = match conflicts.len() {
        0 => (
            "Somebody else saved this meanwhile",
            "Your changes and theirs touch different fields: both are kept. Look at them, go on, \
             and save again.",
        ),
        _ => (
            "Somebody else changed the same fields meanwhile",
            "Nothing is saved yet and nothing you typed is lost. Choose whose value counts, go on, \
             and save again.",
        ),
    };
    let has_conflicts = !conflicts.is_empty();
    let rows = conflicts
        .into_iter()
        .map(|difference| view! { <ConflictRow difference take_now /> })
        .collect_view();
    let go_on = move |()| decide.run(take_now.get_untracked().into_iter().collect());

    view! {
        <Note tone=Tone::Warn live=true>
            <h2 id="conflict-title">{title}</h2>
            <p>{sentence}</p>
        </Note>
        {has_conflicts
            .then(|| view! {
                <div class="table-frame">
                    <table class="table conflict-table">
                        <caption class="hear">"Fields that both of you changed"</caption>
                        <thead>
                            <tr>
                                <th scope="col">"Field"</th>
                                <th scope="col">"Was"</th>
                                <th scope="col">"Theirs now"</th>
                                <th scope="col">"Yours"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            })}
        <TakenOver taken_over />
        <div class="form-actions">
            <Button kind=ButtonKind::Primary on_press=Callback::new(go_on)>
                "Use these values"
            </Button>
        </div>
    }
}

/// One field that both changed, with the choice. Yours is chosen at first.
#[component]
fn ConflictRow(difference: FieldDifference, take_now: RwSignal<BTreeSet<String>>) -> impl IntoView {
    let FieldDifference {
        key,
        label,
        was,
        typed,
        now,
        ..
    } = difference;
    let name = format!("conflict-{key}");
    let choose = {
        let key = key.clone();
        move |theirs: bool| {
            take_now.update(|keys| {
                if theirs {
                    keys.insert(key.clone())
                } else {
                    keys.remove(&key)
                };
            });
        }
    };
    let choose_theirs = choose.clone();

    view! {
        <tr>
            <th scope="row">{label.clone()}</th>
            <td class="quiet">{or_none(was)}</td>
            <td>
                <label class="radio">
                    <input
                        type="radio"
                        name=name.clone()
                        aria-label=format!("{label}: take theirs, {now}")
                        on:change=move |_| choose_theirs(true)
                    />
                    <span>{or_none(now)}</span>
                </label>
            </td>
            <td>
                <label class="radio">
                    <input
                        type="radio"
                        name=name
                        checked=true
                        aria-label=format!("{label}: keep yours, {typed}")
                        on:change=move |_| choose(false)
                    />
                    <span>{or_none(typed)}</span>
                </label>
            </td>
        </tr>
    }
}

/// What only the others changed; it is taken over without a question.
#[component]
fn TakenOver(taken_over: Vec<FieldDifference>) -> impl IntoView {
    (!taken_over.is_empty()).then(|| {
        let lines = taken_over
            .into_iter()
            .map(|difference| {
                view! {
                    <li>
                        {difference.label} ": " {or_none(difference.was)} " → "
                        {or_none(difference.now)}
                    </li>
                }
            })
            .collect_view();
        view! {
            <div class="taken-over">
                <h3>"Changed by them alone, and kept"</h3>
                <ul>{lines}</ul>
            </div>
        }
    })
}

fn or_none(value: String) -> String {
    if value.is_empty() {
        "none".to_owned()
    } else {
        value
    }
}
