//! The side panel of a bill unit: its settings and its payer, new or changed (BIL-1, HIER-1).

use chrono::NaiveDate;
use domain::{
    accounts::{AccountNumber, AccountView},
    bill_units::{BillUnitDraft, BillUnitEdit, BillUnitUndo, BillUnitView, PayerFor},
    edits::{EditOutcome, FieldDifference},
    hierarchy::UndoRequest,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    panels::{BillingPanel, panel_open},
    payer_fields::{PayerFields, candidate_follow},
    rhythm::RhythmPreview,
};
use crate::{
    accounts::{
        api::{BillUnitSave, bill_unit_save},
        form::{FormState, FormValues, leave_guard},
        page::AccountChanges,
        parts::{
            ConflictScreen, ErrorSummary, FormSelect, FormText, Locked, SaveFailure,
            accounting_types,
        },
    },
    errors::AppError,
    hierarchy::undo::{Undoable, undo_run},
    routes,
    ui::{Button, ButtonKind, Choice, DialogActions, FieldRow, Panel, Toasts, Tone, use_toasts},
};

/// The panel of a bill unit; open while the address names one.
#[component]
pub(super) fn BillUnitPanel(
    panel: Memo<Option<BillingPanel>>,
    account: AccountView,
    operation_id: String,
) -> impl IntoView {
    let is_mine = |panel: &BillingPanel| {
        matches!(panel, BillingPanel::NewBillUnit | BillingPanel::BillUnit(_))
    };
    let open = panel_open(panel, is_mine, routes::account_billing(account.number));
    let account = StoredValue::new(account);
    let operation_id = StoredValue::new(operation_id);
    let unit = move || match panel.get_untracked() {
        Some(BillingPanel::BillUnit(id)) => account.with_value(|account| {
            account
                .bill_units
                .iter()
                .find(|unit| unit.id.to_string() == id)
                .cloned()
        }),
        _ => None,
    };
    let title = Signal::derive(move || match panel.get() {
        Some(BillingPanel::BillUnit(_)) => "Change bill unit".to_owned(),
        _ => "Add bill unit".to_owned(),
    });

    view! {
        <Panel open id="bill-unit-panel" title>
            <BillUnitForm
                account=account.get_value()
                unit=unit()
                operation_id=operation_id.get_value()
                open
            />
        </Panel>
    }
}

#[component]
fn BillUnitForm(
    account: AccountView,
    unit: Option<BillUnitView>,
    operation_id: String,
    open: RwSignal<bool>,
) -> impl IntoView {
    let number = account.number;
    let paid = PayerFor {
        account: number,
        unit: unit.as_ref().map(|unit| unit.id),
    };
    let base = unit
        .as_ref()
        .map_or_else(|| BillUnitDraft::usual(""), BillUnitView::draft);
    let form = FormState::new("bill-unit", values_of(&base));
    let base = StoredValue::new(base);
    let meanwhile = RwSignal::new(None::<(BillUnitView, Vec<FieldDifference>)>);
    leave_guard(form.is_changed());
    let save = ServerAction::<BillUnitSave>::new();
    after_save(save, number, form, meanwhile, open);
    let failure = Signal::derive(move || save.value().get().and_then(Result::err));
    let save_words = match unit {
        Some(_) => "Save bill unit",
        None => "Add bill unit",
    };
    let busy = save.pending();
    let operation_id = StoredValue::new(operation_id);
    let edit = move || BillUnitEdit {
        operation_id: operation_id.get_value(),
        base: base.get_value(),
        typed: base.with_value(|base| draft_read(&untrack(|| form.values()), base)),
    };
    let send = move || {
        if !busy.get_untracked() {
            save.dispatch(BillUnitSave {
                number,
                edit: edit(),
            });
        }
    };
    let decide = move |take_now: Vec<String>| {
        if let Some((now, _)) = meanwhile.get_untracked() {
            let merged = edit().rebased(&now, &take_now);
            form.base_set(values_of(&merged.base));
            form.show(&values_of(&merged.typed));
            base.set_value(merged.base);
            meanwhile.set(None);
        }
    };

    view! {
        <ConflictScreen
            differences=Signal::derive(move || meanwhile.get().map(|(_, differences)| differences))
            decide=Callback::new(decide)
        />
        <ErrorSummary form label />
        <SaveFailure answer=failure />
        <form
            novalidate=true
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
        >
            <Locked busy legend="Settings">
                <BillUnitFields
                    form
                    payments=payments(&account)
                    unit
                    today=account.today
                    failure
                    paid
                />
            </Locked>
            <DialogActions>
                <Button kind=ButtonKind::Plain on_press=Callback::new(move |()| open.set(false))>
                    "Cancel"
                </Button>
                <Button kind=ButtonKind::Primary submit=true busy>
                    {save_words}
                </Button>
            </DialogActions>
        </form>
    }
}

#[component]
fn BillUnitFields(
    form: FormState,
    payments: Vec<Choice>,
    unit: Option<BillUnitView>,
    today: NaiveDate,
    failure: Signal<Option<AppError>>,
    paid: PayerFor,
) -> impl IntoView {
    let candidate = candidate_follow(form, paid);
    let rhythm = unit.map(|unit| {
        view! {
            <p class="quiet">
                "A new billing day or frequency counts from the next cycle. What is billed already stays as it is."
            </p>
            <RhythmPreview form unit today candidate />
        }
    });
    view! {
        <FormText form path="name" label="Name" required=true />
        <FieldRow>
            <FormText
                form
                path="billing_day"
                label="Billing day of month"
                hint="1 to 31; in a shorter month its last day"
                required=true
            />
            <FormText
                form
                path="frequency_months"
                label="Months between bills"
                hint="1 to 24"
                required=true
            />
        </FieldRow>
        {rhythm}
        <FieldRow>
            <FormText
                form
                path="payment_terms_days"
                label="Payment terms"
                hint="Days until a bill is due, 0 to 365"
                required=true
            />
            <FormSelect
                form
                path="accounting_type"
                label="Accounting type"
                choices=accounting_types()
                required=true
            />
        </FieldRow>
        <FormSelect form path="payment" label="Paid by" choices=payments required=true />
        <PayerFields form candidate failure paid />
    }
}

