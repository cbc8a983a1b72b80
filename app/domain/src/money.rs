//! Money: integer minor units with their currency (decision 12). No float anywhere.

use std::collections::BTreeMap;
use std::fmt;

pub use iso_currency::Currency;
use serde::{Deserialize, Serialize};

/// An amount in minor units of one currency (cents of EUR; JPY has none, so whole yen).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units; negative is a credit to the customer.
    pub minor: i64,
    /// ISO 4217.
    #[serde(with = "currency_code")]
    pub currency: Currency,
}

/// A currency as it travels and is stored: its ISO 4217 code.
///
/// `iso_currency` can do the same by a derive, which is heavy in the browser.
pub mod currency_code {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::Currency;

    /// Writes the code.
    ///
    /// # Errors
    /// Those of the format.
    pub fn serialize<S: Serializer>(currency: &Currency, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(currency.code())
    }

    /// Reads the code.
    ///
    /// # Errors
    /// When it is no code of ISO 4217.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Currency, D::Error> {
        let code = String::deserialize(from)?;
        Currency::from_code(&code)
            .ok_or_else(|| D::Error::custom(format_args!("{code} is no currency")))
    }
}

/// Why two amounts could not be combined, or a text is no amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Amounts of two currencies never mix.
    #[error("{0} and {1} cannot be added: they are different currencies")]
    Currencies(&'static str, &'static str),
    /// More than a 64-bit number of minor units.
    #[error("the amount is too large")]
    TooLarge,
    /// Not a number such as `-1204.50`.
    #[error("an amount looks like 1204.50, with a point before the decimals and nothing else")]
    NotANumber,
    /// More decimals than the currency has.
    #[error("{currency} has {decimals} decimals, not more")]
    TooManyDecimals {
        /// ISO 4217 code.
        currency: &'static str,
        /// Decimals of the currency's minor unit.
        decimals: u8,
    },
}

impl Money {
    /// Nothing, in this currency.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// Decimals of the currency's minor unit (ISO 4217): 2 for EUR, 0 for JPY, 3 for KWD.
    #[must_use]
    pub fn decimals(currency: Currency) -> u8 {
        currency
            .exponent()
            .and_then(|digits| u8::try_from(digits).ok())
            .unwrap_or(0)
    }

    /// The sum of two amounts of one currency.
    ///
    /// # Errors
    /// When the currencies differ or the sum leaves 64 bits.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Currencies(
                self.currency.code(),
                other.currency.code(),
            ));
        }
        let minor = self
            .minor
            .checked_add(other.minor)
            .ok_or(MoneyError::TooLarge)?;
        Ok(Self { minor, ..self })
    }

    /// Reads `1204.5`, `-3`, `0.10`: an optional minus, digits, and at most the currency's decimals.
    ///
    /// # Errors
    /// When the text is no such number, has too many decimals, or is too large.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || digits.ends_with('.')
        {
            return Err(MoneyError::NotANumber);
        }
        let decimals = Self::decimals(currency);
        if fraction.len() > usize::from(decimals) {
            return Err(MoneyError::TooManyDecimals {
                currency: currency.code(),
                decimals,
            });
        }
        let padded = format!("{whole}{fraction:0<width$}", width = usize::from(decimals));
        let minor: i64 = padded.parse().map_err(|_| MoneyError::TooLarge)?;
        Ok(Self {
            minor: if negative { -minor } else { minor },
            currency,
        })
    }

    /// The number alone, grouped, with a true minus sign: `−1,204.50`.
    #[must_use]
    pub fn amount(self) -> String {
        let decimals = usize::from(Self::decimals(self.currency));
        let digits = format!(
            "{:0>width$}",
            self.minor.unsigned_abs(),
            width = decimals + 1
        );
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        let mut out = String::with_capacity(digits.len() + 8);
        if self.minor < 0 {
            out.push('\u{2212}');
        }
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        if decimals > 0 {
            out.push('.');
            out.push_str(fraction);
        }
        out
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency.code())
    }
}

