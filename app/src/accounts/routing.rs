//! The routes of accounts. Reading works without the program: each page is whole when it is sent.

use leptos::prelude::*;
use leptos_router::{
    MatchNestedRoutes, SsrMode,
    components::{ParentRoute, Route},
};

use super::{
    AccountBillingPage, AccountCreatePage, AccountHistoryPage, AccountHomePage, AccountPage,
    AccountProfilePage,
};
use crate::routes;

/// One account with its tabs.
#[component(transparent)]
pub fn AccountRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=routes::ACCOUNT view=AccountPage ssr=SsrMode::Async>
            <Route path=routes::ACCOUNT_HOME view=AccountHomePage />
            <Route path=routes::ACCOUNT_PROFILE view=AccountProfilePage />
            <Route path=routes::ACCOUNT_BILLING view=AccountBillingPage />
            <Route path=routes::ACCOUNT_HISTORY view=AccountHistoryPage />
        </ParentRoute>
    }
    .into_inner()
}

/// Create account. It stands before one account: its address would be taken for a number.
#[component(transparent)]
pub fn AccountCreateRoute() -> impl MatchNestedRoutes + Clone {
    view! { <Route path=routes::ACCOUNT_CREATE view=AccountCreatePage ssr=SsrMode::Async /> }
        .into_inner()
}
