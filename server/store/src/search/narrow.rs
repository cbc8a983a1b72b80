//! What the database is asked for: conditions that every hit meets, and the statement under way.
//!
//! The conditions may let through what is no hit (a `*` that crosses from one value into the next);
//! `domain` decides on each candidate. They never lose one.

use domain::{
    accounts::{AccountStatus, OrganizationType},
    search::{
        Field, Query, Tag, Term, company_tags, digit_tags, edges_needed, gram_tags, is_digits, tag,
    },
};
use sqlx::{Encode, Postgres, Type, postgres::PgArguments};

use crate::{
    error::{Result, StoreError},
    search::{
        found::{Found, any},
        knowledge::{Knowledge, SampleRow},
        window::{Asked, windows_choose},
    },
};

/// Conditions on `search_document`.
#[derive(Clone, Debug, Default)]
pub(super) struct Narrow {
    /// Patterns for the body.
    likes: Vec<String>,
    /// Rare pieces of the patterns, by which the trigram index is asked.
    windows: Vec<String>,
    /// Of each group a document has one tag.
    tag_groups: Vec<Vec<i32>>,
    /// The same for statuses and types that few documents have: of use to the index only.
    facet_groups: Vec<Vec<i32>>,
    /// Tags that every hit has: the rare ones of the letters and pairs that short pieces of the
    /// patterns need and of the edges of words, digits, and how long words and companies begin.
    tags: Vec<i32>,
    /// Statuses; empty for any.
    statuses: Vec<&'static str>,
    /// Organization types, empty text for none; empty for any.
    organization_types: Vec<&'static str>,
    /// Customer types; empty for any.
    customer_types: Vec<String>,
    /// What the index finds by windows and tags.
    found: Found,
}

impl Narrow {
    /// The conditions of a query.
    pub(super) fn of(query: &Query, knowledge: &Knowledge) -> Self {
        let filters = &query.filters;
        let mut narrow = Self {
            likes: query.terms.iter().map(Term::like).collect(),
            tag_groups: filters.tag_groups(),
            statuses: filters.statuses.iter().map(|s| s.code()).collect(),
            organization_types: filters
                .organization_types
                .iter()
                .map(|kind| kind.map_or("", OrganizationType::code))
                .collect(),
            customer_types: filters.customer_types.clone(),
            ..Self::default()
        };
        narrow.facet_groups = narrow.facet_groups(knowledge);
        let mut pieces: Vec<String> = query
            .terms
            .iter()
            .flat_map(|term| term.pattern.pieces().iter().cloned())
            .collect();
        pieces.retain(|piece| {
            let mut tags = piece_grams(piece);
            tags.retain(|gram| !knowledge.common.contains(*gram));
            let whole = !tags.is_empty() && piece.chars().count() <= 2;
            narrow.tags.append(&mut tags);
            narrow.tags.extend(digits_choose(piece, knowledge));
            !whole
        });
        for term in &query.terms {
            let pieces = term.pattern.pieces();
            let rare = |edge: &i32| !knowledge.common.contains(*edge);
            narrow
                .tags
                .extend(edges_needed(pieces).into_iter().filter(rare));
            if term.field == Some(Field::Company) {
                for piece in pieces {
                    company_tags(piece, &mut narrow.tags);
                }
            }
        }
        narrow.tags.sort_unstable();
        narrow.tags.dedup();
        let mut found = narrow.found_by_tags(knowledge);
        for asked in windows_choose(&pieces, knowledge, &mut found) {
            match asked {
                Asked::Window(like) => narrow.windows.push(like),
                Asked::Beginning(tag) => narrow.tags.push(tag),
            }
        }
        narrow.found = found;
        narrow
    }

    /// What the index finds by the tags alone.
    fn found_by_tags(&self, knowledge: &Knowledge) -> Found {
        let mut found = Found::everything(knowledge);
        for tag in &self.tags {
            found.narrow(knowledge.tag_places(*tag), knowledge);
        }
        for group in self.tag_groups.iter().chain(&self.facet_groups) {
            let places = any(group.iter().map(|tag| knowledge.tag_places(*tag)));
            found.narrow(&places, knowledge);
        }
        found
    }

    /// Tags for the filters that few documents pass: then the index names only those.
    fn facet_groups(&self, knowledge: &Knowledge) -> Vec<Vec<i32>> {
        let group = |kind, codes: &[&str]| codes.iter().map(|code| tag(kind, code)).collect();
        let customers: Vec<&str> = self.customer_types.iter().map(String::as_str).collect();
        let groups: [Vec<i32>; 3] = [
            group(Tag::Status, &self.statuses),
            group(Tag::OrganizationType, &self.organization_types),
            group(Tag::CustomerType, &customers),
        ];
        let few = |group: &Vec<i32>| {
            let passing = group.iter().map(|tag| knowledge.tag_places(*tag).len());
            let passing: usize = passing.sum();
            !group.is_empty() && passing * 4 <= knowledge.sample.len()
        };
        groups.into_iter().filter(few).collect()
    }

