//! Server functions of staff users: who asks, read, one call of the store.

// Each argument becomes a field of the call, which the function's own words describe.
#![allow(missing_docs)]

use domain::edits::EditOutcome;
use domain::ids::StaffUserId;
use domain::staff::{StaffUserEdit, StaffUserPage, StaffUserView};
use leptos::prelude::*;

use crate::errors::AppResult;
use crate::wire::Wire;

/// A page of the staff users whose name or login has this in it, behind the one with the id `after`;
/// where both are empty, of all of them.
///
/// # Errors
/// When nobody is signed in or the role may not manage staff.
#[server(endpoint = "staff/list", protocol = Wire)]
pub async fn staff_list(
    #[server(default)] find: String,
    #[server(default)] after: String,
) -> AppResult<StaffUserPage> {
    let request = crate::server::request()?;
    let wanted = domain::staff::StaffWanted {
        find,
        after: after.parse().ok(),
    };
    Ok(store::staff::staff_user_list(&request.store, &request.actor, &wanted).await?)
}

/// Makes a staff user with a first password.
///
/// # Errors
/// As [`staff_list`]; with a sentence for each field that does not hold.
#[server(endpoint = "staff/add", protocol = Wire)]
pub async fn staff_add(
    login: String,
    display_name: String,
    role: String,
    password: String,
) -> AppResult<()> {
    let request = crate::server::request()?;
    let input = domain::staff::StaffUserInput {
        login,
        display_name,
        role,
        password,
    };
    store::staff::staff_user_add(&request.store, &request.actor, &input).await?;
    Ok(())
}

/// Changes name and role, unless somebody else did since the form was opened (ACC-6).
///
/// # Errors
/// As [`staff_add`].
#[server(endpoint = "staff/change", protocol = Wire)]
pub async fn staff_change(
    id: StaffUserId,
    edit: StaffUserEdit,
) -> AppResult<EditOutcome<(), StaffUserView>> {
    let request = crate::server::request()?;
    let (store, actor) = (&request.store, &request.actor);
    Ok(store::staff::staff_user_change(store, actor, id, &edit).await?)
}

/// Lets a staff user sign in, or no longer.
///
/// # Errors
/// As [`staff_list`]; where the last administrator would go.
#[server(endpoint = "staff/allow", protocol = Wire)]
pub async fn staff_allow(id: String, allowed: bool) -> AppResult<()> {
    let request = crate::server::request()?;
    let (store, actor, id) = (&request.store, &request.actor, user_id(&id)?);
    match allowed {
        true => store::staff::staff_user_enable(store, actor, id).await?,
        false => store::staff::staff_user_disable(store, actor, id).await?,
    }
    Ok(())
}

/// Gives a staff user a new password and ends their sessions.
///
/// # Errors
/// As [`staff_add`].
#[server(endpoint = "staff/password", protocol = Wire)]
pub async fn staff_password(id: String, password: String) -> AppResult<()> {
    let request = crate::server::request()?;
    let id = user_id(&id)?;
    store::staff::staff_user_password_reset(&request.store, &request.actor, id, &password).await?;
    Ok(())
}

#[cfg(feature = "ssr")]
fn user_id(text: &str) -> AppResult<domain::ids::StaffUserId> {
    text.parse()
        .map_err(|_| store::StoreError::NotFound("such staff user".to_owned()).into())
}
