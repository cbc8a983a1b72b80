//! Every route and every server function, as nobody and as every role (SEC-1).
//!
//! The list of what there is comes from the router itself: what is added later is called here
//! without anyone thinking of it.

use domain::access::Role;
use http::{Method, StatusCode};
use server::access::{is_public, public};
use server::router::routes;
use store::operations::operation_new;
use store::testing::execute;

use crate::support::{request, server};

/// An address of a route: a value for each placeholder.
fn address(route: &str) -> String {
    let part = |part: &str| match part.starts_with('{') || part.starts_with(':') {
        true => "acc_0190a6f0000070008000000000000000".to_owned(),
        false => part.to_owned(),
    };
    route.split('/').map(part).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn nobody_gets_an_answer_but_from_what_is_listed() {
    let (_database, server) = server().await;
    let mut called = 0;
    for (method, route) in routes() {
        if is_public(&method, &route) {
            continue;
        }
        let answer = server
            .send(request(method.clone(), &address(&route), None, ""))
            .await;
        let is_sent_to_sign_in =
            answer.status == StatusCode::SEE_OTHER && answer.location().starts_with("/sign-in");
        assert!(
            answer.status == StatusCode::UNAUTHORIZED || is_sent_to_sign_in,
            "{method} {route} answered {} to nobody",
            answer.status
        );
        called += 1;
    }
    assert!(called > 0, "nothing was called");
}

#[tokio::test]
async fn every_entry_of_the_list_is_a_route() {
    let routes = routes();
    for entry in public() {
        let is_route = routes
            .iter()
            .any(|(method, route)| *method == entry.method && *route == entry.route);
        assert!(
            is_route,
            "{} {} is listed and does not exist",
            entry.method, entry.route
        );
    }
}

#[tokio::test]
async fn no_role_makes_the_program_fail_on_any_route() {
    let (_database, server) = server().await;
    for role in Role::ALL {
        server.hire(role).await;
        for (method, route) in routes() {
            // Signing out would end the session that asks.
            if route.starts_with("/sign-out") {
                continue;
            }
            let cookie = server.sign_in(role).await;
            let call = request(method.clone(), &address(&route), Some(&cookie), "");
            let answer = server.send(call).await;
            assert!(
                answer.status != StatusCode::INTERNAL_SERVER_ERROR
                    && answer.status != StatusCode::UNAUTHORIZED,
                "{method} {route} answered {} to {role:?}: {}",
                answer.status,
                answer.text
            );
        }
    }
}

#[tokio::test]
async fn a_call_with_missing_arguments_is_told_so() {
    let (_database, server) = server().await;
    server.hire(Role::Administrator).await;
    let cookie = server.sign_in(Role::Administrator).await;
    let answer = server
        .post_as(&cookie, "/api/staff/add", "login=only")
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let error: serde_json::Value = serde_json::from_str(&answer.text).expect("an error in JSON");
    assert_eq!(error["code"], "invalid");
    assert_eq!(error["request_id"], answer.header("x-request-id"));
}

#[tokio::test]
async fn staff_is_managed_by_administrators_alone() {
    let (_database, server) = server().await;
    for role in Role::ALL {
        server.hire(role).await;
    }
    let form = format!(
        "operation_id={}&login=new&display_name=New&role=csr&password=nine+blue+cups%21",
        operation_new()
    );
    for role in [Role::Csr, Role::Manager, Role::Operations] {
        let cookie = server.sign_in(role).await;
        for (path, form) in [("/api/staff/list", ""), ("/api/staff/add", form.as_str())] {
            let answer = server.post_as(&cookie, path, form).await;
            assert_eq!(
                answer.status,
                StatusCode::FORBIDDEN,
                "{role:?} {path} {}",
                answer.text
            );
        }
    }
    let cookie = server.sign_in(Role::Administrator).await;
    let answer = server.post_as(&cookie, "/api/staff/add", &form).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let list = server.post_as(&cookie, "/api/staff/list", "").await;
    assert!(list.text.contains("\"new\""), "{}", list.text);
    assert!(!list.text.contains("argon2"), "{}", list.text);
}

#[tokio::test]
async fn a_role_taken_away_counts_from_the_next_request() {
    let (_database, server) = server().await;
    server.hire(Role::Administrator).await;
    server.hire(Role::Manager).await;
    let cookie = server.sign_in(Role::Manager).await;
    let refused = server.post_as(&cookie, "/api/staff/list", "").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    execute(
        &server.store,
        "UPDATE staff_user SET role = 'administrator' WHERE login = 'manager'",
    )
    .await;
    assert_eq!(
        server.post_as(&cookie, "/api/staff/list", "").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_call_by_nobody_gets_an_error_that_the_application_reads() {
    let (_database, server) = server().await;
    let answer = server
        .send(request(Method::POST, "/api/anything", None, ""))
        .await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let error: serde_json::Value = serde_json::from_str(&answer.text).expect("an error in JSON");
    assert_eq!(error["code"], "not_signed_in");
    assert_eq!(error["request_id"], answer.header("x-request-id"));
}
