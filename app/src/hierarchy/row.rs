//! One line of the tree as it is in the document when the page is made. While somebody scrolls and opens,
//! its place takes other lines: see [`draw`](super::draw). All of its parts are therefore always there.

use leptos::{attr::custom::custom_attribute, prelude::*};

use super::face::Face;
use crate::ui::{Icon, IconName};

/// A line; with the column of payers where that is shown.
pub fn row_view(face: Face, with_payers: bool) -> AnyView {
    let level = custom_attribute("aria-level", face.level.clone());
    let payers = with_payers.then(|| payers_view(&face));

    view! {
        <div
            class=face.class.clone()
            role="row"
            id=face.id.clone()
            {..level}
            aria-posinset=face.position.clone()
            aria-setsize=face.siblings.clone()
            aria-rowindex=face.row_index.clone()
            aria-busy=face.busy
            aria-expanded=face.expanded
            aria-selected=face.selected
            draggable=face.draggable
        >
            {name_view(&face)} {cells_view(&face)} {payers}
        </div>
    }
    .into_any()
}

/// The name at its depth, with the sign that opens what is below and the one that opens the menu.
fn name_view(face: &Face) -> AnyView {
    view! {
        <div class=face.name_class.clone() role="gridcell">
            <span class="tree-twist-room">
                <span class=face.twist_class aria-hidden="true">
                    <Icon name=IconName::ChevronRight />
                </span>
            </span>
            <small class="tree-between" hidden=face.between.is_empty()>
                {face.between.clone()}
            </small>
            <span class="tree-words" title=face.name.clone()>
                {face.name.clone()}
            </span>
            <span class="tree-menu-sign" aria-hidden="true">
                "⋯"
            </span>
        </div>
    }
    .into_any()
}

fn cells_view(face: &Face) -> AnyView {
    let face = face.clone();
    view! {
        <div role="gridcell" class="code tree-number">
            <a href=face.href tabindex="-1" draggable="false">
                {face.number}
            </a>
        </div>
        <div role="gridcell" class="tree-type">{face.organization_type}</div>
        <div role="gridcell" class="tree-status">
            <span class=face.status_class>{face.status}</span>
        </div>
        <div role="gridcell" class="tree-customer">{face.customer_type}</div>
        <div role="gridcell" class="num tree-below">{face.below}</div>
        <div role="gridcell" class="num tree-due" title=face.due.clone()>
            {face.due.clone()}
        </div>
    }
    .into_any()
}

/// Who pays for the account of a line, and for whom it pays.
pub fn payers_view(face: &Face) -> AnyView {
    let payers = face.payers.clone();
    view! {
        <div role="gridcell" class="tree-payers">
            <span class="faint">{payers.note}</span>
            <span class="tree-pays" title=payers.pays.clone() hidden=payers.pays.is_empty()>
                <Icon name=IconName::Wallet />
                <span>{payers.pays.clone()}</span>
            </span>
            <span class="tree-paid" title=payers.title hidden=payers.number.is_empty()>
                <Icon name=IconName::ReceiptText />
                "paid by "
                <a class="code" href=payers.href tabindex="-1" draggable="false">
                    {payers.number.clone()}
                </a>
                <span>{payers.paid_by}</span>
            </span>
            <a
                class="tree-paid-more"
                href=payers.more_href
                tabindex="-1"
                draggable="false"
                hidden=payers.more.is_empty()
            >
                {payers.more.clone()}
            </a>
        </div>
    }
    .into_any()
}
