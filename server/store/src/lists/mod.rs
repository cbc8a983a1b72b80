//! The lists that forms offer: customer types from the database, the rest from the standards.

mod customer_types;
mod standard;

use domain::access::{Action, Actor};
use domain::lists::{Choice, FormLists};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

use crate::Store;
use crate::entity::customer_type;
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
    lists_read(store, None).await
}

/// As [`form_lists`], with the customer type that an account has even where it is retired: an
/// account may keep it.
pub(crate) async fn lists_read(store: &Store, kept: Option<&str>) -> Result<FormLists> {
    let is_offered = customer_type::Column::RetiredAt.is_null();
    let types = customer_type::Entity::find()
        .filter(
            Condition::any()
                .add(is_offered)
                .add(customer_type::Column::Code.eq(kept)),
        )
        .order_by_asc(customer_type::Column::Rank)
        .order_by_asc(customer_type::Column::Name)
        .all(store.orm())
        .await?;
    let choice = |row: customer_type::Model| Choice {
        code: row.code,
        name: row.name,
    };
    Ok(FormLists {
        customer_types: types.into_iter().map(choice).collect(),
        languages: languages().to_vec(),
        currencies: currencies().to_vec(),
        countries: countries().to_vec(),
        // There are no services yet, so none of them is waiting to become active (ACC-5).
        pending_email_services: Vec::new(),
    })
}
