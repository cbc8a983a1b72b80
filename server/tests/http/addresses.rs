//! An address that cannot be read is not taken for another one.

use domain::access::Role;

use crate::functions::scene::Scene;
use crate::support::server;

#[tokio::test]
async fn a_page_of_a_list_that_cannot_be_read_is_not_taken_for_the_first() {
    let (_database, server) = server().await;
    server.hire(Role::Administrator).await;
    let cookie = server.sign_in(Role::Administrator).await;
    let scene = Scene::new(&server.store, true);
    let history = format!("/accounts/{}/history", scene.account().await.number);
    for (address, wrong) in [
        ("/staff", "after=nonsense"),
        ("/audit-log", "before=nonsense"),
        (&history, "before=nonsense"),
        ("/search", "q=acme&after=nonsense"),
    ] {
        let page = server.get_as(&cookie, &format!("{address}?{wrong}")).await;
        let is_told = page.text.contains("This page cannot be found.");
        assert!(is_told, "{address}?{wrong}: {}", page.text);
        let first = server.get_as(&cookie, address).await;
        assert!(!first.text.contains("cannot be found"), "{address}");
    }
}

#[tokio::test]
async fn a_kind_of_change_that_there_is_none_of_is_told_with_the_filter_to_choose_another() {
    let (_database, server) = server().await;
    server.hire(Role::Administrator).await;
    let cookie = server.sign_in(Role::Administrator).await;
    let scene = Scene::new(&server.store, true);
    let history = format!("/accounts/{}/history", scene.account().await.number);
    for address in ["/audit-log", &history] {
        let page = server
            .get_as(
                &cookie,
                &format!("{address}?kind=nonsense&person=D.%20Reyes"),
            )
            .await;
        for part in [
            "There is no such kind of change.",
            "name=\"kind\"",
            "Person: D. Reyes",
        ] {
            assert!(page.text.contains(part), "{address}: {part}: {}", page.text);
        }
    }
}
