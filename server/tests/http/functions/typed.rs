//! Whatever is sent in whatever field of whatever server function: it is kept, or refused with a sentence
//! beside its field and nothing saved. The fields are those of the calls themselves: those of a new
//! function are tried without anyone thinking of it.

use domain::fields::FieldError;
use http::StatusCode;
use serde_json::{Value, json};
use server::router::routes;
use store::testing::{digest, execute};

use super::calls::{call, move_ask};
use super::scene::{Organization, Scene, draft, operation};
use super::sent::Sent;
use super::{API, Office};
use crate::support::{Answer, server};

/// What somebody may type.
struct Text {
    name: &'static str,
    text: String,
    /// Whether it is ordinary text, which may be kept. What misleads or is too long never is.
    may_be_kept: bool,
}

fn texts() -> Vec<Text> {
    let short = [
        ("nothing", "", true),
        ("white space", " \t ", true),
        ("emoji", "🦊 Fox", true),
        ("markup", "<b>Ana</b>", true),
        ("quotes and wildcards", "O'B \"`%_\\;--", true),
        ("a NUL", "Ana\0Fox", false),
        ("an escape sequence", "\u{1b}[31mred", false),
        ("a right-to-left override", "abc\u{202E}fdp", false),
        ("a right-to-left mark", "Ana\u{200F}", false),
        ("a space without width", "An\u{200B}a", false),
    ];
    let long = ("a megabyte", "x".repeat(1_000_000), false);
    let short = short.map(|(name, text, kept)| (name, text.to_owned(), kept));
    let texts = short.into_iter().chain([long]);
    texts
        .map(|(name, text, may_be_kept)| Text {
            name,
            text,
            may_be_kept,
        })
        .collect()
}

/// What nobody types: ids and versions, words of a choice that a button makes, days that the page has read
/// already, what was shown, what stands in an address.
const NOT_TYPED: [&str; 40] = [
    "account",
    "accounts",
    "accounts/history.kind",
    "action",
    "actions/shift.to",
    "actions/shift/preview.to",
    "after",
    "allowed",
    "around",
    "audit/list.kind",
    "base",
    "before",
    "board",
    "code",
    "date",
    "effective",
    "entry",
    "fingerprint",
    "form",
    "from",
    "id",
    "is_over",
    "number",
    "operation_id",
    "parent",
    "payer_goes",
    "payer_unit",
    "payers",
    "request.customer",
    "request.organization_type",
    "request.sort",
    "request.status",
    "request.to",
    "root",
    "security_answer_mark",
    "seen_at",
    "shown",
    "side",
    "wanted.to",
    "was",
];

/// Whether a person types at this place of a function's call.
fn is_typed(function: &str, place: &str) -> bool {
    let place = format!(".{function}.{place}.");
    // The account of a new account's parent is typed.
    let is_not = |part: &&str| place.contains(&format!(".{part}."));
    place.ends_with(".draft.parent.") || !NOT_TYPED.iter().any(is_not)
}

/// A right call of a function, with what was made for it.
async fn right_call(office: &Office, function: &str) -> Sent {
    let scene = Scene::new(&office.server.store, true);
    match function {
        // With every field that there is.
        "accounts/create" => {
            let Organization { root, .. } = scene.organization().await;
            return Sent::Json(json!({ "draft": draft(&root.number.to_string()) }));
        }
        // A board is begun with its first step, and so named.
        "boards/step" => {
            let step = move_ask(&scene).await;
            let ask = json!({
                "operation_id": operation(), "board": null, "name": "Autumn plan", "step": step,
            });
            return Sent::Json(json!({ "ask": ask }));
        }
        _ => {}
    }
    Sent::of(call(function, &scene).await.expect("a call"))
}

