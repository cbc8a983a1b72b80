//! Reading an account: dues, path, alerts, history (ACC-7, NEWS-1).

use domain::accounts::{AccountDraft, Alert};
use domain::audit::ChangeKind;
use domain::bill_units::BillUnitDraft;
use domain::ids::AccountId;
use domain::payment_methods::PaymentMethodDraft;
use store::StoreError;
use store::accounts::account_view;
use store::audit::{HistoryFilter, history_find, history_list, history_people};
use store::profile::profile_edit;
use uuid::Uuid;

use crate::support::{House, acme, csr, other_csr};

#[tokio::test]
async fn dues_are_the_sum_of_the_items() {
    let house = House::new().await;
    let mut draft = acme();
    draft.bill_units.push(BillUnitDraft::usual("Oslo"));
    let account = house.create(&draft).await;
    house
        .execute(
            "INSERT INTO item (id, account_id, bill_unit_id, kind, currency, amount_minor, due_on)
             SELECT gen_random_uuid(), account_id, id, 'opening', 'EUR',
                    CASE position WHEN 0 THEN 120450 ELSE -2000 END, CURRENT_DATE - 31
             FROM bill_unit",
        )
        .await;
    let view = house.view(account.id).await;
    let words = |amounts: &[domain::money::Money]| {
        amounts.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(words(&view.balances.due), ["1,204.50 EUR"]);
    assert_eq!(words(&view.balances.past_due), ["1,204.50 EUR"]);
    assert_eq!(words(&view.balances.credit), ["20.00 EUR"]);
    assert!(
        matches!(view.alerts[..], [Alert::PastDue { days: 30..=32, .. }]),
        "{:?}",
        view.alerts
    );
}

#[tokio::test]
async fn an_account_that_owes_nothing_has_no_balance() {
    let house = House::new().await;
    let account = house.create(&acme()).await;
    assert_eq!(
        house.view(account.id).await.balances,
        domain::accounts::Balances::default()
    );
}

#[tokio::test]
async fn the_next_bill_is_that_of_the_first_bill_unit_and_none_once_the_account_is_closed() {
    let house = House::new().await;
    let mut draft = acme();
    draft.bill_units.push(BillUnitDraft {
        frequency_months: "12".into(),
        ..BillUnitDraft::usual("Oslo")
    });
    let account = house.create(&draft).await;
    let next = async || {
        let view = house.view(account.id).await;
        view.next_bill().map(|(unit, _)| unit.name.clone())
    };
    assert_eq!(next().await.as_deref(), Some("Main"));
    house
        .execute("UPDATE account SET status = 'inactive'")
        .await;
    assert_eq!(next().await.as_deref(), Some("Main"));
    house.execute("UPDATE account SET status = 'closed'").await;
    assert_eq!(next().await, None);
}

#[tokio::test]
async fn the_path_leads_from_the_root_to_the_parent() {
    let house = House::new().await;
    let named = |name: &str, parent: String| AccountDraft {
        name: name.into(),
        parent,
        ..acme()
    };
    let root = house.create(&named("Root", String::new())).await;
    let middle = house
        .create(&named("Middle", root.number.to_string()))
        .await;
    let leaf = house
        .create(&named("Leaf", middle.number.to_string()))
        .await;
    let view = house.view(leaf.id).await;
    assert_eq!((view.path, view.path_omitted), (vec![root, middle], 0));
}

#[tokio::test]
async fn a_long_path_has_the_root_and_the_nearest_and_says_how_many_are_left_out() {
    let house = House::new().await;
    let mut chain = vec![house.create(&acme()).await];
    for _ in 0..10 {
        let parent = chain[chain.len() - 1].number.to_string();
        chain.push(house.create(&AccountDraft { parent, ..acme() }).await);
    }
    let leaf = chain.pop().expect("the last");
    let view = house.view(leaf.id).await;
    assert_eq!(view.path_omitted, 3);
    assert_eq!(view.path[0], chain[0]);
    assert_eq!(view.path[1..], chain[4..]);
}

#[tokio::test]
async fn a_card_about_to_expire_is_said_on_the_account() {
    let house = House::new().await;
    let mut draft = acme();
    draft.payment_method = PaymentMethodDraft {
        kind: "credit_card".into(),
        gateway_token: "tok_visa_4242".into(),
        holder: "Ana Fox".into(),
        ..PaymentMethodDraft::default()
    };
    draft.bill_units[0].payment = "new".into();
    let account = house.create(&draft).await;
    house
        .execute("UPDATE payment_method SET expires_on = CURRENT_DATE + 30")
        .await;
    let alerts = house.view(account.id).await.alerts;
    assert!(
        matches!(&alerts[..], [Alert::CardExpires { card, .. }] if card == "Visa ending 4242"),
        "{alerts:?}"
    );
}

#[tokio::test]
async fn the_history_is_read_page_by_page_without_loss() {
    let house = House::new().await;
    let account = house.create(&acme()).await;
    for city in ["Oslo", "Bergen", "Kiel", "Bonn"] {
        let mut form = house.profile_form(account.id).await;
        form.typed.contacts[0].city = city.into();
        profile_edit(house.store(), &csr(), account.id, &form)
            .await
            .expect("saved");
    }
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = history_list(house.store(), &csr(), account.id, before, 2)
            .await
            .expect("a page");
        assert!(page.entries.len() <= 2);
        seen.extend(
            page.entries
                .iter()
                .map(|entry| entry.changes[0].after.clone().unwrap_or_default()),
        );
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["Bonn", "Kiel", "Bergen", "Oslo", "Acme Holding"]);
}

#[tokio::test]
async fn an_account_that_is_not_there_is_said_to_be_missing() {
    let house = House::new().await;
    let missing = account_view(house.store(), &csr(), AccountId::from_uuid(Uuid::nil())).await;
    assert!(
        matches!(missing, Err(StoreError::NotFound(_))),
        "{missing:?}"
    );
}

#[tokio::test]
async fn the_history_is_narrowed_to_a_kind_and_a_person() {
    let house = House::new().await;
    let account = house.create(&acme()).await;
    let mut form = house.profile_form(account.id).await;
    form.typed.contacts[0].city = "Oslo".into();
    profile_edit(house.store(), &other_csr(), account.id, &form)
        .await
        .expect("saved");
    let seen = async |filter: HistoryFilter| {
        let page = history_find(house.store(), &csr(), account.id, &filter, 10).await;
        page.expect("a page")
            .entries
            .into_iter()
            .map(|entry| entry.actor)
            .collect::<Vec<_>>()
    };
    let kind = Some(ChangeKind::AccountCreated);
    assert_eq!(
        seen(HistoryFilter {
            kind,
            ..HistoryFilter::default()
        })
        .await,
        ["Csr One"]
    );
    let person = Some("Csr Two".to_owned());
    assert_eq!(
        seen(HistoryFilter {
            person,
            ..HistoryFilter::default()
        })
        .await,
        ["Csr Two"]
    );
    assert_eq!(seen(HistoryFilter::default()).await, ["Csr Two", "Csr One"]);
    let people = history_people(house.store(), &csr(), account.id)
        .await
        .expect("names");
    assert_eq!(people, ["Csr One", "Csr Two"]);
}
