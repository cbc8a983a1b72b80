//! Cards and mandates of the demo company's customers, stored through the gateway as a CSR stores them.

use chrono::{Datelike, Days, NaiveDate};
use domain::access::Actor;
use domain::bill_units::BillUnitEdit;
use domain::ids::{AccountId, PaymentMethodId};
use domain::payment_methods::PaymentMethodDraft;
use uuid::Uuid;

use crate::Store;
use crate::accounts::account_view;
use crate::bill_units::bill_unit_save;
use crate::error::Result;
use crate::operations::operation_new;
use crate::payment_methods::payment_method_add;

/// How many customers pay by card or direct debit; the others by invoice.
const PAYING: i64 = 24;

/// Lets some customers pay by card, the first of them soon to expire, and some by direct debit.
pub(super) async fn payment_methods_make(
    store: &Store,
    actor: &Actor,
    today: NaiveDate,
) -> Result<()> {
    let accounts: Vec<(Uuid, String)> = sqlx::query_as(
        "SELECT id, name FROM account WHERE status = 'active' ORDER BY number LIMIT $1",
    )
    .bind(PAYING)
    .fetch_all(store.pool())
    .await?;
    for (place, (id, name)) in accounts.into_iter().enumerate() {
        let account = AccountId::from_uuid(id);
        let draft = method(place, &name, today);
        let method = payment_method_add(store, actor, account, &operation_new(), &draft).await?;
        first_unit_pay_by(store, actor, account, method).await?;
    }
    Ok(())
}

fn method(place: usize, name: &str, today: NaiveDate) -> PaymentMethodDraft {
    let holder = name.chars().take(60).collect();
    let card = |token: String| PaymentMethodDraft {
        kind: "credit_card".to_owned(),
        gateway_token: token,
        ..PaymentMethodDraft::default()
    };
    let method = match place % 3 {
        0 if place == 0 => {
            let soon = today + Days::new(30);
            card(format!(
                "tok_visa_4242_{:02}{:02}",
                soon.month(),
                soon.year() % 100
            ))
        }
        0 => card("tok_visa_4242".to_owned()),
        1 => card("tok_mastercard_4444".to_owned()),
        _ => PaymentMethodDraft {
            kind: "direct_debit".to_owned(),
            // The example of the standard; no bank has it.
            iban: "DE89 3704 0044 0532 0130 00".into(),
            ..PaymentMethodDraft::default()
        },
    };
    PaymentMethodDraft { holder, ..method }
}

async fn first_unit_pay_by(
    store: &Store,
    actor: &Actor,
    account: AccountId,
    method: PaymentMethodId,
) -> Result<()> {
    let view = account_view(store, actor, account).await?;
    let Some(unit) = view.bill_units.first() else {
        return Ok(());
    };
    let mut edit = BillUnitEdit {
        operation_id: operation_new(),
        base: unit.draft(),
        typed: unit.draft(),
    };
    edit.typed.payment = method.to_string();
    bill_unit_save(store, actor, account, &edit).await?;
    Ok(())
}
