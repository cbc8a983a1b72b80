//! The page of a board: its steps beside the tree and the effect that they come to.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_params_map, use_query_map},
};

use super::{
    super::{grid::TreeGrid, keys::KeyDeeds, moving::MovePlan, state::Tree},
    api::{BoardOpened, board_effect_read, board_open},
    deeds::{BoardDeeds, Known},
    effect::BoardEffectBlock,
    head::BoardHead,
    steps::BoardSteps,
};
use crate::{
    accounts::parts::Failure,
    answer::Answer,
    routes,
    ui::{Block, Note, Skeleton, Tone},
};

/// What the address says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Address {
    id: String,
    after: i64,
    row: String,
}

/// The address of the page. While the page is being left it stays what it was.
fn address_now() -> Memo<Address> {
    let (params, query, path) = (use_params_map(), use_query_map(), use_location().pathname);
    Memo::new(move |before: Option<&Address>| {
        let here = path.with(|path| path.starts_with(routes::boards()));
        match before {
            Some(before) if !here => before.clone(),
            _ => Address {
                id: params.with(|params| params.get("id").unwrap_or_default()),
                after: query
                    .with(|query| query.get("after")?.parse().ok())
                    .unwrap_or(0),
                row: query.with(|query| query.get("row").unwrap_or_default()),
            },
        }
    })
}

/// One what-if board.
#[component]
pub fn BoardPage() -> impl IntoView {
    let address = address_now();
    let deeds = BoardDeeds::new();
    let wanted = move || (address.get(), deeds.changes.get());
    let opened = Answer::new(wanted, |(address, _): (Address, u32)| {
        board_open(address.id, address.after, address.row)
    });
    let effect = Answer::new(
        move || {
            (
                address.with(|address| address.id.clone()),
                deeds.changes.get(),
            )
        },
        |(id, _): (String, u32)| board_effect_read(id),
    );

    view! {
        <div class="board-page">
            {opened
                .shown(
                    || view! { <div class="page" aria-busy="true"><Skeleton lines=16 /></div> }.into_any(),
                    move |opened| match opened {
                        Ok(opened) => view! { <BoardShown opened deeds effect /> }.into_any(),
                        Err(error) => view! {
                            <div class="page">
                                <Failure error missing="No such what-if board" />
                            </div>
                        }
                        .into_any(),
                    },
                )}
        </div>
    }
    .into_any()
}

#[component]
fn BoardShown(
    opened: BoardOpened,
    deeds: BoardDeeds,
    effect: Answer<domain::hierarchy::BoardEffect>,
) -> impl IntoView {
    let known = Known::of(&opened);
    let BoardOpened { page, tree, .. } = opened;
    deeds.focus_give();
    let shown = match tree {
        None => view! {
            <p class="quiet">"The tree of the draft appears with its first step."</p>
        }
        .into_any(),
        Some(opened) => {
            let tree = Tree::of_board(page.board.id);
            tree.show(opened);
            view! { <DraftTree tree /> }.into_any()
        }
    };
    let title = page.board.name.clone();

    view! {
        <Title text=title />
        <BoardHead page=page.clone() known=known.clone() deeds />
        <div class="board">
            <div class="board-left">
                <BoardSteps page known deeds />
            </div>
            <div class="board-right">
                <BoardEffectBlock effect />
                <Block title="The tree after all steps">{shown}</Block>
            </div>
        </div>
    }
    .into_any()
}

/// The draft's tree: for looking at, with the keys of any tree.
#[component]
fn DraftTree(tree: Tree) -> impl IntoView {
    let navigate = use_navigate();
    let enter = Callback::new(move |()| {
        if let Some(row) = untrack(|| tree.chosen_row()) {
            let href = routes::account(row.account.number);
            navigate(&href, NavigateOptions::default());
        }
    });
    let nothing = Callback::new(|()| ());
    let open_below = Callback::new(move |()| {
        if let Some(row) = untrack(|| tree.chosen_row()) {
            tree.open_set(row.account.id, true);
        }
    });
    let deeds = KeyDeeds {
        enter,
        cut: nothing,
        cut_end: nothing,
        paste: nothing,
        open_below,
    };
    let plan = MovePlan::new();
    let problem = move || {
        let error = tree.problem.get()?;
        Some(view! { <Note tone=Tone::Bad live=true>{error.first_sentence().to_owned()}</Note> })
    };

    view! {
        {problem}
        <div class="board-tree">
            <TreeGrid tree plan deeds />
        </div>
    }
    .into_any()
}
