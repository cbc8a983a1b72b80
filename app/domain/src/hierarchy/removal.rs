//! Remove From Hierarchy: what it would do, the word to do it, what it did (ORG-4).

use serde::{Deserialize, Serialize};

use super::{Fingerprint, PayerCrossings};
use crate::accounts::{AccountNumber, AccountRef};
use crate::ids::{AccountId, AuditEntryId};

/// What is to be known before an account leaves its organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovalPreview {
    /// The account.
    pub account: AccountRef,
    /// Its parent; none where it is under no other account.
    pub from: Option<AccountRef>,
    /// The first of its children in their order: they stand in the way (ORG-4).
    pub children: Vec<AccountRef>,
    /// How many children it has.
    pub children_count: i64,
    /// For whom it pays, and who pays for it (HIER-2).
    pub payers: PayerCrossings,
    /// To be handed over with the word to remove.
    pub fingerprint: Fingerprint,
}

/// The word to take an account out of its organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovalRequest {
    /// The form's operation id.
    pub operation_id: String,
    /// The account.
    pub account: AccountId,
    /// The preview's fingerprint: where anything changed since, nothing is removed (decision 19).
    pub fingerprint: Fingerprint,
    /// Who is to pay from now on for all that the account pays for; none: nobody's payer changes.
    #[serde(default)]
    pub handover: Option<AccountNumber>,
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
    /// Something relevant changed since the preview. Nothing is removed.
    Stale {
        /// What is to be known now.
        now: Box<RemovalPreview>,
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
