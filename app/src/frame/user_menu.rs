//! Who is signed in, the theme, and the ways out.

use leptos::prelude::*;

use super::{
    theme::{ChosenTheme, Theme},
    visitor::Visitor,
};
use crate::{
    routes,
    ui::{Button, ButtonKind, Choice, Icon, IconName, RadioGroup, RadioGroupKind},
};

/// A button with the person's name; under it the theme and the buttons to sign out. A native
/// popover with ordinary forms: signing out needs no program.
#[component]
pub(super) fn UserMenu(visitor: Visitor) -> impl IntoView {
    let name = visitor.name.clone();

    view! {
        <div class="menu-anchor user-menu">
            <button
                class="button plain"
                type="button"
                popovertarget="user-menu"
                aria-label=format!("{}, your settings", visitor.name)
            >
                <Icon name=IconName::User />
                <span class="user-name">{name}</span>
                <Icon name=IconName::ChevronDown />
            </button>
            <div class="menu user-menu-content" id="user-menu" popover="auto">
                <p>
                    <strong>{visitor.name}</strong>
                    <br />
                    <span class="quiet">{visitor.role.label()}</span>
                </p>
                <ThemeSwitch />
                <p>
                    <a href=routes::own_sign_in()>"Password and sessions"</a>
                </p>
                <form method="post" action=routes::sign_out()>
                    <Button submit=true icon=IconName::LogOut>
                        "Sign out"
                    </Button>
                </form>
                <form method="post" action=routes::sign_out_everywhere()>
                    <Button submit=true kind=ButtonKind::Plain>
                        "Sign out everywhere"
                    </Button>
                </form>
            </div>
        </div>
    }
    .into_any()
}

/// System, light or dark. It is there once the program runs, which alone can change it.
#[component]
pub(super) fn ThemeSwitch() -> impl IntoView {
    let running = RwSignal::new(false);
    Effect::new(move |_| running.set(true));
    let word = RwSignal::new(Theme::System.word().to_owned());
    if let Some(ChosenTheme(theme)) = use_context() {
        Effect::new(move |_| word.set(theme.get().word().to_owned()));
        Effect::new(move |ran: Option<()>| {
            let chosen = word.with(|word| Theme::from_word(word)).unwrap_or_default();
            if ran.is_some() && theme.get_untracked() != chosen {
                theme.set(chosen);
            }
        });
    }
    let choices = Theme::ALL
        .into_iter()
        .map(|theme| Choice::new(theme.word(), theme.label()))
        .collect::<Vec<_>>();

    view! {
        <div hidden=move || !running.get()>
            <RadioGroup
                value=word
                name="theme"
                label="Theme"
                kind=RadioGroupKind::Segmented
                choices
            />
        </div>
    }
    .into_any()
}
