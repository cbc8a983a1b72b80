//! Search: the query language, folding, matching, marking. Pure; `store` narrows in the database
//! and decides here (FIND-1 to FIND-6).

mod document;
mod fold;
mod phone;

pub use document::{
    Field, NAME_LIMIT, SearchContact, SearchDocument, SearchSource, Tag, body_values, gram_tags,
    tag,
};
pub use fold::{Mapped, fold, fold_mapped};
pub use phone::{phone_forms, phone_typed};
