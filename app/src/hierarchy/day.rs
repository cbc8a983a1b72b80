//! Which day's tree is shown: today's, one that is past, one to come (ORG-8).

use chrono::NaiveDate;
use domain::dates::date_words;
use leptos::prelude::*;

use super::{lines::LineKind, state::Tree};
use crate::{
    routes,
    ui::{Button, ButtonLink, DateInput, Field, Note, Tone, date_parse},
};

/// The date of the tree.
#[component]
pub fn TreeDay(tree: Tree) -> impl IntoView {
    let typed = RwSignal::new(tree.on.get_untracked().map(date_words).unwrap_or_default());
    let problem = RwSignal::new(None);
    // The address, or Back, may lead to another day.
    Effect::new(move |before: Option<Option<NaiveDate>>| {
        let on = tree.on.get();
        if before.is_some_and(|before| before != on) && date_parse(&typed.get_untracked()) != on {
            typed.set(on.map(date_words).unwrap_or_default());
        }
        on
    });
    Effect::new(move |before: Option<Option<NaiveDate>>| {
        let text = typed.get();
        let wanted = date_parse(&text);
        // What is no day yet leads nowhere.
        let is_whole = wanted.is_some() || text.trim().is_empty();
        if before.is_some() && is_whole {
            day_show(tree, wanted);
        }
        wanted
    });

    view! {
        <div class="tree-day">
            <Field label="As of" name="tree-on" error=problem>
                <DateInput value=typed placeholder="today" problem />
            </Field>
        </div>
    }
    .into_any()
}

/// Shows the tree of a day around the account that is chosen.
fn day_show(tree: Tree, wanted: Option<NaiveDate>) {
    let wanted = wanted.filter(|wanted| Some(*wanted) != tree.today.get_untracked());
    if wanted == tree.on.get_untracked() {
        return;
    }
    let chosen = match tree.chosen.get_untracked() {
        Some((id, LineKind::Account)) => untrack(|| tree.row(id)).map(|row| row.account.number),
        _ => None,
    };
    let root = move || {
        tree.model
            .with_untracked(|model| model.root().map(|root| root.row.account.number))
    };
    if let Some(number) = chosen.or_else(root) {
        tree.go_to_day(number.to_string(), wanted);
    }
}

/// Says, where that is so, that this is not today's tree, and leads back.
#[component]
pub fn OtherDay(tree: Tree) -> impl IntoView {
    move || {
        let on = tree.on.get()?;
        Some(view! { <DayNote tree on /> })
    }
}

#[component]
fn DayNote(tree: Tree, on: NaiveDate) -> impl IntoView {
    let day = date_words(on);
    let is_past = tree.today.get_untracked().is_some_and(|today| on < today);
    let sentence = match is_past {
        true => format!(
            "The tree as it was on {day}, with the names and status of today. It can be looked at, \
             not changed."
        ),
        false => format!(
            "The tree as it will be on {day}, with what is scheduled until then. It can be looked \
             at, not changed."
        ),
    };
    let back = move || {
        let back = Callback::new(move |()| day_show(tree, None));
        // What makes this day's tree another one can be given another day, or cancelled.
        let scheduled = (!is_past).then(
            || view! { <ButtonLink href=routes::scheduled()>"Scheduled changes"</ButtonLink> },
        );
        view! { {scheduled} " " <Button on_press=back>"Back to today"</Button> }
    };

    view! {
        <div class="tree-other-day">
            <Note tone=Tone::Warn live=true action=back>
                {sentence}
            </Note>
        </div>
    }
    .into_any()
}
