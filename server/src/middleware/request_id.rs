//! The request's number, its line in the log, and the page when the program fails.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use futures::FutureExt;
use http::{HeaderName, HeaderValue, Method};
use tracing::Instrument;
use uuid::Uuid;

use crate::middleware::headers::PageNonce;
use crate::pages::{Asked, Notice, Reader};

/// The header that carries the number, in and out.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The request's number.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Gives the request a number, or takes over a well-formed one, and logs how it went. Path only:
/// what people search for stands in the query and belongs into no log.
pub async fn number(mut request: Request, next: Next) -> Response {
    let given = request
        .headers()
        .get(HEADER)
        .and_then(|value| value.to_str().ok());
    let id = match given {
        Some(id) if is_well_formed(id) => id.to_owned(),
        _ => Uuid::now_v7().simple().to_string(),
    };
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    // The route with its placeholders: an account's id in it is the application's business.
    let path = request.extensions().get::<MatchedPath>().map_or_else(
        || request.uri().path().to_owned(),
        |matched| matched.as_str().to_owned(),
    );
    let span = tracing::info_span!("request", request_id = %id);
    let started = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    let status = response.status().as_u16();
    span.in_scope(|| tracing::info!(%method, path, status, micros = took, "answered"));
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, id);
    }
    response
}

/// Turns a panic into the page that says so; the rest of the program goes on.
pub async fn catch_panic(request: Request, next: Next) -> Response {
    let asked = asked(&request);
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            let said = panic
                .downcast_ref::<String>()
                .cloned()
                .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
                .unwrap_or_default();
            tracing::error!(panic = said, "a request made the program panic");
            Notice::fault().answer(&asked)
        }
    }
}

/// What an answer needs to know once the request is used up.
#[must_use]
pub fn asked(request: &Request) -> Asked {
    let extensions = request.extensions();
    Asked {
        request_id: extensions
            .get::<RequestId>()
            .map(|id| id.0.clone())
            .unwrap_or_default(),
        nonce: extensions
            .get::<PageNonce>()
            .map(|nonce| nonce.0.clone())
            .unwrap_or_default(),
        reader: Reader::of(request.uri(), request.headers()),
        is_sent: *request.method() != Method::GET,
    }
}

/// Letters, digits and hyphens, 8 to 64 of them: nothing that could forge a line of the log.
fn is_well_formed(id: &str) -> bool {
    (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::is_well_formed;

    #[test]
    fn only_a_plain_number_is_taken_over() {
        assert!(is_well_formed("0192f0c1-7a52-7bd0-9a51-0242ac120002"));
        for forged in [
            "short",
            "two words here",
            "a\"b\"c\"d\"e",
            &"x".repeat(65),
            "line\nbreak",
        ] {
            assert!(!is_well_formed(forged), "{forged}");
        }
    }
}
