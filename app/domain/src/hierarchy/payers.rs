//! Who pays across the border of what moves (ORG-3, HIER-2).

use serde::{Deserialize, Serialize};

use super::preview::count_words;
use crate::bill_units::{BillUnitRef, PayerChange};
use crate::text::ended;

/// A bill unit and its payer of which one moves and the other stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayerCrossing {
    /// What is paid for.
    pub unit: BillUnitRef,
    /// Who pays for it.
    pub payer: BillUnitRef,
    /// Whether the payer moves and the paid-for stays; otherwise it is the other way round.
    pub payer_moves: bool,
}

/// The payers across the border of what moves. A move changes none of them by itself (decision 21).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayerCrossings {
    /// The first of them: those whose payer moves, then the others, by the paid-for account's name.
    pub rows: Vec<PayerCrossing>,
    /// How many bill units stay while their payer moves: exact.
    pub left_behind: i64,
    /// How many bill units move while their payer stays: exact.
    pub taken_along: i64,
}

/// How many bill units a warning names; the list below it names all.
const NAMED: usize = 3;

impl PayerCrossings {
    /// What they come to in one sentence for a move, where `name` stands for what moves.
    #[must_use]
    pub fn sentence(&self, name: &str) -> String {
        self.warning(name, "move", false).unwrap_or_else(|| {
            "Unchanged: a move changes no payer, and nobody in it pays for anybody outside or is paid from \
             there."
                .to_owned()
        })
    }

    /// What is to be known before a move or a removal, with the first few that stay while their payer goes;
    /// nothing where nobody pays across the border (HIER-2). `is_handed`: what stays is handed over with it.
    #[must_use]
    pub fn warning(&self, name: &str, step: &str, is_handed: bool) -> Option<String> {
        let parts = self.parts(name);
        let end = match (is_handed && self.left_behind > 0, self.taken_along) {
            (false, _) => format!("A {step} changes no payer by itself."),
            (true, 0) => "What stays is handed over.".to_owned(),
            (true, _) => "What stays is handed over; what goes keeps its payers.".to_owned(),
        };
        (!parts.is_empty()).then(|| format!("{} {end}", ended(parts.join("; "))))
    }

    /// Those of each direction, counted, and of what stays the first few by name.
    fn parts(&self, name: &str) -> Vec<String> {
        let mut parts = Vec::new();
        if self.left_behind > 0 {
            parts.push(format!(
                "{} outside {name} {} paid by accounts in it: {}",
                units_words(self.left_behind),
                are(self.left_behind),
                self.first_words()
            ));
        }
        if self.taken_along > 0 {
            parts.push(format!(
                "{} in it {} paid from outside",
                units_words(self.taken_along),
                are(self.taken_along)
            ));
        }
        parts
    }

    /// After what the steps of a board hand over: who still pays across the border of what moves, where `name`
    /// stands for that; nothing where nobody does (HIER-2).
    #[must_use]
    pub fn not_handed_sentence(&self, name: &str) -> Option<String> {
        let parts = self.parts(name);
        (!parts.is_empty()).then(|| {
            format!(
                "After that, {} No step changes that.",
                ended(parts.join("; "))
            )
        })
    }

    /// The first few that stay while their payer goes.
    fn first_words(&self) -> String {
        let stay = self.rows.iter().filter(|row| row.payer_moves);
        let mut names: Vec<String> = (stay.take(NAMED)).map(|row| row.unit.to_string()).collect();
        let more = self.left_behind - i64::try_from(names.len()).unwrap_or(i64::MAX);
        if more > 0 {
            names.push(format!("and {} more", count_words(more)));
        }
        names.join("; ")
    }
}

impl PayerCrossing {
    /// Who pays for it, before and after; `to` is who pays from then on for all that stays (HIER-2).
    #[must_use]
    pub fn words(&self, to: Option<&BillUnitRef>) -> String {
        let Self { unit, payer, .. } = self;
        let to = to.filter(|to| to.id != payer.id);
        match (self.payer_moves, to) {
            (true, Some(to)) => format!("{unit} stays; its payer goes: now {payer}, then {to}"),
            (true, None) => format!("{unit} stays; its payer goes: {payer}, now and then"),
            (false, _) => format!("{unit} goes; its payer stays: {payer}, now and then"),
        }
    }
}

/// What a handover did: "3 bill units are paid by Acme (A-00000042), Main from the next cycle on." (decision 15)
#[must_use]
pub fn handed_over_sentence(count: i64, payer: &BillUnitRef) -> String {
    let units = units_words(count);
    format!(
        "{units} {} paid by {payer} from the next cycle on.",
        are(count)
    )
}

