//! Handing over who pays: what is said of each bill unit, and what stands in the way (HIER-2).

use super::*;
use crate::bill_units::testing::{node, unit};
use crate::money::Currency;

fn billed_on(number: u8, name: &str, billing_day: u8) -> PayerNode {
    PayerNode {
        billing_day,
        ..node(number, name)
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn paid_by_sales(node: PayerNode) -> HandoverUnit {
    HandoverUnit {
        billed: Billed {
            begins_on: day("2026-01-01"),
            rhythm: node.rhythm(),
            turn: None,
        },
        from: unit(9, "Sales"),
        running: Some(unit(9, "Sales")),
        node,
    }
}

fn preview(payer: &PayerNode, units: Vec<PayerNode>) -> HandoverPreview {
    let units: Vec<HandoverUnit> = units.into_iter().map(paid_by_sales).collect();
    handover_preview(
        payer,
        &units,
        day("2026-05-20"),
        Fingerprint("shown".to_owned()),
    )
}

fn words(preview: &HandoverPreview) -> Vec<String> {
    (preview.rows.iter())
        .map(|row| row.words(preview))
        .collect()
}

#[test]
fn the_new_payer_counts_from_the_end_of_the_running_cycle() {
    let preview = preview(&node(2, "Acme"), vec![node(1, "Oslo")]);
    assert_eq!(
        words(&preview),
        [
            "Oslo (A-00000001), Main: until 1 Jun 2026 paid by Sales (A-00000009), Main, from then on by \
          Acme (A-00000002), Main."
        ]
    );
    assert_eq!(
        preview.sentence(),
        "1 bill unit is on the bills of Acme (A-00000002), Main from the next cycle on, every month on the \
         1st."
    );
}

/// Who pays for Oslo until when, where its running cycle is that of somebody else than Sales.
fn paid_until(running: Option<BillUnitRef>) -> String {
    let oslo = HandoverUnit {
        running,
        ..paid_by_sales(node(1, "Oslo"))
    };
    let shown = Fingerprint("shown".to_owned());
    let preview = handover_preview(&node(2, "Acme"), &[oslo], day("2026-05-20"), shown);
    words(&preview).concat()
}

#[test]
fn until_then_it_is_paid_by_who_pays_the_running_cycle_whoever_was_chosen_meanwhile() {
    assert_eq!(
        paid_until(None),
        "Oslo (A-00000001), Main: until 1 Jun 2026 paid by itself, from then on by Acme (A-00000002), Main."
    );
    assert_eq!(
        paid_until(Some(unit(2, "Acme"))),
        "Oslo (A-00000001), Main: paid by Acme (A-00000002), Main, as the running cycle."
    );
}

#[test]
fn another_billing_day_is_told_with_the_cycle_between() {
    let preview = preview(&node(2, "Acme"), vec![billed_on(1, "Oslo", 15)]);
    assert_eq!(
        words(&preview),
        [
            "Oslo (A-00000001), Main: until 15 Jun 2026 paid by Sales (A-00000009), Main, from then on by \
          Acme (A-00000002), Main; billed every month on the 1st in place of every month on the 15th \
          (15 Jun 2026 to 1 Jul 2026, Short cycle, 16 of 30 days)."
        ]
    );
    assert_eq!(preview.aligned, 1);
    assert!(
        preview
            .sentence()
            .ends_with(" It is billed otherwise by that.")
    );
}

#[test]
fn every_conflict_is_named_first_and_nothing_is_handed_over() {
    let dollars = |number, name| PayerNode {
        currency: Currency::USD,
        ..node(number, name)
    };
    let units = vec![node(1, "Oslo"), dollars(3, "Boston"), dollars(4, "Austin")];
    let preview = preview(&node(2, "Acme"), units);
    assert!(!preview.is_possible());
    let words = words(&preview);
    assert!(
        words[0].contains("Boston (A-00000003), Main in USD"),
        "{words:?}"
    );
    assert!(
        words[1].contains("Austin (A-00000004), Main in USD"),
        "{words:?}"
    );
    assert!(
        preview.sentence().starts_with(
            "Acme (A-00000002), Main cannot pay for 2 of 3 bill units: all are handed over, or none is."
        ),
        "{}",
        preview.sentence()
    );
}

#[test]
fn in_place_of_a_payer_that_is_paid_for_its_top_is_offered() {
    let payer = PayerNode {
        paid_by: Some(unit(7, "Group")),
        ..node(2, "Acme")
    };
    let instead = preview(&payer, vec![node(1, "Oslo")]).instead;
    assert_eq!(instead, Some(unit(7, "Group").account));
}

#[test]
fn of_many_the_first_are_named_and_all_are_counted() {
    let many = (0..150).map(|_| node(1, "Oslo")).collect();
    let preview = preview(&node(2, "Acme"), many);
    assert_eq!((preview.total, preview.unnamed()), (150, 50));
}
