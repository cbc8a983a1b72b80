//! The panel of Preview Move: choose, read what it means, confirm (ORG-3).

use domain::hierarchy::MoveDone;
use leptos::prelude::*;

use super::super::{api::Undoable, words::stale_words};
use super::{
    MovePlan, board::MoveToBoard, choice::MoveChoice, compare::MoveCompare, effect::MoveEffects,
    list::MovingAccounts, mends::MoveMends, plan::ON_BOARD,
};
use crate::{
    lazy_page::{LazyPart, lazy_part},
    ui::{Button, ButtonKind, DialogActions, Note, Panel, Skeleton, Tone, use_toasts},
};

lazy_part! {
    /// Preview Move is most of the page's code and not part of looking at a tree.
    preview_move(MoveInside { plan: MovePlan, after: Callback<Undoable<MoveDone>> });
}

/// Preview Move at the side of the tree. `after` is told what was done.
#[component]
pub fn MovePanel(plan: MovePlan, after: Callback<Undoable<MoveDone>>) -> impl IntoView {
    view! {
        <Panel open=plan.open id="move" title="Preview Move">
            <LazyPart wanted=plan.open load=move || preview_move(plan, after) />
        </Panel>
    }
    .into_any()
}

/// What stands in the panel.
#[component]
fn MoveInside(plan: MovePlan, after: Callback<Undoable<MoveDone>>) -> impl IntoView {
    plan.follow();

    view! {
        <MoveHead plan />
        <MoveChoice plan />
        {move || match plan.when.get() == ON_BOARD {
            true => view! { <MoveToBoard plan /> }.into_any(),
            false => view! {
                <MoveMends plan />
                <MoveShown plan />
                <MoveActions plan after />
            }
            .into_any(),
        }}
    }
    .into_any()
}

/// Fields that are always there; the forms are where there are children alone.
const BESIDE: [&str; 3] = ["to", "effective", "handover"];

/// What moves, and what stands against it as a whole.
#[component]
fn MoveHead(plan: MovePlan) -> impl IntoView {
    let name = move || {
        plan.account.get().map(|account| {
            view! {
                <p>
                    <strong>{account.name.clone()}</strong>
                    " "
                    <span class="code quiet">{account.number.to_string()}</span>
                </p>
            }
        })
    };
    let problem = move || {
        let problem = plan.problem.get()?;
        let sentence = match problem.fields.is_empty() {
            true => problem.sentence.clone(),
            // What belongs to a field that is there stands beside it.
            false
                if BESIDE
                    .iter()
                    .any(|field| problem.sentence_for(field).is_some()) =>
            {
                return None;
            }
            false => problem.first_sentence().to_owned(),
        };
        Some(view! { <Note tone=Tone::Bad live=true>{sentence}</Note> })
    };
    let stale = move || {
        plan.is_stale.get().then(|| {
            view! {
                <Note tone=Tone::Warn live=true>
                    {stale_words("moved", "what the move would do", plan.meanwhile.get())}
                </Note>
            }
        })
    };

    view! { {name} {problem} {stale} }.into_any()
}

/// The sentence, both trees and what they come to.
#[component]
fn MoveShown(plan: MovePlan) -> impl IntoView {
    let shown = move || {
        match plan.preview.get() {
        Some(previewed) => {
            let may_export = previewed.may_export;
            let preview = previewed.preview;
            let old = (preview.from.clone())
                .filter(|_| preview.to_old_parent > 0)
                .map(|parent| {
                    let request = preview.request.clone();
                    let count = preview.to_old_parent;
                    view! { <MovingAccounts request count old_parent=Some(parent) may_export /> }
                });
            view! {
                <p class="move-sentence" role="status">
                    {preview.sentence()}
                </p>
                {preview.closed_note().map(|note| view! { <Note tone=Tone::Warn>{note}</Note> })}
                <MoveCompare rows=preview.rows effective=preview.request.effective />
                <MoveEffects plan />
                {old}
                <MovingAccounts request=preview.request count=preview.moving may_export />
            }
            .into_any()
        }
        None if plan.busy.get() => {
            view! { <div aria-busy="true"><Skeleton lines=8 /></div> }.into_any()
        }
        None if plan.problem.with(Option::is_none) => view! {
            <p class="quiet">
                "Say where to, and from when, to see what the move would do. Nothing moves before you confirm it."
            </p>
        }
        .into_any(),
        None => ().into_any(),
    }
    };

    view! { <div class="move-shown">{shown}</div> }.into_any()
}

/// Cancel, and the verb with its number.
#[component]
fn MoveActions(plan: MovePlan, after: Callback<Undoable<MoveDone>>) -> impl IntoView {
    let toasts = use_toasts();
    let verb = move || match plan.preview.get() {
        Some(previewed) => previewed.preview.verb(),
        None => "Move".to_owned(),
    };
    let may = move || {
        plan.preview.with(|previewed| {
            previewed
                .as_ref()
                .map(|previewed| previewed.preview.may_move)
        })
    };
    let refused = move || {
        (may() == Some(false)).then(|| {
            view! {
                <p class="quiet">
                    "Your role may look at this, not do it. Please ask a manager."
                </p>
            }
        })
    };
    // What the move means has to have been there to read before it can be confirmed.
    let is_off = Signal::derive(move || may() != Some(true) || plan.busy.get() || !plan.is_read());

    view! {
        {refused}
        <DialogActions note="If anything changes meanwhile you are asked again.">
            <Button
                kind=ButtonKind::Plain
                on_press=Callback::new(move |()| plan.open.set(false))
            >
                "Cancel"
            </Button>
            <Button
                kind=ButtonKind::Primary
                disabled=is_off
                busy=plan.running
                on_press=Callback::new(move |()| plan.run(toasts, after))
            >
                {verb}
            </Button>
        </DialogActions>
    }
    .into_any()
}
