//! The closed lists of words about accounts, each with the code that is stored and the words shown.

use serde::{Deserialize, Serialize};

macro_rules! terms {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $label:literal;)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// All of them, in the order in which they are shown.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The code that is stored and typed.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The words on the screen.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }

            /// The term with this code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|term| term.code() == code)
            }
        }
    )*};
}

terms! {
    /// An account's own status (STA-1). Accounts are never deleted.
    AccountStatus {
        /// Services usable, fees charged.
        Active = "active", "Active";
        /// No service usable; bills can still be paid.
        Inactive = "inactive", "Inactive";
        /// Everything cancelled.
        Closed = "closed", "Closed";
    }

    /// What an account is in an organization; informs only, without effect on structure (ORG-1).
    OrganizationType {
        /// A physical or logical place that owns no services.
        Site = "site", "Site";
        /// Represents the organization, owns no services.
        LegalEntity = "legal_entity", "Legal entity";
        /// Responsible for paying in a billing hierarchy.
        BillingAccount = "billing_account", "Billing account";
        /// Has active, billable services.
        ServiceAccount = "service_account", "Service account";
    }

    /// How payments meet what is owed (BIL-1).
    AccountingType {
        /// Each bill is paid for itself.
        OpenItem = "open_item", "Open item";
        /// What is open is carried into the next bill.
        BalanceForward = "balance_forward", "Balance forward";
    }
}
