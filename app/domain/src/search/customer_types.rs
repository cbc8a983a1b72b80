//! Customer types as people ask for them: by code, by name, or by how either begins (FIND-3, ACC-4).

use super::fold::fold;
use super::query::{Query, QueryError};
use crate::text::repeated;

impl Query {
    /// Puts in place of each customer type that is asked for the codes of those that are meant:
    /// `known` has code and name of all there are, retired ones too. A whole code or name is meant
    /// before what only begins so: `customer:gold` leaves Gold Plus out.
    ///
    /// # Errors
    /// When a customer type is asked for that there is not: those there are, are named.
    pub fn customer_types_find(&mut self, known: &[(String, String)]) -> Result<(), QueryError> {
        let mut codes = Vec::new();
        for asked in &self.filters.customer_types {
            let found = meant(&key(asked), known);
            if found.is_empty() {
                let names: Vec<&str> = known.iter().map(|(_, name)| name.as_str()).collect();
                return Err(QueryError::UnknownValue {
                    filter: "customer",
                    value: repeated(asked),
                    known: names.join(", "),
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
}
