//! The page of a board: its steps beside the tree and the effect that they come to.

use domain::{accounts::AccountRef, dates::date_words, hierarchy::BoardEffectShown};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_params_map, use_query_map};

use super::{
    api::{board_effect_read, board_open},
    deeds::BoardDeeds,
    draft::DraftTree,
    effect::BoardEffectBlock,
    head::BoardHead,
    history::BoardHistory,
    reading::{Address, Reading},
    steps::BoardSteps,
};
use crate::{
    accounts::parts::Failure,
    answer::Answer,
    routes,
    ui::{Block, Button, Note, Skeleton, Tone, live},
};

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

/// One what-if board. Only another board makes the page anew.
#[component]
pub fn BoardPage() -> impl IntoView {
    let address = address_now();
    let id = Memo::new(move |_| address.with(|address| address.id.clone()));
    let effects = RwSignal::new(0_u32);
    let opened = Answer::new(
        move || id.get(),
        move |id| {
            let Address { after, row, .. } = address.get_untracked();
            board_open(id, after, row)
        },
    );
    let effect = Answer::new(
        move || (id.get(), effects.get()),
        |(id, _): (String, u32)| board_effect_read(id),
    );

    view! {
        <div class="board-page">
            {opened
                .shown(
                    || view! { <div class="page" aria-busy="true"><Skeleton lines=16 /></div> }.into_any(),
                    move |opened| match opened {
                        Ok(opened) => {
                            let reading = Reading::of(opened, address, effects);
                            view! { <BoardShown reading effect /> }.into_any()
                        }
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
fn BoardShown(reading: Reading, effect: Answer<BoardEffectShown>) -> impl IntoView {
    let deeds = BoardDeeds::new(reading, effect);
    let tree = reading.tree;
    let name = Memo::new(move |_| reading.page.with(|page| page.board.name.clone()));
    let has_tree = Memo::new(move |_| {
        let has_steps = reading.page.with(|page| page.board.steps > 0);
        has_steps && tree.model.with(|model| model.root().is_some())
    });
    let is_over = Memo::new(move |_| reading.page.with(|page| page.board.state.is_over()));
    let day_ahead = Memo::new(move |_| reading.page.with(|page| page.board.day_ahead(page.today)));
    let shown = move || {
        live(move || match has_tree.get() {
            true => view! { <Organizations reading /> <DraftTree tree /> }.into_any(),
            false => view! {
                <p class="quiet">"The tree of the draft appears with its first step."</p>
            }
            .into_any(),
        })
    };

    view! {
        <Title text=move || name.get() />
        <BoardHead deeds />
        {live(move || reading.problem.get().is_some().then(|| view! { <Older reading /> }))}
        <div class="board">
            <div class="board-left">
                <BoardSteps deeds />
            </div>
            <div class="board-right">
                <BoardEffectBlock effect on=day_ahead />
                {live(move || {
                    let title = match (is_over.get(), day_ahead.get()) {
                        (true, _) => "The tree today".to_owned(),
                        (false, None) => "The tree after all steps".to_owned(),
                        (false, Some(day)) => format!("The tree after all steps on {}", date_words(day)),
                    };
                    view! { <Block title>{shown()}</Block> }
                })}
            </div>
        </div>
        <BoardHistory reading />
    }
    .into_any()
}

/// The organizations that the steps touch, where there are several: one of them is shown.
#[component]
fn Organizations(reading: Reading) -> impl IntoView {
    let tabs = Memo::new(move |_| {
        reading.page.with(|page| OrganizationTabs {
            board: page.board.id.to_string(),
            after: (page.rows.first()).map_or(0, |row| row.number.saturating_sub(1)),
            roots: page.organizations.clone(),
        })
    });
    let shown = Memo::new(move |_| {
        (reading.tree.model).with(|model| model.root().map(|root| root.row.account.id))
    });
    live(move || {
        let OrganizationTabs {
            board,
            after,
            roots,
        } = tabs.get();
        (roots.len() > 1).then(|| {
            let links = (roots.iter().cloned())
                .map(|root| {
                    let number = root.number.to_string();
                    // Where two are called alike their numbers tell them apart.
                    let is_alone =
                        roots.iter().filter(|other| other.name == root.name).count() == 1;
                    let label = match is_alone {
                        true => root.name,
                        false => format!("{} ({number})", root.name),
                    };
                    let href = routes::board_steps(&board, after, &number);
                    let current = move || (shown.get() == Some(root.id)).then_some("true");
                    view! {
                        <li>
                            <a class="tab" href=href title=number aria-current=current>
                                {label}
                            </a>
                        </li>
                    }
                    .into_any()
                })
                .collect_view();
            view! {
                <nav class="tabs" aria-label="Organizations of the draft">
                    <ul>{links}</ul>
                </nav>
            }
            .into_any()
        })
    })
}

/// What the tabs of the organizations are made of.
#[derive(Clone, PartialEq, Eq)]
struct OrganizationTabs {
    board: String,
    /// The number of the step behind which steps are shown: a tab leaves them as they are.
    after: i64,
    roots: Vec<AccountRef>,
}

/// Says that what is shown is older, and why.
#[component]
fn Older(reading: Reading) -> impl IntoView {
    let sentence = move || {
        let problem = reading.problem.get();
        problem.map(|problem| problem.first_sentence().to_owned())
    };
    let again = Callback::new(move |()| spawn_local(reading.again()));

    view! {
        <Note
            tone=Tone::Bad
            live=true
            action=move || view! { <Button on_press=again>"Read again"</Button> }
        >
            "The board could not be read again; what is shown is older. " {sentence}
        </Note>
    }
    .into_any()
}
