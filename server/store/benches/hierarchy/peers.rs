//! The same work by what others use: `ltree`, a closure table, a recursive query.

use sqlx::PgPool;

use crate::Failure;
use crate::organization::account;

/// Moves a subtree of the large organization in the table of paths.
pub async fn ltree_move(pool: &PgPool, number: i64, to: i64) -> Result<(), Failure> {
    sqlx::query(
        "UPDATE peer_ltree t SET path = p.path || subpath(t.path, nlevel(m.path) - 1)
         FROM peer_ltree m, peer_ltree p
         WHERE m.n = $1 AND p.n = $2 AND t.path <@ m.path",
    )
    .bind(number)
    .bind(to)
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
    .bind(number)
    .execute(&mut *transaction)
    .await?;
    sqlx::query(
        "INSERT INTO peer_closure (above, below)
         SELECT a.above, b.below FROM peer_closure a CROSS JOIN peer_closure b
         WHERE a.below = $2 AND b.above = $1",
    )
    .bind(number)
    .bind(to)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// Counts a subtree by the closure table: the best of the usual ways.
pub async fn closure_count(pool: &PgPool, number: i64) -> Result<i64, Failure> {
    Ok(
        sqlx::query_scalar("SELECT count(*) - 1 FROM peer_closure WHERE above = $1")
            .bind(number)
            .fetch_one(pool)
            .await?,
    )
}

/// Counts a subtree by walking down the links.
pub async fn recursive_count(pool: &PgPool, number: i64) -> Result<i64, Failure> {
    Ok(sqlx::query_scalar(
        "WITH RECURSIVE below (id) AS (
             SELECT $1::uuid
             UNION ALL
             SELECT l.child_id FROM below b JOIN organization_link l
                 ON l.parent_id = b.id AND l.superseded_at IS NULL AND upper_inf(l.valid)
         )
         SELECT count(*) - 1 FROM below",
    )
    .bind(account(number).uuid())
    .fetch_one(pool)
    .await?)
}

/// What the move of a subtree means, by one set-based query that reads the same rows: what is owed by
/// currency, who pays across the border in both directions, what is scheduled.
pub async fn recursive_effect(pool: &PgPool, number: i64) -> Result<(), Failure> {
    sqlx::query(
        "WITH RECURSIVE below (id) AS (
             SELECT $1::uuid
             UNION ALL
             SELECT l.child_id FROM below b JOIN organization_link l
                 ON l.parent_id = b.id AND l.superseded_at IS NULL AND upper_inf(l.valid)
         ),
         units AS MATERIALIZED (
             SELECT u.id FROM below b JOIN bill_unit u ON u.account_id = b.id
         ),
         payer AS (
             SELECT bill_unit_id, payer_id FROM bill_unit_payer
             WHERE superseded_at IS NULL AND upper_inf(valid)
         )
         SELECT i.currency, sum(i.amount_minor)::bigint AS due,
                (SELECT count(*) FROM units JOIN payer ON payer.payer_id = units.id
                 WHERE NOT EXISTS (SELECT FROM units other WHERE other.id = payer.bill_unit_id)) AS left_behind,
                (SELECT count(*) FROM units JOIN payer ON payer.bill_unit_id = units.id
                 WHERE NOT EXISTS (SELECT FROM units other WHERE other.id = payer.payer_id)) AS taken_along,
                (SELECT count(*) FROM below JOIN deferred_action d ON d.account_id = below.id
                 WHERE d.state = 'pending') AS scheduled
         FROM below b JOIN item i ON i.account_id = b.id GROUP BY i.currency",
    )
    .bind(account(number).uuid())
    .fetch_all(pool)
    .await?;
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

/// A page of accounts by primary key: the floor of every page of children.
pub async fn page_by_key(pool: &PgPool, first: i64, count: i64) -> Result<(), Failure> {
    let ids: Vec<uuid::Uuid> = (first..first + count).map(|n| account(n).uuid()).collect();
    sqlx::query("SELECT id, number, name, status FROM account WHERE id = ANY ($1)")
        .bind(ids)
        .fetch_all(pool)
        .await?;
    Ok(())
}
