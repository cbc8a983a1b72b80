//! No card number stays in an address (SEC-3): browsers keep a history of addresses and send them along.

use app::routes::without_card_numbers;
use axum::extract::{Query, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use domain::card::looks_like_card_number;
use http::{Method, Uri};

use crate::pages::API;

/// Sends whoever asks for a page by an address with a card number in it, as the form of the search box
/// does without the program, to the same page by an address without it.
pub async fn refuse(request: Request, next: Next) -> Response {
    let is_page = *request.method() == Method::GET && !request.uri().path().starts_with(API);
    match plain_address(request.uri()).filter(|_| is_page) {
        Some(address) => Redirect::to(&address).into_response(),
        None => next.run(request).await,
    }
}

/// The address without card numbers; none where there are none, or where nobody can read it.
fn plain_address(uri: &Uri) -> Option<String> {
    let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri).ok()?;
    let has_one = |(name, value): &(String, String)| {
        looks_like_card_number(name) || looks_like_card_number(value)
    };
    pairs
        .iter()
        .any(has_one)
        .then(|| without_card_numbers(uri.path(), &pairs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_loses_its_card_numbers_and_nothing_else() {
        let plain = |address: &str| plain_address(&address.parse().expect("an address"));
        assert_eq!(
            plain("/search?q=4111+1111+1111+1111&status=active").as_deref(),
            Some("/search?status=active&refused=card-number")
        );
        assert_eq!(
            plain("/staff?find=4111111111111111").as_deref(),
            Some("/staff")
        );
        for address in [
            "/search?q=acme*",
            "/search?q=%2B49+431+5501+2039",
            "/search",
        ] {
            assert_eq!(plain(address), None, "{address}");
        }
    }
}
