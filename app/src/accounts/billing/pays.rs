//! What a payment method pays (ACC-2, HIER-1).

use domain::{bill_units::BillUnitView, payment_methods::PaymentMethodView};

/// The names of the bill units that a payment method pays now. One that another account pays for keeps its
/// own method, for when it pays for itself again.
pub(super) fn paid_by(method: &PaymentMethodView, units: &[BillUnitView]) -> Vec<String> {
    let pays =
        |unit: &&BillUnitView| unit.payer.is_none() && unit.payment_method_id == Some(method.id);
    units
        .iter()
        .filter(pays)
        .map(|unit| unit.name.clone())
        .collect()
}

/// What is said of a payment method that pays nothing now.
pub(super) fn pays_nothing(method: &PaymentMethodView) -> &'static str {
    match method.pays.is_empty() {
        true => "Nothing yet",
        false => "Nothing now",
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use domain::{
        accounts::{AccountRef, AccountingType},
        bill_units::{BillUnitRef, PaidFor},
        ids::{AccountId, BillUnitId, PaymentMethodId},
        payment_methods::PaymentMethodKind,
    };
    use uuid::Uuid;

    use super::*;

    fn method() -> PaymentMethodView {
        PaymentMethodView {
            id: PaymentMethodId::from_uuid(Uuid::nil()),
            kind: PaymentMethodKind::DirectDebit,
            brand: "DE".to_owned(),
            last_four: "3000".to_owned(),
            expires_on: None,
            holder: "Ana Fox".to_owned(),
            is_retired: false,
            pays: vec!["Main".to_owned()],
        }
    }

    /// Main, which has that payment method and this payer.
    fn unit(payer: Option<BillUnitRef>) -> BillUnitView {
        BillUnitView {
            id: BillUnitId::from_uuid(Uuid::nil()),
            name: "Main".to_owned(),
            billing_day: 1,
            frequency_months: 1,
            accounting_type: AccountingType::OpenItem,
            payment_terms_days: 14,
            payment_method_id: Some(method().id),
            payment: method().label(),
            payer,
            payer_turn: None,
            pays_for: PaidFor::default(),
            begins_on: NaiveDate::default(),
            turn: None,
            bills_on: NaiveDate::default(),
        }
    }

    #[test]
    fn a_payment_method_pays_the_bill_units_that_pay_for_themselves() {
        assert_eq!(paid_by(&method(), &[unit(None)]), ["Main"]);
    }

    #[test]
    fn it_pays_nothing_where_another_account_pays() {
        let head = BillUnitRef {
            id: BillUnitId::from_uuid(Uuid::from_u128(1)),
            name: "Main".to_owned(),
            account: AccountRef {
                id: AccountId::from_uuid(Uuid::nil()),
                number: "A-7".parse().unwrap(),
                name: "Oslo".to_owned(),
            },
        };
        assert!(paid_by(&method(), &[unit(Some(head))]).is_empty());
        assert_eq!(pays_nothing(&method()), "Nothing now");
    }
}
