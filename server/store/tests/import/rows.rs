//! What becomes of the rows of a file (API-1).

use domain::access::{Actor, Role};
use domain::ids::StaffUserId;
use store::StoreError;
use store::import::{ImportError, ImportMode, ImportOptions, accounts_import};

use crate::desk::{Desk, HEADER, organization, told};

#[tokio::test]
async fn a_row_becomes_an_account_with_everything_that_it_says() {
    let desk = Desk::new().await;
    let summary = desk
        .all_or_nothing(
            "key,name,currency,status,opened_on,organization_type,contact1_company,contact1_city,\
             contact1_country,contact2_last_name,contact2_email,bill_unit1_billing_day,\
             bill_unit1_opening_balance,bill_unit1_opening_due_on,bill_unit2_name,\
             bill_unit2_opening_balance,bill_unit2_opening_due_on\n\
             K-1,Nordlicht Kiel,EUR,inactive,2020-02-29,site,Nordlicht,Kiel,DE,Brandt,\
             brandt@nordlicht.example,31,120.50,2026-01-31,Projects,-7.05,2026-02-28\n",
        )
        .await;
    assert_eq!((summary.rows, summary.imported, summary.refused), (1, 1, 0));
    let whole = "SELECT count(*) FROM account a JOIN account_key k ON k.account_id = a.id \
        JOIN search_document d ON d.account_id = a.id \
        JOIN audit_entry e ON e.account_id = a.id AND e.kind = 'account_imported' \
            AND e.note = 'customers.csv, line 2' \
        WHERE k.key = 'K-1' AND a.name = 'Nordlicht Kiel' AND a.status = 'inactive' \
            AND a.opened_on = '2020-02-29' AND a.organization_type = 'site' AND a.number = 1";
    assert_eq!(desk.number(whole).await, 1);
    let contacts = "SELECT count(*) FROM contact WHERE (is_primary AND city = 'Kiel') \
        OR (position = 2 AND email = 'brandt@nordlicht.example')";
    assert_eq!(desk.number(contacts).await, 2);
    let units = "SELECT count(*) FROM bill_unit u JOIN item i ON i.bill_unit_id = u.id \
        WHERE (u.name = 'Main' AND u.billing_day = 31 AND i.amount_minor = 12050) \
        OR (u.name = 'Projects' AND i.amount_minor = -705 AND i.due_on = '2026-02-28')";
    assert_eq!(desk.number(units).await, 2);
    assert!(!desk.report().exists(), "nothing to report");
}

#[tokio::test]
async fn opening_balances_are_posted_and_balance() {
    let desk = Desk::new().await;
    desk.keep_good(
        "key,currency,contact1_company,bill_unit1_opening_balance,bill_unit1_opening_due_on\n\
         A,EUR,A,100.00,2026-01-01\nB,JPY,B,-500,2026-01-01\nC,EUR,C,0,\n",
    )
    .await;
    let posted: Vec<(String, String, i64)> = sqlx::query_as(
        "SELECT ledger, currency::text, amount_minor FROM journal_line ORDER BY 2, 1",
    )
    .fetch_all(desk.store().pool())
    .await
    .expect("lines");
    let line =
        |ledger: &str, currency: &str, minor| (ledger.to_owned(), currency.to_owned(), minor);
    assert_eq!(
        posted,
        [
            line("opening", "EUR", -10_000),
            line("receivable", "EUR", 10_000),
            line("customer_credit", "JPY", -500),
            line("opening", "JPY", 500),
        ]
    );
}

#[tokio::test]
async fn a_parent_may_come_later_in_the_file() {
    let desk = Desk::new().await;
    let summary = desk
        .keep_good(&organization(&[
            ("C", "B"),
            ("B", "A"),
            ("A", ""),
            ("D", "A"),
        ]))
        .await;
    assert_eq!(summary.imported, 4);
    assert_eq!(desk.links().await, ["B < A", "C < B", "D < A"]);
}

#[tokio::test]
async fn a_parent_may_be_there_already_by_key_or_by_number() {
    let desk = Desk::new().await;
    desk.keep_good(&organization(&[("A", "")])).await;
    let summary = desk
        .keep_good(&organization(&[
            ("B", "A"),
            ("C", "A-00000001"),
            ("D", "a-1"),
        ]))
        .await;
    assert_eq!(summary.imported, 3);
    assert_eq!(desk.links().await, ["B < A", "C < A", "D < A"]);
}

