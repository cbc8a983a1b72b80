//! Somebody saved meanwhile: field by field what was, what is theirs, what is yours (ACC-6).

use domain::edits::FieldDifference;
use leptos::{html, prelude::*};

use crate::ui::{Button, ButtonKind, FocusPlace, FormActions, Note, Tone, into_view, live};

/// The choice for each field that both changed. Nothing typed is lost: it stays in the form until a
/// choice is made.
#[component]
pub fn ConflictScreen(
    /// What was changed by others since the form was opened; none while nobody did.
    #[prop(into)]
    differences: Signal<Option<Vec<FieldDifference>>>,
    /// Goes on with the keys of the fields in which theirs counts.
    decide: Callback<Vec<String>>,
    /// The button that saves the form, where the work goes on; that of the open panel unless it is given.
    #[prop(default = "dialog[open] button[type=submit]")]
    save: &'static str,
) -> impl IntoView {
    let element = NodeRef::<html::Section>::new();
    let taken = Taken(RwSignal::new(Vec::new()));
    let go_on = Callback::new(move |keys| {
        decide.run(keys);
        let place = FocusPlace::new();
        // Where all of theirs was taken there may be nothing left to save.
        place.set(vec![save.to_owned(), "main".to_owned()]);
        place.give();
    });
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
                        <Conflicts differences taken decide=go_on />
                    </section>
                })
        })}
    }
}

/// The differences in which theirs is chosen. It outlives a second answer, which a save without a word about
/// the first brings: what was chosen is chosen still, as long as both sides are as they were.
#[derive(Clone, Copy)]
struct Taken(RwSignal<Vec<FieldDifference>>);

impl Taken {
    fn is_taken(self, difference: &FieldDifference) -> bool {
        self.0.with(|taken| taken.contains(difference))
    }

    fn choose(self, difference: &FieldDifference, is_theirs: bool) {
        self.0.update(|taken| {
            taken.retain(|other| other.key != difference.key);
            if is_theirs {
                taken.push(difference.clone());
            }
        });
    }

    /// The keys of those among these in which theirs is chosen.
    fn keys(self, differences: &[FieldDifference]) -> Vec<String> {
        let taken = (differences.iter()).filter(|difference| untrack(|| self.is_taken(difference)));
        taken.map(|difference| difference.key.clone()).collect()
    }
}

#[component]
fn Conflicts(
    differences: Vec<FieldDifference>,
    taken: Taken,
    decide: Callback<Vec<String>>,
) -> impl IntoView {
    let (conflicts, taken_over): (Vec<_>, Vec<_>) = differences
        .into_iter()
        .partition(|difference| difference.is_conflict);
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
        .iter()
        .map(|difference| view! { <ConflictRow difference=difference.clone() taken /> })
        .collect_view();
    let go_on = move |()| decide.run(taken.keys(&conflicts));

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
        <FormActions>
            <Button kind=ButtonKind::Primary on_press=Callback::new(go_on)>
                "Use these values"
            </Button>
        </FormActions>
    }
}

/// One field that both changed, with the choice. Yours is chosen at first.
#[component]
fn ConflictRow(difference: FieldDifference, taken: Taken) -> impl IntoView {
    let FieldDifference {
        key,
        label,
        was,
        typed,
        now,
        ..
    } = difference.clone();
    let name = format!("conflict-{key}");
    let difference = StoredValue::new(difference);
    // The marks follow what is chosen: the browser keeps the buttons of the answer before.
    let is_theirs = move || difference.with_value(|difference| taken.is_taken(difference));
    let choose = move |is_theirs| {
        // What is being replaced stays on the screen for a moment.
        difference.try_with_value(|difference| taken.choose(difference, is_theirs));
    };

    view! {
        <tr>
            <th scope="row">{label.clone()}</th>
            <td class="quiet">{or_none(was)}</td>
            <td>
                <label class="radio">
                    <input
                        type="radio"
                        name=name.clone()
                        prop:checked=is_theirs
                        aria-label=format!("{label}: take theirs, {now}")
                        on:change=move |_| choose(true)
                    />
                    <span>{or_none(now)}</span>
                </label>
            </td>
            <td>
                <label class="radio">
                    <input
                        type="radio"
                        name=name
                        prop:checked=move || !is_theirs()
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
