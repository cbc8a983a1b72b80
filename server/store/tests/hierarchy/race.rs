//! People who rearrange one organization at once can never make a cycle or a chain of payers, lose an account or
//! show a wrong total (ORG-2, ORG-4, ORG-5, HIER-1, HIER-2): random changes from eight connections, each of
//! which must do to a model what was asked for, in the order of the history.
//!
//! `CANOPY_HISTORIES` says how many histories are tried, a few unless said; more until every kind of change was
//! made in one.

use std::collections::{BTreeSet, HashMap};

use domain::hierarchy::MoveForm;
use domain::ids::AccountId;
use store::Store;
use uuid::Uuid;

use crate::race_model::{Entry, Model};
use crate::race_people::{ACCOUNTS, Chance, Deed, PAYING, person};
use crate::support::Town;

/// People at once.
const CONNECTIONS: u64 = 8;

pub fn histories() -> u64 {
    std::env::var("CANOPY_HISTORIES").map_or(4, |count| count.parse().expect("a number"))
}

/// New accounts in one organization, each with a bill unit, some of which owe something.
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
    town.bill_units().await;
    ids
}

/// Lets the first of these pay for some of the others.
async fn payers_begin(store: &Store, accounts: &[AccountId], seed: u64) {
    let mut chance = Chance(seed.wrapping_mul(0x2545_F491_4F6C_DD1D) | 1);
    let ids: Vec<Uuid> = accounts.iter().map(|id| id.uuid()).collect();
    let (paying, paid) = ids.split_at(usize::try_from(PAYING).expect("small"));
    let paid: Vec<Uuid> = (paid.iter().copied())
        .filter(|_| chance.below(2) == 0)
        .collect();
    let by: Vec<Uuid> = paid.iter().map(|_| paying[chance.below(PAYING)]).collect();
    sqlx::query(
        "INSERT INTO bill_unit_payer (bill_unit_id, payer_id, valid)
         SELECT u.id, v.id, daterange(CURRENT_DATE - 10, NULL)
         FROM unnest($1::uuid[], $2::uuid[]) AS pays (paid, by)
         JOIN bill_unit u ON u.account_id = pays.paid JOIN bill_unit v ON v.account_id = pays.by",
    )
    .bind(&paid)
    .bind(&by)
    .execute(store.pool())
    .await
    .expect("payers");
}

/// Runs a history and tells what is wrong after it, empty where all is as it must be; and which kinds of changes
/// were made.
async fn history(
    town: &mut Town,
    stores: &[Store],
    seed: u64,
) -> (Vec<String>, BTreeSet<&'static str>) {
    let accounts = organization(town, seed).await;
    payers_begin(town.store(), &accounts, seed).await;
    let mut model = model_of(town.store(), &accounts).await;
    let mut people = Vec::new();
    for nth in 0..CONNECTIONS {
        let store = stores[usize::try_from(nth).expect("small") % stores.len()].clone();
        let seed = seed
            .wrapping_mul(31)
            .wrapping_add(nth)
            .wrapping_mul(0x9E37_79B9);
        people.push(tokio::spawn(person(store, accounts.clone(), seed)));
    }
    let (mut wrong, mut kinds, mut done) = (Vec::new(), BTreeSet::new(), HashMap::new());
    for acted in people {
        let acted = acted.await.expect("a person");
        wrong.extend(acted.troubles);
        kinds.extend((acted.payers_changed > 0).then_some("a payer by itself"));
        done.extend(acted.done);
    }
    let mut followed: HashMap<Uuid, Entry> = HashMap::new();
    for (entry, changed) in entries(town.store(), &accounts).await {
        let deed = done.remove(&entry);
        kinds.extend(deed.as_ref().map(kind));
        kinds.extend((deed.is_some() && !changed.payers.is_empty()).then_some("a handover"));
        wrong.extend(match &deed {
            Some(Deed::Undo { entry }) => model.follow_back(&changed, followed.get(entry)),
            deed => model.follow(&changed, deed.as_ref()),
        });
        followed.insert(entry, changed);
    }
    if !done.is_empty() {
        wrong.push(format!("nothing is known of {done:?}"));
    }
    let now = model_of(town.store(), &accounts).await;
    if now != model {
        wrong.push(format!("it is {now:?} and should be {model:?}"));
    }
    wrong.extend(wrong_totals(town.store(), &accounts, &now).await);
    (wrong, kinds)
}

