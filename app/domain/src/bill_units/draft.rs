//! A bill unit's settings as typed, and the reading of them (BIL-1).

use serde::{Deserialize, Serialize};

use super::{BILL_UNITS_LIMIT, BillUnit, NAME_LIMIT, PayerChoice, PaymentChoice};
use crate::accounts::AccountingType;
use crate::fields::{FieldErrors, FieldProblem};
use crate::ids::{AuditEntryId, BillUnitId};
use crate::text::required_line_parse;

/// A bill unit as typed in a form or read from a file: nothing is checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BillUnitDraft {
    /// The id of a bill unit that is stored already (`bun_…`); empty for a new one.
    pub id: String,
    /// What the bill unit is called.
    pub name: String,
    /// Billing day of month (DOM), 1 to 31.
    pub billing_day: String,
    /// Months from bill to bill, 1 to 24.
    pub frequency_months: String,
    /// `open_item` or `balance_forward`.
    pub accounting_type: String,
    /// Days from the bill to the day it is due, 0 to 365.
    pub payment_terms_days: String,
    /// `invoice`, `new` (the payment method that is given in the same form), or the id of a stored
    /// payment method (`pay_…`). Empty is invoice.
    pub payment: String,
    /// The number of the paying account; empty where the bill unit pays for itself (HIER-1).
    pub payer: String,
    /// Which of the paying account's bill units pays (`bun_…`); may be empty where it has one.
    pub payer_unit: String,
}

impl BillUnitDraft {
    /// What a form begins with: monthly on the first, open item, 14 days, by invoice.
    #[must_use]
    pub fn usual(name: &str) -> Self {
        Self {
            id: String::new(),
            name: name.to_owned(),
            billing_day: "1".to_owned(),
            frequency_months: "1".to_owned(),
            accounting_type: AccountingType::OpenItem.code().to_owned(),
            payment_terms_days: "14".to_owned(),
            payment: "invoice".to_owned(),
            payer: String::new(),
            payer_unit: String::new(),
        }
    }
}

/// A change of one bill unit, or a new one on an account that exists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BillUnitEdit {
    /// The form's operation id (`op_…`): a repeat gets the first answer.
    pub operation_id: String,
    /// The settings as they were when the form was opened; of a new bill unit the usual ones.
    pub base: BillUnitDraft,
    /// The settings as typed.
    pub typed: BillUnitDraft,
}

impl BillUnitEdit {
    /// Whether it may change who pays for whom, or when all that one pays for is billed.
    #[must_use]
    pub fn touches_payers(&self) -> bool {
        let of = |draft: &BillUnitDraft| {
            [
                draft.payer.clone(),
                draft.payer_unit.clone(),
                draft.billing_day.clone(),
                draft.frequency_months.clone(),
            ]
        };
        of(&self.base) != of(&self.typed)
    }
}

/// A change of one bill unit, or a new one, that is saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillUnitSaved {
    /// Which bill unit.
    pub id: BillUnitId,
    /// What takes the change back; none where nothing was there before or changed, or where this answers a repeat.
    pub undo: Option<BillUnitUndo>,
}

/// What takes a change of a bill unit back: the way to its former settings from those that were saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillUnitUndo {
    /// The settings as they were before.
    pub before: BillUnitDraft,
    /// The settings that were saved: under any others somebody changed them since, and nothing is undone.
    pub saved: BillUnitDraft,
    /// The entry of the history under which the payer changed; none where nobody else pays now than before.
    pub payer_entry: Option<AuditEntryId>,
}

impl BillUnitUndo {
    /// The change that it is, under an operation id of its own.
    #[must_use]
    pub fn edit(self, operation_id: String) -> BillUnitEdit {
        BillUnitEdit {
            operation_id,
            base: self.saved,
            typed: self.before,
        }
    }

    /// The entry from which the whole change can be undone: where the payer changed, and of the other settings
    /// those alone that follow the payer.
    #[must_use]
    pub fn payer_entry(&self) -> Option<AuditEntryId> {
        let own = |draft: &BillUnitDraft| BillUnitDraft {
            billing_day: String::new(),
            frequency_months: String::new(),
            payer: String::new(),
            payer_unit: String::new(),
            ..draft.clone()
        };
        self.payer_entry
            .filter(|_| own(&self.before) == own(&self.saved))
    }
}

