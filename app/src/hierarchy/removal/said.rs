//! What a scheduled removal comes to, as it is shown before it is done on another day than its own (decision 19,
//! HIER-2).

use domain::hierarchy::{Going, HandoverPreview, RemovalPreview};
use leptos::prelude::*;

use super::super::payers::payers_said;

/// The sentence, and who pays across the border of what leaves. `handover` is what is handed over with it, if
/// anything.
pub fn removal_said(preview: &RemovalPreview, handover: Option<&HandoverPreview>) -> AnyView {
    let going = Going::Removal {
        account: preview.account.id,
        effective: preview.effective,
    };
    view! {
        <p role="status">{preview.sentence()}</p>
        {payers_said(&going, &preview.payers, handover, None)}
    }
    .into_any()
}
