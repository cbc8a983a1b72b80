//! Searches on a real PostgreSQL, compared with a plain model: read everything, keep what matches,
//! sort.

use domain::{
    access::{Actor, Role},
    accounts::{AccountNumber, AccountStatus, OrganizationType},
    ids::{AccountId, StaffUserId},
    search::{Count, Query, SearchContact, SearchDocument, SearchRequest, SearchSource, SortKey},
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::*;
use crate::{Store, StoreError, testing::TestDatabase};

fn csr() -> Actor {
    Actor::Staff {
        id: StaffUserId::from_uuid(Uuid::from_u128(1)),
        name: "D. Reyes".to_owned(),
        role: Role::Csr,
    }
}

fn query(q: &str) -> Query {
    sorted(q, "")
}

fn sorted(q: &str, sort: &str) -> Query {
    let request = SearchRequest {
        q: q.to_owned(),
        sort: sort.to_owned(),
        ..SearchRequest::default()
    };
    Query::parse(&request).expect("a query")
}

/// A small generator of numbers, the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % sides as u64).expect("small")
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.roll(list.len())]
    }
}

const COMPANIES: [&str; 8] = [
    "",
    "",
    "",
    "Acme Holding",
    "Nordlicht",
    "Quex & Söhne",
    "100% Bio",
    "a_b",
];
const FIRST: [&str; 8] = [
    "Ana", "Paula", "Łukasz", "Юлия", "Quentin", "Xaver", "O'Neil", "Bo",
];
const LAST: [&str; 8] = [
    "Fox",
    "Fröhlich",
    "Ehrlich",
    "Petrova",
    "Quex",
    "Smith",
    "Li",
    "Øst",
];
const CITIES: [&str; 5] = ["Kiel", "Leipzig", "Oslo", "Москва", "Łódź"];
const COUNTRIES: [&str; 4] = ["DE", "NO", "PL", "FR"];

/// An account as the tests write it.
#[derive(Clone, Debug)]
struct Made {
    id: Uuid,
    number: i64,
    name: String,
    status: &'static str,
    kind: Option<&'static str>,
    customer: &'static str,
    first: &'static str,
    last: &'static str,
    company: &'static str,
    street: String,
    city: &'static str,
    country: &'static str,
    email: String,
    phone: String,
    day: i16,
}

fn made(dice: &mut Dice, number: i64) -> Made {
    let (first, last) = (dice.pick(&FIRST), dice.pick(&LAST));
    let company = dice.pick(&COMPANIES);
    let kinds = [
        None,
        Some("site"),
        Some("legal_entity"),
        Some("billing_account"),
    ];
    Made {
        id: Uuid::from_u128(u128::try_from(number).expect("positive") << 8),
        number,
        name: if company.is_empty() {
            format!("{first} {last}")
        } else {
            company.to_owned()
        },
        status: dice.pick(&["active", "active", "inactive", "closed"]),
        kind: kinds[dice.roll(kinds.len())],
        customer: dice.pick(&["gold", "silver", "standard"]),
        first,
        last,
        company,
        street: format!("Kanalweg {}", dice.roll(40)),
        city: dice.pick(&CITIES),
        country: dice.pick(&COUNTRIES),
        email: format!("m{}@post.example", dice.roll(500)),
        phone: format!("+49 170 {}", 1_000_000 + dice.roll(900_000)),
        day: i16::try_from(1 + dice.roll(31)).expect("a day"),
    }
}

async fn insert(conn: &mut PgConnection, made: &Made) {
    sqlx::query(
        "INSERT INTO account (id, number, name, status, status_since, organization_type, customer_type,
                              language, currency, opened_on)
         VALUES ($1, $2, $3, $4, '2026-01-01', $5, $6, 'en', 'EUR', '2026-01-01')",
    )
    .bind(made.id)
    .bind(made.number)
    .bind(&made.name)
    .bind(made.status)
    .bind(made.kind)
    .bind(made.customer)
    .execute(&mut *conn)
    .await
    .expect("an account");
    sqlx::query(
        "INSERT INTO contact (id, account_id, position, is_primary, first_name, last_name, company,
                              street, city, country, email, phone_mobile)
         VALUES ($1, $1, 0, true, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(made.id)
    .bind(made.first)
    .bind(made.last)
    .bind(made.company)
    .bind(&made.street)
    .bind(made.city)
    .bind(made.country)
    .bind(&made.email)
    .bind(&made.phone)
    .execute(&mut *conn)
    .await
    .expect("a contact");
    sqlx::query(
        "INSERT INTO bill_unit (id, account_id, position, name, billing_day, frequency_months,
                                accounting_type, payment_terms_days)
         VALUES ($1, $1, 0, 'Main', $2, 1, 'open_item', 14)",
    )
    .bind(made.id)
    .bind(made.day)
    .execute(conn)
    .await
    .expect("a bill unit");
}

