//! Addresses of searches, without card numbers.

use domain::card::looks_like_card_number;
use domain::search::SearchRequest;
use leptos_router::StaticSegment;

use super::query::{any, said_without_card, with_query};

/// Address of Search.
pub fn search() -> &'static str {
    "/search"
}

/// Address of the results of a search. A card number is kept out of it: addresses are remembered by
/// browsers and sent along (SEC-3).
pub fn search_for(text: &str) -> String {
    match looks_like_card_number(text) {
        true => search().to_owned(),
        false => with_query(search(), &[("q", text)], any),
    }
}

/// What the address of Search says where a card number was taken out of it.
pub const REFUSED: &str = "refused";

/// Address of what is asked for by an address with a card number in it: its path, and those pairs of its
/// query that have none. Search says what it left out.
#[cfg(feature = "ssr")]
pub fn without_card_numbers(path: &str, pairs: &[(String, String)]) -> String {
    let is_plain = |text: &str| !looks_like_card_number(text);
    let mut plain: Vec<(&str, &str)> = (pairs.iter())
        .filter(|(name, value)| is_plain(name) && is_plain(value))
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    if path == search() {
        plain.push((REFUSED, "card-number"));
    }
    with_query(path, &plain, any)
}

/// The page of Search.
pub const SEARCH: StaticSegment<&str> = StaticSegment("search");

/// Address of a search with its filters, order and page; as [`search_for`] without card numbers.
pub fn search_page(request: &SearchRequest) -> String {
    let pairs = [
        ("q", &*request.q),
        ("status", &request.status),
        ("type", &request.organization_type),
        ("customer", &request.customer),
        ("company", &request.company),
        ("sort", &request.sort),
        ("after", &request.after),
    ];
    with_query(search(), &pairs, said_without_card)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_searched_text_survives_the_address() {
        assert_eq!(
            search_for("acme* & Söhne"),
            "/search?q=acme*%20%26%20S%C3%B6hne"
        );
        assert_eq!(search_for("100%_\\"), "/search?q=100%25_%5C");
    }

    #[test]
    fn a_card_number_stands_in_no_address_of_a_search() {
        let card = "4111 1111 1111 1111 12/28 123";
        assert_eq!(search_for(card), "/search");
        let request = SearchRequest {
            q: card.to_owned(),
            company: card.to_owned(),
            status: "active".to_owned(),
            ..SearchRequest::default()
        };
        assert_eq!(search_page(&request), "/search?status=active");
    }
}
