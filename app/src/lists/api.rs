//! Server functions of the configurable lists.

use domain::edits::EditOutcome;
use domain::lists::CustomerTypeView;
use leptos::prelude::*;

use crate::errors::AppResult;
use crate::wire::Wire;

/// Customer types, retired ones too, in their order (ACC-4).
///
/// # Errors
/// When nobody is signed in or the role does not keep lists.
#[server(endpoint = "lists/customer-types", protocol = Wire)]
pub async fn customer_types() -> AppResult<Vec<CustomerTypeView>> {
    let request = crate::server::request()?;
    Ok(store::lists::customer_types_list(&request.store, &request.actor).await?)
}

/// Adds a customer type at the end of the list.
///
/// # Errors
/// When the role may not, or the name does not hold or is taken.
#[server(endpoint = "lists/customer-types/add", protocol = Wire)]
pub async fn customer_type_add(name: String) -> AppResult<()> {
    let request = crate::server::request()?;
    store::lists::customer_type_add(&request.store, &request.actor, &name).await?;
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
    was: String,
    name: String,
) -> AppResult<EditOutcome<(), String>> {
    let request = crate::server::request()?;
    let (store, actor) = (&request.store, &request.actor);
    Ok(store::lists::customer_type_rename(store, actor, &code, &was, &name).await?)
}

/// Takes a customer type that is shown as `was` out of what can be chosen, or puts it back.
///
/// # Errors
/// When the role may not, there is no such type, or it was renamed meanwhile.
#[server(endpoint = "lists/customer-types/retire", protocol = Wire)]
pub async fn customer_type_retire(code: String, was: String, retire: bool) -> AppResult<()> {
    let request = crate::server::request()?;
    let (store, actor) = (&request.store, &request.actor);
    match retire {
        true => store::lists::customer_type_retire(store, actor, &code, &was).await?,
        false => store::lists::customer_type_restore(store, actor, &code, &was).await?,
    }
    Ok(())
}
