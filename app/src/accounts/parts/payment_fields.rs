//! The fields of a payment method, for creating an account and for adding one (ACC-2).

use domain::{lists::Choice as ListChoice, payment_methods::PaymentMethodKind};
use leptos::prelude::*;

use super::{
    super::form::FormState,
    inputs::{FormSelect, FormText, choices},
};
use crate::ui::{Choice, RadioGroup, RadioGroupKind};

/// The fields of a payment method: which kind, then what that kind needs (ACC-2).
#[component]
pub fn PaymentMethodFields(
    /// The form.
    form: FormState,
    /// Before the paths, with its point: `payment_method.`; empty where they stand alone.
    prefix: &'static str,
    /// The gateway's test cards: token and words.
    cards: Vec<ListChoice>,
    /// Whether invoice can be chosen, for which nothing is stored.
    #[prop(optional)]
    with_invoice: bool,
) -> impl IntoView {
    let path = move |field: &str| format!("{prefix}{field}");
    let kind = form.field(&path("kind"));
    let kinds = with_invoice
        .then(|| Choice::new("invoice", "Invoice"))
        .into_iter()
        .chain(PaymentMethodKind::ALL.map(|kind| Choice::new(kind.code(), kind.label())))
        .collect::<Vec<_>>();
    let cards = choices(&cards);

    view! {
        // What a kind does not need is hidden by the style, from the kind that is chosen: it does so
        // without the program too.
        <div class="payment-fields">
        <RadioGroup
            value=kind
            name=form.name(&path("kind"))
            label="Paid by"
            choices=kinds
            kind=RadioGroupKind::Segmented
            error=form.error(&path("kind"))
        />
        <div class="for-card">
            <FormSelect
                form
                path=path("gateway_token")
                label="Card"
                choices=cards
                empty="Choose a test card of the sandbox gateway"
            />
        </div>
        <div class="for-debit">
            <FormText form path=path("iban") label="IBAN" hint="Only its last four characters are kept." />
        </div>
        <div class="for-stored">
            <FormText form path=path("holder") label="Holder" hint="As on the card or bank account" />
        </div>
        </div>
    }
}
