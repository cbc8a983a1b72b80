//! The answer to a call that failed.
//!
//! Where its arguments could not be read, Leptos answers 500 and knows no request number: the error
//! itself says better. And where a plain form was sent, without the program, a person reads the answer.

use app::errors::{AppError, ErrorCode};
use axum::body::to_bytes;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::StatusCode;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use leptos::server_fn::error::{FromServerFnError, SERVER_FN_ERROR_HEADER};

use crate::middleware::request_id::asked;
use crate::pages::Notice;

/// An error is small; what is larger is none.
const ERROR_LIMIT: usize = 65_536;

/// Gives an error of a call the status that goes with its code, the request's number and the form that
/// its reader reads; makes a page of the error of a plain form.
pub async fn tell(request: Request, next: Next) -> Response {
    let asked = asked(&request);
    let response = next.run(request).await;
    if !response.headers().contains_key(SERVER_FN_ERROR_HEADER) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, ERROR_LIMIT).await else {
        return Notice::fault().answer(&asked);
    };
    let mut error = AppError::de(bytes);
    if error.request_id.is_empty() {
        error.request_id.clone_from(&asked.request_id);
    }
    let Some((content_type, body)) = asked.reader.error(&error) else {
        let notice = match error.code {
            ErrorCode::Unavailable => Notice::database_away(),
            _ => Notice::form_refused(&error),
        };
        return notice.answer(&asked);
    };
    if let Ok(status) = StatusCode::from_u16(error.code.status()) {
        parts.status = status;
    }
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(CONTENT_TYPE, content_type);
    Response::from_parts(parts, body)
}
