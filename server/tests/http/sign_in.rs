//! Signing in and out (SEC-2).

use domain::access::Role;
use http::StatusCode;
use store::throttle::LOGIN_TRIES;

use crate::support::{Server, server};

#[tokio::test]
async fn the_right_password_opens_a_session_and_goes_where_one_wanted_to() {
    let (_database, server) = server().await;
    server.hire(Role::Csr).await;
    let asked = server.get("/ui").await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    assert_eq!(asked.location(), "/sign-in?next=%2Fui");
    let answer = server
        .post(
            "/sign-in",
            "login=CSR&password=seven+green+kettles&next=%2Fui",
        )
        .await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "/ui")
    );
    let cookie = answer.cookie().expect("a cookie");
    assert_eq!(server.get_as(&cookie, "/ui").await.status, StatusCode::OK);
}

/// The scripts of a document that load the program, which takes its page over.
fn loads_the_program(page: &str) -> bool {
    page.contains("rel=\"modulepreload\"") || page.contains("type=\"module\"")
}

#[tokio::test]
async fn the_form_to_sign_in_answers_at_once_without_the_program() {
    let (_database, server) = server().await;
    server.hire(Role::Csr).await;
    let cookie = server.sign_in(Role::Csr).await;
    let form = server.get("/sign-in").await.text;
    assert!(!loads_the_program(&form));
    assert!(form.contains("data-ready"), "nothing has to be waited for");
    let search = server.get_as(&cookie, "/search").await.text;
    assert!(loads_the_program(&search));
    assert!(
        !search.contains("data-ready"),
        "the program says so when it has taken over"
    );
}

/// The address in the form's hidden field, as a browser reads it.
fn next_in_form(page: &str) -> String {
    let (_, field) = page.split_once("name=\"next\"").expect("a field");
    let (_, value) = field.split_once("value=\"").expect("a value");
    let (value, _) = value.split_once('"').expect("its end");
    value.replace("&amp;", "&")
}

#[tokio::test]
async fn the_address_that_was_asked_for_survives_signing_in() {
    let (_database, server) = server().await;
    server.hire(Role::Csr).await;
    for address in [
        "/search?q=a%20b",
        "/search?q=a+b&status=active",
        "/search?q=m%C3%BCller%26co",
        "/search?q=100%25",
    ] {
        let sent = server.get(address).await;
        let first = server.get(sent.location()).await;
        let next = next_in_form(&first.text);
        assert_eq!(next, address);
        let escaped = next.replace('%', "%25").replace('&', "%26");
        let escaped = escaped.replace('+', "%2B");
        let again = server
            .post("/sign-in", &format!("login=csr&password=x&next={escaped}"))
            .await;
        assert_eq!(next_in_form(&again.text), address, "after a wrong try");
        let form = format!("login=csr&password=seven+green+kettles&next={escaped}");
        assert_eq!(server.post("/sign-in", &form).await.location(), address);
    }
}

#[tokio::test]
async fn the_cookie_is_bound_to_this_host_and_out_of_reach_of_scripts() {
    let (_database, server) = server().await;
    server.hire(Role::Csr).await;
    let answer = server
        .post("/sign-in", "login=csr&password=seven+green+kettles")
        .await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-canopy="), "{cookie}");
    for part in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
}

#[tokio::test]
async fn the_page_to_sign_in_works_without_a_script() {
    let (_database, server) = server().await;
    let page = server.get("/sign-in?next=/ui").await;
    assert_eq!(page.status, StatusCode::OK);
    for part in [
        "method=\"post\"",
        "action=\"/sign-in\"",
        "name=\"login\"",
        "name=\"password\"",
    ] {
        assert!(page.text.contains(part), "{part} in {}", page.text);
    }
    assert!(page.text.contains("value=\"/ui\""), "{}", page.text);
}

#[tokio::test]
async fn a_wrong_entry_brings_the_page_back_with_its_login_and_no_password() {
    let (_database, server) = server().await;
    let answer = server
        .post(
            "/sign-in",
            "login=m.lind&password=my+wrong+guess&next=%2Fui",
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.text.contains("do not belong together"),
        "{}",
        answer.text
    );
    assert!(answer.text.contains("value=\"m.lind\""), "{}", answer.text);
    assert!(answer.text.contains("value=\"/ui\""), "{}", answer.text);
    assert!(!answer.text.contains("my wrong guess"));
    assert!(answer.cookie().is_none());
}