#[tokio::test]
async fn a_parent_that_never_comes_refuses_all_below_it_and_keeps_the_rest() {
    let desk = Desk::new().await;
    let summary = desk
        .keep_good(&organization(&[
            ("A", ""),
            ("B", "ghost"),
            ("C", "B"),
            ("D", "C"),
            ("E", "A"),
        ]))
        .await;
    assert_eq!((summary.imported, summary.refused), (2, 3));
    assert_eq!(
        told(&summary.first),
        [
            (3, "parent_unknown"),
            (4, "parent_refused"),
            (5, "parent_refused")
        ]
    );
    assert!(summary.first[0].reason.contains("\"ghost\""));
    assert_eq!(desk.links().await, ["E < A"]);
}

#[tokio::test]
async fn every_row_of_a_cycle_of_thousands_has_its_reason() {
    let desk = Desk::new().await;
    let keys: Vec<String> = (0..4_500).map(|number| format!("K{number}")).collect();
    let parents = keys.iter().cycle().skip(1);
    let rows: Vec<(&str, &str)> = keys
        .iter()
        .zip(parents)
        .map(|(key, parent)| (key.as_str(), parent.as_str()))
        .collect();
    let summary = desk.keep_good(&organization(&rows)).await;
    assert_eq!((summary.imported, summary.refused), (0, 4_500));
    let report = std::fs::read_to_string(desk.report()).expect("a report");
    let named = "The parents form a cycle of 4500 accounts: K0 → K1 → ";
    let reasons = report.lines().skip(1);
    assert_eq!(reasons.filter(|line| line.contains(named)).count(), 4_500);
}

#[tokio::test]
async fn no_statement_goes_through_all_rows_for_each_of_many_under_one_parent() {
    let desk = Desk::new().await;
    let keys: Vec<String> = (0..30_000).map(|number| format!("K{number}")).collect();
    let below = keys.iter().map(|key| (key.as_str(), "R"));
    let rows: Vec<(&str, &str)> = [("R", "")].into_iter().chain(below).collect();
    let summary = desk
        .keep_good_by_short_statements(&organization(&rows))
        .await;
    assert_eq!((summary.imported, summary.refused), (30_001, 0));
}

#[tokio::test]
async fn a_cycle_of_parents_is_named() {
    let desk = Desk::new().await;
    let rows = [
        ("A", ""),
        ("B", "D"),
        ("C", "B"),
        ("D", "C"),
        ("E", "D"),
        ("S", "S"),
    ];
    let summary = desk.keep_good(&organization(&rows)).await;
    assert_eq!(summary.imported, 1);
    assert_eq!(
        told(&summary.first),
        [
            (3, "cycle"),
            (4, "cycle"),
            (5, "cycle"),
            (6, "parent_refused"),
            (7, "cycle")
        ]
    );
    assert_eq!(
        summary.first[0].reason,
        "The parents form a cycle: B → D → C → B."
    );
    assert_eq!(
        summary.first[4].reason,
        "The account \"S\" is its own parent."
    );
}

#[tokio::test]
async fn nothing_is_put_under_a_closed_account() {
    let desk = Desk::new().await;
    let summary = desk
        .keep_good(
            "key,parent,currency,status,contact1_company\nA,,EUR,closed,A\nB,A,EUR,,B\nC,B,EUR,,C\n",
        )
        .await;
    assert_eq!(
        told(&summary.first),
        [(3, "parent_closed"), (4, "parent_refused")]
    );
}

#[tokio::test]
async fn a_key_that_stands_twice_is_taken_once() {
    let desk = Desk::new().await;
    let summary = desk
        .keep_good(&organization(&[("A", ""), ("B", ""), ("A", "B")]))
        .await;
    assert_eq!(summary.imported, 2);
    assert_eq!(told(&summary.first), [(4, "duplicate_key")]);
    assert_eq!(
        summary.first[0].reason,
        "The key \"A\" stands in line 2 already."
    );
}

#[tokio::test]
async fn a_repeated_import_says_that_the_accounts_are_there() {
    let desk = Desk::new().await;
    let file = organization(&[("A", ""), ("B", "A")]);
    desk.keep_good(&file).await;
    let summary = desk.keep_good(&file).await;
    assert_eq!((summary.imported, desk.accounts().await), (0, 2));
    assert_eq!(told(&summary.first), [(2, "key_exists"), (3, "key_exists")]);
    assert!(
        summary.first[0]
            .reason
            .ends_with("it is account A-00000001.")
    );
}

