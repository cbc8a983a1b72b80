//! A new account between the form's values and the draft that the server reads (ACC-1).

use domain::{
    accounts::AccountDraft, bill_units::BillUnitDraft, contacts::ContactDraft,
    payment_methods::PaymentMethodDraft, secret::Secret,
};

use crate::accounts::form::{FormValues, OPERATION, contacts_read, contacts_show};

/// The argument of the server function under which the form is sent.
pub const DRAFT: &str = "draft";

/// What is never kept in the browser: it is typed again after a reload.
pub const SECRETS: &[&str] = &[
    "password",
    "security_answer",
    "payment_method.iban",
    "payment_method.gateway_token",
];

/// What an empty form begins with: one contact, one bill unit with the usual settings.
#[must_use]
pub fn values_usual(currency: &str, language: &str, customer_type: &str) -> FormValues {
    let mut values = FormValues::default();
    contacts_show(&mut values, &[ContactDraft::default()]);
    let unit = BillUnitDraft::usual("Main");
    for (path, text) in [
        ("name", ""),
        ("organization_type", ""),
        ("customer_type", customer_type),
        ("language", language),
        ("currency", currency),
        ("bill_units.0.name", &unit.name),
        ("bill_units.0.billing_day", &unit.billing_day),
        ("bill_units.0.frequency_months", &unit.frequency_months),
        ("bill_units.0.accounting_type", &unit.accounting_type),
        ("bill_units.0.payment_terms_days", &unit.payment_terms_days),
        ("payment_method.kind", "invoice"),
    ] {
        values.set(path, text);
    }
    values
}

/// The draft that the form's values say.
#[must_use]
pub fn draft_read(values: &FormValues, operation_id: String) -> AccountDraft {
    let text = |path: &str| values.text(path).to_owned();
    let secret = |path: &str| Secret::from(values.text(path));
    AccountDraft {
        operation_id,
        contacts: contacts_read(values),
        name: text("name"),
        organization_type: text("organization_type"),
        customer_type: text("customer_type"),
        language: text("language"),
        currency: text("currency"),
        bill_units: vec![BillUnitDraft {
            id: String::new(),
            name: text("bill_units.0.name"),
            billing_day: text("bill_units.0.billing_day"),
            frequency_months: text("bill_units.0.frequency_months"),
            accounting_type: text("bill_units.0.accounting_type"),
            payment_terms_days: text("bill_units.0.payment_terms_days"),
            payment: String::new(),
            ..BillUnitDraft::default()
        }],
        payment_method: PaymentMethodDraft {
            kind: text("payment_method.kind"),
            gateway_token: text("payment_method.gateway_token"),
            iban: secret("payment_method.iban"),
            holder: text("payment_method.holder"),
        },
        login: text("login"),
        password: secret("password"),
        security_hint: text("security_hint"),
        security_answer: secret("security_answer"),
        parent: text("parent"),
    }
}

/// The form's values of a draft, as it was typed; what it lacks stays as it was.
pub fn draft_show(values: &mut FormValues, draft: &AccountDraft) {
    contacts_show(values, &draft.contacts);
    let method = &draft.payment_method;
    for (path, text) in [
        (OPERATION, &draft.operation_id),
        ("name", &draft.name),
        ("organization_type", &draft.organization_type),
        ("customer_type", &draft.customer_type),
        ("language", &draft.language),
        ("currency", &draft.currency),
        ("payment_method.kind", &method.kind),
        ("payment_method.holder", &method.holder),
        ("login", &draft.login),
        ("security_hint", &draft.security_hint),
        ("parent", &draft.parent),
    ] {
        values.set(path, text);
    }
    if let Some(unit) = draft.bill_units.first() {
        for (path, text) in [
            ("bill_units.0.name", &unit.name),
            ("bill_units.0.billing_day", &unit.billing_day),
            ("bill_units.0.frequency_months", &unit.frequency_months),
            ("bill_units.0.accounting_type", &unit.accounting_type),
            ("bill_units.0.payment_terms_days", &unit.payment_terms_days),
        ] {
            values.set(path, text);
        }
    }
}

/// Lets the bill units that say nothing else be paid by the payment method of the same form.
///
/// It is done where the draft is read, so that a form sent without the program means the same.
#[cfg(any(feature = "ssr", test))]
pub fn payment_settle(draft: &mut AccountDraft) {
    let payment = match draft.payment_method.kind.as_str() {
        "" | "invoice" => "invoice",
        _ => "new",
    };
    for unit in draft
        .bill_units
        .iter_mut()
        .filter(|unit| unit.payment.is_empty())
    {
        payment.clone_into(&mut unit.payment);
    }
}

/// The words of a field outside contacts.
#[must_use]
pub fn label(path: &str) -> &'static str {
    match path {
        "name" => "Account name",
        "organization_type" => "Organization type",
        "customer_type" => "Customer type",
        "language" => "Language",
        "currency" => "Currency",
        "bill_units.0.name" => "Bill unit name",
        "bill_units.0.billing_day" => "Billing day of month",
        "bill_units.0.frequency_months" => "Months between bills",
        "bill_units.0.accounting_type" => "Accounting type",
        "bill_units.0.payment_terms_days" => "Payment terms",
        "bill_units.0.payment" | "payment_method.kind" => "Payment method",
        "payment_method.gateway_token" => "Card",
        "payment_method.iban" => "IBAN",
        "payment_method.holder" => "Holder",
        "login" => "Login",
        "password" => "Password",
        "security_hint" => "Security hint",
        "security_answer" => "Security answer",
        "parent" => "Parent account",
        "contacts" => "Contacts",
        _ => "Form",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_untouched_form_asks_for_one_contact_and_the_usual_bill_unit() {
        let draft = draft_read(&values_usual("EUR", "en", "standard"), "op_1".to_owned());
        assert_eq!(draft.contacts.len(), 1);
        assert!(draft.contacts[0].is_primary && draft.contacts[0].is_blank());
        assert_eq!(draft.bill_units[0].billing_day, "1");
        assert_eq!(draft.currency, "EUR");
    }

    #[test]
    fn a_given_payment_method_pays_the_new_bill_unit() {
        let mut values = values_usual("EUR", "en", "standard");
        let payment = |values: &FormValues| {
            let mut draft = draft_read(values, String::new());
            payment_settle(&mut draft);
            draft.bill_units[0].payment.clone()
        };
        assert_eq!(payment(&values), "invoice");
        values.set("payment_method.kind", "direct_debit");
        assert_eq!(payment(&values), "new");
    }

    #[test]
    fn every_field_of_the_form_has_words() {
        for (path, _) in values_usual("EUR", "en", "standard").texts() {
            if !path.starts_with("contacts.") && path != "primary" {
                assert_ne!(label(path), "Form", "{path}");
            }
        }
    }
}