#[tokio::test]
async fn what_was_left_empty_is_told_beside_its_field_and_counts_as_no_try() {
    let (_database, server) = server().await;
    server.hire(Role::Csr).await;
    // Without this the browser says it in words of its own, and in its language.
    assert!(server.get("/sign-in").await.text.contains("novalidate"));
    for _ in 0..LOGIN_TRIES + 1 {
        let answer = server.post("/sign-in", "login=csr&password=").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let told = answer.text.matches("Please fill this in.").count();
        assert_eq!(told, 1, "{}", answer.text);
        assert!(answer.text.contains("value=\"csr\""), "{}", answer.text);
    }
    let nothing = server.post("/sign-in", "login=+&password=").await;
    assert_eq!(nothing.text.matches("Please fill this in.").count(), 2);
    server.sign_in(Role::Csr).await;
}

#[tokio::test]
async fn what_is_typed_stays_text_on_the_page() {
    let (_database, server) = server().await;
    let answer = server
        .post(
            "/sign-in",
            "login=%3Cscript%3Ealert(1)%3C%2Fscript%3E&password=x",
        )
        .await;
    assert!(!answer.text.contains("<script>alert(1)"), "{}", answer.text);
}

#[tokio::test]
async fn nobody_is_sent_on_to_another_site() {
    let (_database, server) = server().await;
    server.hire(Role::Csr).await;
    for next in [
        "https%3A%2F%2Fevil.example",
        "%2F%2Fevil.example",
        "%2F%5Cevil.example",
    ] {
        let form = format!("login=csr&password=seven+green+kettles&next={next}");
        assert_eq!(
            server.post("/sign-in", &form).await.location(),
            "/",
            "{next}"
        );
    }
}

#[tokio::test]
async fn too_many_tries_are_told_when_to_come_back() {
    let (_database, server) = server().await;
    server.hire(Role::Csr).await;
    for _ in 0..store::throttle::LOGIN_TRIES {
        server.post("/sign-in", "login=csr&password=guess").await;
    }
    let answer = server
        .post("/sign-in", "login=csr&password=seven+green+kettles")
        .await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.text.contains("Too many tries"), "{}", answer.text);
    assert!(answer.header("retry-after").parse::<u32>().is_ok());
}

#[tokio::test]
async fn signing_out_ends_the_session_and_takes_the_cookie() {
    let (_database, server) = server().await;
    server.hire(Role::Csr).await;
    let cookie = server.sign_in(Role::Csr).await;
    let answer = server.post_as(&cookie, "/sign-out", "").await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "/sign-in")
    );
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(
        server.get_as(&cookie, "/ui").await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn signing_out_everywhere_counts_on_every_server() {
    let (database, server) = server().await;
    server.hire(Role::Csr).await;
    let second = Server::on(database.second_store());
    let (desk, laptop) = (
        server.sign_in(Role::Csr).await,
        second.sign_in(Role::Csr).await,
    );
    assert_eq!(server.get_as(&laptop, "/ui").await.status, StatusCode::OK);
    server.post_as(&desk, "/sign-out-everywhere", "").await;
    assert_eq!(
        second.get_as(&laptop, "/ui").await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_forged_or_old_cookie_opens_nothing_and_is_taken_away() {
    let (_database, server) = server().await;
    let forged = format!("__Host-canopy={}", "a".repeat(64));
    let answer = server.get_as(&forged, "/ui").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
}

#[tokio::test]
async fn moments_are_shown_by_the_clock_of_the_installation_and_name_its_zone() {
    let (_database, server) = server().await;
    server.hire(Role::Csr).await;
    // Never an hour that it is in UTC, and never summer.
    let known = store::installation::time_zone_set(&server.store, "Asia/Kathmandu").await;
    assert!(known.expect("set"));
    let cookie = server.sign_in(Role::Csr).await;
    let at = "UPDATE session SET created_at = '2026-11-26T22:30:00Z'";
    store::testing::execute(&server.store, at).await;
    let page = server.get_as(&cookie, "/me").await;
    for part in [
        "title=\"Asia/Kathmandu, UTC+05:45\"",
        ">27 Nov 2026, 04:15<",
    ] {
        assert!(page.text.contains(part), "{part} in {}", page.text);
    }
}
