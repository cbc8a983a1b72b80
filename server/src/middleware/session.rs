//! Who is asking: the cookie, the session behind it, and the rule that nothing is answered without
//! one unless a reviewed list says so (SEC-1).

use std::net::SocketAddr;
use std::sync::Arc;

use app::routes;
use app::server::{ServerContext, SignedIn};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue, Method};
use store::session::{Session, SessionToken, session_find};

use crate::access;
use crate::middleware::request_id::asked;
use crate::network::Caller;
use crate::pages::{API, Notice};
use crate::sign_in::next_address;
use crate::state::AppState;

/// The cookie's name. Its prefix makes browsers insist that it is Secure, for this host alone and
/// for the whole of it; they count http://127.0.0.1 and http://localhost as secure.
pub const COOKIE_NAME: &str = "__Host-canopy";

/// The token that a request came with.
#[derive(Debug, Clone)]
pub struct Token(pub SessionToken);

/// Finds the session and lets through whoever has one, or what needs none.
pub async fn recognize(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let asked = asked(&request);
    let token = token(request.headers());
    let session = match &token {
        Some(token) => match session_find(&state.store, token, state.session).await {
            Ok(session) => session,
            Err(error) => {
                tracing::error!(%error, cause = ?error, "the session cannot be looked up");
                let notice = match error.is_unavailable() {
                    true => Notice::database_away(),
                    false => Notice::fault(),
                };
                return notice.answer(&asked);
            }
        },
        None => None,
    };
    if session.is_none() && !is_public(&request) {
        let mut response = refused(&request);
        if token.is_some() {
            response.headers_mut().append(SET_COOKIE, cookie_removed());
        }
        return response;
    }
    let signed_in = session.map(
        |Session {
             id,
             actor,
             business_date,
             clock,
         }| SignedIn {
            actor,
            session: id,
            business_date,
            clock,
        },
    );
    let network = caller(&request, &state).network();
    if let (Some(token), Some(_)) = (token, &signed_in) {
        request.extensions_mut().insert(Token(token));
    }
    request.extensions_mut().insert(ServerContext {
        store: state.store.clone(),
        request_id: Arc::from(asked.request_id),
        signed_in,
        network: Arc::from(network),
        limits: state.session,
    });
    next.run(request).await
}

/// The caller, as the connection and trusted proxies tell.
fn caller(request: &Request, state: &AppState) -> Caller {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(peer)| *peer);
    // Without a connection, as in a test, everybody is one and the same nobody.
    let peer = peer.unwrap_or(SocketAddr::from(([0, 0, 0, 0], 0)));
    Caller::of(peer, request.headers(), &state.trusted_proxies)
}

fn is_public(request: &Request) -> bool {
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map(MatchedPath::as_str);
    path.is_some_and(|path| access::is_public(request.method(), path))
}

/// A person is sent to sign in and comes back afterwards; a call gets an error.
fn refused(request: &Request) -> Response {
    let uri = request.uri();
    if *request.method() != Method::GET || uri.path().starts_with(API) {
        return Notice::not_signed_in().answer(&asked(request));
    }
    let address = uri
        .path_and_query()
        .map_or(routes::home(), |address| address.as_str());
    match next_address(address) {
        Some(address) if address != routes::home() => {
            Redirect::to(&routes::sign_in_before(address)).into_response()
        }
        Some(_) | None => Redirect::to(routes::sign_in()).into_response(),
    }
}

/// The token in the request's cookie.
fn token(headers: &HeaderMap) -> Option<SessionToken> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE_NAME)
        .and_then(|(_, value)| SessionToken::parse(value))
}

/// The header that gives the browser its token; without a date, so that it goes with the browser.
#[must_use]
pub fn cookie(token: &SessionToken) -> Option<HeaderValue> {
    let value = token.cookie_value();
    let cookie = format!("{COOKIE_NAME}={value}; Path=/; Secure; HttpOnly; SameSite=Lax");
    let mut header = HeaderValue::from_str(&cookie).ok()?;
    header.set_sensitive(true);
    Some(header)
}

/// The header that takes the token away again.
#[must_use]
pub fn cookie_removed() -> HeaderValue {
    HeaderValue::from_static("__Host-canopy=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
}
