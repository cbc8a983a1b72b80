//! What the database refuses by itself, whoever writes to the links of organizations: cycles, a second parent
//! on a day, history that is edited. And what it keeps right by itself: totals (ORG-1, ORG-5, ORG-6, decisions
//! 1, 18, 30).

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use uuid::Uuid;

use crate::support::{ACME, Town};
use crate::totals::wrong_totals;

/// A child, its parent, and the days on which it is that.
type Link<'a> = (&'a str, &'a str, &'a str);

/// Acme's organization with two accounts outside of it, and who writes to it by SQL: the owner of the database,
/// and the role that the application has.
struct Desk {
    town: Town,
    application: String,
}

impl Desk {
    async fn new() -> Self {
        let mut town = Town::new(ACME).await;
        for outside in ["One", "Two"] {
            town.account(outside).await;
        }
        let application = format!("guard_{}", Uuid::now_v7().simple());
        run(&town, format!("CREATE ROLE {application}")).await;
        let granted = migrations::application_grant(town.store().orm(), &application).await;
        granted.expect("the rights of the application");
        Self { town, application }
    }

    /// Takes the role away again: it belongs to the whole cluster.
    async fn close(self) {
        run(&self.town, format!("DROP OWNED BY {}", self.application)).await;
        run(&self.town, format!("DROP ROLE {}", self.application)).await;
    }

    /// Lets each of the two write this: both are refused, and nothing of it stays. Answers the constraint or
    /// the sentence by which.
    async fn refused(&self, statement: &str) -> String {
        let before = self.town.picture().await;
        let [owner, application] = [None, Some(self.application.as_str())].map(|role| async move {
            let mut conn = connection(&self.town).await;
            let written = write(&mut conn, role, statement).await;
            written.expect_err(statement)
        });
        let (owner, application) = (owner.await, application.await);
        assert_eq!(owner, application, "{statement}");
        assert_eq!(self.town.picture().await, before);
        assert_eq!(wrong_totals(self.town.store()).await, []);
        owner
    }

    /// Lets the application's role write this.
    async fn written(&self, statement: &str) {
        let mut conn = connection(&self.town).await;
        let written = write(&mut conn, Some(&self.application), statement).await;
        written.expect("written");
    }
}

async fn run(town: &Town, statement: String) {
    let done = sqlx::query(AssertSqlSafe(statement)).execute(town.store().pool());
    done.await.expect("done");
}

async fn connection(town: &Town) -> PgConnection {
    let options = town.store().pool().connect_options();
    PgConnection::connect_with(&options)
        .await
        .expect("a connection")
}

/// Writes in a transaction, as this role; where that is refused, by which constraint or with which sentence.
async fn write(conn: &mut PgConnection, role: Option<&str>, statement: &str) -> Result<(), String> {
    let why = |error: sqlx::Error| match error.as_database_error() {
        Some(error) => error
            .constraint()
            .unwrap_or_else(|| error.message())
            .to_owned(),
        None => panic!("{error}"),
    };
    let mut tx = conn.begin().await.expect("a transaction");
    if let Some(role) = role {
        let role = format!("SET LOCAL ROLE {role}");
        let set = sqlx::query(AssertSqlSafe(role)).execute(&mut *tx).await;
        set.expect("the role");
    }
    let statement = AssertSqlSafe(statement.to_owned());
    sqlx::query(statement)
        .execute(&mut *tx)
        .await
        .map_err(why)?;
    tx.commit().await.map_err(why)
}

/// One statement that writes links.
fn links(links: &[Link<'_>]) -> String {
    let rows: Vec<String> = (links.iter().enumerate())
        .map(|(nth, (child, parent, valid))| format!("({nth}, '{child}', '{parent}', '{valid}')"))
        .collect();
    format!(
        "INSERT INTO organization_link (child_id, parent_id, valid)
         SELECT c.id, p.id, l.valid::daterange
         FROM (VALUES {}) AS l (nth, child, parent, valid)
         JOIN account c ON c.name = l.child JOIN account p ON p.name = l.parent ORDER BY l.nth",
        rows.join(", ")
    )
}

/// One statement that ends a link and writes another in its place, as a move does.
fn moved(child: &str, parent: &str) -> String {
    format!(
        "WITH gone AS (
             UPDATE organization_link SET superseded_at = now()
             WHERE child_id = (SELECT id FROM account WHERE name = '{child}') AND superseded_at IS NULL
             RETURNING child_id
         )
         INSERT INTO organization_link (child_id, parent_id, valid)
         SELECT gone.child_id, p.id, '[2026-01-01,)' FROM gone, account p WHERE p.name = '{parent}'"
    )
}

