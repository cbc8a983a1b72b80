//! Pages that must come without the application: when something is wrong with it or its database.
//!
//! They are one static document with a sentence, styled by a sheet with the page's nonce.

use app::errors::{AppError, ErrorCode};
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use leptos::server_fn::error::{FromServerFnError, SERVER_FN_ERROR_HEADER};

/// Where server functions live: what answers programs, not people.
pub const API: &str = "/api/";

/// One thing to tell instead of the page that was asked for.
#[derive(Debug, Clone)]
pub struct Notice {
    status: StatusCode,
    code: ErrorCode,
    title: &'static str,
    sentence: String,
    /// Whether the page asks again by itself: what is away may come back.
    comes_back: bool,
}

impl Notice {
    /// The database is away; the page asks again by itself.
    #[must_use]
    pub fn database_away() -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            code: ErrorCode::Unavailable,
            title: "The database is away",
            sentence: "Canopy cannot reach its database at the moment. Nothing is lost, and this \
                       page comes back by itself."
                .to_owned(),
            comes_back: true,
        }
    }

    /// The program failed.
    #[must_use]
    pub fn fault() -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            code: ErrorCode::Internal,
            title: "Something went wrong",
            sentence: "Canopy could not answer this. Please try again, or ask for help and name \
                       the number below."
                .to_owned(),
            comes_back: false,
        }
    }

    /// The answer took too long.
    #[must_use]
    pub fn too_slow() -> Self {
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            code: ErrorCode::TooSlow,
            title: "This took too long",
            sentence: "Canopy gave up on this after some time. Please try again.".to_owned(),
            comes_back: false,
        }
    }

    /// More was sent than is taken.
    #[must_use]
    pub fn too_large(limit: usize) -> Self {
        Self {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            code: ErrorCode::Invalid,
            title: "This is too large",
            sentence: format!(
                "A form takes up to {} kilobytes. Please go back and shorten what was typed; \
                 nothing was saved.",
                limit / 1000
            ),
            comes_back: false,
        }
    }

    /// Another site sent this in the person's name (SEC-3).
    #[must_use]
    pub fn cross_site() -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            code: ErrorCode::Refused,
            title: "This came from another site",
            sentence: "Canopy takes changes only from its own pages. Please open Canopy and try \
                       again there."
                .to_owned(),
            comes_back: false,
        }
    }

    /// There is no session.
    #[must_use]
    pub fn not_signed_in() -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            code: ErrorCode::NotSignedIn,
            title: "Please sign in",
            sentence: AppError::not_signed_in().sentence,
            comes_back: false,
        }
    }

    /// The answer: an [`AppError`] for the application's own calls, else a page.
    #[must_use]
    pub fn answer(&self, asked: &Asked) -> Response {
        let mut response = match asked.is_call {
            true => {
                let error = AppError {
                    request_id: asked.request_id.clone(),
                    ..AppError::new(self.code, self.sentence.clone())
                };
                let mut response = Response::new(Body::from(error.ser()));
                let headers = response.headers_mut();
                headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                headers.insert(SERVER_FN_ERROR_HEADER, HeaderValue::from_static("canopy"));
                response
            }
            false => {
                let page = self.page(&asked.request_id, &asked.nonce);
                let html = HeaderValue::from_static("text/html; charset=utf-8");
                ([(CONTENT_TYPE, html)], page).into_response()
            }
        };
        *response.status_mut() = self.status;
        response
            .headers_mut()
            .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }

    fn page(&self, request_id: &str, nonce: &str) -> String {
        let again = "<meta http-equiv=\"refresh\" content=\"5\">";
        include_str!("notice.html")
            .replace("{nonce}", nonce)
            .replace("{again}", if self.comes_back { again } else { "" })
            .replace("{title}", self.title)
            .replace("{sentence}", &self.sentence)
            .replace("{request_id}", request_id)
    }
}

/// What an answer needs to know of the request after that is used up.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The request's number; well-formed, so fit for a page.
    pub request_id: String,
    /// The page's nonce.
    pub nonce: String,
    /// Whether the application's script asks rather than a person.
    pub is_call: bool,
}

/// Whether the application's script asks: for a server function, and not with a plain form.
#[must_use]
pub fn is_call(uri: &Uri, headers: &HeaderMap) -> bool {
    let accept = headers
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    uri.path().starts_with(API) && !accept.contains("text/html")
}
