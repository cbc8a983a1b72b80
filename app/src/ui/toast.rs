//! Notices of what just happened, with Undo where it can be undone.

use std::{sync::Arc, time::Duration};

use leptos::prelude::*;

use super::{
    button::IconButton,
    each,
    focus::page_focus,
    icon::{Icon, IconName},
    tone::Tone,
};

/// How long a notice stays, and how long one stays that offers Undo.
const STAYS: Duration = Duration::from_secs(8);
const STAYS_WITH_UNDO: Duration = Duration::from_secs(30);

#[derive(Clone)]
struct Toast {
    id: u32,
    tone: Tone,
    sentence: String,
    undo: Option<Undo>,
}

/// Takes back what a notice says. It belongs to the notice, which outlives the page that made it.
type Undo = Arc<dyn Fn() + Send + Sync>;

/// The notices on the screen. Take it with [`use_toasts`].
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    next_id: StoredValue<u32>,
    /// Nothing goes away while somebody is reading.
    held: RwSignal<bool>,
    /// How many forms have their buttons at the lower edge.
    forms: RwSignal<u32>,
}

impl Toasts {
    /// Keeps notices off the lower edge as long as what calls this is on the page.
    pub(super) fn lower_edge_take(self) {
        // No selector of the style sheet finds this out: one that looks from the body at all below it has the
        // browser look at every element again whenever one is added (T5).
        Effect::new(move |_| {
            self.forms.update(|forms| *forms += 1);
            on_cleanup(move || {
                self.forms
                    .try_update(|forms| *forms = forms.saturating_sub(1));
            });
        });
    }

    /// Says what happened.
    pub fn say(self, tone: Tone, sentence: impl Into<String>) {
        self.push(tone, sentence.into(), None);
    }

    /// Says what happened and offers to undo it. The page may be gone when that is pressed: `undo` tries
    /// what it reads of it.
    pub fn say_with_undo(
        self,
        sentence: impl Into<String>,
        undo: impl Fn() + Send + Sync + 'static,
    ) {
        self.push(Tone::Good, sentence.into(), Some(Arc::new(undo)));
    }

    fn push(self, tone: Tone, sentence: String, undo: Option<Undo>) {
        let id = self.next_id.get_value();
        self.next_id.set_value(id.wrapping_add(1));
        let stays = if undo.is_some() {
            STAYS_WITH_UNDO
        } else {
            STAYS
        };
        self.shown.update(|shown| {
            // More than three at once would cover what people work on.
            if shown.len() >= 3 {
                shown.remove(0);
            }
            shown.push(Toast {
                id,
                tone,
                sentence,
                undo,
            });
        });
        // What went wrong stays until it is closed.
        if tone != Tone::Bad {
            self.close_after(id, stays);
        }
    }

    fn close_after(self, id: u32, stays: Duration) {
        set_timeout(
            move || match self.held.try_get_untracked() {
                Some(true) => self.close_after(id, Duration::from_secs(2)),
                Some(false) => self.close(id),
                None => {}
            },
            stays,
        );
    }

    fn close(self, id: u32) {
        self.shown
            .update(|shown| shown.retain(|toast| toast.id != id));
    }
}

/// Makes notices possible below here. Called once, by the application.
pub fn provide_toasts() {
    provide_context(Toasts {
        shown: RwSignal::new(Vec::new()),
        next_id: StoredValue::new(0),
        held: RwSignal::new(false),
        forms: RwSignal::new(0),
    });
}

/// The notices on the screen, for saying what happened.
pub fn use_toasts() -> Toasts {
    expect_context()
}

/// The place where notices appear: read out politely, above everything, in nobody's way.
#[component]
pub fn Toaster() -> impl IntoView {
    let toasts = use_toasts();

    view! {
        <div
            class="toaster"
            class:away=move || toasts.forms.get() != 0
            role="region"
            aria-label="Notices"
            on:mouseenter=move |_| toasts.held.set(true)
            on:mouseleave=move |_| toasts.held.set(false)
            on:focusin=move |_| toasts.held.set(true)
            on:focusout=move |_| toasts.held.set(false)
        >
            <div role="status" aria-live="polite" aria-relevant="additions">
                {each(
                    move || toasts.shown.get(),
                    |toast| toast.id,
                    move |toast| view! { <ToastView toast toasts /> },
                )}
            </div>
        </div>
    }
}

#[component]
fn ToastView(toast: Toast, toasts: Toasts) -> impl IntoView {
    let id = toast.id;
    let undo = toast.undo.map(|undo| {
        view! {
            <button
                class="button"
                type="button"
                on:click=move |_| {
                    page_focus();
                    toasts.close(id);
                    undo();
                }
            >
                <Icon name=IconName::Undo2 />
                "Undo"
            </button>
        }
    });

    view! {
        <div class=toast.tone.class("toast")>
            <Icon name=toast.tone.icon() />
            <p>{toast.sentence}</p>
            {undo}
            <IconButton
                icon=IconName::X
                label="Close notice"
                on_press=Callback::new(move |()| {
                    page_focus();
                    toasts.close(id);
                })
            />
        </div>
    }
}
