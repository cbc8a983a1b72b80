//! Whatever changes something is sent with an operation id, and sent again it changes nothing more and is
//! answered as a success (decision 26). The functions are found by what their calls do: a new one that
//! changes something is tried without anyone thinking of it.

use http::StatusCode;
use server::router::routes;
use store::testing::{digest, execute};

use super::calls::call;
use super::scene::Scene;
use super::sent::Sent;
use super::{API, Office};
use crate::support::server;

/// Functions that change something without an operation id.
const WITHOUT: [(&str, &str); 2] = [
    (
        "accounts/caller/verify",
        "each answer of a caller is a try of its own and is counted (SEC-4)",
    ),
    (
        "accounts/open",
        "notes the account among those opened last, which is the same done twice (FIND-4)",
    ),
];

/// What is wrong with a function where it changes something.
async fn function_try(office: &Office, function: &str) -> Vec<String> {
    let store = &office.server.store;
    let path = format!("{API}{function}");
    for cookie in &office.cookies {
        let scene = Scene::new(store, true);
        let sent = Sent::of(call(function, &scene).await.expect("a call"));
        let has_id =
            (sent.places().iter()).any(|place| place.rsplit('.').next() == Some("operation_id"));
        let before = digest(store).await;
        let answer = office.server.send(sent.request(&path, cookie)).await;
        if answer.status != StatusCode::OK {
            continue;
        }
        let after = digest(store).await;
        if after == before {
            return Vec::new();
        }
        if WITHOUT.iter().any(|(listed, _)| *listed == function) {
            return Vec::new();
        }
        if !has_id {
            return vec![format!(
                "{function} changes something without an operation id"
            )];
        }
        execute(store, "DELETE FROM sign_in_failure").await;
        let again = office.server.send(sent.request(&path, cookie)).await;
        let mut wrong = Vec::new();
        if again.status != StatusCode::OK {
            wrong.push(format!("{function} again: {} {}", again.status, again.text));
        }
        if digest(store).await != after {
            wrong.push(format!("{function} again changed something again"));
        }
        return wrong;
    }
    vec![format!("nobody may call {function}")]
}

#[tokio::test]
async fn whatever_changes_something_is_done_once_however_often_it_is_sent() {
    let (_database, server) = server().await;
    let office = Office::new(server).await;
    let mut wrong = Vec::new();
    for (_, route) in routes() {
        if let Some(function) = route.strip_prefix(API) {
            wrong.extend(function_try(&office, function).await);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
