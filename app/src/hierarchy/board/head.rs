//! The head of a board: name, state, and what may be done with all of it.

use domain::{
    dates::date_words,
    hierarchy::{BoardChange, BoardPage, BoardState},
};
use leptos::prelude::*;

use super::{
    apply::{ApplyAsk, ApplyDialog},
    deeds::{BoardDeeds, Known},
    list::state_tone,
    rename::Rename,
};
use crate::{
    actions::api::action_cancel,
    routes,
    ui::{Breadcrumb, Button, ButtonKind, Crumb, IconName, Moment, Note, Status, Tone, text_copy},
};

/// Name, state, buttons, and what stands against it.
#[component]
pub(super) fn BoardHead(page: BoardPage, known: Known, deeds: BoardDeeds) -> impl IntoView {
    let board = page.board;
    let crumbs = vec![
        Crumb::link("What-if boards".to_owned(), routes::boards().to_owned()),
        Crumb::here(board.name.clone()),
    ];
    let words = state_words(&board);
    let stale = page.first_stale.map(|first| {
        let sentence = match page.stale {
            1 => format!("One step is stale. {first}"),
            stale => format!("{stale} steps are stale. The first: {first}"),
        };
        view! {
            <Note tone=Tone::Bad>
                {sentence} " Nothing is applied until it is mended: plan it anew, put it elsewhere or take it out."
            </Note>
        }
    });
    let copy = Callback::new(move |()| {
        let href = window().location().href().unwrap_or_default();
        let said = "The link is copied. Whoever may see organizations can open it.";
        text_copy(href, said.to_owned(), deeds.toasts);
    });

    view! {
        <header class="board-head">
            <Breadcrumb label="Where this is" crumbs />
            <div class="tree-title">
                <h1>{board.name.clone()}</h1>
                <Status tone=state_tone(board.state) label=board.state.label() />
                <span class="quiet">
                    {words} " " <Moment at=board.changed_at />
                </span>
                <div class="tree-actions">
                    <Button icon=IconName::Copy on_press=copy>"Copy link"</Button>
                    {board.may_change.then(|| view! { <BoardButtons known deeds /> })}
                </div>
            </div>
            {stale}
        </header>
    }
    .into_any()
}

/// What a board is and was, up to the moment of its last change.
fn state_words(board: &domain::hierarchy::Board) -> String {
    let changed = format!(
        "begun by {}, changed by {} on",
        board.owner, board.changed_by
    );
    let approved = (board.approved_by.as_ref()).map(|by| format!("approved by {by}; "));
    let approved = approved.unwrap_or_default();
    match (board.state, board.due_on) {
        (BoardState::Scheduled, Some(date)) => {
            format!("for {}; {approved}{changed}", date_words(date))
        }
        (BoardState::Applied, Some(date)) => {
            format!("from {} on; {approved}{changed}", date_words(date))
        }
        _ => format!("{approved}{changed}"),
    }
}

/// What may be done with a board in its state.
#[component]
fn BoardButtons(known: Known, deeds: BoardDeeds) -> impl IntoView {
    let ask = RwSignal::new(None::<ApplyAsk>);
    let state = known.board.state;
    let stored = StoredValue::new(known.clone());
    let change = move |change: BoardChange, said: &'static str| {
        Callback::new(move |()| {
            stored.with_value(|known| deeds.change(known, change.clone(), said.to_owned(), None));
        })
    };
    let open = move |what: ApplyAsk| Callback::new(move |()| ask.set(Some(what)));
    let buttons = match state {
        BoardState::Open if known.board.is_own => view! {
            <span class="quiet">"Another manager approves it: send them the link."</span>
        }
        .into_any(),
        BoardState::Open => view! {
            <Button
                kind=ButtonKind::Primary
                icon=IconName::Check
                busy=deeds.busy
                on_press=change(BoardChange::Approve, "The board is approved as it is.")
            >
                "Approve"
            </Button>
        }
        .into_any(),
        BoardState::Approved => view! {
            <Button icon=IconName::Calendar on_press=open(ApplyAsk::OnDate)>"On a date…"</Button>
            <Button kind=ButtonKind::Primary icon=IconName::Check on_press=open(ApplyAsk::Now)>
                "Apply now…"
            </Button>
        }
        .into_any(),
        BoardState::Scheduled => view! { <CancelButton known=known.clone() deeds /> }.into_any(),
        BoardState::Applied | BoardState::Discarded => ().into_any(),
    };
    let rename = (state.is_editable()).then(|| view! { <Rename known=known.clone() deeds /> });
    let discard = state.is_editable().then(|| {
        view! {
            <Button kind=ButtonKind::Plain icon=IconName::Trash2 on_press=open(ApplyAsk::Discard)>
                "Discard…"
            </Button>
        }
    });

    view! {
        {rename} {discard} {buttons}
        <ApplyDialog ask known deeds />
    }
    .into_any()
}

/// Takes back what is scheduled: the board is then open again.
#[component]
fn CancelButton(known: Known, deeds: BoardDeeds) -> impl IntoView {
    let cancel = Callback::new(move |()| {
        let Some(action) = known.board.action else {
            return;
        };
        let operation_id = known.operation_id.clone();
        deeds.run(
            async move { action_cancel(action, operation_id).await.map(drop) },
            "It is cancelled: the board is open again.".to_owned(),
        );
    });

    view! {
        <Button icon=IconName::X busy=deeds.busy on_press=cancel>
            "Cancel the schedule"
        </Button>
    }
    .into_any()
}
