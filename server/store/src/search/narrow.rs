//! What the database is asked for: conditions that every hit meets, and the statement under way.
//!
//! The conditions may let through what is no hit (a `*` that crosses from one value into the next);
//! `domain` decides on each candidate. They never lose one.

use domain::{
    accounts::{AccountStatus, OrganizationType},
    search::{Query, Tag, gram_tags, tag},
};
use sqlx::{Encode, Postgres, Type, postgres::PgArguments};

use crate::error::{Result, StoreError};

/// Conditions on `search_document` and on `search_sample`, which has the same columns.
#[derive(Clone, Debug, Default)]
pub(super) struct Narrow {
    /// Patterns for the body.
    pub(super) likes: Vec<String>,
    /// Of each group a document has one tag.
    pub(super) tag_groups: Vec<Vec<i32>>,
    /// Letters and pairs that short pieces of the patterns need; of use where they are rare.
    pub(super) grams: Vec<i32>,
    /// Statuses; empty for any.
    pub(super) statuses: Vec<&'static str>,
    /// Organization types, empty text for none; empty for any.
    pub(super) organization_types: Vec<&'static str>,
    /// Customer types; empty for any.
    pub(super) customer_types: Vec<String>,
    /// Whether a pattern has three letters in a row or a beginning: the trigram index serves it.
    pub(super) has_trigrams: bool,
}

impl Narrow {
    /// The conditions of a query. Its grams are all that could help; the estimate keeps the rare.
    pub(super) fn of(query: &Query) -> Self {
        let mut narrow = Self {
            tag_groups: query.filters.tag_groups(),
            statuses: query
                .filters
                .statuses
                .iter()
                .map(|status| status.code())
                .collect(),
            organization_types: query
                .filters
                .organization_types
                .iter()
                .map(|kind| kind.map_or("", OrganizationType::code))
                .collect(),
            customer_types: query.filters.customer_types.clone(),
            ..Self::default()
        };
        for term in &query.terms {
            narrow.likes.push(term.like());
            for piece in term.pattern.pieces() {
                narrow.piece_add(piece);
            }
        }
        narrow.grams.sort_unstable();
        narrow.grams.dedup();
        narrow
    }

    fn piece_add(&mut self, piece: &str) {
        // Begun words and three letters make trigrams; signs are none to pg_trgm.
        let word = |c: char| c.is_alphanumeric();
        let longest = piece
            .split(|c| !word(c))
            .map(|run| run.chars().count())
            .max()
            .unwrap_or(0);
        self.has_trigrams |= longest >= 3
            || (piece.starts_with(' ') && longest > 0)
            || (piece.ends_with(' ') && longest >= 2);
        if longest >= 3 {
            return;
        }
        let mut grams = Vec::new();
        gram_tags(piece, &mut grams);
        if piece.chars().count() > 1 {
            // The pairs imply their letters.
            let letters: Vec<i32> = piece
                .chars()
                .map(|c| tag(Tag::Gram, &c.to_string()))
                .collect();
            grams.retain(|gram| !letters.contains(gram));
        }
        self.grams.extend(grams);
    }

    /// Whether the gram indexes serve the conditions.
    pub(super) fn is_indexed(&self) -> bool {
        self.has_trigrams || !self.grams.is_empty() || !self.tag_groups.is_empty()
    }

    /// Whether there are conditions on status, organization type or customer type.
    pub(super) fn has_facets(&self) -> bool {
        !(self.statuses.is_empty()
            && self.organization_types.is_empty()
            && self.customer_types.is_empty())
    }

    /// The conditions on body and tags, each with `AND` before it.
    pub(super) fn text_sql(&self, statement: &mut Statement) -> Result<String> {
        let mut sql = String::new();
        for like in &self.likes {
            let like = statement.bind(like.clone())?;
            sql.push_str(&format!(" AND body LIKE {like}"));
        }
        for group in &self.tag_groups {
            let group = statement.bind(group.clone())?;
            sql.push_str(&format!(" AND tags && {group}::integer[]"));
        }
        if !self.grams.is_empty() {
            let grams = statement.bind(self.grams.clone())?;
            sql.push_str(&format!(" AND tags @> {grams}::integer[]"));
        }
        Ok(sql)
    }

    /// The conditions on status, organization type and customer type, each with `AND` before it.
    pub(super) fn facet_sql(&self, statement: &mut Statement) -> Result<String> {
        let owned = |list: &[&str]| {
            list.iter()
                .map(|text| (*text).to_owned())
                .collect::<Vec<_>>()
        };
        let mut sql = String::new();
        for (column, values) in [
            ("status", owned(&self.statuses)),
            ("organization_type", owned(&self.organization_types)),
            ("customer_type", self.customer_types.clone()),
        ] {
            if !values.is_empty() {
                let values = statement.bind(values)?;
                sql.push_str(&format!(" AND {column} = ANY({values}::text[])"));
            }
        }
        Ok(sql)
    }

    /// One condition per combination of the filtered values, for the index that has them first;
    /// none where there are too many to walk side by side.
    pub(super) fn facet_branches(
        &self,
        all_customer_types: &[String],
        statement: &mut Statement,
    ) -> Result<Option<Vec<String>>> {
        const MOST: usize = 48;
        let or_all = |list: &[&'static str], all: Vec<&'static str>| {
            if list.is_empty() { all } else { list.to_vec() }
        };
        let statuses = or_all(
            &self.statuses,
            AccountStatus::ALL.iter().map(|s| s.code()).collect(),
        );
        let mut kinds: Vec<&str> = OrganizationType::ALL
            .iter()
            .map(|kind| kind.code())
            .collect();
        kinds.push("");
        let kinds = or_all(&self.organization_types, kinds);
        let customers = if self.customer_types.is_empty() {
            all_customer_types
        } else {
            &self.customer_types
        };
        if statuses.len() * kinds.len() * customers.len() > MOST {
            return Ok(None);
        }
        let customers = customers
            .iter()
            .map(|customer| statement.bind(customer.clone()))
            .collect::<Result<Vec<_>>>()?;
        let mut branches = Vec::new();
        for status in &statuses {
            for kind in &kinds {
                for customer in &customers {
                    // The codes are ours: no text of a person stands in the statement.
                    branches.push(format!(
                        "status = '{status}' AND organization_type = '{kind}' AND customer_type = {customer}"
                    ));
                }
            }
        }
        Ok(Some(branches))
    }
}

/// A statement being put together. Only codes of ours and places of arguments get into its text.
#[derive(Default)]
pub(super) struct Statement {
    arguments: PgArguments,
    count: usize,
}

impl Statement {
    /// Adds an argument; answers with its place, such as `$3`.
    pub(super) fn bind<'q, T>(&mut self, value: T) -> Result<String>
    where
        T: Encode<'q, Postgres> + Type<Postgres>,
    {
        use sqlx::Arguments as _;
        self.arguments.add(value).map_err(|error| {
            StoreError::Internal(format!("an argument cannot be sent: {error}"))
        })?;
        self.count += 1;
        Ok(format!("${}", self.count))
    }

    /// The arguments, in order.
    pub(super) fn arguments(self) -> PgArguments {
        self.arguments
    }
}
