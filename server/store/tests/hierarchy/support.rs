//! A database with an organization that is written as a picture, and people who rearrange it.

use std::collections::{BTreeMap, HashMap};

use domain::access::{Actor, Role};
use domain::actions::ActionTie;
use domain::fields::FieldErrors;
use domain::hierarchy::{
    Effective, MoveConfirm, MoveDone, MoveForm, MoveOutcome, MovePreview, MoveRequest, RemovalDone,
    RemovalOutcome, RemovalRequest, TreeRow,
};
use domain::ids::{AccountId, DeferredActionId, OperationId, StaffUserId};
use store::actions::action_preview;
use store::hierarchy::{hierarchy_remove, move_preview, move_run, removal_preview};
use store::testing::TestDatabase;
use store::{Result, Store, StoreError};
use uuid::Uuid;

/// A database with accounts that are known by their names.
pub struct Town {
    database: TestDatabase,
    accounts: HashMap<String, AccountId>,
}

impl Town {
    /// Accounts and their parents, drawn by indentation: a name a line, two spaces for each level.
    pub async fn new(picture: &str) -> Self {
        let mut town = Self {
            database: TestDatabase::new().await,
            accounts: HashMap::new(),
        };
        let mut above: Vec<String> = Vec::new();
        let mut links = Vec::new();
        for line in picture.lines().filter(|line| !line.trim().is_empty()) {
            let name = line.trim().to_owned();
            let level = (line.len() - line.trim_start().len()) / 2;
            town.account(&name).await;
            above.truncate(level);
            links.extend(above.last().map(|parent| (name.clone(), parent.clone())));
            above.push(name);
        }
        town.link(&links).await;
        town
    }

    pub fn store(&self) -> &Store {
        self.database.store()
    }

    pub fn second(&self) -> Store {
        self.database.second_store()
    }

    pub fn id(&self, name: &str) -> AccountId {
        self.accounts[name]
    }

    /// Makes an account with a bill unit.
    pub async fn account(&mut self, name: &str) -> AccountId {
        let id = Uuid::now_v7();
        sqlx::query(
            "INSERT INTO account (id, name, status_since, customer_type, language, currency, opened_on)
             VALUES ($1, $2, '2026-01-01', 'gold', 'en', 'EUR', '2026-01-01')",
        )
        .bind(id)
        .bind(name)
        .execute(self.store().pool())
        .await
        .expect("an account");
        self.accounts
            .insert(name.to_owned(), AccountId::from_uuid(id));
        AccountId::from_uuid(id)
    }

    /// Puts children under parents since January, in one statement.
    pub async fn link(&self, links: &[(String, String)]) {
        let ids = |part: fn(&(String, String)) -> &String| -> Vec<Uuid> {
            links
                .iter()
                .map(|link| self.id(part(link)).uuid())
                .collect()
        };
        sqlx::query(
            "INSERT INTO organization_link (child_id, parent_id, valid)
             SELECT child, parent, '[2026-01-01,)' FROM unnest($1::uuid[], $2::uuid[]) AS l (child, parent)",
        )
        .bind(ids(|link| &link.0))
        .bind(ids(|link| &link.1))
        .execute(self.store().pool())
        .await
        .expect("links");
    }

