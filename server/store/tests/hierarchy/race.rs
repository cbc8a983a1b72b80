//! Two people moving in one organization at once can never make a cycle, lose a node or show a wrong
//! total (ORG-5): random moves from eight connections against a model.
//!
//! `CANOPY_HISTORIES` says how many histories are tried; a few unless said.

use std::collections::HashMap;

use domain::hierarchy::{Effective, MoveForm, MoveOutcome, MoveRequest};
use domain::ids::AccountId;
use store::hierarchy::{move_preview, move_run};
use store::{Store, StoreError};
use uuid::Uuid;

use crate::support::{Town, confirm, manager};

/// People at once, accounts that they fight over, moves that each of them tries.
const CONNECTIONS: u64 = 8;
pub const ACCOUNTS: u64 = 10;
const MOVES: u64 = 5;

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

    fn form(&mut self, accounts: &[AccountId]) -> MoveForm {
        let some = |chance: &mut Self| vec![accounts[chance.below(ACCOUNTS)]];
        match self.below(5) {
            0 => MoveForm::AloneChildrenToOldParent,
            1 => MoveForm::OnlyChildren { children: None },
            2 => MoveForm::WithSome {
                children: some(self),
            },
            _ => MoveForm::WholeSubtree,
        }
    }
}

pub fn histories() -> u64 {
    std::env::var("CANOPY_HISTORIES").map_or(6, |count| count.parse().expect("a number"))
}

/// New accounts in one organization, some of which owe something.
pub async fn organization(town: &mut Town, seed: u64) -> Vec<AccountId> {
    let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let names: Vec<String> = (0..ACCOUNTS).map(|nth| format!("{seed}-{nth}")).collect();
    let mut links = Vec::new();
    let mut ids = Vec::new();
    for (nth, name) in (0..).zip(&names) {
        ids.push(town.account(name).await);
        if nth > 0 {
            links.push((name.clone(), names[chance.below(nth)].clone()));
        }
        if chance.below(2) == 0 {
            town.item(name, "EUR", 100 + i64::from(nth == 3)).await;
        }
    }
    town.link(&links).await;
    ids
}

/// What one person tries, one move after the other. What is refused or stale is given up.
pub async fn person(store: Store, accounts: Vec<AccountId>, seed: u64) -> Vec<String> {
    let mut chance = Chance(seed | 1);
    let mut troubles = Vec::new();
    for _ in 0..MOVES {
        let request = MoveRequest {
            account: accounts[chance.below(ACCOUNTS)],
            to: accounts[chance.below(ACCOUNTS)],
            form: chance.form(&accounts),
            effective: Effective::Now,
        };
        let outcome = async {
            let preview = move_preview(&store, &manager(), &request).await?;
            match move_run(&store, &manager(), &confirm(&preview)).await? {
                MoveOutcome::Done { .. } | MoveOutcome::Stale { .. } => Ok(()),
            }
        };
        match outcome.await {
            Ok(()) | Err(StoreError::Invalid(_)) => {}
            Err(trouble) => troubles.push(format!("{trouble:?}")),
        }
    }
    troubles
}

/// Runs a history and tells what is wrong after it; empty where all is as it must be.
async fn history(town: &mut Town, stores: &[Store], seed: u64) -> Vec<String> {
    let accounts = organization(town, seed).await;
    let mut model = links(town.store(), &accounts).await;
    let mut people = Vec::new();
    for nth in 0..CONNECTIONS {
        let store = stores[usize::try_from(nth).expect("small") % stores.len()].clone();
        let seed = seed
            .wrapping_mul(31)
            .wrapping_add(nth)
            .wrapping_mul(0x9E37_79B9);
        people.push(tokio::spawn(person(store, accounts.clone(), seed)));
    }
    let mut wrong = Vec::new();
    for troubles in people {
        wrong.extend(troubles.await.expect("a person"));
    }
    wrong.extend(replay(town.store(), &accounts, &mut model).await);
    let now = links(town.store(), &accounts).await;
    if now != model {
        wrong.push(format!("the tree is {now:?} and should be {model:?}"));
    }
    wrong.extend(wrong_totals(town.store(), &accounts, &now).await);
    wrong
}

/// The parent of each account, as the database has it.
async fn links(store: &Store, accounts: &[AccountId]) -> HashMap<Uuid, Uuid> {
    let ids: Vec<Uuid> = accounts.iter().map(|id| id.uuid()).collect();
    let rows: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "SELECT child_id, parent_id FROM organization_link
         WHERE child_id = ANY($1) AND superseded_at IS NULL AND upper_inf(valid)",
    )
    .bind(&ids)
    .fetch_all(store.pool())
    .await
    .expect("the links");
    rows.into_iter().collect()
}

