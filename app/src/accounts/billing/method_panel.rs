//! The side panel of a payment method: a new one, or the expiry of a card (ACC-2).

use chrono::{Datelike, NaiveDate};
use domain::{
    accounts::{AccountNumber, AccountView},
    edits::EditOutcome,
    ids::PaymentMethodId,
    lists::Choice,
    payment_methods::{PaymentMethodDraft, PaymentMethodEdit, PaymentMethodView},
    secret::Secret,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    panels::{BillingPanel, panel_open},
    pays::{paid_by, pays_nothing},
};
use crate::{
    accounts::{
        api::{PaymentMethodAdd, PaymentMethodChange, PaymentMethodRetire, payment_method_restore},
        form::{FormState, FormValues, leave_guard},
        page::AccountChanges,
        parts::{ErrorSummary, FormText, Locked, PaymentMethodFields, SaveFailure},
    },
    errors::AppResult,
    routes,
    ui::{
        Button, ButtonKind, DialogActions, Fact, Facts, FactsKind, Note, Panel, Toasts, Tone,
        use_toasts,
    },
};

/// The panel of a payment method; open while the address names one.
#[component]
pub(super) fn PaymentMethodPanel(
    panel: Memo<Option<BillingPanel>>,
    account: AccountView,
    operation_id: String,
    cards: Vec<Choice>,
) -> impl IntoView {
    let is_mine = |panel: &BillingPanel| {
        matches!(
            panel,
            BillingPanel::NewPaymentMethod | BillingPanel::PaymentMethod(_)
        )
    };
    let open = panel_open(panel, is_mine, routes::account_billing(account.number));
    let account = StoredValue::new(account);
    let operation_id = StoredValue::new(operation_id);
    let cards = StoredValue::new(cards);
    let title = Signal::derive(move || match panel.get() {
        Some(BillingPanel::PaymentMethod(_)) => "Payment method".to_owned(),
        _ => "Add payment method".to_owned(),
    });
    let content = move || {
        let account = account.get_value();
        let operation_id = operation_id.get_value();
        let method = match panel.get_untracked() {
            Some(BillingPanel::PaymentMethod(id)) => account
                .payment_methods
                .iter()
                .find(|method| method.id.to_string() == id)
                .cloned(),
            _ => None,
        };
        match method {
            Some(method) => view! { <StoredForm account method operation_id open /> }.into_any(),
            None => {
                view! { <AddForm account operation_id cards=cards.get_value() open /> }.into_any()
            }
        }
    };

    view! {
        <Panel open id="payment-method-panel" title>
            {content()}
        </Panel>
    }
}

#[component]
fn AddForm(
    account: AccountView,
    operation_id: String,
    cards: Vec<Choice>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let number = account.number;
    let mut values = FormValues::default();
    values.set("kind", "credit_card");
    values.set("holder", account.primary_contact.display_name());
    let form = FormState::new("payment-method", values);
    leave_guard(form.is_changed());
    let add = ServerAction::<PaymentMethodAdd>::new();
    let answer = Signal::derive(move || add.value().get().map(|answer| answer.map(|_| ())));
    after_save(answer, form, open, "The payment method is added.");
    let busy = add.pending();
    let send = move || {
        if !busy.get_untracked() {
            let draft = draft_read(&untrack(|| form.values()));
            let operation_id = operation_id.clone();
            add.dispatch(PaymentMethodAdd {
                number,
                operation_id,
                draft,
            });
        }
    };

    view! {
        <ErrorSummary form label />
        <SaveFailure answer=Signal::derive(move || answer.get().and_then(Result::err)) />
        <form
            novalidate=true
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
        >
            <Locked busy legend="Payment method">
                <PaymentMethodFields form prefix="" cards />
            </Locked>
            <p class="quiet">
                "Which bill units it pays is chosen in Bill Unit Setup."
            </p>
            <DialogActions>
                <Button kind=ButtonKind::Plain on_press=Callback::new(move |()| open.set(false))>
                    "Cancel"
                </Button>
                <Button kind=ButtonKind::Primary submit=true busy>
                    "Add payment method"
                </Button>
            </DialogActions>
        </form>
    }
}

