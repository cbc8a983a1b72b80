//! What a scheduled move comes to, as it is shown before it is made on another day than its own: the preview
//! without its choices (decision 19, HIER-2).

use domain::hierarchy::{Going, HandoverPreview, MoveEffect, MovePreview};
use leptos::prelude::*;

use super::super::payers::payers_said;
use super::{compare::MoveCompare, effect::effect_facts, shown::preview_href};
use crate::ui::{Note, Tone};

/// The sentence, both trees and what they come to. `handover` is what is handed over with it, if anything.
pub fn move_said(
    preview: &MovePreview,
    effect: &MoveEffect,
    handover: Option<&HandoverPreview>,
) -> AnyView {
    let note = preview.closed_note();
    let is_handed = handover.is_some();
    let facts = effect_facts(effect, preview, move || is_handed);
    let going = Going::Move {
        request: preview.request.clone(),
    };
    let elsewhere = (preview_href(preview), "Hand over in Preview Move");
    let payers = payers_said(&going, &effect.payers, handover, Some(elsewhere));
    view! {
        <div class="move-shown said">
            <p role="status">{preview.sentence()}</p>
            {note.map(|note| view! { <Note tone=Tone::Warn>{note}</Note> })}
            <MoveCompare rows=preview.rows.clone() effective=preview.request.effective />
            <div class="move-effects">{facts} {payers}</div>
        </div>
    }
    .into_any()
}