/// Does in the model what the history of the database says was done, in its order.
async fn replay(
    store: &Store,
    accounts: &[AccountId],
    model: &mut HashMap<Uuid, Uuid>,
) -> Vec<String> {
    let ids: Vec<Uuid> = accounts.iter().map(|id| id.uuid()).collect();
    let rows: Vec<(Uuid, Uuid, Option<Uuid>, Option<Uuid>)> = sqlx::query_as(
        "SELECT entry_id, child_id, from_id, to_id FROM organization_move_link
         WHERE child_id = ANY($1) ORDER BY entry_id, child_id",
    )
    .bind(&ids)
    .fetch_all(store.pool())
    .await
    .expect("the history");
    let mut wrong = Vec::new();
    for entry in rows.chunk_by(|a, b| a.0 == b.0) {
        for (_, child, from, _) in entry {
            if model.remove(child) != *from {
                wrong.push(format!("{child} left a parent that it did not have"));
            }
        }
        for (_, child, _, to) in entry {
            model.extend(to.map(|to| (*child, to)));
        }
        if ids.iter().any(|id| above(model, *id).is_none()) {
            wrong.push("an account is above itself".to_owned());
        }
    }
    wrong
}

/// The accounts above one; none where it goes round in circles.
fn above(parents: &HashMap<Uuid, Uuid>, account: Uuid) -> Option<Vec<Uuid>> {
    let mut above = Vec::new();
    let mut at = account;
    while let Some(parent) = parents.get(&at) {
        above.push(*parent);
        if above.len() > parents.len() {
            return None;
        }
        at = *parent;
    }
    Some(above)
}

/// Where kept totals differ from what counting gives.
async fn wrong_totals(
    store: &Store,
    accounts: &[AccountId],
    parents: &HashMap<Uuid, Uuid>,
) -> Vec<String> {
    let ids: Vec<Uuid> = accounts.iter().map(|id| id.uuid()).collect();
    let rows: Vec<(Uuid, i64, i64, i64)> = sqlx::query_as(
        "SELECT a.id, coalesce(o.accounts_below, 0), coalesce(d.due_minor, 0),
                coalesce((SELECT sum(amount_minor) FROM item WHERE account_id = a.id), 0)::bigint
         FROM account a LEFT JOIN organization_total o ON o.account_id = a.id
         LEFT JOIN organization_due d ON d.account_id = a.id WHERE a.id = ANY($1)",
    )
    .bind(&ids)
    .fetch_all(store.pool())
    .await
    .expect("the totals");
    let mut counted: HashMap<Uuid, (i64, i64)> = HashMap::new();
    for (account, _, _, owed) in &rows {
        counted.entry(*account).or_default().1 += owed;
        for ancestor in above(parents, *account).unwrap_or_default() {
            let total = counted.entry(ancestor).or_default();
            *total = (total.0 + 1, total.1 + owed);
        }
    }
    let wrong = rows.iter().filter_map(|(account, below, due, _)| {
        let right = counted.get(account).copied().unwrap_or_default();
        (right != (*below, *due)).then(|| format!("{account}: {below}, {due} but {right:?}"))
    });
    wrong.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_people_moving_at_once_never_break_the_tree_or_its_totals() {
    let mut town = Town::new("").await;
    let stores = [town.second(), town.second()];
    for seed in 1..=histories() {
        let wrong = history(&mut town, &stores, seed).await;
        assert!(wrong.is_empty(), "history {seed}: {wrong:#?}");
    }
}

/// The same histories with every lock of structure changes made to do nothing, in code and triggers.
/// What goes wrong then is what the lock is for; a test that cannot see it would be worth nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_lock_the_same_histories_go_wrong() {
    let mut town = Town::new("").await;
    // Found before the system's own by connections that are opened from now on.
    town.execute(
        "CREATE FUNCTION public.pg_advisory_xact_lock(integer, integer) RETURNS void
         LANGUAGE sql AS 'SELECT'",
    )
    .await;
    town.execute(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog',
                                    current_database());
                     EXECUTE format('ALTER DATABASE %I SET statement_timeout = ''5s''',
                                    current_database()); END $$",
    )
    .await;
    let stores = [town.second(), town.second()];
    for seed in 1..=200 {
        if !history(&mut town, &stores, seed).await.is_empty() {
            return;
        }
    }
    panic!("200 histories without the lock, and nothing went wrong");
}
