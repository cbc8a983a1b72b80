//! The Leptos application of Canopy: pages, components and server functions.
//!
//! The same code renders on the server (feature `ssr`) and takes over in the browser (feature
//! `hydrate`). [`shell`] is the document around every page, [`App`] what is inside its body.
//! `ui` is the design system and imports no feature; `routes` alone writes paths.

#![recursion_limit = "256"]

pub mod accounts;
pub mod actions;
mod answer;
pub mod audit;
pub mod errors;
#[cfg(test)]
mod examples;
pub mod frame;
pub mod gallery;
pub mod hierarchy;
mod lazy_page;
mod leave;
pub mod lists;
mod not_found;
mod page_route;
mod refused;
pub mod routes;
pub mod search;
pub mod session;
pub mod sign_in;
pub mod staff;
pub mod ui;
pub mod wire;

#[cfg(feature = "ssr")]
mod document;
#[cfg(feature = "ssr")]
pub mod server;

#[cfg(feature = "ssr")]
pub use document::shell;

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{ParentRoute, Redirect, Router, Routes};

use page_route::PageRoute;

lazy_page::lazy_pages! {
    /// The configurable list of customer types.
    customer_types(lists::CustomerTypesPage);
    /// The design system, which no customer is served with.
    design_system(gallery::GalleryPage);
    /// The hierarchy, where an organization is to be chosen.
    hierarchy_begin(hierarchy::HierarchyBeginPage);
    /// An organization as a tree.
    organization(hierarchy::HierarchyPage);
    /// The what-if boards.
    what_if_boards(hierarchy::BoardListPage);
    /// One what-if board.
    what_if_board(hierarchy::BoardPage);
    /// What is scheduled across accounts.
    scheduled_changes(actions::ScheduledPage);
    /// The staff users.
    staff_users(staff::StaffPage);
    /// The audit log of the installation.
    audit_log(audit::AuditLogPage);
    /// The reader's own sign-in.
    own_sign_in(session::OwnSignInPage);
}

/// Everything inside the document's body: the routes and what stands around them.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    ui::provide_toasts();
    #[cfg(feature = "hydrate")]
    leave::window_guard();

    view! {
        <Title formatter=title_format />
        <Router>
            <Routes fallback=not_found::NotFound>
                <PageRoute path=routes::SIGN_IN view=sign_in::SignInPage ssr=SsrMode::Async />
                <ParentRoute path=routes::ROOT view=frame::FramedPages>
                    <PageRoute path=routes::ROOT view=HomePage />
                    <accounts::AccountCreateRoute />
                    <accounts::AccountRoutes />
                    <PageRoute path=routes::CUSTOMER_TYPES view=customer_types() ssr=SsrMode::Async />
                    <PageRoute path=routes::HIERARCHY_BEGIN view=hierarchy_begin() ssr=SsrMode::Async />
                    <PageRoute path=routes::HIERARCHY view=organization() ssr=SsrMode::Async />
                    <PageRoute path=routes::BOARDS view=what_if_boards() ssr=SsrMode::Async />
                    <PageRoute path=routes::BOARD view=what_if_board() ssr=SsrMode::Async />
                    <PageRoute
                        path=routes::SCHEDULED
                        view=scheduled_changes()
                        ssr=SsrMode::Async
                    />
                    <PageRoute path=routes::SEARCH view=search::SearchPage ssr=SsrMode::Async />
                    <PageRoute path=routes::UI view=design_system() />
                    <PageRoute path=routes::STAFF view=staff_users() ssr=SsrMode::Async />
                    <PageRoute path=routes::AUDIT_LOG view=audit_log() ssr=SsrMode::Async />
                    <PageRoute path=routes::OWN_SIGN_IN view=own_sign_in() />
                </ParentRoute>
            </Routes>
        </Router>
        <ui::Toaster />
    }
    // Its type ends here: rendering is compiled once, in this crate.
    .into_any()
}

/// Names the page and the product, so that tabs and bookmarks can be told apart.
fn title_format(page: String) -> String {
    if page.is_empty() {
        "Canopy".to_owned()
    } else {
        format!("{page} – Canopy")
    }
}

/// A day begins with finding somebody.
#[component]
fn HomePage() -> impl IntoView {
    view! { <Redirect path=routes::search() /> }
}