/// The sum of each currency, in the order of their codes.
///
/// # Errors
/// When a sum leaves 64 bits.
pub fn money_sums(amounts: impl IntoIterator<Item = Money>) -> Result<Vec<Money>, MoneyError> {
    let mut sums: BTreeMap<&str, Money> = BTreeMap::new();
    for amount in amounts {
        let sum = (sums.entry(amount.currency.code())).or_insert(Money::zero(amount.currency));
        *sum = sum.checked_add(amount)?;
    }
    Ok(sums.into_values().collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_amount_travels_with_the_code_of_its_currency_and_no_other() {
        let money = Money::zero(Currency::NOK);
        let text = serde_json::to_string(&money).expect("written");
        assert_eq!(text, r#"{"minor":0,"currency":"NOK"}"#);
        assert_eq!(serde_json::from_str::<Money>(&text).expect("read"), money);
        assert!(serde_json::from_str::<Money>(r#"{"minor":0,"currency":"XX"}"#).is_err());
    }

    #[test]
    fn an_amount_is_grouped_and_carries_its_currency() {
        let money = Money {
            minor: -120_450,
            currency: Currency::EUR,
        };
        assert_eq!(money.to_string(), "\u{2212}1,204.50 EUR");
        assert_eq!(
            Money {
                minor: 1000,
                currency: Currency::JPY
            }
            .to_string(),
            "1,000 JPY"
        );
        assert_eq!(
            Money {
                minor: 5,
                currency: Currency::KWD
            }
            .to_string(),
            "0.005 KWD"
        );
    }

    #[test]
    fn a_third_decimal_of_a_euro_is_refused_in_words() {
        assert_eq!(
            Money::parse("1.005", Currency::EUR)
                .unwrap_err()
                .to_string(),
            "EUR has 2 decimals, not more"
        );
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "", "-", "1,000.00", "1.", ".5", "1e3", "NaN", "0x1", "1 000", "٣",
        ] {
            assert_eq!(
                Money::parse(text, Currency::EUR),
                Err(MoneyError::NotANumber),
                "{text:?}"
            );
        }
        assert_eq!(
            Money::parse("99999999999999999999", Currency::EUR),
            Err(MoneyError::TooLarge)
        );
    }

    #[test]
    fn two_currencies_never_add() {
        let euro = Money::zero(Currency::EUR);
        assert!(euro.checked_add(Money::zero(Currency::USD)).is_err());
    }

    #[test]
    fn amounts_of_several_currencies_are_summed_by_currency() {
        let of = |minor, currency| Money { minor, currency };
        let sums = money_sums([
            of(500, Currency::USD),
            of(1_050, Currency::EUR),
            of(-50, Currency::EUR),
        ]);
        assert_eq!(
            sums,
            Ok(vec![of(1_000, Currency::EUR), of(500, Currency::USD)])
        );
        let much = of(i64::MAX, Currency::EUR);
        assert_eq!(money_sums([much, much]), Err(MoneyError::TooLarge));
    }

    proptest! {
        #[test]
        fn no_minor_unit_is_lost_whatever_the_currencies_are(
            amounts in prop::collection::vec((-1_000_000_i64..1_000_000, 0_usize..3), 0..40),
        ) {
            let currencies = [Currency::EUR, Currency::JPY, Currency::KWD];
            let sums = money_sums(amounts.iter().map(|(minor, at)| Money {
                minor: *minor,
                currency: currencies[*at],
            }))
            .expect("sums");
            for (at, currency) in currencies.into_iter().enumerate() {
                let expected: i64 = (amounts.iter())
                    .filter(|(_, of)| *of == at)
                    .map(|(minor, _)| minor)
                    .sum();
                let sum = sums.iter().find(|sum| sum.currency == currency);
                prop_assert_eq!(sum.map_or(0, |sum| sum.minor), expected);
            }
        }

        #[test]
        fn what_is_shown_can_be_typed(minor in i64::MIN + 1..=i64::MAX) {
            for currency in [Currency::EUR, Currency::JPY, Currency::KWD] {
                let money = Money { minor, currency };
                prop_assert_eq!(Money::parse(&money.amount().replace(',', ""), currency), Ok(money));
            }
        }
    }
}
