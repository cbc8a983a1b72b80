//! The pane beside the list: who is under the cursor, without opening the account.

use domain::{
    access::{Action, Actor},
    accounts::AccountNumber,
    ids::AccountId,
    search::{AccountPreview, PreviewContact, PreviewParent, Query},
};
use sqlx::{PgConnection, Row, postgres::PgRow};

use crate::{
    Store,
    error::{Result, StoreError},
    search::hits,
};

/// Contacts that are shown.
const CONTACTS: usize = 3;

/// What tells an account from others. Bounded, however large the account or its organization.
///
/// # Errors
/// When the actor may not search accounts, there is no such account, or the database fails.
pub async fn account_preview(
    store: &Store,
    actor: &Actor,
    query: &Query,
    id: AccountId,
) -> Result<AccountPreview> {
    actor.require(Action::SearchAccounts)?;
    let mut conn = store.search_pool().acquire().await?;
    let hit = hits::hits_read(&mut conn, query, &[id])
        .await?
        .pop()
        .ok_or_else(|| StoreError::NotFound(format!("account {id}")))?;
    let rows = sqlx::query(
        "SELECT concat_ws(' ', nullif(first_name, ''), nullif(middle_name, ''), nullif(last_name, '')) AS person,
                company, job_title, is_primary, email, region, coalesce(country::text, '') AS country,
                coalesce(nullif(phone_work, ''), nullif(phone_mobile, ''), phone_home) AS phone
         FROM contact WHERE account_id = $1 ORDER BY NOT is_primary, position LIMIT $2",
    )
    .bind(id.uuid())
    .bind(i64::try_from(CONTACTS + 1).unwrap_or(i64::MAX))
    .fetch_all(&mut *conn)
    .await?;
    let days: Vec<i16> = sqlx::query_scalar(
        "SELECT billing_day FROM bill_unit WHERE account_id = $1 ORDER BY position LIMIT 31",
    )
    .bind(id.uuid())
    .fetch_all(&mut *conn)
    .await?;
    Ok(AccountPreview {
        hit,
        contacts: rows
            .iter()
            .take(CONTACTS)
            .map(contact)
            .collect::<Result<_>>()?,
        more_contacts: rows.len() > CONTACTS,
        region: rows.first().map_or_else(|| Ok(String::new()), region)?,
        path: path(&mut conn, id).await?,
        billing_days: days
            .into_iter()
            .map(|day| u8::try_from(day).map_err(|e| StoreError::unreadable("bill_unit", e)))
            .collect::<Result<_>>()?,
    })
}

fn contact(row: &PgRow) -> Result<PreviewContact> {
    let (person, company): (String, String) = (row.try_get("person")?, row.try_get("company")?);
    Ok(PreviewContact {
        name: if person.is_empty() { company } else { person },
        job_title: row.try_get("job_title")?,
        is_primary: row.try_get("is_primary")?,
        email: row.try_get("email")?,
        phone: row.try_get("phone")?,
    })
}

fn region(row: &PgRow) -> Result<String> {
    let parts: [&str; 2] = [row.try_get("region")?, row.try_get("country")?];
    Ok(parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", "))
}

/// The accounts above, the root first. An organization has any number of levels; the nearest 32 are
/// shown.
async fn path(conn: &mut PgConnection, id: AccountId) -> Result<Vec<PreviewParent>> {
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "WITH RECURSIVE above (id, level) AS (
             SELECT parent_id, 1 FROM organization_link
             WHERE child_id = $1 AND superseded_at IS NULL AND upper_inf(valid)
             UNION ALL
             SELECT l.parent_id, above.level + 1 FROM above JOIN organization_link l
                 ON l.child_id = above.id AND l.superseded_at IS NULL AND upper_inf(l.valid)
             WHERE above.level < 32
         )
         SELECT a.number, a.name FROM above JOIN account a USING (id) ORDER BY above.level DESC",
    )
    .bind(id.uuid())
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|(number, name)| {
            let number =
                AccountNumber::new(number).map_err(|e| StoreError::unreadable("account", e))?;
            Ok(PreviewParent { number, name })
        })
        .collect()
}
