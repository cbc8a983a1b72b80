use super::*;
use crate::accounts::{AccountingType, OrganizationType};
use crate::lists::Choice;

fn context() -> RowContext {
    let choices = |codes: &[&str]| codes.iter().map(|code| Choice::new(*code, *code)).collect();
    RowContext {
        known: FormLists {
            customer_types: choices(&["gold", "standard"]),
            languages: choices(&["en", "de"]),
            currencies: choices(&["EUR", "JPY"]),
            countries: choices(&["DE", "FR"]),
            ..FormLists::default()
        },
        today: "2026-11-22".parse().unwrap(),
    }
}

/// Reads a row given as (column, cell) pairs; key, currency and company are there unless given.
fn read(cells: &[(&str, &str)]) -> Result<ImportRow, Vec<RowProblem>> {
    let mut all = vec![
        ("key", "K1"),
        ("currency", "EUR"),
        ("contact1_company", "Acme"),
    ];
    for (column, cell) in cells {
        all.retain(|(known, _)| known != column);
        all.push((column, cell));
    }
    let columns = Columns::parse(all.iter().map(|(column, _)| *column)).unwrap();
    let cells: Vec<&str> = all.iter().map(|(_, cell)| *cell).collect();
    row_parse(&context(), &columns, &cells, 7)
}

fn good(cells: &[(&str, &str)]) -> ImportRow {
    read(cells).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// The only problem of a row: its column and its reason.
fn problem(cells: &[(&str, &str)]) -> (String, String) {
    let mut problems = read(cells).expect_err("a problem");
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].line, 7);
    let problem = problems.remove(0);
    (problem.column, problem.reason)
}

#[test]
fn key_currency_and_company_are_enough() {
    let row = good(&[]);
    assert_eq!((row.key.as_str(), row.parent), ("K1", None));
    assert_eq!(row.account.name(), "Acme");
    assert_eq!(row.account.customer_type, "standard");
    assert_eq!(row.account.language, "en");
    assert_eq!(
        (row.status, row.opened_on),
        (AccountStatus::Active, context().today)
    );
    assert_eq!(row.account.bill_units[0].name, "Main");
    assert_eq!(row.openings, [None]);
}

#[test]
fn everything_can_be_given() {
    let row = good(&[
        ("parent", "K0"),
        ("name", "Acme Kiel"),
        ("status", "inactive"),
        ("status_since", "2026-01-31"),
        ("opened_on", "2020-02-29"),
        ("organization_type", "site"),
        ("customer_type", "gold"),
        ("language", "de"),
        ("contact2_first_name", "Ana"),
        ("contact2_phone_mobile", "'+49 151 2345678"),
        ("bill_unit1_billing_day", "31"),
        ("bill_unit1_accounting_type", "balance_forward"),
        ("bill_unit1_begins_on", "2020-03-15"),
        ("bill_unit1_opening_balance", "-12.50"),
        ("bill_unit1_opening_due_on", "2026-12-01"),
    ]);
    assert_eq!(row.begins_on, ["2020-03-15".parse().unwrap()]);
    assert_eq!(row.parent.as_deref(), Some("K0"));
    assert_eq!(row.account.own_name.as_deref(), Some("Acme Kiel"));
    assert_eq!(row.account.organization_type, Some(OrganizationType::Site));
    assert_eq!(row.account.contacts.len(), 2);
    assert!(row.account.contacts[0].is_primary);
    assert_eq!(row.account.bill_units[0].billing_day, 31);
    assert_eq!(
        row.account.bill_units[0].accounting_type,
        AccountingType::BalanceForward
    );
    assert_eq!(row.account.bill_units[0].payment_terms_days, 14);
    let opening = row.openings[0].unwrap();
    assert_eq!(
        opening.amount,
        Money {
            minor: -1_250,
            currency: Currency::EUR
        }
    );
    assert_eq!(opening.due_on.to_string(), "2026-12-01");
}

#[test]
fn a_contact_without_a_single_cell_is_no_contact() {
    let row = good(&[("contact2_email", " "), ("contact3_last_name", "Fox")]);
    assert_eq!(row.account.contacts.len(), 2);
}

#[test]
fn a_problem_names_the_column_of_the_file() {
    let (column, reason) = problem(&[
        ("contact2_email", ""),
        ("contact3_email", "no address"),
        ("contact3_last_name", "Fox"),
    ]);
    assert_eq!(column, "contact3_email");
    assert!(reason.ends_with("Found: \"no address\"."), "{reason}");
    let (column, _) = problem(&[("bill_unit2_billing_day", "32")]);
    assert_eq!(column, "bill_unit2_billing_day");
}

#[test]
fn all_problems_of_a_row_are_told_at_once() {
    let problems = read(&[
        ("key", " "),
        ("currency", "EURO"),
        ("opened_on", "31.12.2025"),
        ("bill_unit1_billing_day", "first"),
    ])
    .unwrap_err();
    let columns: Vec<&str> = problems
        .iter()
        .map(|problem| problem.column.as_str())
        .collect();
    assert_eq!(
        columns,
        ["key", "opened_on", "currency", "bill_unit1_billing_day"]
    );
}

#[test]
fn an_amount_has_a_point_and_the_decimals_of_its_currency() {
    let due = ("bill_unit1_opening_due_on", "2026-12-01");
    for amount in ["1.204,50", "12,50", "1e3", "12.505", "EUR 12"] {
        let (column, _) = problem(&[("bill_unit1_opening_balance", amount), due]);
        assert_eq!(column, "bill_unit1_opening_balance", "{amount}");
    }
    let (_, reason) = problem(&[
        ("currency", "JPY"),
        ("bill_unit1_opening_balance", "1.5"),
        due,
    ]);
    assert!(
        reason.starts_with("JPY has 0 decimals, not more."),
        "{reason}"
    );
}

