//! `Ctrl K`: everything that can be done, found by typing.

use domain::{card::looks_like_card_number, search::QueryError};
use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use web_sys::HtmlInputElement;

use super::commands::{Command, CommandDeed, Commands};
use crate::{
    lazy_page::{LazyPart, lazy_part},
    leave::leave_allowed,
    routes,
    ui::{Icon, IconName, Kbd, Note, Tone, live},
};

lazy_part! {
    /// Few pages are worked on by it.
    palette_content(PaletteContent { open: RwSignal<bool>, entered: RwSignal<bool> });
}

/// The dialog with its box. The box is there from the first and has the focus while the palette is open,
/// so that what is typed before the rest has been downloaded stands in it, and Enter counts that is pressed by then.
#[component]
pub(super) fn Palette(open: RwSignal<bool>) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    // Whether Enter was the last key that was pressed in it.
    let entered = RwSignal::new(false);
    Effect::new(move || {
        let wanted = open.get();
        let Some(dialog) = dialog.get() else { return };
        if wanted && !dialog.open() {
            // Refused only where the dialog has left the page, and then nobody waits for it.
            let _ = dialog.show_modal();
        } else if !wanted && dialog.open() {
            dialog.close();
        }
    });
    let press = move |event: ev::MouseEvent| {
        if dialog
            .get_untracked()
            .is_some_and(|dialog| event.target() == Some(dialog.into()))
        {
            open.set(false);
        }
    };
    let close = move || {
        open.set(false);
        entered.set(false);
        if let Some(input) = palette_input() {
            input.set_value("");
        }
    };
    // The browser tells of this a moment later, when it may be open again.
    let closed = move |_| {
        if dialog.get_untracked().is_none_or(|dialog| !dialog.open()) {
            close();
        }
    };

    view! {
        <dialog
            node_ref=dialog
            class="palette"
            aria-label="All commands"
            on:cancel=move |_: leptos::ev::Event| close()
            on:close=closed
            on:mousedown=press
            on:keydown=move |event| {
                entered.set(event.key() == "Enter" && !event.is_composing());
            }
        >
            <input placeholder="Type a command or a name" />
            <LazyPart wanted=open load=move || palette_content(open, entered) />
        </dialog>
    }
    .into_any()
}

/// The box of the palette.
fn palette_input() -> Option<HtmlInputElement> {
    let input = document().query_selector(".palette > input").ok()??;
    input.dyn_into().ok()
}

/// Made anew each time it opens.
#[component]
fn PaletteContent(open: RwSignal<bool>, entered: RwSignal<bool>) -> impl IntoView {
    let made = move || Some(view! { <PaletteFound open entered input=palette_input()? /> });
    live(move || open.get().then(made).flatten()).into_any()
}

/// What matches the text of the box, which becomes a combobox whose list is always open.
#[component]
fn PaletteFound(
    open: RwSignal<bool>,
    entered: RwSignal<bool>,
    input: HtmlInputElement,
) -> impl IntoView {
    let commands: Commands = expect_context();
    let navigate = use_navigate();
    let text = RwSignal::new(input.value());
    let active = RwSignal::new(0_usize);
    let found = Memo::new_with_compare(
        move |_| {
            let typed = text.get();
            let mut found: Vec<Command> = commands
                .all()
                .into_iter()
                .filter(|command| command.matches(&typed))
                .collect();
            if !typed.trim().is_empty() && !looks_like_card_number(&typed) {
                let label = format!("Search accounts for “{}”", typed.trim());
                let href = routes::search_for(typed.trim());
                found.push(Command::go(label, IconName::Search, href));
            }
            found
        },
        |_, _| true,
    );
    let run = Callback::new(move |index: usize| {
        let command = found.with_untracked(|found| found.get(index).cloned());
        open.set(false);
        match command.map(|command| command.deed) {
            Some(CommandDeed::Go(href)) if leave_allowed() => {
                navigate(&href, NavigateOptions::default());
            }
            Some(CommandDeed::Run(run)) => run.run(()),
            Some(CommandDeed::Go(_)) | None => {}
        }
    });
    input_becomes_combobox(&input, active);
    // Once it is there: what is run may close it.
    if entered.get_untracked() {
        entered.set(false);
        request_animation_frame(move || {
            run.try_run(0);
        });
    }
    let key_press = move |event: ev::KeyboardEvent| {
        let count = found.with_untracked(Vec::len).max(1);
        match event.key().as_str() {
            "ArrowDown" => active.update(|at| *at = (*at + 1) % count),
            "ArrowUp" => active.update(|at| *at = (*at + count - 1) % count),
            "Enter" => run.run(active.get_untracked()),
            _ => return,
        }
        event.prevent_default();
    };
    // The palette is open and modal: whatever is typed or pressed is meant for its box.
    let typed = window_event_listener(ev::input, move |_| {
        active.set(0);
        text.set(input.value());
    });
    let pressed = window_event_listener(ev::keydown, key_press);
    on_cleanup(move || {
        typed.remove();
        pressed.remove();
    });

    view! {
        <Icon name=IconName::Search />
        <Kbd keys="Esc" />
        {live(move || {
            let is_card = text.with(|typed| looks_like_card_number(typed));
            is_card
                .then(|| view! { <Note tone=Tone::Warn live=true>{QueryError::CardNumber.to_string()}</Note> })
        })}
        <ul class="palette-list" id="palette-list" role="listbox" aria-label="Commands">
            {live(move || {
                found
                    .get()
                    .into_iter()
                    .enumerate()
                    .map(|(index, command)| view! { <PaletteOption index command active run /> })
                    .collect_view()
            })}
        </ul>
    }
    .into_any()
}

/// Tells what the box is and which of the list's options would be taken.
fn input_becomes_combobox(input: &HtmlInputElement, active: RwSignal<usize>) {
    let input = input.clone();
    let attributes = [
        ("role", "combobox"),
        ("aria-label", &input.placeholder()),
        ("aria-expanded", "true"),
        ("aria-autocomplete", "list"),
        ("aria-controls", "palette-list"),
        ("autocomplete", "off"),
        ("spellcheck", "false"),
        ("maxlength", "200"),
    ];
    for (name, value) in attributes {
        // Attributes of these names can always be set.
        let _ = input.set_attribute(name, value);
    }
    Effect::new(move |_| {
        // As above.
        let _ = input.set_attribute(
            "aria-activedescendant",
            &format!("palette-{}", active.get()),
        );
    });
}

#[component]
fn PaletteOption(
    index: usize,
    command: Command,
    active: RwSignal<usize>,
    run: Callback<usize>,
) -> impl IntoView {
    view! {
        <li
            class="menu-item"
            role="option"
            id=format!("palette-{index}")
            aria-selected=move || if active.get() == index { "true" } else { "false" }
            on:mousemove=move |_| {
                if active.get_untracked() != index {
                    active.set(index);
                }
            }
            on:click=move |_| run.run(index)
        >
            <Icon name=command.icon />
            <span class="menu-words">{command.label}</span>
            {command.key.map(|keys| view! { <Kbd keys /> })}
        </li>
    }
}
