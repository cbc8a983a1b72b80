//! The tree as it was (ORG-8).

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use domain::hierarchy::{MoveForm, TreeAsk, TreeFrom, TreeRow};
use domain::ids::AccountId;
use store::hierarchy::{tree_children, tree_path_on};
use store::installation::business_date_today;
use store::{Store, StoreError};
use uuid::Uuid;

use crate::planning::{advance, day_in, subtree_on};
use crate::race::{histories, organization};
use crate::race_people::{ACCOUNTS, Chance, person, removed};
use crate::support::{ACME, Town, csr};

async fn children_on(town: &Town, parent: &str, day: NaiveDate) -> Vec<(String, i64, i64)> {
    let ask = TreeAsk {
        parent: town.id(parent),
        as_of: Some(day),
        from: TreeFrom::Start,
        limit: 10,
    };
    let page = tree_children(town.store(), &csr(), &ask)
        .await
        .expect("a page");
    let rows = page.rows.into_iter();
    rows.map(|row| (row.account.name, row.children, row.accounts_below))
        .collect()
}

#[tokio::test]
async fn yesterday_the_tree_was_as_it_was_before_todays_move() {
    let town = Town::new(ACME).await;
    let today = business_date_today(town.store()).await.expect("today");
    let yesterday = today.checked_sub_days(Days::new(1)).expect("yesterday");
    town.moved("Sales", "Americas", MoveForm::AloneChildrenToOldParent)
        .await;
    let row = |name: &str, children, below| (name.to_owned(), children, below);
    let now = [row("Kiel", 0, 0), row("Oslo", 1, 1), row("Support", 0, 0)];
    assert_eq!(children_on(&town, "EMEA", today).await, now);
    let then = [row("Sales", 2, 3), row("Support", 0, 0)];
    assert_eq!(children_on(&town, "EMEA", yesterday).await, then);
    assert_eq!(children_on(&town, "Americas", yesterday).await, []);
    let path = tree_path_on(town.store(), &csr(), town.id("Depot"), yesterday)
        .await
        .expect("a path");
    let path: Vec<_> = (path.rows.iter())
        .map(|row| (row.account.name.as_str(), row.accounts_below))
        .collect();
    assert_eq!(
        path,
        [
            ("Acme", 7),
            ("EMEA", 5),
            ("Sales", 3),
            ("Oslo", 1),
            ("Depot", 0)
        ]
    );
}

#[tokio::test]
async fn on_another_day_what_is_owed_is_not_known() {
    let town = Town::new(ACME).await;
    town.item("Depot", "EUR", 12_000).await;
    let today = business_date_today(town.store()).await.expect("today");
    let yesterday = today.checked_sub_days(Days::new(1)).expect("yesterday");
    let tomorrow = today.checked_add_days(Days::new(1)).expect("tomorrow");
    for day in [yesterday, tomorrow] {
        let path = tree_path_on(town.store(), &csr(), town.id("Depot"), day).await;
        let path = path.expect("a path");
        assert!(path.rows.iter().all(|row| row.due_within.is_none()));
    }
}

#[tokio::test]
async fn before_the_first_link_nobody_was_below_anybody() {
    let town = Town::new(ACME).await;
    let day = "2025-12-31".parse().expect("a day");
    assert_eq!(children_on(&town, "EMEA", day).await, []);
}

/// Children of and accounts below every account on a day, counted link by link.
async fn counted(store: &Store, day: NaiveDate) -> HashMap<AccountId, (i64, i64)> {
    let counted: Vec<(Uuid, i64, i64)> = sqlx::query_as(
        "WITH RECURSIVE above (id, level) AS (
             SELECT id, 0 FROM account
             UNION ALL
             SELECT l.parent_id, above.level + 1 FROM above
             JOIN organization_link l ON l.child_id = above.id AND l.superseded_at IS NULL
                                         AND l.valid @> $1::date
         )
         SELECT id, count(*) FILTER (WHERE level = 1), count(*) FILTER (WHERE level > 0)
         FROM above GROUP BY id",
    )
    .bind(day)
    .fetch_all(store.pool())
    .await
    .expect("a count");
    let counted = counted.into_iter();
    counted
        .map(|(id, children, below)| (AccountId::from_uuid(id), (children, below)))
        .collect()
}

/// Every row that is shown of these accounts on a day: as a parent, as a child, on a path.
async fn rows_on(store: &Store, accounts: &[AccountId], day: NaiveDate) -> Vec<TreeRow> {
    let mut rows = Vec::new();
    for account in accounts {
        let ask = TreeAsk {
            parent: *account,
            as_of: Some(day),
            from: TreeFrom::Start,
            limit: 100,
        };
        let page = tree_children(store, &csr(), &ask).await.expect("a page");
        assert_eq!(i64::try_from(page.rows.len()), Ok(page.parent.children));
        if let Some(last) = page.rows.last() {
            let place = last.place.clone();
            let ask = TreeAsk {
                from: TreeFrom::Around { place },
                limit: 1,
                ..ask
            };
            let around = tree_children(store, &csr(), &ask).await.expect("a page");
            assert_eq!(around.rows, std::slice::from_ref(last));
            assert_eq!(around.before, Some(page.parent.children - 1));
        }
        rows.extend(page.rows);
        rows.push(page.parent);
        let path = tree_path_on(store, &csr(), *account, day).await;
        rows.extend(path.expect("a path").rows);
    }
    rows
}