/// Every kind of change that people try.
const KINDS: [&str; 9] = [
    "a handover",
    "a payer by itself",
    "a removal",
    "alone",
    "an undo",
    "only all children",
    "only some children",
    "the whole subtree",
    "with some children",
];

const fn kind(deed: &Deed) -> &'static str {
    match deed {
        Deed::Removal { .. } => "a removal",
        Deed::Undo { .. } => "an undo",
        Deed::Move { form, .. } => match form {
            MoveForm::WholeSubtree => "the whole subtree",
            MoveForm::AloneChildrenToOldParent => "alone",
            MoveForm::WithSome { .. } => "with some children",
            MoveForm::OnlyChildren { children: None } => "only all children",
            MoveForm::OnlyChildren { children: Some(_) } => "only some children",
        },
    }
}

/// Parents and payers as the database has them now.
async fn model_of(store: &Store, accounts: &[AccountId]) -> Model {
    let ids: Vec<Uuid> = accounts.iter().map(|id| id.uuid()).collect();
    let parents: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "SELECT child_id, parent_id FROM organization_link
         WHERE child_id = ANY($1) AND superseded_at IS NULL AND upper_inf(valid)",
    )
    .bind(&ids)
    .fetch_all(store.pool())
    .await
    .expect("the links");
    let payers: Vec<(Uuid, Uuid)> = sqlx::query_as(
        "SELECT u.account_id, v.account_id FROM bill_unit_payer p
         JOIN bill_unit u ON u.id = p.bill_unit_id JOIN bill_unit v ON v.id = p.payer_id
         WHERE u.account_id = ANY($1) AND p.superseded_at IS NULL AND upper_inf(p.valid)",
    )
    .bind(&ids)
    .fetch_all(store.pool())
    .await
    .expect("the payers");
    Model {
        parents: parents.into_iter().collect(),
        payers: payers.into_iter().collect(),
    }
}

/// An entry of the history; whether a link is changed and not a payer; whose, from whom, to whom.
type Row = (Uuid, bool, Uuid, Option<Uuid>, Option<Uuid>);

/// What the history of the database says was done, in its order.
async fn entries(store: &Store, accounts: &[AccountId]) -> Vec<(Uuid, Entry)> {
    let ids: Vec<Uuid> = accounts.iter().map(|id| id.uuid()).collect();
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT entry_id, true, child_id, from_id, to_id FROM organization_move_link
         WHERE child_id = ANY($1)
         UNION ALL
         SELECT p.entry_id, false, u.account_id, f.account_id, t.account_id
         FROM organization_move_payer p JOIN bill_unit u ON u.id = p.bill_unit_id
         LEFT JOIN bill_unit f ON f.id = p.from_id LEFT JOIN bill_unit t ON t.id = p.to_id
         WHERE u.account_id = ANY($1) ORDER BY 1",
    )
    .bind(&ids)
    .fetch_all(store.pool())
    .await
    .expect("the history");
    let of = |rows: &[Row]| {
        let mut entry = Entry::default();
        for (_, is_link, who, from, to) in rows {
            let steps = match is_link {
                true => &mut entry.links,
                false => &mut entry.payers,
            };
            steps.insert((*who, *from, *to));
        }
        entry
    };
    let chunks = rows.chunk_by(|a, b| a.0 == b.0);
    chunks.map(|rows| (rows[0].0, of(rows))).collect()
}

/// Where kept totals differ from what counting gives.
async fn wrong_totals(store: &Store, accounts: &[AccountId], now: &Model) -> Vec<String> {
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
        for ancestor in now.above(*account).unwrap_or_default() {
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
    let mut kinds = BTreeSet::new();
    for seed in 1.. {
        let (wrong, made) = history(&mut town, &stores, seed).await;
        assert!(wrong.is_empty(), "history {seed}: {wrong:#?}");
        kinds.extend(made);
        if seed >= histories() && kinds.iter().eq(&KINDS) {
            return;
        }
        assert!(seed < 10 * histories(), "no more was made than {kinds:?}");
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
        if !history(&mut town, &stores, seed).await.0.is_empty() {
            return;
        }
    }
    panic!("200 histories without the lock, and nothing went wrong");
}
