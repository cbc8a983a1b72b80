//! What handing over to another payer would come to, before it is done (ORG-3, HIER-2).

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::Fingerprint;
use super::payers::units_words;
use super::preview::count_words;
use crate::accounts::AccountRef;
use crate::bill_units::{BillUnitRef, Billed, CycleKind, PayerNode, PayerRefusal, payer_decide};
use crate::dates::date_words;
use crate::text::ended;

/// The most bill units that a preview names; all are counted.
const NAMED: usize = 100;

/// A bill unit that is to be handed over, with all that decides what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandoverUnit {
    /// Whether it can be paid for.
    pub node: PayerNode,
    /// Who pays for it by what is written.
    pub from: BillUnitRef,
    /// Who pays for its running cycle, which may not be the same yet; none where it does so itself.
    pub running: Option<BillUnitRef>,
    /// When it is billed now.
    pub billed: Billed,
}

/// What a handover would come to. It is done for all of them or for none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverPreview {
    /// Who would pay.
    pub payer: BillUnitRef,
    /// How often the payer is billed, in words: what it pays for is billed with it (HIER-1).
    pub rhythm: String,
    /// The first of them: those that cannot be paid by it, those that are billed otherwise by it, the rest.
    pub rows: Vec<HandoverRow>,
    /// How many would be handed over.
    pub total: i64,
    /// How many of them cannot be paid by it.
    pub conflicts: i64,
    /// How many of the others would get another billing day or frequency.
    pub aligned: i64,
    /// The bill units of the paying account, where it has several to choose among.
    pub choices: Vec<BillUnitRef>,
    /// An account that can pay instead, where the chosen one is itself paid for (decision 14).
    pub instead: Option<AccountRef>,
    /// To be handed over with the word to do it: stands for all that this was computed from.
    pub fingerprint: Fingerprint,
}

/// What would become of one bill unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverRow {
    /// What is paid for.
    pub unit: BillUnitRef,
    /// Who pays for its running cycle; none where it does so itself.
    pub running: Option<BillUnitRef>,
    /// How it goes.
    pub change: HandoverChange,
}

/// How a bill unit would get its new payer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandoverChange {
    /// Not at all, and so none of them would.
    Refused {
        /// Why, with what to do about it.
        sentence: String,
    },
    /// From its next cycle on (decision 15).
    Paid {
        /// The end of its running cycle: what is charged from this day on is the new payer's.
        counts_from: NaiveDate,
        /// What becomes of its billing; none where that stays as it is.
        aligned: Option<Alignment>,
    },
}

/// A bill unit that is billed otherwise under its new payer (BIL-2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alignment {
    /// How often it is billed now, in words.
    pub before: String,
    /// The cycle between the old billing day and the new one, in words; none where they meet.
    pub between: Option<String>,
}

/// What becomes of these bill units when `payer` pays for all of them, decided on `today`; `fingerprint` stands
/// for all of this.
#[must_use]
pub fn handover_preview(
    payer: &PayerNode,
    units: &[HandoverUnit],
    today: NaiveDate,
    fingerprint: Fingerprint,
) -> HandoverPreview {
    let mut instead = None;
    let mut rows: Vec<HandoverRow> = (units.iter())
        .map(|unit| HandoverRow {
            unit: unit.node.unit.clone(),
            running: unit.running.clone(),
            change: match payer_decide(&unit.node, payer) {
                Ok(()) => paid(unit, payer, today),
                Err(refusal) => {
                    if let PayerRefusal::PaidFor { top, .. } = &*refusal {
                        instead = Some(top.account.clone());
                    }
                    HandoverChange::Refused {
                        sentence: refusal.to_string(),
                    }
                }
            },
        })
        .collect();
    rows.sort_by_key(HandoverRow::urgency);
    let count = |urgency| {
        let alike = rows.iter().filter(|row| row.urgency() == urgency);
        i64::try_from(alike.count()).unwrap_or(i64::MAX)
    };
    let (conflicts, aligned) = (count(0), count(1));
    let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    rows.truncate(NAMED);
    HandoverPreview {
        payer: payer.unit.clone(),
        rhythm: payer.rhythm().to_string(),
        rows,
        total,
        conflicts,
        aligned,
        choices: Vec::new(),
        instead,
        fingerprint,
    }
}

