//! Who changed what between a look at a preview and the word to do what it showed (ORG-3, decision 19).

use super::preview::count_words;
use super::refusal::words;
use crate::accounts::AccountRef;
use crate::text::ended;

/// The last change of what a preview stands for since it was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meanwhile {
    /// Who made it, as the history names them.
    pub by: ChangedBy,
    /// What they did.
    pub deed: MeanwhileDeed,
    /// The account that it is about.
    pub account: AccountRef,
    /// How many other changes there were before it.
    pub others: i64,
}

/// Who made a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangedBy {
    /// A person, by name.
    Person(String),
    /// A job or a command, by name.
    Program(String),
}

/// What was done to an account, or at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MeanwhileDeed {
    /// It was made, below what the preview is about.
    Created,
    /// It got another parent, of this name.
    Moved(String),
    /// Children of it got another parent, of this name.
    ChildrenMoved(String),
    /// It left its organization.
    Removed,
    /// A what-if board was applied that begins with it.
    BoardApplied,
    /// A move, a removal or a board was undone.
    Undone,
    /// A bill unit of it got another payer, or none.
    PayerChanged,
    /// That was undone.
    PayerUndone,
    /// A bill unit of it is billed on another day or more or less often.
    Rhythm,
    /// A change of it was scheduled.
    Scheduled,
    /// That got another day.
    Shifted,
    /// That was cancelled.
    Cancelled,
    /// That could not be made.
    Failed,
}

impl std::fmt::Display for ChangedBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Person(name) => f.write_str(name),
            Self::Program(name) => write!(f, "the program ({name})"),
        }
    }
}

impl Meanwhile {
    /// "Meanwhile Sam Rivers moved Sales (A-00000123) under EMEA."
    #[must_use]
    pub fn sentence(&self) -> String {
        let last = ended(format!("Meanwhile {} {}", self.by, self.deed_words()));
        match self.others {
            ..=0 => last,
            1 => format!("{last} Before that there was 1 other change."),
            others => format!(
                "{last} Before that there were {} other changes.",
                count_words(others)
            ),
        }
    }

    fn deed_words(&self) -> String {
        let account = words(&self.account);
        match &self.deed {
            MeanwhileDeed::Created => format!("created {account}"),
            MeanwhileDeed::Moved(to) => format!("moved {account} under {to}"),
            MeanwhileDeed::ChildrenMoved(to) => format!("moved children of {account} under {to}"),
            MeanwhileDeed::Removed => format!("took {account} out of its organization"),
            MeanwhileDeed::BoardApplied => {
                format!("applied a what-if board that begins with {account}")
            }
            MeanwhileDeed::Undone => format!("undid what had changed the place of {account}"),
            MeanwhileDeed::PayerChanged => format!("changed who pays for {account}"),
            MeanwhileDeed::PayerUndone => format!("undid a change of who pays for {account}"),
            MeanwhileDeed::Rhythm => format!("changed when {account} is billed"),
            MeanwhileDeed::Scheduled => format!("scheduled a change of {account}"),
            MeanwhileDeed::Shifted => {
                format!("gave a scheduled change of {account} another day")
            }
            MeanwhileDeed::Cancelled => format!("cancelled a scheduled change of {account}"),
            MeanwhileDeed::Failed => format!("could not make a scheduled change of {account}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bill_units::testing::unit;

    fn meanwhile(by: ChangedBy, deed: MeanwhileDeed, others: i64) -> String {
        let account = unit(7, "Sales").account;
        Meanwhile {
            by,
            deed,
            account,
            others,
        }
        .sentence()
    }

    #[test]
    fn who_changed_what_is_said_by_name() {
        let sam = ChangedBy::Person("Sam Rivers".to_owned());
        let moved = MeanwhileDeed::Moved("EMEA".to_owned());
        assert_eq!(
            meanwhile(sam, moved, 0),
            "Meanwhile Sam Rivers moved Sales (A-00000007) under EMEA."
        );
        let sam = ChangedBy::Person("Sam Rivers".to_owned());
        let moved = MeanwhileDeed::Moved("Acme Inc.".to_owned());
        assert_eq!(
            meanwhile(sam, moved, 0),
            "Meanwhile Sam Rivers moved Sales (A-00000007) under Acme Inc."
        );
        let job = ChangedBy::Program("Deferred actions".to_owned());
        assert_eq!(
            meanwhile(job, MeanwhileDeed::Removed, 0),
            "Meanwhile the program (Deferred actions) took Sales (A-00000007) out of its organization."
        );
    }

    #[test]
    fn of_several_changes_the_last_is_named_and_the_others_are_counted() {
        let others = |others| {
            let sam = ChangedBy::Person("Sam Rivers".to_owned());
            meanwhile(sam, MeanwhileDeed::Scheduled, others)
        };
        assert_eq!(
            others(1),
            "Meanwhile Sam Rivers scheduled a change of Sales (A-00000007). Before that there was 1 other \
             change."
        );
        assert!(others(1_204).ends_with("Before that there were 1,204 other changes."));
    }
}