/// What belongs to a field, which means something together with it only.
fn beside(function: &str, place: &str) -> Vec<(String, &'static str)> {
    const PASSWORD: &str = crate::support::PASSWORD;
    let (form, field) = place.rsplit_once('.').unwrap_or_default();
    let texts: &[(&str, &'static str)] = match field {
        "gateway_token" => &[("kind", "credit_card"), ("holder", "Ana Fox")],
        "holder" => &[("kind", "credit_card"), ("gateway_token", "tok_visa_4242")],
        "iban" => &[
            ("kind", "direct_debit"),
            ("gateway_token", ""),
            ("holder", "Ana Fox"),
        ],
        "login" if function == "accounts/create" => &[("password", PASSWORD)],
        "password" if function == "accounts/create" => &[("login", "ana.fox")],
        "security_hint" if function == "accounts/create" => {
            &[("security_answer", "Rex the second")]
        }
        "security_answer" if function == "accounts/create" => &[("security_hint", "First pet")],
        "security_hint" => return vec![("draft.security_answer".to_owned(), "Rex the second")],
        "security_answer" => return vec![("draft.typed.security_hint".to_owned(), "First pet")],
        _ => &[],
    };
    let texts = texts
        .iter()
        .map(|(field, text)| (format!("{form}.{field}"), *text));
    texts.collect()
}

/// Tries every text in every field of a function; answers what went wrong.
async fn function_try(office: &Office, function: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let store = &office.server.store;
    let path = format!("{API}{function}");
    let mut cookie = None;
    for candidate in &office.cookies {
        let sent = right_call(office, function).await;
        let answer = office.server.send(sent.request(&path, candidate)).await;
        if answer.status == StatusCode::OK {
            cookie = Some(candidate);
            break;
        }
    }
    let cookie = cookie.unwrap_or_else(|| panic!("nobody may call {function}"));
    let mut right = right_call(office, function).await;
    let mut before = digest(store).await;
    for (number, place) in right.places().iter().enumerate() {
        let is_typed = is_typed(function, place);
        let beside = beside(function, place);
        for Text {
            name,
            text,
            may_be_kept,
        } in texts()
        {
            if !is_typed && may_be_kept && name != "markup" {
                continue;
            }
            let what = format!("{function}, {place}, {name}");
            execute(store, "DELETE FROM sign_in_failure").await;
            let sent = right.clone().with_all(&beside).with(number, &text);
            let sent = sent.request(&path, cookie);
            let answer = office.server.send(sent).await;
            let after = digest(store).await;
            if answer.status == StatusCode::OK && (may_be_kept || !is_typed) {
                if after != before {
                    // What it was made for is no longer as it was.
                    right = right_call(office, function).await;
                    before = digest(store).await;
                }
                continue;
            }
            if after != before {
                wrong.push(format!("{what}: something was saved"));
                before = after;
            }
            if answer.status != StatusCode::OK && !is_told(&answer, is_typed.then_some(place)) {
                let said: String = answer.text.chars().take(300).collect();
                wrong.push(format!("{what}: {} {said}", answer.status));
            }
        }
    }
    wrong
}

/// Whether the answer says in plain sentences what is wrong, beside the field that was typed in.
fn is_told(answer: &Answer, typed: Option<&String>) -> bool {
    let error: Value = serde_json::from_str(&answer.text).unwrap_or_default();
    let sentence = error["sentence"].as_str().unwrap_or_default();
    let fields: Vec<FieldError> =
        serde_json::from_value(error["fields"].clone()).unwrap_or_default();
    let is_plain = is_plain(sentence) && fields.iter().all(|field| is_plain(&field.sentence));
    let is_beside = |place: &String| {
        let is_there = |field: &FieldError| {
            // What is typed into a picker is a search, and a company is asked for beside the box.
            let is_search =
                field.field == "q" && ["text", "request.company"].contains(&place.as_str());
            is_search || *place == field.field || place.ends_with(&format!(".{}", field.field))
        };
        error["code"] == "invalid" && !fields.is_empty() && fields.iter().all(is_there)
    };
    answer.status.is_client_error() && is_plain && typed.is_none_or(is_beside)
}

fn is_plain(sentence: &str) -> bool {
    let begins = sentence.chars().next().is_some_and(char::is_uppercase);
    // What was sent is not repeated with the signs that turn or hide the words around them.
    let misleads = |c: char| c.is_control() || matches!(c, '\u{202E}' | '\u{200F}' | '\u{200B}');
    let is_short = sentence.chars().count() <= 200;
    begins && sentence.ends_with('.') && is_short && !sentence.contains(misleads)
}

/// What the addresses of functions begin with, in parts that are tried side by side. Each function belongs
/// to the first that fits.
const PARTS: [&[&str]; 5] = [
    &["accounts/create"],
    &["accounts/"],
    &["hierarchy/", "actions/"],
    &["boards/"],
    &["staff/", "session/", "lists/", "search/", "audit/"],
];

fn part_of(function: &str) -> usize {
    let is_of = |begins: &&[&str]| begins.iter().any(|begin| function.starts_with(begin));
    let part = PARTS.iter().position(is_of);
    part.unwrap_or_else(|| panic!("{function} is tried nowhere: name its part"))
}

/// Tries all functions of a part.
async fn try_all(part: usize) {
    let (_database, server) = server().await;
    let office = Office::new(server).await;
    let (mut tried, mut wrong) = (0, Vec::new());
    for (_, route) in routes() {
        if let Some(function) = route.strip_prefix(API)
            && part_of(function) == part
        {
            wrong.extend(function_try(&office, function).await);
            tried += 1;
        }
    }
    assert!(tried > 0, "nothing was tried");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn whatever_is_sent_of_a_new_account_is_kept_or_refused_beside_its_field() {
    try_all(0).await;
}

#[tokio::test]
async fn whatever_is_sent_about_an_account_is_kept_or_refused_beside_its_field() {
    try_all(1).await;
}

#[tokio::test]
async fn whatever_is_sent_about_an_organization_is_kept_or_refused_beside_its_field() {
    try_all(2).await;
}

#[tokio::test]
async fn whatever_is_sent_about_a_board_is_kept_or_refused_beside_its_field() {
    try_all(3).await;
}

#[tokio::test]
async fn whatever_is_sent_about_staff_and_lists_is_kept_or_refused_beside_its_field() {
    try_all(4).await;
}
