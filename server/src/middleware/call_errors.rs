//! The answer to a call that failed.
//!
//! Where its arguments could not be read, Leptos answers 500 and knows no request number: the error
//! itself says better. And where a plain form was sent, without the program, a person reads the answer.

use app::errors::AppError;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::StatusCode;
use http::header::CONTENT_LENGTH;
use leptos::server_fn::error::{FromServerFnError, SERVER_FN_ERROR_HEADER};

use crate::middleware::request_id::asked;
use crate::pages::{API, Notice};

/// An error is small; what is larger is none.
const ERROR_LIMIT: usize = 65_536;

/// Gives an error of a call the status that goes with its code, and the request's number; makes a page
/// of the error of a plain form.
pub async fn tell(request: Request, next: Next) -> Response {
    let asked = asked(&request);
    let is_form = request.uri().path().starts_with(API) && !asked.is_call;
    let response = next.run(request).await;
    let is_error = response.headers().contains_key(SERVER_FN_ERROR_HEADER)
        && (is_form || response.status() == StatusCode::INTERNAL_SERVER_ERROR);
    if !is_error {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, ERROR_LIMIT).await else {
        return Notice::fault().answer(&asked);
    };
    let mut error = AppError::de(bytes);
    if is_form {
        return Notice::form_refused(&error).answer(&asked);
    }
    if error.request_id.is_empty() {
        error.request_id = asked.request_id;
    }
    if let Ok(status) = StatusCode::from_u16(error.code.status()) {
        parts.status = status;
    }
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(error.ser()))
}
