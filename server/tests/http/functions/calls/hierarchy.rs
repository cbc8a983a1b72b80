//! Calls about organizations.

use domain::hierarchy::{
    Effective, Going, HandoverTo, MoveForm, RemovalRequest, TreeAsk, TreeFrom, UndoRequest,
};
use serde_json::Value;

use super::super::scene::{Organization, Scene, operation};
use super::{Call, form, json};

pub async fn hierarchy(function: &str, scene: &Scene<'_>) -> Option<Call> {
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
        "hierarchy/payers/units" => json(json!({ "number": scene.account().await.number })),
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

pub fn ask(parent: domain::ids::AccountId) -> TreeAsk {
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
