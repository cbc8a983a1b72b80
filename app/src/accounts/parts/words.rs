//! Amounts and states of an account in words.

use domain::{
    accounts::{AccountStatus, AccountView},
    bill_units::BillUnitView,
    dates::date_words,
    money::Money,
};

use crate::ui::Tone;

/// Amounts of several currencies side by side: `1,204.50 EUR, 20.00 USD`.
#[must_use]
pub fn amounts_words(amounts: &[Money]) -> String {
    amounts
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}

/// What the account owes in words; nothing owed is zero of its currency.
#[must_use]
pub fn due_words(account: &AccountView) -> String {
    match account.balances.due.as_slice() {
        [] => Money::zero(account.currency).to_string(),
        due => amounts_words(due),
    }
}

/// The day of a bill unit's next bill; "None" where its account is closed.
#[must_use]
pub fn next_bill_words(unit: &BillUnitView, status: AccountStatus) -> String {
    unit.next_bill_on(status)
        .map_or_else(|| "None".to_owned(), date_words)
}

/// How late the oldest debt is: "31 days late"; none where nothing is late.
#[must_use]
pub fn late_words(account: &AccountView) -> Option<String> {
    let since = account.balances.past_due_since?;
    match account.today.signed_duration_since(since).num_days() {
        1 => Some("1 day late".to_owned()),
        days => Some(format!("{days} days late")),
    }
}

/// What a status means.
#[must_use]
pub fn status_tone(status: AccountStatus) -> Tone {
    match status {
        AccountStatus::Active => Tone::Good,
        AccountStatus::Inactive => Tone::Warn,
        AccountStatus::Closed => Tone::Neutral,
    }
}

#[cfg(test)]
mod tests {
    use domain::money::Currency;

    use super::*;

    #[test]
    fn amounts_of_two_currencies_are_never_added() {
        let amounts = [
            Money {
                minor: 120_450,
                currency: Currency::EUR,
            },
            Money {
                minor: 2_000,
                currency: Currency::USD,
            },
        ];
        assert_eq!(amounts_words(&amounts), "1,204.50 EUR, 20.00 USD");
    }
}
