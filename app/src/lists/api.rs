//! Server functions of the configurable lists.

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

/// Gives a customer type another name; its accounts keep it.
///
/// # Errors
/// When the role may not, or the name does not hold or is taken.
#[server(endpoint = "lists/customer-types/rename", protocol = Wire)]
pub async fn customer_type_rename(code: String, name: String) -> AppResult<()> {
    let request = crate::server::request()?;
    Ok(store::lists::customer_type_rename(&request.store, &request.actor, &code, &name).await?)
}

/// Takes a customer type out of what can be chosen, or puts it back.
///
/// # Errors
/// When the role may not, or there is no such type.
#[server(endpoint = "lists/customer-types/retire", protocol = Wire)]
pub async fn customer_type_retire(code: String, retire: bool) -> AppResult<()> {
    let request = crate::server::request()?;
    let (store, actor) = (&request.store, &request.actor);
    match retire {
        true => store::lists::customer_type_retire(store, actor, &code).await?,
        false => store::lists::customer_type_restore(store, actor, &code).await?,
    }
    Ok(())
}
