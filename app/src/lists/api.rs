//! Server functions of the configurable lists.

use domain::edits::EditOutcome;
use domain::lists::CustomerTypeView;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::errors::AppResult;
#[cfg(feature = "ssr")]
use crate::server::operation_new;
use crate::wire::Wire;

/// The list of customer types, with what is needed to change it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerTypesOpened {
    /// The types in their order.
    pub rows: Vec<CustomerTypeRow>,
    /// The operation id of adding one (decision 26).
    pub add_id: String,
}

/// A customer type in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerTypeRow {
    /// The type.
    pub kind: CustomerTypeView,
    /// The operation id of the next change of this type (decision 26).
    pub operation_id: String,
}

/// Customer types, retired ones too, in their order (ACC-4).
///
/// # Errors
/// When nobody is signed in or the role does not keep lists.
#[server(endpoint = "lists/customer-types", protocol = Wire)]
pub async fn customer_types() -> AppResult<CustomerTypesOpened> {
    let request = crate::server::request()?;
    let types = store::lists::customer_types_list(&request.store, &request.actor).await?;
    let rows = types.into_iter().map(|kind| CustomerTypeRow {
        kind,
        operation_id: operation_new(),
    });
    Ok(CustomerTypesOpened {
        rows: rows.collect(),
        add_id: operation_new(),
    })
}

/// Adds a customer type at the end of the list.
///
/// # Errors
/// When the role may not, or the name does not hold or is taken.
#[server(endpoint = "lists/customer-types/add", protocol = Wire)]
pub async fn customer_type_add(operation_id: String, name: String) -> AppResult<()> {
    let request = crate::server::request()?;
    let (store, actor) = (&request.store, &request.actor);
    store::lists::customer_type_add(store, actor, &operation_id, &name).await?;
    Ok(())
}

/// Gives a customer type another name than `was`, unless somebody else did meanwhile; its accounts keep
/// it (ACC-6).
///
/// # Errors
/// When the role may not, or the name does not hold or is taken.
#[server(endpoint = "lists/customer-types/rename", protocol = Wire)]
pub async fn customer_type_rename(
    code: String,
    operation_id: String,
    was: String,
    name: String,
) -> AppResult<EditOutcome<(), String>> {
    let request = crate::server::request()?;
    let (store, actor) = (&request.store, &request.actor);
    let rename = store::lists::customer_type_rename;
    Ok(rename(store, actor, &code, &operation_id, (&was, &name)).await?)
}

/// Takes a customer type that is shown as `was` out of what can be chosen, or puts it back. Answers
/// the operation id of its undo.
///
/// # Errors
/// When the role may not, there is no such type, or it was renamed meanwhile.
#[server(endpoint = "lists/customer-types/retire", protocol = Wire)]
pub async fn customer_type_retire(
    code: String,
    operation_id: String,
    was: String,
    retire: bool,
) -> AppResult<String> {
    use store::lists::{customer_type_restore, customer_type_retire};
    let request = crate::server::request()?;
    let (store, actor) = (&request.store, &request.actor);
    match retire {
        true => customer_type_retire(store, actor, &code, &operation_id, &was).await?,
        false => customer_type_restore(store, actor, &code, &operation_id, &was).await?,
    }
    Ok(operation_new())
}
