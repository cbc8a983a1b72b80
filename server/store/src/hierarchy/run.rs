//! Moving, as the preview showed it (ORG-2, ORG-5).

use domain::access::{Action, Actor};
use domain::accounts::AccountRef;
use domain::audit::{Change, ChangeKind};
use domain::hierarchy::{Effective, MoveConfirm, MoveDone, MoveForm, MoveOutcome, MovePreview};
use domain::ids::{AccountId, AuditEntryId, OperationId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::facts::{Plan, Situation, refused};
use super::handing::{HANDED_OVER, Handing, hand_over, handed_words, handing_as_shown};
use super::payers::Moving;
use super::preview::{action_of, outline_of, stale_preview};
use super::write::{accounts_hold, changes_hold, changes_keep, links_write, path_words};
use crate::Store;
use crate::audit::AuditEntry;
use crate::bill_units::{HandoverBy, payers_keep};
use crate::error::Result;
use crate::operations::{Operation, invalid};

/// What the history calls the place of an account.
pub(super) const PLACE: &str = "Place in the organization";

/// Does what a preview showed: all of it, or nothing. Where something relevant changed since, nothing
/// is moved and the answer says what the move would do now. The same operation id with the same
/// request answers with what was done. With a handover, what stays while its payer moves gets another
/// payer in the same step (HIER-2).
///
/// # Errors
/// When the actor may not rearrange organizations (or, for a single account in none, associate it);
/// the refusal of the rule with its code at its field (ORG-5); when the operation id was used for
/// other input; when the database fails.
pub async fn move_run(store: &Store, actor: &Actor, confirm: &MoveConfirm) -> Result<MoveOutcome> {
    actor.require(Action::AssociateAccount)?;
    let request = &confirm.request;
    if request.effective != Effective::Now {
        let sentence = "This move is for a later day. Please schedule it, or choose now.";
        return Err(invalid("effective", "not_now", sentence));
    }
    let input = (request, confirm.handover);
    let operation = Operation::new(actor, &confirm.operation_id, &input)?;
    let mut tx = store.begin().await?;
    if let Some(done) = operation.begin_structural(&mut tx).await? {
        return Ok(MoveOutcome::Done { done });
    }
    let held = [request.account, request.to];
    let moment = accounts_hold(&mut tx, &held).await?;
    let situation = Situation::read(&mut tx, request).await?;
    actor.require(action_of(&request.form, &situation))?;
    let plan = situation
        .plan(&request.form)
        .map_err(|error| refused(&error))?;
    let outline = outline_of(actor, request, &situation, &plan, moment)?;
    let by = HandoverBy {
        actor,
        operation: Some(operation.id),
        since: outline.today,
    };
    let now = (&situation, &plan, &outline);
    let handing = match confirmed(&mut tx, &by, confirm, now).await? {
        Confirmed::AsShown(handing) => handing,
        Confirmed::Stale { now, meanwhile } => return Ok(MoveOutcome::Stale { now, meanwhile }),
    };
    changes_hold(&mut tx, &plan.changes, &held).await?;
    let handed = hand_over(&mut tx, &by, handing.as_ref()).await?;
    links_write(&mut tx, &plan.changes, outline.today).await?;
    let history = History {
        actor,
        operation: Some(operation.id),
        object: None,
        note: form_words(&request.form).to_owned(),
        situation: &situation,
        plan: &plan,
    };
    let entry = history.write(&mut tx, &request.form).await?;
    changes_keep(&mut tx, entry, &plan.changes).await?;
    payers_keep(&mut tx, &by, (entry, HANDED_OVER), &handed).await?;
    let done = MoveDone {
        entry,
        sentence: outline.done() + &handed_words(&handed),
        account: plan.account,
        from: plan.from,
        to: plan.to,
        moved: plan.moving,
    };
    operation.finish(&mut tx, &done).await?;
    tx.commit().await?;
    Ok(MoveOutcome::Done { done })
}

/// What a move does that was shown before.
pub(super) enum Confirmed {
    /// What was shown, with the handover that is chosen.
    AsShown(Option<Handing>),
    /// Something else by now, with who changed what since.
    Stale {
        /// What it would do now.
        now: Box<MovePreview>,
        /// Why, in words; none where no entry of the history explains it.
        meanwhile: Option<String>,
    },
}

/// Whether a move does what was confirmed of it, and its handover too (decision 19).
///
/// # Errors
/// When the actor may not change accounts and a handover is chosen; when the database fails.
pub(super) async fn confirmed(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    confirm: &MoveConfirm,
    (situation, plan, outline): (&Situation, &Plan, &MovePreview),
) -> Result<Confirmed> {
    let moving = Moving::plan(plan, situation);
    let handing = Handing::chosen(conn, &moving, confirm.handover).await?;
    let shown = confirm.handover_shown.as_ref();
    if outline.fingerprint == confirm.fingerprint
        && handing_as_shown(conn, by, handing.as_ref(), shown).await?
    {
        return Ok(Confirmed::AsShown(handing));
    }
    let (now, meanwhile) = stale_preview(conn, by.actor, confirm, situation).await?;
    Ok(Confirmed::Stale { now, meanwhile })
}

/// What the history says of a move: an entry for the account, and one for each child that got
/// another parent by it.
pub(super) struct History<'a> {
    /// Who makes the move.
    pub(super) actor: &'a Actor,
    /// The submission that brought it.
    pub(super) operation: Option<OperationId>,
    /// What it was scheduled by.
    pub(super) object: Option<Uuid>,
    /// Words beside it.
    pub(super) note: String,
    /// What was true before.
    pub(super) situation: &'a Situation,
    /// What changes.
    pub(super) plan: &'a Plan,
}

