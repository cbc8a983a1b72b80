//! One line of the tree.

use domain::{accounts::AccountRef, hierarchy::TreeRow};
use leptos::{
    attr::custom::{CustomAttr, custom_attribute},
    prelude::*,
};

use super::{
    model::{Line, LineKind},
    moving::MovePlan,
    state::Tree,
    tree_payers::PayersCell,
    words::count_words,
};
use crate::{
    accounts::parts::{amounts_words, status_tone},
    routes,
    ui::{Icon, IconName, Status},
};

/// Deeper than this the indent grows no more: the level stands beside the name.
const INDENTS: usize = 16;

/// The id of a line's element.
pub fn line_id(line: &Line) -> String {
    match line.kind {
        LineKind::Account => format!("line-{}", line.id),
        LineKind::More => format!("more-{}", line.id),
    }
}

/// The classes of an element that stands on a level.
pub fn level_class(part: &str, level: usize) -> String {
    format!("{part} level-{}", level.min(INDENTS))
}

/// How deep a line stands, read out.
fn level_of(line: &Line) -> CustomAttr<&'static str, String> {
    custom_attribute("aria-level", (line.level + 1).to_string())
}

/// One line: an account, or the place where more children can be asked for.
#[component]
pub fn TreeLine(line: Line, index: usize, tree: Tree, plan: MovePlan) -> impl IntoView {
    match line.kind {
        LineKind::Account => view! { <AccountLine line index tree plan /> }.into_any(),
        LineKind::More => view! { <MoreLine line index tree /> }.into_any(),
    }
}

#[component]
fn AccountLine(line: Line, index: usize, tree: Tree, plan: MovePlan) -> impl IntoView {
    let id = line.id;
    let key = line.key();
    let Some((row, skipped)) = tree
        .model
        .with_untracked(|model| model.node(id).map(|node| (node.row.clone(), node.skipped)))
    else {
        return ().into_any();
    };
    let account = row.account.clone();
    let is_open = move || {
        tree.model
            .with(|model| model.node(id).is_some_and(|node| node.is_open))
    };
    let has_children = row.has_children();
    let expanded = move || has_children.then(|| if is_open() { "true" } else { "false" });
    let is_chosen = move || tree.chosen.get() == Some(key);
    let may_drag = move || tree.rights.get().may_move;
    let is_cut = move || {
        tree.cut
            .with(|cut| cut.as_ref().is_some_and(|cut| cut.id == id))
    };

    view! {
        <div
            class="tree-line"
            class:chosen=is_chosen
            class:cut=is_cut
            class:target=move || plan.over.get() == Some(id)
            role="row"
            id=line_id(&line)
            {..level_of(&line)}
            aria-posinset=line.position.map(|position| position.to_string())
            aria-setsize=line.siblings.to_string()
            aria-rowindex=(index + 2).to_string()
            aria-expanded=expanded
            aria-selected=move || if is_chosen() { "true" } else { "false" }
            draggable=move || if may_drag() { "true" } else { "false" }
            on:click=move |_| {
                tree.chosen.set(Some(key));
                tree.focus();
            }
            on:dblclick=move |_| {
                if has_children {
                    let is_open = untrack(is_open);
                    tree.open_set(id, !is_open);
                }
            }
            on:dragstart=move |event| plan.drag_begin(&event, id)
            on:dragover=move |event| plan.drag_over(&event, id)
            on:drop=move |event| plan.drop_on(&event, tree, id)
            on:dragend=move |_| plan.drag_end()
        >
            <NameCell line tree row=row.clone() skipped />
            <AccountCells row account />
            <PayersCell tree account=id />
        </div>
    }
    .into_any()
}

/// The name at its depth, with the sign that opens what is below.
#[component]
fn NameCell(line: Line, tree: Tree, row: TreeRow, skipped: i64) -> impl IntoView {
    let id = line.id;
    let twist = row.has_children().then(|| {
        let is_open = move || {
            tree.model
                .with(|model| model.node(id).is_some_and(|node| node.is_open))
        };
        view! {
            <span
                class="tree-twist"
                class:open=is_open
                aria-hidden="true"
                on:click=move |event| {
                    event.stop_propagation();
                    let is_open = untrack(is_open);
                    tree.open_set(id, !is_open);
                    tree.focus();
                }
            >
                <Icon name=IconName::ChevronRight />
            </span>
        }
    });
    let between = (skipped > 0).then(|| {
        view! { <small class="tree-between">{format!("… {} levels …", count_words(skipped))}</small> }
    });
    let depth = (line.level > INDENTS).then(
        || view! { <small class="tree-between">{format!("level {}", line.level + 1)}</small> },
    );

    view! {
        <div class=level_class("tree-name", line.level) role="gridcell">
            <span class="tree-twist-room">{twist}</span>
            {between}
            {depth}
            <span class="tree-words" title=row.account.name.clone()>
                {row.account.name.clone()}
            </span>
        </div>
    }
}

#[component]
fn AccountCells(row: TreeRow, account: AccountRef) -> impl IntoView {
    let kind = row.organization_type.map(|kind| kind.label());
    let due = amounts_words(&row.due_within);

    view! {
        <div role="gridcell" class="code tree-number">
            <a href=routes::account(account.number) tabindex="-1" draggable="false">
                {account.number.to_string()}
            </a>
        </div>
        <div role="gridcell" class="tree-type">{kind}</div>
        <div role="gridcell" class="tree-status">
            <Status tone=status_tone(row.status) label=row.status.label() />
        </div>
        <div role="gridcell" class="tree-customer">{row.customer_type}</div>
        <div role="gridcell" class="num tree-below">{count_words(row.accounts_below)}</div>
        <div role="gridcell" class="num tree-due" title=due.clone()>
            {due.clone()}
        </div>
    }
}

/// Below the children that are read: more of them.
#[component]
fn MoreLine(line: Line, index: usize, tree: Tree) -> impl IntoView {
    let id = line.id;
    let key = line.key();
    let is_chosen = move || tree.chosen.get() == Some(key);
    let words = move || match tree.waiting.get() == Some(id) {
        true => "Loading…".to_owned(),
        false => format!("Show more of {}", count_words(line.siblings)),
    };

    view! {
        <div
            class="tree-line more"
            class:chosen=is_chosen
            role="row"
            id=line_id(&line)
            {..level_of(&line)}
            aria-rowindex=(index + 2).to_string()
            aria-selected=move || if is_chosen() { "true" } else { "false" }
            on:click=move |_| {
                tree.chosen.set(Some(key));
                tree.focus();
                tree.more(id);
            }
        >
            <div class=level_class("tree-name", line.level) role="gridcell" aria-colspan=move || tree.columns().to_string()>
                <span class="tree-twist-room"></span>
                <span class="tree-words">{words}</span>
            </div>
        </div>
    }
    .into_any()
}
