//! What the column of payers says in a line of the tree.

use domain::accounts::{AccountNumber, AccountRef};

use super::{
    face::PayersShown,
    tree_payers::{more_words, pays_for_words},
};
use crate::routes;

/// The column of payers in a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PayersFace {
    /// Where there is nobody to name.
    pub note: &'static str,
    /// For how many it pays.
    pub pays: String,
    /// The number of who pays for it.
    pub number: String,
    /// The address of that.
    pub href: String,
    /// The name of that.
    pub paid_by: String,
    /// How many more there are, where its bill units have several payers.
    pub more: String,
    /// The address where all of them stand: Bill Unit Setup of the account.
    pub more_href: String,
    /// All of it, where there is no room.
    pub title: String,
}

impl PayersFace {
    /// What the column says in the line of an account.
    pub fn of(account: AccountNumber, shown: &PayersShown) -> Self {
        let note = |note| PayersFace {
            note,
            ..PayersFace::default()
        };
        let payers = match shown {
            PayersShown::Hidden => return PayersFace::default(),
            PayersShown::Unknown => return note("…"),
            PayersShown::Own => return note("pays for itself"),
            PayersShown::Known(payers) => payers,
        };
        let pays = pays_for_words(payers).unwrap_or_default();
        match &payers.paid_by {
            None => PayersFace {
                pays,
                ..PayersFace::default()
            },
            Some(AccountRef { number, name, .. }) => {
                let more = more_words(payers.payers);
                let all = [format!("paid by {name} ({number})"), more.clone()];
                PayersFace {
                    note: "",
                    pays,
                    number: number.to_string(),
                    href: routes::account_billing(*number),
                    paid_by: format!(" {name}"),
                    title: all.join(" ").trim_end().to_owned(),
                    more_href: match more.is_empty() {
                        true => String::new(),
                        false => routes::account_bill_units(account),
                    },
                    more,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::hierarchy::TreePayers;

    use super::{
        super::model::tests::{id, row},
        *,
    };

    #[test]
    fn behind_the_payer_that_is_named_the_others_are_reached_at_the_bill_units_of_the_account() {
        let account = row(7, 0).account;
        let paid_by = |payers| {
            let known = TreePayers {
                account: id(7),
                paid_by: Some(row(8, 0).account),
                payers,
                pays_for: 0,
                pays_for_more: false,
            };
            let face = PayersFace::of(account.number, &PayersShown::Known(Arc::new(known)));
            (face.more, face.more_href)
        };
        let all = "/accounts/A-00000007/billing#bill-units";
        assert_eq!(paid_by(1), (String::new(), String::new()));
        assert_eq!(paid_by(2), ("and 1 more".to_owned(), all.to_owned()));
    }
}
