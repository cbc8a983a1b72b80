//! Remove From Hierarchy: what it would do, the word to do it, what it did (ORG-4).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Effective, Fingerprint, HandoverTo, PayerCrossings, Tense};
use crate::accounts::AccountRef;
use crate::actions::DeferredAction;
use crate::dates::date_words;
use crate::ids::{AccountId, AuditEntryId};
use crate::text::ended;

/// What is to be known before an account leaves its organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovalPreview {
    /// The account.
    pub account: AccountRef,
    /// From when it is to leave: all that is said is of that day.
    pub effective: Effective,
    /// Its parent; none where it is under no other account.
    pub from: Option<AccountRef>,
    /// The first of its children in their order: they stand in the way (ORG-4).
    pub children: Vec<AccountRef>,
    /// How many children it has.
    pub children_count: i64,
    /// For whom it pays, and who pays for it (HIER-2).
    pub payers: PayerCrossings,
    /// What is scheduled for it, or brings something below it, by day; of many the first. With each that could
    /// not be made any more after the removal it is said why.
    pub scheduled: Vec<DeferredAction>,
    /// How much more is scheduled than is listed.
    pub more_scheduled: i64,
    /// To be handed over with the word to remove.
    pub fingerprint: Fingerprint,
    /// The moment at which all of this was true.
    pub stamp: DateTime<Utc>,
}

impl RemovalPreview {
    /// What it would do, in one sentence; none where the account is under no other.
    #[must_use]
    pub fn sentence(&self) -> Option<String> {
        let leaves = removal_sentence(&self.account, self.from.as_ref()?, Tense::Ahead);
        Some(match self.effective {
            Effective::Now => leaves,
            Effective::On { date } => format!("On {}, {leaves}", date_words(date)),
        })
    }
}

/// "Sales leaves EMEA.", and once it did: "Sales has left EMEA."
#[must_use]
pub fn removal_sentence(account: &AccountRef, from: &AccountRef, tense: Tense) -> String {
    let leaves = tense.say("leaves", "has left");
    ended(format!("{} {leaves} {}", account.name, from.name))
}

/// The word to take an account out of its organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovalRequest {
    /// The form's operation id.
    pub operation_id: String,
    /// The account.
    pub account: AccountId,
    /// From when.
    #[serde(default)]
    pub effective: Effective,
    /// The preview's fingerprint: where anything changed since, nothing is removed (decision 19).
    pub fingerprint: Fingerprint,
    /// The moment of that preview: what changed since explains why it does not hold any more.
    #[serde(default)]
    pub seen_at: Option<DateTime<Utc>>,
    /// Who is to pay from then on for all that the account pays for; none: nobody's payer changes.
    #[serde(default)]
    pub handover: Option<HandoverTo>,
    /// The fingerprint of what the preview of that handover showed: where anything stays while its payer
    /// goes, and what becomes of it changed since, nothing is done.
    #[serde(default)]
    pub handover_shown: Option<Fingerprint>,
}

/// What became of the word to remove.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemovalOutcome {
    /// It is done.
    Done {
        /// What was done.
        done: RemovalDone,
    },
    /// It is scheduled.
    Scheduled {
        /// The action that will do it.
        action: Box<DeferredAction>,
    },
    /// Something relevant changed since the preview. Nothing is removed.
    Stale {
        /// What is to be known now.
        now: Box<RemovalPreview>,
        /// Who changed what meanwhile, in words; none where nothing in the history explains it.
        meanwhile: Option<String>,
    },
}

/// A removal that was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovalDone {
    /// Its entry in the history, from which it can be undone.
    pub entry: AuditEntryId,
    /// What it did, in one sentence.
    pub sentence: String,
    /// The account that left.
    pub account: AccountRef,
    /// The parent that it had.
    pub from: AccountRef,
}
