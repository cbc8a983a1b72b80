//! Every address of the application. Nothing else writes a path.
//!
//! Constants are what the router matches; functions make the addresses that links lead to.

use leptos_router::StaticSegment;

/// The start page, and the frame around all console pages.
pub const ROOT: StaticSegment<&str> = StaticSegment("");
/// The design system, shown part by part.
pub const UI: StaticSegment<&str> = StaticSegment("ui");

/// The page to sign in on, outside the frame.
pub const SIGN_IN: StaticSegment<&str> = StaticSegment("sign-in");

/// Address of the page to sign in on; its form posts to the same.
pub fn sign_in() -> &'static str {
    "/sign-in"
}

/// The staff users, for administrators.
pub const STAFF: StaticSegment<&str> = StaticSegment("staff");

/// Address of the staff users.
pub fn staff() -> &'static str {
    "/staff"
}

/// One's own password and sessions.
pub const OWN_SIGN_IN: StaticSegment<&str> = StaticSegment("me");

/// Address of one's own password and sessions.
pub fn own_sign_in() -> &'static str {
    "/me"
}

/// Where the form that ends the session posts to.
pub fn sign_out() -> &'static str {
    "/sign-out"
}

/// Where the form that ends all sessions of a person posts to.
pub fn sign_out_everywhere() -> &'static str {
    "/sign-out-everywhere"
}

/// Address of the start page.
pub fn home() -> &'static str {
    "/"
}

/// Address of the page that shows every part of the design system.
pub fn ui() -> &'static str {
    "/ui"
}

/// Address of Search.
pub fn search() -> &'static str {
    "/search"
}

/// Address of the results of a search.
pub fn search_for(text: &str) -> String {
    format!("/search?q={}", query_value(text))
}

/// Address of Create account.
pub fn account_create() -> &'static str {
    "/accounts/new"
}

/// Address of the list of customer types.
pub fn customer_types() -> &'static str {
    "/lists/customer-types"
}

/// Encodes a text so that it can stand as a value in an address's query.
pub fn query_value(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'*' | b':' => {
                encoded.push(char::from(byte));
            }
            _ => {
                encoded.push('%');
                for half in [byte >> 4, byte & 15] {
                    encoded.extend(
                        char::from_digit(half.into(), 16).map(|digit| digit.to_ascii_uppercase()),
                    );
                }
            }
        }
    }
    encoded
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
}