#[tokio::test]
async fn a_corrected_file_brings_what_was_missing() {
    let desk = Desk::new().await;
    let wrong = format!("{HEADER}A,,EUR,A\nB,A,EURO,B\n");
    assert_eq!(desk.keep_good(&wrong).await.imported, 1);
    let corrected = wrong.replace("EURO", "EUR");
    assert_eq!(desk.keep_good(&corrected).await.imported, 1);
    assert_eq!(desk.links().await, ["B < A"]);
}

#[tokio::test]
async fn all_or_nothing_writes_nothing_where_one_row_is_bad() {
    let desk = Desk::new().await;
    let summary = desk
        .all_or_nothing(&organization(&[("A", ""), ("B", "ghost")]))
        .await;
    assert_eq!((summary.imported, summary.refused), (0, 1));
    assert_eq!(desk.accounts().await, 0);
    assert_eq!(desk.number("SELECT count(*) FROM audit_entry").await, 0);
}

#[tokio::test]
async fn the_report_names_line_column_and_reason_and_runs_no_formula() {
    let desk = Desk::new().await;
    desk.keep_good(&format!(
        "{HEADER}A,,EURO,A\n,,EUR,B\n\"=1+1\",ghost,EUR,C\n"
    ))
    .await;
    let report = std::fs::read_to_string(desk.report()).expect("a report");
    let lines: Vec<&str> = report.lines().collect();
    assert_eq!(lines[0], "line,column,code,reason");
    assert!(lines[1].starts_with("2,currency,unknown,"), "{}", lines[1]);
    assert!(lines[2].starts_with("3,key,required,"), "{}", lines[2]);
    assert!(
        lines[3].starts_with("4,parent,parent_unknown,"),
        "{}",
        lines[3]
    );
    assert_eq!(lines.len(), 4);
}

#[tokio::test]
async fn a_file_in_another_encoding_or_with_unknown_columns_changes_nothing() {
    let desk = Desk::new().await;
    let wrong = desk.try_import(
        ImportMode::KeepGood,
        "key,currency,contact1_company,vat\nA,EUR,A,1\n",
    );
    let error = wrong.await.expect_err("an unknown column").to_string();
    assert!(error.contains("\"vat\""), "{error}");
    assert_eq!(desk.accounts().await, 0);
}

#[tokio::test]
async fn nul_bytes_and_huge_cells_refuse_their_row_only() {
    let desk = Desk::new().await;
    let huge = "x".repeat(500_000);
    let summary = desk
        .keep_good(&format!("{HEADER}A,,EUR,a\0b\nB,,EUR,{huge}\nC,,EUR,C\n"))
        .await;
    assert_eq!(
        told(&summary.first),
        [(2, "control_character"), (3, "too_long")]
    );
    assert_eq!(summary.imported, 1);
}

#[tokio::test]
async fn a_chain_of_five_thousand_levels_is_one_organization() {
    let desk = Desk::new().await;
    let mut file = HEADER.to_owned();
    for level in (0..5_000).rev() {
        let parent = if level == 0 {
            String::new()
        } else {
            format!("L{}", level - 1)
        };
        file.push_str(&format!("L{level},{parent},EUR,Level\n"));
    }
    assert_eq!(desk.all_or_nothing(&file).await.imported, 5_000);
    assert_eq!(
        desk.number("SELECT count(*) FROM organization_link").await,
        4_999
    );
}

#[tokio::test]
async fn a_csr_may_not_import() {
    let desk = Desk::new().await;
    let id = StaffUserId::from_uuid(uuid::Uuid::nil());
    let actor = Actor::Staff {
        id,
        name: "A CSR".to_owned(),
        role: Role::Csr,
    };
    let file = desk.folder.path().join("any.csv");
    let options = ImportOptions {
        file,
        mode: ImportMode::KeepGood,
        report: desk.report(),
    };
    let refused = accounts_import(desk.store(), &actor, &options, |_| {}).await;
    assert!(matches!(
        refused,
        Err(ImportError::Store(StoreError::Refused(_)))
    ));
}
