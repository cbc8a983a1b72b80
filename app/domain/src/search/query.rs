//! What was typed, read: terms that must all be found, and filters (FIND-2, FIND-3, FIND-6).

use serde::{Deserialize, Serialize};

use crate::{
    accounts::{AccountNumber, AccountStatus, OrganizationType},
    card::looks_like_card_number,
    fields::FieldErrors,
    search::{
        document::{Field, SearchDocument, body_values},
        fold::{fold, fold_mapped},
        marked::Marked,
        parse,
        pattern::Pattern,
        sort::Sort,
        tags::{Tag, tag},
    },
};

/// Characters that a search may have (FIND-6).
pub const QUERY_LIMIT: usize = 200;

/// Terms that a search may have.
pub const TERM_LIMIT: usize = 10;

/// A search as it comes from the address bar: texts, not yet read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct SearchRequest {
    /// What stands in the box, typed filters included.
    pub q: String,
    /// Chosen statuses, as after `status:`; empty for any.
    pub status: String,
    /// Chosen organization types, as after `type:`.
    pub organization_type: String,
    /// Chosen customer types, as after `customer:`.
    pub customer: String,
    /// Company name, as after `company:`.
    pub company: String,
    /// The order: code of a [`Sort`]; empty for the default.
    pub sort: String,
    /// Where the page begins: [`SearchPage::next`](crate::search::SearchPage::next) of the one before.
    pub after: String,
}

/// Why a search was not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// Longer than [`QUERY_LIMIT`].
    #[error("A search holds at most {QUERY_LIMIT} characters; this has {0}.")]
    TooLong(usize),
    /// More than [`TERM_LIMIT`] terms.
    #[error("A search holds at most {TERM_LIMIT} words; this has {0}.")]
    TooManyTerms(usize),
    /// What looks like a card number (SEC-3).
    #[error(
        "This looks like a card number. No account is found by one; please remove it. A phone number \
         may begin with +."
    )]
    CardNumber,
    /// A filter with a value that it does not have.
    #[error("The filter {filter}: has no “{value}”. It may be {known}.")]
    UnknownValue {
        /// The filter as typed.
        filter: &'static str,
        /// The value as typed, as far as a sentence repeats it ([`repeated`](crate::text::repeated)).
        value: String,
        /// The values there are.
        known: String,
    },
    /// An order that there is not. Nobody types one: the address is not repeated.
    #[error(
        "The results cannot be sorted like this. Please choose an order at the head of the list."
    )]
    UnknownSort,
    /// A page that does not follow any page.
    #[error("This page cannot be found. Please search again.")]
    UnknownPage,
}

impl QueryError {
    /// The same as the sentence beside the search box.
    #[must_use]
    pub fn field_errors(&self) -> FieldErrors {
        let mut errors = FieldErrors::default();
        errors.push("q", "search", self.to_string());
        errors
    }
}

/// One term: found in a value of the field, or of any field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// What is looked for.
    pub pattern: Pattern,
    /// Where; none for anywhere.
    pub field: Option<Field>,
    /// The folded term where it has no `*`: a number, e-mail, phone or login may be just that.
    pub whole: Option<String>,
}

impl Term {
    /// Whether a value of the body has it.
    #[must_use]
    pub fn is_in(&self, body: &str) -> bool {
        body_values(body).any(|(field, value)| {
            self.field.is_none_or(|wanted| wanted == field) && self.pattern.is_in(value)
        })
    }

    /// The condition for `LIKE` on the body; misses nothing.
    #[must_use]
    pub fn like(&self) -> String {
        self.pattern.like(self.field)
    }
}

/// The filters; an empty list lets everything pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Any of these statuses.
    pub statuses: Vec<AccountStatus>,
    /// Any of these organization types; none is one of them.
    pub organization_types: Vec<Option<OrganizationType>>,
    /// Any of these customer types: as typed, or their codes once [`Query::customer_types_find`] read
    /// them.
    pub customer_types: Vec<String>,
    /// A bill unit with any of these billing days.
    pub billing_days: Vec<u8>,
    /// A contact in any of these countries (folded ISO 3166 codes).
    pub countries: Vec<String>,
}

impl Filters {
    /// Whether everything passes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// For each filter of days and countries, the tags of which a document has one.
    #[must_use]
    pub fn tag_groups(&self) -> Vec<Vec<i32>> {
        let days = self
            .billing_days
            .iter()
            .map(|day| tag(Tag::BillingDay, &day.to_string()));
        let countries = self
            .countries
            .iter()
            .map(|country| tag(Tag::Country, country));
        [days.collect::<Vec<_>>(), countries.collect()]
            .into_iter()
            .filter(|group| !group.is_empty())
            .collect()
    }
}

/// How good a hit is; better ones come first (decision 23).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// The only term is the account's number, e-mail, phone or login as a whole.
    Whole,
    /// Several words stand in one value as they were typed ([`Query::together`]); told where all hits are
    /// at hand.
    Together,
    /// The account name begins with the first term.
    Begins,
    /// Any other hit.
    Other,
}

/// A search, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// All of them must be found.
    pub terms: Vec<Term>,
    /// All of them must hold.
    pub filters: Filters,
    /// Whether `*` alone asked for every account.
    pub everything: bool,
    /// Whether something was typed that has neither letters nor digits.
    pub unsearchable: bool,
    /// The order.
    pub sort: Sort,
}

