//! The accounts that get another place by a move as a CSV, made page by page (ORG-3).

use domain::access::{Action, Actor};
use domain::accounts::AccountRef;
use domain::audit::ChangeKind;
use domain::hierarchy::{Fingerprint, MoveRequest, MovingRow, MovingSide};
use domain::ids::AccountId;
use domain::import::cell_escape;

use super::facts::{Situation, refused};
use super::moving::page_read;
use super::preview::picture;
use super::write::stale;
use crate::Store;
use crate::audit::AuditEntry;
use crate::error::{Result, StoreError};

/// Accounts read at a time.
const PAGE: usize = 5_000;

const COLUMNS: [&str; 6] = [
    "level",
    "number",
    "name",
    "organization_type",
    "status",
    "accounts_below",
];

/// An export under way. It holds neither a connection nor a picture of the database between its
/// pages, however slowly they are fetched: where anything relevant changes meanwhile it ends with an
/// error, so that a whole file is of one moment.
#[derive(Debug)]
pub struct MovingExport {
    store: Store,
    request: MoveRequest,
    side: MovingSide,
    account: AccountRef,
    fingerprint: Fingerprint,
    next: Next,
}

/// What comes next.
#[derive(Debug, Clone, Copy)]
enum Next {
    /// The heads of the columns and the first page.
    Head,
    /// The page behind this account.
    After(AccountId),
    /// Nothing.
    End,
}

/// Begins to export the accounts that a move would take along, or that would go to the old parent, and notes that in the audit log
/// before the first is read (SEC-4).
///
/// # Errors
/// When the actor may not see organizations or not export; the refusal of the rule (ORG-5); when the
/// database fails.
pub async fn moving_export(
    store: &Store,
    actor: &Actor,
    request: &MoveRequest,
    side: MovingSide,
) -> Result<MovingExport> {
    actor.require(Action::ReadHierarchy)?;
    actor.require(Action::ExportAccounts)?;
    let mut tx = picture(store).await?;
    let situation = Situation::read(&mut tx, request).await?;
    let plan = situation
        .plan(&request.form)
        .map_err(|error| refused(&error))?;
    let fingerprint = situation.fingerprint(request)?;
    drop(tx);
    let entry = AuditEntry {
        account: Some(request.account),
        note: match side {
            MovingSide::Along => "The accounts that a move would take along, as CSV",
            MovingSide::ToOldParent => {
                "The accounts that a move would leave to the old parent, as CSV"
            }
        },
        ..AuditEntry::new(actor, ChangeKind::AccountsExported)
    };
    entry.write(&mut *store.pool().acquire().await?).await?;
    Ok(MovingExport {
        store: store.clone(),
        request: request.clone(),
        side,
        account: plan.account,
        fingerprint,
        next: Next::Head,
    })
}

impl MovingExport {
    /// The account that the move names.
    #[must_use]
    pub const fn account(&self) -> &AccountRef {
        &self.account
    }

    /// The next part of the file; none behind the last.
    ///
    /// # Errors
    /// When anything relevant changed since the export began; when the database fails.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        let after = match self.next {
            Next::Head => None,
            Next::After(account) => Some(account),
            Next::End => return Ok(None),
        };
        let mut tx = picture(&self.store).await?;
        let situation = Situation::read_with(&mut tx, &self.request, after, None).await?;
        if situation.fingerprint(&self.request)? != self.fingerprint {
            return Err(stale("The accounts that move were changed meanwhile."));
        }
        let page = page_read(&mut tx, &situation, (&self.request, self.side), after, PAGE).await?;
        self.next = match page.rows.last() {
            Some(last) if page.has_more => Next::After(last.account.id),
            _ => Next::End,
        };
        rows_write(after.is_none(), &page.rows).map(Some)
    }
}

/// What a spreadsheet would run as a formula is escaped (API-1).
fn rows_write(with_head: bool, rows: &[MovingRow]) -> Result<Vec<u8>> {
    let failed = |error: &dyn std::fmt::Display| {
        StoreError::Internal(format!("a row of the export cannot be written: {error}"))
    };
    let mut csv = csv::Writer::from_writer(Vec::new());
    if with_head {
        csv.write_record(COLUMNS).map_err(|error| failed(&error))?;
    }
    for row in rows {
        let kind = row.organization_type.map_or("", |kind| kind.code());
        csv.write_record([
            row.level.to_string(),
            row.account.number.to_string(),
            cell_escape(&row.account.name).into_owned(),
            kind.to_owned(),
            row.status.code().to_owned(),
            row.accounts_below.to_string(),
        ])
        .map_err(|error| failed(&error))?;
    }
    csv.into_inner().map_err(|error| failed(&error.error()))
}