#[test]
fn an_opening_balance_is_within_what_sums_can_hold() {
    let due = ("bill_unit1_opening_due_on", "2026-12-01");
    let of = |amount| [("bill_unit1_opening_balance", amount), due];
    for (held, beyond) in [
        ("90000000000.00", "90000000000.01"),
        ("-90000000000", "-90000000000.01"),
    ] {
        assert!(good(&of(held)).openings[0].is_some(), "{held}");
        let (column, reason) = problem(&of(beyond));
        assert_eq!(column, "bill_unit1_opening_balance");
        assert_eq!(
            reason,
            format!(
                "An opening balance is at most 90,000,000,000.00 EUR, owed or in credit. Found: \"{beyond}\"."
            )
        );
    }
    // A column of references, whether or not they would fit into 64 bits.
    for reference in ["5000000000000007", "50000000000000000000000"] {
        let (_, reason) = problem(&of(reference));
        assert!(
            reason.starts_with("An opening balance is at most 90,000,000,000.00 EUR"),
            "{reason}"
        );
    }
    let yen = [("currency", "JPY"), of("9000000000001")[0], due];
    let (_, reason) = problem(&yen);
    assert!(reason.contains("at most 9,000,000,000,000 JPY"), "{reason}");
}

#[test]
fn an_opening_balance_needs_its_due_date_and_nothing_open_needs_none() {
    let (column, reason) = problem(&[("bill_unit1_opening_balance", "10")]);
    assert_eq!(column, "bill_unit1_opening_due_on");
    assert_eq!(
        reason,
        "An opening balance needs the day on which it is due."
    );
    assert_eq!(
        good(&[("bill_unit1_opening_balance", "0.00")]).openings,
        [None]
    );
}

#[test]
fn nothing_begins_in_the_future_and_no_status_before_its_account() {
    assert_eq!(problem(&[("opened_on", "2026-11-23")]).0, "opened_on");
    let (column, _) = problem(&[("opened_on", "2026-05-01"), ("status_since", "2026-04-30")]);
    assert_eq!(column, "status_since");
}

#[test]
fn a_date_has_one_form() {
    for date in [
        "2026-2-3",
        "26-02-03",
        "2026/02/03",
        "2026-02-30",
        "0026-02-03",
        "２０２６-0",
    ] {
        assert_eq!(problem(&[("opened_on", date)]).0, "opened_on", "{date}");
    }
}

#[test]
fn a_row_of_another_length_is_named_as_a_whole() {
    let columns = Columns::parse(["key", "currency", "contact1_company"]).unwrap();
    let problems = row_parse(&context(), &columns, &["K1", "EUR"], 3).unwrap_err();
    assert_eq!(
        problems[0].reason,
        "This row has 2 cells; the header has 3."
    );
    assert_eq!((problems[0].line, problems[0].column.as_str()), (3, ""));
}

#[test]
fn what_may_be_a_card_number_is_not_repeated() {
    for column in ["contact1_email", "contact1_phone_work", "name", "currency"] {
        let (_, reason) = problem(&[(column, "4242 4242 4242 4242")]);
        assert!(!reason.contains("4242"), "{reason}");
    }
}

#[test]
fn huge_cells_and_invisible_characters_get_a_reason_and_are_not_repeated() {
    let huge = "x".repeat(1_000_000);
    for value in [huge.as_str(), "a\0b", "a\u{202E}b"] {
        for column in [
            "key",
            "parent",
            "name",
            "contact1_company",
            "bill_unit1_name",
        ] {
            let (named, reason) = problem(&[(column, value)]);
            assert_eq!(named, column);
            assert!(reason.len() < 300 && !reason.contains("xxx") && !reason.contains('\0'));
        }
    }
}

#[test]
fn key_and_parent_of_a_bad_row_are_still_known() {
    let columns = Columns::parse(["key", "parent", "currency", "contact1_company"]).unwrap();
    let read = row_key(&columns, &["K9", "", "nothing"]);
    assert_eq!(read, (Some("K9".to_owned()), None));
}

#[test]
fn a_bill_unit_begins_today_or_on_the_day_that_is_named() {
    let row = good(&[
        ("opened_on", "2020-02-29"),
        ("bill_unit1_begins_on", "2020-02-29"),
        ("bill_unit2_name", "Projects"),
    ]);
    assert_eq!(
        row.begins_on,
        ["2020-02-29".parse().unwrap(), context().today]
    );
    assert_eq!(good(&[]).begins_on, [context().today]);
}

#[test]
fn a_bill_unit_begins_neither_before_its_account_nor_in_the_future() {
    for (day, reason) in [
        (
            "2020-02-28",
            "This is before the account began (2020-02-29). Found: \"2020-02-28\".",
        ),
        (
            "2026-11-23",
            "This day is still to come; today is 2026-11-22. Found: \"2026-11-23\".",
        ),
        (
            "15.03.2020",
            "A date looks like 2026-03-31: year, month, day. Found: \"15.03.2020\".",
        ),
    ] {
        let (column, told) = problem(&[("opened_on", "2020-02-29"), ("bill_unit2_begins_on", day)]);
        assert_eq!(
            (column.as_str(), told.as_str()),
            ("bill_unit2_begins_on", reason)
        );
    }
}