/// What becomes of a bill unit that this payer can pay for.
fn paid(unit: &HandoverUnit, payer: &PayerNode, today: NaiveDate) -> HandoverChange {
    let ends = today.checked_add_days(Days::new(1));
    let counts_from = ends.and_then(|after| unit.billed.next_bill_on(after));
    let aligned = unit
        .billed
        .rhythm_change(payer.rhythm(), today)
        .map(|change| {
            let mut between = change.cycles.iter();
            let between = between.find(|cycle| {
                matches!(cycle.kind, CycleKind::Short { .. } | CycleKind::Long { .. })
            });
            Alignment {
                before: unit.node.rhythm().to_string(),
                between: between
                    .map(|cycle| format!("{}, {}", cycle.days_words(), cycle.kind_words())),
            }
        });
    HandoverChange::Paid {
        counts_from: counts_from.unwrap_or(today),
        aligned,
    }
}

impl HandoverRow {
    /// The lower, the more somebody has to know it.
    const fn urgency(&self) -> u8 {
        match &self.change {
            HandoverChange::Refused { .. } => 0,
            HandoverChange::Paid {
                aligned: Some(_), ..
            } => 1,
            HandoverChange::Paid { aligned: None, .. } => 2,
        }
    }

    /// Who pays for it, now and then, or why it cannot be.
    #[must_use]
    pub fn words(&self, preview: &HandoverPreview) -> String {
        let Self {
            unit,
            running,
            change,
        } = self;
        match change {
            HandoverChange::Refused { sentence } => sentence.clone(),
            HandoverChange::Paid {
                counts_from,
                aligned,
            } => {
                let day = date_words(*counts_from);
                let payer = &preview.payer;
                let who = match running {
                    Some(running) if running.id == payer.id => {
                        format!("{unit}: paid by {payer}, as the running cycle")
                    }
                    Some(running) => {
                        format!("{unit}: until {day} paid by {running}, from then on by {payer}")
                    }
                    None => format!("{unit}: until {day} paid by itself, from then on by {payer}"),
                };
                match aligned {
                    None => ended(who),
                    Some(Alignment { before, between }) => {
                        let between = between
                            .as_ref()
                            .map_or_else(String::new, |cycle| format!(" ({cycle})"));
                        let after = &preview.rhythm;
                        format!("{who}; billed {after} in place of {before}{between}.")
                    }
                }
            }
        }
    }
}

impl HandoverPreview {
    /// What it comes to in one sentence: what the next bills of the payers hold, or what stands against it.
    #[must_use]
    pub fn sentence(&self) -> String {
        let payer = &self.payer;
        let units = units_words(self.total);
        if self.total == 0 {
            return format!("{payer} pays for all that stays already.");
        }
        if self.conflicts > 0 {
            let conflicts = count_words(self.conflicts);
            return format!(
                "{payer} cannot pay for {conflicts} of {units}: all are handed over, or none is. Please \
                 choose another payer, or mend what is named here first."
            );
        }
        let verb = if self.total == 1 { "is" } else { "are" };
        let rhythm = &self.rhythm;
        let aligned = match self.aligned {
            0 => String::new(),
            _ if self.total == 1 => " It is billed otherwise by that.".to_owned(),
            1 => " One of them is billed otherwise by that.".to_owned(),
            count => format!(
                " {} of them are billed otherwise by that.",
                count_words(count)
            ),
        };
        format!("{units} {verb} on the bills of {payer} from the next cycle on, {rhythm}.{aligned}")
    }

    /// Whether it can be done.
    #[must_use]
    pub const fn is_possible(&self) -> bool {
        self.conflicts == 0
    }

    /// How many are not named.
    #[must_use]
    pub fn unnamed(&self) -> i64 {
        self.total - i64::try_from(self.rows.len()).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
#[path = "handover_tests.rs"]
mod tests;
