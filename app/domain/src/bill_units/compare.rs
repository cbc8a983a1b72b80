//! A bill unit's settings side by side: for the history, and for a stale save (ACC-6, NEWS-1).

use super::{BillUnitDraft, BillUnitEdit, BillUnitView, PaymentChoice};
use crate::accounts::AccountingType;
use crate::audit::Change;
use crate::edits::{FieldDifference, value_merge};
use crate::payment_methods::PaymentMethodView;

/// The settings of a bill unit in the order of the form.
#[derive(Clone, Copy)]
enum Setting {
    Name,
    BillingDay,
    Frequency,
    AccountingType,
    PaymentTerms,
    Payment,
    Payer,
    PayerUnit,
}

impl Setting {
    const ALL: [Self; 8] = [
        Self::Name,
        Self::BillingDay,
        Self::Frequency,
        Self::AccountingType,
        Self::PaymentTerms,
        Self::Payment,
        Self::Payer,
        Self::PayerUnit,
    ];

    /// Whether the history says it by its value alone; who pays is said there by name.
    const fn is_plain(self) -> bool {
        !matches!(self, Self::Payer | Self::PayerUnit)
    }

    const fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::BillingDay => "billing_day",
            Self::Frequency => "frequency_months",
            Self::AccountingType => "accounting_type",
            Self::PaymentTerms => "payment_terms_days",
            Self::Payment => "payment",
            Self::Payer => "payer",
            Self::PayerUnit => "payer_unit",
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::BillingDay => "Billing day",
            Self::Frequency => "Frequency in months",
            Self::AccountingType => "Accounting type",
            Self::PaymentTerms => "Payment terms in days",
            Self::Payment => "Payment",
            Self::Payer => "Paying account",
            Self::PayerUnit => "Bill unit of the paying account",
        }
    }

    fn get(self, draft: &BillUnitDraft) -> &str {
        match self {
            Self::Name => &draft.name,
            Self::BillingDay => &draft.billing_day,
            Self::Frequency => &draft.frequency_months,
            Self::AccountingType => &draft.accounting_type,
            Self::PaymentTerms => &draft.payment_terms_days,
            Self::Payment => &draft.payment,
            Self::Payer => &draft.payer,
            Self::PayerUnit => &draft.payer_unit,
        }
    }

    fn get_mut(self, draft: &mut BillUnitDraft) -> &mut String {
        match self {
            Self::Name => &mut draft.name,
            Self::BillingDay => &mut draft.billing_day,
            Self::Frequency => &mut draft.frequency_months,
            Self::AccountingType => &mut draft.accounting_type,
            Self::PaymentTerms => &mut draft.payment_terms_days,
            Self::Payment => &mut draft.payment,
            Self::Payer => &mut draft.payer,
            Self::PayerUnit => &mut draft.payer_unit,
        }
    }

    fn words(self, draft: &BillUnitDraft, methods: &[PaymentMethodView]) -> String {
        let value = self.get(draft).trim();
        match self {
            Self::AccountingType => AccountingType::from_code(value)
                .map_or(value, |term| term.label())
                .to_owned(),
            Self::Payment => payment_words(value, methods),
            _ => value.to_owned(),
        }
    }
}

/// The payment of a bill unit in words: "Invoice", "Visa ending 4242".
#[must_use]
pub fn payment_words(payment: &str, methods: &[PaymentMethodView]) -> String {
    if payment.is_empty() || payment == PaymentChoice::Invoice.code() {
        return "Invoice".to_owned();
    }
    let method = methods
        .iter()
        .find(|method| method.id.to_string() == payment);
    method.map_or_else(|| payment.to_owned(), PaymentMethodView::label)
}

/// The changes of a bill unit in the words of the history; `before` is none for a new one. Who pays
/// is not among them: whoever knows the names says it.
#[must_use]
pub fn bill_unit_changes(
    before: Option<&BillUnitDraft>,
    after: &BillUnitDraft,
    methods: &[PaymentMethodView],
) -> Vec<Change> {
    let change = |setting: &Setting| {
        let field = format!("{} ({})", setting.label(), after.name.trim());
        let was = before
            .map(|draft| setting.words(draft, methods))
            .unwrap_or_default();
        Change::between(field, &was, &setting.words(after, methods))
    };
    let plain = Setting::ALL.iter().filter(|setting| setting.is_plain());
    plain.filter_map(change).collect()
}

impl BillUnitEdit {
    /// What changed since the form was opened, setting by setting, beside what is typed.
    #[must_use]
    pub fn differences(
        &self,
        now: &BillUnitDraft,
        methods: &[PaymentMethodView],
    ) -> Vec<FieldDifference> {
        let difference = |setting: &Setting| {
            let words = |draft| setting.words(draft, methods);
            let (was, typed, there) = (words(&self.base), words(&self.typed), words(now));
            let label = setting.label().to_owned();
            FieldDifference::between(setting.key(), label, &was, &typed, &there)
        };
        Setting::ALL.iter().filter_map(difference).collect()
    }

    /// The same form on what is there now; see [`crate::profile::ProfileDraft::rebased`].
    #[must_use]
    pub fn rebased(&self, now: &BillUnitView, take_now: &[String]) -> Self {
        let now = now.draft();
        let mut typed = self.typed.clone();
        for setting in Setting::ALL {
            let takes = take_now.iter().any(|key| key == setting.key());
            let (was, mine) = (setting.get(&self.base), setting.get(&self.typed));
            *setting.get_mut(&mut typed) = value_merge(was, mine, setting.get(&now), takes);
        }
        // A bill unit goes with its account: that of another account is not taken over.
        if typed.payer != now.payer {
            self.typed.payer_unit.clone_into(&mut typed.payer_unit);
        }
        Self {
            operation_id: self.operation_id.clone(),
            base: now,
            typed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(change: impl FnOnce(&mut BillUnitDraft)) -> BillUnitDraft {
        let mut draft = BillUnitDraft::usual("Main");
        change(&mut draft);
        draft
    }

    #[test]
    fn a_change_of_settings_is_said_in_words() {
        let after = draft(|unit| {
            unit.billing_day = "15".into();
            unit.accounting_type = "balance_forward".into();
        });
        let changes = bill_unit_changes(Some(&draft(|_| {})), &after, &[]);
        let lines: Vec<_> = changes
            .iter()
            .map(|change| (change.field.as_str(), change.after.as_deref()))
            .collect();
        assert_eq!(
            lines,
            [
                ("Billing day (Main)", Some("15")),
                ("Accounting type (Main)", Some("Balance forward"))
            ]
        );
    }

    #[test]
    fn a_setting_that_both_changed_is_a_conflict() {
        let edit = BillUnitEdit {
            base: draft(|_| {}),
            typed: draft(|unit| unit.billing_day = "15".into()),
            ..BillUnitEdit::default()
        };
        let now = draft(|unit| {
            unit.billing_day = "20".into();
            unit.payment_terms_days = "30".into();
        });
        let differences = edit.differences(&now, &[]);
        let lines: Vec<_> = differences
            .iter()
            .map(|line| {
                (
                    line.key.as_str(),
                    line.is_conflict,
                    line.was.as_str(),
                    line.typed.as_str(),
                    line.now.as_str(),
                )
            })
            .collect();
        assert_eq!(
            lines,
            [
                ("billing_day", true, "1", "15", "20"),
                ("payment_terms_days", false, "14", "14", "30")
            ]
        );
    }
}
