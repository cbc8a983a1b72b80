//! Customer types: the configurable list of ACC-4. A type in use is retired, never deleted.

use domain::access::{Action, Actor};
use domain::audit::{Change, ChangeKind};
use domain::edits::{EditOutcome, FieldDifference};
use domain::lists::{CustomerTypeView, customer_type_code, customer_type_name_parse};
use domain::text::repeated;
use sqlx::PgConnection;

use crate::Store;
use crate::audit::AuditEntry;
use crate::error::{Result, StoreError};
use crate::operations::{Operation, invalid};

const LIST: &str = "
    SELECT code, name, rank, retired_at IS NOT NULL,
           EXISTS (SELECT FROM account WHERE account.customer_type = customer_type.code)
    FROM customer_type ORDER BY rank, name";

/// Every customer type, retired ones too, in their rank.
///
/// # Errors
/// When the actor may not keep lists, or the database fails.
pub async fn customer_types_list(store: &Store, actor: &Actor) -> Result<Vec<CustomerTypeView>> {
    actor.require(Action::ManageLists)?;
    let rows: Vec<(String, String, i16, bool, bool)> =
        sqlx::query_as(LIST).fetch_all(store.pool()).await?;
    let view = |(code, name, rank, is_retired, is_used)| CustomerTypeView {
        code,
        name,
        rank,
        is_retired,
        is_used,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Adds a customer type at the end of the list and answers its code.
///
/// # Errors
/// When the actor may not keep lists, the name does not hold or is taken, the operation id was used for
/// other input, or the database fails.
pub async fn customer_type_add(
    store: &Store,
    actor: &Actor,
    operation_id: &str,
    name: &str,
) -> Result<String> {
    actor.require(Action::ManageLists)?;
    let operation = Operation::new(actor, operation_id, &("add a customer type", name))?;
    let name = name_parse(name)?;
    let code = customer_type_code(&name).map_err(StoreError::Invalid)?;
    let mut tx = store.begin().await?;
    if let Some(first_answer) = operation.begin(&mut tx).await? {
        return Ok(first_answer);
    }
    list_lock(&mut tx).await?;
    let added = sqlx::query(
        "INSERT INTO customer_type (code, name, rank)
         SELECT $1, $2, coalesce(max(rank), 0) + 1 FROM customer_type ON CONFLICT DO NOTHING",
    )
    .bind(&code)
    .bind(&name)
    .execute(&mut *tx)
    .await?;
    if added.rows_affected() == 0 {
        return Err(name_taken());
    }
    let change = Change {
        field: "Customer type".to_owned(),
        before: None,
        after: Some(name),
    };
    note(&mut tx, actor, &operation, change).await?;
    operation.finish(&mut tx, &code).await?;
    tx.commit().await?;
    Ok(code)
}

/// Gives a customer type another name than `was`, under which it was shown. Accounts that have it
/// show the new one; the history keeps the old. Where somebody renamed it meanwhile nothing is saved,
/// and the answer says its name now (ACC-6).
///
/// # Errors
/// When the actor may not keep lists, the name does not hold or is taken, there is no such type, the
/// operation id was used for other input, or the database fails.
pub async fn customer_type_rename(
    store: &Store,
    actor: &Actor,
    code: &str,
    operation_id: &str,
    (was, name): (&str, &str),
) -> Result<EditOutcome<(), String>> {
    actor.require(Action::ManageLists)?;
    let input = ("rename a customer type", code, was, name);
    let operation = Operation::new(actor, operation_id, &input)?;
    let name = name_parse(name)?;
    let mut tx = store.begin().await?;
    if let Some(saved) = operation.begin(&mut tx).await? {
        return Ok(EditOutcome::Saved { saved });
    }
    list_lock(&mut tx).await?;
    let before = name_read(&mut tx, code).await?;
    // Whoever was given the very name by somebody else has what they want.
    if before != was && before != name {
        let label = "Name".to_owned();
        let differences = FieldDifference::between("name", label, was, &name, &before);
        return Ok(EditOutcome::Stale {
            now: before,
            differences: differences.into_iter().collect(),
        });
    }
    let is_taken: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM customer_type WHERE name = $1 AND code <> $2)",
    )
    .bind(&name)
    .bind(code)
    .fetch_one(&mut *tx)
    .await?;
    if is_taken {
        return Err(name_taken());
    }
    if let Some(change) = Change::between("Customer type", &before, &name) {
        sqlx::query("UPDATE customer_type SET name = $2 WHERE code = $1")
            .bind(code)
            .bind(&name)
            .execute(&mut *tx)
            .await?;
        note(&mut tx, actor, &operation, change).await?;
    }
    operation.finish(&mut tx, &()).await?;
    tx.commit().await?;
    Ok(EditOutcome::Saved { saved: () })
}

