//! A payment method as a form gives it: a token of the gateway's own fields, or an IBAN.

use serde::{Deserialize, Serialize};

use super::{HOLDER_LIMIT, Iban, PaymentMethodKind};
use crate::card::looks_like_card_number;
use crate::fields::{FieldErrors, FieldProblem};
use crate::secret::Secret;
use crate::text::required_line_parse;

/// A payment method as typed: nothing is checked yet. Without a kind there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaymentMethodDraft {
    /// `credit_card`, `direct_debit`; empty or `invoice` where nothing is to be stored.
    pub kind: String,
    /// The token that the gateway's own fields gave for a card, such as `tok_visa_4242`.
    pub gateway_token: String,
    /// The bank account of a direct debit; only its last four characters are kept.
    pub iban: Secret,
    /// Whose card or bank account it is.
    pub holder: String,
}

/// What the gateway's own fields gave for a card: good once, tells nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormToken(String);

/// A payment method that can be handed to the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewPaymentMethod {
    /// A card, known by the token only.
    Card {
        /// The token of the gateway's own fields.
        token: FormToken,
        /// Whose card it is.
        holder: String,
    },
    /// A mandate on a bank account.
    DirectDebit {
        /// The bank account.
        iban: Iban,
        /// Whose bank account it is.
        holder: String,
    },
}

/// Why a payment method cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PaymentMethodError {
    /// Another kind than those that are stored.
    #[error("Please choose credit card, direct debit or invoice.")]
    Kind,
    /// No token.
    #[error("Please enter the card in the fields of the payment gateway.")]
    NoToken,
    /// A card number where a token belongs (ACC-2, SEC-3).
    #[error("This looks like a card number. Canopy takes only the gateway's token of a card.")]
    CardNumber,
    /// Not of the form of a token.
    #[error("A token of the gateway looks like tok_visa_4242.")]
    Token,
}

impl FieldProblem for PaymentMethodError {
    fn code(&self) -> &'static str {
        match self {
            Self::Kind => "unknown",
            Self::NoToken => "required",
            Self::CardNumber => "card_number",
            Self::Token => "token",
        }
    }
}

impl FormToken {
    /// Reads a token.
    ///
    /// # Errors
    /// When there is none, it is of another form, or there is a card number in its place.
    pub fn parse(text: &str) -> Result<Self, PaymentMethodError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(PaymentMethodError::NoToken);
        }
        if text.len() <= 1_000 && looks_like_card_number(text) {
            return Err(PaymentMethodError::CardNumber);
        }
        let is_token = (8..=80).contains(&text.len())
            && text.starts_with("tok_")
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if is_token {
            Ok(Self(text.to_owned()))
        } else {
            Err(PaymentMethodError::Token)
        }
    }

    /// The token as the gateway knows it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PaymentMethodDraft {
    /// Reads the payment method; none where the kind is empty or invoice. What is wrong is noted
    /// under `{prefix}iban` and so on.
    pub fn parse(&self, prefix: &str, errors: &mut FieldErrors) -> Option<NewPaymentMethod> {
        let kind = match self.kind.trim() {
            "" | "invoice" => return None,
            code => PaymentMethodKind::from_code(code).ok_or(PaymentMethodError::Kind),
        };
        let kind = errors.check(&format!("{prefix}kind"), kind)?;
        let holder = required_line_parse(&self.holder, HOLDER_LIMIT);
        let holder = errors.check(&format!("{prefix}holder"), holder);
        match kind {
            PaymentMethodKind::CreditCard => {
                let token = FormToken::parse(&self.gateway_token);
                let token = errors.check(&format!("{prefix}gateway_token"), token);
                Some(NewPaymentMethod::Card {
                    token: token?,
                    holder: holder?,
                })
            }
            PaymentMethodKind::DirectDebit => {
                let iban = errors.check(&format!("{prefix}iban"), Iban::parse(self.iban.expose()));
                Some(NewPaymentMethod::DirectDebit {
                    iban: iban?,
                    holder: holder?,
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(token: &str) -> PaymentMethodDraft {
        PaymentMethodDraft {
            kind: "credit_card".to_owned(),
            gateway_token: token.to_owned(),
            holder: "Ana Fox".to_owned(),
            ..Default::default()
        }
    }

    fn sentence(draft: &PaymentMethodDraft, field: &str) -> Option<String> {
        let mut errors = FieldErrors::default();
        assert_eq!(draft.parse("", &mut errors).is_none(), !errors.is_empty());
        errors.sentence(field).map(ToOwned::to_owned)
    }

    #[test]
    fn a_card_comes_as_a_token() {
        assert_eq!(sentence(&card("tok_visa_4242"), "gateway_token"), None);
    }

    #[test]
    fn a_card_number_is_refused_and_not_repeated() {
        for number in [
            "4242424242424242",
            "4242 4242 4242 4242",
            "tok_4242424242424242",
        ] {
            let sentence = sentence(&card(number), "gateway_token").unwrap();
            assert!(
                sentence.contains("card number") && !sentence.contains("4242"),
                "{sentence}"
            );
        }
        let holder = PaymentMethodDraft {
            holder: "5555-5555-5555-4444".to_owned(),
            ..card("tok_visa_4242")
        };
        assert!(sentence(&holder, "holder").unwrap().contains("card number"));
    }

    #[test]
    fn a_direct_debit_needs_an_account_of_a_bank_and_its_holder() {
        let debit = PaymentMethodDraft {
            kind: "direct_debit".to_owned(),
            ..Default::default()
        };
        assert!(sentence(&debit, "iban").is_some() && sentence(&debit, "holder").is_some());
    }

    #[test]
    fn invoice_stores_nothing() {
        let invoice = PaymentMethodDraft {
            kind: "invoice".to_owned(),
            ..Default::default()
        };
        let mut errors = FieldErrors::default();
        assert_eq!(invoice.parse("", &mut errors), None);
        assert!(errors.is_empty());
    }
}
