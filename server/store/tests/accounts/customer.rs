//! Customers with a bill unit each, and who pays for whom among them.

use domain::accounts::AccountNumber;
use domain::bill_units::{BillUnitEdit, BillUnitView, PayerFor};
use domain::edits::EditOutcome;
use domain::ids::{AccountId, BillUnitId};
use store::bill_units::bill_unit_save;
use store::{Result, Store};

use crate::support::{House, acme, csr, errors, operation};

/// An account of this name with one bill unit.
pub struct Customer {
    pub id: AccountId,
    pub number: AccountNumber,
}

impl Customer {
    pub async fn new(house: &House, name: &str) -> Self {
        Self::billed_in(house, name, "EUR").await
    }

    pub async fn billed_in(house: &House, name: &str, currency: &str) -> Self {
        let mut draft = acme();
        name.clone_into(&mut draft.contacts[0].company);
        currency.clone_into(&mut draft.currency);
        let made = house.create(&draft).await;
        Self {
            id: made.id,
            number: made.number,
        }
    }

    pub async fn unit(&self, house: &House) -> BillUnitView {
        house.view(self.id).await.bill_units.remove(0)
    }

    /// Its bill unit as what is to be paid for.
    pub async fn paid(&self, house: &House) -> PayerFor {
        PayerFor {
            account: self.number,
            unit: Some(self.unit(house).await.id),
        }
    }

    /// The form of its bill unit, with this paying account.
    pub async fn form(&self, house: &House, payer: &str) -> BillUnitEdit {
        let base = self.unit(house).await.draft();
        let mut typed = base.clone();
        payer.clone_into(&mut typed.payer);
        typed.payer_unit.clear();
        BillUnitEdit {
            operation_id: operation(),
            base,
            typed,
        }
    }

    /// Gives its bill unit this billing day.
    pub async fn billed_on(&self, house: &House, day: u32) {
        let mut edit = self.form(house, "").await;
        edit.typed.billing_day = day.to_string();
        save(house.store(), self, &edit).await.expect("saved");
    }

    pub async fn paid_by(&self, house: &House, payer: &str) -> Result<BillUnitId> {
        save(house.store(), self, &self.form(house, payer).await).await
    }

    pub async fn paid_by_account(&self, house: &House, payer: &Self) -> Result<BillUnitId> {
        self.paid_by(house, &payer.number.to_string()).await
    }
}

pub async fn save(store: &Store, customer: &Customer, edit: &BillUnitEdit) -> Result<BillUnitId> {
    match bill_unit_save(store, &csr(), customer.id, edit).await? {
        EditOutcome::Saved { saved } => Ok(saved.id),
        stale => panic!("not saved: {stale:?}"),
    }
}

/// The code and the sentence at a field.
pub fn refusal(result: Result<BillUnitId>, field: &str) -> (String, String) {
    let wrong = errors(result);
    let error = wrong.0.iter().find(|error| error.field == field);
    let error = error.unwrap_or_else(|| panic!("nothing at {field}: {wrong:?}"));
    (error.code.clone(), error.sentence.clone())
}
