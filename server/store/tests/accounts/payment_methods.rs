//! Payment methods through the sandbox gateway (ACC-2).

use domain::bill_units::BillUnitEdit;
use domain::edits::EditOutcome;
use domain::ids::{AccountId, PaymentMethodId};
use domain::payment_methods::{PaymentMethodDraft, PaymentMethodEdit};
use store::StoreError;
use store::bill_units::bill_unit_save;
use store::payment_methods::{
    payment_method_add, payment_method_expiry_set, payment_method_restore, payment_method_retire,
};

use crate::support::{House, acme, conflict, csr, errors, lines, operation, operations};

fn card(token: &str) -> PaymentMethodDraft {
    PaymentMethodDraft {
        kind: "credit_card".into(),
        gateway_token: token.into(),
        holder: "Ana Fox".into(),
        ..PaymentMethodDraft::default()
    }
}

async fn add(house: &House, account: AccountId, draft: &PaymentMethodDraft) -> PaymentMethodId {
    payment_method_add(house.store(), &csr(), account, &operation(), draft)
        .await
        .expect("stored")
}

/// That the account's bill unit is paid by this method, as somebody enters it now.
async fn pays_by(house: &House, account: AccountId, method: PaymentMethodId) -> BillUnitEdit {
    let base = house.view(account).await.bill_units[0].draft();
    let mut typed = base.clone();
    typed.payment = method.to_string();
    BillUnitEdit {
        operation_id: operation(),
        base,
        typed,
    }
}

/// Another expiry of the account's payment method, as somebody enters it now.
async fn expires(house: &House, account: AccountId, expiry: &str) -> PaymentMethodEdit {
    PaymentMethodEdit {
        operation_id: operation(),
        base: house.view(account).await.payment_methods[0].expires_on,
        expiry: expiry.into(),
    }
}

#[tokio::test]
async fn a_card_is_kept_as_brand_last_four_and_expiry() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    add(&house, account, &card("tok_mastercard_4444_0931")).await;
    let method = house.view(account).await.payment_methods.remove(0);
    assert_eq!(
        (method.label().as_str(), method.expiry().as_str()),
        ("Mastercard ending 4444", "Sep 2031")
    );
    assert_eq!(
        lines(&house.last_entry(account).await),
        ["Payment method: – → Mastercard ending 4444"]
    );
}

#[tokio::test]
async fn a_direct_debit_keeps_four_characters_of_the_bank_account() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    let debit = PaymentMethodDraft {
        kind: "direct_debit".into(),
        iban: "DE89 3704 0044 0532 0130 00".into(),
        holder: "Ana Fox".into(),
        ..PaymentMethodDraft::default()
    };
    add(&house, account, &debit).await;
    // Eight digits: four of them stand in an id of a row now and then.
    let everything = "SELECT count(*) FROM (
            SELECT to_jsonb(m)::text AS t FROM payment_method m
            UNION ALL SELECT to_jsonb(o)::text FROM operation o
            UNION ALL SELECT to_jsonb(c)::text FROM audit_change c) AS rows
        WHERE t LIKE '%37040044%' OR t LIKE '%05320130%'";
    assert_eq!(house.count(everything).await, 0);
    assert_eq!(
        house.view(account).await.payment_methods[0].label(),
        "Direct debit ending 3000"
    );
}

#[tokio::test]
async fn a_card_number_reaches_no_table() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    for draft in [
        card("4242424242424242"),
        PaymentMethodDraft {
            holder: "4242 4242 4242 4242".into(),
            ..card("tok_visa_4242")
        },
    ] {
        let wrong =
            errors(payment_method_add(house.store(), &csr(), account, &operation(), &draft).await);
        assert_eq!(wrong.0[0].code, "card_number");
    }
    assert_eq!(house.count("SELECT count(*) FROM payment_method").await, 0);
}

#[tokio::test]
async fn only_the_expiry_of_a_stored_card_changes() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    let id = add(&house, account, &card("tok_visa_4242_0931")).await;
    let edit = expires(&house, account, "03/32").await;
    payment_method_expiry_set(house.store(), &csr(), account, id, &edit)
        .await
        .expect("saved");
    assert_eq!(
        lines(&house.last_entry(account).await),
        ["Expiry (Visa ending 4242): Sep 2031 → Mar 2032"]
    );
    let changed = sqlx::query("UPDATE payment_method SET last_four = '0000'")
        .execute(house.store().pool())
        .await;
    assert!(changed.unwrap_err().to_string().contains("only the expiry"));
}

