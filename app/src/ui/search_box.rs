//! A box to search with.

use leptos::{html, prelude::*};

use super::{
    icon::{Icon, IconName},
    kbd::Kbd,
    text_input::input_sync,
};

/// A search box. It stands in a form of its own that leads to the results by GET, so that it works
/// without the program too.
#[component]
pub fn SearchBox(
    /// What is searched for, kept in both directions.
    value: RwSignal<String>,
    /// Name read out, such as "Search accounts".
    #[prop(into)]
    label: String,
    /// Shown while it is empty.
    #[prop(optional, into)]
    placeholder: Option<String>,
    /// Name under which the text is sent.
    #[prop(default = "q")]
    name: &'static str,
    /// The key that leads here, shown inside.
    #[prop(optional)]
    keys: Option<&'static str>,
    /// The input itself, for whoever moves the focus here.
    #[prop(optional)]
    input: NodeRef<html::Input>,
) -> impl IntoView {
    input_sync(input, value);

    view! {
        <label class="search-box">
            <Icon name=IconName::Search />
            <span class="hear">{label}</span>
            <input
                node_ref=input
                type="search"
                name=name
                value=value.get_untracked()
                placeholder=placeholder
                maxlength="500"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                on:input=move |event| value.set(event_target_value(&event))
            />
            {keys.map(|keys| view! { <Kbd keys /> })}
        </label>
    }
}
