//! What an import says of itself where something fails after its last row was written (API-1).

use store::import::{ImportMode, ImportProgress};

use crate::desk::{Desk, organization};

/// Whether the last row has just been written.
fn is_written(step: ImportProgress) -> bool {
    matches!(step, ImportProgress::Writing(done, total) if done == total)
}

#[tokio::test]
async fn an_import_that_loses_its_connection_after_the_last_row_says_that_all_are_there() {
    let desk = Desk::new().await;
    let lose = |step| {
        if is_written(step) {
            desk.execute_meanwhile(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_locks l
                 JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
                 WHERE locktype = 'advisory' AND classid = 7265 AND objid = 30",
            );
        }
    };
    let file = organization(&[("A", ""), ("B", "A"), ("C", "ghost")]);
    let summary = desk
        .try_import_seen(ImportMode::KeepGood, &file, lose)
        .await
        .expect("imported");
    assert_eq!((summary.imported, summary.refused), (2, 1));
    assert_eq!(desk.accounts().await, 2);
    let next = desk.keep_good(&organization(&[("D", "A")])).await;
    assert_eq!(next.imported, 1, "the next one is free to begin");
}

#[tokio::test]
async fn an_import_whose_statistics_fail_says_so_beside_what_it_imported() {
    let desk = Desk::new().await;
    let take_away = |step| {
        if is_written(step) {
            desk.execute_meanwhile("ALTER TABLE journal_line RENAME TO journal_line_away");
        }
    };
    let keys: Vec<String> = (0..1_000).map(|number| format!("K{number}")).collect();
    let rows: Vec<(&str, &str)> = keys.iter().map(|key| (key.as_str(), "")).collect();
    let summary = desk
        .try_import_seen(ImportMode::KeepGood, &organization(&rows), take_away)
        .await
        .expect("imported");
    assert_eq!((summary.imported, summary.refused), (1_000, 0));
    let told = summary.left_undone.expect("what failed");
    assert!(told.starts_with("The accounts are all there"), "{told}");
}

#[tokio::test]
async fn a_corrected_file_takes_the_report_of_the_wrong_one_away() {
    let desk = Desk::new().await;
    let wrong = organization(&[("A", ""), ("B", "ghost")]);
    assert_eq!(desk.all_or_nothing(&wrong).await.refused, 1);
    assert!(desk.report().exists());
    let corrected = organization(&[("A", ""), ("B", "A")]);
    let corrected = desk.all_or_nothing(&corrected).await;
    assert_eq!((corrected.imported, corrected.refused), (2, 0));
    assert!(!desk.report().exists(), "what it names has come in");
    assert_eq!(corrected.left_undone, None);
}

#[tokio::test]
async fn an_import_that_ends_well_leaves_nothing_undone() {
    let desk = Desk::new().await;
    let summary = desk.keep_good(&organization(&[("A", "")])).await;
    assert_eq!(summary.left_undone, None);
}