/// Takes a customer type out of what can be chosen. Accounts that have it keep it. The last one
/// that can be chosen stays. Retiring a retired one is a success. `was` is the name under which it
/// was shown: one that has another name by now is perhaps not what is meant (ACC-6).
///
/// # Errors
/// When the actor may not keep lists, there is no such type, it was renamed meanwhile or is the last
/// one, the operation id was used for other input, or the database fails.
pub async fn customer_type_retire(
    store: &Store,
    actor: &Actor,
    code: &str,
    operation_id: &str,
    was: &str,
) -> Result<()> {
    retired_set(store, actor, (code, was), operation_id, true).await
}

/// Lets a retired customer type be chosen again.
///
/// # Errors
/// As [`customer_type_retire`], but for the last one.
pub async fn customer_type_restore(
    store: &Store,
    actor: &Actor,
    code: &str,
    operation_id: &str,
    was: &str,
) -> Result<()> {
    retired_set(store, actor, (code, was), operation_id, false).await
}

async fn retired_set(
    store: &Store,
    actor: &Actor,
    (code, was): (&str, &str),
    operation_id: &str,
    retire: bool,
) -> Result<()> {
    actor.require(Action::ManageLists)?;
    let what = if retire { "retire" } else { "restore" };
    let input = (what, "a customer type", code, was);
    let operation = Operation::new(actor, operation_id, &input)?;
    let mut tx = store.begin().await?;
    if operation.begin::<()>(&mut tx).await?.is_some() {
        return Ok(());
    }
    list_lock(&mut tx).await?;
    let name = name_read(&mut tx, code).await?;
    if name != was {
        // It was sent along, and may be of any length.
        let was = repeated(was);
        return Err(StoreError::Conflict {
            code: "stale",
            sentence: format!(
                "Somebody else renamed {was} to {name} meanwhile. Nothing is saved: please look again."
            ),
        });
    }
    let others: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM customer_type WHERE retired_at IS NULL AND code <> $1",
    )
    .bind(code)
    .fetch_one(&mut *tx)
    .await?;
    if retire && others == 0 {
        return Err(StoreError::Conflict {
            code: "last_one",
            sentence: format!(
                "{name} is the last customer type that can be chosen. Please add another first."
            ),
        });
    }
    let changed = sqlx::query(
        "UPDATE customer_type SET retired_at = CASE WHEN $2 THEN now() END
         WHERE code = $1 AND (retired_at IS NOT NULL) <> $2",
    )
    .bind(code)
    .bind(retire)
    .execute(&mut *tx)
    .await?;
    if changed.rows_affected() == 1 {
        let (before, after) = if retire {
            ("in use", "retired")
        } else {
            ("retired", "in use")
        };
        let field = format!("Customer type {name}");
        let change = Change {
            field,
            before: Some(before.to_owned()),
            after: Some(after.to_owned()),
        };
        note(&mut tx, actor, &operation, change).await?;
    }
    operation.finish(&mut tx, &()).await?;
    Ok(tx.commit().await?)
}

fn name_parse(name: &str) -> Result<String> {
    customer_type_name_parse(name).map_err(|error| {
        invalid(
            "name",
            domain::fields::FieldProblem::code(&error),
            error.to_string(),
        )
    })
}

fn name_taken() -> StoreError {
    invalid(
        "name",
        "taken",
        "There is a customer type of this name already, perhaps a retired one.",
    )
}

/// The list is short and changes rarely: whoever changes it has it alone.
async fn list_lock(conn: &mut PgConnection) -> Result<()> {
    sqlx::query("LOCK TABLE customer_type IN SHARE ROW EXCLUSIVE MODE")
        .execute(conn)
        .await?;
    Ok(())
}

async fn name_read(conn: &mut PgConnection, code: &str) -> Result<String> {
    let missing = || StoreError::NotFound("such customer type".to_owned());
    // What no type has for its code is not asked for: the database refuses some of it.
    if !customer_type_code(code).is_ok_and(|read| read == code) {
        return Err(missing());
    }
    sqlx::query_scalar("SELECT name FROM customer_type WHERE code = $1")
        .bind(code)
        .fetch_optional(conn)
        .await?
        .ok_or_else(missing)
}

async fn note(
    conn: &mut PgConnection,
    actor: &Actor,
    operation: &Operation,
    change: Change,
) -> Result<()> {
    let entry = AuditEntry {
        operation: Some(operation.id),
        changes: vec![change],
        ..AuditEntry::new(actor, ChangeKind::ListChanged)
    };
    entry.write(conn).await?;
    Ok(())
}
