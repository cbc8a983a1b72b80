//! The few facts that answer a person's first questions, and plain lists of details.

use leptos::prelude::*;

use super::tone::Tone;

/// How a list of [`Fact`]s stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FactsKind {
    /// Large, side by side: the head of a page.
    #[default]
    Head,
    /// Label and value in two columns: the details of a thing.
    Details,
}

/// A list of [`Fact`]s.
#[component]
pub fn Facts(
    /// How it stands.
    #[prop(optional)]
    kind: FactsKind,
    /// The facts.
    children: Children,
) -> impl IntoView {
    let class = match kind {
        FactsKind::Head => "facts",
        FactsKind::Details => "facts details",
    };
    view! { <dl class=class>{children()}</dl> }
}

/// One fact: what it is called and what it is.
#[component]
pub fn Fact(
    /// What it is called.
    #[prop(into)]
    label: String,
    /// What it means, where it wants attention.
    #[prop(optional)]
    tone: Tone,
    /// A quiet word behind the value: "31 days late".
    #[prop(optional, into)]
    note: Option<String>,
    /// The value.
    children: Children,
) -> impl IntoView {
    view! {
        <div class=tone.class("fact")>
            <dt>{label}</dt>
            <dd>{children()} {note.map(|note| view! { <small>{note}</small> })}</dd>
        </div>
    }
}
