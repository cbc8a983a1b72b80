//! Forms that are sent without the program, and what is saved of a form that does not hold: nothing.

use domain::access::Role;
use http::{Method, StatusCode};
use store::testing::digest;

use crate::support::{Answer, Server, request, server};

const CREATE: &str = "/accounts/new";

/// A new account as the form sends it without the program, field by field.
const FIELDS: [(&str, &str); 23] = [
    ("operation_id", "op_0190a6f0000070008000000000000001"),
    ("contacts][0][salutation", "Dr"),
    ("contacts][0][first_name", "Ana"),
    ("contacts][0][last_name", "Fox"),
    ("contacts][0][company", "Acme Holding"),
    ("contacts][0][job_title", "Buyer"),
    ("contacts][0][street", "Main St 1"),
    ("contacts][0][postal_code", "24103"),
    ("contacts][0][city", "Kiel"),
    ("contacts][0][email", "ana@acme.example"),
    ("contacts][0][phone_work", "+49 431 5501 2034"),
    ("name", "Acme of Kiel"),
    ("organization_type", ""),
    ("customer_type", "gold"),
    ("language", "en"),
    ("currency", "EUR"),
    ("bill_units][0][name", "Main"),
    ("bill_units][0][billing_day", "15"),
    ("bill_units][0][frequency_months", "1"),
    ("bill_units][0][accounting_type", "open_item"),
    ("bill_units][0][payment_terms_days", "14"),
    ("payment_method][kind", "invoice"),
    ("parent", ""),
];

/// The form with another text in some of its fields.
fn form(other: &[(&str, &str)]) -> String {
    let text = |field: &str, usual: &str| {
        let typed = other.iter().find(|(name, _)| *name == field);
        typed.map_or(usual, |(_, text)| text).to_owned()
    };
    let encoded = |text: String| -> String { text.bytes().map(|b| format!("%{b:02X}")).collect() };
    let more = other
        .iter()
        .filter(|(name, _)| FIELDS.iter().all(|(field, _)| field != name));
    let pairs = FIELDS.iter().chain(more);
    let pairs =
        pairs.map(|(field, usual)| format!("draft[{field}]={}", encoded(text(field, usual))));
    pairs.collect::<Vec<_>>().join("&")
}

/// A person of the staff at a browser without the program.
struct Person {
    server: Server,
    cookie: String,
}

impl Person {
    async fn send(&self, path: &str, form: &str) -> Answer {
        let mut sent = request(Method::POST, path, Some(&self.cookie), form);
        let accept = "text/html,application/xhtml+xml".parse().expect("a header");
        sent.headers_mut().insert("accept", accept);
        self.server.send(sent).await
    }
}

async fn csr(server: Server) -> Person {
    server.hire(Role::Csr).await;
    let cookie = server.sign_in(Role::Csr).await;
    Person { server, cookie }
}

/// The tag of a form's control with this name.
fn control<'a>(page: &'a str, name: &str) -> &'a str {
    let at = page
        .find(&format!("name=\"{name}\""))
        .unwrap_or_else(|| panic!("{name}: {page}"));
    let begin = page[..at].rfind('<').expect("its tag");
    let end = page[at..].find('>').expect("its end");
    &page[begin..=at + end]
}

/// Whether a sentence stands beside this field. One that is chosen from a few has it with the choice as a whole.
fn is_marked(page: &str, field: &str) -> bool {
    let tag = match field {
        "payment_method][kind" => {
            let at = page
                .find("draft[payment_method][kind]")
                .expect("the choice");
            let begin = page[..at].rfind("<fieldset").expect("its group");
            return page[begin..at].contains("-error\"");
        }
        _ => control(page, &format!("draft[{field}]")),
    };
    tag.contains("aria-invalid=\"true\"")
}

#[tokio::test]
async fn without_the_program_a_new_account_is_made_and_opened() {
    let (_database, server) = server().await;
    let person = csr(server).await;
    let answer = person.send(CREATE, &form(&[])).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let page = person
        .server
        .get_as(&person.cookie, answer.location())
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Acme of Kiel"), "{}", page.text);
}

