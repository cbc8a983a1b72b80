//! Search: the query language, folding, matching, marking. Pure; `store` narrows in the database
//! and decides here (FIND-1 to FIND-6).

mod calling_codes;
mod customer_types;
mod document;
mod fold;
mod marked;
mod parse;
mod pattern;
mod phone;
mod query;
mod sort;
mod tags;
mod together;
mod typed;
mod view;
mod widen;

pub use document::{
    Field, NAME_LIMIT, SearchContact, SearchDocument, SearchSource, body_values, is_digits,
};
pub use fold::{Mapped, fold, fold_mapped, spelled};
pub use marked::Marked;
pub use pattern::Pattern;
pub use phone::{phone_forms, phone_typed};
pub use query::{Filters, QUERY_LIMIT, Query, QueryError, Rank, SearchRequest, TERM_LIMIT, Term};
pub use sort::{Sort, SortKey};
pub use tags::{
    BEGINNINGS, LATE, Tag, beginning_tags, company_tags, digit_tags, edge_tag, edge_tags,
    edges_needed, facet_tags, gram_tags, is_edge, tag,
};
pub use together::Together;
pub use typed::TypedFilter;
pub use view::{AccountPreview, Count, PreviewContact, PreviewParent, SearchHit, SearchPage};

#[cfg(test)]
mod tests;
