//! Opening balances that no sum could hold (API-1).

use crate::desk::{Desk, told};

#[tokio::test]
async fn a_column_of_references_read_as_opening_balances_is_refused_line_by_line_and_the_rest_kept()
{
    let desk = Desk::new().await;
    let mut file = "key,parent,currency,contact1_company,bill_unit1_opening_balance,\
                    bill_unit1_opening_due_on\n\
                    ROOT,,EUR,Root,12.50,2026-01-31\n\
                    MOST,ROOT,EUR,Most,90000000000,2026-01-31\n"
        .to_owned();
    // From the nineteenth on, their sum would have more than 64 bits.
    for number in 1..=20 {
        let reference = 5_000_000_000_000_000_i64 + number;
        file.push_str(&format!(
            "K{number},ROOT,EUR,Company,{reference},2026-01-31\n"
        ));
    }
    let summary = desk.keep_good(&file).await;
    assert_eq!((summary.imported, summary.refused), (2, 20));
    let lines: Vec<(u64, &str)> = (4..14).map(|line| (line, "too_large")).collect();
    assert_eq!(told(&summary.first), lines);
    assert_eq!(summary.first[0].column, "bill_unit1_opening_balance");
    assert!(
        (summary.first[0].reason)
            .starts_with("An opening balance is at most 90,000,000,000.00 EUR"),
        "{}",
        summary.first[0].reason
    );
    let due = "SELECT due_minor FROM organization_due d JOIN account a ON a.id = d.account_id \
               WHERE a.name = 'Root'";
    assert_eq!(desk.number(due).await, 9_000_000_001_250);
}
