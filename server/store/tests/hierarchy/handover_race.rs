//! What somebody edits while a handover is being written (HIER-2, ACC-6).

use std::time::Duration;

use domain::bill_units::{BillUnitDraft, BillUnitEdit};
use domain::edits::EditOutcome;
use domain::hierarchy::{MoveForm, MoveOutcome};
use domain::ids::{BillUnitId, OperationId};
use sqlx::{Postgres, Transaction};
use store::bill_units::bill_unit_save;
use store::hierarchy::move_run;
use store::search::documents_write;
use uuid::Uuid;

use crate::handovers::{billed_on, with_handover};
use crate::payers::{number, payers, town};
use crate::support::{ACME, Town, confirm, csr, manager};

async fn unit(town: &Town, account: &str) -> BillUnitId {
    let id: Uuid = sqlx::query_scalar("SELECT id FROM bill_unit WHERE account_id = $1")
        .bind(town.id(account).uuid())
        .fetch_one(town.store().pool())
        .await
        .expect("a bill unit");
    BillUnitId::from_uuid(id)
}

/// The word to give the bill unit of one that is paid for other payment terms, and nothing else.
async fn terms(town: &Town, paid: &str, payer: &str) -> BillUnitEdit {
    let base = BillUnitDraft {
        id: unit(town, paid).await.to_string(),
        payer: number(town, payer).await.to_string(),
        payer_unit: unit(town, payer).await.to_string(),
        ..BillUnitDraft::usual("Main")
    };
    BillUnitEdit {
        operation_id: OperationId::from_uuid(Uuid::now_v7()).to_string(),
        typed: BillUnitDraft {
            payment_terms_days: "30".to_owned(),
            ..base.clone()
        },
        base,
    }
}

/// Holds the search document of an account.
async fn document_held(town: &Town, account: &str) -> Transaction<'static, Postgres> {
    let id = town.id(account);
    let pool = town.store().pool();
    let mut conn = pool.acquire().await.expect("a connection");
    documents_write(&mut conn, &[id]).await.expect("a document");
    let mut holding = pool.begin().await.expect("a transaction");
    sqlx::query("SELECT FROM search_document WHERE account_id = $1 FOR UPDATE")
        .bind(id.uuid())
        .execute(&mut *holding)
        .await
        .expect("held");
    holding
}

#[tokio::test]
async fn an_edit_of_other_settings_leaves_the_billing_day_of_a_handover_made_meanwhile() {
    edited_meanwhile("Support").await;
}

#[tokio::test]
async fn an_edit_of_the_old_parent_and_a_move_that_hands_its_payer_over_do_not_wait_for_each_other()
{
    edited_meanwhile("EMEA").await;
}

/// The edit has read the bill unit of the account as it was before the handover, and is written after it.
async fn edited_meanwhile(paid: &str) {
    let town = town(&[(paid, "Sales")]).await;
    billed_on(&town, "Head", 15).await;
    let seen = town
        .preview("Sales", "Americas", MoveForm::WholeSubtree)
        .await;
    let head = number(&town, "Head").await.into();
    let order = with_handover(&town, confirm(&seen.expect("a preview")), head).await;
    let edit = terms(&town, paid, "Sales").await;
    // The handover reaches the bill unit, and cannot be committed while somebody holds the document.
    let holding = document_held(&town, paid).await;
    let other = town.second();
    let mut moving = tokio::spawn(async move { move_run(&other, &manager(), &order).await });
    let early = tokio::time::timeout(Duration::from_secs(1), &mut moving).await;
    assert!(early.is_err(), "it did not wait: {early:?}");
    let (other, account) = (town.second(), town.id(paid));
    let mut editing =
        tokio::spawn(async move { bill_unit_save(&other, &csr(), account, &edit).await });
    let early = tokio::time::timeout(Duration::from_millis(300), &mut editing).await;
    assert!(early.is_err(), "it did not wait: {early:?}");
    holding.rollback().await.expect("let go");
    let moved = moving.await.expect("an answer");
    assert!(matches!(moved, Ok(MoveOutcome::Done { .. })), "{moved:?}");
    let saved = editing.await.expect("an answer");
    assert!(matches!(saved, Ok(EditOutcome::Saved { .. })), "{saved:?}");
    assert_eq!(payers(&town).await, [format!("{paid} by Head")]);
    let billed: (i16, i16) = sqlx::query_as(
        "SELECT billing_day, payment_terms_days FROM bill_unit WHERE account_id = $1",
    )
    .bind(town.id(paid).uuid())
    .fetch_one(town.store().pool())
    .await
    .expect("a bill unit");
    assert_eq!(billed, (15, 30));
}

#[tokio::test]
async fn a_new_name_and_a_move_of_the_account_among_children_do_not_wait_for_each_other() {
    // Oslo has a child: between its old parent and the new one it is the top of an organization for a moment.
    let town = Town::new(ACME).await;
    let children = MoveForm::OnlyChildren { children: None };
    let seen = town.preview("Sales", "Americas", children).await;
    let order = confirm(&seen.expect("a preview"));
    let mut renaming = town.store().pool().begin().await.expect("a transaction");
    let mut edit = async |statement: &'static str| {
        let oslo = sqlx::query(statement).bind(town.id("Oslo").uuid());
        oslo.execute(&mut *renaming).await.expect("Oslo");
    };
    edit("SELECT FROM account WHERE id = $1 FOR NO KEY UPDATE").await;
    let other = town.second();
    let mut moving = tokio::spawn(async move { move_run(&other, &manager(), &order).await });
    let early = tokio::time::timeout(Duration::from_secs(1), &mut moving).await;
    assert!(early.is_err(), "it did not wait: {early:?}");
    edit("UPDATE account SET name = 'Bergen' WHERE id = $1").await;
    renaming.commit().await.expect("renamed");
    let moved = moving.await.expect("an answer");
    assert!(matches!(moved, Ok(MoveOutcome::Done { .. })), "{moved:?}");
}