/// Why a setting does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BillUnitError {
    /// Not a whole number within the bounds.
    #[error("Please give a whole number from {least} to {most}.")]
    Range {
        /// The least that is allowed.
        least: u16,
        /// The most that is allowed.
        most: u16,
    },
    /// No accounting type.
    #[error("Please choose open item or balance forward.")]
    AccountingType,
    /// Neither invoice nor a payment method.
    #[error("Please choose invoice or one of the account's payment methods.")]
    Payment,
    /// The new payment method is chosen and none is given.
    #[error("Please give the payment method, or choose invoice.")]
    NoNewMethod,
    /// The paying account of an account that is being made.
    #[error("A paying account is chosen in Bill Unit Setup, once the account is made.")]
    PayerTooEarly,
    /// The id is of no bill unit.
    #[error("This bill unit is not known. Please add it anew.")]
    Id,
}

impl FieldProblem for BillUnitError {
    fn code(&self) -> &'static str {
        match self {
            Self::Range { .. } => "range",
            Self::AccountingType | Self::Payment | Self::Id => "unknown",
            Self::PayerTooEarly => "too_early",
            Self::NoNewMethod => "required",
        }
    }
}

impl BillUnitDraft {
    /// Reads every setting. What is wrong is noted under `{prefix}name` and so on, where `prefix`
    /// is empty or ends with a point.
    pub fn parse(
        &self,
        prefix: &str,
        has_new_method: bool,
        errors: &mut FieldErrors,
    ) -> Option<BillUnit> {
        let mut check = Check { prefix, errors };
        let id = check.keep("id", id_parse(&self.id));
        let name = check.keep("name", required_line_parse(&self.name, NAME_LIMIT));
        let billing_day = check.keep("billing_day", number_parse(&self.billing_day, 1, 31));
        let frequency = check.keep(
            "frequency_months",
            number_parse(&self.frequency_months, 1, 24),
        );
        let accounting_type = AccountingType::from_code(self.accounting_type.trim())
            .ok_or(BillUnitError::AccountingType);
        let accounting_type = check.keep("accounting_type", accounting_type);
        let terms = check.keep(
            "payment_terms_days",
            number_parse(&self.payment_terms_days, 0, 365),
        );
        let payment = check.keep("payment", payment_parse(&self.payment, has_new_method));
        let payer = check.keep("payer", PayerChoice::parse(&self.payer, &self.payer_unit));
        Some(BillUnit {
            id: id?,
            name: name?,
            billing_day: u8::try_from(billing_day?).ok()?,
            frequency_months: u8::try_from(frequency?).ok()?,
            accounting_type: accounting_type?,
            payment_terms_days: terms?,
            payment: payment?,
            payer: payer?,
        })
    }
}

/// Reads all bill units of a new account. What is wrong is noted under `bill_units.N.field`.
pub fn bill_units_parse(
    drafts: &[BillUnitDraft],
    has_new_method: bool,
    errors: &mut FieldErrors,
) -> Vec<BillUnit> {
    if drafts.is_empty() {
        errors.push(
            "bill_units",
            "required",
            "An account has at least one bill unit.",
        );
    }
    if drafts.len() > BILL_UNITS_LIMIT {
        let sentence = format!("An account has at most {BILL_UNITS_LIMIT} bill units.");
        errors.push("bill_units", "too_many", sentence);
        return Vec::new();
    }
    drafts
        .iter()
        .enumerate()
        .filter_map(|(index, draft)| {
            let prefix = format!("bill_units.{index}.");
            let unit = draft.parse(&prefix, has_new_method, errors)?;
            if unit.payer != PayerChoice::Itself {
                let early = BillUnitError::PayerTooEarly;
                errors.push(format!("{prefix}payer"), early.code(), early.to_string());
            }
            Some(unit)
        })
        .collect()
}

struct Check<'a> {
    prefix: &'a str,
    errors: &'a mut FieldErrors,
}

impl Check<'_> {
    fn keep<T, E: FieldProblem>(&mut self, field: &str, result: Result<T, E>) -> Option<T> {
        result
            .map_err(|problem| {
                let path = format!("{}{field}", self.prefix);
                self.errors.push(path, problem.code(), problem.to_string());
            })
            .ok()
    }
}

fn id_parse(text: &str) -> Result<Option<BillUnitId>, BillUnitError> {
    match text.trim() {
        "" => Ok(None),
        id => id.parse().map(Some).map_err(|_| BillUnitError::Id),
    }
}

