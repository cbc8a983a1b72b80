//! Saving an edited profile (ACC-3, ACC-4, ACC-6).

use domain::access::{Action, Actor};
use domain::accounts::account_name;
use domain::audit::{Change, ChangeKind};
use domain::contacts::Contact;
use domain::edits::EditOutcome;
use domain::fields::FieldErrors;
use domain::ids::AccountId;
use domain::profile::{ProfileDraft, ProfileEdit, ProfileView, profile_changes};
use domain::secret::Secret;
use sqlx::PgConnection;

use super::{StoredProfile, profile_read};
use crate::Store;
use crate::accounts::{account_changed, account_lock, answer_hash};
use crate::audit::AuditEntry;
use crate::contacts::{contacts_number, contacts_write};
use crate::error::{Result, StoreError};
use crate::lists::lists_read;
use crate::operations::Operation;
use crate::search::documents_write;

/// Saves an edited profile and answers the account's new version. Where somebody changed the
/// profile since the form was opened nothing is saved, and the answer says field by field what
/// changed; [`ProfileDraft::rebased`] takes it over without losing what was typed (ACC-6). Changes
/// of other things on the account, a bill unit say, are no conflict.
///
/// # Errors
/// When the actor may not change accounts; a sentence per field that does not hold; when there is
/// no such account, the operation id was used for other input, or the database fails.
pub async fn profile_edit(
    store: &Store,
    actor: &Actor,
    account: AccountId,
    draft: &ProfileDraft,
) -> Result<EditOutcome<i32, ProfileView>> {
    actor.require(Action::EditAccount)?;
    let input = ProfileDraft {
        security_answer: Secret::default(),
        ..draft.clone()
    };
    let operation = Operation::new(actor, &draft.operation_id, &(account, input))?;
    // Hashing takes longer than a row should be held.
    let stored = profile_read(&mut *store.pool().acquire().await?, account).await?;
    let lists = lists_read(store, Some(&stored.view.fields.customer_type)).await?;
    let edit = draft
        .parse(&lists, stored.view.has_security_answer)
        .map_err(StoreError::Invalid)?;
    let answer_hash = answer_hash(edit.security.answer.as_ref()).await?;

    let mut tx = store.begin().await?;
    if let Some(saved) = operation.begin(&mut tx).await? {
        return Ok(EditOutcome::Saved { saved });
    }
    let version = account_lock(&mut tx, account).await?;
    let stored = profile_read(&mut tx, account).await?;
    if version != draft.version {
        let differences = draft.differences(&stored.view.fields, &lists);
        if !differences.is_empty() {
            return Ok(EditOutcome::Stale {
                now: stored.view,
                differences,
            });
        }
    }
    let edit = contacts_known(edit, &stored)?;
    profile_write(&mut tx, account, &edit, answer_hash.as_deref()).await?;
    let after = profile_read(&mut tx, account).await?;
    let mut changes = profile_changes(&stored.view.fields, &after.view.fields, &lists);
    changes.extend(
        answer_hash
            .is_some()
            .then(|| answer_change(stored.view.has_security_answer)),
    );
    let saved = match changes.is_empty() {
        true => version,
        false => {
            let entry = AuditEntry {
                account: Some(account),
                operation: Some(operation.id),
                changes,
                ..AuditEntry::new(actor, ChangeKind::ProfileChanged)
            };
            entry.write(&mut tx).await?;
            documents_write(&mut tx, &[account]).await?;
            account_changed(&mut tx, account).await?
        }
    };
    operation.finish(&mut tx, &saved).await?;
    tx.commit().await?;
    Ok(EditOutcome::Saved { saved })
}

/// Gives new contacts their ids, after a look that the others are contacts of this very account.
fn contacts_known(mut edit: ProfileEdit, stored: &StoredProfile) -> Result<ProfileEdit> {
    let mut errors = FieldErrors::default();
    for (index, contact) in edit.contacts.iter().enumerate() {
        let is_twice = edit
            .contacts
            .iter()
            .take(index)
            .any(|other| other.id == contact.id);
        let is_known = stored.contacts.iter().any(|known| known.id == contact.id);
        if contact.id.is_some() && (is_twice || !is_known) {
            let field = format!("contacts.{index}.id");
            errors.push(
                field,
                "unknown",
                "This contact is no longer there. Please add it anew.",
            );
        }
    }
    if !errors.is_empty() {
        return Err(StoreError::Invalid(errors));
    }
    contacts_number(&mut edit.contacts);
    Ok(edit)
}

async fn profile_write(
    conn: &mut PgConnection,
    account: AccountId,
    edit: &ProfileEdit,
    answer_hash: Option<&str>,
) -> Result<()> {
    let contacts: &[Contact] = &edit.contacts;
    sqlx::query(
        "UPDATE account SET name = $2, name_is_own = $3, organization_type = $4, customer_type = $5,
                            language = $6, security_hint = $7,
                            security_answer_hash = coalesce($8, security_answer_hash)
         WHERE id = $1",
    )
    .bind(account.uuid())
    .bind(account_name(edit.own_name.as_deref(), contacts))
    .bind(edit.own_name.is_some())
    .bind(edit.organization_type.map(|term| term.code()))
    .bind(&edit.customer_type)
    .bind(&edit.language)
    .bind(&edit.security.hint)
    .bind(answer_hash)
    .execute(&mut *conn)
    .await?;
    contacts_write(conn, account, contacts).await
}

/// That the answer changed, and nothing of it (ACC-4).
fn answer_change(had_answer: bool) -> Change {
    Change {
        field: "Security answer".to_owned(),
        before: had_answer.then(|| "given".to_owned()),
        after: Some(if had_answer { "changed" } else { "given" }.to_owned()),
    }
}
