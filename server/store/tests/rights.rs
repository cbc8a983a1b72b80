//! What the application's role may do (decision 30).

use sqlx::{AssertSqlSafe, PgPool};
use store::testing::TestDatabase;

/// A role of the cluster, of this name, that is not there yet.
async fn role_new(pool: &PgPool, role: &str) {
    sqlx::query(AssertSqlSafe(format!("CREATE ROLE {role}")))
        .execute(pool)
        .await
        .expect("a role");
}

/// Takes the role away again: it belongs to the whole cluster.
async fn role_drop(pool: &PgPool, role: &str) {
    for statement in [format!("DROP OWNED BY {role}"), format!("DROP ROLE {role}")] {
        sqlx::query(AssertSqlSafe(statement))
            .execute(pool)
            .await
            .expect("gone");
    }
}

async fn may(pool: &PgPool, role: &str, table: &str, what: &str) -> bool {
    sqlx::query_scalar("SELECT has_table_privilege($1, $2, $3)")
        .bind(role)
        .bind(table)
        .bind(what)
        .fetch_one(pool)
        .await
        .expect("an answer")
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_that_start_at_once_all_give_the_application_its_rights() {
    let database = TestDatabase::new().await;
    let (pool, role) = (database.store().pool(), "starts_at_once");
    role_new(pool, role).await;
    let programs: Vec<_> = (0..8)
        .map(|_| {
            let store = database.second_store();
            tokio::spawn(async move { migrations::application_grant(store.orm(), role).await })
        })
        .collect();
    for program in programs {
        program.await.expect("it ran").expect("it gave the rights");
    }
    assert!(may(pool, role, "account", "UPDATE").await);
    role_drop(pool, role).await;
}

#[tokio::test]
async fn what_is_written_once_is_taken_back_from_a_role_that_could_change_it() {
    let database = TestDatabase::new().await;
    let (pool, role) = (database.store().pool(), "could_change_it");
    role_new(pool, role).await;
    let grant = || migrations::application_grant(database.store().orm(), role);
    grant().await.expect("rights");
    sqlx::query(AssertSqlSafe(format!(
        "GRANT DELETE ON audit_entry TO {role}"
    )))
    .execute(pool)
    .await
    .expect("a right too many");
    grant().await.expect("rights");
    assert!(!may(pool, role, "audit_entry", "DELETE").await);
    assert!(may(pool, role, "audit_entry", "INSERT").await);
    role_drop(pool, role).await;
}
