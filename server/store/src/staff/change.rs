//! Changing, disabling and enabling staff users.

use domain::access::{Action, Actor, Role};
use domain::audit::Change;
use domain::edits::EditOutcome;
use domain::fields::FieldErrors;
use domain::ids::StaffUserId;
use domain::staff::{NAME_LIMIT, StaffUserEdit, StaffUserView, role_check};
use domain::text::required_line_parse;
use sqlx::PgConnection;

use super::{Stored, audit, lock, user_read};
use crate::Store;
use crate::error::{Result, StoreError};
use crate::operations::Operation;
use crate::session::sessions_end;

/// Changes name and role. A new role counts from the person's next request. Where somebody changed
/// either since the form was opened nothing is saved, and the answer says what changed; whether the
/// person may sign in is another matter (ACC-6).
///
/// # Errors
/// [`StoreError::Refused`] without the right, [`StoreError::Invalid`] with a sentence per field,
/// [`StoreError::Conflict`] where nobody would be left to manage staff or the operation id was used for
/// other input.
pub async fn staff_user_change(
    store: &Store,
    actor: &Actor,
    id: StaffUserId,
    operation_id: &str,
    edit: &StaffUserEdit,
) -> Result<EditOutcome<(), StaffUserView>> {
    actor.require(Action::ManageStaff)?;
    let operation = Operation::new(actor, operation_id, &("change a staff user", id, edit))?;
    let mut errors = FieldErrors::default();
    let name = errors.check(
        "display_name",
        required_line_parse(&edit.typed.display_name, NAME_LIMIT),
    );
    let role = role_check(&mut errors, &edit.typed.role);
    let (Some(name), Some(role)) = (name, role) else {
        return Err(StoreError::Invalid(errors));
    };
    let mut transaction = store.begin().await?;
    if let Some(saved) = operation.begin(&mut transaction).await? {
        return Ok(EditOutcome::Saved { saved });
    }
    let stored = lock_among_administrators(&mut transaction, id).await?;
    if stored.version != edit.version {
        let now = user_read(&mut transaction, id).await?;
        let differences = edit.differences(&now);
        if !differences.is_empty() {
            return Ok(EditOutcome::Stale { now, differences });
        }
    }
    if stored.role == Role::Administrator && role != Role::Administrator {
        ensure_another_administrator(&mut transaction, &stored).await?;
    }
    let changes: Vec<Change> = [
        Change::between("Name", &stored.display_name, &name),
        Change::between("Role", stored.role.label(), role.label()),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !changes.is_empty() {
        sqlx::query(
            "UPDATE staff_user SET display_name = $2, role = $3, version = version + 1
             WHERE id = $1",
        )
        .bind(id.uuid())
        .bind(name)
        .bind(role.code())
        .execute(&mut *transaction)
        .await?;
        let what = (id, "changed");
        audit(&mut transaction, actor, &operation, what, changes).await?;
    }
    operation.finish(&mut transaction, &()).await?;
    transaction.commit().await?;
    Ok(EditOutcome::Saved { saved: () })
}

/// Keeps a staff user from signing in and ends their sessions. Disabling somebody who is disabled is a
/// success.
///
/// # Errors
/// [`StoreError::Refused`] without the right, [`StoreError::Conflict`] where nobody would be left
/// to manage staff or the operation id was used for other input.
pub async fn staff_user_disable(
    store: &Store,
    actor: &Actor,
    id: StaffUserId,
    operation_id: &str,
) -> Result<()> {
    allowed_set(store, actor, id, operation_id, false).await
}

/// Lets a disabled staff user sign in again, with the password they had. Enabling somebody who may sign
/// in is a success.
///
/// # Errors
/// [`StoreError::Refused`] without the right, [`StoreError::Conflict`] where the operation id was used
/// for other input.
pub async fn staff_user_enable(
    store: &Store,
    actor: &Actor,
    id: StaffUserId,
    operation_id: &str,
) -> Result<()> {
    allowed_set(store, actor, id, operation_id, true).await
}

/// Lets a staff user sign in or no longer; nothing where it is so already.
async fn allowed_set(
    store: &Store,
    actor: &Actor,
    id: StaffUserId,
    operation_id: &str,
    allow: bool,
) -> Result<()> {
    actor.require(Action::ManageStaff)?;
    let what = if allow { "enabled" } else { "disabled" };
    let operation = Operation::new(actor, operation_id, &(what, id))?;
    let mut transaction = store.begin().await?;
    if operation.begin::<()>(&mut transaction).await?.is_some() {
        return Ok(());
    }
    let stored = lock_among_administrators(&mut transaction, id).await?;
    if stored.is_disabled == allow {
        if !allow {
            if stored.role == Role::Administrator {
                ensure_another_administrator(&mut transaction, &stored).await?;
            }
            sessions_end(&mut transaction, id, None).await?;
        }
        sqlx::query(
            "UPDATE staff_user SET disabled_at = CASE WHEN NOT $2 THEN now() END,
                                   version = version + 1 WHERE id = $1",
        )
        .bind(id.uuid())
        .bind(allow)
        .execute(&mut *transaction)
        .await?;
        let (before, after) = match allow {
            true => ("Disabled", "Allowed"),
            false => ("Allowed", "Disabled"),
        };
        let change = Change::between("Sign-in", before, after);
        let changes = change.into_iter().collect();
        audit(&mut transaction, actor, &operation, (id, what), changes).await?;
    }
    operation.finish(&mut transaction, &()).await?;
    transaction.commit().await?;
    Ok(())
}

/// Locks a staff user; whoever takes an administrator away stands in line with whoever else does,
/// so that two cannot take the last two away at the same moment.
async fn lock_among_administrators(
    connection: &mut PgConnection,
    id: StaffUserId,
) -> Result<Stored> {
    sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended('administrators', 0))")
        .execute(&mut *connection)
        .await?;
    lock(connection, id).await
}

async fn ensure_another_administrator(connection: &mut PgConnection, but: &Stored) -> Result<()> {
    let is_left: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM staff_user
                        WHERE role = 'administrator' AND disabled_at IS NULL AND id <> $1)",
    )
    .bind(but.id.uuid())
    .fetch_one(connection)
    .await?;
    if is_left {
        return Ok(());
    }
    Err(StoreError::Conflict {
        code: "last_administrator",
        sentence: format!(
            "{} is the last administrator. Please make somebody else one first.",
            but.display_name
        ),
    })
}
