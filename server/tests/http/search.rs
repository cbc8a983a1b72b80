//! What somebody searches for: by the form alone, and in the log (FIND-1, SEC-3).

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use domain::access::Role;
use domain::search::SearchPage;
use http::StatusCode;
use store::accounts::account_create;
use tracing_subscriber::fmt::MakeWriter;

use crate::functions::scene::{draft, machine};
use crate::support::server;

const CARD: &str = "4111+1111+1111+1111";

#[tokio::test]
async fn a_card_number_that_the_form_sends_is_refused_and_stands_in_no_address() {
    let (_database, server) = server().await;
    server.hire(Role::Csr).await;
    let cookie = server.sign_in(Role::Csr).await;
    let sent = server
        .get_as(&cookie, &format!("/search?q={CARD}&status=active"))
        .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert_eq!(sent.location(), "/search?status=active&refused=card-number");
    let page = server.get_as(&cookie, sent.location()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("This looks like a card number."));
    assert!(!page.text.contains("4111"));
}

#[tokio::test]
async fn who_has_to_sign_in_first_carries_no_card_number_along() {
    let (_database, server) = server().await;
    let sent = server.get(&format!("/search?q={CARD}")).await;
    assert_eq!(sent.location(), "/search?refused=card-number");
    let refused = server.get(sent.location()).await;
    assert_eq!(
        refused.location(),
        "/sign-in?next=%2Fsearch%3Frefused%3Dcard-number"
    );
}

#[tokio::test]
async fn no_line_of_the_log_has_what_was_searched_for() {
    // That of the whole process: what other tests do stands in it too.
    let log = Log::default();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::INFO)
        .with_writer(log.clone())
        .init();
    let (_database, server) = server().await;
    server.hire(Role::Csr).await;
    let cookie = server.sign_in(Role::Csr).await;
    for searched in ["zwieback*", CARD] {
        server
            .get_as(&cookie, &format!("/search?q={searched}"))
            .await;
        server
            .post_as(&cookie, "/api/search/pick", &format!("text={searched}"))
            .await;
    }
    let text = log.text();
    assert!(text.contains("answered"), "{text}");
    for word in ["zwieback", CARD, "4111 1111", "4111%201111", "41111111"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

#[tokio::test]
async fn a_picker_is_told_how_many_accounts_its_few_are_of() {
    let (_database, server) = server().await;
    server.hire(Role::Csr).await;
    let cookie = server.sign_in(Role::Csr).await;
    for _ in 0..9 {
        account_create(&server.store, &machine(), &draft(""))
            .await
            .expect("an account");
    }
    let picked = server
        .post_as(&cookie, "/api/search/pick", "text=acme")
        .await;
    let page: SearchPage = serde_json::from_str(&picked.text).expect("a page");
    let words = page.count.beyond(page.hits.len());
    assert_eq!(words.as_deref(), Some("8 of 9"));
}

/// A log that is kept.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&lines).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}
