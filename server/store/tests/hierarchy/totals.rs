//! Totals are what counting gives, after whatever was written (ORG-6, decision 20).

use domain::hierarchy::MoveForm;
use store::Store;

use crate::support::{ACME, Town};

/// Where the totals differ from what a recursive count gives: account, kept, counted.
pub async fn wrong_totals(store: &Store) -> Vec<(String, String, String)> {
    sqlx::query_as(
        "WITH RECURSIVE above (origin, account_id, level) AS (
             SELECT id, id, 0 FROM account
             UNION ALL
             SELECT a.origin, l.parent_id, a.level + 1 FROM above a
             JOIN organization_link l ON l.child_id = a.account_id AND l.superseded_at IS NULL
                                         AND upper_inf(l.valid)
         ), counted AS (
             SELECT account_id, count(*) FILTER (WHERE level = 1) AS children,
                    count(*) FILTER (WHERE level > 0) AS below
             FROM above GROUP BY account_id
         ), owed AS (
             SELECT a.account_id, i.currency,
                    coalesce(sum(i.amount_minor) FILTER (WHERE i.amount_minor > 0), 0) AS due,
                    coalesce(-sum(i.amount_minor) FILTER (WHERE i.amount_minor < 0), 0) AS credit
             FROM above a JOIN item i ON i.account_id = a.origin GROUP BY a.account_id, i.currency
         )
         SELECT a.name, format('%s %s', coalesce(o.children, 0), coalesce(o.accounts_below, 0)),
                format('%s %s', c.children, c.below)
         FROM counted c JOIN account a ON a.id = c.account_id
         LEFT JOIN organization_total o USING (account_id)
         WHERE (coalesce(o.children, 0), coalesce(o.accounts_below, 0)) <> (c.children, c.below)
         UNION ALL
         SELECT a.name, format('%s %s', coalesce(d.due_minor, 0), coalesce(d.credit_minor, 0)),
                format('%s %s', coalesce(w.due, 0), coalesce(w.credit, 0))
         FROM owed w FULL JOIN organization_due d USING (account_id, currency)
         JOIN account a ON a.id = account_id
         WHERE (coalesce(d.due_minor, 0), coalesce(d.credit_minor, 0))
               <> (coalesce(w.due, 0), coalesce(w.credit, 0))
         UNION ALL
         SELECT a.name, coalesce(c.parent_id::text, 'none'), coalesce(l.parent_id::text, 'none')
         FROM account a
         LEFT JOIN organization_child c ON c.child_id = a.id
         LEFT JOIN organization_link l ON l.child_id = a.id AND l.superseded_at IS NULL
                                          AND upper_inf(l.valid)
         WHERE c.parent_id IS DISTINCT FROM l.parent_id",
    )
    .fetch_all(store.pool())
    .await
    .expect("a count")
}

#[tokio::test]
async fn totals_of_an_organization_written_at_once_are_right() {
    let town = Town::new(ACME).await;
    assert_eq!(wrong_totals(town.store()).await, []);
}

#[tokio::test]
async fn totals_follow_every_form_of_a_move_and_every_item() {
    let town = Town::new(ACME).await;
    town.item("Depot", "EUR", 12_000).await;
    town.item("Sales", "EUR", -700).await;
    town.item("Kiel", "USD", 50).await;
    for (account, to, form) in [
        ("Sales", "Americas", MoveForm::WholeSubtree),
        ("Oslo", "Support", MoveForm::AloneChildrenToOldParent),
        ("Sales", "EMEA", MoveForm::OnlyChildren { children: None }),
        ("EMEA", "Kiel", MoveForm::AloneChildrenToOldParent),
    ] {
        town.moved(account, to, form).await;
        assert_eq!(wrong_totals(town.store()).await, [], "{account} to {to}");
    }
    town.item("Depot", "EUR", 1).await;
    assert_eq!(wrong_totals(town.store()).await, []);
}

#[tokio::test]
async fn what_several_connected_links_bring_and_take_in_one_statement_is_right() {
    let mut town = Town::new(ACME).await;
    for name in ["One", "Two", "Three"] {
        town.account(name).await;
    }
    let link = |child: &str, parent: &str| (child.to_owned(), parent.to_owned());
    town.link(&[
        link("Two", "One"),
        link("One", "Depot"),
        link("Three", "Two"),
    ])
    .await;
    assert_eq!(wrong_totals(town.store()).await, []);
    town.execute(
        "UPDATE organization_link l SET superseded_at = now() FROM account a
         WHERE a.id = l.child_id AND a.name IN ('Oslo', 'Two', 'Sales')",
    )
    .await;
    assert_eq!(wrong_totals(town.store()).await, []);
}