pub(super) fn number_parse(text: &str, least: u16, most: u16) -> Result<u16, BillUnitError> {
    let text = text.trim();
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(number) if is_digits && (least..=most).contains(&number) => Ok(number),
        _ => Err(BillUnitError::Range { least, most }),
    }
}

fn payment_parse(text: &str, has_new_method: bool) -> Result<PaymentChoice, BillUnitError> {
    match text.trim() {
        "" | "invoice" => Ok(PaymentChoice::Invoice),
        "new" if has_new_method => Ok(PaymentChoice::New),
        "new" => Err(BillUnitError::NoNewMethod),
        id => id
            .parse()
            .map(PaymentChoice::Stored)
            .map_err(|_| BillUnitError::Payment),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(draft: &BillUnitDraft, field: &str) -> Option<String> {
        let mut errors = FieldErrors::default();
        bill_units_parse(std::slice::from_ref(draft), false, &mut errors);
        errors
            .sentence(&format!("bill_units.0.{field}"))
            .map(ToOwned::to_owned)
    }

    #[test]
    fn the_usual_settings_hold() {
        let mut errors = FieldErrors::default();
        let units = bill_units_parse(&[BillUnitDraft::usual("Main")], false, &mut errors);
        assert_eq!(errors, FieldErrors::default());
        assert_eq!((units[0].billing_day, units[0].frequency_months), (1, 1));
        assert_eq!(units[0].payment, PaymentChoice::Invoice);
    }

    #[test]
    fn what_changed_beside_the_payer_is_not_undone_with_it_alone() {
        let entry = AuditEntryId::from_uuid(uuid::Uuid::nil());
        let before = BillUnitDraft::usual("Main");
        let undo = |name: &str| BillUnitUndo {
            saved: BillUnitDraft {
                billing_day: "15".to_owned(),
                payer: "A-00000042".to_owned(),
                ..BillUnitDraft::usual(name)
            },
            before: before.clone(),
            payer_entry: Some(entry),
        };
        assert_eq!(undo("Main").payer_entry(), Some(entry));
        assert_eq!(undo("Nordic").payer_entry(), None);
    }

    #[test]
    fn a_billing_day_is_a_day_of_some_month() {
        for (text, holds) in [
            ("1", true),
            ("31", true),
            ("0", false),
            ("32", false),
            ("", false),
            ("1.5", false),
            ("+3", false),
            ("٣", false),
        ] {
            let draft = BillUnitDraft {
                billing_day: text.to_owned(),
                ..BillUnitDraft::usual("Main")
            };
            assert_eq!(sentence(&draft, "billing_day").is_none(), holds, "{text:?}");
        }
    }

    #[test]
    fn a_frequency_is_at_most_two_years() {
        let draft = BillUnitDraft {
            frequency_months: "25".to_owned(),
            ..BillUnitDraft::usual("Main")
        };
        assert_eq!(
            sentence(&draft, "frequency_months").unwrap(),
            "Please give a whole number from 1 to 24."
        );
    }

    #[test]
    fn a_new_payment_method_has_to_be_given() {
        let draft = BillUnitDraft {
            payment: "new".to_owned(),
            ..BillUnitDraft::usual("Main")
        };
        assert_eq!(
            sentence(&draft, "payment").unwrap(),
            "Please give the payment method, or choose invoice."
        );
    }

    #[test]
    fn every_wrong_setting_gets_its_own_sentence() {
        let wrong = BillUnitDraft {
            id: "x".into(),
            name: " ".into(),
            billing_day: "x".into(),
            frequency_months: "x".into(),
            accounting_type: "x".into(),
            payment_terms_days: "366".into(),
            payment: "x".into(),
            payer: "x".into(),
            payer_unit: String::new(),
        };
        for field in [
            "id",
            "name",
            "billing_day",
            "frequency_months",
            "accounting_type",
            "payment_terms_days",
            "payment",
            "payer",
        ] {
            assert!(sentence(&wrong, field).is_some(), "{field}");
        }
    }

    #[test]
    fn an_account_without_bill_unit_is_refused() {
        let mut errors = FieldErrors::default();
        bill_units_parse(&[], false, &mut errors);
        assert!(errors.sentence("bill_units").is_some());
    }
}
