//! A search as it stands in the address bar, and the addresses that change one thing about it.

use domain::search::SearchRequest;
use leptos_router::params::ParamsMap;

use crate::ui::SortDirection;

/// Reads the search from the address.
pub fn request_read(query: &ParamsMap) -> SearchRequest {
    let value = |name: &str| query.get(name).unwrap_or_default();
    SearchRequest {
        q: value("q"),
        status: value("status"),
        organization_type: value("type"),
        customer: value("customer"),
        company: value("company"),
        sort: value("sort"),
        after: value("after"),
    }
}

/// Which way the results are sorted by this key, if they are.
pub fn sorted_by(request: &SearchRequest, key: &str) -> Option<SortDirection> {
    match request.sort.strip_prefix('-') {
        Some(sort) if sort == key => Some(SortDirection::Descending),
        None if request.sort == key => Some(SortDirection::Ascending),
        _ => None,
    }
}

/// The search with the next order by this key: up, then down, then as before.
pub fn sort_next(request: &SearchRequest, key: &str) -> SearchRequest {
    let sort = match sorted_by(request, key) {
        None => key.to_owned(),
        Some(SortDirection::Ascending) => format!("-{key}"),
        Some(SortDirection::Descending) => String::new(),
    };
    SearchRequest {
        sort,
        after: String::new(),
        ..request.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_sorts_up_then_down_then_as_before() {
        let mut request = SearchRequest::default();
        for sort in ["city", "-city", ""] {
            request = sort_next(&request, "city");
            assert_eq!(request.sort, sort);
        }
    }

    #[test]
    fn another_order_begins_at_the_first_page() {
        let request = SearchRequest {
            after: "2.7.x".to_owned(),
            ..SearchRequest::default()
        };
        assert!(sort_next(&request, "due").after.is_empty());
    }
}
