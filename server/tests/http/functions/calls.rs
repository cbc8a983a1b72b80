//! A valid call of every server function.

use chrono::{DateTime, NaiveDate};
use domain::actions::ActionsWanted;
use domain::bill_units::{BillUnitDraft, BillUnitEdit};
use domain::hierarchy::{
    BoardAsShown, BoardChange, BoardConfirm, BoardEdit, BoardEffectShown, BoardNew, Effective,
    Fingerprint, Going, HandoverTo, MoveForm, RemovalRequest, TreeAsk, TreeFrom, UndoRequest,
};
use domain::ids::AuditEntryId;
use domain::payment_methods::{PaymentMethodDraft, PaymentMethodEdit};
use domain::search::SearchRequest;
use serde_json::{Value, json};
use store::hierarchy::{board_effect, board_effect_on};
use store::profile::profile_view;

use super::scene::{Organization, Scene, draft, letters, machine, operation};

/// What is sent.
pub enum Call {
    /// A plain form.
    Form(String),
    /// JSON.
    Json(Value),
}

/// A valid call of the function at this address, about objects of the scene; none where nobody has
/// written one.
pub async fn call(function: &str, scene: &Scene<'_>) -> Option<Call> {
    match function.split('/').next()? {
        "accounts" => accounts(function, scene).await,
        "audit" => json(json!({
            "kind": "staff_user_changed", "person": "", "before": nobodys_entry(),
        })),
        "search" | "actions" | "lists" => small(function, scene).await,
        "hierarchy" => hierarchy(function, scene).await,
        "boards" => boards(function, scene).await,
        "staff" | "session" => staff(function, scene).await,
        _ => None,
    }
}

fn form(text: impl Into<String>) -> Option<Call> {
    Some(Call::Form(text.into()))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "an arm of a match whose last one is none"
)]
fn json(value: Value) -> Option<Call> {
    Some(Call::Json(value))
}