fn document(made: &Made) -> SearchDocument {
    SearchDocument::new(&SearchSource {
        account_id: AccountId::from_uuid(made.id),
        number: AccountNumber::new(made.number).expect("a number"),
        name: &made.name,
        status: AccountStatus::from_code(made.status).expect("a status"),
        organization_type: made.kind.and_then(OrganizationType::from_code),
        customer_type: made.customer,
        contacts: vec![SearchContact {
            first_name: made.first,
            last_name: made.last,
            company: made.company,
            street: &made.street,
            city: made.city,
            country: made.country,
            email: &made.email,
            phones: [&made.phone, "", "", "", ""],
            ..SearchContact::default()
        }],
        logins: Vec::new(),
        billing_days: vec![u8::try_from(made.day).expect("a day")],
    })
}

/// How the documents got there.
#[derive(Clone, Copy, PartialEq)]
enum Load {
    /// With each change, without statistics: a young installation.
    Written,
    /// In bulk, with slices, common letters and sample.
    Bulk,
}

async fn corpus(store: &Store, accounts: i64, load: Load) -> Vec<Made> {
    let mut dice = Dice(7);
    let all: Vec<Made> = (1..=accounts)
        .map(|number| made(&mut dice, number))
        .collect();
    let mut transaction = store.pool().begin().await.expect("a transaction");
    for made in &all {
        insert(&mut transaction, made).await;
    }
    if load == Load::Written {
        let ids: Vec<_> = all
            .iter()
            .map(|made| AccountId::from_uuid(made.id))
            .collect();
        documents_write(&mut transaction, &ids)
            .await
            .expect("documents");
    }
    transaction.commit().await.expect("a commit");
    if load == Load::Bulk {
        let documents: Vec<_> = all.iter().map(document).collect();
        let mut conn = store.pool().acquire().await.expect("a connection");
        assert!(bulk_begin(&mut conn).await.expect("a bulk load"));
        documents_copy(&mut conn, &documents)
            .await
            .expect("documents");
        bulk::statistics_refresh_sliced(&mut conn, 1)
            .await
            .expect("statistics");
    }
    all
}

/// The plain model: every document, looked at for every search.
struct Model(Vec<SearchDocument>);

impl Model {
    fn new(all: &[Made]) -> Self {
        Self(all.iter().map(document).collect())
    }

    /// The numbers of all hits in order.
    fn hits(&self, query: &Query) -> Vec<i64> {
        let mut hits: Vec<_> = self
            .0
            .iter()
            .filter(|document| query.matches(document))
            .map(|document| {
                let rank = match query.sort.key {
                    SortKey::Best => Some(query.rank(&document.name, &document.body)),
                    _ => None,
                };
                let name = match query.sort.key {
                    SortKey::Number => "",
                    _ => document.name.as_str(),
                };
                (rank, name, document.number.get())
            })
            .collect();
        hits.sort_unstable();
        if query.sort.descending {
            hits.reverse();
        }
        hits.into_iter().map(|(_, _, number)| number).collect()
    }
}

/// All pages of a search, one after the other.
async fn pages(store: &Store, query: &Query) -> (Vec<i64>, Count) {
    let mut page = accounts_search(store, &csr(), query, "")
        .await
        .expect("a page");
    let count = page.count;
    let mut numbers: Vec<i64> = Vec::new();
    loop {
        numbers.extend(page.hits.iter().map(|hit| hit.number.get()));
        let Some(next) = page.next else {
            return (numbers, count);
        };
        assert_eq!(page.hits.len(), PAGE_SIZE);
        page = accounts_search(store, &csr(), query, &next)
            .await
            .expect("the next page");
    }
}

