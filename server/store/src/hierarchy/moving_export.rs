//! The accounts that get another place by a move as a CSV, made page by page (ORG-3).

use chrono::{DateTime, Utc};
use domain::access::{Action, Actor};
use domain::accounts::AccountRef;
use domain::audit::ChangeKind;
use domain::hierarchy::{Fingerprint, MoveForm, MoveRequest, MovingPage, MovingRow, MovingSide};
use domain::ids::AccountId;
use domain::import::cell_escape;
use sqlx::PgConnection;

use super::facts::{Situation, refused};
use super::meanwhile::{Seen, meanwhile, ways_of};
use super::moving::{Listed, page_read};
use super::preview::picture;
use super::write::stale;
use crate::Store;
use crate::audit::AuditEntry;
use crate::error::{Result, StoreError};
use crate::installation::business_moment;

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
/// error, so that a whole file is of one moment. Which children move is asked once, for all pages.
#[derive(Debug)]
pub struct MovingExport {
    store: Store,
    request: MoveRequest,
    listed: Listed,
    account: AccountRef,
    fingerprint: Fingerprint,
    /// The moment at which all of this was true.
    began: DateTime<Utc>,
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
    let (_, began) = business_moment(&mut tx).await?;
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
        listed: Listed::of(request, side, &plan),
        request: request.clone(),
        account: plan.account,
        fingerprint,
        began,
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
        let page = self.page(&mut tx, after, PAGE).await?;
        self.next = match page.rows.last() {
            Some(last) if page.has_more => Next::After(last.account.id),
            _ => Next::End,
        };
        rows_write(after.is_none(), &page.rows).map(Some)
    }

    /// A page, where all is as it was when the export began.
    async fn page(
        &self,
        conn: &mut PgConnection,
        after: Option<AccountId>,
        limit: usize,
    ) -> Result<MovingPage> {
        // The fingerprint has the version of the account: what is below it is the same where that is, and its
        // children need not be read again. The form that asks for none has all the rest.
        let without_children = MoveRequest {
            form: MoveForm::WholeSubtree,
            ..self.request.clone()
        };
        let situation = Situation::read_with(conn, &without_children, after, None).await?;
        if situation.fingerprint(&self.request)? != self.fingerprint {
            return Err(self.overtaken(conn, &situation).await?);
        }
        page_read(conn, &situation.future, &self.listed, after, limit).await
    }

    /// Why the export ends: who changed what since it began, as far as the history tells it.
    async fn overtaken(
        &self,
        conn: &mut PgConnection,
        situation: &Situation,
    ) -> Result<StoreError> {
        let seen = Seen {
            at: Some(self.began),
            accounts: vec![self.request.account],
            ways: ways_of([&situation.account_path, &situation.to_path]),
            effective: self.request.effective,
            payers: Vec::new(),
        };
        let AccountRef { name, number, .. } = &self.account;
        let ended = format!("The list of what moves with {name} ({number}) ends here: it changed.");
        Ok(match meanwhile(conn, &seen).await? {
            Some(meanwhile) => stale(&format!("{ended} {meanwhile}")),
            None => stale(&ended),
        })
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

#[cfg(test)]
mod tests {
    use domain::access::Role;
    use domain::hierarchy::Effective;
    use domain::ids::StaffUserId;
    use uuid::Uuid;

    use super::*;
    use crate::testing::{TestDatabase, execute};

    fn id(number: u128) -> AccountId {
        AccountId::from_uuid(Uuid::from_u128(number))
    }

    /// Account 2 under account 1, with the children 11 to 400 and one of them to go along to account 3.
    async fn exported(database: &TestDatabase) -> MovingExport {
        execute(
            database.store(),
            "INSERT INTO account (id, name, status_since, customer_type, language, currency, opened_on)
             SELECT lpad(to_hex(n), 32, '0')::uuid, 'Account ' || n, '2026-01-01', 'gold', 'en', 'EUR',
                    '2026-01-01'
             FROM generate_series(1, 400) AS n WHERE n NOT BETWEEN 4 AND 10",
        )
        .await;
        execute(
            database.store(),
            "INSERT INTO organization_link (child_id, parent_id, valid)
             SELECT lpad(to_hex(n), 32, '0')::uuid, lpad(CASE n WHEN 2 THEN '1' ELSE '2' END, 32, '0')::uuid,
                    '[2026-01-01,)'
             FROM generate_series(2, 400) AS n WHERE n NOT BETWEEN 3 AND 10",
        )
        .await;
        let request = MoveRequest {
            account: id(2),
            to: id(3),
            form: MoveForm::WithSome {
                children: vec![id(200)],
            },
            effective: Effective::Now,
        };
        let manager = Actor::Staff {
            id: StaffUserId::from_uuid(Uuid::nil()),
            name: "Manager".to_owned(),
            role: Role::Manager,
        };
        moving_export(
            database.store(),
            &manager,
            &request,
            MovingSide::ToOldParent,
        )
        .await
        .expect("an export")
    }

    /// Children that this transaction has read.
    async fn children_met(conn: &mut PgConnection) -> i64 {
        sqlx::query_scalar(
            "SELECT coalesce(idx_tup_fetch, 0) + seq_tup_read FROM pg_stat_xact_user_tables
             WHERE relname = 'organization_child'",
        )
        .fetch_one(conn)
        .await
        .expect("a count")
    }

    #[tokio::test]
    async fn page_by_page_it_is_the_same_list() {
        let database = TestDatabase::new().await;
        let export = exported(&database).await;
        let mut tx = picture(database.store()).await.expect("a picture");
        let whole = export.page(&mut tx, None, PAGE).await.expect("a page").rows;
        assert_eq!(whole.len(), 389, "all children but the one that goes along");
        let (mut rows, mut after) = (Vec::new(), None);
        loop {
            let page = export.page(&mut tx, after, 50).await.expect("a page");
            rows.extend(page.rows);
            after = rows.last().map(|row: &MovingRow| row.account.id);
            if !page.has_more {
                break;
            }
        }
        assert_eq!(rows, whole);
    }

    #[tokio::test]
    async fn a_page_meets_its_own_accounts_and_not_all_children_again() {
        let database = TestDatabase::new().await;
        let export = exported(&database).await;
        let mut tx = picture(database.store()).await.expect("a picture");
        // Few rows without statistics are no measure of what the planner does with many.
        sqlx::raw_sql("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
            .execute(&mut *tx)
            .await
            .expect("set");
        let before = children_met(&mut tx).await;
        let page = export.page(&mut tx, Some(id(100)), 20).await;
        assert_eq!(page.expect("a page").rows.len(), 20);
        let met = children_met(&mut tx).await - before;
        assert!((20..60).contains(&met), "{met} of 390");
    }
}
