//! Staff users: made, changed, disabled by an administrator; each changes their own password
//! (SEC-1, SEC-2). Every change is audited.

mod change;
mod password;

pub use change::{staff_user_change, staff_user_disable, staff_user_enable};
pub use password::{password_change, staff_user_password_reset};

use self::password::password_ensure_first;

use domain::access::{Action, Actor, Role};
use domain::audit::{Change, ChangeKind};
use domain::ids::StaffUserId;
use domain::staff::{NewStaffUser, StaffUserInput, StaffUserPage, StaffUserView, StaffWanted};
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Row};
use uuid::Uuid;

use crate::Store;
use crate::audit::AuditEntry;
use crate::error::{Result, StoreError};
use crate::operations::Operation;
use crate::password::password_hash;
use crate::session::role_read;

/// Staff users on a page of the list.
const PAGE: usize = 100;

/// Makes a staff user.
///
/// # Errors
/// [`StoreError::Refused`] without the right, [`StoreError::Invalid`] with a sentence per field,
/// also where the login is taken; [`StoreError::Conflict`] where the operation id was used for other
/// input.
pub async fn staff_user_add(
    store: &Store,
    actor: &Actor,
    operation_id: &str,
    input: &StaffUserInput,
) -> Result<StaffUserId> {
    actor.require(Action::ManageStaff)?;
    let named = (&input.login, &input.display_name, &input.role);
    let operation = Operation::new(actor, operation_id, &("add a staff user", named))?;
    let NewStaffUser {
        login,
        display_name,
        role,
        password,
    } = input.parse().map_err(StoreError::Invalid)?;
    let hash = password_hash(password.clone()).await?;
    let id = StaffUserId::from_uuid(Uuid::now_v7());
    let mut transaction = store.begin().await?;
    if let Some(first_answer) = operation.begin(&mut transaction).await? {
        password_ensure_first(&mut transaction, first_answer, password).await?;
        return Ok(first_answer);
    }
    sqlx::query(
        "INSERT INTO staff_user (id, login, display_name, role, password_hash)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(id.uuid())
    .bind(&login)
    .bind(&display_name)
    .bind(role.code())
    .bind(hash)
    .execute(&mut *transaction)
    .await
    .map_err(|error| taken(error.into()))?;
    let changes = [
        Change::between("Login", "", &login),
        Change::between("Name", "", &display_name),
        Change::between("Role", "", role.label()),
    ];
    let changes = changes.into_iter().flatten().collect();
    audit(&mut transaction, actor, &operation, (id, "added"), changes).await?;
    operation.finish(&mut transaction, &id).await?;
    transaction.commit().await?;
    Ok(id)
}

/// A page of the staff users that are wanted, those who may sign in first, by name.
///
/// # Errors
/// [`StoreError::Refused`] without the right, [`StoreError::Invalid`] at `find` where no name could have
/// this in it.
pub async fn staff_user_list(
    store: &Store,
    actor: &Actor,
    wanted: &StaffWanted,
) -> Result<StaffUserPage> {
    actor.require(Action::ManageStaff)?;
    let find = wanted.find_parse().map_err(StoreError::Invalid)?;
    let statement = format!(
        "{USERS}
         WHERE (strpos(lower(display_name), lower($1)) > 0 OR strpos(login, lower($1)) > 0)
           AND ($2::uuid IS NULL OR (disabled_at IS NOT NULL, lower(display_name), id) >
                (SELECT disabled_at IS NOT NULL, lower(display_name), id
                 FROM staff_user WHERE id = $2))
         ORDER BY disabled_at IS NOT NULL, lower(display_name), id LIMIT $3"
    );
    let rows = sqlx::query(AssertSqlSafe(statement))
        .bind(find)
        .bind(wanted.after.map(|after| after.uuid()))
        .bind(PAGE as i64 + 1)
        .fetch_all(store.pool())
        .await?;
    let has_more = rows.len() > PAGE;
    let users: Vec<StaffUserView> = (rows.iter().take(PAGE))
        .map(view_read)
        .collect::<Result<_>>()?;
    let next = users.last().filter(|_| has_more).map(|user| user.id);
    Ok(StaffUserPage { users, next })
}

const USERS: &str = "
    SELECT id, login, display_name, role, disabled_at, version,
           (SELECT max(created_at) FROM session WHERE staff_user_id = u.id) AS last_signed_in_at
    FROM staff_user u";

/// One staff user as shown.
async fn user_read(connection: &mut PgConnection, id: StaffUserId) -> Result<StaffUserView> {
    let row = sqlx::query(AssertSqlSafe(format!("{USERS} WHERE id = $1")))
        .bind(id.uuid())
        .fetch_one(connection)
        .await?;
    view_read(&row)
}

fn view_read(row: &PgRow) -> Result<StaffUserView> {
    Ok(StaffUserView {
        id: StaffUserId::from_uuid(row.try_get("id")?),
        login: row.try_get("login")?,
        display_name: row.try_get("display_name")?,
        role: role_read(row.try_get("role")?)?,
        disabled_at: row.try_get("disabled_at")?,
        last_signed_in_at: row.try_get("last_signed_in_at")?,
        version: row.try_get("version")?,
    })
}

/// A staff user as stored, locked until the transaction ends.
#[derive(Debug)]
struct Stored {
    id: StaffUserId,
    login: String,
    display_name: String,
    role: Role,
    is_disabled: bool,
    password_hash: String,
    version: i32,
}

/// Locks and reads a staff user.
async fn lock(connection: &mut PgConnection, id: StaffUserId) -> Result<Stored> {
    let row = sqlx::query(
        "SELECT login, display_name, role, disabled_at IS NOT NULL AS is_disabled, password_hash,
                version
         FROM staff_user WHERE id = $1 FOR UPDATE",
    )
    .bind(id.uuid())
    .fetch_optional(connection)
    .await?
    .ok_or_else(|| StoreError::NotFound("such staff user".to_owned()))?;
    Ok(Stored {
        id,
        login: row.try_get("login")?,
        display_name: row.try_get("display_name")?,
        role: role_read(row.try_get("role")?)?,
        is_disabled: row.try_get("is_disabled")?,
        password_hash: row.try_get("password_hash")?,
        version: row.try_get("version")?,
    })
}

/// Writes what was done to a staff user.
async fn audit(
    connection: &mut PgConnection,
    actor: &Actor,
    operation: &Operation,
    (user, note): (StaffUserId, &str),
    changes: Vec<Change>,
) -> Result<()> {
    let entry = AuditEntry {
        object: Some(user.uuid()),
        operation: Some(operation.id),
        note,
        changes,
        ..AuditEntry::new(actor, ChangeKind::StaffUserChanged)
    };
    entry.write(connection).await?;
    Ok(())
}

/// Says a taken login beside its field.
fn taken(error: StoreError) -> StoreError {
    match error.constraint() {
        Some("staff_user_login_key") => {
            let mut fields = domain::fields::FieldErrors::default();
            fields.push("login", "taken", "Another staff user has this login.");
            StoreError::Invalid(fields)
        }
        _ => error,
    }
}