impl History<'_> {
    /// Writes it; the account's own entry is the one from which the move can be undone.
    pub(super) async fn write(
        &self,
        conn: &mut PgConnection,
        form: &MoveForm,
    ) -> Result<AuditEntryId> {
        let account = self.plan.account.id;
        let children: Vec<AccountId> = (self.plan.changes.iter())
            .map(|change| change.child)
            .filter(|child| *child != account)
            .collect();
        let own = match form {
            MoveForm::OnlyChildren { .. } => self.children_change(),
            _ => self.own_change(),
        };
        let entry = AuditEntry {
            account: Some(account),
            object: self.object,
            ..self.entry(&self.note, own)
        };
        let id = entry.write(conn).await?;
        let theirs = AuditEntry {
            object: Some(id.uuid()),
            ..self.entry("", self.children_change())
        };
        theirs.write_for_each(conn, &children).await?;
        Ok(id)
    }

    fn entry<'a>(&'a self, note: &'a str, change: Change) -> AuditEntry<'a> {
        AuditEntry {
            operation: self.operation,
            note,
            changes: vec![change],
            ..AuditEntry::new(self.actor, ChangeKind::AccountMoved)
        }
    }

    fn path_before(&self) -> Vec<AccountRef> {
        self.situation.path_after(self.plan.account.id, &[])
    }

    fn own_change(&self) -> Change {
        let after = self
            .situation
            .path_after(self.plan.account.id, &self.plan.changes);
        Change {
            field: PLACE.to_owned(),
            before: path_words(&self.path_before()),
            after: path_words(&after),
        }
    }

    /// From under the account to where its children go: its old parent, or the new one.
    fn children_change(&self) -> Change {
        let account = self.plan.account.id;
        let change = (self.plan.changes.iter()).find(|change| change.child != account);
        let after = change
            .and_then(|change| change.to)
            .map(|to| self.situation.path_after(to, &self.plan.changes));
        Change {
            field: "Parent in the organization".to_owned(),
            before: path_words(&self.path_before()),
            after: after.as_deref().and_then(path_words),
        }
    }
}

/// What moves along, in words.
pub(super) const fn form_words(form: &MoveForm) -> &'static str {
    match form {
        MoveForm::WholeSubtree => "With everything below it",
        MoveForm::AloneChildrenToOldParent => "Alone; its children went to its old parent",
        MoveForm::WithSome { .. } => "With some of its children; the others went to its old parent",
        MoveForm::OnlyChildren { .. } => "Children only",
    }
}