#[rustfmt::skip]
const SEARCHES: [&str; 44] = [
    "*", "smi", "acme*", "*lich*", "*lich", "q*x", "*a*", "*zz*", "zz", "юл", "*ов*", "*в*", "ø",
    "li", "0170 1*", "*17*", "a-42", "42", "a-000000*", "kanalweg 7", "*weg*3", "acme kiel",
    "\"acme h\"", "post.example", "m42@post.example", "100%", "%", "_", "a_b", "oneil",
    "o'neil fox", "status:closed", "status:inactive type:none",
    "type:site customer:gold status:active", "country:pl", "dom:31", "dom:31 country:de acme",
    "company:acme", "company:*%*", "x*", "*x", "a*o*", "*q*u*e*x*", "status:closed *a*",
];

async fn agrees_with_the_model(store: &Store, all: &[Made]) {
    let model = Model::new(all);
    for search in SEARCHES {
        let query = query(search);
        let expected = model.hits(&query);
        let (found, count) = pages(store, &query).await;
        assert_eq!(found.len(), expected.len(), "{search}");
        assert_eq!(found, expected, "{search}");
        let counted = u32::try_from(expected.len()).expect("few");
        let expected_count = if expected.len() > COUNT_LIMIT {
            Count::Many
        } else {
            Count::Exactly(counted)
        };
        assert_eq!(count, expected_count, "{search}");
    }
}

#[tokio::test]
async fn a_young_installation_finds_just_what_matches_in_order() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 1_100, Load::Written).await;
    agrees_with_the_model(database.store(), &all).await;
}

#[tokio::test]
async fn after_a_bulk_load_searches_find_just_what_matches_in_order() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 1_100, Load::Bulk).await;
    agrees_with_the_model(database.store(), &all).await;
}

#[tokio::test]
async fn random_patterns_find_just_what_matches() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 600, Load::Bulk).await;
    let model = Model::new(&all);
    let mut dice = Dice(11);
    for _ in 0..80 {
        let length = 1 + dice.roll(5);
        let pattern: String = (0..length)
            .map(|_| {
                dice.pick(&[
                    "*", "*", "a", "e", "l", "i", "q", "x", "1", "7", "ю", "%", " ", "st",
                ])
            })
            .collect();
        let query = query(&pattern);
        if !query.is_blank() {
            assert_eq!(
                pages(database.store(), &query).await.0,
                model.hits(&query),
                "{pattern}"
            );
        }
    }
}

#[tokio::test]
async fn every_way_to_the_hits_leads_to_the_same_hits() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 600, Load::Bulk).await;
    let model = Model::new(&all);
    // A sample that stands for ten million makes the search choose as it does there, and what it
    // expects is wrong: then it has to find its way back.
    for documents in [10_i64, 10_000_000] {
        sqlx::query("UPDATE search_statistics SET documents = $1")
            .bind(documents)
            .execute(database.store().pool())
            .await
            .expect("statistics");
        for search in SEARCHES {
            let query = query(search);
            let (found, _) = pages(database.store(), &query).await;
            assert_eq!(found, model.hits(&query), "{search} as of {documents}");
        }
    }
    sqlx::query("DELETE FROM search_sample")
        .execute(database.store().pool())
        .await
        .expect("no sample");
    for search in SEARCHES {
        let query = query(search);
        assert_eq!(
            pages(database.store(), &query).await.0,
            model.hits(&query),
            "{search}, no sample"
        );
    }
}

#[tokio::test]
async fn up_to_a_thousand_hits_are_sorted_and_more_ask_to_narrow() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 1_100, Load::Bulk).await;
    let model = Model::new(&all);
    for sort in ["name", "-name", "number", "-number"] {
        let query = sorted("status:inactive", sort);
        assert_eq!(
            pages(database.store(), &query).await.0,
            model.hits(&query),
            "{sort}"
        );
    }
    for sort in ["status", "type", "-city", "due"] {
        let query = sorted("status:closed", sort);
        let mut found = pages(database.store(), &query).await.0;
        found.sort_unstable();
        let mut expected = model.hits(&query);
        expected.sort_unstable();
        assert_eq!(found, expected, "{sort}");
        let page = accounts_search(database.store(), &csr(), &sorted("*", sort), "")
            .await
            .expect("a page");
        assert!(page.too_many_to_sort && page.hits.is_empty(), "{sort}");
    }
}

#[tokio::test]
async fn hits_are_sorted_by_city_with_those_without_one_last() {
    let database = TestDatabase::new().await;
    corpus(database.store(), 300, Load::Written).await;
    let page = accounts_search(database.store(), &csr(), &sorted("fox", "-city"), "")
        .await
        .expect("a page");
    let places: Vec<_> = page
        .hits
        .iter()
        .map(|hit| domain::search::fold(&hit.place.text()))
        .collect();
    assert!(
        places.len() > 3 && places.is_sorted_by(|a, b| a >= b),
        "{places:?}"
    );
}

