//! People who rearrange the same few accounts at once: moves in every form, removals, payers changed by
//! themselves and handed over with a move or a removal, what was done before undone; while others post items.

use domain::accounts::AccountNumber;
use domain::bill_units::{BillUnitDraft, BillUnitEdit};
use domain::edits::EditOutcome;
use domain::hierarchy::{
    Effective, Fingerprint, Going, HandoverTo, MoveConfirm, MoveForm, MoveOutcome, MoveRequest,
    RemovalOutcome, RemovalRequest,
};
use domain::ids::{AccountId, AuditEntryId};
use store::bill_units::bill_unit_save;
use store::hierarchy::{
    handover_preview, hierarchy_remove, move_preview, move_run, removal_preview,
};
use store::{Result, Store, StoreError};
use uuid::Uuid;

use crate::support::{confirm, manager, operation};
use crate::undo::undo_in;

/// Accounts that people fight over, changes that each of them tries.
pub const ACCOUNTS: u64 = 10;
const TRIES: u64 = 5;
/// How often one looks at a move that others overtake before giving it up.
const LOOKS: usize = 3;
/// How many of the accounts, the first of them, pay for others at the beginning.
pub const PAYING: u64 = 3;

/// Reproducible chance: xorshift64*.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, bound: u64) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let value = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(value % bound).expect("a small number")
    }

    fn account(&mut self, accounts: &[AccountId]) -> AccountId {
        accounts[self.below(ACCOUNTS)]
    }

    /// One of those that pay, which have most of the others below them.
    fn upper(&mut self, accounts: &[AccountId]) -> AccountId {
        accounts[self.below(PAYING)]
    }

    /// One of the four forms; the children that it names are those that the account has now.
    fn form(&mut self, children: &[AccountId]) -> MoveForm {
        let every = 1 + self.below(2);
        let some = || children.iter().copied().step_by(every).collect();
        match self.below(if children.is_empty() { 2 } else { 8 }) {
            0 => MoveForm::WholeSubtree,
            1 => MoveForm::AloneChildrenToOldParent,
            2..=4 => MoveForm::WithSome { children: some() },
            5 => MoveForm::OnlyChildren { children: None },
            _ => MoveForm::OnlyChildren {
                children: Some(some()),
            },
        }
    }
}

/// What somebody did to an organization; its entry in the history says what came of it.
#[derive(Debug, Clone)]
pub enum Deed {
    Move {
        form: MoveForm,
        account: AccountId,
        to: AccountId,
        payer: Option<AccountId>,
    },
    Removal {
        account: AccountId,
        payer: Option<AccountId>,
    },
    /// What an entry of the history says was done is taken back.
    Undo { entry: Uuid },
}

/// What somebody came to.
#[derive(Debug, Default)]
pub struct Acted {
    /// What was done, by its entry in the history.
    pub done: Vec<(Uuid, Deed)>,
    /// How often a payer was changed by itself.
    pub payers_changed: usize,
    /// What went wrong otherwise than by a refusal.
    pub troubles: Vec<String>,
}

/// What one person tries, one change after the other. What is refused or stale is given up.
pub async fn person(store: Store, accounts: Vec<AccountId>, seed: u64) -> Acted {
    let mut chance = Chance(seed | 1);
    let mut acted = Acted::default();
    for _ in 0..TRIES {
        match act(&store, &accounts, &mut chance, &mut acted).await {
            Ok(()) | Err(StoreError::Invalid(_)) => {}
            Err(trouble) => acted.troubles.push(format!("{trouble:?}")),
        }
    }
    acted
}

async fn act(
    store: &Store,
    accounts: &[AccountId],
    chance: &mut Chance,
    acted: &mut Acted,
) -> Result<()> {
    let account = match chance.below(3) {
        0 => chance.upper(accounts),
        _ => chance.account(accounts),
    };
    let other = chance.account(accounts);
    let payer = (chance.below(2) == 0).then(|| chance.upper(accounts));
    match chance.below(11) {
        0 => item_post(store, account, 1 + i64::from(payer.is_some())).await,
        1 | 2 => {
            let mine = acted.done.len();
            let Some(mine) = u64::try_from(mine).ok().filter(|mine| *mine > 0) else {
                return Ok(());
            };
            let (entry, _) = acted.done[chance.below(mine)];
            let done = undo_in(store, AuditEntryId::from_uuid(entry)).await?;
            acted.done.push((done.entry.uuid(), Deed::Undo { entry }));
        }
        3 => {
            let payer = payer.unwrap_or(other);
            acted.payers_changed += usize::from(payer_change(store, account, payer).await?);
        }
        4 => {
            let done = removed(store, account, payer).await?;
            let deed = Deed::Removal { account, payer };
            acted.done.extend(done.map(|entry| (entry, deed)));
        }
        _ => {
            let form = chance.form(&children_of(store, account).await);
            let done = moved(store, (account, other), &form, payer).await?;
            let deed = Deed::Move {
                form,
                account,
                to: other,
                payer,
            };
            acted.done.extend(done.map(|entry| (entry, deed)));
        }
    }
    Ok(())
}

/// Posts an item on the one bill unit of an account, where that has none yet: it opens with one only.
async fn item_post(store: &Store, account: AccountId, minor: i64) {
    sqlx::query(
        "INSERT INTO item (id, account_id, bill_unit_id, kind, currency, amount_minor, due_on)
         SELECT $1, account_id, id, 'opening', 'EUR', $3, '2026-02-01' FROM bill_unit
         WHERE account_id = $2 ON CONFLICT DO NOTHING",
    )
    .bind(Uuid::now_v7())
    .bind(account.uuid())
    .bind(minor)
    .execute(store.pool())
    .await
    .expect("an item");
}

