//! What-if boards as they are read by their link, without the program (ORG-9).

use domain::access::{Actor, Role};
use domain::hierarchy::{BoardNew, Deed, MoveForm};
use domain::ids::{AccountId, BoardId, OperationId};
use http::StatusCode;
use store::Store;
use store::hierarchy::board_create;
use store::testing::execute;
use uuid::Uuid;

use crate::support::server;

/// The account of the statements below with this number.
fn account(number: u128) -> AccountId {
    AccountId::from_uuid(Uuid::from_u128(number))
}

/// A board that moves Oslo from the North to the South.
async fn board(store: &Store) -> BoardId {
    execute(
        store,
        "INSERT INTO account (id, name, status_since, customer_type, language, currency, opened_on)
         SELECT format('00000000-0000-0000-0000-00000000000%s', n)::uuid, name, '2026-01-01', 'gold',
                'en', 'EUR', '2026-01-01'
         FROM unnest('{Fjord Group,Fjord North,Fjord South,Oslo Depot}'::text[])
              WITH ORDINALITY AS a (name, n)",
    )
    .await;
    execute(
        store,
        "INSERT INTO organization_link (child_id, parent_id, valid)
         SELECT format('00000000-0000-0000-0000-00000000000%s', child)::uuid,
                format('00000000-0000-0000-0000-00000000000%s', parent)::uuid, '[2026-01-01,)'
         FROM (VALUES (2, 1), (3, 1), (4, 2)) AS l (child, parent)",
    )
    .await;
    let new = BoardNew {
        operation_id: OperationId::from_uuid(Uuid::now_v7()).to_string(),
        name: "Spring plan".to_owned(),
        deeds: vec![Deed::Move {
            account: account(4),
            to: account(3),
            form: MoveForm::WholeSubtree,
            handover: None,
        }],
    };
    let machine = Actor::Command {
        name: "test".to_owned(),
    };
    board_create(store, &machine, &new)
        .await
        .expect("a board")
        .id
}

#[tokio::test]
async fn a_board_is_read_by_its_link_by_every_role_and_only_managers_are_offered_to_change_it() {
    let (_database, server) = server().await;
    let board = board(&server.store).await;
    for role in Role::ALL {
        server.hire(role).await;
        let cookie = server.sign_in(role).await;
        let page = server.get_as(&cookie, &format!("/what-if/{board}")).await;
        assert_eq!(page.status, StatusCode::OK, "{role:?}");
        for words in [
            "Spring plan",
            "Oslo Depot with everything below it moves from Fjord North to Fjord South.",
            "1 step: 1 account moves; 1 account gets another parent or none.",
            "role=\"treegrid\"",
        ] {
            assert!(
                page.text.contains(words),
                "{role:?}: {words}: {}",
                page.text
            );
        }
        let may = matches!(role, Role::Manager | Role::Administrator);
        assert_eq!(page.text.contains("Approve"), may, "{role:?}");
        let list = server.get_as(&cookie, "/what-if").await;
        assert!(list.text.contains("Spring plan"), "{role:?}");
        assert_eq!(list.text.contains("Begin board"), may, "{role:?}");
    }
}

#[tokio::test]
async fn a_link_to_no_board_says_so() {
    let (_database, server) = server().await;
    server.hire(Role::Manager).await;
    let cookie = server.sign_in(Role::Manager).await;
    for link in [
        "/what-if/nothing",
        "/what-if/brd_0190a6f0000070008000000000000000",
    ] {
        let page = server.get_as(&cookie, link).await;
        assert!(page.text.contains("No such what-if board"), "{}", page.text);
    }
}
