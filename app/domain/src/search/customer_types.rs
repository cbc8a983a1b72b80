//! Customer types as people ask for them: by code, by name, or by how either begins (FIND-3, ACC-4).

use super::fold::fold;
use super::query::{Query, QueryError};
use crate::text::repeated;

/// The most characters of names in a sentence, but for the first name.
const NAMES: usize = 80;

impl Query {
    /// Puts in place of each customer type that is asked for the codes of those that are meant:
    /// `known` has code and name of all there are, retired ones too. A whole code or name is meant
    /// before what only begins so: `customer:gold` leaves Gold Plus out.
    ///
    /// # Errors
    /// When a customer type is asked for that there is not: of those there are, some are named.
    pub fn customer_types_find(&mut self, known: &[(String, String)]) -> Result<(), QueryError> {
        let mut codes = Vec::new();
        for asked in &self.filters.customer_types {
            let found = meant(&key(asked), known);
            if found.is_empty() {
                return Err(QueryError::UnknownValue {
                    filter: "customer",
                    value: repeated(asked),
                    known: names(known),
                });
            }
            codes.extend(found);
        }
        codes.sort_unstable();
        codes.dedup();
        self.filters.customer_types = codes;
        Ok(())
    }
}

fn meant(asked: &str, known: &[(String, String)]) -> Vec<String> {
    let those = |is_meant: &dyn Fn(&str) -> bool| -> Vec<String> {
        (known.iter())
            .filter(|(code, name)| is_meant(&key(code)) || is_meant(&key(name)))
            .map(|(code, _)| code.clone())
            .collect()
    };
    let whole = those(&|text| text == asked);
    match whole.is_empty() && !asked.is_empty() {
        true => those(&|text| text.starts_with(asked)),
        false => whole,
    }
}

/// As many of the names as a sentence bears, and how many others there are.
fn names(known: &[(String, String)]) -> String {
    let mut said = String::new();
    for (index, (_, name)) in known.iter().enumerate() {
        if said.chars().count() + name.chars().count() > NAMES && index > 0 {
            return match known.len() - index {
                1 => format!("{said} or one other"),
                others => format!("{said} or one of {others} others"),
            };
        }
        if index > 0 {
            said.push_str(", ");
        }
        said.push_str(name);
    }
    said
}

/// Blanks and case make no other customer type.
fn key(text: &str) -> String {
    fold(text).replace([' ', '_'], "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::SearchRequest;

    fn found(q: &str) -> Result<Vec<String>, String> {
        let known = [
            ("gold", "Gold"),
            ("gold_plus", "Gold Plus"),
            ("silver", "Partner, small"),
        ]
        .map(|(code, name)| (code.to_owned(), name.to_owned()));
        let request = SearchRequest {
            q: q.to_owned(),
            ..SearchRequest::default()
        };
        let mut query = Query::parse(&request).unwrap();
        query
            .customer_types_find(&known)
            .map_err(|error| error.to_string())?;
        Ok(query.filters.customer_types)
    }

    #[test]
    fn a_customer_type_is_found_by_its_name_its_code_and_how_they_begin() {
        for (q, codes) in [
            ("customer:\"Gold Plus\"", &["gold_plus"][..]),
            ("customer:\"gold plus\",silver", &["gold_plus", "silver"]),
            ("customer:silver,\"gold plus\"", &["gold_plus", "silver"]),
            ("customer:gold_plus", &["gold_plus"]),
            ("customer:gold", &["gold"]),
            ("customer:gol", &["gold", "gold_plus"]),
            ("customer:\"Partner small\"", &["silver"]),
            ("customer:\"Partner, small\",gold", &["gold", "silver"]),
            ("customer:part acme", &["silver"]),
            ("customer:\"gold plus\" acme", &["gold_plus"]),
            ("acme", &[]),
        ] {
            assert_eq!(found(q).unwrap(), codes, "{q}");
        }
    }

    #[test]
    fn a_customer_type_that_there_is_not_says_which_there_are() {
        assert_eq!(
            found("customer:iron").unwrap_err(),
            "The filter customer: has no “iron”. It may be Gold, Gold Plus, Partner, small."
        );
        assert!(found("customer:&").is_err());
    }

    #[test]
    fn of_many_customer_types_some_are_named() {
        let many = |count: usize| -> Vec<(String, String)> {
            let name = |nth: usize| format!("Customer type {nth:02}");
            (1..=count)
                .map(|nth| (nth.to_string(), name(nth)))
                .collect()
        };
        let first = "Customer type 01, Customer type 02, Customer type 03, Customer type 04";
        assert_eq!(names(&many(4)), first);
        assert_eq!(names(&many(5)), format!("{first} or one other"));
        assert_eq!(names(&many(99)), format!("{first} or one of 95 others"));
    }
}