    /// Conditions for documents of which this text is a whole value: the index is asked for its tag, or
    /// for what is asked anyway where its digits lead to it.
    pub(super) fn with_whole(&self, whole: &str) -> Self {
        let mut narrow = Self {
            facet_groups: Vec::new(),
            ..self.clone()
        };
        if is_digits(whole) {
            narrow.likes.push(format!("% {whole} %"));
        } else {
            narrow.tag_groups.push(vec![tag(Tag::Identity, whole)]);
            narrow.windows.clear();
        }
        narrow
    }

    /// Whether the gram indexes serve the conditions.
    pub(super) fn is_indexed(&self) -> bool {
        !self.windows.is_empty() || !self.tags.is_empty() || !self.tag_groups.is_empty()
    }

    /// Whether there are conditions on status, organization type or customer type.
    pub(super) fn has_facets(&self) -> bool {
        !(self.statuses.is_empty()
            && self.organization_types.is_empty()
            && self.customer_types.is_empty())
    }

    /// Whether a document of the sample has the status, organization type and customer type.
    pub(super) fn facets_pass(&self, row: &SampleRow) -> bool {
        fn passes<T: AsRef<str>>(wanted: &[T], value: &str) -> bool {
            wanted.is_empty() || wanted.iter().any(|wanted| wanted.as_ref() == value)
        }
        passes(&self.statuses, &row.status)
            && passes(&self.organization_types, &row.organization_type)
            && passes(&self.customer_types, &row.customer_type)
    }

    /// Places in the sample of what the index finds; none where it is asked for nothing.
    pub(super) fn found_places(&self) -> Option<&[usize]> {
        self.found.places()
    }

    /// The conditions on body and tags for rows that are read anyway, each with `AND` before it.
    pub(super) fn text_sql(&self, statement: &mut Statement) -> Result<String> {
        let mut sql = String::new();
        for like in &self.likes {
            let like = statement.bind(like.clone())?;
            sql.push_str(&format!(" AND body LIKE {like}"));
        }
        sql.push_str(&self.tags_sql(self.tag_groups.iter(), statement)?);
        Ok(sql)
    }

    /// The conditions on body and tags for the gram indexes, each with `AND` before it: the index is
    /// asked for the windows, the whole patterns are hidden from it.
    pub(super) fn index_sql(&self, statement: &mut Statement) -> Result<String> {
        let mut sql = String::new();
        for window in &self.windows {
            let window = statement.bind(window.clone())?;
            sql.push_str(&format!(" AND split_part(body, '#', 1) LIKE {window}"));
        }
        let groups = self.tag_groups.iter().chain(&self.facet_groups);
        sql.push_str(&self.tags_sql(groups, statement)?);
        for like in self
            .likes
            .iter()
            .filter(|like| !self.windows.contains(like))
        {
            let like = statement.bind(like.clone())?;
            sql.push_str(&format!(" AND (body || '') LIKE {like}"));
        }
        Ok(sql)
    }

    fn tags_sql<'g>(
        &self,
        groups: impl Iterator<Item = &'g Vec<i32>>,
        statement: &mut Statement,
    ) -> Result<String> {
        let mut sql = String::new();
        for group in groups {
            let group = statement.bind(group.clone())?;
            sql.push_str(&format!(" AND tags && {group}::integer[]"));
        }
        if !self.tags.is_empty() {
            let tags = statement.bind(self.tags.clone())?;
            sql.push_str(&format!(" AND tags @> {tags}::integer[]"));
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

/// Letters and pairs without which a document cannot hold a piece that is too short for trigrams.
fn piece_grams(piece: &str) -> Vec<i32> {
    // Signs are no letters to pg_trgm.
    let longest = piece
        .split(|c: char| !c.is_alphanumeric())
        .map(|run| run.chars().count())
        .max()
        .unwrap_or(0);
    let mut grams = Vec::new();
    if longest >= 3 {
        return grams;
    }
    gram_tags(piece, &mut grams);
    if piece.chars().count() > 1 {
        // The pairs imply their letters.
        let letters: Vec<i32> = piece
            .chars()
            .map(|c| tag(Tag::Gram, &c.to_string()))
            .collect();
        grams.retain(|gram| !letters.contains(gram));
    }
    grams
}

/// Tags of four digits without which a document cannot hold a piece: the three rarest.
fn digits_choose(piece: &str, knowledge: &Knowledge) -> Vec<i32> {
    let mut tags = Vec::new();
    digit_tags(piece, &mut tags);
    tags.sort_unstable();
    tags.dedup();
    tags.sort_by_key(|tag| knowledge.tag_places(*tag).len());
    tags.truncate(3);
    tags
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
