//! What a call is about: objects made for it alone, or objects that are nobody's.

use std::cell::Cell;

use chrono::{Days, NaiveDate};
use domain::access::Actor;
use domain::accounts::{AccountDraft, AccountRef};
use domain::actions::ActionTie;
use domain::bill_units::BillUnitDraft;
use domain::contacts::ContactDraft;
use domain::hierarchy::{
    BoardChange, BoardEdit, BoardNew, Deed, Effective, Fingerprint, MoveConfirm, MoveForm,
    MoveOutcome, MoveRequest, ScheduleOutcome,
};
use domain::ids::{
    AccountId, AuditEntryId, BoardId, DeferredActionId, OperationId, PaymentMethodId, StaffUserId,
};
use domain::payment_methods::PaymentMethodDraft;
use domain::staff::{StaffUserInput, StaffWanted};
use store::Store;
use store::accounts::account_create;
use store::actions::{action_preview, action_shift_preview};
use store::hierarchy::{
    board_create, board_edit, move_preview, move_run, move_schedule, removal_preview,
};
use store::installation::business_date_today;
use store::payment_methods::payment_method_add;
use store::staff::{staff_user_add, staff_user_list};
use uuid::Uuid;

/// Where a call plays.
pub struct Scene<'a> {
    store: &'a Store,
    /// Whether what a call names is there; else it is an id that nobody has.
    exists: bool,
    /// Whether anything was named yet.
    named: Cell<bool>,
}

/// Three accounts: the second is below the first, the third stands alone.
pub struct Organization {
    pub root: AccountRef,
    pub child: AccountRef,
    pub other: AccountRef,
}

impl<'a> Scene<'a> {
    pub fn new(store: &'a Store, exists: bool) -> Self {
        Self {
            store,
            exists,
            named: Cell::new(false),
        }
    }

    /// Whether the call names an object.
    pub fn names_an_object(&self) -> bool {
        self.named.get()
    }

    pub fn store(&self) -> &Store {
        self.store
    }

    /// Names an object, or one that nobody has.
    fn name<T>(&self, object: T, nobodys: T) -> T {
        self.named.set(true);
        if self.exists { object } else { nobodys }
    }

    async fn made(&self, draft: &AccountDraft) -> AccountRef {
        account_create(self.store, &machine(), draft)
            .await
            .expect("an account")
    }

    pub async fn account(&self) -> AccountRef {
        let made = self.made(&draft("")).await;
        self.name(made, nobody())
    }

    pub async fn organization(&self) -> Organization {
        let root = self.made(&draft("")).await;
        let child = self.made(&draft(&root.number.to_string())).await;
        let other = self.made(&draft("")).await;
        Organization {
            root: self.name(root, nobody()),
            child: self.name(child, nobody()),
            other: self.name(other, nobody()),
        }
    }

    pub async fn today(&self) -> NaiveDate {
        business_date_today(self.store)
            .await
            .expect("a business date")
    }

    pub async fn soon(&self) -> NaiveDate {
        self.today().await + Days::new(10)
    }

    /// A day after that.
    pub async fn later(&self) -> NaiveDate {
        self.soon().await + Days::new(5)
    }

    /// The child is to go from the root to the other account.
    pub async fn wanted(&self, effective: Effective) -> MoveRequest {
        let Organization { child, other, .. } = self.organization().await;
        wanted(&child, &other, effective)
    }

    /// The word to make a move as its preview showed it.
    pub async fn confirm(&self, effective: Effective) -> MoveConfirm {
        let (child, other) = self.pair().await;
        let seen = wanted(&child, &other, effective);
        let fingerprint = self.fingerprint(&seen).await;
        let (child, other) = (self.name(child, nobody()), self.name(other, nobody()));
        MoveConfirm {
            operation_id: operation(),
            request: wanted(&child, &other, effective),
            fingerprint,
            seen_at: None,
            handover: None,
            handover_shown: None,
        }
    }

