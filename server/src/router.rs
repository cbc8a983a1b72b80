//! The router: every route, and what happens around all of them.

use app::accounts::AccountRefused;
use app::frame::Visitor;
use app::routes;
use app::server::{ServerContext, SignedIn};
use app::{App, shell};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use domain::access::Actor;
use http::{Extensions, Method, StatusCode};
use leptos::nonce::Nonce;
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{LeptosRoutes, generate_route_list};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

use crate::middleware::headers::PageNonce;
use crate::middleware::request_id::asked;
use crate::middleware::{
    call_errors, card_numbers, cross_site, headers, limits, request_id, session,
};
use crate::pages::Notice;
use crate::site::{self, Site};
use crate::state::AppState;
use crate::{create_account, export, probes, sign_in};

/// Routes of our own, beside those of the application: method and path.
const OWN: [(Method, &str); 7] = [
    (Method::GET, routes::health()),
    (Method::GET, routes::readiness()),
    (Method::POST, routes::sign_in()),
    (Method::POST, routes::sign_out()),
    (Method::POST, routes::sign_out_everywhere()),
    (Method::POST, routes::account_create()),
    (Method::POST, routes::MOVING_EXPORT),
];

/// The whole server as one service. What is added last is around everything before it.
pub fn router(state: AppState, site: Site) -> Router {
    let options = state.leptos.clone();
    let not_found = {
        let options = options.clone();
        leptos_axum::render_app_async_with_context(page_context, move || shell(options.clone()))
    };
    Router::new()
        .route(routes::health(), get(probes::alive))
        .route(routes::readiness(), get(probes::ready))
        .route(routes::sign_in(), post(sign_in::enter))
        .route(routes::sign_out(), post(sign_in::leave))
        .route(
            routes::sign_out_everywhere(),
            post(sign_in::leave_everywhere),
        )
        .route(routes::account_create(), post(create_account::create))
        .route(routes::MOVING_EXPORT, post(export::moving_accounts))
        .leptos_routes_with_context(&state, generate_route_list(App), page_context, move || {
            shell(options.clone())
        })
        .method_not_allowed_fallback(async |request: Request| {
            Notice::needs_program().answer(&asked(&request))
        })
        .fallback(move |request: Request| {
            let not_found = not_found.clone();
            async move {
                let mut response = not_found(request).await;
                *response.status_mut() = StatusCode::NOT_FOUND;
                response
            }
        })
        .layer(from_fn(call_errors::tell))
        // The limit of axum is smaller than a form may be: ours alone counts.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(limits::body))
        .layer(from_fn_with_state(state.clone(), session::recognize))
        .layer(compression())
        .layer(from_fn(card_numbers::refuse))
        .layer(from_fn(cross_site::refuse))
        .layer(from_fn(limits::time))
        .layer(from_fn_with_state(site, site::serve))
        .layer(from_fn(request_id::catch_panic))
        .layer(from_fn(headers::secure))
        .layer(from_fn(request_id::number))
        .with_state(state)
}

/// Pages and answers travel compressed to a browser that understands it: a fifth of the bytes. The site's files
/// are there compressed, and better.
fn compression() -> CompressionLayer {
    CompressionLayer::new().quality(CompressionLevel::Fastest)
}

/// Every method and path that the router answers, for the test that calls them all (SEC-1).
#[must_use]
pub fn routes() -> Vec<(Method, String)> {
    let pages = generate_route_list(App);
    let pages = pages
        .iter()
        .map(|page| (Method::GET, page.path().to_owned()));
    let functions =
        leptos::server_fn::axum::server_fn_paths().map(|(path, method)| (method, path.to_owned()));
    let own = OWN.map(|(method, path)| (method, path.to_owned()));
    own.into_iter().chain(pages).chain(functions).collect()
}

/// Hands what the layers found out to the application: the nonce of its page, the database, who is
/// signed in.
pub fn page_context() {
    let Some(parts) = use_context::<http::request::Parts>() else {
        return;
    };
    if let Some(PageNonce(nonce)) = parts.extensions.get::<PageNonce>() {
        provide_context(Nonce::from_value(nonce.as_str()));
    }
    if let Some(context) = parts.extensions.get::<ServerContext>() {
        provide_context(context.clone());
        if let Some(visitor) = context.signed_in.as_ref().and_then(visitor) {
            provide_context(visitor);
        }
    }
    if let Some(notice) = sign_in::notice(&parts) {
        provide_context(notice);
    }
    if let Some(refused) = parts.extensions.get::<AccountRefused>() {
        provide_context(refused.clone());
    }
}

/// The person as the frame of the page shows them.
fn visitor(signed_in: &SignedIn) -> Option<Visitor> {
    match &signed_in.actor {
        Actor::Staff { id, name, role } => Some(Visitor {
            id: *id,
            name: name.clone(),
            role: *role,
            business_date: Some(signed_in.business_date),
            clock: (*signed_in.clock).clone(),
        }),
        Actor::Job { .. } | Actor::Command { .. } => None,
    }
}

/// Who is signed in, as the layers found out.
#[must_use]
pub fn signed_in_of(extensions: &Extensions) -> Option<SignedIn> {
    extensions
        .get::<ServerContext>()
        .and_then(|context| context.signed_in.clone())
}
