//! What stands around every request: headers, other sites, sizes, a database that is away (SEC-3).

use std::time::Duration;

use axum::body::Body;
use domain::access::Role;
use http::{Method, Request, StatusCode};
use server::middleware::limits::ENTRY_LIMIT;
use store::operations::operation_new;
use store::testing::{execute, number};
use store::{Store, StoreOptions};

use crate::support::{Answer, Server, request, server, server_with};

#[tokio::test]
async fn no_script_runs_without_the_nonce_of_its_page() {
    let (_database, server) = server().await;
    let mut pages = vec![server.get("/sign-in").await];
    for (role, addresses) in [
        (
            Role::Manager,
            &["/search", "/accounts/new", "/hierarchy", "/what-if", "/ui"][..],
        ),
        (Role::Administrator, &["/staff"]),
    ] {
        server.hire(role).await;
        let cookie = server.sign_in(role).await;
        for address in addresses {
            pages.push(server.get_as(&cookie, address).await);
        }
    }
    for page in &pages {
        scripts_check(page);
    }
}

/// A script of a page runs by the page's nonce, or is a file of the own site.
fn scripts_check(page: &Answer) {
    assert_eq!(page.status, StatusCode::OK);
    let policy = page.header("content-security-policy");
    let scripts = policy.split(';').map(str::trim);
    let scripts = scripts.filter_map(|rule| rule.strip_prefix("script-src "));
    let nonce = scripts
        .collect::<String>()
        .strip_suffix(" 'wasm-unsafe-eval'")
        .and_then(|rule| rule.strip_prefix("'self' 'nonce-")?.strip_suffix('\''))
        .map(str::to_owned);
    let nonce = nonce.unwrap_or_else(|| panic!("scripts by other than a nonce in {policy}"));
    for part in [
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ] {
        assert!(policy.contains(part), "{part} in {policy}");
    }
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    for tag in tags(&page.text, "<script") {
        assert!(
            tag.contains(&format!("nonce=\"{nonce}\"")),
            "{tag} without {nonce}"
        );
    }
    assert!(
        !page.text.contains(" style=\""),
        "an inline style needs what the policy refuses"
    );
}

/// The tags of a page that begin like this.
fn tags<'a>(page: &'a str, beginning: &'static str) -> impl Iterator<Item = &'a str> {
    page.match_indices(beginning).map(|(index, _)| {
        let tag = &page[index..];
        &tag[..=tag.find('>').expect("an end")]
    })
}

#[tokio::test]
async fn every_page_has_a_nonce_of_its_own() {
    let (_database, server) = server().await;
    let (one, other) = (server.get("/sign-in").await, server.get("/sign-in").await);
    assert_ne!(
        one.header("content-security-policy"),
        other.header("content-security-policy")
    );
}

#[tokio::test]
async fn pages_are_neither_framed_nor_guessed_nor_kept() {
    let (_database, server) = server().await;
    let page = server.get("/sign-in").await;
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("x-frame-options"), "DENY");
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "same-origin");
}

