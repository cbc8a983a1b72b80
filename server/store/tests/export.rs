//! Exporting accounts, and taking the export back (API-1, SEC-4).

use std::path::Path;

use chrono::{Datelike, Days, Months, NaiveDate};
use domain::access::{Actor, Role};
use domain::bill_units::{Billed, Rhythm};
use domain::ids::StaffUserId;
use store::export::{ExportError, ExportFormat, accounts_export};
use store::generate::{GenerateOptions, accounts_generate};
use store::import::{ImportMode, ImportOptions, ImportSummary, accounts_import};
use store::installation::{business_date_today, time_zone_set};
use store::testing::TestDatabase;
use store::{Store, StoreError};

async fn database() -> TestDatabase {
    TestDatabase::new().await
}

fn command(name: &str) -> Actor {
    Actor::Command {
        name: name.to_owned(),
    }
}

async fn export(store: &Store, format: ExportFormat) -> String {
    let mut out = Vec::new();
    let actor = command("canopy export accounts");
    accounts_export(store, &actor, format, &mut out, |_| {})
        .await
        .expect("export");
    String::from_utf8(out).expect("UTF-8")
}

async fn import(store: &Store, folder: &Path, text: &str) -> ImportSummary {
    let file = folder.join("accounts.csv");
    std::fs::write(&file, text).expect("write the file");
    let report = folder.join("report.csv");
    let options = ImportOptions {
        file,
        mode: ImportMode::AllOrNothing,
        report,
    };
    let actor = command("canopy import accounts");
    accounts_import(store, &actor, &options, |_| {})
        .await
        .expect("import")
}

/// The rows in order, without the columns of these numbers.
fn rows_without(text: &str, number: usize) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut rows: Vec<Vec<String>> = reader
        .records()
        .map(|row| {
            let cells = row.expect("a row");
            let kept = cells
                .iter()
                .enumerate()
                .filter(|(index, _)| *index != number);
            kept.map(|(_, cell)| cell.to_owned()).collect()
        })
        .collect();
    rows.sort();
    rows
}

#[tokio::test]
async fn an_export_imported_elsewhere_exports_the_same() {
    let (here, there) = (database().await, database().await);
    let today = "2026-06-30".parse().expect("a date");
    let options = GenerateOptions {
        accounts: 700,
        seed: 11,
        today,
    };
    let actor = command("canopy generate");
    accounts_generate(here.store(), &actor, options, |_| {})
        .await
        .expect("generate");
    let first = export(here.store(), ExportFormat::Csv).await;
    let folder = tempfile::tempdir().expect("a folder");
    let summary = import(there.store(), folder.path(), &first).await;
    assert_eq!((summary.imported, summary.first), (700, Vec::new()));
    let second = export(there.store(), ExportFormat::Csv).await;
    // The account number, column 0, is each installation's own.
    assert_eq!(rows_without(&first, 0), rows_without(&second, 0));
}

#[tokio::test]
async fn a_bill_unit_is_counted_from_the_same_day_after_an_export_and_import() {
    let (here, there) = (database().await, database().await);
    let folder = tempfile::tempdir().expect("a folder");
    let file = "key,currency,contact1_company,opened_on,bill_unit1_begins_on,bill_unit2_name\n\
                K1,EUR,Acme,2020-02-29,2020-05-15,Projects\n";
    // 26 hours apart: whatever the time, the business date is not the date of the database.
    for (database, zone) in [(&here, "Etc/GMT+12"), (&there, "Etc/GMT-14")] {
        assert!(time_zone_set(database.store(), zone).await.expect("set"));
    }
    import(here.store(), folder.path(), file).await;
    let today = business_date_today(here.store()).await.expect("a date");
    let text = export(here.store(), ExportFormat::Csv).await;
    import(there.store(), folder.path(), &text).await;
    for database in [&here, &there] {
        let days: Vec<NaiveDate> =
            sqlx::query_scalar("SELECT begins_on FROM bill_unit ORDER BY position")
                .fetch_all(database.store().pool())
                .await
                .expect("days");
        assert_eq!(days, ["2020-05-15".parse().expect("a date"), today]);
    }
}

#[tokio::test]
async fn a_changed_rhythm_is_exported_by_the_day_from_which_it_is_regular() {
    let database = database().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = "key,currency,contact1_company,opened_on,bill_unit1_begins_on,\
                bill_unit1_frequency_months\nK1,EUR,Acme,2020-01-01,2020-01-01,3\n";
    import(database.store(), folder.path(), file).await;
    sqlx::query("UPDATE bill_unit SET cycle_ends_on = '2024-01-15', regular_from = '2024-02-01'")
        .execute(database.store().pool())
        .await
        .expect("a change of rhythm");
    let text = export(database.store(), ExportFormat::Json).await;
    let accounts: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(accounts[0]["bill_units"][0]["begins_on"], "2024-02-01");
}

