//! A database with one installation, people of the staff, and accounts with usual contents.

use domain::access::{Actor, Role};
use domain::accounts::{AccountDraft, AccountRef, AccountView};
use domain::audit::HistoryEntry;
use domain::bill_units::BillUnitDraft;
use domain::contacts::ContactDraft;
use domain::fields::FieldErrors;
use domain::ids::{AccountId, OperationId, StaffUserId};
use domain::profile::{ProfileDraft, ProfileView};
use store::accounts::{account_create, account_view};
use store::audit::history_list;
use store::profile::profile_view;
use store::testing::TestDatabase;
use store::{Store, StoreError};
use uuid::Uuid;

/// A database of its own, as a new installation has it.
pub struct House {
    database: TestDatabase,
}

impl House {
    pub async fn new() -> Self {
        let database = TestDatabase::new().await;
        Self { database }
    }

    pub fn store(&self) -> &Store {
        self.database.store()
    }

    /// A second server on the same database.
    pub fn second(&self) -> Store {
        self.database.second_store()
    }

    pub async fn create(&self, draft: &AccountDraft) -> AccountRef {
        account_create(self.store(), &csr(), draft)
            .await
            .expect("an account")
    }

    pub async fn view(&self, account: AccountId) -> AccountView {
        account_view(self.store(), &csr(), account)
            .await
            .expect("the account")
    }

    pub async fn profile(&self, account: AccountId) -> ProfileView {
        profile_view(self.store(), &csr(), account)
            .await
            .expect("the profile")
    }

    /// A form of the account's profile, just opened.
    pub async fn profile_form(&self, account: AccountId) -> ProfileDraft {
        self.profile(account).await.draft(operation())
    }

    /// The latest entry of the account's history.
    pub async fn last_entry(&self, account: AccountId) -> HistoryEntry {
        let page = history_list(self.store(), &csr(), account, None, 1)
            .await
            .expect("a history");
        page.entries.into_iter().next().expect("an entry")
    }

    pub async fn execute(&self, statement: &'static str) {
        sqlx::query(statement)
            .execute(self.store().pool())
            .await
            .expect(statement);
    }

    pub async fn count(&self, question: &'static str) -> i64 {
        sqlx::query_scalar(question)
            .fetch_one(self.store().pool())
            .await
            .expect(question)
    }
}

fn staff(number: u128, name: &str, role: Role) -> Actor {
    let id = StaffUserId::from_uuid(Uuid::from_u128(number));
    Actor::Staff {
        id,
        name: name.to_owned(),
        role,
    }
}

pub fn csr() -> Actor {
    staff(1, "Csr One", Role::Csr)
}

pub fn other_csr() -> Actor {
    staff(2, "Csr Two", Role::Csr)
}

pub fn operations() -> Actor {
    staff(3, "Operator", Role::Operations)
}

pub fn administrator() -> Actor {
    staff(4, "Administrator", Role::Administrator)
}

/// The operation id of a form that was just opened.
pub fn operation() -> String {
    OperationId::from_uuid(Uuid::now_v7()).to_string()
}

/// Acme Holding with Ana Fox, monthly by invoice.
pub fn acme() -> AccountDraft {
    AccountDraft {
        operation_id: operation(),
        contacts: vec![ContactDraft {
            company: "Acme Holding".to_owned(),
            first_name: "Ana".to_owned(),
            last_name: "Fox".to_owned(),
            email: "ana@acme.example".to_owned(),
            phone_work: "+49 431 5501 2034".to_owned(),
            city: "Kiel".to_owned(),
            country: "DE".to_owned(),
            ..ContactDraft::default()
        }],
        organization_type: "legal_entity".to_owned(),
        customer_type: "gold".to_owned(),
        language: "en".to_owned(),
        currency: "EUR".to_owned(),
        bill_units: vec![BillUnitDraft::usual("Main")],
        ..AccountDraft::default()
    }
}

/// A second contact.
pub fn reyes() -> ContactDraft {
    ContactDraft {
        first_name: "Bo".to_owned(),
        last_name: "Reyes".to_owned(),
        ..ContactDraft::default()
    }
}

/// What is wrong with which fields.
pub fn errors<T: std::fmt::Debug>(result: Result<T, StoreError>) -> FieldErrors {
    match result {
        Err(StoreError::Invalid(errors)) => errors,
        other => panic!("no field is wrong: {other:?}"),
    }
}

/// The code of a conflict.
pub fn conflict<T: std::fmt::Debug>(result: Result<T, StoreError>) -> &'static str {
    match result {
        Err(StoreError::Conflict { code, .. }) => code,
        other => panic!("no conflict: {other:?}"),
    }
}

/// The lines of an entry: `field: before → after`.
pub fn lines(entry: &HistoryEntry) -> Vec<String> {
    let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "–".to_owned());
    let changes = entry.changes.iter();
    changes
        .map(|c| format!("{}: {} → {}", c.field, side(&c.before), side(&c.after)))
        .collect()
}
