//! Callers: verified against the account's security answer, throttled and recorded (SEC-4).

use domain::access::{Action, Actor};
use domain::audit::ChangeKind;
use domain::fields::FieldErrors;
use domain::ids::AccountId;
use domain::secret::Secret;
use domain::security::{CallerHint, CallerOutcome, SecurityAnswer};
use sqlx::PgConnection;

use crate::Store;
use crate::audit::AuditEntry;
use crate::error::{Result, StoreError};
use crate::password::password_verify;

/// For how long a wrong answer counts, in minutes.
pub const WINDOW_MINUTES: i32 = 15;
/// How many wrong answers an account bears within that time.
pub const TRIES: u8 = 5;

/// How a caller of this account is asked.
///
/// # Errors
/// When the actor may not open accounts, there is no such account, or the database fails.
pub async fn caller_hint(store: &Store, actor: &Actor, account: AccountId) -> Result<CallerHint> {
    actor.require(Action::ReadAccount)?;
    let (hint, has_answer): (String, bool) = sqlx::query_as(
        "SELECT security_hint, security_answer_hash IS NOT NULL FROM account WHERE id = $1",
    )
    .bind(account.uuid())
    .fetch_optional(store.pool())
    .await?
    .ok_or_else(|| StoreError::NotFound(format!("account {account}")))?;
    Ok(CallerHint { hint, has_answer })
}

/// Asks whether this is the account's security answer, however it is said. Right and wrong answers
/// stand in the account's history, never their text; after [`TRIES`] wrong ones within
/// [`WINDOW_MINUTES`] none is looked at. Only the staff can ask, so that no stranger can shut a
/// customer out. What no account could have for an answer is a slip of the hand: it counts as none.
///
/// # Errors
/// With a sentence at `answer` where this can be no answer; when the actor may not open accounts, there
/// is no such account, or the database fails.
pub async fn caller_verify(
    store: &Store,
    actor: &Actor,
    account: AccountId,
    answer: &Secret,
) -> Result<CallerOutcome> {
    actor.require(Action::ReadAccount)?;
    let mut errors = FieldErrors::default();
    let said = errors.check("answer", SecurityAnswer::parse(answer.expose()));
    let said = said.ok_or(StoreError::Invalid(errors))?;
    let mut tx = store.begin().await?;
    // One answer at a time per account: many at once cannot slip through together.
    sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended($1, 4))")
        .bind(account.to_string())
        .execute(&mut *tx)
        .await?;
    let hash: Option<String> =
        sqlx::query_scalar("SELECT security_answer_hash FROM account WHERE id = $1")
            .bind(account.uuid())
            .fetch_optional(&mut *tx)
            .await?
            .ok_or_else(|| StoreError::NotFound(format!("account {account}")))?;
    let Some(hash) = hash else {
        return Ok(CallerOutcome::NoAnswer);
    };
    let (wrong, minutes) = wrong_answers(&mut tx, account).await?;
    if wrong >= i64::from(TRIES) {
        let minutes = u16::try_from(minutes.max(1)).unwrap_or(u16::MAX);
        return Ok(CallerOutcome::Throttled { minutes });
    }
    let is_right = password_verify(said.expose().to_owned(), Some(hash)).await?;
    let kind = if is_right {
        ChangeKind::CallerVerified
    } else {
        ChangeKind::CallerRefused
    };
    let entry = AuditEntry {
        account: Some(account),
        ..AuditEntry::new(actor, kind)
    };
    entry.write(&mut tx).await?;
    tx.commit().await?;
    if is_right {
        return Ok(CallerOutcome::Verified);
    }
    let tries_left = i64::from(TRIES) - wrong - 1;
    Ok(CallerOutcome::Wrong {
        tries_left: u8::try_from(tries_left).unwrap_or(0),
    })
}

/// How many wrong answers count now, and minutes until the first of the last [`TRIES`] does not.
async fn wrong_answers(conn: &mut PgConnection, account: AccountId) -> Result<(i64, i64)> {
    let counted = sqlx::query_as(
        "SELECT count(*),
                coalesce(ceil(extract(epoch FROM min(at) + $2 * interval '1 minute' - now()) / 60), 0)::bigint
         FROM (SELECT at FROM audit_entry
               WHERE account_id = $1 AND kind = $3 AND at > now() - $2 * interval '1 minute'
               ORDER BY id DESC LIMIT $4) AS last",
    )
    .bind(account.uuid())
    .bind(WINDOW_MINUTES)
    .bind(ChangeKind::CallerRefused.code())
    .bind(i64::from(TRIES))
    .fetch_one(conn)
    .await?;
    Ok(counted)
}
