//! The profile of an account: reading it, and saving what was edited (ACC-3, ACC-4, ACC-6).

mod edit;

use domain::access::{Action, Actor};
use domain::accounts::{AccountNumber, AccountStatus, is_company_missing};
use domain::contacts::Contact;
use domain::ids::AccountId;
use domain::lists::Choice;
use domain::profile::{ProfileFields, ProfileView};
use sha2::{Digest, Sha256};
use sqlx::postgres::PgRow;
use sqlx::{Connection, PgConnection, Row};

use crate::Store;
use crate::contacts::contacts_read;
use crate::error::{Result, StoreError};

pub use edit::profile_edit;

/// The profile of an account as it is now.
///
/// # Errors
/// When the actor may not open accounts, there is no such account, or the database fails.
pub async fn profile_view(store: &Store, actor: &Actor, account: AccountId) -> Result<ProfileView> {
    actor.require(Action::ReadAccount)?;
    let mut conn = store.pool().acquire().await?;
    let mut tx = conn.begin().await?;
    // Version and contacts are of one moment: a form that begins with both misses no change.
    sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        .execute(&mut *tx)
        .await?;
    let profile = profile_read(&mut tx, account).await?;
    tx.commit().await?;
    Ok(profile.view)
}

/// A profile as stored.
pub(super) struct StoredProfile {
    /// As it is shown.
    pub(super) view: ProfileView,
    /// The contacts as values.
    pub(super) contacts: Vec<Contact>,
}

/// Reads the profile; within a transaction that holds the account, nobody changes it meanwhile.
pub(super) async fn profile_read(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<StoredProfile> {
    let row = sqlx::query(
        "SELECT a.*, t.name AS customer_type_name
         FROM account a JOIN customer_type t ON t.code = a.customer_type WHERE a.id = $1",
    )
    .bind(account.uuid())
    .fetch_optional(&mut *conn)
    .await?
    .ok_or_else(|| StoreError::NotFound(format!("account {account}")))?;
    let contacts = contacts_read(conn, account).await?;
    let view = view_read(account, &row, &contacts)?;
    Ok(StoredProfile { view, contacts })
}

fn view_read(account: AccountId, row: &PgRow, contacts: &[Contact]) -> Result<ProfileView> {
    let unreadable = |what: String| StoreError::unreadable("account", what);
    let (name, is_own): (String, bool) = (row.try_get("name")?, row.try_get("name_is_own")?);
    let status: String = row.try_get("status")?;
    let customer_type: String = row.try_get("customer_type")?;
    let answer: Option<String> = row.try_get("security_answer_hash")?;
    Ok(ProfileView {
        id: account,
        number: AccountNumber::new(row.try_get("number")?)
            .map_err(|error| unreadable(error.to_string()))?,
        status: AccountStatus::from_code(&status)
            .ok_or_else(|| unreadable(format!("status {status}")))?,
        customer_type: Choice::new(
            &customer_type,
            row.try_get::<String, _>("customer_type_name")?,
        ),
        has_security_answer: answer.is_some(),
        is_company_missing: is_company_missing(contacts),
        fields: ProfileFields {
            name: if is_own { name.clone() } else { String::new() },
            organization_type: row
                .try_get::<Option<_>, _>("organization_type")?
                .unwrap_or_default(),
            customer_type,
            language: row.try_get("language")?,
            security_hint: row.try_get("security_hint")?,
            security_answer_mark: answer.as_deref().map(answer_mark).unwrap_or_default(),
            contacts: contacts.iter().map(Contact::to_draft).collect(),
        },
        name,
        version: row.try_get("version")?,
    })
}

/// Tells one stored answer from the next without telling anything about either: eight digits of a
/// hash of a salted slow hash.
fn answer_mark(hash: &str) -> String {
    Sha256::digest(hash.as_bytes())
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