/// Closes the panel after a save and offers to take it back, or shows what is in the way.
fn after_save(
    save: ServerAction<BillUnitSave>,
    number: AccountNumber,
    form: FormState,
    meanwhile: RwSignal<Option<(BillUnitView, Vec<FieldDifference>)>>,
    open: RwSignal<bool>,
) {
    let toasts = use_toasts();
    let changes = AccountChanges::here();
    Effect::new(move |_| match save.value().get() {
        Some(Ok(Undoable { answer, undo_id })) => match answer {
            EditOutcome::Saved { saved } => {
                form.base_set(untrack(|| form.values()));
                undo_offered(number, saved.undo, undo_id, toasts, changes);
                open.set(false);
                changes.note();
            }
            EditOutcome::Stale { now, differences } => meanwhile.set(Some((now, differences))),
        },
        Some(Err(error)) => form.errors_set(error.fields),
        None => {}
    });
}

/// Says that it is saved, and offers to take that back: a change of the payer alone by its entry in the
/// history, as from there, which then knows both as one.
fn undo_offered(
    number: AccountNumber,
    undo: Option<BillUnitUndo>,
    undo_id: String,
    toasts: Toasts,
    changes: AccountChanges,
) {
    let said = "The bill unit is saved.";
    let entry = undo.as_ref().and_then(BillUnitUndo::payer_entry);
    match (entry, undo) {
        (Some(entry), _) => {
            let undo = UndoRequest {
                operation_id: undo_id,
                entry,
            };
            // Made when it is pressed: what the panel makes is gone with it.
            toasts.say_with_undo(said, move || {
                undo_run(toasts, undo.clone(), move |_| changes.note());
            });
        }
        (None, Some(undo)) => {
            let undo = undo.edit(undo_id);
            toasts.say_with_undo(said, move || {
                take_back(number, undo.clone(), toasts, changes);
            });
        }
        (None, None) => toasts.say(Tone::Good, said),
    }
}

/// Gives a bill unit its former settings back, unless somebody changed it since.
fn take_back(number: AccountNumber, undo: BillUnitEdit, toasts: Toasts, changes: AccountChanges) {
    spawn_local(async move {
        let answer = bill_unit_save(number, undo).await;
        match answer.map(|undone| undone.answer) {
            Ok(EditOutcome::Saved { .. }) => {
                toasts.say(Tone::Good, "The bill unit has its former settings again.");
            }
            Ok(EditOutcome::Stale { .. }) => {
                let sentence = "Somebody changed the bill unit since: nothing was undone.";
                toasts.say(Tone::Bad, sentence);
            }
            Err(error) => toasts.say(Tone::Bad, error.first_sentence()),
        }
        changes.note();
    });
}

/// Invoice, and every payment method of the account that can still pay.
fn payments(account: &AccountView) -> Vec<Choice> {
    let methods = account
        .payment_methods
        .iter()
        .filter(|method| !method.is_retired)
        .map(|method| Choice::new(method.id.to_string(), method.label()));
    std::iter::once(Choice::new("invoice", "Invoice"))
        .chain(methods)
        .collect()
}

fn values_of(draft: &BillUnitDraft) -> FormValues {
    let mut values = FormValues::default();
    for (path, text) in [
        ("name", &draft.name),
        ("billing_day", &draft.billing_day),
        ("frequency_months", &draft.frequency_months),
        ("accounting_type", &draft.accounting_type),
        ("payment_terms_days", &draft.payment_terms_days),
        ("payment", &draft.payment),
        ("payer", &draft.payer),
        ("payer_unit", &draft.payer_unit),
    ] {
        values.set(path, text.as_str());
    }
    values
}

fn draft_read(values: &FormValues, base: &BillUnitDraft) -> BillUnitDraft {
    let text = |path: &str| values.text(path).to_owned();
    BillUnitDraft {
        id: base.id.clone(),
        name: text("name"),
        billing_day: text("billing_day"),
        frequency_months: text("frequency_months"),
        accounting_type: text("accounting_type"),
        payment_terms_days: text("payment_terms_days"),
        payment: text("payment"),
        payer: text("payer"),
        payer_unit: text("payer_unit"),
    }
}

fn label(path: &str) -> &'static str {
    match path {
        "name" => "Name",
        "billing_day" => "Billing day of month",
        "frequency_months" => "Months between bills",
        "accounting_type" => "Accounting type",
        "payment_terms_days" => "Payment terms",
        "payment" => "Paid by",
        "payer" => "Paying account",
        "payer_unit" => "Bill unit that pays",
        _ => "Form",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn untouched_settings_come_back_as_they_are() {
        let base = BillUnitDraft {
            id: "bun_1".to_owned(),
            payer: "A-00000042".to_owned(),
            payer_unit: "bun_2".to_owned(),
            ..BillUnitDraft::usual("Main")
        };
        assert_eq!(draft_read(&values_of(&base), &base), base);
    }
}
