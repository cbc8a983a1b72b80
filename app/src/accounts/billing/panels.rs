//! Which side panel is open; the address bar holds it, so that it can be sent to a colleague.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::accounts::parts::panel_follow;

/// What a panel of the billing tab is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BillingPanel {
    /// A new bill unit.
    NewBillUnit,
    /// The bill unit of this id.
    BillUnit(String),
    /// A new payment method.
    NewPaymentMethod,
    /// The payment method of this id.
    PaymentMethod(String),
}

impl BillingPanel {
    /// The panel that the address names.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match text {
            "new-bill-unit" => Some(Self::NewBillUnit),
            "new-payment-method" => Some(Self::NewPaymentMethod),
            id if id.starts_with("bun_") => Some(Self::BillUnit(id.to_owned())),
            id if id.starts_with("pay_") => Some(Self::PaymentMethod(id.to_owned())),
            _ => None,
        }
    }

    /// The address of the panel on the present page.
    #[must_use]
    pub fn href(&self) -> String {
        let text = match self {
            Self::NewBillUnit => "new-bill-unit",
            Self::NewPaymentMethod => "new-payment-method",
            Self::BillUnit(id) | Self::PaymentMethod(id) => id,
        };
        format!("?panel={text}")
    }
}

/// The panel in the address.
#[must_use]
pub fn panel_in_address() -> Memo<Option<BillingPanel>> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| BillingPanel::read(&query.get("panel")?)))
}

/// Whether the panel that `is_mine` recognizes is open, kept in step with the address in both
/// directions: closing it takes it out of the address at `closed`.
#[must_use]
pub fn panel_open(
    panel: Memo<Option<BillingPanel>>,
    is_mine: fn(&BillingPanel) -> bool,
    closed: String,
) -> RwSignal<bool> {
    let wanted = move || panel.with(|panel| panel.as_ref().is_some_and(is_mine));
    panel_follow(Signal::derive(wanted), Signal::stored(closed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_panel_is_found_again_by_its_address() {
        for panel in [
            BillingPanel::NewBillUnit,
            BillingPanel::NewPaymentMethod,
            BillingPanel::BillUnit("bun_1".to_owned()),
            BillingPanel::PaymentMethod("pay_1".to_owned()),
        ] {
            let href = panel.href();
            let text = href.strip_prefix("?panel=").unwrap_or_default();
            assert_eq!(BillingPanel::read(text), Some(panel));
        }
    }
}
