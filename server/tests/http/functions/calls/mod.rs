//! A valid call of every server function.

use domain::actions::ActionsWanted;
use domain::ids::AuditEntryId;
use domain::search::SearchRequest;
use serde_json::{Value, json};

use super::scene::{Scene, letters, operation};

mod accounts;
mod boards;
mod hierarchy;

pub use accounts::create;
pub use hierarchy::move_ask;

use accounts::accounts;
use boards::boards;
use hierarchy::hierarchy;

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
