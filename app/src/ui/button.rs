//! Buttons, and links that look like buttons.

use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// Does what a press is for, unless the page that offered it is gone: what is being replaced stays
/// on the screen for a moment, and a notice longer than its page.
pub(super) fn press(deed: Callback<()>) {
    let _ = deed.try_run(());
}

/// How loudly a button speaks. A view has at most one primary button.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// One of several things to do.
    #[default]
    Normal,
    /// The thing to do here.
    Primary,
    /// Beside the point: Cancel, Close.
    Plain,
    /// Takes something away.
    Danger,
}

impl ButtonKind {
    /// The classes of the sheet `button.scss`.
    pub fn class(self) -> &'static str {
        match self {
            ButtonKind::Normal => "button",
            ButtonKind::Primary => "button primary",
            ButtonKind::Plain => "button plain",
            ButtonKind::Danger => "button danger",
        }
    }
}

/// A button named by its verb.
///
/// While `busy` it keeps its width and the focus, says so to screen readers and ignores presses, so
/// that a double click does one thing.
#[component]
pub fn Button(
    /// How loudly it speaks.
    #[prop(optional)]
    kind: ButtonKind,
    /// An icon before the words.
    #[prop(optional)]
    icon: Option<IconName>,
    /// Cannot be used now. Say why beside it.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Its work is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Sends the form it stands in.
    #[prop(optional)]
    submit: bool,
    /// Name sent with the form when this button sent it.
    #[prop(optional, into)]
    name: Option<String>,
    /// Value sent with the form when this button sent it.
    #[prop(optional, into)]
    value: Option<String>,
    /// What a press does, beside sending the form.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// The words.
    children: Children,
) -> impl IntoView {
    let press = move |event: leptos::ev::MouseEvent| {
        if busy.get_untracked() {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            press(on_press);
        }
    };

    view! {
        <button
            class=kind.class()
            type=if submit { "submit" } else { "button" }
            name=name
            value=value
            disabled=disabled
            aria-disabled=move || busy.get().then_some("true")
            aria-busy=move || busy.get().then_some("true")
            on:click=press
        >
            {icon.map(|name| view! { <Icon name /> })}
            <span class="button-words">{children()}</span>
        </button>
    }
}

/// A button that shows only an icon; its name is read out and shown as a tip.
#[component]
pub fn IconButton(
    /// Which icon.
    icon: IconName,
    /// What it does, in words.
    #[prop(into)]
    label: String,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What a press does.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
) -> impl IntoView {
    view! {
        <button
            class="button plain only-icon"
            type="button"
            aria-label=label.clone()
            title=label
            disabled=disabled
            on:click=move |_| {
                if let Some(on_press) = on_press {
                    press(on_press);
                }
            }
        >
            <Icon name=icon />
        </button>
    }
}

/// A link that looks like a button: it leads somewhere and changes nothing.
#[component]
pub fn ButtonLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// How loudly it speaks.
    #[prop(optional)]
    kind: ButtonKind,
    /// An icon before the words.
    #[prop(optional)]
    icon: Option<IconName>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <a class=kind.class() href=href>
            {icon.map(|name| view! { <Icon name /> })}
            <span class="button-words">{children()}</span>
        </a>
    }
}