#[tokio::test]
async fn another_site_cannot_sign_anybody_in_or_out() {
    let (_database, server) = server().await;
    server.hire(Role::Csr).await;
    let cookie = server.sign_in(Role::Csr).await;
    for site in ["cross-site", "same-site"] {
        for path in ["/sign-in", "/sign-out", "/sign-out-everywhere"] {
            let mut foreign = request(Method::POST, path, Some(&cookie), "");
            foreign
                .headers_mut()
                .insert("sec-fetch-site", site.parse().expect("a header"));
            let answer = server.send(foreign).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{site} {path}");
        }
    }
    assert_eq!(server.get_as(&cookie, "/ui").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_change_that_does_not_say_where_it_comes_from_is_refused() {
    let (_database, server) = server().await;
    let bare = Request::post("/sign-in")
        .body(Body::empty())
        .expect("a request");
    assert_eq!(server.send(bare).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_link_from_another_site_opens_a_page() {
    let (_database, server) = server().await;
    let mut link = request(Method::GET, "/sign-in", None, "");
    link.headers_mut()
        .insert("sec-fetch-site", "cross-site".parse().expect("a header"));
    assert_eq!(server.send(link).await.status, StatusCode::OK);
}

/// How the server packs a page for somebody who comes from there.
async fn packing(server: &Server, from: &str) -> Answer {
    let mut asked = request(Method::GET, "/sign-in", None, "");
    let headers = asked.headers_mut();
    headers.insert("sec-fetch-site", from.parse().expect("a header"));
    headers.insert("accept-encoding", "gzip, br".parse().expect("a header"));
    server.send(asked).await
}

#[tokio::test]
async fn a_page_travels_compressed() {
    let (_database, server) = server().await;
    let plain = server.get("/sign-in").await;
    let packed = packing(&server, "none").await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.bytes.len() * 2 < plain.bytes.len());
}

#[tokio::test]
async fn what_another_site_asks_for_tells_nothing_by_its_length() {
    let (_database, server) = server().await;
    for from in ["cross-site", "same-site"] {
        let page = packing(&server, from).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.header("content-encoding"), "", "{from}");
    }
}

/// A form that says nothing of its size, as a program may send it bit by bit.
fn of_unknown_size(mut sent: Request<Body>) -> Request<Body> {
    sent.headers_mut().remove("content-length");
    sent.map(|body| Body::from_stream(body.into_data_stream()))
}

#[tokio::test]
async fn what_is_more_than_a_form_may_have_gets_a_sentence_whether_it_says_its_size_or_not() {
    let (_database, server) = server().await;
    let form = format!("login={}", "x".repeat(ENTRY_LIMIT));
    let sent = || request(Method::POST, "/sign-in", None, &form);
    for sent in [sent(), of_unknown_size(sent())] {
        let answer = server.send(sent).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        for words in ["This is too large", "still stands there"] {
            assert!(answer.text.contains(words), "{}", answer.text);
        }
    }
}

#[tokio::test]
async fn a_field_of_a_megabyte_is_read_however_it_is_written() {
    let (_database, server) = server().await;
    for login in ["x".repeat(1_000_000), "%F0%9F%A6%8A".repeat(250_000)] {
        let form = format!("login={login}&password=x");
        let answer = server.post("/sign-in", &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn a_well_formed_request_number_is_kept_and_a_forged_one_replaced() {
    let (_database, server) = server().await;
    let mut numbered = request(Method::GET, "/healthz", None, "");
    numbered.headers_mut().insert(
        "x-request-id",
        "proxy-0123456789".parse().expect("a header"),
    );
    assert_eq!(
        server.send(numbered).await.header("x-request-id"),
        "proxy-0123456789"
    );
    let mut forged = request(Method::GET, "/healthz", None, "");
    forged
        .headers_mut()
        .insert("x-request-id", "a\" level=error".parse().expect("a header"));
    let given = server.send(forged).await.header("x-request-id").to_owned();
    assert_eq!(given.len(), 32, "{given}");
}

#[tokio::test]
async fn a_server_is_ready_when_its_database_is_up_to_date() {
    let (_database, server) = server().await;
    assert_eq!(server.get("/readyz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_server_is_not_ready_on_tables_of_another_version() {
    let (_database, server) = server().await;
    // As a newer version leaves it behind.
    let later = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)";
    execute(&server.store, later).await;
    let answer = server.get("/readyz").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.text.contains("newer version"), "{}", answer.text);
}

/// A server whose database is nowhere.
fn bereft() -> Server {
    let nowhere =
        StoreOptions::from_url("postgres://canopy@%2Fnowhere/canopy").expect("an address");
    Server::on(Store::lazy(nowhere))
}

#[tokio::test]
async fn without_its_database_a_server_lives_but_is_not_ready() {
    let server = bereft();
    assert_eq!(server.get("/healthz").await.status, StatusCode::OK);
    assert_eq!(
        server.get("/readyz").await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
}

/// A database that comes later, as when both are started at once, or that was away for a while.
#[tokio::test]
async fn a_page_comes_back_once_the_database_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let (database, server) =
        server_with(|options| StoreOptions::new(options.connect.socket(folder.path()))).await;
    let there = Server::on(database.store().clone());
    there.hire(Role::Csr).await;
    let cookie = there.sign_in(Role::Csr).await;
    let away = server.get_as(&cookie, "/me").await;
    assert_eq!(away.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(away.text.contains("http-equiv=\"refresh\""));
    let options = database.options();
    let name = format!(".s.PGSQL.{}", options.get_port());
    let socket = options.get_socket().expect("a socket").join(&name);
    std::os::unix::fs::symlink(socket, folder.path().join(name)).expect("a way to it");
    // The browser asks again by itself.
    let page = server.get_as(&cookie, "/me").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
}

#[tokio::test]
async fn a_statement_of_a_request_that_takes_too_long_is_given_up_with_a_sentence() {
    let (database, server) = server_with(|options| StoreOptions {
        statement_timeout: Some(Duration::from_secs(1)),
        ..options
    })
    .await;
    server.hire(Role::Administrator).await;
    let cookie = server.sign_in(Role::Administrator).await;
    let new = format!(
        "operation_id={}&login=new&display_name=New&role=csr&password=nine+blue+cups%21",
        operation_new()
    );
    let store = database.store().clone();
    let holding = tokio::spawn(async move {
        let held = "DO $$ BEGIN LOCK TABLE staff_user IN SHARE ROW EXCLUSIVE MODE;
                                LOCK TABLE audit_entry IN ACCESS EXCLUSIVE MODE;
                                PERFORM pg_sleep(6); END $$";
        execute(&store, held).await;
    });
    let held = "SELECT count(*) FROM pg_locks WHERE granted AND mode = 'AccessExclusiveLock'
                AND relation = 'audit_entry'::regclass";
    while number(database.store(), held).await == 0 {
        tokio::task::yield_now().await;
    }
    for (path, form) in [
        ("/api/staff/add", new.as_str()),
        ("/api/audit/list", "person="),
    ] {
        let answer = server.post_as(&cookie, path, form).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        for words in ["\"too_slow\"", "took too long and was given up"] {
            assert!(answer.text.contains(words), "{path}: {}", answer.text);
        }
    }
    holding.await.expect("let go");
    let staff = "SELECT count(*) FROM staff_user WHERE login = 'new'";
    assert_eq!(number(database.store(), staff).await, 0);
    let answer = server.post_as(&cookie, "/api/staff/add", &new).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
}

#[tokio::test]
async fn without_its_database_a_page_says_so_and_comes_back_by_itself() {
    let server = bereft();
    let cookie = format!("__Host-canopy={}", "a".repeat(64));
    let page = server.get_as(&cookie, "/ui").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        page.text.contains("cannot reach its database"),
        "{}",
        page.text
    );
    assert!(
        page.text.contains("http-equiv=\"refresh\""),
        "{}",
        page.text
    );
    // Signing in is told the same.
    let answer = server.post("/sign-in", "login=csr&password=x").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_form_sent_while_the_database_is_away_is_answered_by_a_page_that_can_send_it_again() {
    let server = bereft();
    let cookie = format!("__Host-canopy={}", "a".repeat(64));
    for (path, cookie) in [
        ("/accounts/new", Some(cookie.as_str())),
        ("/api/accounts/create", Some(cookie.as_str())),
        ("/sign-out", Some(cookie.as_str())),
        ("/sign-in", None),
    ] {
        let mut sent = request(Method::POST, path, cookie, "login=csr&password=x");
        let accept = "text/html,application/xhtml+xml";
        sent.headers_mut()
            .insert("accept", accept.parse().expect("a header"));
        let answer = server.send(sent).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert!(answer.text.contains("reload this page"), "{}", answer.text);
        // A page that came back by itself would ask for it and send nothing.
        assert!(!answer.text.contains("http-equiv"), "{}", answer.text);
    }
}

#[tokio::test]
async fn a_form_that_needs_the_program_says_so() {
    let (_database, server) = server().await;
    server.hire(Role::Csr).await;
    let cookie = server.sign_in(Role::Csr).await;
    let answer = server.post_as(&cookie, "/me", "current=x").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.text.contains("needs JavaScript"), "{}", answer.text);
}

#[tokio::test]
async fn an_unknown_address_is_not_found_for_who_is_signed_in() {
    let (_database, server) = server().await;
    server.hire(Role::Csr).await;
    let cookie = server.sign_in(Role::Csr).await;
    assert_eq!(
        server.get_as(&cookie, "/no/such/page").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_form_sent_without_the_program_is_answered_by_a_page_that_says_what_is_wrong() {
    let (_database, server) = server().await;
    server.hire(Role::Csr).await;
    let cookie = server.sign_in(Role::Csr).await;
    let form = "draft[currency]=%3Cb%3E";
    let mut sent = request(Method::POST, "/api/accounts/create", Some(&cookie), form);
    let accept = "text/html,application/xhtml+xml";
    sent.headers_mut()
        .insert("accept", accept.parse().expect("a header"));
    let answer = server.send(sent).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert!(
        answer.text.contains("Nothing was saved."),
        "{}",
        answer.text
    );
    assert!(answer.text.contains("<li>"), "{}", answer.text);
    assert!(!answer.text.contains("<b>"), "{}", answer.text);
}
