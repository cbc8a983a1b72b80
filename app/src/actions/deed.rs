//! What is scheduled would do on another day than its own, as its dialogs show it (decision 19).

use domain::actions::{ActionShown, DeedShown};
use leptos::prelude::*;

use crate::hierarchy::{effect_view, handover::handover_said, move_said, removal_said};

/// All that it comes to; `sentence` is told where what it does is told elsewhere.
pub(super) fn deed_view(shown: &ActionShown, sentence: String) -> AnyView {
    let handover = shown.handover.as_ref();
    let handed = handover.map(handover_said);
    let deed = match &shown.deed {
        DeedShown::Move { preview, effect } => move_said(preview, effect, handover),
        DeedShown::Removal(preview) => removal_said(preview, handover),
        DeedShown::Board(effect) => view! {
            <p role="status">{sentence}</p>
            {effect_view(effect)}
        }
        .into_any(),
    };
    view! { {deed} {handed} }.into_any()
}
