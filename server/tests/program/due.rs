//! What is due is done: `canopy run-job deferred-actions`, `canopy clock`, and a server that runs (OPS-1,
//! OPS-3).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

use chrono::{Days, NaiveDate};
use domain::access::{Actor, Role};
use domain::accounts::AccountRef;
use domain::hierarchy::{Effective, MoveConfirm, MoveForm, MoveRequest, ScheduleOutcome};
use domain::ids::{OperationId, StaffUserId};
use server::database::Database;
use store::Store;
use store::accounts::account_find;
use store::hierarchy::{move_preview, move_schedule};
use store::installation::{
    InstallationKind, business_date_today, clock_advance, installation_begin,
};
use store::testing::execute;
use uuid::Uuid;

use crate::support::{Serving, canopy, data_folder, opened, within};

/// An installation on a folder of its own, with two regions and a site in the first of them. Its
/// database runs for as long as this is held.
struct Office {
    data: PathBuf,
    _folder: tempfile::TempDir,
    database: Database,
}

impl Office {
    async fn new(kind: InstallationKind) -> Self {
        let (folder, data) = data_folder();
        let database = opened(&data).await;
        database.ensure_schema().await.expect("the tables");
        installation_begin(&database.store, kind)
            .await
            .expect("begun");
        let csv = folder.path().join("accounts.csv");
        let rows = "key,parent,currency,contact1_company\nnorth,,EUR,North\nsouth,,EUR,South\n\
                    site,north,EUR,Site\n";
        fs::write(&csv, rows).expect("written");
        let imported = canopy(&data)
            .args(["import", "accounts"])
            .arg(&csv)
            .output();
        let imported = imported.expect("canopy runs");
        assert!(imported.status.success(), "{imported:?}");
        Self {
            data,
            _folder: folder,
            database,
        }
    }

    fn store(&self) -> &Store {
        &self.database.store
    }

    /// Runs a command and gives its exit code and what it printed.
    fn run(&self, command: &[&str]) -> (Option<i32>, String) {
        let output = canopy(&self.data).args(command).output();
        said(&output.expect("canopy runs"))
    }

    /// The key of the parent of an account.
    fn parent(&self, key: &str) -> String {
        parent(&self.data, key)
    }

    async fn account(&self, key: &str) -> AccountRef {
        let number = exported(&self.data, key)[0].clone();
        let number = number.parse().expect("a number");
        account_find(self.store(), &manager(), number)
            .await
            .expect("an account")
    }

    async fn day_in(&self, days: u64) -> NaiveDate {
        let today = business_date_today(self.store()).await.expect("today");
        today.checked_add_days(Days::new(days)).expect("a day")
    }

    /// Schedules that an account goes under another one in some days, as a manager does.
    async fn plan(&self, account: &str, to: &str, days: u64) {
        let request = MoveRequest {
            account: self.account(account).await.id,
            to: self.account(to).await.id,
            form: MoveForm::WholeSubtree,
            effective: Effective::On {
                date: self.day_in(days).await,
            },
        };
        let preview = move_preview(self.store(), &manager(), &request).await;
        let confirm = MoveConfirm {
            operation_id: OperationId::from_uuid(Uuid::now_v7()).to_string(),
            request,
            fingerprint: preview.expect("a preview").fingerprint,
            seen_at: None,
            handover: None,
            handover_shown: None,
        };
        let outcome = move_schedule(self.store(), &manager(), &confirm).await;
        assert!(
            matches!(outcome, Ok(ScheduleOutcome::Scheduled { .. })),
            "{outcome:?}"
        );
    }

    /// Lets days pass, and nothing else.
    async fn wait(&self, days: u16) {
        let operations = staff(2, "Operations", Role::Operations);
        clock_advance(self.store(), &operations, days)
            .await
            .expect("the clock moves");
    }

    async fn close(self) {
        self.database.close().await;
    }
}

fn said(output: &Output) -> (Option<i32>, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    let words = match output.status.success() {
        true => text(&output.stdout),
        false => text(&output.stderr),
    };
    (output.status.code(), words)
}

/// Number, key and parent of an account, as the export has them.
fn exported(data: &Path, key: &str) -> Vec<String> {
    let output = canopy(data).args(["export", "accounts"]).output();
    let output = output.expect("canopy runs");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let rows = text
        .lines()
        .map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    rows.into_iter()
        .find(|cells| cells.get(1).is_some_and(|cell| cell == key))
        .expect("an account with this key")
}

fn parent(data: &Path, key: &str) -> String {
    exported(data, key)[2].clone()
}

fn manager() -> Actor {
    staff(1, "Manager", Role::Manager)
}

fn staff(number: u128, name: &str, role: Role) -> Actor {
    let id = StaffUserId::from_uuid(Uuid::from_u128(number));
    let name = name.to_owned();
    Actor::Staff { id, name, role }
}

const RUN: [&str; 2] = ["run-job", "deferred-actions"];