/// Since the beginning of Acme's organization.
const EVER: &str = "[2026-01-01,)";
const CYCLE: &str = "organization_link_no_cycle";

#[tokio::test]
async fn an_account_under_itself_is_refused() {
    let desk = Desk::new().await;
    let refused = desk.refused(&links(&[("One", "One", EVER)])).await;
    assert_eq!(refused, "organization_link_check");
    desk.close().await;
}

#[tokio::test]
async fn a_root_under_its_child_is_refused() {
    let desk = Desk::new().await;
    assert_eq!(desk.refused(&links(&[("Acme", "EMEA", EVER)])).await, CYCLE);
    desk.close().await;
}

#[tokio::test]
async fn a_root_under_what_is_far_below_it_is_refused() {
    let desk = Desk::new().await;
    let refused = desk.refused(&links(&[("Acme", "Depot", EVER)])).await;
    assert_eq!(refused, CYCLE);
    desk.close().await;
}

#[tokio::test]
async fn a_move_in_one_statement_under_what_is_far_below_is_refused_with_all_of_it() {
    let desk = Desk::new().await;
    assert_eq!(desk.refused(&moved("EMEA", "Depot")).await, CYCLE);
    desk.written(&moved("EMEA", "One")).await;
    desk.close().await;
}

#[tokio::test]
async fn two_links_of_one_statement_that_close_a_cycle_are_refused() {
    let desk = Desk::new().await;
    let circle = links(&[("One", "Two", EVER), ("Two", "One", EVER)]);
    assert_eq!(desk.refused(&circle).await, CYCLE);
    // One of them goes under the organization, whose root goes under the other.
    let long = links(&[("One", "Depot", EVER), ("Acme", "One", EVER)]);
    assert_eq!(desk.refused(&long).await, CYCLE);
    desk.close().await;
}

#[tokio::test]
async fn links_of_two_statements_within_one_that_close_a_cycle_are_refused() {
    let desk = Desk::new().await;
    let nested = format!(
        "WITH first AS ({} RETURNING 1) {}",
        links(&[("One", "Two", EVER)]),
        links(&[("Two", "One", EVER)]),
    );
    assert_eq!(desk.refused(&nested).await, CYCLE);
    desk.close().await;
}

#[tokio::test]
async fn a_link_gets_no_other_parent_by_an_update() {
    let desk = Desk::new().await;
    let refused = desk
        .refused(
            "UPDATE organization_link SET parent_id = (SELECT id FROM account WHERE name = 'Depot')
             WHERE child_id = (SELECT id FROM account WHERE name = 'EMEA')",
        )
        .await;
    assert_eq!(
        refused,
        "rows of organization_link are superseded, never edited"
    );
    desk.close().await;
}

#[tokio::test]
async fn a_link_that_was_superseded_does_not_count_again() {
    let desk = Desk::new().await;
    desk.written(&moved("EMEA", "One")).await;
    let refused = desk
        .refused(
            "UPDATE organization_link SET superseded_at = NULL
             WHERE child_id = (SELECT id FROM account WHERE name = 'EMEA') AND superseded_at IS NOT NULL",
        )
        .await;
    assert_eq!(
        refused,
        "rows of organization_link are superseded, never edited"
    );
    desk.close().await;
}

#[tokio::test]
async fn a_link_is_not_deleted() {
    let desk = Desk::new().await;
    let refused = desk.refused("DELETE FROM organization_link").await;
    assert!(refused.contains("organization_link"), "{refused}");
    desk.close().await;
}

#[tokio::test]
async fn a_second_parent_today_is_refused() {
    let desk = Desk::new().await;
    let refused = desk.refused(&links(&[("Sales", "One", EVER)])).await;
    assert_eq!(refused, "organization_link_child_key");
    desk.close().await;
}

#[tokio::test]
async fn a_second_parent_on_a_past_day_is_refused() {
    let desk = Desk::new().await;
    let day = "[2026-02-01,2026-02-02)";
    let refused = desk.refused(&links(&[("Sales", "One", day)])).await;
    assert_eq!(refused, "organization_link_one_parent_excl");
    let before = "[2025-02-01,2026-01-01)";
    desk.written(&links(&[("Sales", "One", before)])).await;
    desk.close().await;
}

