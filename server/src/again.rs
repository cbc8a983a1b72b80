//! A page that comes back after what was sent to it without the program was not taken.

use app::shell;
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use http::request::Parts;
use http::{Method, StatusCode, Uri};

use crate::router::page_context;
use crate::state::AppState;

/// Renders the page at `address` as a GET of it would, with what there is to say in its context: not
/// in its address.
pub async fn page_again<Said: Clone + Send + Sync + 'static>(
    state: AppState,
    mut parts: Parts,
    address: &'static str,
    status: StatusCode,
    said: Said,
) -> Response {
    parts.method = Method::GET;
    parts.uri = Uri::from_static(address);
    parts.extensions.insert(said);
    let options = state.leptos;
    let page =
        leptos_axum::render_app_async_with_context(page_context, move || shell(options.clone()));
    let mut response = page(Request::from_parts(parts, Body::empty())).await;
    *response.status_mut() = status;
    response
}