#[tokio::test]
async fn hundreds_of_connected_links_and_items_in_one_statement_are_right() {
    let mut town = Town::new("").await;
    let mut links = Vec::new();
    for nth in 0..120_usize {
        town.account(&nth.to_string()).await;
        // A chain of sixty, the others spread over it.
        let parent = if nth < 60 {
            nth.checked_sub(1)
        } else {
            Some(nth * 7 % 60)
        };
        links.extend(parent.map(|parent| (nth.to_string(), parent.to_string())));
    }
    links.reverse();
    town.link(&links).await;
    assert_eq!(wrong_totals(town.store()).await, []);
    town.bill_units().await;
    town.execute(
        "INSERT INTO item (id, account_id, bill_unit_id, kind, currency, amount_minor, due_on)
         SELECT gen_random_uuid(), a.id, u.id, 'opening',
                CASE WHEN a.number % 3 = 0 THEN 'USD' ELSE 'EUR' END,
                (a.number % 7 - 3) * 10 + 1, '2026-02-01'
         FROM account a JOIN bill_unit u ON u.account_id = a.id",
    )
    .await;
    assert_eq!(wrong_totals(town.store()).await, []);
    town.execute(
        "UPDATE organization_link l SET superseded_at = now() FROM account a
         WHERE a.id = l.child_id AND a.number % 3 = 1",
    )
    .await;
    assert_eq!(wrong_totals(town.store()).await, []);
}

/// How often links and children were read whole, and how often the index of the exclusion constraint
/// was used.
async fn reads_of_links(conn: &mut sqlx::PgConnection) -> (i64, i64) {
    sqlx::query("SELECT pg_stat_force_next_flush()")
        .execute(&mut *conn)
        .await
        .expect("flushed");
    sqlx::query_as(
        "SELECT (SELECT sum(seq_scan)::bigint FROM pg_stat_user_tables
                 WHERE relname IN ('organization_link', 'organization_child')),
                (SELECT idx_scan FROM pg_stat_user_indexes
                 WHERE relname = 'organization_link' AND indexrelname LIKE '%excl')",
    )
    .fetch_one(conn)
    .await
    .expect("counted")
}

/// Puts each of these under the account of half its number.
async fn linked(conn: &mut sqlx::PgConnection, first: i32, last: i32) {
    sqlx::query(
        "INSERT INTO organization_link (child_id, parent_id, valid)
         SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
                ('00000000-0000-7000-8000-' || lpad((n / 2)::text, 12, '0'))::uuid, '[2026-01-01,)'
         FROM generate_series($1, $2) AS n",
    )
    .bind(first)
    .bind(last)
    .execute(conn)
    .await
    .expect("links");
}

#[tokio::test]
async fn parents_are_found_by_their_own_index_in_new_tables_and_in_full_ones() {
    let town = Town::new("").await;
    let mut conn = town.store().pool().acquire().await.expect("a connection");
    sqlx::query(
        "INSERT INTO account (id, name, status_since, customer_type, language, currency, opened_on)
         SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Account ' || n,
                '2026-01-01', 'gold', 'en', 'EUR', '2026-01-01' FROM generate_series(1, 2000) AS n",
    )
    .execute(&mut *conn)
    .await
    .expect("accounts");
    let before = reads_of_links(&mut conn).await;
    for first in (2..1902).step_by(100) {
        linked(&mut conn, first, first + 99).await;
    }
    let after = reads_of_links(&mut conn).await;
    assert_eq!(after.0 - before.0, 0, "reads of a whole table");
    // Once for each link, to see that no other link of its child counts at the same time.
    assert_eq!(after.1 - before.1, 1_900, "reads of the constraint's index");

    sqlx::query("ANALYZE organization_link, organization_child, account")
        .execute(&mut *conn)
        .await
        .expect("statistics");
    let before = reads_of_links(&mut conn).await;
    for number in 1902..1922 {
        linked(&mut conn, number, number).await;
    }
    linked(&mut conn, 1922, 2000).await;
    let after = reads_of_links(&mut conn).await;
    assert_eq!(
        after.0 - before.0,
        0,
        "reads of a whole table, by new plans"
    );
    assert_eq!(after.1 - before.1, 99, "reads of the constraint's index");
}
