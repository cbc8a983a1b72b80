//! How calls and answers are written: postcard for the program in the browser, JSON for any other (T11).

use app::errors::{AppError, ErrorCode};
use app::staff::api::StaffOpened;
use axum::body::Body;
use domain::access::Role;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, StatusCode};
use leptos::server_fn::codec::PostcardEncoding;
use leptos::server_fn::error::FromServerFnError;
use leptos::server_fn::{ContentType, Decodes};

use crate::support::{Answer, Server, request, server};

const POSTCARD: &str = PostcardEncoding::CONTENT_TYPE;
const JSON: &str = "application/json";

/// What asks for the first staff users, whatever they are called, in postcard: two empty texts.
const EVERYBODY: &[u8] = &[0, 0];

/// A call with this content type and body.
fn call(path: &str, cookie: Option<&str>, kind: &'static str, body: Vec<u8>) -> Request<Body> {
    let mut call = request(Method::POST, path, cookie, "");
    let length = HeaderValue::from(body.len());
    let headers = call.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(ACCEPT, HeaderValue::from_static(kind));
    headers.insert("content-length", length);
    call.map(|_| Body::from(body))
}

/// Asks for the staff users in one of the two ways.
async fn staff_list(
    server: &Server,
    cookie: Option<&str>,
    kind: &'static str,
    asked: &[u8],
) -> Answer {
    let call = call("/api/staff/list", cookie, kind, asked.to_vec());
    server.send(call).await
}

async fn signed_in(server: &Server, role: Role) -> String {
    server.hire(role).await;
    server.sign_in(role).await
}

#[tokio::test]
async fn the_program_in_the_browser_gets_what_it_reads() {
    let (_database, server) = server().await;
    let cookie = signed_in(&server, Role::Administrator).await;
    let answer = staff_list(&server, Some(&cookie), POSTCARD, EVERYBODY).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.header("content-type"), POSTCARD);
    let staff: StaffOpened = PostcardEncoding::decode(answer.bytes).expect("the staff");
    assert_eq!(staff.rows.len(), 1);
}

#[tokio::test]
async fn another_program_sends_and_gets_json() {
    let (_database, server) = server().await;
    let cookie = signed_in(&server, Role::Administrator).await;
    let answer = staff_list(&server, Some(&cookie), JSON, b"{}").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let staff: StaffOpened = serde_json::from_str(&answer.text).expect("the staff");
    assert_eq!(staff.rows.len(), 1);
}

#[tokio::test]
async fn an_error_is_written_as_its_reader_reads_it() {
    let (_database, server) = server().await;
    let cookie = signed_in(&server, Role::Csr).await;
    for cookie in [None, Some(cookie.as_str())] {
        let expected = match cookie {
            None => ErrorCode::NotSignedIn,
            Some(_) => ErrorCode::Refused,
        };
        let ours = staff_list(&server, cookie, POSTCARD, EVERYBODY).await;
        let read = AppError::de(ours.bytes.clone());
        assert_eq!(read.code, expected);
        assert_eq!(read.request_id, ours.header("x-request-id"));
        let other = staff_list(&server, cookie, JSON, b"{}").await;
        let read: AppError = serde_json::from_str(&other.text).expect("an error in JSON");
        assert_eq!(read.code, expected);
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_and_not_guessed() {
    let (_database, server) = server().await;
    let cookie = signed_in(&server, Role::Administrator).await;
    let answer = server
        .send(call(
            "/api/staff/add",
            Some(&cookie),
            POSTCARD,
            vec![0xff; 40],
        ))
        .await;
    assert_eq!(AppError::de(answer.bytes).code, ErrorCode::Invalid);
}