#[tokio::test]
async fn a_change_is_found_as_soon_as_it_is_committed() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 5, Load::Written).await;
    let mut transaction = database
        .store()
        .pool()
        .begin()
        .await
        .expect("a transaction");
    let id = all[0].id;
    sqlx::query("UPDATE account SET name = 'Zebra Works' WHERE id = $1")
        .bind(id)
        .execute(&mut *transaction)
        .await
        .expect("a new name");
    documents_write(&mut transaction, &[AccountId::from_uuid(id)])
        .await
        .expect("a document");
    assert!(pages(database.store(), &query("zebra")).await.0.is_empty());
    transaction.commit().await.expect("a commit");
    assert_eq!(pages(database.store(), &query("zebra")).await.0, [1]);
}

#[tokio::test]
async fn a_line_shows_and_marks_where_it_was_found() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 40, Load::Written).await;
    let made = &all[6];
    let page = accounts_search(database.store(), &csr(), &query(&made.phone), "")
        .await
        .expect("a page");
    let hit = &page.hits[0];
    assert_eq!(hit.number.get(), made.number);
    let (label, marked) = hit.found_in.clone().expect("where it was found");
    assert_eq!(
        (label.as_str(), marked.text()),
        ("Phone", made.phone.clone())
    );
    let page = accounts_search(database.store(), &csr(), &query("kanalw*"), "")
        .await
        .expect("a page");
    assert!(
        page.hits
            .iter()
            .all(|hit| hit.street.is_hit() && hit.found_in.is_none())
    );
}

#[tokio::test]
async fn hostile_patterns_get_an_answer() {
    let database = TestDatabase::new().await;
    corpus(database.store(), 300, Load::Bulk).await;
    let stars = format!("{}*", "a*b*".repeat(49));
    let letters = "x".repeat(200);
    for hostile in [
        "'; DROP TABLE account; --",
        "\\",
        "%%%",
        "*_*_*",
        "\0*\0",
        "\u{202E}a*",
        "\"",
        "((((",
        stars.as_str(),
        letters.as_str(),
    ] {
        let query = query(hostile);
        accounts_search(database.store(), &csr(), &query, "")
            .await
            .expect(hostile);
    }
    let error = accounts_search(database.store(), &csr(), &query("a"), "7.x")
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Invalid(_)));
}

#[tokio::test]
async fn recents_are_the_accounts_opened_last_the_last_one_first() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let all = corpus(store, 20, Load::Written).await;
    sqlx::query(
        "INSERT INTO staff_user (id, login, display_name, role, password_hash)
         VALUES ($1, 'reyes', 'D. Reyes', 'csr', 'x')",
    )
    .bind(Uuid::from_u128(1))
    .execute(store.pool())
    .await
    .expect("a staff user");
    for made in all.iter().chain([&all[0]]) {
        recent_account_note(store, &csr(), AccountId::from_uuid(made.id))
            .await
            .expect("noted");
    }
    let recents = recent_accounts_list(store, &csr()).await.expect("recents");
    let numbers: Vec<i64> = recents.iter().map(|hit| hit.number.get()).collect();
    assert_eq!(numbers, [1, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10]);
}

#[tokio::test]
async fn the_preview_shows_the_contact_and_the_path_to_the_root() {
    let database = TestDatabase::new().await;
    let all = corpus(database.store(), 3, Load::Written).await;
    for (child, parent) in [(2, 1), (1, 0)] {
        sqlx::query("INSERT INTO organization_link (child_id, parent_id, valid) VALUES ($1, $2, '[2026-01-01,)')")
            .bind(all[child].id)
            .bind(all[parent].id)
            .execute(database.store().pool())
            .await
            .expect("a link");
    }
    let id = AccountId::from_uuid(all[2].id);
    let preview = account_preview(database.store(), &csr(), &Query::default(), id)
        .await
        .expect("a preview");
    let path: Vec<i64> = preview
        .path
        .iter()
        .map(|parent| parent.number.get())
        .collect();
    assert_eq!(path, [1, 2]);
    assert_eq!(
        preview.contacts[0].name,
        format!("{} {}", all[2].first, all[2].last)
    );
}
