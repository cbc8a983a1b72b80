//! Which side panel is open; the address bar holds it, so that it can be sent to a colleague.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

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
    let open = RwSignal::new(false);
    let navigate = use_navigate();
    Effect::new(move |_| {
        open.set(panel.with(|panel| panel.as_ref().is_some_and(is_mine)));
    });
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        let in_address = panel.with_untracked(|panel| panel.as_ref().is_some_and(is_mine));
        if was_open == Some(true) && !is_open && in_address {
            let options = NavigateOptions {
                scroll: false,
                replace: true,
                ..NavigateOptions::default()
            };
            navigate(&closed, options);
        }
        is_open
    });
    open
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
