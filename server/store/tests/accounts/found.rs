//! An account is found by all that was saved of it, however many save at once (FIND-1, FIND-3).

use std::time::Duration;

use domain::bill_units::BillUnitEdit;
use domain::edits::EditOutcome;
use domain::profile::ProfileDraft;
use domain::search::{Query, SearchRequest};
use sqlx::{Postgres, Transaction};
use store::bill_units::bill_unit_save;
use store::profile::profile_edit;
use store::search::accounts_search;

use crate::customer::Customer;
use crate::support::{House, csr, other_csr};

/// Oslo, which Sales pays for, with two edits that both change by what it is found: its own new name, and
/// the new billing day of its payer.
struct Scene {
    house: House,
    sales: Customer,
    oslo: Customer,
    name: ProfileDraft,
    day: BillUnitEdit,
}

impl Scene {
    async fn new() -> Self {
        let house = House::new().await;
        let sales = Customer::new(&house, "Sales").await;
        let oslo = Customer::new(&house, "Oslo").await;
        oslo.paid_by_account(&house, &sales).await.expect("saved");
        let mut name = house.profile_form(oslo.id).await;
        name.typed.name = "Zephyr Werke".to_owned();
        let mut day = sales.form(&house, "").await;
        day.typed.billing_day = "20".to_owned();
        Self {
            house,
            sales,
            oslo,
            name,
            day,
        }
    }

    /// Both edits on a server of their own: both are under way, and neither is committed, when what holds
    /// the document lets go.
    async fn save_both(&self, holding: Transaction<'_, Postgres>) {
        let (store, account, day) = (self.house.second(), self.sales.id, self.day.clone());
        let mut payers =
            tokio::spawn(async move { bill_unit_save(&store, &csr(), account, &day).await });
        let early = tokio::time::timeout(Duration::from_secs(1), &mut payers).await;
        assert!(early.is_err(), "it did not wait: {early:?}");
        let (store, account, name) = (self.house.second(), self.oslo.id, self.name.clone());
        let mut own =
            tokio::spawn(async move { profile_edit(&store, &other_csr(), account, &name).await });
        let early = tokio::time::timeout(Duration::from_secs(1), &mut own).await;
        assert!(early.is_err(), "it did not wait: {early:?}");
        holding.rollback().await.expect("let go");
        let saved = payers.await.expect("an answer");
        assert!(matches!(saved, Ok(EditOutcome::Saved { .. })), "{saved:?}");
        let saved = own.await.expect("an answer");
        assert!(matches!(saved, Ok(EditOutcome::Saved { .. })), "{saved:?}");
    }

    async fn finds(&self, search: &str) -> Vec<String> {
        let query = Query::parse(&SearchRequest {
            q: search.to_owned(),
            ..SearchRequest::default()
        });
        let query = query.expect("a query");
        let page = accounts_search(self.house.store(), &csr(), &query, "").await;
        let hits = page.expect("an answer").hits;
        hits.into_iter().map(|hit| hit.name.text()).collect()
    }
}

#[tokio::test]
async fn what_two_save_of_an_account_at_once_is_found_by_both() {
    let scene = Scene::new().await;
    let mut holding = scene.house.store().pool().begin().await.expect("begun");
    sqlx::query("SELECT FROM search_document WHERE account_id = $1 FOR UPDATE")
        .bind(scene.oslo.id.uuid())
        .execute(&mut *holding)
        .await
        .expect("held");
    scene.save_both(holding).await;
    assert_eq!(scene.finds("zephyr dom:20").await, ["Zephyr Werke"]);
}

/// After a bulk load documents wait elsewhere: there is none yet that could be held.
#[tokio::test]
async fn what_two_save_of_an_account_without_a_document_is_found_by_both() {
    let scene = Scene::new().await;
    scene
        .house
        .execute("DELETE FROM search_document WHERE name LIKE 'oslo%'")
        .await;
    let mut holding = scene.house.store().pool().begin().await.expect("begun");
    sqlx::query(
        "INSERT INTO search_document (account_id, number, slice, status, organization_type,
                                      customer_type, name, body, tags)
         VALUES ($1, $2, 0, 'active', '', 'gold', '', '', '{}')",
    )
    .bind(scene.oslo.id.uuid())
    .bind(scene.oslo.number.get())
    .execute(&mut *holding)
    .await
    .expect("made");
    scene.save_both(holding).await;
    assert_eq!(scene.finds("zephyr dom:20").await, ["Zephyr Werke"]);
}
