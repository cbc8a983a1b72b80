//! Calls about what-if boards.

use chrono::{DateTime, NaiveDate};
use domain::hierarchy::{
    BoardAsShown, BoardChange, BoardConfirm, BoardEdit, BoardEffectShown, BoardNew, Fingerprint,
};
use store::hierarchy::{board_effect, board_effect_on};

use super::super::scene::{Scene, machine, operation};
use super::hierarchy::{ask, move_ask};
use super::{Call, form, json};

pub async fn boards(function: &str, scene: &Scene<'_>) -> Option<Call> {
    match function {
        "boards/list" => form("is_over=false&after="),
        "boards/open" => form(format!("id={}&after=0&around=", scene.board().await.0)),
        "boards/children" => {
            let root = Scene::new(scene.store(), true).organization().await.root.id;
            json(json!({ "board": scene.board().await.0, "ask": ask(root) }))
        }
        "boards/payers" => {
            let root = Scene::new(scene.store(), true).organization().await.root.id;
            json(json!({ "board": scene.board().await.0, "accounts": [root] }))
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