    /// Child and other account of an organization, whatever the scene.
    async fn pair(&self) -> (AccountRef, AccountRef) {
        let root = self.made(&draft("")).await;
        let child = self.made(&draft(&root.number.to_string())).await;
        (child, self.made(&draft("")).await)
    }

    async fn fingerprint(&self, seen: &MoveRequest) -> Fingerprint {
        move_preview(self.store, &machine(), seen)
            .await
            .expect("a preview")
            .fingerprint
    }

    /// The entry of a move that was made.
    pub async fn entry(&self) -> AuditEntryId {
        let (child, other) = self.pair().await;
        let request = wanted(&child, &other, Effective::Now);
        let confirm = MoveConfirm {
            operation_id: operation(),
            fingerprint: self.fingerprint(&request).await,
            request,
            seen_at: None,
            handover: None,
            handover_shown: None,
        };
        match move_run(self.store, &machine(), &confirm).await {
            Ok(MoveOutcome::Done { done }) => {
                self.name(done.entry, AuditEntryId::from_uuid(Uuid::now_v7()))
            }
            other => panic!("not moved: {other:?}"),
        }
    }

    /// A move that is scheduled.
    pub async fn action(&self) -> DeferredActionId {
        let (child, other) = self.pair().await;
        let date = self.soon().await;
        let request = wanted(&child, &other, Effective::On { date });
        let confirm = MoveConfirm {
            operation_id: operation(),
            fingerprint: self.fingerprint(&request).await,
            request,
            seen_at: None,
            handover: None,
            handover_shown: None,
        };
        match move_schedule(self.store, &machine(), &confirm).await {
            Ok(ScheduleOutcome::Scheduled { action }) => {
                self.name(action.id, DeferredActionId::from_uuid(Uuid::now_v7()))
            }
            other => panic!("not scheduled: {other:?}"),
        }
    }

    /// A move that is scheduled, with what a preview of performing it now showed.
    pub async fn action_shown(&self) -> (DeferredActionId, Option<ActionTie>) {
        let there = Scene::new(self.store, true).action().await;
        let preview = action_preview(self.store, &machine(), there)
            .await
            .expect("a preview");
        let nobodys = DeferredActionId::from_uuid(Uuid::now_v7());
        let shown = preview.tie();
        (self.name(there, nobodys), shown)
    }

    /// A move that is scheduled, another day, and what a preview of it on that day showed.
    pub async fn action_shift_shown(&self) -> (DeferredActionId, NaiveDate, Option<ActionTie>) {
        let there = Scene::new(self.store, true).action().await;
        let to = self.later().await;
        let preview = action_shift_preview(self.store, &machine(), there, to)
            .await
            .expect("a preview");
        let nobodys = DeferredActionId::from_uuid(Uuid::now_v7());
        let shown = preview.tie();
        (self.name(there, nobodys), to, shown)
    }

    /// The account to be removed, with what a preview of it showed.
    pub async fn removal(&self) -> (AccountId, Fingerprint) {
        let (child, _) = self.pair().await;
        let preview = removal_preview(self.store, &machine(), child.id, Effective::Now)
            .await
            .expect("a preview");
        (self.name(child.id, nobody().id), preview.fingerprint)
    }

    /// A board of one step, with its version.
    pub async fn board(&self) -> (BoardId, i64) {
        let (child, other) = self.pair().await;
        let new = BoardNew {
            operation_id: operation(),
            name: "Spring plan".to_owned(),
            deeds: vec![Deed::Move {
                account: child.id,
                to: other.id,
                form: MoveForm::WholeSubtree,
                handover: None,
            }],
        };
        let board = board_create(self.store, &machine(), &new)
            .await
            .expect("a board");
        let id = self.name(board.id, BoardId::from_uuid(Uuid::now_v7()));
        (id, board.version)
    }

