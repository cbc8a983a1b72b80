//! A gateway without money: test tokens stand for cards, nothing leaves the machine.

use chrono::{Datelike, NaiveDate};
use domain::dates::month_end;
use domain::ids::OperationId;
use domain::payment_methods::{NewPaymentMethod, PaymentMethodKind};
use sha2::{Digest, Sha256};

use super::{Gateway, GatewayAnswer, GatewayError, StoredMethod};

/// The built-in sandbox.
///
/// It takes tokens of the form `tok_BRAND_LASTFOUR` or `tok_BRAND_LASTFOUR_MMYY`, where the brand is
/// `visa`, `mastercard`, `amex`, `discover` or `jcb`: `tok_visa_4242`, `tok_amex_8431_0927`. Without
/// MMYY the card is good until the end of the third year from now. `tok_declined` is refused and
/// `tok_unavailable` gets no answer.
#[derive(Clone, Copy, Debug)]
pub struct Sandbox;

impl Gateway for Sandbox {
    fn method_store<'a>(
        &'a self,
        method: &'a NewPaymentMethod,
        operation: OperationId,
        today: NaiveDate,
    ) -> GatewayAnswer<'a, StoredMethod> {
        Box::pin(std::future::ready(store(method, operation, today)))
    }
}

fn store(
    method: &NewPaymentMethod,
    operation: OperationId,
    today: NaiveDate,
) -> Result<StoredMethod, GatewayError> {
    let (kind, brand, last_four, expires_on, holder) = match method {
        NewPaymentMethod::Card { token, holder } => {
            let (brand, last_four, expires_on) = card(token.as_str(), today)?;
            (
                PaymentMethodKind::CreditCard,
                brand.to_owned(),
                last_four,
                Some(expires_on),
                holder,
            )
        }
        NewPaymentMethod::DirectDebit { iban, holder } => {
            let country = iban.expose().chars().take(2).collect();
            (
                PaymentMethodKind::DirectDebit,
                country,
                iban.last_four().to_owned(),
                None,
                holder,
            )
        }
    };
    let name = format!("{} {} {brand} {last_four}", operation.uuid(), kind.code());
    let digest = Sha256::digest(name.as_bytes());
    let token = digest
        .iter()
        .take(16)
        .fold("sbx_".to_owned(), |text, byte| format!("{text}{byte:02x}"));
    Ok(StoredMethod {
        token,
        kind,
        brand,
        last_four,
        expires_on,
        holder: holder.clone(),
    })
}

/// The card that a test token stands for.
fn card(token: &str, today: NaiveDate) -> Result<(&'static str, String, NaiveDate), GatewayError> {
    match token {
        "tok_declined" => return Err(GatewayError::Declined),
        "tok_unavailable" => return Err(GatewayError::Unavailable),
        _ => {}
    }
    let mut parts = token.trim_start_matches("tok_").split('_');
    let brand = match parts.next() {
        Some("visa") => "Visa",
        Some("mastercard") => "Mastercard",
        Some("amex") => "American Express",
        Some("discover") => "Discover",
        Some("jcb") => "JCB",
        _ => return Err(GatewayError::UnknownToken),
    };
    let digits = |part: &str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let last_four = parts
        .next()
        .filter(|part| digits(part))
        .ok_or(GatewayError::UnknownToken)?;
    let expires_on = match parts.next() {
        None => month_end(today.year() + 3, 12),
        Some(expiry) if digits(expiry) => {
            let (month, year) = expiry.split_at(2);
            let year = year.parse::<i32>().map(|year| 2000 + year);
            month
                .parse()
                .ok()
                .zip(year.ok())
                .and_then(|(month, year)| month_end(year, month))
        }
        Some(_) => None,
    };
    let expires_on = expires_on
        .filter(|_| parts.next().is_none())
        .ok_or(GatewayError::UnknownToken)?;
    if expires_on < today {
        Err(GatewayError::Declined)
    } else {
        Ok((brand, last_four.to_owned(), expires_on))
    }
}

#[cfg(test)]
mod tests {
    use domain::payment_methods::{FormToken, Iban};
    use uuid::Uuid;

    use super::*;

    fn operation(number: u128) -> OperationId {
        OperationId::from_uuid(Uuid::from_u128(number))
    }

    fn stored(token: &str, number: u128) -> Result<StoredMethod, GatewayError> {
        let token = FormToken::parse(token).expect("a token");
        let card = NewPaymentMethod::Card {
            token,
            holder: "Ana Fox".to_owned(),
        };
        store(
            &card,
            operation(number),
            NaiveDate::from_ymd_opt(2026, 3, 14).expect("a day"),
        )
    }

    #[test]
    fn a_test_token_stands_for_a_card() {
        let card = stored("tok_visa_4242", 1).expect("a card");
        assert_eq!(
            (card.label().as_str(), card.expires_on),
            ("Visa ending 4242", month_end(2029, 12))
        );
        let amex = stored("tok_amex_8431_0927", 1).expect("a card");
        assert_eq!(amex.expires_on, month_end(2027, 9));
    }

    #[test]
    fn a_repeat_gives_the_same_token_and_another_operation_another() {
        assert_eq!(stored("tok_visa_4242", 1), stored("tok_visa_4242", 1));
        let tokens = [1, 2].map(|number| stored("tok_visa_4242", number).expect("a card").token);
        assert_ne!(tokens[0], tokens[1]);
    }

    #[test]
    fn other_tokens_are_refused_with_the_reason() {
        for token in [
            "tok_visa_42",
            "tok_visa_abcd",
            "tok_gold_4242",
            "tok_visa_4242_1327",
            "tok_visa_4242_0927_1",
        ] {
            assert_eq!(stored(token, 1), Err(GatewayError::UnknownToken), "{token}");
        }
        assert_eq!(stored("tok_declined", 1), Err(GatewayError::Declined));
        assert_eq!(stored("tok_visa_4242_0226", 1), Err(GatewayError::Declined));
        assert_eq!(stored("tok_unavailable", 1), Err(GatewayError::Unavailable));
    }

    #[test]
    fn a_direct_debit_keeps_four_characters_of_the_bank_account() {
        let iban = Iban::parse("DE89 3704 0044 0532 0130 00").expect("an iban");
        let debit = NewPaymentMethod::DirectDebit {
            iban,
            holder: "Ana Fox".to_owned(),
        };
        let stored = store(&debit, operation(1), NaiveDate::MIN).expect("a mandate");
        assert_eq!(stored.label(), "Direct debit ending 3000");
        assert!(!format!("{stored:?}").contains("0532"));
    }
}
