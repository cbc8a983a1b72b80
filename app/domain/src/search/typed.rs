//! The filters that were typed in the box, to be shown beside those that were chosen (FIND-3).

use serde::{Deserialize, Serialize};

use super::parse::{Piece, filters_of, pieces};
use super::query::{Filters, SearchRequest};
use super::widen::as_typed;
use crate::accounts::OrganizationType;

/// A filter that was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedFilter {
    /// What is filtered: "Status".
    pub label: String,
    /// Its values in words; a customer type as it was typed.
    pub values: String,
    /// What stands in the box without it.
    pub q_without: String,
}

impl SearchRequest {
    /// The filters that stand in the box, in their order. One without a value filters nothing and is none.
    #[must_use]
    pub fn typed_filters(&self) -> Vec<TypedFilter> {
        let pieces = pieces(&self.q);
        let without = |at: usize| {
            let others = pieces.iter().enumerate().filter(|(other, _)| *other != at);
            let words: Vec<String> = others.map(|(_, piece)| as_typed(piece)).collect();
            words.join(" ")
        };
        let filter = |(at, piece): (usize, &Piece<'_>)| match piece {
            Piece::Filter(name, values, _) => {
                let (label, values) = words(name, values)?;
                let (label, q_without) = (label.to_owned(), without(at));
                Some(TypedFilter {
                    label,
                    values,
                    q_without,
                })
            }
            Piece::Phrase(_) | Piece::Phone(..) | Piece::Word(_) => None,
        };
        pieces.iter().enumerate().filter_map(filter).collect()
    }
}

/// A filter and its values in words; none where it has no value.
fn words(name: &'static str, values: &str) -> Option<(&'static str, String)> {
    let Filters {
        statuses,
        organization_types,
        billing_days,
        countries,
        ..
    } = filters_of(name, values);
    let join = |words: Vec<String>| words.join(", ");
    let (label, values) = match name {
        "status" => {
            let label = |status: &crate::accounts::AccountStatus| status.label().to_owned();
            ("Status", join(statuses.iter().map(label).collect()))
        }
        "type" => {
            let label = |kind: &Option<OrganizationType>| {
                kind.map_or("No type", OrganizationType::label).to_owned()
            };
            ("Type", join(organization_types.iter().map(label).collect()))
        }
        "dom" => {
            let days = billing_days.iter().map(ToString::to_string);
            ("Billing day", join(days.collect()))
        }
        "country" => {
            let codes = countries.iter().map(|code| code.to_uppercase());
            ("Country", join(codes.collect()))
        }
        "customer" => ("Customer type", values.trim().to_owned()),
        "company" => ("Company", values.trim().to_owned()),
        "email" => ("E-mail", values.trim().to_owned()),
        _ => ("Phone", values.trim().to_owned()),
    };
    (!values.is_empty()).then_some((label, values))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(q: &str) -> Vec<(String, String)> {
        let request = SearchRequest {
            q: q.to_owned(),
            ..SearchRequest::default()
        };
        let filters = request.typed_filters().into_iter();
        filters
            .map(|filter| {
                let words = format!("{}: {}", filter.label, filter.values);
                (words, filter.q_without)
            })
            .collect()
    }

    #[test]
    fn a_typed_filter_is_said_in_words_and_goes_without_the_others() {
        for (q, words, without) in [
            ("smi status:inactive", "Status: Inactive", "smi"),
            ("status:ina,clo smi", "Status: Inactive, Closed", "smi"),
            ("type:none 4 harbour", "Type: No type", "4 harbour"),
            ("dom:31 \"acme h\"", "Billing day: 31", "\"acme h\""),
            ("country:de 0170 55", "Country: DE", "0170 55"),
            ("a COMPANY:\"Acme Ltd\" b", "Company: Acme Ltd", "a b"),
            ("customer:gold", "Customer type: gold", ""),
        ] {
            assert_eq!(typed(q), [(words.to_owned(), without.to_owned())], "{q}");
        }
    }

    #[test]
    fn of_two_each_leaves_the_other() {
        let typed = typed("status:active smi type:site");
        let without: Vec<&str> = typed.iter().map(|(_, q)| q.as_str()).collect();
        assert_eq!(without, ["smi type:site", "status:active smi"]);
    }

    #[test]
    fn what_filters_nothing_is_no_filter() {
        for q in ["smi", "status:", "10:30", "status:gone"] {
            assert_eq!(typed(q), [], "{q}");
        }
    }
}
