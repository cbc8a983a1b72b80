//! Choosing one of very many by typing: the combobox with list autocomplete.

mod found;
mod state;

use std::{future::Future, pin::Pin, sync::Arc};

use leptos::{html, prelude::*};

use self::state::Combo;
use super::field::{field_control, field_id};
use super::{into_view, live};

/// One of the options of a [`Combobox`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComboboxOption {
    /// What is sent, such as the account's id.
    pub value: String,
    /// What is shown in the box once it is chosen.
    pub label: String,
    /// A second line that tells like-named ones apart.
    pub detail: String,
    /// Why it cannot be chosen, in a few words; none where it can.
    pub cannot: Option<String>,
}

impl ComboboxOption {
    /// One of which nothing but its value is known, as an address names it.
    pub fn unnamed(value: String) -> Self {
        Self {
            label: value.clone(),
            value,
            ..Self::default()
        }
    }

    /// Whether it still has no name.
    pub fn is_unnamed(&self) -> bool {
        self.label == self.value
    }
}

/// What is found for what is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComboboxFound {
    /// The first of it.
    pub options: Vec<ComboboxOption>,
    /// What they leave out, in words: "8 of 1,000 and more". None where they are all.
    pub beyond: Option<String>,
    /// Where to search on: then the list ends with Show more. None where there is nothing further, or the source
    /// does not go on.
    pub next: Option<String>,
}

/// What comes back: the options, or a sentence on why there are none.
type Found = Result<ComboboxFound, String>;

/// Where a [`Combobox`] gets its options from: asked with what is typed, answers later.
#[derive(Clone)]
pub struct ComboboxSource(Arc<Ask>);

/// A question with what is typed and where to go on, empty from the beginning, and its answer later.
type Ask = dyn Fn(String, String) -> Pin<Box<dyn Future<Output = Found>>> + Send + Sync;

impl ComboboxSource {
    /// A source from an async function: `ComboboxSource::new(|text| async move { … })`.
    pub fn new<F, Answer>(ask: F) -> Self
    where
        F: Fn(String) -> Answer + Send + Sync + 'static,
        Answer: Future<Output = Found> + 'static,
    {
        ComboboxSource(Arc::new(move |text, _| Box::pin(ask(text))))
    }

    /// The same from one that goes on behind what it answered: `ComboboxSource::paged(|text, after| async move
    /// { … })`, where `after` is empty from the beginning.
    pub fn paged<F, Answer>(ask: F) -> Self
    where
        F: Fn(String, String) -> Answer + Send + Sync + 'static,
        Answer: Future<Output = Found> + 'static,
    {
        ComboboxSource(Arc::new(move |text, after| Box::pin(ask(text, after))))
    }
}

/// A box that finds one of very many by what is typed, inside a [`super::Field`].
///
/// The choice is sent as a hidden value under the field's name, what was typed under
/// `<name>-text`, so that a form sent without the program can be answered with a search.
#[component]
pub fn Combobox(
    /// What is chosen, kept in both directions.
    chosen: RwSignal<Option<ComboboxOption>>,
    /// Where options come from.
    source: ComboboxSource,
    /// The text of the box, kept in both directions. With it the box holds and sends the value of
    /// the choice instead of its label, and what was typed without choosing just as it is.
    #[prop(optional)]
    text: Option<RwSignal<String>>,
    /// An example of what can be typed.
    #[prop(optional, into)]
    placeholder: Option<String>,
    /// Cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let control = field_control();
    let id = control.id.clone().unwrap_or_else(|| "combobox".to_owned());
    let list_id = StoredValue::new(format!("{id}-list"));
    let combo = Combo::new(chosen, text, source);
    let (name, text_name) = match (combo.by_value, control.name.clone()) {
        (true, name) => (None, name),
        (false, name) => {
            let text_name = name.as_ref().map(|name| format!("{}-text", field_id(name)));
            (name, text_name)
        }
    };
    let element = NodeRef::<html::Input>::new();
    super::text_input::input_sync(element, combo.text);
    // A choice made elsewhere (a form that is filled or reset) shows in the box, and so does that it is taken back:
    // whoever types has other words in the box by then.
    Effect::new(move |before: Option<Option<String>>| {
        let label = chosen.with(|chosen| chosen.as_ref().map(|option| combo.words_of(option)));
        match (&before, &label) {
            (Some(_), Some(label)) => combo.text.set(label.clone()),
            (Some(Some(was)), None) if combo.text.with_untracked(|text| text == was) => {
                combo.text.set(String::new());
            }
            _ => {}
        }
        label
    });
    let option_id = move |index: usize| list_id.with_value(|list| format!("{list}-{index}"));

    view! {
        <div class="combobox">
            {name.map(|name| view! { <ComboboxValue name chosen /> })}
            <input
                node_ref=element
                class="input"
                type="text"
                role="combobox"
                id=id
                name=text_name
                value=combo.text.get_untracked()
                placeholder=placeholder
                autocomplete="off"
                spellcheck="false"
                maxlength="200"
                aria-autocomplete="list"
                aria-haspopup="listbox"
                aria-expanded=move || if combo.open.get() { "true" } else { "false" }
                aria-controls=list_id.get_value()
                aria-activedescendant=move || combo.active.get().map(option_id)
                aria-busy=move || combo.busy.get().then_some("true")
                aria-required=control.required.then_some("true")
                aria-invalid=control.invalid
                aria-describedby=control.described_by
                disabled=disabled
                on:input=move |event| combo.type_text(event_target_value(&event))
                on:keydown=move |event| combo.key_press(&event)
                on:blur=move |_| combo.close_left()
            />
            <ComboboxList combo list_id />
            <span class="hear" role="status" aria-live="polite">
                {live(move || combobox_spoken(combo))}
            </span>
        </div>
    }
    .into_any()
}

