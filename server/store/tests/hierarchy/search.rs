//! Searching within an organization (ORG-6).

use domain::accounts::AccountDraft;
use domain::bill_units::BillUnitDraft;
use domain::contacts::ContactDraft;
use domain::hierarchy::{MoveForm, TreeHits};
use domain::ids::AccountId;
use domain::search::{Query, SearchRequest};
use store::accounts::account_create;
use store::hierarchy::tree_search;
use store::search::documents_write;
use uuid::Uuid;

use chrono::NaiveDate;

use crate::planning::{advance, day_in, subtree_on};
use crate::support::{ACME, Town, csr, operation};

fn query(text: &str) -> Query {
    Query::parse(&SearchRequest {
        q: text.to_owned(),
        ..SearchRequest::default()
    })
    .expect("a query")
}

/// Makes all accounts of the town ones that can be searched for.
async fn searchable(town: &Town) {
    let ids: Vec<Uuid> = sqlx::query_scalar("SELECT id FROM account")
        .fetch_all(town.store().pool())
        .await
        .expect("accounts");
    let ids: Vec<AccountId> = ids.into_iter().map(AccountId::from_uuid).collect();
    let conn = &mut *town.store().pool().acquire().await.expect("a connection");
    documents_write(conn, &ids).await.expect("documents");
}

async fn found(town: &Town, root: &str, on: Option<NaiveDate>, text: &str) -> TreeHits {
    let within = (town.id(root), on);
    tree_search(town.store(), &csr(), within, &query(text), "")
        .await
        .expect("hits")
}

/// Each hit with what is above it, the root first.
async fn places(town: &Town, root: &str, on: Option<NaiveDate>, text: &str) -> Vec<String> {
    let hits = found(town, root, on, text).await.hits;
    let place = |hit: domain::hierarchy::TreeHit| {
        let above = hit.above.into_iter().map(|above| above.name);
        let path: Vec<String> = above.chain([hit.hit.name.text()]).collect();
        path.join(" > ")
    };
    hits.into_iter().map(place).collect()
}

#[tokio::test]
async fn hits_of_this_organization_alone_are_found_each_with_its_path() {
    let town = Town::new("").await;
    let create = async |name: &str, parent: String| {
        let draft = AccountDraft {
            operation_id: operation(),
            name: name.to_owned(),
            contacts: vec![ContactDraft {
                last_name: "Fox".to_owned(),
                ..ContactDraft::default()
            }],
            customer_type: "gold".to_owned(),
            language: "en".to_owned(),
            currency: "EUR".to_owned(),
            bill_units: vec![BillUnitDraft::usual("Main")],
            parent,
            ..AccountDraft::default()
        };
        account_create(town.store(), &csr(), &draft)
            .await
            .expect("an account")
    };
    let acme = create("Acme Group", String::new()).await;
    let north = create("North", acme.number.to_string()).await;
    let depot = create("Depot Oslo", north.number.to_string()).await;
    create("Depot Bergen", String::new()).await;
    let found = tree_search(town.store(), &csr(), (acme.id, None), &query("depot"), "")
        .await
        .expect("hits");
    assert_eq!(found.hits.len(), 1);
    assert_eq!(
        (found.hits[0].hit.id, &found.hits[0].above),
        (depot.id, &vec![acme, north])
    );
    assert_eq!(found.next, None);
}

#[tokio::test]
async fn what_is_found_goes_on_page_by_page_each_account_once() {
    let depots: Vec<String> = (1..=130).map(|nth| format!("Depot {nth:03}")).collect();
    let town = Town::new(&format!("Acme\n  {}", depots.join("\n  "))).await;
    searchable(&town).await;
    let (mut names, mut pages, mut after) = (Vec::new(), 0, String::new());
    loop {
        let within = (town.id("Acme"), None);
        let page = tree_search(town.store(), &csr(), within, &query("depot"), &after).await;
        let page = page.expect("hits");
        pages += 1;
        names.extend(page.hits.into_iter().map(|found| found.hit.name.text()));
        match page.next {
            Some(next) => after = next,
            None => break,
        }
    }
    assert_eq!(pages, 2);
    assert_eq!(names, depots);
}

