//! Who may do what: one table of role × action (SEC-1). `store` asks it beside each query.

use serde::{Deserialize, Serialize};

use crate::ids::StaffUserId;

/// What a person of the staff is here to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Customer service representative: finds accounts and changes them.
    Csr,
    /// Rearranges organizations, exports, approves.
    Manager,
    /// Runs the daily jobs, imports, closes periods.
    Operations,
    /// Makes and disables staff users, keeps the configurable lists.
    Administrator,
}

impl Role {
    /// Every role, in the order in which they are shown.
    pub const ALL: [Self; 4] = [
        Self::Csr,
        Self::Manager,
        Self::Operations,
        Self::Administrator,
    ];

    /// The code that is stored and typed on a command line.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Csr => "csr",
            Self::Manager => "manager",
            Self::Operations => "operations",
            Self::Administrator => "administrator",
        }
    }

    /// The word on the screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Csr => "CSR",
            Self::Manager => "Manager",
            Self::Operations => "Operations",
            Self::Administrator => "Administrator",
        }
    }

    /// The role with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// What can be done, as far as rights differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Find accounts and read their lists.
    SearchAccounts,
    /// Open an account with everything on it.
    ReadAccount,
    /// Make a new account.
    CreateAccount,
    /// Change profile, contacts, bill units, payment methods.
    EditAccount,
    /// Bring accounts in from a file.
    ImportAccounts,
    /// Take accounts out in bulk.
    ExportAccounts,
    /// Make, change and disable staff users.
    ManageStaff,
    /// Keep configurable lists such as the customer types.
    ManageLists,
    /// Read what was changed in no account: staff users, lists, exports.
    ReadAuditLog,
    /// See organizations and what a move would do.
    ReadHierarchy,
    /// Put a single account that is in no organization, and has nothing below it, under a parent.
    AssociateAccount,
    /// Rearrange organizations: move any part of one, remove from it, undo a move.
    MoveAccounts,
    /// Perform whatever is due, as the daily jobs do.
    RunJobs,
    /// Move the test clock of a demo or test installation forward.
    AdvanceClock,
    /// Make what searches read of all accounts anew.
    RebuildSearch,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 15] = [
        Self::SearchAccounts,
        Self::ReadAccount,
        Self::CreateAccount,
        Self::EditAccount,
        Self::ImportAccounts,
        Self::ExportAccounts,
        Self::ManageStaff,
        Self::ManageLists,
        Self::ReadAuditLog,
        Self::ReadHierarchy,
        Self::AssociateAccount,
        Self::MoveAccounts,
        Self::RunJobs,
        Self::AdvanceClock,
        Self::RebuildSearch,
    ];

    /// What the action is called in a refusal: "may not …".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::SearchAccounts => "search accounts",
            Self::ReadAccount => "open accounts",
            Self::CreateAccount => "create accounts",
            Self::EditAccount => "change accounts",
            Self::ImportAccounts => "import accounts",
            Self::ExportAccounts => "export accounts",
            Self::ManageStaff => "manage staff users",
            Self::ManageLists => "change configurable lists",
            Self::ReadAuditLog => "read the audit log",
            Self::ReadHierarchy => "see organizations",
            Self::AssociateAccount => "put accounts into organizations",
            Self::MoveAccounts => "rearrange organizations",
            Self::RunJobs => "run jobs",
            Self::AdvanceClock => "move the test clock",
            Self::RebuildSearch => "rebuild the search",
        }
    }
}