/// The value of the choice, as it is sent.
#[component]
fn ComboboxValue(name: String, chosen: RwSignal<Option<ComboboxOption>>) -> impl IntoView {
    let value =
        move |chosen: Option<ComboboxOption>| chosen.map(|option| option.value).unwrap_or_default();

    view! {
        <input
            type="hidden"
            name=name
            prop:value=move || value(chosen.get())
            value=value(chosen.get_untracked())
        />
    }
}

/// What is read out when options arrive, and while more of them are on their way: what came may be told in the
/// same words as before.
fn combobox_spoken(combo: Combo) -> String {
    if !combo.open.get() {
        return String::new();
    }
    let count = combo.options.with(Vec::len);
    if combo.busy.get() && combo.active.get() == Some(count) {
        return "Loading…".to_owned();
    }
    let options = match (combo.sentence.get(), count) {
        (Some(sentence), _) => return sentence,
        (None, 1) => "1 option".to_owned(),
        (None, count) => format!("{count} options"),
    };
    match combo.next.with(Option::is_some) {
        true => format!("{options} and Show more"),
        false => options,
    }
}

#[component]
fn ComboboxList(combo: Combo, list_id: StoredValue<String>) -> impl IntoView {
    let options = move || {
        combo
            .options
            .get()
            .into_iter()
            .enumerate()
            .map(|(index, option)| {
                let is_out = option.cannot.is_some();
                let why = option.cannot.map(|why| {
                    view! { <small class="combobox-cannot">"Cannot be chosen: " {why}</small> }
                });
                view! {
                    <ComboboxLine combo list_id index is_out>
                        <span>{option.label}</span>
                        <small>{option.detail}</small>
                        {why}
                    </ComboboxLine>
                }
            })
            .collect_view()
    };
    // It stands among the options, so that the arrow keys reach it.
    let more = move || {
        let index = combo.options.with(Vec::len);
        let words = move || {
            if combo.busy.get() {
                "Loading…"
            } else {
                "Show more"
            }
        };
        (combo.next).with(Option::is_some).then(|| {
            view! {
                <ComboboxLine combo list_id index>
                    <span>{words}</span>
                </ComboboxLine>
            }
        })
    };

    let pop = NodeRef::<html::Div>::new();
    // The list may reach below what it is part of, and what the keys choose below the list.
    Effect::new(move |_| {
        if combo.open.get()
            && let Some(pop) = pop.get()
        {
            combo.options.track();
            into_view(&pop);
        }
    });
    Effect::new(move |_| {
        let id = |index| list_id.with_value(|list| format!("{list}-{index}"));
        if let Some(option) =
            (combo.active.get()).and_then(|index| document().get_element_by_id(&id(index)))
        {
            into_view(&option);
        }
    });

    view! {
        <div class="combobox-pop" hidden=move || !combo.open.get() node_ref=pop>
            <ul role="listbox" id=list_id.get_value() aria-label="Options">
                {live(options)} {live(more)}
            </ul>
            {live(move || {
                combo.sentence.get().map(|words| view! { <p class="combobox-said">{words}</p> })
            })}
        </div>
    }
}

/// One line of the list: an option, or Show more.
#[component]
fn ComboboxLine(
    combo: Combo,
    list_id: StoredValue<String>,
    index: usize,
    /// It cannot be chosen.
    #[prop(optional)]
    is_out: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <li
            class="combobox-option"
            role="option"
            id=list_id.with_value(|list| format!("{list}-{index}"))
            aria-disabled=is_out.then_some("true")
            aria-selected=move || {
                if combo.active.get() == Some(index) { "true" } else { "false" }
            }
            // The focus stays in the box, so the press must not take it.
            on:mousedown=move |event| event.prevent_default()
            on:click=move |_| combo.choose(index)
            on:mousemove=move |_| {
                if combo.active.get_untracked() != Some(index) {
                    combo.active.set(Some(index));
                }
            }
        >
            {children()}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_goes_on_is_read_out_as_one() {
        let owner = Owner::new();
        owner.set();
        let source = ComboboxSource::new(|_| async { Ok(ComboboxFound::default()) });
        let combo = Combo::new(RwSignal::new(None), None, source);
        combo.open.set(true);
        combo.options.set(vec![ComboboxOption::default()]);
        assert_eq!(combobox_spoken(combo), "1 option");
        combo.next.set(Some("further".to_owned()));
        assert_eq!(combobox_spoken(combo), "1 option and Show more");
        combo.busy.set(true);
        assert_eq!(combobox_spoken(combo), "1 option and Show more");
        combo.active.set(Some(1));
        assert_eq!(combobox_spoken(combo), "Loading…");
    }
}