#[tokio::test]
async fn an_expiry_that_somebody_changed_meanwhile_is_told() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    let id = add(&house, account, &card("tok_visa_4242_0931")).await;
    let first = expires(&house, account, "03/32").await;
    let second = expires(&house, account, "04/32").await;
    payment_method_expiry_set(house.store(), &csr(), account, id, &first)
        .await
        .expect("saved");
    let second = payment_method_expiry_set(house.store(), &csr(), account, id, &second).await;
    let Ok(EditOutcome::Stale { differences, .. }) = second else {
        panic!("{second:?}")
    };
    assert_eq!(
        (differences[0].typed.as_str(), differences[0].now.as_str()),
        ("04/32", "Mar 2032")
    );
}

#[tokio::test]
async fn a_wrong_expiry_is_refused_beside_its_field() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    let id = add(&house, account, &card("tok_visa_4242")).await;
    let edit = expires(&house, account, "13/30").await;
    let wrong = errors(payment_method_expiry_set(house.store(), &csr(), account, id, &edit).await);
    assert!(wrong.sentence("expiry").is_some());
}

#[tokio::test]
async fn a_method_that_pays_is_not_retired_and_the_refusal_names_what_it_pays() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    let id = add(&house, account, &card("tok_visa_4242")).await;
    let edit = pays_by(&house, account, id).await;
    bill_unit_save(house.store(), &csr(), account, &edit)
        .await
        .expect("saved");
    let retire = payment_method_retire(house.store(), &csr(), account, id, &operation()).await;
    assert!(
        retire
            .as_ref()
            .unwrap_err()
            .to_string()
            .contains("still pays Main"),
        "{retire:?}"
    );
    assert_eq!(conflict(retire), "in_use");
    let back = BillUnitEdit {
        operation_id: operation(),
        base: edit.typed,
        typed: edit.base,
    };
    bill_unit_save(house.store(), &csr(), account, &back)
        .await
        .expect("saved");
    payment_method_retire(house.store(), &csr(), account, id, &operation())
        .await
        .expect("retired");
    assert!(house.view(account).await.payment_methods[0].is_retired);
}

#[tokio::test]
async fn a_retired_method_is_no_longer_chosen() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    let id = add(&house, account, &card("tok_visa_4242")).await;
    payment_method_retire(house.store(), &csr(), account, id, &operation())
        .await
        .expect("retired");
    let edit = pays_by(&house, account, id).await;
    let wrong = errors(bill_unit_save(house.store(), &csr(), account, &edit).await);
    assert!(wrong.sentence("payment").is_some());
}

#[tokio::test]
async fn a_retired_method_is_taken_back_and_can_pay_again() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    let id = add(&house, account, &card("tok_visa_4242")).await;
    payment_method_retire(house.store(), &csr(), account, id, &operation())
        .await
        .expect("retired");
    let back = operation();
    for _ in 0..2 {
        payment_method_restore(house.store(), &csr(), account, id, &back)
            .await
            .expect("a repeat is a success");
    }
    assert!(!house.view(account).await.payment_methods[0].is_retired);
    assert_eq!(
        lines(&house.last_entry(account).await),
        ["Payment method: Visa ending 4242, retired → Visa ending 4242"]
    );
    let noted = "SELECT count(*) FROM audit_entry WHERE kind = 'payment_method_changed'";
    assert_eq!(house.count(noted).await, 3);
    let edit = pays_by(&house, account, id).await;
    bill_unit_save(house.store(), &csr(), account, &edit)
        .await
        .expect("it pays");
    // Taking back what is not retired changes nothing.
    payment_method_restore(house.store(), &csr(), account, id, &operation())
        .await
        .expect("it is not retired");
    assert_eq!(house.count(noted).await, 3);
}

#[tokio::test]
async fn whoever_may_not_change_accounts_stores_no_method() {
    let house = House::new().await;
    let account = house.create(&acme()).await.id;
    let draft = card("tok_visa_4242");
    let refused =
        payment_method_add(house.store(), &operations(), account, &operation(), &draft).await;
    assert!(
        matches!(refused, Err(StoreError::Refused(_))),
        "{refused:?}"
    );
    let id = add(&house, account, &draft).await;
    let refused =
        payment_method_restore(house.store(), &operations(), account, id, &operation()).await;
    assert!(
        matches!(refused, Err(StoreError::Refused(_))),
        "{refused:?}"
    );
}