/// The table. A pair that is not named here is refused.
#[must_use]
pub const fn role_may(role: Role, action: Action) -> bool {
    use Action as A;
    match role {
        Role::Csr => matches!(
            action,
            A::SearchAccounts
                | A::ReadAccount
                | A::CreateAccount
                | A::EditAccount
                | A::ReadHierarchy
                | A::AssociateAccount
        ),
        Role::Manager => matches!(
            action,
            A::SearchAccounts
                | A::ReadAccount
                | A::CreateAccount
                | A::EditAccount
                | A::ExportAccounts
                | A::ReadHierarchy
                | A::AssociateAccount
                | A::MoveAccounts
        ),
        Role::Operations => matches!(
            action,
            A::SearchAccounts
                | A::ReadAccount
                | A::ImportAccounts
                | A::ExportAccounts
                | A::ReadHierarchy
                | A::RunJobs
                | A::AdvanceClock
                | A::RebuildSearch
        ),
        Role::Administrator => matches!(
            action,
            A::SearchAccounts
                | A::ReadAccount
                | A::ManageStaff
                | A::ManageLists
                | A::ReadAuditLog
                | A::ReadHierarchy
                | A::AssociateAccount
                | A::MoveAccounts
                | A::AdvanceClock
        ),
    }
}

/// Who asks: a signed-in person, a job, or whoever may run the program on the machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A signed-in person of the staff.
    Staff {
        /// Who.
        id: StaffUserId,
        /// As shown beside what they did.
        name: String,
        /// What they may do.
        role: Role,
    },
    /// A job of the program.
    Job {
        /// The job's name.
        name: String,
    },
    /// A command typed on the machine that the program runs on.
    Command {
        /// The command's name.
        name: String,
    },
}

/// An action that the actor's role does not have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{who} may not {}.", .action.words())]
pub struct Refused {
    /// Who asked.
    pub who: String,
    /// For what.
    pub action: Action,
}

impl Actor {
    /// Ends with a refusal unless the actor may do this (SEC-1).
    ///
    /// # Errors
    /// When the role does not have the action.
    pub fn require(&self, action: Action) -> Result<(), Refused> {
        match self {
            Self::Staff { name, role, .. } if !role_may(*role, action) => Err(Refused {
                who: format!("{name} ({})", role.label()),
                action,
            }),
            Self::Staff { .. } | Self::Job { .. } | Self::Command { .. } => Ok(()),
        }
    }

    /// Whether the actor may do this; for the screen, which leaves out what would be refused.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        self.require(action).is_ok()
    }

    /// The name shown beside what was done.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Staff { name, .. } | Self::Job { name } | Self::Command { name } => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_administrator_manages_staff_and_reads_the_audit_log() {
        for role in Role::ALL {
            for action in [Action::ManageStaff, Action::ReadAuditLog] {
                assert_eq!(role_may(role, action), role == Role::Administrator);
            }
        }
    }

    #[test]
    fn organizations_are_rearranged_by_managers_and_administrators() {
        for role in Role::ALL {
            let may = matches!(role, Role::Manager | Role::Administrator);
            assert_eq!(role_may(role, Action::MoveAccounts), may, "{role:?}");
            assert!(role_may(role, Action::ReadHierarchy), "{role:?}");
        }
    }

    #[test]
    fn a_csr_associates_an_account_and_moves_none() {
        assert!(role_may(Role::Csr, Action::AssociateAccount));
        assert!(!role_may(Role::Csr, Action::MoveAccounts));
        assert!(!role_may(Role::Operations, Action::AssociateAccount));
    }

    #[test]
    fn jobs_are_run_by_operations() {
        for role in Role::ALL {
            let runs = role_may(role, Action::RunJobs);
            assert_eq!(runs, role == Role::Operations, "{role:?}");
        }
    }

    #[test]
    fn every_action_is_somebodys_work() {
        for action in Action::ALL {
            assert!(
                Role::ALL.into_iter().any(|role| role_may(role, action)),
                "{action:?}"
            );
        }
    }

    #[test]
    fn a_refusal_names_who_and_what() {
        let id = StaffUserId::from_uuid(uuid::Uuid::nil());
        let actor = Actor::Staff {
            id,
            name: "D. Reyes".to_owned(),
            role: Role::Csr,
        };
        assert_eq!(
            actor
                .require(Action::ExportAccounts)
                .unwrap_err()
                .to_string(),
            "D. Reyes (CSR) may not export accounts."
        );
    }
}
