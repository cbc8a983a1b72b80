//! What a step of a board hands over to another payer (ORG-9, HIER-2).

use crate::bill_units::PayerChange;
use crate::hierarchy::preview::count_words;
use crate::hierarchy::units_words;
use crate::money::Money;
use crate::text::ended;

/// The most bill units that a step names; all are counted.
const NAMED: usize = 3;

/// Which bill units a step hands over, in words, with the amounts that are open on them: these stay with whom
/// they are (decision 15).
#[must_use]
pub fn step_handed_sentence(changes: &[PayerChange], open: &[Money]) -> String {
    let Some(payer) = changes.first().and_then(|change| change.to.as_ref()) else {
        return "Nothing stays while its payer moves: nobody's payer changes.".to_owned();
    };
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let mut names: Vec<String> = (changes.iter().take(NAMED))
        .map(|change| change.unit.to_string())
        .collect();
    if changes.len() > NAMED {
        let more = count_words(count(changes.len() - NAMED));
        names.push(format!("and {more} more"));
    }
    let units = units_words(count(changes.len()));
    let handed = ended(format!(
        "Hands over {units} to {payer}: {}",
        names.join("; ")
    ));
    let amounts: Vec<String> = open.iter().map(ToString::to_string).collect();
    match (amounts.join(", "), changes.len()) {
        (amounts, _) if amounts.is_empty() => handed,
        (amounts, 1) => format!("{handed} What is open on it, {amounts}, stays where it is."),
        (amounts, _) => format!("{handed} What is open on them, {amounts}, stays where it is."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bill_units::testing::unit;
    use crate::money::Currency;

    fn to_head(number: u8, name: &str) -> PayerChange {
        PayerChange {
            unit: unit(number, name),
            from: Some(unit(8, "Sales")),
            to: Some(unit(9, "Head")),
            own_rhythm: None,
        }
    }

    #[test]
    fn what_a_step_hands_over_is_named_with_what_stays_open_on_it() {
        let open = Money {
            minor: 4_000,
            currency: Currency::EUR,
        };
        assert_eq!(
            step_handed_sentence(&[to_head(1, "Oslo")], &[open]),
            "Hands over 1 bill unit to Head (A-00000009), Main: Oslo (A-00000001), Main. What is open on \
             it, 40.00 EUR, stays where it is."
        );
    }

    #[test]
    fn of_many_the_first_are_named_and_all_are_counted() {
        let many: Vec<PayerChange> = (1..=5).map(|number| to_head(number, "Oslo")).collect();
        let sentence = step_handed_sentence(&many, &[]);
        assert!(
            sentence.starts_with("Hands over 5 bill units to Head"),
            "{sentence}"
        );
        assert!(sentence.ends_with("; and 2 more."), "{sentence}");
    }

    #[test]
    fn a_handover_that_finds_nothing_says_so() {
        assert_eq!(
            step_handed_sentence(&[], &[]),
            "Nothing stays while its payer moves: nobody's payer changes."
        );
    }
}
