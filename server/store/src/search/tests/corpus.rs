//! Accounts for the tests of searching, and the plain model that says what is right: read
//! everything, keep what matches, sort.

use domain::{
    access::{Actor, Role},
    accounts::{AccountNumber, AccountStatus, OrganizationType},
    ids::{AccountId, StaffUserId},
    search::{
        Count, Query, Rank, SearchContact, SearchDocument, SearchRequest, SearchSource, SortKey,
    },
};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    Store,
    search::{COUNT_LIMIT, PAGE_SIZE, accounts_search, bulk, documents_load, documents_write},
};

pub(super) fn csr() -> Actor {
    Actor::Staff {
        id: StaffUserId::from_uuid(Uuid::from_u128(1)),
        name: "D. Reyes".to_owned(),
        role: Role::Csr,
    }
}

pub(super) fn query(q: &str) -> Query {
    sorted(q, "")
}

pub(super) fn sorted(q: &str, sort: &str) -> Query {
    let request = SearchRequest {
        q: q.to_owned(),
        sort: sort.to_owned(),
        ..SearchRequest::default()
    };
    Query::parse(&request).expect("a query")
}

/// A small generator of numbers, the same in each run.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % sides as u64).expect("small")
    }

    pub(super) fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
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
pub(super) struct Made {
    pub(super) id: Uuid,
    pub(super) number: i64,
    pub(super) name: String,
    pub(super) status: &'static str,
    pub(super) kind: Option<&'static str>,
    pub(super) customer: &'static str,
    pub(super) first: &'static str,
    pub(super) last: &'static str,
    pub(super) company: &'static str,
    pub(super) street: String,
    pub(super) city: &'static str,
    pub(super) country: &'static str,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) day: i16,
}

pub(super) fn made(dice: &mut Dice, number: i64) -> Made {
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

pub(super) async fn insert(conn: &mut PgConnection, made: &Made) {
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

pub(super) fn document(made: &Made) -> SearchDocument {
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
pub(super) enum Load {
    /// With each change, without statistics: a young installation.
    Written,
    /// In bulk, with slices, common letters and sample.
    Bulk,
}

pub(super) async fn corpus(store: &Store, accounts: i64, load: Load) -> Vec<Made> {
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
        documents_load(&mut conn, &documents)
            .await
            .expect("documents");
        drop(conn);
        bulk::statistics_refresh_sliced(store.pool(), 1)
            .await
            .expect("statistics");
    }
    all
}

/// The plain model: every document, looked at for every search.
pub(super) struct Model(Vec<SearchDocument>);

impl Model {
    pub(super) fn new(all: &[Made]) -> Self {
        Self(all.iter().map(document).collect())
    }

    /// The numbers of all hits in order, where they are few enough to be gathered.
    pub(super) fn hits(&self, query: &Query) -> Vec<i64> {
        let hits = self.0.iter().filter(|document| query.matches(document));
        let count = match hits.count() {
            ..=COUNT_LIMIT => Count::Exactly(0),
            _ => Count::Many,
        };
        self.hits_counted(query, count)
    }

    /// The numbers of all hits in order, of which the search believed that they are so many: what it met one
    /// by one, page by page, comes by the beginnings of the names alone.
    pub(super) fn hits_counted(&self, query: &Query, count: Count) -> Vec<i64> {
        let found = || self.0.iter().filter(|document| query.matches(document));
        let is_gathered = matches!(count, Count::Exactly(_)) || found().count() <= PAGE_SIZE;
        let together = query.together().filter(|_| is_gathered);
        let rank = |document: &SearchDocument| {
            let is_together = together.as_ref().is_some_and(|t| t.is_in(&document.body));
            let rank = query.rank(&document.name, &document.body);
            if is_together {
                rank.min(Rank::Together)
            } else {
                rank
            }
        };
        let mut hits: Vec<_> = found()
            .map(|document| {
                let rank = match query.sort.key {
                    SortKey::Best => Some(rank(document)),
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
pub(super) async fn pages(store: &Store, query: &Query) -> (Vec<i64>, Count) {
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