    /// A bill unit for each account that has none.
    pub async fn bill_units(&self) {
        self.execute(
            "INSERT INTO bill_unit (id, account_id, position, name, billing_day, frequency_months,
                                    accounting_type, payment_terms_days)
             SELECT gen_random_uuid(), id, 0, 'Main', 1, 1, 'open_item', 14 FROM account a
             WHERE NOT EXISTS (SELECT FROM bill_unit WHERE account_id = a.id)",
        )
        .await;
    }

    /// An item on the account: owed, or the customer's where it is negative.
    pub async fn item(&self, name: &str, currency: &str, minor: i64) {
        let unit = Uuid::now_v7();
        sqlx::query(
            "WITH unit AS (
                 INSERT INTO bill_unit (id, account_id, position, name, billing_day, frequency_months,
                                        accounting_type, payment_terms_days)
                 SELECT $1, $2, (SELECT count(*) FROM bill_unit WHERE account_id = $2), 'Main', 1, 1,
                        'open_item', 14 RETURNING id)
             INSERT INTO item (id, account_id, bill_unit_id, kind, currency, amount_minor, due_on)
             SELECT $1, $2, id, 'opening', $3, $4, '2026-02-01' FROM unit",
        )
        .bind(unit)
        .bind(self.id(name).uuid())
        .bind(currency)
        .bind(minor)
        .execute(self.store().pool())
        .await
        .expect("an item");
    }

    pub async fn execute(&self, statement: &'static str) {
        sqlx::query(statement)
            .execute(self.store().pool())
            .await
            .expect(statement);
    }

    pub fn request(&self, account: &str, to: &str, form: MoveForm) -> MoveRequest {
        MoveRequest {
            account: self.id(account),
            to: self.id(to),
            form,
            effective: Effective::Now,
        }
    }

    pub async fn preview(&self, account: &str, to: &str, form: MoveForm) -> Result<MovePreview> {
        move_preview(self.store(), &manager(), &self.request(account, to, form)).await
    }

    /// Looks at the preview and moves, as a manager does.
    pub async fn moved(&self, account: &str, to: &str, form: MoveForm) -> MoveDone {
        let preview = self.preview(account, to, form).await.expect("a preview");
        match move_run(self.store(), &manager(), &confirm(&preview)).await {
            Ok(MoveOutcome::Done { done }) => done,
            other => panic!("not moved: {other:?}"),
        }
    }

    /// The word to remove an account, after a look at what is to be known.
    pub async fn removal(&self, account: &str) -> RemovalRequest {
        self.removal_from(account, Effective::Now).await
    }

    /// The same from some day on.
    pub async fn removal_from(&self, account: &str, effective: Effective) -> RemovalRequest {
        let preview = removal_preview(self.store(), &csr(), self.id(account), effective).await;
        let preview = preview.expect("a preview");
        RemovalRequest {
            operation_id: operation(),
            account: self.id(account),
            effective,
            fingerprint: preview.fingerprint,
            seen_at: Some(preview.stamp),
            handover: None,
            handover_shown: None,
        }
    }

    /// Removes as a manager does.
    pub async fn removed(&self, request: &RemovalRequest) -> RemovalDone {
        match hierarchy_remove(self.store(), &manager(), request).await {
            Ok(RemovalOutcome::Done { done }) => done,
            other => panic!("not removed: {other:?}"),
        }
    }

    /// The organizations as a picture, children by name.
    pub async fn picture(&self) -> String {
        let rows: Vec<(String, Option<String>)> = sqlx::query_as(
            "SELECT c.name, p.name FROM account c
             LEFT JOIN organization_link l ON l.child_id = c.id AND l.superseded_at IS NULL
                                              AND upper_inf(l.valid)
             LEFT JOIN account p ON p.id = l.parent_id",
        )
        .fetch_all(self.store().pool())
        .await
        .expect("the organizations");
        let mut below: BTreeMap<Option<String>, Vec<String>> = BTreeMap::new();
        for (child, parent) in rows {
            below.entry(parent).or_default().push(child);
        }
        let mut picture = String::new();
        draw(&mut below, None, 0, &mut picture);
        picture
    }
}

fn draw(
    below: &mut BTreeMap<Option<String>, Vec<String>>,
    parent: Option<String>,
    level: usize,
    picture: &mut String,
) {
    let mut children = below.remove(&parent).unwrap_or_default();
    children.sort();
    for child in children {
        picture.push_str(&format!("{}{child}\n", "  ".repeat(level)));
        draw(below, Some(child), level + 1, picture);
    }
}

pub fn staff(number: u128, name: &str, role: Role) -> Actor {
    let id = StaffUserId::from_uuid(Uuid::from_u128(number));
    let name = name.to_owned();
    Actor::Staff { id, name, role }
}

pub fn manager() -> Actor {
    staff(1, "Manager", Role::Manager)
}

pub fn csr() -> Actor {
    staff(2, "Csr", Role::Csr)
}

/// The word to do what was shown.
pub fn confirm(preview: &MovePreview) -> MoveConfirm {
    MoveConfirm {
        operation_id: operation(),
        request: preview.request.clone(),
        fingerprint: preview.fingerprint.clone(),
        seen_at: Some(preview.stamp),
        handover: None,
        handover_shown: None,
    }
}

/// What is owed at and below an account, as it is read; none where that is not known.
pub fn due_words(row: &TreeRow) -> Option<Vec<String>> {
    let due = row.due_within.as_ref()?;
    Some(due.iter().map(ToString::to_string).collect())
}

pub fn operation() -> String {
    OperationId::from_uuid(Uuid::now_v7()).to_string()
}

/// The code and the sentence of the one thing that is wrong.
pub fn refusal<T: std::fmt::Debug>(result: Result<T>) -> (String, String) {
    match result {
        Err(StoreError::Invalid(FieldErrors(errors))) => match &errors[..] {
            [error] => (error.code.clone(), error.sentence.clone()),
            other => panic!("not one thing is wrong: {other:?}"),
        },
        other => panic!("not refused: {other:?}"),
    }
}

/// The organization of most tests.
pub const ACME: &str = "
Acme
  Americas
  EMEA
    Sales
      Kiel
      Oslo
        Depot
    Support
";

/// What the preview of performing a scheduled change now is tied by.
pub async fn shown_now(town: &Town, action: DeferredActionId) -> Option<ActionTie> {
    action_preview(town.store(), &manager(), action)
        .await
        .expect("a preview")
        .tie()
}
