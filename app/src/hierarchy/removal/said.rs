//! What a scheduled removal comes to, as it is shown before it is done on another day than its own (decision 19,
//! HIER-2).

use domain::{
    accounts::AccountRef,
    actions::DeferredAction,
    hierarchy::{Going, HandoverPreview, RemovalPreview},
};
use leptos::prelude::*;

use super::super::{payers::payers_said, scheduled::scheduled_list};
use crate::{routes, ui::Moment};

/// The sentence, and who pays across the border of what leaves. `handover` is what is handed over with it, if
/// anything.
pub fn removal_said(preview: &RemovalPreview, handover: Option<&HandoverPreview>) -> AnyView {
    let going = Going::Removal {
        account: preview.account.id,
        effective: preview.effective,
    };
    let elsewhere = (
        routes::hierarchy_remove(preview.account.number),
        "Hand over in Remove From Hierarchy",
    );
    view! {
        <p role="status">{preview.sentence()}</p>
        {scheduled_said(&preview.account, (&preview.scheduled, preview.more_scheduled))}
        {payers_said(&going, &preview.payers, handover, Some(elsewhere))}
        <p class="quiet">"As of " <Moment at=preview.stamp /> "."</p>
    }
    .into_any()
}

/// What is scheduled for the account, and what the removal breaks of it; nothing where nothing is.
pub(super) fn scheduled_said(
    account: &AccountRef,
    (actions, more): (&[DeferredAction], i64),
) -> Option<AnyView> {
    let list = || scheduled_list(account, (actions, more), "removal");
    let list = (!actions.is_empty()).then(list)?;
    Some(view! { <p>"Scheduled for it:"</p> {list} }.into_any())
}
