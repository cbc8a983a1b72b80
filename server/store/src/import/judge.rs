//! The file as a whole: keys that stand twice or are taken, parents that are missing, closed,
//! refused or in a cycle. Set by set in SQL, so that a million rows need no memory here.

use domain::import::cycles_find;
use sqlx::{AssertSqlSafe, PgConnection};

use super::staging::PROBLEM;
use crate::accounts::number_sql;
use crate::copy::CopyRows;
use crate::error::{Result, StoreError};

/// Finds what is wrong between rows and puts the rest into `import_accepted`, parents before their
/// children. Gives the number of accepted and of refused rows.
pub(super) async fn rows_judge(connection: &mut PgConnection) -> Result<(u64, u64)> {
    run(connection, &[PREPARE, KEYS_DOUBLE]).await?;
    sqlx::raw_sql(AssertSqlSafe(keys_taken()))
        .execute(&mut *connection)
        .await?;
    run(connection, &[NUMBERS_TAKEN, REFUSE]).await?;
    run(
        connection,
        &[NODES, PARENTS_UNKNOWN, PARENTS_CLOSED, REFUSE, REFUSE_NODES],
    )
    .await?;
    // Walking down level by level meets each row once by index. Joined by hashing, each level of a
    // long chain would go through the whole file again.
    run(
        connection,
        &["SET enable_hashjoin = off; SET enable_mergejoin = off"],
    )
    .await?;
    let walks = [BY_INDEX, ACCEPT, BELOW_REFUSED, ANY_WAY, REFUSE_NODES];
    run(connection, &walks).await?;
    cycles_refuse(connection).await?;
    run(connection, &[BY_INDEX, BELOW_REFUSED, ANY_WAY, FINISH]).await?;
    let (accepted, refused): (i64, i64) = sqlx::query_as(
        "SELECT (SELECT count(*) FROM import_accepted), \
                (SELECT count(DISTINCT line) FROM import_problem)",
    )
    .fetch_one(connection)
    .await?;
    Ok((accepted.cast_unsigned(), refused.cast_unsigned()))
}

/// For walks down, which ask for the children of one row after the other (`OFFSET 0`). Where most rows have one
/// parent, the planner takes each row for a parent of as many, and would read all rows for each of them.
const BY_INDEX: &str = "SET enable_seqscan = off";
const ANY_WAY: &str = "RESET enable_seqscan";

async fn run(connection: &mut PgConnection, statements: &[&'static str]) -> Result<()> {
    for statement in statements {
        sqlx::raw_sql(*statement).execute(&mut *connection).await?;
    }
    Ok(())
}

/// The most keys that are named of one cycle.
const NAMED: usize = 8;
/// Rows of cycles that are reported together. Each has the whole reason, and a file may be one cycle.
const TOGETHER: u64 = 2_000;

/// What is good, not below a refused row and yet not below a root, is in a cycle or below one.
async fn cycles_refuse(connection: &mut PgConnection) -> Result<()> {
    let left: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT line, above_line FROM import_node n WHERE good AND above_line IS NOT NULL \
         AND NOT EXISTS (SELECT FROM import_accepted a WHERE a.line = n.line)",
    )
    .fetch_all(&mut *connection)
    .await?;
    if left.is_empty() {
        return Ok(());
    }
    let pairs: Vec<(u64, u64)> = left
        .into_iter()
        .map(|(line, above)| (line.cast_unsigned(), above.cast_unsigned()))
        .collect();
    let mut problems = CopyRows::new();
    for cycle in cycles_find(&pairs) {
        let reason = cycle_words(connection, &cycle).await?;
        for line in &cycle {
            let line = line.cast_signed();
            problems
                .integer(line)
                .text("parent")
                .text("cycle")
                .text(&reason)
                .end();
            if problems.rows() == TOGETHER {
                problems.send(connection, "import_problem", PROBLEM).await?;
            }
        }
    }
    problems.send(connection, "import_problem", PROBLEM).await?;
    run(connection, &[REFUSE_NODES_BY_PROBLEM]).await
}

/// "The parents form a cycle: A → B → A."
async fn cycle_words(connection: &mut PgConnection, cycle: &[u64]) -> Result<String> {
    let lines: Vec<i64> = cycle
        .iter()
        .take(NAMED)
        .map(|line| line.cast_signed())
        .collect();
    let keys: Vec<String> = sqlx::query_scalar(
        "SELECT key FROM unnest($1::bigint[]) WITH ORDINALITY AS l (line, place) \
         JOIN import_account USING (line) ORDER BY place",
    )
    .bind(&lines)
    .fetch_all(connection)
    .await?;
    let first = keys
        .first()
        .ok_or_else(|| StoreError::Internal("a cycle of parents without rows".to_owned()))?;
    Ok(match cycle.len() {
        1 => format!("The account \"{first}\" is its own parent."),
        count if count > NAMED => {
            format!(
                "The parents form a cycle of {count} accounts: {} → …",
                keys.join(" → ")
            )
        }
        _ => format!("The parents form a cycle: {} → {first}.", keys.join(" → ")),
    })
}

const PREPARE: &str = "
    CREATE INDEX ON import_account (line);
    ANALYZE import_account;
    CREATE TEMPORARY TABLE import_key AS
        SELECT key, min(line) AS line FROM import_account WHERE key IS NOT NULL GROUP BY key;
    CREATE INDEX ON import_key (key);
    ANALYZE import_key;";

