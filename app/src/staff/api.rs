//! Server functions of staff users: who asks, read, one call of the store.

// Each argument becomes a field of the call, which the function's own words describe.
#![allow(missing_docs)]

use domain::edits::EditOutcome;
use domain::ids::StaffUserId;
use domain::staff::{StaffUserEdit, StaffUserView};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::errors::AppResult;
#[cfg(feature = "ssr")]
use crate::server::operation_new;
use crate::wire::Wire;

/// A page of staff users, with what is needed to change them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffOpened {
    /// The users: those who may sign in first, by name.
    pub rows: Vec<StaffUserRow>,
    /// Where the next page begins: hand it over as `after`. None at the end.
    pub next: Option<StaffUserId>,
    /// The operation id of adding a staff user (decision 26).
    pub add_id: String,
}

/// A staff user in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffUserRow {
    /// The user.
    pub user: StaffUserView,
    /// The operation id of the next change of this user (decision 26).
    pub operation_id: String,
}

/// A page of the staff users whose name or login has this in it, behind the one with the id `after`;
/// where both are empty, of all of them.
///
/// # Errors
/// When nobody is signed in or the role may not manage staff.
#[server(endpoint = "staff/list", protocol = Wire)]
pub async fn staff_list(
    #[server(default)] find: String,
    #[server(default)] after: String,
) -> AppResult<StaffOpened> {
    let request = crate::server::request()?;
    let wanted = domain::staff::StaffWanted {
        find,
        after: crate::server::address_read(&after)?,
    };
    let page = store::staff::staff_user_list(&request.store, &request.actor, &wanted).await?;
    let rows = page.users.into_iter().map(|user| StaffUserRow {
        user,
        operation_id: operation_new(),
    });
    Ok(StaffOpened {
        rows: rows.collect(),
        next: page.next,
        add_id: operation_new(),
    })
}

/// Makes a staff user with a first password.
///
/// # Errors
/// As [`staff_list`]; with a sentence for each field that does not hold.
#[server(endpoint = "staff/add", protocol = Wire)]
pub async fn staff_add(
    operation_id: String,
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
    let (store, actor) = (&request.store, &request.actor);
    store::staff::staff_user_add(store, actor, &operation_id, &input).await?;
    Ok(())
}

/// Changes name and role, unless somebody else did since the form was opened (ACC-6).
///
/// # Errors
/// As [`staff_add`].
#[server(endpoint = "staff/change", protocol = Wire)]
pub async fn staff_change(
    id: StaffUserId,
    operation_id: String,
    edit: StaffUserEdit,
) -> AppResult<EditOutcome<(), StaffUserView>> {
    let request = crate::server::request()?;
    let (store, actor) = (&request.store, &request.actor);
    Ok(store::staff::staff_user_change(store, actor, id, &operation_id, &edit).await?)
}

/// Lets a staff user sign in, or no longer. Answers the operation id of its undo.
///
/// # Errors
/// As [`staff_list`]; where the last administrator would go.
#[server(endpoint = "staff/allow", protocol = Wire)]
pub async fn staff_allow(id: String, operation_id: String, allowed: bool) -> AppResult<String> {
    use store::staff::{staff_user_disable, staff_user_enable};
    let request = crate::server::request()?;
    let (store, actor, id) = (&request.store, &request.actor, user_id(&id)?);
    match allowed {
        true => staff_user_enable(store, actor, id, &operation_id).await?,
        false => staff_user_disable(store, actor, id, &operation_id).await?,
    }
    Ok(operation_new())
}

/// Gives a staff user a new password and ends their sessions.
///
/// # Errors
/// As [`staff_add`].
#[server(endpoint = "staff/password", protocol = Wire)]
pub async fn staff_password(id: String, operation_id: String, password: String) -> AppResult<()> {
    let request = crate::server::request()?;
    let (store, actor, id) = (&request.store, &request.actor, user_id(&id)?);
    let reset = store::staff::staff_user_password_reset;
    reset(store, actor, id, &operation_id, &password).await?;
    Ok(())
}

#[cfg(feature = "ssr")]
fn user_id(text: &str) -> AppResult<domain::ids::StaffUserId> {
    text.parse()
        .map_err(|_| store::StoreError::NotFound("such staff user".to_owned()).into())
}
