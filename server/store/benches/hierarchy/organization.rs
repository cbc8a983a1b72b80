//! The organizations that are measured, made by SQL so that each account is known by a number; and
//! the same trees as `ltree` and as closure table, in the same database.

use std::time::Instant;

use domain::ids::AccountId;
use sqlx::{AssertSqlSafe, PgPool};
use uuid::Uuid;

use crate::Failure;

/// Accounts in the large organization: fan-out ten, seven levels. The children of account `n` are
/// `10 n - 8` to `10 n + 1`; account 1 is the root.
pub const LARGE: i64 = 1_111_111;

/// The first of 5,000 accounts, each below the one before.
pub const CHAIN: i64 = 2_000_001;
/// How many they are.
pub const LEVELS: i64 = 5_000;

/// The parent of 200,000 accounts, which follow on it.
pub const WIDE: i64 = 3_000_000;
/// How many they are.
pub const CHILDREN: i64 = 200_000;

/// The account of this number.
pub fn account(number: i64) -> AccountId {
    AccountId::from_uuid(Uuid::from_u128(
        u128::from(number.unsigned_abs()) << 80 | VERSION,
    ))
}

/// The number stands where a real id has its moment: an index of the kind that keeps links apart counts with the
/// first bits alone.
const VERSION: u128 = 0x0000_0000_0000_7000_8000_0000_0000_0000;

/// SQL for the id of an account.
fn id(number: &str) -> String {
    format!("(lpad(to_hex({number}), 12, '0') || '70008000000000000000')::uuid")
}

/// Makes everything; says how long each part took.
pub async fn make(pool: &PgPool) -> Result<(), Failure> {
    step(pool, "accounts", &accounts()).await?;
    step(pool, "opening items of every tenth", &items()).await?;
    for level in (0..7).scan(1_i64, |first, _| {
        let level = (*first, *first * 10 - 8);
        *first = level.1;
        Some(level)
    }) {
        // From a level's first account to the next level's: their parents stand one level above.
        let (first, next) = level;
        let (from, to) = (first.max(2), (next - 1).min(LARGE));
        let rows = format!("SELECT n, (n - 2) / 10 + 1 FROM generate_series({from}, {to}) AS n");
        step(pool, "links of a level", &links(&rows)).await?;
    }
    let last = CHAIN + LEVELS - 1;
    let rows = format!(
        "SELECT n, n - 1 FROM generate_series({}, {last}) AS n",
        CHAIN + 1
    );
    step(pool, "links of the chain", &links(&rows)).await?;
    let (first, last) = (WIDE + 1, WIDE + CHILDREN);
    let rows = format!("SELECT n, {WIDE} FROM generate_series({first}, {last}) AS n");
    step(pool, "links of the wide parent", &links(&rows)).await?;
    step(pool, "who pays for whom", &payers()).await?;
    step(pool, "ltree", &ltree()).await?;
    step(pool, "closure table", &closure()).await?;
    step(pool, "statistics", "VACUUM (ANALYZE)").await
}

async fn step(pool: &PgPool, name: &str, statements: &str) -> Result<(), Failure> {
    let start = Instant::now();
    for statement in statements
        .split(";\n")
        .filter(|text| !text.trim().is_empty())
    {
        sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))
            .execute(pool)
            .await?;
    }
    println!("{:>7.1} s  {name}", start.elapsed().as_secs_f64());
    Ok(())
}

fn accounts() -> String {
    let chain = CHAIN + LEVELS - 1;
    let wide = WIDE + CHILDREN;
    format!(
        "INSERT INTO account (id, number, name, status_since, customer_type, language, currency, opened_on)
         SELECT {}, n, 'Account ' || n, '2026-01-01', 'gold', 'en', 'EUR', '2026-01-01'
         FROM (SELECT generate_series(1, {LARGE}) UNION ALL SELECT generate_series({CHAIN}, {chain})
               UNION ALL SELECT generate_series({WIDE}, {wide})) AS all_of (n)",
        id("n")
    )
}

fn items() -> String {
    let account = id("n");
    format!(
        "INSERT INTO bill_unit (id, account_id, position, name, billing_day, frequency_months,
                                accounting_type, payment_terms_days)
         SELECT {account}, {account}, 0, 'Main', 1, 1, 'open_item', 14
         FROM generate_series(5, {LARGE}, 10) AS n;
         INSERT INTO item (id, account_id, bill_unit_id, kind, currency, amount_minor, due_on)
         SELECT {account}, {account}, {account}, 'opening', 'EUR', n, '2026-02-01'
         FROM generate_series(5, {LARGE}, 10) AS n"
    )
    .replace(";\n         ", ";\n")
}

/// A quarter of the bill units, 27,777, are paid by the one before, which four of region 2 have beyond its
/// border; 625 more of region 2 are paid by one of region 3.
fn payers() -> String {
    let pays = |units: &str, payer: &str| {
        format!(
            "INSERT INTO bill_unit_payer (bill_unit_id, payer_id, valid)
             SELECT {}, {}, '[2026-01-01,)' FROM generate_series(5, {LARGE}, 10) AS n WHERE {units}",
            id("n"),
            id(payer)
        )
    };
    let near = pays("n / 10 % 4 = 3", "n - 10");
    let across = pays(
        "n / 10 % 16 = 0 AND n BETWEEN 111112 AND 211111",
        "n + 100000",
    );
    format!("{near};\n{across}")
}

fn links(rows: &str) -> String {
    format!(
        "INSERT INTO organization_link (child_id, parent_id, valid)
         SELECT {}, {}, '[2026-01-01,)' FROM ({rows}) AS l (child, parent)",
        id("child"),
        id("parent")
    )
}

/// The large organization and the wide parent as paths, of account numbers.
fn ltree() -> String {
    let wide = format!("{WIDE} AS n, '{WIDE}'::ltree AS path");
    format!(
        "CREATE EXTENSION IF NOT EXISTS ltree;
CREATE TABLE peer_ltree AS
    WITH RECURSIVE tree (n, path) AS (
        SELECT 1::bigint, '1'::ltree
        UNION ALL
        SELECT c.n, t.path || c.n::text FROM tree t
        CROSS JOIN LATERAL generate_series(10 * t.n - 8, 10 * t.n + 1) AS c (n)
        WHERE c.n <= {LARGE}
    ), whole AS (
        SELECT n, path FROM tree UNION ALL SELECT {wide}
        UNION ALL SELECT n, '{WIDE}'::ltree || n::text FROM generate_series({WIDE} + 1, {WIDE} + {CHILDREN}) AS n
    )
    SELECT {id} AS id, path FROM whole;
ALTER TABLE peer_ltree ADD PRIMARY KEY (id);
CREATE INDEX ON peer_ltree USING gist (path)",
        id = id("n")
    )
}

/// The same as a row for each account and each account at or above it, with the levels between.
fn closure() -> String {
    format!(
        "CREATE TABLE peer_closure AS
    SELECT {above} AS above, t.id AS below, (nlevel(t.path) - a.nth)::smallint AS depth
    FROM peer_ltree t
    CROSS JOIN LATERAL unnest(string_to_array(t.path::text, '.')) WITH ORDINALITY AS a (n, nth);
ALTER TABLE peer_closure ADD PRIMARY KEY (above, depth, below);
CREATE INDEX ON peer_closure (below)",
        above = id("a.n::bigint")
    )
}
