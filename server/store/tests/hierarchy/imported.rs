//! Organizations that were not made for these tests: the real data of ISO 3166, and 80,000 accounts on
//! 18 levels. On them the tree, its totals, a move, its undo and searching behave as on the others
//! (ORG-1, ORG-6).

use std::fmt::Write as _;

use domain::access::Actor;
use domain::accounts::AccountRef;
use domain::hierarchy::{
    Effective, MoveForm, MoveOutcome, MoveRequest, MovingSide, TreeAsk, TreeFrom, TreeRow,
};
use domain::ids::AccountId;
use domain::search::{Query, SearchRequest};
use store::Store;
use store::hierarchy::{
    move_preview, move_run, moving_export, tree_children, tree_path, tree_search,
};
use store::import::{ImportMode, ImportOptions, accounts_import};
use store::testing::TestDatabase;
use uuid::Uuid;

use crate::iso::iso_3166_csv;
use crate::moving_export::whole;
use crate::support::{confirm, csr, manager};
use crate::totals::wrong_totals;
use crate::undo::undo_in;

/// What is known of a file beforehand.
struct Known {
    /// The key of the root.
    root: &'static str,
    /// How many accounts there are.
    accounts: i64,
    /// The key and the name of an account deep below it, and how many are above that.
    deep: (String, String),
    above: usize,
}

/// Imports a file as `canopy import accounts` does.
async fn imported(csv: &[u8]) -> TestDatabase {
    let database = TestDatabase::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("accounts.csv");
    std::fs::write(&file, csv).expect("write the file");
    let options = ImportOptions {
        file,
        mode: ImportMode::AllOrNothing,
        report: folder.path().join("report.csv"),
    };
    let actor = Actor::Command {
        name: "canopy import accounts".to_owned(),
    };
    let summary = accounts_import(database.store(), &actor, &options, |_| {}).await;
    assert_eq!(summary.expect("imported").refused, 0);
    database
}

async fn keyed(store: &Store, key: &str) -> AccountId {
    let id: Uuid = sqlx::query_scalar("SELECT account_id FROM account_key WHERE key = $1")
        .bind(key)
        .fetch_one(store.pool())
        .await
        .expect("an account of this key");
    AccountId::from_uuid(id)
}

/// All children of an account, page by page, and the account itself.
async fn children(store: &Store, parent: AccountId) -> (TreeRow, Vec<TreeRow>) {
    let mut from = TreeFrom::Start;
    let mut rows: Vec<TreeRow> = Vec::new();
    loop {
        let ask = TreeAsk {
            parent,
            as_of: None,
            from,
            limit: 100,
        };
        let page = tree_children(store, &csr(), &ask).await.expect("a page");
        rows.extend(page.rows);
        match rows.last() {
            Some(last) if page.has_more => {
                from = TreeFrom::After {
                    place: last.place.clone(),
                };
            }
            _ => return (page.parent, rows),
        }
    }
}

/// The pages of children are whole, in order, and agree with the totals.
async fn pages_hold(store: &Store, known: &Known) -> Vec<TreeRow> {
    let root = keyed(store, known.root).await;
    let (parent, rows) = children(store, root).await;
    assert_eq!(parent.accounts_below, known.accounts - 1);
    assert_eq!(i64::try_from(rows.len()), Ok(parent.children));
    let below: i64 = rows.iter().map(|row| row.accounts_below + 1).sum();
    assert_eq!(below, parent.accounts_below);
    assert!(rows.is_sorted_by_key(|row| &row.place));
    assert_eq!(wrong_totals(store).await, []);
    rows
}

/// The largest part of the organization moves under the smallest, as its preview and its file say,
/// and goes back again.
async fn moves_hold(store: &Store, root: AccountId, parts: &[TreeRow]) {
    let by_size = |row: &&TreeRow| row.accounts_below;
    let largest = parts.iter().max_by_key(by_size).expect("a part");
    let smallest = parts.iter().min_by_key(by_size).expect("a part");
    let request = MoveRequest {
        account: largest.account.id,
        to: smallest.account.id,
        form: MoveForm::WholeSubtree,
        effective: Effective::Now,
    };
    let moving = largest.accounts_below + 1;
    let preview = move_preview(store, &manager(), &request).await;
    let preview = preview.expect("a preview");
    assert_eq!(preview.moving, moving);
    let export = moving_export(store, &manager(), &request, MovingSide::Along).await;
    let (file, _) = whole(export.expect("an export")).await;
    assert_eq!(i64::try_from(file.lines().count()), Ok(moving + 1));
    let outcome = move_run(store, &manager(), &confirm(&preview)).await;
    let Ok(MoveOutcome::Done { done }) = outcome else {
        panic!("not moved: {outcome:?}")
    };
    let (after, _) = children(store, smallest.account.id).await;
    assert_eq!(after.accounts_below, smallest.accounts_below + moving);
    let count = i64::try_from(parts.len()).expect("a count");
    assert_eq!(children(store, root).await.0.children, count - 1);
    assert_eq!(wrong_totals(store).await, []);
    undo_in(store, done.entry).await.expect("undone");
    assert_eq!(children(store, root).await.1, parts);
}

