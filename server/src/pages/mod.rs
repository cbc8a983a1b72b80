//! Pages that must come without the application: when something is wrong with it or its database.
//!
//! They are one static document with a sentence, styled by a sheet with the page's nonce.

use app::errors::{AppError, ErrorCode};
use app::wire;
use axum::body::Body;
use axum::response::Response;
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use leptos::server_fn::ContentType;
use leptos::server_fn::error::{FromServerFnError, SERVER_FN_ERROR_HEADER};
use serde_json::json;

/// Where server functions live: what answers programs, not people.
pub const API: &str = "/api/";

/// One thing to tell instead of the page that was asked for.
#[derive(Debug, Clone)]
pub struct Notice {
    status: StatusCode,
    code: ErrorCode,
    title: &'static str,
    sentence: String,
    /// What is wrong in particular, each with the name of its field.
    details: Vec<(String, String)>,
    /// Whether the page asks again by itself: what is away may come back.
    comes_back: bool,
    /// What is said instead to a person who sent something: a page that asked again by itself would
    /// not send it.
    sent: Option<&'static str>,
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
            details: Vec::new(),
            comes_back: true,
            sent: Some(
                "Canopy cannot reach its database at the moment, so what you sent was not taken. It \
                 is not lost: wait a little, then reload this page and let the browser send it \
                 again. Sent twice, it counts once.",
            ),
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
            details: Vec::new(),
            comes_back: false,
            sent: None,
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
            details: Vec::new(),
            comes_back: false,
            sent: None,
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
                "This is more than the {} megabytes that a form takes. Please shorten what was typed.",
                limit / 1_000_000
            ),
            details: Vec::new(),
            comes_back: false,
            sent: Some(
                "This is more than a form takes, and nothing was saved. Please go back: what you \
                 typed still stands there and can be shortened.",
            ),
        }
    }

    /// What was sent cannot be read: no page of ours sends that.
    #[must_use]
    pub fn unreadable() -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            code: ErrorCode::Invalid,
            title: "This cannot be read",
            sentence: "Canopy does not understand what was sent. Please go back, load the page \
                       again and try once more."
                .to_owned(),
            details: Vec::new(),
            comes_back: false,
            sent: None,
        }
    }

    /// A form was sent to a page that takes none without its program.
    #[must_use]
    pub fn needs_program() -> Self {
        Self {
            status: StatusCode::METHOD_NOT_ALLOWED,
            code: ErrorCode::Invalid,
            title: "This form needs JavaScript",
            sentence:
                "Nothing was saved. Please switch JavaScript on for Canopy, go back, load the \
                       page again and send it once more."
                    .to_owned(),
            details: Vec::new(),
            comes_back: false,
            sent: None,
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
            details: Vec::new(),
            comes_back: false,
            sent: None,
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
            details: Vec::new(),
            comes_back: false,
            sent: None,
        }
    }

    /// A form that was sent without the program was refused: what a page would say beside its fields.
    #[must_use]
    pub fn form_refused(error: &AppError) -> Self {
        let details: Vec<_> = (error.fields.0.iter())
            .map(|problem| (field_words(&problem.field), problem.sentence.clone()))
            .collect();
        let sentence = match details.is_empty() {
            true => error.sentence.clone(),
            false => {
                "Nothing was saved. Please go back: what you typed still stands there.".to_owned()
            }
        };
        Self {
            status: StatusCode::from_u16(error.code.status())
                .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            code: error.code,
            title: "This was not done",
            sentence,
            details,
            comes_back: false,
            sent: None,
        }
    }

    /// The answer: an [`AppError`] for the application's own calls, else a page.
    #[must_use]
    pub fn answer(&self, asked: &Asked) -> Response {
        let error = AppError {
            request_id: asked.request_id.clone(),
            ..AppError::new(self.code, self.sentence.clone())
        };
        let (content_type, body) = match asked.reader.error(&error) {
            Some(written) => written,
            None => (
                HeaderValue::from_static("text/html; charset=utf-8"),
                Body::from(self.page(asked)),
            ),
        };
        let mut response = Response::new(body);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, content_type);
        if asked.reader != Reader::Person {
            headers.insert(SERVER_FN_ERROR_HEADER, HeaderValue::from_static("canopy"));
        }
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

    fn page(&self, asked: &Asked) -> String {
        let (again, sentence) = match self.sent.filter(|_| asked.is_sent) {
            Some(sentence) => ("", sentence),
            None if self.comes_back => (
                "<meta http-equiv=\"refresh\" content=\"5\">",
                self.sentence.as_str(),
            ),
            None => ("", self.sentence.as_str()),
        };
        include_str!("notice.html")
            .replace("{nonce}", &asked.nonce)
            .replace("{again}", again)
            .replace("{title}", self.title)
            .replace("{request_id}", &asked.request_id)
            // Last: nothing that was typed is read as a place of the page.
            .replace("{sentence}", &escaped(sentence))
            .replace("{details}", &self.details_list())
    }

    fn details_list(&self) -> String {
        if self.details.is_empty() {
            return String::new();
        }
        let line = |(field, sentence): &(String, String)| {
            format!("<li>{}: {}</li>", escaped(field), escaped(sentence))
        };
        let lines: String = self.details.iter().map(line).collect();
        format!("<ul>{lines}</ul>")
    }
}

/// The name of a field in words: `contacts[0][last_name]` is "Contacts 1 last name".
fn field_words(field: &str) -> String {
    let parts = field
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty());
    // People count from one.
    let words = parts.map(|part| match part.parse::<usize>() {
        Ok(place) => (place + 1).to_string(),
        Err(_) => part.to_owned(),
    });
    let words = words.collect::<Vec<_>>().join(" ");
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// A text as it stands in HTML.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '{' => html.push_str("&#123;"),
            _ => html.push(c),
        }
    }
    html
}

/// What an answer needs to know of the request after that is used up.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The request's number; well-formed, so fit for a page.
    pub request_id: String,
    /// The page's nonce.
    pub nonce: String,
    /// Who reads the answer.
    pub reader: Reader,
    /// Whether something was sent that the person may have typed.
    pub is_sent: bool,
}

/// Who reads an answer, hence how it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// A person: a page.
    Person,
    /// The application's program in the browser: postcard.
    Console,
    /// Any other program that calls a server function: JSON.
    Program,
}

impl Reader {
    /// Reads off a request who made it. A plain form is sent by a person.
    #[must_use]
    pub fn of(uri: &Uri, headers: &HeaderMap) -> Self {
        let text = |name| -> &str {
            let value: Option<&HeaderValue> = headers.get(name);
            value
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
        };
        if !uri.path().starts_with(API) || text(ACCEPT).contains("text/html") {
            Self::Person
        } else if wire::is_postcard(text(CONTENT_TYPE)) {
            Self::Console
        } else {
            Self::Program
        }
    }

    /// An error as this reader reads it, with its content type; none for a person, who gets a page.
    #[must_use]
    pub fn error(self, error: &AppError) -> Option<(HeaderValue, Body)> {
        match self {
            Self::Person => None,
            Self::Console => Some((
                HeaderValue::from_static(<AppError as FromServerFnError>::Encoder::CONTENT_TYPE),
                Body::from(error.ser()),
            )),
            Self::Program => Some((
                HeaderValue::from_static("application/json"),
                Body::from(json!(error).to_string()),
            )),
        }
    }
}