async fn accounts(function: &str, scene: &Scene<'_>) -> Option<Call> {
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

/// A search with all that can be chosen beside the box.
fn searched() -> SearchRequest {
    let [q, status, organization_type, customer, company, sort] =
        ["acme*", "active", "legal_entity", "gold", "acme", "name"].map(str::to_owned);
    SearchRequest {
        q,
        status,
        organization_type,
        customer,
        company,
        sort,
        after: String::new(),
    }
}

/// Where a page of a history begins: behind every entry there is.
fn nobodys_entry() -> AuditEntryId {
    AuditEntryId::from_uuid(uuid::Uuid::max())
}

async fn small(function: &str, scene: &Scene<'_>) -> Option<Call> {
    match function {
        "search/accounts" => json(json!({ "request": searched() })),
        "search/pick" => form("text=acme"),
        "search/preview" => {
            let account = scene.account().await;
            json(json!({ "request": searched(), "id": account.id }))
        }
        "actions/list" => form(format!("number={}", scene.account().await.number)),
        "actions/preview" => json(json!({ "action": scene.action().await })),
        "actions/all" => json(json!({ "wanted": ActionsWanted::default() })),
        "actions/shift/preview" => {
            let action = scene.action().await;
            json(json!({ "action": action, "to": scene.later().await }))
        }
        "actions/shift" => {
            let (action, to, shown) = scene.action_shift_shown().await;
            json(json!({ "action": action, "operation_id": operation(), "to": to, "shown": shown }))
        }
        "actions/cancel" => {
            json(json!({ "action": scene.action().await, "operation_id": operation() }))
        }
        "actions/perform" => {
            let (action, shown) = scene.action_shown().await;
            json(json!({ "action": action, "operation_id": operation(), "shown": shown }))
        }
        "lists/customer-types" => form(""),
        "lists/customer-types/add" => {
            json(json!({ "operation_id": operation(), "name": letters() }))
        }
        "lists/customer-types/rename" => {
            let (code, was) = scene.customer_type().await;
            json(json!({
                "code": code, "operation_id": operation(), "was": was, "name": letters(),
            }))
        }
        "lists/customer-types/retire" => {
            let (code, was) = scene.customer_type().await;
            json(json!({
                "code": code, "operation_id": operation(), "was": was, "retire": true,
            }))
        }
        _ => None,
    }
}

async fn hierarchy(function: &str, scene: &Scene<'_>) -> Option<Call> {
    let now = Effective::Now;
    match function {
        "hierarchy/open" => {
            let number = scene.organization().await.child.number;
            form(format!("number={number}&payers=false"))
        }
        "hierarchy/payers" => {
            let accounts = [scene.organization().await.child.id];
            json(json!({ "accounts": accounts, "on": null }))
        }
        "hierarchy/children" => {
            let ask = ask(scene.organization().await.root.id);
            json(json!({ "ask": ask }))
        }
        "hierarchy/organizations" => {
            form(format!("after={}", scene.organization().await.root.number))
        }
        "hierarchy/below" => {
            json(json!({ "accounts": [scene.organization().await.root.id], "on": null }))
        }
        "hierarchy/search" => json(
            json!({ "root": scene.organization().await.root.id, "on": null, "text": "acme*", "after": "" }),
        ),
        "hierarchy/move/accounts" => {
            json(json!({ "wanted": scene.wanted(now).await, "side": "along", "after": null }))
        }
        "hierarchy/move/preview" => json(json!({ "ask": move_ask(scene).await })),
        "hierarchy/move/effect" => json(json!({ "wanted": scene.wanted(now).await })),
        "hierarchy/handover" | "hierarchy/payers/across" => going(function, scene).await,
        "hierarchy/move" => json(json!({ "confirm": scene.confirm(now).await })),
        "hierarchy/move/schedule" => {
            let date = scene.soon().await;
            json(json!({ "confirm": scene.confirm(Effective::On { date }).await }))
        }
        "hierarchy/undo" => {
            let undo = UndoRequest {
                operation_id: operation(),
                entry: scene.entry().await,
            };
            json(json!({ "undo": undo }))
        }
        "hierarchy/removal/open" => {
            let number = scene.organization().await.child.number.to_string();
            json(json!({ "number": number, "effective": now }))
        }
        "hierarchy/removal" => {
            let (account, fingerprint) = scene.removal().await;
            let removal = RemovalRequest {
                operation_id: operation(),
                account,
                effective: now,
                fingerprint,
                seen_at: None,
                handover: None,
                handover_shown: None,
            };
            json(json!({ "removal": removal }))
        }
        _ => None,
    }
}

/// Who pays across the border of what goes.
async fn going(function: &str, scene: &Scene<'_>) -> Option<Call> {
    let request = scene.wanted(Effective::Now).await;
    let going = Going::Move { request };
    if function == "hierarchy/handover" {
        let to = scene.organization().await.root.number;
        return json(json!({ "ask": going, "to": HandoverTo::from(to) }));
    }
    let after = domain::ids::BillUnitId::from_uuid(uuid::Uuid::from_u128(1));
    json(json!({ "going": going, "payer_goes": true, "after": after }))
}

fn ask(parent: domain::ids::AccountId) -> TreeAsk {
    TreeAsk {
        parent,
        as_of: None,
        from: TreeFrom::Start,
        limit: 50,
    }
}

pub async fn move_ask(scene: &Scene<'_>) -> Value {
    let Organization { child, other, .. } = scene.organization().await;
    json!({
        "account": child.id,
        "to": other.number,
        "form": MoveForm::WholeSubtree,
        "effective": Effective::Now,
    })
}

async fn boards(function: &str, scene: &Scene<'_>) -> Option<Call> {
    match function {
        "boards/list" => form("is_over=false&after="),
        "boards/open" => form(format!("id={}&after=0&around=", scene.board().await.0)),
        "boards/children" => {
            let root = Scene::new(scene.store(), true).organization().await.root.id;
            json(json!({ "board": scene.board().await.0, "ask": ask(root) }))
        }
        "boards/effect" => form(format!("id={}", scene.board().await.0)),
        "boards/effect/on" => {
            let date = scene.soon().await;
            json(json!({ "board": scene.board().await.0, "date": date }))
        }
        "boards/history" => json(json!({ "id": scene.board().await.0, "before": "" })),
        "boards/begin" => {
            let new = BoardNew {
                operation_id: operation(),
                name: "Autumn plan".to_owned(),
                deeds: Vec::new(),
            };
            json(json!({ "new": new }))
        }
        "boards/step" => {
            let (board, _) = scene.board().await;
            let step = move_ask(&Scene::new(scene.store(), true)).await;
            json(json!({ "ask": {
                "operation_id": operation(), "board": board, "name": "", "step": step,
            } }))
        }
        "boards/removal" => {
            let (board, _) = scene.board().await;
            let there = Scene::new(scene.store(), true).organization().await;
            let account = there.child.number;
            json(json!({ "board": board, "account": account, "operation_id": operation() }))
        }
        "boards/change" => {
            let (board, version) = scene.board().await;
            let edit = BoardEdit {
                operation_id: operation(),
                board,
                version: Some(version),
                change: BoardChange::Rename {
                    name: "Winter plan".to_owned(),
                },
            };
            json(json!({ "edit": edit }))
        }
        "boards/apply" => json(json!({ "word": apply_word(scene).await })),
        "boards/schedule" => {
            let date = scene.soon().await;
            json(json!({ "word": schedule_word(scene, date).await, "date": date }))
        }
        _ => None,
    }
}

/// The word to apply a board as it is.
async fn apply_word(scene: &Scene<'_>) -> BoardAsShown {
    let confirm = confirm(scene).await;
    let shown = board_effect(scene.store(), &machine(), confirm.board).await;
    as_shown(confirm, shown)
}

/// The word to schedule a board for a day as it is.
async fn schedule_word(scene: &Scene<'_>, date: NaiveDate) -> BoardAsShown {
    let confirm = confirm(scene).await;
    let shown = board_effect_on(scene.store(), &machine(), confirm.board, date).await;
    as_shown(confirm, shown)
}

fn as_shown(confirm: BoardConfirm, shown: store::Result<BoardEffectShown>) -> BoardAsShown {
    let (fingerprint, seen_at) = match shown {
        Ok(BoardEffectShown::Now {
            effect,
            fingerprint,
            ..
        }) => (fingerprint, effect.stamp),
        // Of a board that is none nobody was shown anything.
        _ => (Fingerprint(String::new()), DateTime::UNIX_EPOCH),
    };
    BoardAsShown {
        confirm,
        fingerprint,
        seen_at,
    }
}

async fn confirm(scene: &Scene<'_>) -> BoardConfirm {
    let (board, version) = scene.approved().await;
    BoardConfirm {
        operation_id: operation(),
        board,
        version,
    }
}

async fn staff(function: &str, scene: &Scene<'_>) -> Option<Call> {
    const PASSWORD: &str = "nine+blue+cups%21";
    match function {
        "staff/list" => form("find=&after="),
        "session/list" => form(""),
        "staff/add" => {
            let login = letters();
            form(format!(
                "operation_id={}&login={login}&display_name=New&role=csr&password={PASSWORD}",
                operation()
            ))
        }
        "staff/change" => {
            let fields = |name: &str, role: &str| json!({ "display_name": name, "role": role });
            let edit = json!({
                "version": 1,
                "base": fields("Somebody", "csr"),
                "typed": fields("Renamed", "manager"),
            });
            let id = scene.staff().await;
            json(json!({ "id": id, "operation_id": operation(), "edit": edit }))
        }
        "staff/allow" => {
            let (id, operation) = (scene.staff().await, operation());
            form(format!("id={id}&operation_id={operation}&allowed=false"))
        }
        "staff/password" => {
            let (id, operation) = (scene.staff().await, operation());
            form(format!(
                "id={id}&operation_id={operation}&password={PASSWORD}"
            ))
        }
        // To the same password, so that the person signs in with it afterwards.
        "session/password" => {
            let own = crate::support::PASSWORD.replace(' ', "+");
            let operation = operation();
            form(format!(
                "operation_id={operation}&current={own}&password={own}"
            ))
        }
        _ => None,
    }
}
