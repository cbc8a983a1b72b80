//! Refuses what another site sends in the name of a signed-in person (SEC-3).
//!
//! Leptos does not look at where a call comes from; this does, for every request that may change
//! something and for every call of the application's own functions.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::header::{ACCEPT_ENCODING, HOST, ORIGIN};
use http::{HeaderMap, HeaderName, Method, Uri};

use crate::middleware::request_id::asked;
use crate::pages::{API, Notice};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets through what reads a page, and whatever comes from our own pages.
///
/// What another site asks for is not compressed: who reads the lengths of answers on the way could otherwise
/// guess what a page holds letter by letter, by links that put a guess into it (the attack BREACH).
pub async fn refuse(mut request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_call = request.uri().path().starts_with(API);
    let origin = origin(request.headers(), request.uri());
    let is_fine = match origin {
        Origin::Ours => true,
        Origin::Foreign => is_read && !is_call,
        Origin::Unknown => is_read,
    };
    if is_fine {
        if origin == Origin::Foreign {
            request.headers_mut().remove(ACCEPT_ENCODING);
        }
        return next.run(request).await;
    }
    tracing::warn!(?origin, "refused a request from another site");
    Notice::cross_site().answer(&asked(&request))
}

/// Where a request comes from, as the browser says; a page cannot forge it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Ours,
    Foreign,
    /// Nothing is said: typed into the address bar, or no browser.
    Unknown,
}

fn origin(headers: &HeaderMap, uri: &Uri) -> Origin {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    match text(SEC_FETCH_SITE) {
        Some("same-origin") => return Origin::Ours,
        // Typed, from a bookmark, from outside the browser.
        Some("none") => return Origin::Unknown,
        // Another port of the same machine is same-site, and still a stranger.
        Some(_) => return Origin::Foreign,
        None => {}
    }
    // Browsers before 2023 send only this, at least with every POST.
    let Some(origin) = text(ORIGIN) else {
        return Origin::Unknown;
    };
    let host = text(HOST).or_else(|| uri.authority().map(|authority| authority.as_str()));
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    match (authority, host) {
        (Some(authority), Some(host)) if authority.eq_ignore_ascii_case(host) => Origin::Ours,
        _ => Origin::Foreign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&'static str, &str)]) -> Origin {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().expect("a header"));
        }
        origin(&headers, &Uri::from_static("/sign-in"))
    }

    #[test]
    fn our_own_page_is_known_by_either_header() {
        assert_eq!(of(&[("sec-fetch-site", "same-origin")]), Origin::Ours);
        let origin = [
            ("host", "canopy.example:3000"),
            ("origin", "https://canopy.example:3000"),
        ];
        assert_eq!(of(&origin), Origin::Ours);
    }

    #[test]
    fn a_neighbour_on_the_same_machine_is_foreign() {
        assert_eq!(of(&[("sec-fetch-site", "same-site")]), Origin::Foreign);
        let origin = [
            ("host", "127.0.0.1:3000"),
            ("origin", "http://127.0.0.1:8000"),
        ];
        assert_eq!(of(&origin), Origin::Foreign);
    }

    #[test]
    fn a_page_without_an_origin_of_its_own_is_foreign() {
        assert_eq!(
            of(&[("host", "127.0.0.1:3000"), ("origin", "null")]),
            Origin::Foreign
        );
    }
}
