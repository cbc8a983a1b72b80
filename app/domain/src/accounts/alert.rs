//! What on an account needs attention (ACC-7).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Balances;
use crate::dates::{date_words, month_and_year};
use crate::money::Money;
use crate::payment_methods::{ExpiryState, PaymentMethodView, expiry_state};
use crate::text::{ended, list_words};

/// One thing that needs attention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alert {
    /// Something is owed and its day has passed.
    PastDue {
        /// How much.
        amount: Money,
        /// Since when.
        since: NaiveDate,
        /// For how many days.
        days: i64,
    },
    /// A card that pays a bill unit is no longer good.
    CardExpired {
        /// The card: "Visa ending 4242".
        card: String,
        /// The last day on which it was good.
        expired_on: NaiveDate,
        /// The bill units that it should pay.
        pays: Vec<String>,
    },
    /// A card that pays a bill unit is good for a short while only.
    CardExpires {
        /// The card: "Visa ending 4242".
        card: String,
        /// The last day on which it is good.
        expires_on: NaiveDate,
        /// The bill units that it pays.
        pays: Vec<String>,
    },
}

impl Alert {
    /// The alert in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::PastDue {
                amount,
                since,
                days,
            } => {
                let unit = if *days == 1 { "day" } else { "days" };
                format!(
                    "{amount} is past due since {} ({days} {unit}).",
                    date_words(*since)
                )
            }
            Self::CardExpired {
                card,
                expired_on,
                pays,
            } => format!(
                "The card {card} expired at the end of {} and cannot pay {}",
                month_and_year(*expired_on),
                ended(pays_words(pays))
            ),
            Self::CardExpires {
                card,
                expires_on,
                pays,
            } => format!(
                "The card {card} expires on {} and pays {}",
                date_words(*expires_on),
                ended(pays_words(pays))
            ),
        }
    }
}

/// What a card pays for.
fn pays_words(pays: &[String]) -> String {
    list_words(pays).unwrap_or_else(|| "nothing".to_owned())
}

/// What needs attention on an account today, the most pressing first. A card that pays nothing
/// presses nobody.
#[must_use]
pub fn alerts_of(
    balances: &Balances,
    methods: &[PaymentMethodView],
    today: NaiveDate,
) -> Vec<Alert> {
    let mut alerts = Vec::new();
    if let Some(since) = balances.past_due_since {
        let days = today.signed_duration_since(since).num_days();
        alerts.extend(balances.past_due.iter().map(|amount| Alert::PastDue {
            amount: *amount,
            since,
            days,
        }));
    }
    let mut soon = Vec::new();
    for method in methods
        .iter()
        .filter(|method| !method.is_retired && !method.pays.is_empty())
    {
        let (card, pays) = (method.label(), method.pays.clone());
        let Some(day) = method.expires_on else {
            continue;
        };
        match expiry_state(day, today) {
            ExpiryState::Expired => alerts.push(Alert::CardExpired {
                card,
                expired_on: day,
                pays,
            }),
            ExpiryState::Soon => soon.push(Alert::CardExpires {
                card,
                expires_on: day,
                pays,
            }),
            ExpiryState::Good => {}
        }
    }
    alerts.extend(soon);
    alerts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PaymentMethodId;
    use crate::money::Currency;
    use crate::payment_methods::PaymentMethodKind;

    fn card(expires_on: &str, pays: &[&str]) -> PaymentMethodView {
        PaymentMethodView {
            id: PaymentMethodId::from_uuid(uuid::Uuid::nil()),
            kind: PaymentMethodKind::CreditCard,
            brand: "Visa".to_owned(),
            last_four: "4242".to_owned(),
            expires_on: Some(expires_on.parse().unwrap()),
            holder: "Ana Fox".to_owned(),
            is_retired: false,
            pays: pays.iter().map(ToString::to_string).collect(),
        }
    }

    fn sentences(balances: &Balances, methods: &[PaymentMethodView]) -> Vec<String> {
        let today = "2026-03-14".parse().unwrap();
        alerts_of(balances, methods, today)
            .iter()
            .map(Alert::sentence)
            .collect()
    }

    #[test]
    fn money_past_due_comes_first_then_cards_by_need() {
        let balances = Balances {
            past_due: vec![Money {
                minor: 120_450,
                currency: Currency::EUR,
            }],
            past_due_since: Some("2026-02-11".parse().unwrap()),
            ..Balances::default()
        };
        let cards = [
            card("2026-03-31", &["Main", "Oslo"]),
            card("2026-02-28", &["Main"]),
        ];
        assert_eq!(
            sentences(&balances, &cards),
            [
                "1,204.50 EUR is past due since 11 Feb 2026 (31 days).",
                "The card Visa ending 4242 expired at the end of Feb 2026 and cannot pay Main.",
                "The card Visa ending 4242 expires on 31 Mar 2026 and pays Main and Oslo.",
            ]
        );
    }

    #[test]
    fn a_card_that_pays_nothing_presses_nobody() {
        let retired = PaymentMethodView {
            is_retired: true,
            ..card("2026-02-28", &["Main"])
        };
        assert!(sentences(&Balances::default(), &[card("2026-02-28", &[]), retired]).is_empty());
    }
}