#[tokio::test]
async fn a_rhythm_that_is_about_to_change_keeps_its_regular_bills_after_an_export_and_import() {
    let (here, there) = (database().await, database().await);
    let folder = tempfile::tempdir().expect("a folder");
    // The running month ends on the 15th; every third month is counted from the first of a month to come,
    // which is none of the third months since the bill unit began.
    let today = business_date_today(here.store()).await.expect("a date");
    let first = |months| {
        let then = today
            .checked_add_months(Months::new(months))
            .expect("a day");
        then.with_day(1).expect("a first of the month")
    };
    let regular_from = first(2);
    let begins_on = regular_from
        .checked_sub_months(Months::new(13))
        .expect("a day");
    let file = format!(
        "key,currency,contact1_company,opened_on,bill_unit1_begins_on,bill_unit1_billing_day,\
         bill_unit1_frequency_months\nK1,EUR,Acme,2020-01-01,{begins_on},1,3\n"
    );
    import(here.store(), folder.path(), &file).await;
    sqlx::query("UPDATE bill_unit SET cycle_ends_on = $1, regular_from = $2")
        .bind(first(1).with_day(15).expect("a day"))
        .bind(regular_from)
        .execute(here.store().pool())
        .await
        .expect("a change of rhythm");
    let text = export(here.store(), ExportFormat::Csv).await;
    let summary = import(there.store(), folder.path(), &text).await;
    assert_eq!((summary.imported, summary.first), (1, Vec::new()));
    let begins_on: NaiveDate = sqlx::query_scalar("SELECT begins_on FROM bill_unit")
        .fetch_one(there.store().pool())
        .await
        .expect("a day");
    let unit = Billed {
        begins_on,
        rhythm: Rhythm {
            billing_day: 1,
            frequency_months: 3,
        },
        turn: None,
    };
    let later = regular_from.checked_add_months(Months::new(3));
    assert_eq!(unit.next_bill_on(today), Some(regular_from));
    assert_eq!(unit.next_bill_on(regular_from + Days::new(1)), later);
}

#[tokio::test]
async fn a_formula_is_escaped_and_comes_back_as_it_was() {
    let (here, there) = (database().await, database().await);
    let folder = tempfile::tempdir().expect("a folder");
    let file = "key,currency,contact1_company,contact1_phone_work\n\
                K1,EUR,\"'=HYPERLINK(1)\",'+49 431 5501\n";
    import(here.store(), folder.path(), file).await;
    let company: String = sqlx::query_scalar("SELECT company FROM contact")
        .fetch_one(here.store().pool())
        .await
        .expect("company");
    assert_eq!(company, "=HYPERLINK(1)");
    let text = export(here.store(), ExportFormat::Csv).await;
    assert!(
        text.contains(",'=HYPERLINK(1),") && text.contains(",'+49 431 5501,"),
        "{text}"
    );
    assert_eq!(
        import(there.store(), folder.path(), &text).await.imported,
        1
    );
}

#[tokio::test]
async fn json_has_an_object_per_account() {
    let database = database().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = "key,parent,currency,contact1_company,bill_unit1_opening_balance,\
                bill_unit1_opening_due_on\nA,,EUR,Acme \"Inc\",-1204.50,2026-01-31\nB,A,EUR,B,,\n";
    import(database.store(), folder.path(), file).await;
    let text = export(database.store(), ExportFormat::Json).await;
    let accounts: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(accounts[0]["contacts"][0]["company"], "Acme \"Inc\"");
    assert_eq!(accounts[0]["bill_units"][0]["opening_balance"], "-1204.50");
    assert_eq!(accounts[1]["parent"], "A");
    assert_eq!(accounts.as_array().expect("an array").len(), 2);
}

#[tokio::test]
async fn nothing_to_export_is_an_empty_list() {
    let database = database().await;
    assert_eq!(
        export(database.store(), ExportFormat::Csv)
            .await
            .lines()
            .count(),
        1
    );
    let json: serde_json::Value =
        serde_json::from_str(&export(database.store(), ExportFormat::Json).await).expect("JSON");
    assert_eq!(json.as_array().map(Vec::len), Some(0));
}

#[tokio::test]
async fn an_export_stands_in_the_audit_log_and_a_csr_may_not() {
    let database = database().await;
    export(database.store(), ExportFormat::Csv).await;
    let (name, note): (String, String) =
        sqlx::query_as("SELECT actor_name, note FROM audit_entry WHERE kind = 'accounts_exported'")
            .fetch_one(database.store().pool())
            .await
            .expect("an entry");
    assert_eq!(
        (name.as_str(), note.as_str()),
        ("canopy export accounts", "All accounts, as CSV")
    );
    let id = StaffUserId::from_uuid(uuid::Uuid::nil());
    let csr = Actor::Staff {
        id,
        name: "A CSR".to_owned(),
        role: Role::Csr,
    };
    let refused = accounts_export(
        database.store(),
        &csr,
        ExportFormat::Csv,
        Vec::new(),
        |_| {},
    )
    .await;
    assert!(matches!(
        refused,
        Err(ExportError::Store(StoreError::Refused(_)))
    ));
}
