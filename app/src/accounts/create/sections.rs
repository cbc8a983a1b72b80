//! The sections of the page that creates an account.

use domain::{
    fields::FieldErrors,
    lists::{Choice, FormLists},
};
use leptos::prelude::*;

use crate::{
    accounts::{
        form::FormState,
        parts::{
            AccountNameField, ContactList, FormAccount, FormSelect, FormText, KindFields,
            PaymentMethodFields, accounting_types, coded_choices,
        },
    },
    ui::{FieldRow, Section, TextInputKind},
};

/// Whether something is wrong with a field whose path begins so.
fn invalid(form: FormState, beginnings: &'static [&'static str]) -> Signal<bool> {
    let errors = form.errors();
    Signal::derive(move || {
        errors.with(|FieldErrors(errors)| {
            errors.iter().any(|error| {
                beginnings
                    .iter()
                    .any(|beginning| error.field.starts_with(beginning))
            })
        })
    })
}

/// The contacts.
#[component]
pub(super) fn TopSections(form: FormState, lists: FormLists) -> impl IntoView {
    view! {
        <Section id="create-contacts" title="Contacts" invalid=invalid(form, &["contacts"])>
            <ContactList form lists />
        </Section>
    }
}

/// What kind of customer it is.
#[component]
pub(super) fn CompanySection(form: FormState, lists: FormLists) -> impl IntoView {
    const FIELDS: &[&str] = &[
        "name",
        "organization_type",
        "customer_type",
        "language",
        "currency",
        "parent",
    ];

    view! {
        <Section id="create-company" title="Company, types and organization" invalid=invalid(form, FIELDS)>
            <FieldRow>
                <AccountNameField form />
                <FormAccount
                    form
                    path="parent"
                    label="Parent account"
                    hint="The account above it in an organization. Empty: none."
                />
            </FieldRow>
            <FieldRow>
                <KindFields form lists=&lists />
                <FormSelect
                    form
                    path="currency"
                    label="Currency"
                    choices=coded_choices(&lists.currencies)
                    required=true
                />
            </FieldRow>
        </Section>
    }
}

/// When and how often the account is billed.
#[component]
pub(super) fn BillingSection(form: FormState) -> impl IntoView {
    view! {
        <Section id="create-billing" title="Billing" invalid=invalid(form, &["bill_units"])>
            <FieldRow>
                <FormText form path="bill_units.0.name" label="Bill unit name" required=true />
                <FormText
                    form
                    path="bill_units.0.billing_day"
                    label="Billing day of month"
                    hint="1 to 31; in a shorter month its last day"
                    required=true
                />
                <FormText
                    form
                    path="bill_units.0.frequency_months"
                    label="Months between bills"
                    hint="1 to 24"
                    required=true
                />
                <FormText
                    form
                    path="bill_units.0.payment_terms_days"
                    label="Payment terms"
                    hint="Days until a bill is due, 0 to 365"
                    required=true
                />
                <FormSelect
                    form
                    path="bill_units.0.accounting_type"
                    label="Accounting type"
                    choices=accounting_types()
                    required=true
                />
            </FieldRow>
        </Section>
    }
}

/// By what the bills are paid.
#[component]
pub(super) fn PaymentSection(form: FormState, cards: Vec<Choice>) -> impl IntoView {
    view! {
        <Section id="create-payment" title="Payment method" invalid=invalid(form, &["payment_method", "bill_units.0.payment"])>
            <PaymentMethodFields form prefix="payment_method." cards with_invoice=true />
        </Section>
    }
}

/// The customer's sign-in to the portal, and how a caller is known.
#[component]
pub(super) fn SignInSection(form: FormState) -> impl IntoView {
    const FIELDS: &[&str] = &["login", "password", "security_hint", "security_answer"];

    view! {
        <Section id="create-sign-in" title="Sign-in and security" invalid=invalid(form, FIELDS)>
            <FieldRow>
                <FormText
                    form
                    path="login"
                    label="Login"
                    hint="For the customer's portal. Empty: none for now."
                />
                <FormText
                    form
                    path="password"
                    label="Password"
                    kind=TextInputKind::Password
                    autocomplete="new-password"
                    hint="At least 12 characters; a few words are easy to keep."
                />
            </FieldRow>
            <FieldRow>
                <FormText
                    form
                    path="security_hint"
                    label="Security hint"
                    hint="Reminds a caller of the answer, such as: first pet"
                />
                <FormText
                    form
                    path="security_answer"
                    label="Security answer"
                    kind=TextInputKind::Password
                    hint="Stored so that nobody can read it, only compare."
                />
            </FieldRow>
        </Section>
    }
}
