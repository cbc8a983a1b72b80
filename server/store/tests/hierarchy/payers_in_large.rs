//! Who pays across the border of a large part of an organization, found from those who pay (ORG-3, T4).

use domain::hierarchy::MoveForm;

use crate::payers::{effect, pay, town, words};
use crate::support::Town;

/// Puts a few hundred accounts under Oslo, which stands below Sales: far more than anybody pays for.
async fn crowd(town: &Town) {
    sqlx::query(
        "WITH made AS (
             INSERT INTO account (id, name, status_since, customer_type, language, currency, opened_on)
             SELECT gen_random_uuid(), 'One of many ' || n, '2026-01-01', 'gold', 'en', 'EUR', '2026-01-01'
             FROM generate_series(1, 600) AS n RETURNING id)
         INSERT INTO organization_link (child_id, parent_id, valid)
         SELECT id, $1, '[2026-01-01,)' FROM made",
    )
    .bind(town.id("Oslo").uuid())
    .execute(town.store().pool())
    .await
    .expect("a crowd");
}

/// Who pays across the border when Sales moves to Americas.
async fn across(town: &Town, form: MoveForm) -> Vec<String> {
    let rows = effect(town, "Sales", form).await.payers.rows;
    rows.iter().map(words).collect()
}

#[tokio::test]
async fn few_that_pay_are_told_apart_in_a_large_part() {
    let town = town(&[
        ("Support", "Kiel"),
        ("Oslo", "Acme"),
        ("Depot", "Sales"),
        ("Head", "Acme"),
    ])
    .await;
    crowd(&town).await;
    assert_eq!(
        across(&town, MoveForm::WholeSubtree).await,
        ["left: Support by Kiel", "taken: Oslo by Acme"]
    );
}

#[tokio::test]
async fn what_stays_with_the_old_parent_is_outside_of_a_large_part() {
    let town = town(&[("Kiel", "Sales"), ("Support", "Oslo")]).await;
    crowd(&town).await;
    assert_eq!(
        across(&town, MoveForm::OnlyChildren { children: None }).await,
        ["left: Support by Oslo", "taken: Kiel by Sales"]
    );
    assert_eq!(
        across(&town, MoveForm::AloneChildrenToOldParent).await,
        ["left: Kiel by Sales"]
    );
}

#[tokio::test]
async fn who_pays_below_more_levels_than_are_gone_up_is_found_all_the_same() {
    let mut town = town(&[("Support", "Kiel")]).await;
    crowd(&town).await;
    let mut above = "Depot".to_owned();
    for level in 1..=30 {
        let name = format!("Level {level}");
        town.account(&name).await;
        town.link(&[(name.clone(), above)]).await;
        above = name;
    }
    town.bill_units().await;
    pay(&town, "Head", "Level 30").await;
    assert_eq!(
        across(&town, MoveForm::WholeSubtree).await,
        ["left: Head by Level 30", "left: Support by Kiel"]
    );
}