/// A stored payment method: its expiry can change, and it can be retired.
#[component]
fn StoredForm(
    account: AccountView,
    method: PaymentMethodView,
    operation_id: String,
    open: RwSignal<bool>,
) -> impl IntoView {
    let number = account.number;
    let (id, label_words, holder) = (method.id, method.label(), method.holder.clone());
    let mut values = FormValues::default();
    values.set(
        "expiry",
        method.expires_on.map(expiry_typed).unwrap_or_default(),
    );
    let form = FormState::new("payment-method", values);
    leave_guard(form.is_changed());
    let base = RwSignal::new(method.expires_on);
    let change = ServerAction::<PaymentMethodChange>::new();
    let retire = ServerAction::<PaymentMethodRetire>::new();
    after_save(changed(change, base), form, open, "The expiry is saved.");
    let retired = Signal::derive(move || retire.value().get());
    after_retired(
        retired,
        form,
        open,
        Retired {
            number,
            id,
            label: label_words.clone(),
        },
    );
    let busy = Signal::derive(move || change.pending().get() || retire.pending().get());
    let operation = StoredValue::new(operation_id);
    let send = move || {
        if !busy.get_untracked() {
            let expiry = form.field("expiry").get_untracked();
            let operation_id = operation.get_value();
            let edit = PaymentMethodEdit {
                operation_id,
                base: base.get_untracked(),
                expiry,
            };
            change.dispatch(PaymentMethodChange { number, id, edit });
        }
    };
    let give_up = move |()| {
        if !busy.get_untracked() {
            let operation_id = operation.get_value();
            retire.dispatch(PaymentMethodRetire {
                number,
                id,
                operation_id,
            });
        }
    };
    let failure = Signal::derive(move || {
        change
            .value()
            .get()
            .and_then(Result::err)
            .or_else(|| retired.get().and_then(Result::err))
    });
    let has_expiry = method.expires_on.is_some();
    let is_paying = !method.pays.is_empty();
    let pays = paid_by(&method, &account.bill_units);
    // One that another account pays for has it for when it pays for itself again.
    let until = match pays.len() == method.pays.len() {
        true => "It can be retired once no bill unit is paid by it.",
        false => {
            "It can be retired once no bill unit is paid by it, nor would be where no other account pays."
        }
    };
    let pays = match pays.is_empty() {
        true => pays_nothing(&method).to_owned(),
        false => pays.join(", "),
    };

    view! {
        <ErrorSummary form label />
        <SaveFailure answer=failure />
        <MovedOn base shown=method.expires_on />
        <form
            novalidate=true
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
        >
            <Facts kind=FactsKind::Details>
                <Fact label="Payment method">{label_words}</Fact>
                <Fact label="Holder">{holder}</Fact>
                <Fact label="Pays">{pays}</Fact>
            </Facts>
            {has_expiry
                .then(|| view! {
                    <Locked busy legend="Expiry">
                        <FormText form path="expiry" label="Good until" hint="Month and year, such as 03/2027" required=true />
                    </Locked>
                })}
            <p class="quiet">
                "Only the expiry of a stored card can change. Anything else is a new payment method; a retired one stays in the history."
            </p>
            <DialogActions>
                <Button
                    kind=ButtonKind::Danger
                    disabled=is_paying
                    on_press=Callback::new(give_up)
                >
                    "Retire"
                </Button>
                <Button kind=ButtonKind::Plain on_press=Callback::new(move |()| open.set(false))>
                    "Cancel"
                </Button>
                {has_expiry
                    .then(|| view! {
                        <Button kind=ButtonKind::Primary submit=true busy>
                            "Save expiry"
                        </Button>
                    })}
            </DialogActions>
            {is_paying
                .then(|| view! {
                    <p class="faint">{until}</p>
                })}
        </form>
    }
}

