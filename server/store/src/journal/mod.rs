//! The journal in double entry (ENG-5): what is written for each movement of money. Posted rows
//! never change, and the database refuses lines that do not balance.

/// An account of the books, as far as movements exist (decision 28).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ledger {
    /// What customers owe.
    Receivable,
    /// What customers have to their credit, allocated to nothing yet.
    CustomerCredit,
    /// The counterpart of what a company brings from its former system.
    Opening,
}

impl Ledger {
    /// The code that is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Receivable => "receivable",
            Self::CustomerCredit => "customer_credit",
            Self::Opening => "opening",
        }
    }
}

/// The two lines of an opening balance in minor units, debit positive: what is owed stands as a
/// receivable, a credit of the customer as customer credit, each against the opening ledger.
#[must_use]
pub const fn opening_lines(minor: i64) -> [(Ledger, i64); 2] {
    let ledger = if minor < 0 {
        Ledger::CustomerCredit
    } else {
        Ledger::Receivable
    };
    [(ledger, minor), (Ledger::Opening, -minor)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_balance_is_owed_by_the_customer() {
        assert_eq!(
            opening_lines(1_250),
            [(Ledger::Receivable, 1_250), (Ledger::Opening, -1_250)]
        );
    }

    #[test]
    fn a_negative_opening_balance_is_the_customers_credit() {
        assert_eq!(
            opening_lines(-300),
            [(Ledger::CustomerCredit, -300), (Ledger::Opening, 300)]
        );
    }
}