const KEYS_DOUBLE: &str = "
    INSERT INTO import_problem (line, column_name, code, reason)
    SELECT a.line, 'key', 'duplicate_key',
           format('The key \"%s\" stands in line %s already.', a.key, k.line)
    FROM import_account a JOIN import_key k USING (key) WHERE a.line <> k.line;";

/// A repeated import says that the accounts are there.
fn keys_taken() -> String {
    format!(
        "INSERT INTO import_problem (line, column_name, code, reason)
         SELECT f.line, 'key', 'key_exists',
                format('The key \"%s\" was imported before: it is account %s.', f.key, {})
         FROM import_key f JOIN account_key k USING (key) JOIN account n ON n.id = k.account_id",
        number_sql("n.number")
    )
}

/// An export names accounts that were never imported by their number.
const NUMBERS_TAKEN: &str = "
    INSERT INTO import_problem (line, column_name, code, reason)
    SELECT f.line, 'key', 'key_exists',
           format('The key \"%s\" is the number of an account that is there already.', f.key)
    FROM import_key f JOIN account n
        ON n.number = CASE WHEN f.key ~ '^[Aa]-[0-9]{1,18}$' THEN substr(f.key, 3)::bigint END
    WHERE NOT EXISTS (SELECT FROM account_key k WHERE k.key = f.key);";

const REFUSE: &str = "
    ANALYZE import_problem;
    UPDATE import_account SET good = false
    WHERE good AND line IN (SELECT line FROM import_problem);";

/// Each row with what it names as its parent: an account that is there, else a row of the file. The
/// one that is there goes first, so that a corrected file can be imported again.
const NODES: &str = "
    CREATE TEMPORARY TABLE import_node AS
    SELECT a.line, a.good, a.parent, coalesce(k.account_id, n.id) AS above_id,
           CASE WHEN k.account_id IS NULL AND n.id IS NULL THEN f.line END AS above_line
    FROM import_account a
    LEFT JOIN account_key k ON k.key = a.parent
    LEFT JOIN account n
        ON n.number = CASE WHEN a.parent ~ '^[Aa]-[0-9]{1,18}$' THEN substr(a.parent, 3)::bigint END
    LEFT JOIN import_key f ON f.key = a.parent;
    CREATE INDEX ON import_node (line);
    CREATE INDEX ON import_node (above_line);
    ANALYZE import_node;";

const PARENTS_UNKNOWN: &str = "
    INSERT INTO import_problem (line, column_name, code, reason)
    SELECT line, 'parent', 'parent_unknown',
           format('There is no account \"%s\", neither in this file nor in Canopy.', parent)
    FROM import_node
    WHERE good AND parent IS NOT NULL AND above_id IS NULL AND above_line IS NULL;";

/// ORG-5: nothing is put under a closed account.
const PARENTS_CLOSED: &str = "
    INSERT INTO import_problem (line, column_name, code, reason)
    SELECT n.line, 'parent', 'parent_closed', format('The account \"%s\" is closed.', n.parent)
    FROM import_node n
    LEFT JOIN account a ON a.id = n.above_id
    LEFT JOIN import_account f ON f.line = n.above_line
    WHERE n.good AND (a.status = 'closed' OR f.status = 'closed');";

const REFUSE_NODES: &str = "
    UPDATE import_node n SET good = false FROM import_account a
    WHERE a.line = n.line AND n.good AND NOT a.good;";

const REFUSE_NODES_BY_PROBLEM: &str = "
    UPDATE import_account SET good = false
    WHERE good AND line IN (SELECT line FROM import_problem);
    UPDATE import_node SET good = false
    WHERE good AND line IN (SELECT line FROM import_problem);";

const ACCEPT: &str = "
    CREATE TEMPORARY TABLE import_accepted AS
    WITH RECURSIVE accepted AS (
        SELECT line, 0 AS level FROM import_node WHERE good AND above_line IS NULL
        UNION ALL
        SELECT n.line, a.level + 1
        FROM accepted a CROSS JOIN LATERAL (
            SELECT line FROM import_node WHERE above_line = a.line AND good OFFSET 0) AS n
    )
    SELECT line, row_number() OVER (ORDER BY level, line) AS place,
           row_number() OVER (ORDER BY line) - 1 AS rank
    FROM accepted;
    CREATE INDEX ON import_accepted (line);
    CREATE INDEX ON import_accepted (place);
    ANALYZE import_accepted;";

/// What stands below a refused row, however deep.
const BELOW_REFUSED: &str = "
    WITH RECURSIVE refused AS (
        SELECT line, line AS above FROM import_node WHERE NOT good
        UNION ALL
        SELECT n.line, r.line
        FROM refused r CROSS JOIN LATERAL (
            SELECT line FROM import_node WHERE above_line = r.line AND good OFFSET 0) AS n
    )
    INSERT INTO import_problem (line, column_name, code, reason)
    SELECT r.line, 'parent', 'parent_refused',
           format('Its parent \"%s\" in line %s is refused.', n.parent, r.above)
    FROM refused r JOIN import_node n USING (line) WHERE n.good;
    UPDATE import_account SET good = false
    WHERE good AND line IN (SELECT line FROM import_problem WHERE code = 'parent_refused');";

const FINISH: &str = "
    CREATE INDEX ON import_contact (line);
    CREATE INDEX ON import_bill_unit (line);
    CREATE INDEX ON import_item (line);
    CREATE INDEX ON import_line (line);
    ANALYZE import_contact, import_bill_unit, import_item, import_line;";