#[tokio::test(flavor = "multi_thread")]
async fn the_daily_job_makes_what_is_due_and_nothing_before() {
    let office = Office::new(InstallationKind::Test).await;
    office.plan("site", "south", 3).await;
    let nothing = (Some(0), "No scheduled change was made.".to_owned());
    assert_eq!(office.run(&RUN), nothing);
    assert_eq!(office.parent("site"), "north");
    office.wait(3).await;
    let made = office.run(&RUN);
    assert_eq!(made, (Some(0), "Made: 1 scheduled change.".to_owned()));
    assert_eq!(office.parent("site"), "south");
    assert_eq!(office.run(&RUN), nothing);
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_daily_job_as_of_a_past_day_leaves_what_came_due_since() {
    let office = Office::new(InstallationKind::Test).await;
    office.plan("site", "south", 2).await;
    office.plan("north", "south", 4).await;
    office.wait(5).await;
    let today = office.day_in(0).await;
    let as_of = |days: i64| (today + chrono::Duration::days(days)).to_string();
    let run = |day: String| office.run(&[RUN[0], RUN[1], "--as-of", &day]);
    assert_eq!(
        run(as_of(-2)),
        (Some(0), "Made: 1 scheduled change.".to_owned())
    );
    let parents = (office.parent("site"), office.parent("north"));
    assert_eq!(parents, ("south".to_owned(), String::new()));
    let (code, sentence) = run(as_of(1));
    assert_eq!(code, Some(65));
    assert!(sentence.contains("is to come"), "{sentence}");
    assert_eq!(
        office.run(&RUN),
        (Some(0), "Made: 1 scheduled change.".to_owned())
    );
    assert_eq!(office.parent("north"), "south");
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_daily_job_says_that_something_could_not_be_made() {
    let office = Office::new(InstallationKind::Test).await;
    office.plan("site", "south", 1).await;
    execute(
        office.store(),
        "UPDATE account SET status = 'closed', status_since = CURRENT_DATE WHERE name = 'South'",
    )
    .await;
    office.wait(1).await;
    let (code, sentence) = office.run(&RUN);
    assert_eq!(code, Some(77));
    assert!(
        sentence.ends_with("1 scheduled change could not be made. Why is said on the account."),
        "{sentence}"
    );
    assert_eq!(office.parent("site"), "north");
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_daily_job_that_found_the_database_busy_is_to_be_run_again() {
    let office = Office::new(InstallationKind::Test).await;
    office.plan("site", "south", 1).await;
    office.wait(1).await;
    // Somebody else changes organizations for longer than the job may wait.
    for statement in [
        "ALTER ROLE CURRENT_USER SET lock_timeout = '300ms'",
        "SELECT pg_advisory_lock(7265, 1)",
    ] {
        execute(office.store(), statement).await;
    }
    let (code, sentence) = office.run(&RUN);
    assert_eq!(code, Some(69));
    let again = "Not yet made, since the database was busy: 1 scheduled change. Please run the job \
                 again.";
    assert!(sentence.ends_with(again), "{sentence}");
    let given_up = "SELECT CASE pid WHEN pg_backend_pid() THEN pg_advisory_unlock(7265, 1)
                                ELSE pg_terminate_backend(pid) END
                    FROM pg_locks WHERE locktype = 'advisory' AND classid = 7265";
    execute(office.store(), given_up).await;
    let made = office.run(&RUN);
    assert_eq!(made, (Some(0), "Made: 1 scheduled change.".to_owned()));
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_test_clock_is_shown_and_moved_and_what_is_due_happens() {
    let office = Office::new(InstallationKind::Test).await;
    office.plan("site", "south", 3).await;
    let words = domain::dates::date_words;
    let (today, then) = (office.day_in(0).await, office.day_in(3).await);
    let shown = format!("The business date is {} (UTC).", words(today));
    assert_eq!(office.run(&["clock", "show"]), (Some(0), shown));
    let moved = format!(
        "The business date is now {}.\nScheduled changes made: 1.",
        words(then)
    );
    assert_eq!(office.run(&["clock", "advance", "3"]), (Some(0), moved));
    assert_eq!(office.parent("site"), "south");
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_of_real_customers_is_shown_and_not_moved() {
    let office = Office::new(InstallationKind::Production).await;
    let today = office.day_in(0).await;
    let (code, sentence) = office.run(&["clock", "advance", "3"]);
    assert_ne!(code, Some(0));
    assert!(
        sentence.contains("Only the clock of a demo or test installation can be moved"),
        "{sentence}"
    );
    assert_eq!(office.day_in(0).await, today);
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_runs_makes_what_is_due_by_itself() {
    let office = Office::new(InstallationKind::Test).await;
    office.plan("site", "south", 3).await;
    let data = office.data.clone();
    let Office {
        _folder, database, ..
    } = office;
    database.close().await;
    let _serving = Serving::start(&data);
    // Beside the server, which holds the database now.
    let office = Office {
        database: opened(&data).await,
        data,
        _folder,
    };
    office.wait(3).await;
    within(Duration::from_secs(60), "the site is in the south", || {
        office.parent("site") == "south"
    });
    office.close().await;
}
