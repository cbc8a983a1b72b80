//! The list of what-if boards, and beginning one.

use domain::{
    dates::date_words,
    hierarchy::{Board, BoardNew, BoardState},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{NavigateOptions, hooks::use_navigate, hooks::use_query_map};

use super::api::{BoardsOpened, board_begin, boards_read};
use crate::{
    accounts::parts::Failure,
    answer::Answer,
    errors::AppError,
    refused::sentence_at,
    routes,
    ui::{
        Block, Button, ButtonKind, Column, Empty, Field, FieldRow, IconName, Moment, Note,
        Skeleton, Status, Table, TextInput, Tone,
    },
};

/// What a board is for, in a sentence.
const SENTENCE: &str = "A what-if board collects many moves in a draft while the organization stays as \
    it is: see what they come to together, share the board by its link, have it approved, and apply \
    all of it at once, now or on a day to come.";

/// What-if boards: those at work, or with `?over=1` those that are over.
#[component]
pub fn BoardListPage() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        query.with(|query| {
            let is_over = query.get("over").as_deref() == Some("1");
            (is_over, query.get("after").unwrap_or_default())
        })
    });
    let opened = Answer::new(
        move || wanted.get(),
        |(is_over, after)| boards_read(is_over, after),
    );

    view! {
        <Title text="What-if boards" />
        <div class="page">
            <h1>"What-if boards"</h1>
            {opened
                .shown(
                    || view! { <div aria-busy="true"><Skeleton lines=8 /></div> }.into_any(),
                    move |opened| match opened {
                        Ok(opened) => view! { <Boards opened is_over=wanted.get_untracked().0 /> }.into_any(),
                        Err(error) => view! { <Failure error /> }.into_any(),
                    },
                )}
        </div>
    }
    .into_any()
}

#[component]
fn Boards(opened: BoardsOpened, is_over: bool) -> impl IntoView {
    let BoardsOpened {
        list,
        may_begin,
        operation_id,
        ..
    } = opened;
    let next = list.rows.last().filter(|_| list.has_more);
    let next = next.map(|last| {
        let href = routes::boards_after(is_over, &last.id.to_string());
        view! { <p><a class="button" href=href>"Older boards"</a></p> }
    });
    let other = match is_over {
        true => (routes::boards().to_owned(), "Boards at work"),
        false => (
            routes::boards_after(true, ""),
            "Boards that were applied or discarded",
        ),
    };
    let shown = match list.rows.is_empty() {
        true => {
            let title = if is_over {
                "None is over yet"
            } else {
                "No what-if board yet"
            };
            view! { <Empty icon=IconName::Network title sentence=SENTENCE /> }.into_any()
        }
        false => view! { <BoardTable rows=list.rows /> }.into_any(),
    };

    view! {
        {shown} {next}
        {(may_begin && !is_over)
            .then(|| view! {
                <div class="board-begin">
                    <BeginBoard operation_id />
                </div>
            })}
        <p class="board-pages"><a href=other.0>{other.1}</a></p>
    }
    .into_any()
}

#[component]
fn BoardTable(rows: Vec<Board>) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|board| {
            let href = routes::board(&board.id.to_string());
            let (tone, state) = (state_tone(&board), board.state_label());
            let when = board.due_on.map(date_words);
            let undone = board.undone.map(|undone| {
                view! { " " <small>"by " {undone.by} " on " <Moment at=undone.at /></small> }
            });
            view! {
                <tr>
                    <td><a href=href>{board.name}</a></td>
                    <td>{board.owner}</td>
                    <td class="num">{board.steps}</td>
                    <td><Status tone label=state /> {undone}</td>
                    <td>{when}</td>
                    <td>
                        <Moment at=board.changed_at />
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table
            caption="What-if boards, the newest first"
            columns=vec![
                Column::new("Name"),
                Column::new("Owner"),
                Column::numeric("Steps"),
                Column::new("State"),
                Column::new("When"),
                Column::new("Changed"),
            ]
        >
            {rows}
        </Table>
    }
    .into_any()
}

/// What a state means.
pub(super) const fn state_tone(board: &Board) -> Tone {
    match board.state {
        _ if board.undone.is_some() => Tone::Neutral,
        _ if board.failure.is_some() => Tone::Bad,
        BoardState::Open | BoardState::Discarded => Tone::Neutral,
        BoardState::Approved | BoardState::Applied => Tone::Good,
        BoardState::Scheduled => Tone::Warn,
    }
}

/// A name, and the board opens.
#[component]
fn BeginBoard(operation_id: String) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<AppError>);
    let navigate = use_navigate();
    let begin = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let navigate = navigate.clone();
        let new = BoardNew {
            operation_id: operation_id.clone(),
            name: name.get_untracked(),
            deeds: Vec::new(),
        };
        spawn_local(async move {
            let answer = board_begin(new).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(board) => navigate(
                    &routes::board(&board.id.to_string()),
                    NavigateOptions::default(),
                ),
                Err(error) => problem.set(Some(error)),
            }
        });
    };
    let name_error = sentence_at(move || problem.get(), "name", name);
    let failure = move || {
        let problem = problem.get().filter(|problem| problem.fields.is_empty())?;
        Some(view! { <Note tone=Tone::Bad live=true>{problem.sentence}</Note> })
    };

    view! {
        <Block title="Begin a what-if board">
            {failure}
            <form
                class="list-form"
                novalidate=true
                on:submit=move |event| {
                    event.prevent_default();
                    begin();
                }
            >
                <FieldRow>
                    <Field label="Name" name="board-name" required=true error=name_error>
                        <TextInput value=name max_length=80 />
                    </Field>
                    <Button kind=ButtonKind::Primary icon=IconName::Plus submit=true busy>
                        "Begin board"
                    </Button>
                </FieldRow>
            </form>
        </Block>
    }
    .into_any()
}
