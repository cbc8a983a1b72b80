//! Changing passwords. Either way sessions end: who has an old one has no business here.

use domain::access::{Action, Actor};
use domain::fields::FieldErrors;
use domain::ids::{SessionId, StaffUserId};
use domain::staff::{password_normalize, password_parse};
use sqlx::PgConnection;

use super::{Stored, audit, lock};
use crate::Store;
use crate::error::{Result, StoreError};
use crate::password::{password_hash, password_verify};
use crate::session::{person, sessions_end};
use crate::throttle::{self, Turn};

/// Gives a staff user a new password and ends all their sessions. Only the person should know it
/// for long: they change it after signing in.
///
/// # Errors
/// [`StoreError::Refused`] without the right, [`StoreError::Invalid`] where the password will not
/// do.
pub async fn staff_user_password_reset(
    store: &Store,
    actor: &Actor,
    id: StaffUserId,
    password: &str,
) -> Result<()> {
    actor.require(Action::ManageStaff)?;
    let login = {
        let mut connection = store.pool().acquire().await?;
        login_of(&mut connection, id).await?
    };
    let hash = password_hash(checked("password", password, &login)?).await?;
    let mut transaction = store.pool().begin().await?;
    lock(&mut transaction, id).await?;
    password_store(&mut transaction, id, &hash).await?;
    sessions_end(&mut transaction, id, None).await?;
    audit(&mut transaction, actor, id, "password reset", Vec::new()).await?;
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
/// after too many tries, or where the password was changed meanwhile.
pub async fn password_change(
    store: &Store,
    actor: &Actor,
    session: SessionId,
    network: &str,
    current: &str,
    password: &str,
) -> Result<()> {
    let id = person(actor)?;
    let Stored {
        login,
        password_hash: known,
        ..
    } = {
        let mut transaction = store.pool().begin().await?;
        lock(&mut transaction, id).await?
    };
    let password = checked("password", password, &login)?;
    if let Turn::Wait { .. } = throttle::try_begin(store, &login, network).await? {
        return Err(StoreError::Conflict {
            code: "throttled",
            sentence: "Too many tries have failed. Please wait a while and try again.".to_owned(),
        });
    }
    if !password_verify(password_normalize(current), Some(known.clone())).await? {
        let mut errors = FieldErrors::default();
        errors.push("current", "wrong", "This is not your current password.");
        return Err(StoreError::Invalid(errors));
    }
    throttle::try_succeeded(store, &login, network).await?;
    let hash = password_hash(password).await?;
    let mut transaction = store.pool().begin().await?;
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
    audit(
        &mut transaction,
        actor,
        id,
        "own password changed",
        Vec::new(),
    )
    .await?;
    transaction.commit().await?;
    Ok(())
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
