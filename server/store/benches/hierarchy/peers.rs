//! The same work by what others use: `ltree`, a closure table, a recursive query.

use sqlx::{AssertSqlSafe, PgPool, Row};

use crate::Failure;
use crate::organization::account;

/// How others keep a tree.
#[derive(Clone, Copy, Debug)]
pub enum Peer {
    /// A path for each account.
    Ltree,
    /// A row for each account and each account at or above it.
    Closure,
    /// The links that we have as well, walked down by a query.
    Recursive,
}

impl Peer {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ltree, Self::Closure, Self::Recursive];

    /// Its name in the tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ltree => "ltree",
            Self::Closure => "closure table",
            Self::Recursive => "recursive query",
        }
    }

    /// The query of all at or below the account `$1`, with the column `id`.
    const fn subtree(self) -> &'static str {
        match self {
            Self::Ltree => {
                "SELECT t.id FROM peer_ltree r JOIN peer_ltree t ON t.path <@ r.path WHERE r.id = $1"
            }
            Self::Closure => "SELECT below AS id FROM peer_closure WHERE above = $1",
            Self::Recursive => {
                "SELECT $1::uuid AS id
                 UNION ALL
                 SELECT l.child_id FROM below b JOIN organization_link l
                     ON l.parent_id = b.id AND l.superseded_at IS NULL AND upper_inf(l.valid)"
            }
        }
    }

    /// The query of the children of the account `$1`, with the column `id`.
    const fn children(self) -> &'static str {
        match self {
            Self::Ltree => {
                "SELECT t.id FROM peer_ltree t
                 WHERE t.path ~ ((SELECT path::text FROM peer_ltree WHERE id = $1) || '.*{1}')::lquery"
            }
            Self::Closure => "SELECT below AS id FROM peer_closure WHERE above = $1 AND depth = 1",
            Self::Recursive => {
                "SELECT child_id AS id FROM organization_link
                 WHERE parent_id = $1 AND superseded_at IS NULL AND upper_inf(valid)"
            }
        }
    }

    /// How many accounts stand below one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count(self, pool: &PgPool, number: i64) -> Result<i64, Failure> {
        let statement = format!(
            "WITH RECURSIVE below AS ({}) SELECT count(*) - 1 FROM below",
            self.subtree()
        );
        let count = sqlx::query_scalar(AssertSqlSafe(statement)).bind(account(number).uuid());
        Ok(count.fetch_one(pool).await?)
    }

    /// What the move of a subtree means, by one set-based query that reads the same rows: what is owed by
    /// currency, who pays across the border in both directions, what is scheduled.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn effect(self, pool: &PgPool, number: i64) -> Result<(), Failure> {
        let statement = format!(
            "WITH RECURSIVE below AS ({}),
             units AS MATERIALIZED (
                 SELECT u.id FROM below b JOIN bill_unit u ON u.account_id = b.id
             ),
             payer AS (
                 SELECT bill_unit_id, payer_id FROM bill_unit_payer
                 WHERE superseded_at IS NULL AND upper_inf(valid)
             )
             SELECT i.currency::text AS currency, sum(i.amount_minor)::bigint AS due,
                    (SELECT count(*) FROM units JOIN payer ON payer.payer_id = units.id
                     WHERE NOT EXISTS (SELECT FROM units other WHERE other.id = payer.bill_unit_id)) AS left_behind,
                    (SELECT count(*) FROM units JOIN payer ON payer.bill_unit_id = units.id
                     WHERE NOT EXISTS (SELECT FROM units other WHERE other.id = payer.payer_id)) AS taken_along,
                    (SELECT count(*) FROM below JOIN deferred_action d ON d.account_id = below.id
                     WHERE d.state = 'pending') AS scheduled
             FROM below b JOIN item i ON i.account_id = b.id GROUP BY i.currency",
            self.subtree()
        );
        let query = sqlx::query(AssertSqlSafe(statement)).bind(account(number).uuid());
        let rows = query.fetch_all(pool).await?;
        let taken_along: i64 = rows
            .first()
            .ok_or("nothing is owed")?
            .try_get("taken_along")?;
        assert_eq!(taken_along, 629, "{self:?} is exact");
        Ok(())
    }

    /// The first hundred children of an account by name, as a tree shows them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn page(self, pool: &PgPool, number: i64) -> Result<(), Failure> {
        let statement = format!(
            "SELECT a.id, a.number, a.name, a.status FROM ({}) AS child JOIN account a USING (id)
             ORDER BY a.name, a.number LIMIT 100",
            self.children()
        );
        let query = sqlx::query(AssertSqlSafe(statement)).bind(account(number).uuid());
        assert_eq!(
            query.fetch_all(pool).await?.len(),
            100,
            "{self:?}: a whole page"
        );
        Ok(())
    }
}

/// Moves a subtree of the large organization in the table of paths.
pub async fn ltree_move(pool: &PgPool, number: i64, to: i64) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE peer_ltree t SET path = p.path || subpath(t.path, nlevel(m.path) - 1)
         FROM peer_ltree m, peer_ltree p
         WHERE m.id = $1 AND p.id = $2 AND t.path <@ m.path",
    )
    .bind(account(number).uuid())
    .bind(account(to).uuid())
    .execute(pool)
    .await?;
    Ok(())
}

/// Moves a subtree of the large organization in the closure table.
pub async fn closure_move(pool: &PgPool, number: i64, to: i64) -> Result<(), Failure> {
    let mut transaction = pool.begin().await?;
    sqlx::query(
        "DELETE FROM peer_closure c USING peer_closure b
         WHERE b.above = $1 AND c.below = b.below
           AND c.above IN (SELECT above FROM peer_closure WHERE below = $1 AND above <> $1)",
    )
    .bind(account(number).uuid())
    .execute(&mut *transaction)
    .await?;
    sqlx::query(
        "INSERT INTO peer_closure (above, below, depth)
         SELECT a.above, b.below, a.depth + b.depth + 1 FROM peer_closure a CROSS JOIN peer_closure b
         WHERE a.below = $2 AND b.above = $1",
    )
    .bind(account(number).uuid())
    .bind(account(to).uuid())
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// One single-row update with its commit: the floor of every write.
pub async fn one_row(pool: &PgPool, number: i64) -> Result<(), Failure> {
    sqlx::query("UPDATE account SET version = version + 1 WHERE id = $1")
        .bind(account(number).uuid())
        .execute(pool)
        .await?;
    Ok(())
}

/// One update of so many rows with its commit: the floor of what writes as many.
pub async fn many_rows(pool: &PgPool, first: i64, count: i64) -> Result<(), Failure> {
    sqlx::query("UPDATE account SET version = version + 1 WHERE number BETWEEN $1 AND $2")
        .bind(first)
        .bind(first + count - 1)
        .execute(pool)
        .await?;
    Ok(())
}

/// A page of accounts by primary key: the floor of every page of children.
pub async fn page_by_key(pool: &PgPool, first: i64, count: i64) -> Result<(), Failure> {
    let ids: Vec<uuid::Uuid> = (first..first + count).map(|n| account(n).uuid()).collect();
    sqlx::query("SELECT id, number, name, status FROM account WHERE id = ANY ($1)")
        .bind(ids)
        .fetch_all(pool)
        .await?;
    Ok(())
}
