//! The lists that forms offer: customer types from the database, the rest from the standards.

mod customer_types;
mod standard;

use domain::access::{Action, Actor};
use domain::lists::{Choice, FormLists};
use sqlx::PgConnection;

use crate::Store;
use crate::error::Result;

pub use customer_types::{
    customer_type_add, customer_type_rename, customer_type_restore, customer_type_retire,
    customer_types_list,
};
pub use standard::{countries, currencies, languages};

/// What the forms of an account offer.
///
/// # Errors
/// When the actor may not open accounts, or the database fails.
pub async fn form_lists(store: &Store, actor: &Actor) -> Result<FormLists> {
    actor.require(Action::ReadAccount)?;
    lists_read(&mut *store.pool().acquire().await?, None).await
}

/// As [`form_lists`], with the customer type that an account has even where it is retired: an
/// account may keep it.
pub(crate) async fn lists_read(conn: &mut PgConnection, kept: Option<&str>) -> Result<FormLists> {
    let customer_types: Vec<(String, String)> = sqlx::query_as(
        "SELECT code, name FROM customer_type WHERE retired_at IS NULL OR code = $1
         ORDER BY rank, name",
    )
    .bind(kept)
    .fetch_all(conn)
    .await?;
    Ok(FormLists {
        customer_types: customer_types
            .into_iter()
            .map(|(code, name)| Choice { code, name })
            .collect(),
        languages: languages().to_vec(),
        currencies: currencies().to_vec(),
        countries: countries().to_vec(),
        // There are no services yet, so none of them is waiting to become active (ACC-5).
        pending_email_services: Vec::new(),
    })
}