/// An account deep below is found within the organization, with its way up, and not in a part of it
/// where it is not.
async fn search_holds(store: &Store, root: AccountId, known: &Known, parts: &[TreeRow]) {
    let (key, name) = &known.deep;
    let deep = keyed(store, key).await;
    let path = tree_path(store, &csr(), deep).await.expect("a path");
    assert_eq!(path.rows.len(), known.above + 1);
    let query = Query::parse(&SearchRequest {
        q: name.clone(),
        ..SearchRequest::default()
    })
    .expect("a query");
    let found = tree_search(store, &csr(), (root, None), &query, "").await;
    let found = found.expect("hits");
    let hit = found.hits.iter().find(|hit| hit.hit.id == deep);
    let above = &hit.expect("the account is found").above;
    assert_eq!(above.first().map(|root| root.id), Some(root));
    assert_eq!(
        above.last().map(id_of),
        path.rows.iter().rev().nth(1).map(|row| row.account.id)
    );
    let other = parts.iter().find(|part| {
        path.rows
            .iter()
            .all(|row| row.account.id != part.account.id)
    });
    let other = other.expect("another part").account.id;
    let found = tree_search(store, &csr(), (other, None), &query, "").await;
    let found = found.expect("an answer");
    assert!(found.hits.iter().all(|hit| hit.hit.id != deep));
}

const fn id_of(account: &AccountRef) -> AccountId {
    account.id
}

async fn behaves_as_the_others(csv: &[u8], known: &Known) {
    let database = imported(csv).await;
    let store = database.store();
    let root = keyed(store, known.root).await;
    let parts = pages_hold(store, known).await;
    search_holds(store, root, known, &parts).await;
    moves_hold(store, root, &parts).await;
}

#[tokio::test]
async fn the_organization_of_iso_3166_behaves_as_the_others() {
    let csv = iso_3166_csv();
    let rows = csv.iter().filter(|byte| **byte == b'\n').count() - 1;
    let known = Known {
        root: "WORLD",
        accounts: i64::try_from(rows).expect("a count"),
        deep: ("DE-BY".to_owned(), "Bayern".to_owned()),
        above: 2,
    };
    behaves_as_the_others(&csv, &known).await;
}

/// So many accounts on 18 levels: a chain to the last level, then accounts under earlier ones that are
/// chosen as if by chance, always in the same way.
fn deep_file(accounts: u32) -> String {
    const LEVELS: u32 = 18;
    let mut levels: Vec<u32> = Vec::new();
    let mut parents: Vec<u32> = Vec::new();
    let mut chance: u64 = 1;
    let mut csv = String::from("key,parent,name,currency,contact1_company\n");
    for row in 0..accounts {
        chance = chance
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let mut parent = match row {
            0..LEVELS => row.saturating_sub(1),
            // Every fiftieth stands right below the root.
            _ if row % 50 == 0 => 0,
            _ => u32::try_from((chance >> 33) % u64::from(row)).expect("an earlier row"),
        };
        if row > 0 && levels[parent as usize] == LEVELS {
            parent = parents[parent as usize];
        }
        levels.push(if row == 0 {
            1
        } else {
            levels[parent as usize] + 1
        });
        parents.push(parent);
        let above = if row == 0 {
            String::new()
        } else {
            format!("n{parent}")
        };
        writeln!(csv, "n{row},{above},Site {row},EUR,Site {row} Ltd").expect("a line");
    }
    csv
}

#[tokio::test]
#[ignore = "takes two minutes, most of them the import: cargo test -- --ignored"]
async fn eighty_thousand_accounts_on_eighteen_levels_behave_as_the_others() {
    let known = Known {
        root: "n0",
        accounts: 80_000,
        // The end of the chain.
        deep: ("n17".to_owned(), "\"Site 17\"".to_owned()),
        above: 17,
    };
    behaves_as_the_others(deep_file(80_000).as_bytes(), &known).await;
}