/// What the undo of a handover did: "3 bill units are paid again by Acme (A-00000042), Main."
#[must_use]
pub fn given_back_sentence(changes: &[PayerChange]) -> String {
    let count = i64::try_from(changes.len()).unwrap_or(i64::MAX);
    let units = units_words(count);
    let first = changes.first().and_then(|change| change.to.as_ref());
    if changes.iter().any(|change| change.to.as_ref() != first) {
        return format!("{units} are paid again by who paid for them before.");
    }
    match (first, count) {
        (Some(payer), _) => ended(format!("{units} {} paid again by {payer}", are(count))),
        (None, 1) => format!("{units} pays for itself again."),
        (None, _) => format!("{units} pay for themselves again."),
    }
}

/// A number of bill units in words: "1 bill unit", "1,204 bill units".
#[must_use]
pub fn units_words(count: i64) -> String {
    match count {
        1 => "1 bill unit".to_owned(),
        count => format!("{} bill units", count_words(count)),
    }
}

const fn are(count: i64) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bill_units::testing::unit;

    /// Those that stay, paid by Sales, and how many go while their payer stays.
    fn crossings(stay: &[&str], taken_along: i64) -> PayerCrossings {
        let row = |(number, name): (u8, &&str)| PayerCrossing {
            unit: unit(number, name),
            payer: unit(9, "Sales"),
            payer_moves: true,
        };
        PayerCrossings {
            rows: (1..).zip(stay).map(row).collect(),
            left_behind: i64::try_from(stay.len()).unwrap(),
            taken_along,
        }
    }

    #[test]
    fn who_pays_across_the_border_is_counted_in_both_directions() {
        assert_eq!(
            crossings(&["Oslo"], 1_204).sentence("Sales"),
            "1 bill unit outside Sales is paid by accounts in it: Oslo (A-00000001), Main; 1,204 bill units in \
             it are paid from outside. A move changes no payer by itself."
        );
        let nobody = crossings(&[], 0).sentence("Sales");
        assert!(nobody.starts_with("Unchanged: a move changes no payer"));
    }

    #[test]
    fn a_removal_says_for_how_many_others_pay_or_are_paid_and_nothing_where_there_are_none() {
        let warning = |stay: &[&str]| crossings(stay, 0).warning("what leaves", "removal", false);
        assert_eq!(
            warning(&["Oslo", "Rome", "Kiel", "Bonn"]).as_deref(),
            Some(
                "4 bill units outside what leaves are paid by accounts in it: Oslo (A-00000001), Main; Rome \
                 (A-00000002), Main; Kiel (A-00000003), Main; and 1 more. A removal changes no payer by itself."
            )
        );
        assert_eq!(warning(&[]), None);
    }

    #[test]
    fn with_a_handover_nothing_says_that_no_payer_changes() {
        let end = |taken_along| {
            let warning = crossings(&["Oslo"], taken_along).warning("what moves", "move", true);
            warning.unwrap().split_once(". ").unwrap().1.to_owned()
        };
        assert_eq!(end(0), "What stays is handed over.");
        assert_eq!(
            end(2),
            "What stays is handed over; what goes keeps its payers."
        );
        let only_taken = crossings(&[], 2).warning("what moves", "move", true);
        assert!(
            only_taken
                .unwrap()
                .ends_with("A move changes no payer by itself.")
        );
    }

    #[test]
    fn beside_a_handover_it_is_said_who_pays_across_the_border_all_the_same() {
        assert_eq!(
            crossings(&["Oslo"], 2)
                .not_handed_sentence("what moves")
                .as_deref(),
            Some(
                "After that, 1 bill unit outside what moves is paid by accounts in it: Oslo (A-00000001), \
                 Main; 2 bill units in it are paid from outside. No step changes that."
            )
        );
        assert_eq!(crossings(&[], 0).not_handed_sentence("what moves"), None);
    }

    #[test]
    fn each_side_of_the_border_says_who_pays_now_and_then() {
        let mut row = crossings(&["Oslo"], 0).rows.remove(0);
        let unit_and = |words: &str| format!("Oslo (A-00000001), Main {words}");
        assert_eq!(
            row.words(Some(&unit(2, "Acme"))),
            unit_and(
                "stays; its payer goes: now Sales (A-00000009), Main, then Acme (A-00000002), Main"
            )
        );
        let stays = unit_and("stays; its payer goes: Sales (A-00000009), Main, now and then");
        assert_eq!(row.words(None), stays);
        assert_eq!(row.words(Some(&unit(9, "Sales"))), stays);
        row.payer_moves = false;
        assert_eq!(
            row.words(Some(&unit(2, "Acme"))),
            unit_and("goes; its payer stays: Sales (A-00000009), Main, now and then")
        );
    }

    #[test]
    fn what_was_handed_over_counts_from_the_next_cycle() {
        assert_eq!(
            handed_over_sentence(2, &unit(2, "Acme")),
            "2 bill units are paid by Acme (A-00000002), Main from the next cycle on."
        );
    }
}
