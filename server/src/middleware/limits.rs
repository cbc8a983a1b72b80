//! How long a request may take and how much it may send.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::header::CONTENT_LENGTH;
use http_body_util::Limited;

use crate::middleware::request_id::asked;
use crate::pages::Notice;

/// The most bytes that a form may send.
pub const BODY_LIMIT: usize = 1_000_000;
/// How long an answer may take.
pub const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Refuses what is larger than a form can be with a sentence; what does not say its size is cut
/// off at the same point.
pub async fn body(request: Request, next: Next) -> Response {
    let size = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok());
    let size: Option<usize> = size.and_then(|size| size.parse().ok());
    if size.is_some_and(|size| size > BODY_LIMIT) {
        return Notice::too_large(BODY_LIMIT).answer(&asked(&request));
    }
    let request = request.map(|body| Body::new(Limited::new(body, BODY_LIMIT)));
    next.run(request).await
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
