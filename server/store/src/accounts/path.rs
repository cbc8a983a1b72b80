//! The place of an account in its organization, as far as creating one needs it (ORG-1, ORG-5).

use chrono::NaiveDate;
use domain::accounts::{AccountNumber, AccountRef};
use domain::ids::AccountId;
use sqlx::PgConnection;
use uuid::Uuid;

use super::create::parent_refused;
use crate::error::Result;
use crate::hierarchy::structure_lock;

/// Puts a new account under the parent with this number, from today on, and answers the parent.
///
/// Takes the one lock of all structure changes first and the parent's row second, as every
/// structure change does, and looks at the parent only then: it cannot be closed meanwhile.
pub(super) async fn parent_link(
    conn: &mut PgConnection,
    child: AccountId,
    parent: AccountNumber,
    today: NaiveDate,
) -> Result<AccountRef> {
    structure_lock(conn).await?;
    let found: Option<(Uuid, String, String)> =
        sqlx::query_as("SELECT id, name, status FROM account WHERE number = $1 FOR SHARE")
            .bind(parent.get())
            .fetch_optional(&mut *conn)
            .await?;
    let (id, name) = match found {
        None => return Err(parent_refused(parent, "unknown")),
        Some((_, _, status)) if status == "closed" => return Err(parent_refused(parent, "closed")),
        Some((id, name, _)) => (id, name),
    };
    sqlx::query(
        "INSERT INTO organization_link (child_id, parent_id, valid)
         VALUES ($1, $2, daterange($3, NULL))",
    )
    .bind(child.uuid())
    .bind(id)
    .bind(today)
    .execute(conn)
    .await?;
    Ok(AccountRef {
        id: AccountId::from_uuid(id),
        number: parent,
        name,
    })
}
