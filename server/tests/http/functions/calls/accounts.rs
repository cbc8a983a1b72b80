//! Calls about one account.

use domain::bill_units::{BillUnitDraft, BillUnitEdit};
use domain::payment_methods::{PaymentMethodDraft, PaymentMethodEdit};
use store::profile::profile_view;

use super::super::scene::{Organization, Scene, draft, machine, operation};
use super::{Call, form, json, nobodys_entry};

pub async fn accounts(function: &str, scene: &Scene<'_>) -> Option<Call> {
    match function {
        "accounts/open" | "accounts/home" | "accounts/profile" | "accounts/billing"
        | "accounts/caller" => form(format!("number={}", scene.account().await.number)),
        "accounts/payer" | "accounts/payers" => {
            let number = scene.account().await.number;
            let paid = json!({ "account": number, "unit": null });
            json(json!({ "number": number, "text": "acme", "paid": paid }))
        }
        "accounts/history" => {
            let number = scene.account().await.number.to_string();
            json(json!({
                "number": number, "kind": "account_created", "person": "", "before": nobodys_entry(),
            }))
        }
        "accounts/form" => form(""),
        "accounts/create" => {
            let Organization { root, .. } = scene.organization().await;
            form(create(&root.number.to_string()))
        }
        "accounts/caller/verify" => {
            let number = scene.account().await.number;
            json(json!({ "number": number, "answer": "Rex the second" }))
        }
        "accounts/profile/save" => {
            let there = Scene::new(scene.store(), true).account().await;
            let view = profile_view(scene.store(), &machine(), there.id).await;
            let mut profile = view.expect("the profile").draft(operation());
            profile.typed.name = "Acme of Kiel".to_owned();
            let number = match scene.account().await {
                nobody if nobody.name == "Nobody" => nobody.number,
                _ => there.number,
            };
            json(json!({ "number": number, "draft": profile }))
        }
        "accounts/bill-unit/save" => {
            let usual = BillUnitDraft::usual("Oslo");
            let edit = BillUnitEdit {
                operation_id: operation(),
                base: usual.clone(),
                typed: usual,
            };
            json(json!({ "number": scene.account().await.number, "edit": edit }))
        }
        _ if function.starts_with("accounts/payment-method/") => {
            payment_methods(function, scene).await
        }
        _ => None,
    }
}

async fn payment_methods(function: &str, scene: &Scene<'_>) -> Option<Call> {
    match function {
        "accounts/payment-method/add" => {
            let method = PaymentMethodDraft {
                kind: "credit_card".to_owned(),
                gateway_token: "tok_visa_4242".to_owned(),
                holder: "Ana Fox".to_owned(),
                ..PaymentMethodDraft::default()
            };
            let number = scene.account().await.number;
            json(json!({ "number": number, "operation_id": operation(), "draft": method }))
        }
        "accounts/payment-method/change" => {
            let (account, id) = scene.card().await;
            let edit = PaymentMethodEdit {
                operation_id: operation(),
                base: None,
                expiry: "12/2035".to_owned(),
            };
            json(json!({ "number": account.number, "id": id, "edit": edit }))
        }
        "accounts/payment-method/retire" | "accounts/payment-method/restore" => {
            let (account, id) = scene.card().await;
            let number = account.number;
            json(json!({ "number": number, "id": id, "operation_id": operation() }))
        }
        _ => None,
    }
}

/// The form of a new account, as a browser sends it without the program.
pub fn create(parent: &str) -> String {
    let draft = draft(parent);
    let unit = &draft.bill_units[0];
    let pairs = [
        ("operation_id", draft.operation_id.as_str()),
        ("contacts][0][company", &draft.contacts[0].company),
        ("contacts][0][last_name", &draft.contacts[0].last_name),
        ("customer_type", &draft.customer_type),
        ("language", &draft.language),
        ("currency", &draft.currency),
        ("bill_units][0][name", &unit.name),
        ("bill_units][0][billing_day", &unit.billing_day),
        ("bill_units][0][frequency_months", &unit.frequency_months),
        ("bill_units][0][accounting_type", &unit.accounting_type),
        (
            "bill_units][0][payment_terms_days",
            &unit.payment_terms_days,
        ),
        ("payment_method][kind", "invoice"),
        ("parent", parent),
    ];
    let sent = |(field, text): &(&str, &str)| format!("draft[{field}]={}", text.replace(' ', "+"));
    pairs.iter().map(sent).collect::<Vec<_>>().join("&")
}
