//! Signing in and out: plain forms that post here, so that nothing typed lands in an address
//! (decision 35).

use app::routes;
use app::server::ServerContext;
use app::sign_in::SignInNotice;
use axum::Form;
use axum::extract::{FromRequest, Query, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::fields::FieldErrors;
use http::header::{RETRY_AFTER, SET_COOKIE, USER_AGENT};
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use serde::Deserialize;
use store::StoreError;
use store::session::{SignIn, SignInOutcome, session_begin, session_end, session_end_all};

use crate::again::page_again;
use crate::middleware::request_id::asked;
use crate::middleware::session::{Token, cookie, cookie_removed};
use crate::pages::{API, Asked, Notice};
use crate::router::signed_in_of;
use crate::state::AppState;

/// What the form sends. Anything missing counts as empty.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    login: String,
    password: String,
    next: String,
}

impl Entry {
    /// What was left empty: that is no try to sign in and counts as none.
    fn missing(&self) -> FieldErrors {
        let mut missing = FieldErrors::default();
        for (field, text) in [("login", self.login.trim()), ("password", &self.password)] {
            if text.is_empty() {
                missing.push(field, "required", "Please fill this in.");
            }
        }
        missing
    }
}

/// Takes login and password. What does not fit brings the page back with a sentence and the login
/// as typed.
pub async fn enter(State(state): State<AppState>, request: Request) -> Response {
    let asked = asked(&request);
    let (parts, body) = request.into_parts();
    let form = Form::<Entry>::from_request(Request::from_parts(parts.clone(), body), &()).await;
    let entry = form.map(|Form(entry)| entry).unwrap_or_default();
    let missing = entry.missing();
    let context = parts.extensions.get::<ServerContext>();
    let network = context
        .map(|context| context.network.to_string())
        .unwrap_or_default();
    let user_agent = parts
        .headers
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok());
    let attempt = SignIn {
        login: entry.login.clone(),
        password: entry.password,
        network,
        user_agent: user_agent.unwrap_or_default().to_owned(),
    };
    let again = |status, sentence: String| Again {
        status,
        notice: SignInNotice {
            login: entry
                .login
                .chars()
                .take(domain::staff::LOGIN_LIMIT)
                .collect(),
            sentence,
            fields: missing.clone(),
            next: next_address(&entry.next).unwrap_or_default().to_owned(),
        },
    };
    if !missing.is_empty() {
        return again(StatusCode::UNPROCESSABLE_ENTITY, String::new())
            .render(state, parts)
            .await;
    }
    let outcome = match session_begin(&state.store, attempt, state.session).await {
        Ok(outcome) => outcome,
        Err(error) => return failed(&error, &asked),
    };
    match outcome {
        SignInOutcome::SignedIn(token) => {
            let mut response =
                Redirect::to(next_address(&entry.next).unwrap_or(routes::home())).into_response();
            match cookie(&token) {
                Some(cookie) => response.headers_mut().append(SET_COOKIE, cookie),
                None => return Notice::fault().answer(&asked),
            };
            response
        }
        SignInOutcome::Wrong => {
            let sentence = "Login and password do not belong together. Please try again.";
            again(StatusCode::UNPROCESSABLE_ENTITY, sentence.to_owned())
                .render(state, parts)
                .await
        }
        SignInOutcome::Throttled { seconds } => {
            let mut response = again(StatusCode::TOO_MANY_REQUESTS, throttled(seconds))
                .render(state, parts)
                .await;
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(seconds));
            response
        }
    }
}

/// Ends the session and forgets the cookie. Without a session there is nothing to do.
pub async fn leave(State(state): State<AppState>, request: Request) -> Response {
    if let Some(Token(token)) = request.extensions().get::<Token>()
        && let Err(error) = session_end(&state.store, token).await
    {
        return failed(&error, &asked(&request));
    }
    signed_out()
}

/// Ends every session of the person, this one included.
pub async fn leave_everywhere(State(state): State<AppState>, request: Request) -> Response {
    let Some(signed_in) = signed_in_of(request.extensions()) else {
        return Notice::not_signed_in().answer(&asked(&request));
    };
    match session_end_all(&state.store, &signed_in.actor).await {
        Ok(_) => signed_out(),
        Err(error) => failed(&error, &asked(&request)),
    }
}

fn signed_out() -> Response {
    let mut response = Redirect::to(routes::sign_in()).into_response();
    response.headers_mut().append(SET_COOKIE, cookie_removed());
    response
}

fn failed(error: &StoreError, asked: &Asked) -> Response {
    tracing::error!(%error, cause = ?error, "signing in or out failed");
    match error.is_unavailable() {
        true => Notice::database_away().answer(asked),
        false => Notice::fault().answer(asked),
    }
}

/// The sign-in page once more.
struct Again {
    status: StatusCode,
    notice: SignInNotice,
}

impl Again {
    async fn render(self, state: AppState, parts: Parts) -> Response {
        page_again(state, parts, routes::sign_in(), self.status, self.notice).await
    }
}

fn throttled(seconds: i64) -> String {
    let minutes = seconds / 60 + i64::from(seconds % 60 > 0);
    let wait = match minutes {
        1 => "a minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    };
    format!("Too many tries have failed from here. Please wait {wait} and try again.")
}

/// What the page to sign in on shows: what a failed try left, else where its address says to go on.
#[must_use]
pub fn notice(parts: &Parts) -> Option<SignInNotice> {
    if let Some(notice) = parts.extensions.get::<SignInNotice>() {
        return Some(notice.clone());
    }
    let Query(asked) = Query::<Entry>::try_from_uri(&parts.uri).ok()?;
    Some(SignInNotice {
        next: next_address(&asked.next)?.to_owned(),
        ..SignInNotice::default()
    })
}

/// An address of this site to go on to, if it is one: a path that no browser takes for another
/// host's, and not one of signing in and out.
#[must_use]
pub fn next_address(address: &str) -> Option<&str> {
    let is_path = address.starts_with('/') && !address.starts_with("//");
    // Browsers read a backslash as a slash and drop tabs and line breaks.
    let is_plain = address
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let is_page = !routes::is_of_signing(address) && !address.starts_with(API);
    (is_path && is_plain && is_page && address.len() <= 2000).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::next_address;

    #[test]
    fn one_goes_on_only_within_this_site() {
        assert_eq!(next_address("/accounts?q=acme*"), Some("/accounts?q=acme*"));
        for foreign in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "javascript:alert(1)",
            "",
            "accounts",
            "/sign-out",
            "/é",
        ] {
            assert_eq!(next_address(foreign), None, "{foreign}");
        }
    }
}
