//! Files that are taken out of the console (ORG-3, SEC-1).

use std::net::SocketAddr;

use domain::access::Role;
use domain::hierarchy::{Effective, MoveForm, MoveRequest};
use domain::ids::AccountId;
use http::StatusCode;
use store::testing::execute;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
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

/// The answer to the form as its bytes come over the network, in this coding.
async fn over_the_network(server: &Server, cookie: &str, form: &str, coding: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address");
    let router = server.router();
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = tokio::spawn(axum::serve(listener, router).into_future());
    let request = format!(
        "POST {MOVING} HTTP/1.1\r\nhost: {address}\r\nsec-fetch-site: same-origin\r\n\
         cookie: {cookie}\r\naccept-encoding: {coding}\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    );
    let mut stream = TcpStream::connect(address).await.expect("connected");
    let sent = stream.write_all(request.as_bytes()).await;
    sent.expect("the request is sent");
    let mut answer = Vec::new();
    // Whether what is broken off ends or is reset is the system's affair; what came is there either way.
    let _ = stream.read_to_end(&mut answer).await;
    serving.abort();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_file_that_is_broken_off_does_not_look_whole_to_a_browser() {
    let (_database, server) = server().await;
    let form = form(&server).await;
    // More than the export reads at a time, the last of them in the second part.
    execute(
        &server.store,
        "INSERT INTO account (name, status_since, customer_type, language, currency, opened_on, id)
         SELECT 'Below ' || lpad(n::text, 5, '0'), '2026-01-01', 'gold', 'en', 'EUR', '2026-01-01',
                ('00000000-0000-7000-8000-0000001' || lpad(n::text, 5, '0'))::uuid
         FROM generate_series(1, 5200) AS n",
    )
    .await;
    execute(
        &server.store,
        "INSERT INTO organization_link (child_id, parent_id, valid)
         SELECT id, '00000000-0000-7000-8000-000000000003', '[2026-01-01,)' FROM account
         WHERE name LIKE 'Below %'",
    )
    .await;
    server.hire(Role::Manager).await;
    let cookie = server.sign_in(Role::Manager).await;
    // What comes behind the last piece of an answer whose length was not said before.
    const END: &str = "\r\n0\r\n\r\n";
    for coding in ["identity", "gzip"] {
        let whole = over_the_network(&server, &cookie, &form, coding).await;
        assert!(whole.starts_with("HTTP/1.1 200 "), "{coding}: {whole:.200}");
        assert!(whole.contains("\r\ntransfer-encoding: chunked\r\n"));
        assert!(whole.ends_with(END), "{coding}");
    }

    execute(
        &server.store,
        "ALTER TABLE account DROP CONSTRAINT account_organization_type_check",
    )
    .await;
    execute(
        &server.store,
        "UPDATE account SET organization_type = 'no such type' WHERE name = 'Below 05200'",
    )
    .await;
    for coding in ["identity", "gzip"] {
        // What was on its way when the connection was closed may be lost with it.
        let cut = over_the_network(&server, &cookie, &form, coding).await;
        assert!(!cut.ends_with(END), "{coding}: it looks whole");
        assert!(!cut.contains(",Below 05200,"), "{coding}");
    }
}