/// What is shown and not so, of any of these accounts on any day before today.
async fn wrong_past(town: &Town, accounts: &[AccountId], first: NaiveDate) -> Vec<String> {
    let today = day_in(town, 0).await;
    let mut wrong = Vec::new();
    for day in first.iter_days().take_while(|day| *day < today) {
        let counted = counted(town.store(), day).await;
        for row in rows_on(town.store(), accounts, day).await {
            let shown = (row.children, row.accounts_below);
            let right = counted[&row.account.id];
            if shown != right {
                let name = &row.account.name;
                wrong.push(format!("{name} on {day}: {shown:?} and not {right:?}"));
            }
        }
    }
    wrong
}

/// One day of an organization: somebody rearranges it, one may leave, one may come; the next one begins.
async fn day_pass(
    town: &mut Town,
    accounts: &mut Vec<AccountId>,
    (seed, nth): (u64, u64),
    chance: &mut Chance,
) {
    let day_seed = seed.wrapping_mul(131).wrapping_add(nth);
    let acted = person(town.store().clone(), accounts.clone(), day_seed).await;
    assert!(acted.troubles.is_empty(), "{:?}", acted.troubles);
    let leaves = accounts[chance.below(ACCOUNTS)];
    match removed(town.store(), leaves, None).await {
        Ok(_) | Err(StoreError::Invalid(_)) => {}
        Err(trouble) => panic!("{trouble:?}"),
    }
    if chance.below(2) == 0 {
        let parent = accounts[chance.below(ACCOUNTS)];
        let new = town.account(&format!("{seed}-new-{nth}")).await;
        sqlx::query(
            "INSERT INTO organization_link (child_id, parent_id, valid)
             VALUES ($1, $2, daterange($3, NULL))",
        )
        .bind(new.uuid())
        .bind(parent.uuid())
        .bind(day_in(town, 0).await)
        .execute(town.store().pool())
        .await
        .expect("a link");
        accounts.push(new);
    }
    advance(town, 1).await;
}

/// After random histories every row of every past day is as if counted, and so it stays when much comes
/// elsewhere: of what is small less is to be counted then than to be taken back.
#[tokio::test]
async fn on_every_day_of_random_histories_totals_are_what_counting_gives() {
    let mut town = Town::new("").await;
    let mut all = Vec::new();
    let begun = day_in(&town, 0).await;
    for seed in 1..=histories() {
        let first = day_in(&town, 0).await.pred_opt().expect("a day");
        let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let mut accounts = organization(&mut town, seed).await;
        for nth in 0..4 {
            day_pass(&mut town, &mut accounts, (seed, nth), &mut chance).await;
        }
        let wrong = wrong_past(&town, &accounts, first).await;
        assert!(wrong.is_empty(), "history {seed}: {wrong:#?}");
        all.extend(accounts.into_iter().take(2));
    }
    town.execute(
        "INSERT INTO account (id, name, status_since, customer_type, language, currency, opened_on)
         SELECT lpad(to_hex(n), 32, '0')::uuid, 'Elsewhere ' || n, '2026-01-01', 'gold', 'en', 'EUR',
                '2026-01-01' FROM generate_series(1, 1200) AS n",
    )
    .await;
    sqlx::query(
        "INSERT INTO organization_link (child_id, parent_id, valid)
         SELECT lpad(to_hex(n), 32, '0')::uuid, lpad(to_hex(n / 3), 32, '0')::uuid, daterange($1, NULL)
         FROM generate_series(3, 1200) AS n",
    )
    .bind(day_in(&town, 0).await)
    .execute(town.store().pool())
    .await
    .expect("links");
    let wrong = wrong_past(&town, &all, begun).await;
    assert!(wrong.is_empty(), "much came elsewhere: {wrong:#?}");
}

#[tokio::test]
async fn what_went_and_came_back_on_a_day_counts_on_the_days_between_and_what_is_scheduled_on_none()
{
    let town = Town::new(ACME).await;
    let begun = day_in(&town, 0).await;
    let whole = MoveForm::WholeSubtree;
    advance(&town, 1).await;
    // Twice on a day: the first of them holds for no day.
    town.moved("Sales", "Support", whole.clone()).await;
    town.moved("Sales", "Americas", whole.clone()).await;
    advance(&town, 1).await;
    // What was above goes below what was below it.
    town.moved("Oslo", "Acme", whole.clone()).await;
    town.moved("Sales", "Depot", whole.clone()).await;
    advance(&town, 1).await;
    town.moved("Sales", "EMEA", whole.clone()).await;
    town.moved("Oslo", "Sales", whole).await;
    subtree_on(&town, "Support", "Americas", 5).await;
    let names = ["Acme", "Americas", "EMEA", "Sales", "Oslo", "Depot"];
    let accounts = names.map(|name| town.id(name));
    for (days, expected) in [
        (0, [(2, 7), (0, 0), (2, 5), (2, 3), (1, 1), (0, 0)]),
        (1, [(2, 7), (1, 4), (1, 1), (2, 3), (1, 1), (0, 0)]),
        (2, [(3, 7), (0, 0), (1, 1), (1, 1), (1, 3), (1, 2)]),
    ] {
        let day = begun.checked_add_days(Days::new(days)).expect("a day");
        let mut shown: HashMap<AccountId, (i64, i64)> = HashMap::new();
        for row in rows_on(town.store(), &accounts, day).await {
            shown.insert(row.account.id, (row.children, row.accounts_below));
        }
        assert_eq!(accounts.map(|account| shown[&account]), expected, "{day}");
    }
    assert_eq!(wrong_past(&town, &accounts, begun).await, [""; 0]);
}