impl Query {
    /// Reads a search.
    ///
    /// # Errors
    /// When it is too long, has what looks like a card number, or a filter or the order has a value that there is not.
    pub fn parse(request: &SearchRequest) -> Result<Self, QueryError> {
        let typed = [
            &request.q,
            &request.company,
            &request.status,
            &request.customer,
        ];
        for text in typed.into_iter().chain([&request.organization_type]) {
            // Bytes first: ten megabytes are refused without being walked.
            if text.len() > QUERY_LIMIT {
                let length = text.chars().count();
                if length > QUERY_LIMIT {
                    return Err(QueryError::TooLong(length));
                }
            }
            if looks_like_card_number(text) {
                return Err(QueryError::CardNumber);
            }
        }
        parse::query(request)
    }

    /// Whether nothing was asked: the box is empty and no filter is set.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.terms.is_empty() && self.filters.is_empty() && !self.everything && !self.unsearchable
    }

    /// Whether a document is a hit: the exact rule, which the database only narrows towards.
    #[must_use]
    pub fn matches(&self, document: &SearchDocument) -> bool {
        fn passes<T: PartialEq>(wanted: &[T], value: &T) -> bool {
            wanted.is_empty() || wanted.contains(value)
        }
        let filters = &self.filters;
        !self.unsearchable
            && passes(&filters.statuses, &document.status)
            && passes(&filters.organization_types, &document.organization_type)
            && passes(&filters.customer_types, &document.customer_type)
            && filters
                .tag_groups()
                .iter()
                .all(|group| group.iter().any(|tag| document.tags.contains(tag)))
            && self.matches_body(&document.body)
    }

    /// Whether all terms are found in a body.
    #[must_use]
    pub fn matches_body(&self, body: &str) -> bool {
        self.terms.iter().all(|term| term.is_in(body))
    }

    /// The same search within names alone: what was to be found anywhere has to stand in the name.
    #[must_use]
    pub fn in_names(&self) -> Self {
        let mut query = self.clone();
        for term in &mut query.terms {
            term.field = term.field.or(Some(Field::Name));
        }
        query
    }

    /// The text that could be the whole of a number, e-mail, phone or login: the only term.
    #[must_use]
    pub fn whole(&self) -> Option<(Option<Field>, &str)> {
        match self.terms.as_slice() {
            [term] => term.whole.as_deref().map(|whole| (term.field, whole)),
            _ => None,
        }
    }

    /// The letters with which a name of rank [`Rank::Begins`] begins.
    #[must_use]
    pub fn beginning(&self) -> Option<&str> {
        let term = self.terms.first()?;
        match term.field {
            None => term.pattern.beginning(),
            Some(_) => None,
        }
    }

    /// How good a hit a document is by itself. `name` and `body` are those of the document.
    #[must_use]
    pub fn rank(&self, name: &str, body: &str) -> Rank {
        if let Some((wanted, whole)) = self.whole() {
            let is_whole = |(field, value): (Field, &str)| {
                field.is_identity()
                    && wanted.is_none_or(|wanted| wanted == field)
                    && value.trim_matches(' ') == whole
            };
            if body_values(body).any(is_whole) {
                return Rank::Whole;
            }
        }
        match self.beginning() {
            Some(start) if name.starts_with(start) => Rank::Begins,
            _ => Rank::Other,
        }
    }

    /// The text of a value of this field with what was found in it marked.
    #[must_use]
    pub fn mark(&self, field: Field, text: &str) -> Marked {
        let mapped = fold_mapped(text);
        let value = format!(" {} ", mapped.folded);
        let mut marks = vec![false; text.len()];
        for term in &self.terms {
            let wanted = term.field.is_none_or(|wanted| wanted == field);
            for range in wanted
                .then(|| term.pattern.find(&value))
                .flatten()
                .into_iter()
                .flatten()
            {
                // One byte less: the value has a space before the folded text.
                for origin in (range.start.max(1)..range.end)
                    .filter(|at| value.as_bytes().get(*at) != Some(&b' '))
                    .filter_map(|at| mapped.origins.get(at - 1))
                {
                    marks[origin.clone()].fill(true);
                }
            }
        }
        let mut pieces: Vec<(String, bool)> = Vec::new();
        for (at, c) in text.char_indices() {
            match pieces.last_mut() {
                Some((piece, marked)) if *marked == marks[at] => piece.push(c),
                _ => pieces.push((c.to_string(), marks[at])),
            }
        }
        Marked(pieces)
    }

    /// The account number with what was found in it marked: `A-00000042` where `42` was typed.
    #[must_use]
    pub fn mark_number(&self, number: AccountNumber) -> Marked {
        let shown = number.to_string();
        let bare = number.get().to_string();
        let (head, digits) = shown.split_at(2);
        let whole = self.mark(Field::Number, digits);
        let zeros = &digits[..digits.len() - bare.len()];
        let mut pieces = vec![(head.to_owned(), false)];
        if whole.is_hit() || zeros.is_empty() {
            pieces.extend(whole.0);
        } else {
            pieces.push((zeros.to_owned(), false));
            pieces.extend(self.mark(Field::Number, &bare).0);
        }
        Marked(pieces)
    }
}

/// A folded whole, unless nothing is left.
pub(super) fn whole(text: &str) -> Option<String> {
    Some(fold(text)).filter(|folded| !folded.is_empty())
}
