//! Files that are taken out of the console (ORG-3, SEC-1).

use domain::access::Role;
use domain::hierarchy::{Effective, MoveForm, MoveRequest};
use domain::ids::AccountId;
use http::StatusCode;
use store::testing::execute;
use uuid::Uuid;

use crate::support::{Server, server};

const MOVING: &str = "/export/moving-accounts";

/// Three accounts of which the third is to go from the first to the second; the form that asks for it.
async fn form(server: &Server) -> String {
    execute(
        &server.store,
        "INSERT INTO account (id, name, status_since, customer_type, language, currency, opened_on)
         SELECT ('00000000-0000-7000-8000-00000000000' || n)::uuid, '=Part ' || n, '2026-01-01',
                'gold', 'en', 'EUR', '2026-01-01' FROM generate_series(1, 3) AS n",
    )
    .await;
    execute(
        &server.store,
        "INSERT INTO organization_link (child_id, parent_id, valid)
         VALUES ('00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000001',
                 '[2026-01-01,)')",
    )
    .await;
    let account = |n: u128| {
        AccountId::from_uuid(Uuid::from_u128(
            0x0000_0000_0000_7000_8000_0000_0000_0000 + n,
        ))
    };
    let request = MoveRequest {
        account: account(3),
        to: account(2),
        form: MoveForm::WholeSubtree,
        effective: Effective::Now,
    };
    let json = serde_json::to_string(&request).expect("JSON");
    let encoded: String = json.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("request={encoded}")
}

#[tokio::test]
async fn the_list_of_what_moves_is_a_file_for_who_may_export_and_for_nobody_else() {
    let (_database, server) = server().await;
    let form = form(&server).await;
    server.hire(Role::Manager).await;
    let cookie = server.sign_in(Role::Manager).await;
    let answer = server.post_as(&cookie, MOVING, &form).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert!(
        answer
            .header("content-disposition")
            .starts_with("attachment; filename=\"accounts-that-move-A-"),
        "{}",
        answer.header("content-disposition")
    );
    assert!(answer.text.contains(",'=Part 3,"), "{}", answer.text);
    assert_eq!(answer.text.lines().count(), 2);
    server.hire(Role::Csr).await;
    let cookie = server.sign_in(Role::Csr).await;
    let answer = server.post_as(&cookie, MOVING, &form).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_cannot_be_moved_or_read_is_a_sentence_and_no_file() {
    let (_database, server) = server().await;
    let form = form(&server).await;
    server.hire(Role::Manager).await;
    let cookie = server.sign_in(Role::Manager).await;
    let answer = server.post_as(&cookie, MOVING, "request=%7B").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    execute(
        &server.store,
        "UPDATE account SET status = 'closed', status_since = '2026-02-01'
         WHERE name = '=Part 2'",
    )
    .await;
    let answer = server.post_as(&cookie, MOVING, &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.text.contains("A closed account cannot be a parent."),
        "{}",
        answer.text
    );
}
