//! The routes of accounts. Reading works without the program: each page is whole when it is sent.

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::ParentRoute,
};

use super::{
    AccountBillingPage, AccountCreatePage, AccountHistoryPage, AccountHomePage, AccountPage,
    AccountProfilePage,
};
use crate::{lazy_page::lazy_pages, page_route::PageRoute, routes};

lazy_pages! {
    /// The form of a new account.
    account_create(AccountCreatePage);
    /// The profile of an account.
    account_profile(AccountProfilePage);
    /// The billing of an account.
    account_billing(AccountBillingPage);
    /// The News Feed of an account.
    account_history(AccountHistoryPage);
}

/// One account with its tabs.
#[component(transparent)]
pub fn AccountRoutes() -> AnyNestedRoute {
    view! {
        <ParentRoute path=routes::ACCOUNT view=AccountPage ssr=SsrMode::Async>
            <PageRoute path=routes::ACCOUNT_HOME view=AccountHomePage />
            <PageRoute path=routes::ACCOUNT_PROFILE view=account_profile() />
            <PageRoute path=routes::ACCOUNT_BILLING view=account_billing() />
            <PageRoute path=routes::ACCOUNT_HISTORY view=account_history() />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

/// Create account. It stands before one account: its address would be taken for a number.
#[component(transparent)]
pub fn AccountCreateRoute() -> AnyNestedRoute {
    view! { <PageRoute path=routes::ACCOUNT_CREATE view=account_create() ssr=SsrMode::Async /> }
        .into_inner()
        .into_any_nested_route()
}