#[tokio::test]
async fn on_a_past_day_an_account_is_found_where_it_stood_then() {
    let town = Town::new(ACME).await;
    searchable(&town).await;
    let before = day_in(&town, 0).await;
    advance(&town, 1).await;
    town.moved("Sales", "Americas", MoveForm::WholeSubtree)
        .await;
    assert_eq!(
        places(&town, "Acme", Some(before), "kiel").await,
        ["Acme > EMEA > Sales > Kiel"]
    );
    assert_eq!(
        places(&town, "Acme", None, "kiel").await,
        ["Acme > Americas > Sales > Kiel"]
    );
    assert_eq!(places(&town, "EMEA", Some(before), "kiel").await.len(), 1);
    assert_eq!(places(&town, "EMEA", None, "kiel").await.len(), 0);
}

#[tokio::test]
async fn on_a_day_to_come_an_account_is_found_where_it_will_stand() {
    let town = Town::new(&format!("{ACME}\nDelta\n  Works")).await;
    searchable(&town).await;
    subtree_on(&town, "Sales", "Works", 3).await;
    let (eve, day) = (day_in(&town, 2).await, day_in(&town, 3).await);
    assert_eq!(places(&town, "Delta", Some(eve), "kiel").await.len(), 0);
    assert_eq!(
        places(&town, "Delta", Some(day), "kiel").await,
        ["Delta > Works > Sales > Kiel"]
    );
    assert_eq!(places(&town, "Acme", Some(eve), "kiel").await.len(), 1);
    assert_eq!(places(&town, "Acme", Some(day), "kiel").await.len(), 0);
    assert_eq!(
        places(&town, "Acme", Some(day), "support").await,
        ["Acme > EMEA > Support"]
    );
}

/// Lets the main contact of every account of these names be in a city.
async fn live_in(town: &Town, city: &str, names: &str) {
    sqlx::query(
        "INSERT INTO contact (id, account_id, position, is_primary, company, city)
         SELECT gen_random_uuid(), id, 0, true, 'Desk', $1 FROM account WHERE name LIKE $2",
    )
    .bind(city)
    .bind(names)
    .execute(town.store().pool())
    .await
    .expect("contacts");
}

/// The names found, in their order.
async fn names(town: &Town, root: &str, text: &str) -> Vec<String> {
    let hits = found(town, root, None, text).await.hits;
    hits.iter().map(|found| found.hit.name.text()).collect()
}

#[tokio::test]
async fn what_is_looked_for_by_name_comes_before_what_only_lives_there() {
    let town = Town::new("Acme\n  Anker\n  Zulu Oslo\n  Depot Oslo\n  Oslo Hafen").await;
    live_in(&town, "Oslo", "An%").await;
    searchable(&town).await;
    assert_eq!(
        names(&town, "Acme", "oslo").await,
        ["Oslo Hafen", "Depot Oslo", "Zulu Oslo", "Anker"]
    );
}

#[tokio::test]
async fn a_name_is_found_behind_more_hits_of_other_kinds_than_are_looked_at() {
    let depots: String = (0..120).map(|n| format!("\n  Depot {n:03}")).collect();
    let town = Town::new(&format!("Acme{depots}\n  Zulu Oslo")).await;
    live_in(&town, "Oslo", "Depot%").await;
    searchable(&town).await;
    let hits = found(&town, "Acme", None, "oslo").await;
    assert_eq!(hits.hits[0].hit.name.text(), "Zulu Oslo");
    assert_eq!(hits.hits.len(), 101);
    assert!(hits.next.is_some());
}

#[tokio::test]
async fn a_small_organization_is_searched_whole_however_many_others_have_such_a_name() {
    let town = Town::new("Zebra\n  Zulu Anker").await;
    sqlx::query(
        "INSERT INTO account (id, name, status_since, customer_type, language, currency, opened_on)
         SELECT gen_random_uuid(), 'Anker ' || n, '2026-01-01', 'gold', 'en', 'EUR', '2026-01-01'
         FROM generate_series(1, 1100) AS n",
    )
    .execute(town.store().pool())
    .await
    .expect("others");
    searchable(&town).await;
    let found = found(&town, "Zebra", None, "anker").await;
    assert_eq!(found.hits.len(), 1);
    assert_eq!(found.hits[0].hit.name.text(), "Zulu Anker");
    assert_eq!(found.next, None);
}
