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
use crate::{page_route::PageRoute, routes};

/// One account with its tabs.
#[component(transparent)]
pub fn AccountRoutes() -> AnyNestedRoute {
    view! {
        <ParentRoute path=routes::ACCOUNT view=AccountPage ssr=SsrMode::Async>
            <PageRoute path=routes::ACCOUNT_HOME view=AccountHomePage />
            <PageRoute path=routes::ACCOUNT_PROFILE view=AccountProfilePage />
            <PageRoute path=routes::ACCOUNT_BILLING view=AccountBillingPage />
            <PageRoute path=routes::ACCOUNT_HISTORY view=AccountHistoryPage />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

/// Create account. It stands before one account: its address would be taken for a number.
#[component(transparent)]
pub fn AccountCreateRoute() -> AnyNestedRoute {
    view! { <PageRoute path=routes::ACCOUNT_CREATE view=AccountCreatePage ssr=SsrMode::Async /> }
        .into_inner()
        .into_any_nested_route()
}
