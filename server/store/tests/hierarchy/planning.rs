//! People who plan moves, jobs that make them, and looks at the tree of a day.

use chrono::{Days, NaiveDate};
use domain::access::{Actor, Role};
use domain::actions::{ActionState, DeferredAction};
use domain::hierarchy::{
    Effective, MoveForm, MovePreview, MoveRequest, ScheduleOutcome, TreeAsk, TreeFrom,
};
use store::Store;
use store::actions::{ActionsRun, account_actions, actions_run};
use store::hierarchy::{move_preview, move_schedule, tree_children, tree_path_on};
use store::installation::{business_date_today, clock_advance};

use crate::support::{Town, confirm, csr, manager, staff};

pub fn operations() -> Actor {
    staff(3, "Operations", Role::Operations)
}

pub fn job() -> Actor {
    let name = "deferred actions".to_owned();
    Actor::Job { name }
}

pub async fn day_in(town: &Town, days: u64) -> NaiveDate {
    let today = business_date_today(town.store()).await.expect("today");
    today.checked_add_days(Days::new(days)).expect("a day")
}

pub async fn advance(town: &Town, days: u16) {
    clock_advance(town.store(), &operations(), days)
        .await
        .expect("the clock moves");
}

pub fn on(town: &Town, account: &str, to: &str, form: MoveForm, date: NaiveDate) -> MoveRequest {
    MoveRequest {
        effective: Effective::On { date },
        ..town.request(account, to, form)
    }
}

pub async fn preview(town: &Town, request: &MoveRequest) -> MovePreview {
    move_preview(town.store(), &manager(), request)
        .await
        .expect("a preview")
}

/// Looks at the preview and schedules, as a manager does.
pub async fn scheduled(town: &Town, request: &MoveRequest) -> DeferredAction {
    let preview = preview(town, request).await;
    match move_schedule(town.store(), &manager(), &confirm(&preview)).await {
        Ok(ScheduleOutcome::Scheduled { action }) => *action,
        other => panic!("not scheduled: {other:?}"),
    }
}

pub async fn subtree_on(town: &Town, account: &str, to: &str, days: u64) -> DeferredAction {
    let date = day_in(town, days).await;
    let request = on(town, account, to, MoveForm::WholeSubtree, date);
    scheduled(town, &request).await
}

pub async fn run(store: &Store) -> ActionsRun {
    actions_run(store, &job(), |_, outcome| {
        assert!(outcome.is_ok(), "{outcome:?}");
        true
    })
    .await
    .expect("a run")
}

pub const fn ran(done: u64, failed: u64) -> ActionsRun {
    ActionsRun {
        done,
        failed,
        waiting: 0,
    }
}

pub async fn children_on(town: &Town, parent: &str, day: NaiveDate) -> Vec<(String, i64, i64)> {
    let ask = TreeAsk {
        parent: town.id(parent),
        as_of: Some(day),
        from: TreeFrom::Start,
        limit: 10,
    };
    let page = tree_children(town.store(), &csr(), &ask)
        .await
        .expect("a page");
    let rows = page.rows.into_iter();
    rows.map(|row| (row.account.name, row.children, row.accounts_below))
        .collect()
}

pub async fn path_on(town: &Town, account: &str, day: NaiveDate) -> Vec<(String, i64)> {
    let path = tree_path_on(town.store(), &csr(), town.id(account), day)
        .await
        .expect("a path");
    let rows = path.rows.into_iter();
    rows.map(|row| (row.account.name, row.accounts_below))
        .collect()
}

pub fn row(name: &str, children: i64, below: i64) -> (String, i64, i64) {
    (name.to_owned(), children, below)
}

/// What stands against each change that is scheduled for an account, as things are.
pub async fn conflicts(town: &Town, account: &str) -> Vec<Option<String>> {
    let actions = account_actions(town.store(), &csr(), town.id(account)).await;
    let actions = actions.expect("a list").into_iter();
    actions.map(|action| action.conflict).collect()
}

pub async fn state(town: &Town, account: &str) -> Vec<(ActionState, Option<String>)> {
    let actions = account_actions(town.store(), &csr(), town.id(account))
        .await
        .expect("a list");
    let actions = actions.into_iter();
    actions
        .map(|action| (action.state, action.failure.map(|failure| failure.code)))
        .collect()
}
