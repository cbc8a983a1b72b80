//! Changing passwords. Either way sessions end: who has an old one has no business here.

use domain::access::{Action, Actor};
use domain::fields::FieldErrors;
use domain::ids::{SessionId, StaffUserId};
use domain::staff::{OwnPasswordInput, password_normalize, password_parse};
use sqlx::PgConnection;

use super::{Stored, audit, lock};
use crate::Store;
use crate::error::{Result, StoreError};
use crate::operations::{Operation, operation_reused};
use crate::password::{password_hash, password_verify};
use crate::session::{person, sessions_end};
use crate::throttle::{self, Turn};

/// Gives a staff user a new password and ends all their sessions. Only the person should know it
/// for long: they change it after signing in.
///
/// # Errors
/// [`StoreError::Refused`] without the right, [`StoreError::Invalid`] where the password will not
/// do, [`StoreError::Conflict`] where the operation id was used for other input.
pub async fn staff_user_password_reset(
    store: &Store,
    actor: &Actor,
    id: StaffUserId,
    operation_id: &str,
    password: &str,
) -> Result<()> {
    actor.require(Action::ManageStaff)?;
    let operation = Operation::new(actor, operation_id, &("reset a password", id))?;
    let login = {
        let mut connection = store.pool().acquire().await?;
        login_of(&mut connection, id).await?
    };
    let password = checked("password", password, &login)?;
    let hash = password_hash(password.clone()).await?;
    let mut transaction = store.begin().await?;
    if is_repeat(&mut transaction, &operation, id, &password).await? {
        return Ok(());
    }
    lock(&mut transaction, id).await?;
    password_store(&mut transaction, id, &hash).await?;
    sessions_end(&mut transaction, id, None).await?;
    let what = (id, "password reset");
    audit(&mut transaction, actor, &operation, what, Vec::new()).await?;
    operation.finish(&mut transaction, &()).await?;
    transaction.commit().await?;
    Ok(())
}

/// Changes the actor's own password. The session that asks stays, all others end (SEC-2).
///
/// `network` is where the request comes from: wrong guesses of the current password are throttled
/// like sign-ins.
///
/// # Errors
/// [`StoreError::Invalid`] with a sentence at `current` or `password`; [`StoreError::Conflict`]
/// after too many tries, where the password was changed meanwhile or the operation id was used for
/// another one.
pub async fn password_change(
    store: &Store,
    actor: &Actor,
    session: SessionId,
    network: &str,
    typed: &OwnPasswordInput,
) -> Result<()> {
    let id = person(actor)?;
    let operation = Operation::new(actor, &typed.operation_id, &"own password")?;
    let Stored {
        login,
        password_hash: known,
        ..
    } = {
        let mut transaction = store.begin().await?;
        lock(&mut transaction, id).await?
    };
    let password = checked("password", &typed.password, &login)?;
    if let Turn::Wait { .. } = throttle::try_begin(store, &login, network).await? {
        return Err(StoreError::Conflict {
            code: "throttled",
            sentence: "Too many tries have failed. Please wait a while and try again.".to_owned(),
        });
    }
    // Of a repeat the current password is the new one by now.
    let is_done = {
        let mut transaction = store.begin().await?;
        is_repeat(&mut transaction, &operation, id, &password).await?
    };
    let current = password_normalize(&typed.current);
    if !is_done && !password_verify(current, Some(known.clone())).await? {
        let mut errors = FieldErrors::default();
        errors.push("current", "wrong", "This is not your current password.");
        return Err(StoreError::Invalid(errors));
    }
    throttle::try_succeeded(store, &login, network).await?;
    if is_done {
        return Ok(());
    }
    let hash = password_hash(password.clone()).await?;
    let mut transaction = store.begin().await?;
    if is_repeat(&mut transaction, &operation, id, &password).await? {
        return Ok(());
    }
    // Re-checked under the lock: a reset meanwhile has the last word.
    if lock(&mut transaction, id).await?.password_hash != known {
        return Err(StoreError::Conflict {
            code: "stale",
            sentence: "Your password was changed meanwhile. Please sign in with the new one."
                .to_owned(),
        });
    }
    password_store(&mut transaction, id, &hash).await?;
    sessions_end(&mut transaction, id, Some(session)).await?;
    let what = (id, "own password changed");
    audit(&mut transaction, actor, &operation, what, Vec::new()).await?;
    operation.finish(&mut transaction, &()).await?;
    transaction.commit().await?;
    Ok(())
}

/// Whether this was done before, with this password for this staff user. Otherwise the transaction holds
/// the operation.
async fn is_repeat(
    connection: &mut PgConnection,
    operation: &Operation,
    id: StaffUserId,
    password: &str,
) -> Result<bool> {
    match operation.begin::<()>(connection).await? {
        Some(()) => {
            password_ensure_first(connection, id, password.to_owned()).await?;
            Ok(true)
        }
        None => Ok(false),
    }
}

/// Ensures that a repeat names the password that the first try gave: what is kept of an operation knows
/// no secret, the staff user's hash does (decision 26).
///
/// # Errors
/// [`StoreError::Conflict`] where it is another one, or it was changed since.
pub(super) async fn password_ensure_first(
    connection: &mut PgConnection,
    id: StaffUserId,
    password: String,
) -> Result<()> {
    let known = lock(connection, id).await?.password_hash;
    match password_verify(password, Some(known)).await? {
        true => Ok(()),
        false => Err(operation_reused()),
    }
}

async fn login_of(connection: &mut PgConnection, id: StaffUserId) -> Result<String> {
    sqlx::query_scalar("SELECT login FROM staff_user WHERE id = $1")
        .bind(id.uuid())
        .fetch_optional(connection)
        .await?
        .ok_or_else(|| StoreError::NotFound("such staff user".to_owned()))
}

async fn password_store(connection: &mut PgConnection, id: StaffUserId, hash: &str) -> Result<()> {
    sqlx::query(
        "UPDATE staff_user SET password_hash = $2, password_changed_at = now() WHERE id = $1",
    )
    .bind(id.uuid())
    .bind(hash)
    .execute(connection)
    .await?;
    Ok(())
}

fn checked(field: &str, password: &str, login: &str) -> Result<String> {
    let mut errors = FieldErrors::default();
    errors
        .check(field, password_parse(password, login))
        .ok_or(StoreError::Invalid(errors))
}