    /// A board that may be applied.
    pub async fn approved(&self) -> (BoardId, i64) {
        let there = Scene::new(self.store, true);
        let (board, version) = there.board().await;
        let edit = BoardEdit {
            operation_id: operation(),
            board,
            version: Some(version),
            change: BoardChange::Approve,
        };
        let board = board_edit(self.store, &machine(), &edit)
            .await
            .expect("an approval");
        let id = self.name(board.id, BoardId::from_uuid(Uuid::now_v7()));
        (id, board.version)
    }

    /// An account with a stored card that pays nothing yet.
    pub async fn card(&self) -> (AccountRef, PaymentMethodId) {
        let account = self.made(&draft("")).await;
        let draft = PaymentMethodDraft {
            kind: "credit_card".to_owned(),
            gateway_token: "tok_visa_4242".to_owned(),
            holder: "Ana Fox".to_owned(),
            ..PaymentMethodDraft::default()
        };
        let method = payment_method_add(self.store, &machine(), account.id, &operation(), &draft)
            .await
            .expect("a payment method");
        let nobodys = PaymentMethodId::from_uuid(Uuid::now_v7());
        (account, self.name(method, nobodys))
    }

    /// A staff user of its own.
    pub async fn staff(&self) -> StaffUserId {
        // Digits may look like the number of a card.
        let login = letters();
        let input = StaffUserInput {
            login: login.clone(),
            display_name: "Somebody".to_owned(),
            role: "csr".to_owned(),
            password: crate::support::PASSWORD.to_owned(),
        };
        staff_user_add(self.store, &machine(), &operation(), &input)
            .await
            .expect("a staff user");
        let wanted = StaffWanted {
            find: login,
            after: None,
        };
        let staff = staff_user_list(self.store, &machine(), &wanted)
            .await
            .expect("the staff");
        let made = staff.users.first().expect("the new one").id;
        self.name(made, StaffUserId::from_uuid(Uuid::now_v7()))
    }

    /// Code and name of a customer type that an administrator made.
    pub async fn customer_type(&self) -> (String, String) {
        let name = letters();
        store::lists::customer_type_add(self.store, &machine(), &operation(), &name)
            .await
            .expect("a customer type");
        (self.name(name.clone(), "nobodys".to_owned()), name)
    }
}

/// A word of letters that nobody used before.
pub fn letters() -> String {
    let digits = Uuid::now_v7().simple().to_string();
    let letter =
        |c: char| char::from(b'a' + u8::try_from(c.to_digit(16).unwrap_or(0)).unwrap_or(0));
    digits.chars().map(letter).collect()
}

/// An operation id as a form that was just opened has it.
pub fn operation() -> String {
    OperationId::from_uuid(Uuid::now_v7()).to_string()
}

pub fn machine() -> Actor {
    Actor::Command {
        name: "test".to_owned(),
    }
}

fn nobody() -> AccountRef {
    AccountRef {
        id: AccountId::from_uuid(Uuid::now_v7()),
        number: "A-99999999".parse().expect("a number"),
        name: "Nobody".to_owned(),
    }
}

fn wanted(child: &AccountRef, other: &AccountRef, effective: Effective) -> MoveRequest {
    MoveRequest {
        account: child.id,
        to: other.id,
        form: MoveForm::WholeSubtree,
        effective,
    }
}

/// A new account, below the parent of this number where one is given.
pub fn draft(parent: &str) -> AccountDraft {
    AccountDraft {
        operation_id: operation(),
        contacts: vec![ContactDraft {
            company: "Acme Holding".to_owned(),
            last_name: "Fox".to_owned(),
            ..ContactDraft::default()
        }],
        customer_type: "gold".to_owned(),
        language: "en".to_owned(),
        currency: "EUR".to_owned(),
        bill_units: vec![BillUnitDraft::usual("Main")],
        parent: parent.to_owned(),
        ..AccountDraft::default()
    }
}
