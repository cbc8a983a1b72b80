//! Searching within an organization (ORG-6).

use domain::accounts::AccountDraft;
use domain::bill_units::BillUnitDraft;
use domain::contacts::ContactDraft;
use domain::search::{Query, SearchRequest};
use store::accounts::account_create;
use store::hierarchy::tree_search;

use crate::support::{Town, csr, operation};

#[tokio::test]
async fn hits_of_this_organization_alone_are_found_each_with_its_path() {
    let town = Town::new("").await;
    let create = async |name: &str, parent: String| {
        let draft = AccountDraft {
            operation_id: operation(),
            name: name.to_owned(),
            contacts: vec![ContactDraft {
                last_name: "Fox".to_owned(),
                ..ContactDraft::default()
            }],
            customer_type: "gold".to_owned(),
            language: "en".to_owned(),
            currency: "EUR".to_owned(),
            bill_units: vec![BillUnitDraft::usual("Main")],
            parent,
            ..AccountDraft::default()
        };
        account_create(town.store(), &csr(), &draft)
            .await
            .expect("an account")
    };
    let acme = create("Acme Group", String::new()).await;
    let north = create("North", acme.number.to_string()).await;
    let depot = create("Depot Oslo", north.number.to_string()).await;
    create("Depot Bergen", String::new()).await;
    let query = Query::parse(&SearchRequest {
        q: "depot".to_owned(),
        ..SearchRequest::default()
    })
    .expect("a query");
    let found = tree_search(town.store(), &csr(), acme.id, &query, "")
        .await
        .expect("hits");
    assert_eq!(found.hits.len(), 1);
    assert_eq!(
        (found.hits[0].hit.id, &found.hits[0].above),
        (depot.id, &vec![acme, north])
    );
    assert_eq!(found.next, None);
}
