//! The written list of what needs no session (SEC-1).

use std::sync::LazyLock;

use http::Method;

/// One entry of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Public {
    /// The method.
    pub method: Method,
    /// The route as the router knows it, placeholders included.
    pub route: String,
}

static LIST: LazyLock<Vec<Public>> = LazyLock::new(|| read(include_str!("public.txt")));

/// The list, as it is written in `public.txt`.
#[must_use]
pub fn public() -> &'static [Public] {
    &LIST
}

/// Whether this route is on the list. HEAD asks for what GET asks for.
#[must_use]
pub fn is_public(method: &Method, route: &str) -> bool {
    let method = if method == Method::HEAD {
        &Method::GET
    } else {
        method
    };
    LIST.iter()
        .any(|entry| entry.method == *method && entry.route == route)
}

/// A line that cannot be read makes nothing public.
fn read(text: &str) -> Vec<Public> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let method = words.next()?.parse().ok()?;
            let route = words.next()?.to_owned();
            // Without a reason an entry does not count.
            words.next().map(|_| Public { method, route })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_without_a_reason_is_not_public() {
        assert!(read("GET /secret").is_empty());
        assert_eq!(read("GET /secret because").len(), 1);
    }

    #[test]
    fn only_the_listed_method_is_public() {
        assert!(is_public(&Method::POST, "/sign-in"));
        assert!(!is_public(&Method::DELETE, "/sign-in"));
        assert!(!is_public(&Method::GET, "/"));
    }
}
