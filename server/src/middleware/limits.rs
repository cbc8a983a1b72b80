//! How long a request may take and how much it may send.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::middleware::request_id::asked;
use crate::pages::Notice;
use crate::router::signed_in_of;

/// The most bytes that a form may send. A field of a megabyte, which takes three of them in a plain form,
/// comes to the field's own rule, and so do several.
pub const BODY_LIMIT: usize = 10_000_000;
/// The same of whoever has no session, and so nothing to send but login and password.
pub const ENTRY_LIMIT: usize = 4_000_000;
/// So much of what is too large is read all the same, and dropped: browsers look for an answer only after
/// they have sent everything.
const DROP_LIMIT: usize = 100_000_000;
/// How long an answer may take.
pub const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Refuses what is larger than a form can be with a sentence, whether it says its size or not.
pub async fn body(request: Request, next: Next) -> Response {
    let asked = asked(&request);
    let limit = match signed_in_of(request.extensions()) {
        Some(_) => BODY_LIMIT,
        None => ENTRY_LIMIT,
    };
    let too_large = || Notice::too_large(limit).answer(&asked);
    // What it says of its size is what its connection goes by.
    if request.body().size_hint().lower() > limit as u64 {
        drop_all(request.into_body()).await;
        return too_large();
    }
    let is_over = Arc::new(AtomicBool::new(false));
    let noted = Arc::clone(&is_over);
    let request = request.map(|body| {
        Body::new(Limited::new(body, limit).map_err(move |error| {
            noted.fetch_or(error.is::<LengthLimitError>(), Ordering::Relaxed);
            error
        }))
    });
    let response = next.run(request).await;
    match is_over.load(Ordering::Relaxed) {
        true => too_large(),
        false => response,
    }
}

/// Reads what nobody wants, so that its sender comes to the answer.
async fn drop_all(body: Body) {
    let mut body = Limited::new(body, DROP_LIMIT);
    // Where it breaks off or goes on and on, the connection ends with the answer.
    while let Some(Ok(_)) = body.frame().await {}
}

/// Gives up on an answer that takes too long.
pub async fn time(request: Request, next: Next) -> Response {
    let asked = asked(&request);
    match tokio::time::timeout(TIME_LIMIT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            tracing::warn!("an answer took too long and was given up");
            Notice::too_slow().answer(&asked)
        }
    }
}