#[tokio::test]
async fn without_the_program_the_form_comes_back_as_it_was_typed_with_its_sentences() {
    let (_database, server) = server().await;
    let person = csr(server).await;
    let typed = form(&[
        ("contacts][0][email", "ana at \"acme\" <b>"),
        ("contacts][0][first_name", "O'Brien"),
        ("bill_units][0][billing_day", "32"),
        ("currency", "EUR"),
        ("login", "ana.fox"),
        ("password", "seven green kettles"),
        ("security_hint", "First pet"),
        ("security_answer", "Rex the second"),
    ]);
    let answer = person.send(CREATE, &typed).await;
    assert_eq!(
        answer.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        answer.text
    );
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    let page = &answer.text;
    assert!(page.contains("Please correct what is marked"), "{page}");
    let email = control(page, "draft[contacts][0][email]");
    assert!(email.contains("aria-invalid=\"true\""), "{email}");
    assert!(email.contains("ana at &quot;acme&quot;"), "{email}");
    assert!(
        page.contains("An e-mail address looks like name@example.com."),
        "{page}"
    );
    let day = control(page, "draft[bill_units][0][billing_day]");
    assert!(
        day.contains("aria-invalid=\"true\"") && day.contains("value=\"32\""),
        "{day}"
    );
    assert!(
        page.contains("Please give a whole number from 1 to 31."),
        "{page}"
    );
    let first_name = control(page, "draft[contacts][0][first_name]");
    assert!(
        first_name.contains("O'Brien") && !first_name.contains("aria-invalid"),
        "{first_name}"
    );
    assert!(control(page, "draft[login]").contains("value=\"ana.fox\""));
    for secret in ["seven green kettles", "Rex the second"] {
        assert!(!page.contains(secret), "{secret} was sent back");
    }
}

#[tokio::test]
async fn without_the_program_a_form_that_came_back_is_sent_again_and_makes_one_account() {
    let (_database, server) = server().await;
    let person = csr(server).await;
    let wrong = person.send(CREATE, &form(&[("currency", "EURO")])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let number = control(&wrong.text, "draft[operation_id]");
    assert!(number.contains(FIELDS[0].1), "{number}");
    let first = person.send(CREATE, &form(&[])).await;
    let second = person.send(CREATE, &form(&[])).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
    assert_eq!(first.location(), second.location());
}

#[tokio::test]
async fn a_role_that_may_not_is_told_so_without_the_program() {
    let (_database, server) = server().await;
    server.hire(Role::Operations).await;
    let cookie = server.sign_in(Role::Operations).await;
    let person = Person { server, cookie };
    let answer = person.send(CREATE, &form(&[])).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text);
    assert!(
        answer.text.contains("may not create accounts"),
        "{}",
        answer.text
    );
}

#[tokio::test]
async fn of_a_form_with_one_bad_field_nothing_is_saved_whichever_it_is() {
    let (_database, server) = server().await;
    let person = csr(server).await;
    // A megabyte in the form that takes the most room: three bytes for each.
    let (long, fox) = ("x".repeat(1_000_000), "🦊".repeat(250_000));
    let before = digest(&person.server.store).await;
    // The number of the form is no field that anybody sees.
    let typed = || FIELDS.iter().filter(|(field, _)| *field != "operation_id");
    for (field, _) in typed() {
        for text in ["Ana\0Fox", "\u{202E}abc", "abc\u{200F}", &long, &fox] {
            let what: String = text.chars().take(8).collect();
            let answer = person.send(CREATE, &form(&[(field, text)])).await;
            assert_eq!(
                answer.status,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{field}: {what:?}"
            );
            assert!(is_marked(&answer.text, field), "{field}: {what:?}");
            assert!(
                digest(&person.server.store).await == before,
                "{field}: {what:?}"
            );
        }
    }
    // Several at once still come to the rule of each.
    let all: Vec<(&str, &str)> = typed().take(3).map(|(field, _)| (*field, &*fox)).collect();
    let answer = person.send(CREATE, &form(&all)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for (field, _) in all {
        assert!(is_marked(&answer.text, field), "{field}");
        let typed = control(&answer.text, &format!("draft[{field}]"));
        assert!(typed.contains("🦊🦊"), "{field}: what was typed is gone");
    }
}

#[tokio::test]
async fn a_filter_that_no_name_can_have_is_told_beside_its_box_which_keeps_it() {
    let (_database, server) = server().await;
    server.hire(Role::Administrator).await;
    let cookie = server.sign_in(Role::Administrator).await;
    let typed = "x".repeat(150);
    let page = server
        .get_as(&cookie, &format!("/staff?find={typed}"))
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let find = control(&page.text, "find");
    assert!(
        find.contains("aria-invalid=\"true\"") && find.contains(&typed),
        "{find}"
    );
    let sentence = "This is 150 characters long; at most 100 fit here.";
    assert!(page.text.contains(sentence), "{}", page.text);
}
