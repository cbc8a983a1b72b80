//! The head of a board: name, state, and what may be done with all of it.

use domain::{
    dates::date_words,
    hierarchy::{Board, BoardChange, BoardPage, BoardState},
    text::ended,
};
use leptos::prelude::*;

use super::{
    apply::{ApplyAsk, ApplyDialog},
    deeds::BoardDeeds,
    list::state_tone,
    rename::Rename,
};
use crate::{
    routes,
    ui::{
        Breadcrumb, Button, ButtonKind, Crumb, IconName, Moment, Note, Status, Tone, live,
        text_copy,
    },
};

/// Name, state, buttons, and what stands against it.
#[component]
pub(super) fn BoardHead(deeds: BoardDeeds) -> impl IntoView {
    let page = deeds.reading.page;
    let board = Memo::new(move |_| page.with(|page| page.board.clone()));
    let name = Memo::new(move |_| board.with(|board| board.name.clone()));
    let may_change = Memo::new(move |_| board.with(|board| board.may_change));
    let crumbs = live(move || {
        let crumbs = vec![
            Crumb::link("What-if boards".to_owned(), routes::boards().to_owned()),
            Crumb::here(name.get()),
        ];
        view! { <Breadcrumb label="Where this is" crumbs /> }
    });
    let state = live(move || {
        let board = board.get();
        let undone = board.undone.clone().map(|undone| {
            view! { "undone by " {undone.by} " on " <Moment at=undone.at /> "; " }
        });
        view! {
            <Status tone=state_tone(&board) label=board.state_label() />
            <span class="quiet">
                {undone} {state_words(&board)} " " <Moment at=board.changed_at />
            </span>
        }
    });
    let stale = Memo::new(move |_| page.with(stale_words));
    let stale = live(move || {
        stale.get().map(|sentence| {
            view! {
                <Note tone=Tone::Bad>
                    {sentence} " Nothing is applied until it is mended: plan it anew, put it elsewhere or take it out."
                </Note>
            }
        })
    });
    let failure = Memo::new(move |_| board.with(|board| board.failure.clone()));
    let failure = live(move || {
        failure.get().map(|sentence| {
            let words = ended(format!("On its day it was not applied: {sentence}"));
            view! { <Note tone=Tone::Bad>{words}</Note> }
        })
    });
    let copy = Callback::new(move |()| {
        let href = window().location().href().unwrap_or_default();
        let said = "The link is copied. Whoever may see organizations can open it.";
        text_copy(href, said.to_owned(), deeds.toasts);
    });

    view! {
        <header class="board-head">
            {crumbs}
            <div class="tree-title">
                <h1>{move || name.get()}</h1>
                {state}
                <div class="tree-actions">
                    <Button icon=IconName::Copy on_press=copy>"Copy link"</Button>
                    {live(move || may_change.get().then(|| view! { <BoardButtons board deeds /> }))}
                </div>
            </div>
            {failure} {stale}
        </header>
    }
    .into_any()
}

/// How many steps are stale, and why the first of them is; none where none is.
fn stale_words(page: &BoardPage) -> Option<String> {
    let first = page.first_stale.as_ref()?;
    Some(match page.stale {
        1 => format!("One step is stale. {first}"),
        stale => format!("{stale} steps are stale. The first: {first}"),
    })
}

/// What a board is and was, up to the moment of its last change.
fn state_words(board: &Board) -> String {
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
            let applied = board.undone.as_ref().map_or("", |_| "applied ");
            format!("{applied}from {} on; {approved}{changed}", date_words(date))
        }
        _ => format!("{approved}{changed}"),
    }
}

/// What may be done with a board in its state. Buttons and questions stay as long as the state does.
#[component]
fn BoardButtons(board: Memo<Board>, deeds: BoardDeeds) -> impl IntoView {
    let ask = RwSignal::new(None::<ApplyAsk>);
    let standing = Memo::new(move |_| board.with(|board| (board.state, board.is_own)));
    let is_editable = Memo::new(move |_| board.with(|board| board.state.is_editable()));
    let open = move |what: ApplyAsk| Callback::new(move |()| ask.set(Some(what)));
    let buttons = live(move || match standing.get() {
        (BoardState::Open, true) => view! {
            <span class="quiet">"Another manager approves it: send them the link."</span>
        }
        .into_any(),
        (BoardState::Open, false) => view! { <ApproveButton deeds /> }.into_any(),
        (BoardState::Approved, _) => view! {
            <Button icon=IconName::Calendar on_press=open(ApplyAsk::OnDate)>"On a date…"</Button>
            <Button kind=ButtonKind::Primary icon=IconName::Check on_press=open(ApplyAsk::Now)>
                "Apply now…"
            </Button>
        }
        .into_any(),
        (BoardState::Scheduled, _) => view! {
            <Button icon=IconName::X on_press=open(ApplyAsk::Cancel)>"Cancel the schedule…"</Button>
        }
        .into_any(),
        (BoardState::Applied | BoardState::Discarded, _) => ().into_any(),
    });
    let discard = live(move || {
        is_editable.get().then(|| {
            view! {
                <Button
                    kind=ButtonKind::Plain
                    icon=IconName::Trash2
                    on_press=open(ApplyAsk::Discard)
                >
                    "Discard…"
                </Button>
            }
        })
    });

    view! {
        <Rename deeds offered=is_editable />
        {discard}
        {buttons}
        <ApplyDialog ask deeds />
    }
    .into_any()
}

/// Says yes to the steps as they are.
#[component]
fn ApproveButton(deeds: BoardDeeds) -> impl IntoView {
    let approve = Callback::new(move |()| {
        let said = "The board is approved as it is.".to_owned();
        deeds.change(BoardChange::Approve, said, None);
    });

    view! {
        <Button
            kind=ButtonKind::Primary
            icon=IconName::Check
            busy=deeds.busy
            on_press=approve
        >
            "Approve"
        </Button>
    }
    .into_any()
}