#[tokio::test]
async fn a_cycle_of_past_days_is_refused() {
    let desk = Desk::new().await;
    desk.written(&links(&[("Two", "One", "[2025-01-01,2025-03-01)")]))
        .await;
    let overlapping = links(&[("One", "Two", "[2025-02-28,2025-06-01)")]);
    assert_eq!(desk.refused(&overlapping).await, CYCLE);
    desk.written(&links(&[("One", "Two", "[2025-03-01,2025-06-01)")]))
        .await;
    desk.close().await;
}

#[tokio::test]
async fn a_link_that_reaches_back_into_a_day_on_which_it_would_close_a_cycle_is_refused() {
    let desk = Desk::new().await;
    // Two was below Depot for some days, and is in no organization since.
    let for_some_days = "[2026-02-01,2026-03-01)";
    desk.written(&links(&[("Two", "Depot", for_some_days)]))
        .await;
    let refused = desk.refused(&links(&[("Acme", "Two", EVER)])).await;
    assert_eq!(refused, CYCLE);
    desk.written(&links(&[("Acme", "Two", "[2026-03-01,)")]))
        .await;
    assert_eq!(wrong_totals(desk.town.store()).await, []);
    desk.close().await;
}

#[tokio::test]
async fn who_waits_for_another_sees_what_that_one_wrote_and_closes_no_cycle() {
    let desk = Desk::new().await;
    let (mut first, mut second) = (connection(&desk.town).await, connection(&desk.town).await);
    let mut tx = first.begin().await.expect("a transaction");
    let one_under_two = links(&[("One", "Two", EVER)]);
    let begun = sqlx::query(AssertSqlSafe(one_under_two)).execute(&mut *tx);
    begun.await.expect("written");
    let two_under_one = links(&[("Two", "One", EVER)]);
    let (other, committed) = tokio::join!(write(&mut second, None, &two_under_one), async {
        waits(&desk.town).await;
        tx.commit().await
    });
    committed.expect("committed");
    assert_eq!(other.expect_err("refused"), CYCLE);
    desk.close().await;
}

/// Until somebody waits for the lock of structure changes.
async fn waits(town: &Town) {
    for _ in 0..500 {
        let waiting: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                            WHERE d.datname = current_database() AND locktype = 'advisory' AND NOT granted)",
        )
        .fetch_one(town.store().pool())
        .await
        .expect("the locks");
        if waiting {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("nobody waits");
}

/// Under the lock such a transaction would go on to see what was true before it.
#[tokio::test]
async fn a_transaction_that_cannot_see_what_others_wrote_changes_no_structure() {
    let desk = Desk::new().await;
    for level in ["REPEATABLE READ", "SERIALIZABLE"] {
        let mut conn = connection(&desk.town).await;
        let set = format!("SET default_transaction_isolation = '{level}'");
        let set = sqlx::query(AssertSqlSafe(set.to_lowercase())).execute(&mut conn);
        set.await.expect("set");
        let mut tx = conn.begin().await.expect("a transaction");
        let looked = sqlx::query("SELECT FROM account").execute(&mut *tx).await;
        looked.expect("a look");
        desk.written(&links(&[("One", "Two", "[2026-05-01,)")]))
            .await;
        let two_under_one = links(&[("Two", "One", "[2026-05-01,)")]);
        let written = sqlx::query(AssertSqlSafe(two_under_one))
            .execute(&mut *tx)
            .await;
        let refused = written.expect_err("refused").to_string();
        assert!(refused.contains("read committed"), "{level}: {refused}");
        drop(tx);
        desk.written(
            "UPDATE organization_link SET superseded_at = now() FROM account
             WHERE account.id = child_id AND name = 'One' AND superseded_at IS NULL",
        )
        .await;
    }
    desk.close().await;
}

#[tokio::test]
async fn totals_are_right_after_whatever_is_written_by_sql() {
    let desk = Desk::new().await;
    desk.town.item("Depot", "EUR", 12_000).await;
    desk.town.item("Two", "USD", -300).await;
    let ended = "UPDATE organization_link SET superseded_at = now()
                 WHERE superseded_at IS NULL AND child_id IN (SELECT id FROM account
                                                             WHERE name IN ('Oslo', 'Sales'))";
    for statement in [
        moved("Sales", "Americas"),
        links(&[("Two", "One", EVER), ("One", "Depot", EVER)]),
        moved("One", "Support"),
        ended.to_owned(),
        links(&[
            ("Sales", "Two", EVER),
            ("Oslo", "Sales", "[2025-01-01,2026-01-01)"),
        ]),
    ] {
        desk.written(&statement).await;
        assert_eq!(wrong_totals(desk.town.store()).await, [], "{statement}");
    }
    desk.close().await;
}
