//! What the column of payers says in a line of the tree.

use domain::{
    accounts::{AccountNumber, AccountRef},
    dates::date_words,
};

use super::{
    face::PayersShown,
    tree_payers::{more_words, pays_for_words},
    words::count_words,
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
    /// The name of that, and from when on it pays where it does not yet.
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
                let turn = payers.turn.as_ref();
                let all = format!("paid by {name} ({number})");
                let all = match (turn, more.is_empty()) {
                    (None, _) => format!("{all} {more}"),
                    (Some(turn), true) => format!("{all}, {}", turn.words()),
                    (Some(turn), false) => format!("{all}, {}; {more}", turn.words()),
                };
                let from = turn.map(|turn| format!(", from {}", date_words(turn.counts_from)));
                PayersFace {
                    note: "",
                    pays,
                    number: number.to_string(),
                    href: routes::account_billing(*number),
                    paid_by: format!(" {name}{}", from.unwrap_or_default()),
                    title: all.trim_end().to_owned(),
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

/// A link of a line as its menu has it: links in the line itself take no focus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayersLink {
    /// Where it leads, in words.
    pub label: String,
    /// The address.
    pub href: String,
}

/// The links of the column of payers in the line of an account.
pub fn payers_links(account: AccountNumber, shown: &PayersShown) -> Vec<PayersLink> {
    let PayersShown::Known(payers) = shown else {
        return Vec::new();
    };
    let Some(AccountRef { number, name, .. }) = &payers.paid_by else {
        return Vec::new();
    };
    let payer = PayersLink {
        label: format!("Open payer {name} ({number})"),
        href: routes::account_billing(*number),
    };
    let all = (payers.payers > 1).then(|| PayersLink {
        label: format!("Open all {} payers", count_words(payers.payers)),
        href: routes::account_bill_units(account),
    });
    [payer].into_iter().chain(all).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::{bill_units::PayerTurn, hierarchy::TreePayers};

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
                turn: None,
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

    #[test]
    fn each_link_of_a_line_is_an_entry_of_its_menu() {
        let account = row(7, 0).account;
        let paid_by = |payer, payers| {
            let known = Arc::new(TreePayers {
                account: id(7),
                paid_by: payer,
                turn: None,
                payers,
                pays_for: 3,
                pays_for_more: false,
            });
            let shown = PayersShown::Known(known);
            let face = PayersFace::of(account.number, &shown);
            let links = payers_links(account.number, &shown);
            let of_line = [face.href, face.more_href];
            let of_line: Vec<String> = (of_line.into_iter())
                .filter(|href| !href.is_empty())
                .collect();
            let of_menu: Vec<String> = links.iter().map(|link| link.href.clone()).collect();
            assert_eq!(of_menu, of_line);
            (links.into_iter())
                .map(|link| link.label)
                .collect::<Vec<_>>()
        };
        let payer = row(8, 0).account;
        let open = "Open payer Account 8 (A-00000008)";
        assert_eq!(paid_by(Some(payer.clone()), 1), [open]);
        assert_eq!(paid_by(Some(payer), 3), [open, "Open all 3 payers"]);
        assert_eq!(paid_by(None, 0), [""; 0]);
        assert_eq!(payers_links(account.number, &PayersShown::Hidden), []);
    }

    #[test]
    fn who_pays_from_the_next_cycle_on_says_from_when_and_who_pays_until_then() {
        let (account, payer) = (row(7, 0).account, row(8, 0).account);
        let face = |payers| {
            let known = TreePayers {
                account: id(7),
                paid_by: Some(payer.clone()),
                turn: Some(PayerTurn {
                    until_then: None,
                    counts_from: "2026-11-30".parse().unwrap(),
                }),
                payers,
                pays_for: 0,
                pays_for_more: false,
            };
            PayersFace::of(account.number, &PayersShown::Known(Arc::new(known)))
        };
        let name = &payer.name;
        assert_eq!(face(1).paid_by, format!(" {name}, from 30 Nov 2026"));
        let all = format!("paid by {name} (A-00000008), from 30 Nov 2026; until then itself");
        assert_eq!(face(1).title, all);
        assert_eq!(face(2).title, format!("{all}; and 1 more"));
    }
}