/// The outcome of a new expiry. Where somebody saved another one meanwhile it becomes the base, so
/// that a second save counts knowingly.
fn changed(
    change: ServerAction<PaymentMethodChange>,
    base: RwSignal<Option<NaiveDate>>,
) -> Signal<Option<AppResult<()>>> {
    Effect::new(move |_| {
        if let Some(Ok(EditOutcome::Stale { now, .. })) = change.value().get() {
            base.set(now.expires_on);
        }
    });
    Signal::derive(move || match change.value().get() {
        Some(Ok(EditOutcome::Saved { .. })) => Some(Ok(())),
        Some(Err(error)) => Some(Err(error)),
        Some(Ok(EditOutcome::Stale { .. })) | None => None,
    })
}

/// Says that somebody changed the expiry since the panel was opened (ACC-6).
#[component]
fn MovedOn(base: RwSignal<Option<NaiveDate>>, shown: Option<NaiveDate>) -> impl IntoView {
    move || {
        base.get().filter(|now| Some(*now) != shown).map(|now| {
            let was = shown.map(expiry_typed).unwrap_or_default();
            let sentence = format!(
                "Somebody else changed the expiry from {was} to {} meanwhile. Nothing is saved yet: \
                 save again to set yours.",
                expiry_typed(now)
            );
            view! {
                <Note tone=Tone::Warn live=true>
                    {sentence}
                </Note>
            }
        })
    }
}

/// Closes the panel after a save, or shows what is in the way.
fn after_save(
    answer: Signal<Option<AppResult<()>>>,
    form: FormState,
    open: RwSignal<bool>,
    done: &'static str,
) {
    let toasts = use_toasts();
    let changes = AccountChanges::here();
    Effect::new(move |_| match answer.get() {
        Some(Ok(())) => {
            form.base_set(untrack(|| form.values()));
            toasts.say(Tone::Good, done);
            open.set(false);
            changes.note();
        }
        Some(Err(error)) => form.errors_set(error.fields),
        None => {}
    });
}

/// A payment method that was retired, with what its undo needs.
#[derive(Clone)]
struct Retired {
    number: AccountNumber,
    id: PaymentMethodId,
    label: String,
}

/// Closes the panel after a payment method was retired, and offers to take that back.
fn after_retired(
    answer: Signal<Option<AppResult<String>>>,
    form: FormState,
    open: RwSignal<bool>,
    retired: Retired,
) {
    let toasts = use_toasts();
    let changes = AccountChanges::here();
    Effect::new(move |_| {
        let Some(Ok(undo_id)) = answer.get() else {
            return;
        };
        form.base_set(untrack(|| form.values()));
        let retired = retired.clone();
        toasts.say_with_undo(format!("{} is retired.", retired.label), move || {
            take_back(retired.clone(), undo_id.clone(), toasts, changes);
        });
        open.set(false);
        changes.note();
    });
}

fn take_back(retired: Retired, undo_id: String, toasts: Toasts, changes: AccountChanges) {
    let Retired { number, id, label } = retired;
    spawn_local(async move {
        match payment_method_restore(number, id, undo_id).await {
            Ok(()) => {
                toasts.say(Tone::Good, format!("{label} can pay again."));
                changes.note();
            }
            Err(error) => toasts.say(Tone::Bad, error.sentence),
        }
    });
}

/// An expiry as it is typed: `03/2027`.
fn expiry_typed(day: NaiveDate) -> String {
    format!("{:02}/{}", day.month(), day.year())
}

fn draft_read(values: &FormValues) -> PaymentMethodDraft {
    PaymentMethodDraft {
        kind: values.text("kind").to_owned(),
        gateway_token: values.text("gateway_token").to_owned(),
        iban: Secret::from(values.text("iban")),
        holder: values.text("holder").to_owned(),
    }
}

fn label(path: &str) -> &'static str {
    match path {
        "kind" => "Paid by",
        "gateway_token" => "Card",
        "iban" => "IBAN",
        "holder" => "Holder",
        "expiry" => "Good until",
        _ => "Form",
    }
}