/// The children that somebody sees who opens the account now.
async fn children_of(store: &Store, account: AccountId) -> Vec<AccountId> {
    let children: Vec<Uuid> = sqlx::query_scalar(
        "SELECT child_id FROM organization_child WHERE parent_id = $1 ORDER BY number",
    )
    .bind(account.uuid())
    .fetch_all(store.pool())
    .await
    .expect("the children");
    children.into_iter().map(AccountId::from_uuid).collect()
}

/// Moves as it was previewed, the handover too, and looks again where that is stale; answers the entry.
async fn moved(
    store: &Store,
    (account, to): (AccountId, AccountId),
    form: &MoveForm,
    payer: Option<AccountId>,
) -> Result<Option<Uuid>> {
    let request = MoveRequest {
        account,
        to,
        form: form.clone(),
        effective: Effective::Now,
    };
    for _ in 0..LOOKS {
        let preview = move_preview(store, &manager(), &request).await?;
        let request = request.clone();
        let (handover, handover_shown) = handing(store, Going::Move { request }, payer).await?;
        let word = MoveConfirm {
            handover,
            handover_shown,
            ..confirm(&preview)
        };
        if let MoveOutcome::Done { done } = move_run(store, &manager(), &word).await? {
            return Ok(Some(done.entry.uuid()));
        }
    }
    Ok(None)
}

/// Removes as it was previewed, the handover too; answers the entry.
pub async fn removed(
    store: &Store,
    account: AccountId,
    payer: Option<AccountId>,
) -> Result<Option<Uuid>> {
    let effective = Effective::Now;
    let preview = removal_preview(store, &manager(), account, effective).await?;
    let going = Going::Removal { account, effective };
    let (handover, handover_shown) = handing(store, going, payer).await?;
    let request = RemovalRequest {
        operation_id: operation(),
        account,
        effective,
        fingerprint: preview.fingerprint,
        seen_at: Some(preview.stamp),
        handover,
        handover_shown,
    };
    match hierarchy_remove(store, &manager(), &request).await? {
        RemovalOutcome::Done { done } => Ok(Some(done.entry.uuid())),
        RemovalOutcome::Stale { .. } => Ok(None),
        RemovalOutcome::Scheduled { .. } => panic!("nothing was to be scheduled"),
    }
}

/// The word to hand over what stays while its payer goes, after a look at what that comes to.
async fn handing(
    store: &Store,
    going: Going,
    payer: Option<AccountId>,
) -> Result<(Option<HandoverTo>, Option<Fingerprint>)> {
    let Some(payer) = payer else {
        return Ok((None, None));
    };
    let to = HandoverTo::from(number_of(store, payer).await);
    let shown = handover_preview(store, &manager(), &going, to).await?;
    Ok((Some(to), Some(shown.fingerprint)))
}

async fn number_of(store: &Store, account: AccountId) -> AccountNumber {
    let number: i64 = sqlx::query_scalar("SELECT number FROM account WHERE id = $1")
        .bind(account.uuid())
        .fetch_one(store.pool())
        .await
        .expect("a number");
    AccountNumber::new(number).expect("a number")
}

/// Gives the bill unit of an account another payer, or lets it pay for itself where the other account pays for
/// it; answers whether that was saved.
async fn payer_change(store: &Store, account: AccountId, other: AccountId) -> Result<bool> {
    let (now, unit) = unit_now(store, account).await;
    let (_, payer) = unit_now(store, other).await;
    let base = BillUnitDraft {
        id: unit.to_string(),
        ..now
    };
    let (payer, payer_unit) = match base.payer_unit == payer.to_string() {
        true => (String::new(), String::new()),
        false => (number_of(store, other).await.to_string(), payer.to_string()),
    };
    let edit = BillUnitEdit {
        operation_id: operation(),
        typed: BillUnitDraft {
            payer,
            payer_unit,
            ..base.clone()
        },
        base,
    };
    let saved = bill_unit_save(store, &manager(), account, &edit).await?;
    Ok(matches!(saved, EditOutcome::Saved { .. }))
}

/// The settings of the one bill unit of an account as a form shows them, and which it is.
async fn unit_now(store: &Store, account: AccountId) -> (BillUnitDraft, domain::ids::BillUnitId) {
    let (unit, payer, number): (Uuid, Option<Uuid>, Option<i64>) = sqlx::query_as(
        "SELECT u.id, p.payer_id, a.number FROM bill_unit u
         LEFT JOIN bill_unit_payer p ON p.bill_unit_id = u.id AND p.superseded_at IS NULL
                                        AND upper_inf(p.valid)
         LEFT JOIN bill_unit by ON by.id = p.payer_id LEFT JOIN account a ON a.id = by.account_id
         WHERE u.account_id = $1",
    )
    .bind(account.uuid())
    .fetch_one(store.pool())
    .await
    .expect("a bill unit");
    let number = number.map(|number| AccountNumber::new(number).expect("a number"));
    let id = domain::ids::BillUnitId::from_uuid;
    let draft = BillUnitDraft {
        payer: number.map(|it| it.to_string()).unwrap_or_default(),
        payer_unit: payer.map(|it| id(it).to_string()).unwrap_or_default(),
        ..BillUnitDraft::usual("Main")
    };
    (draft, id(unit))
}
