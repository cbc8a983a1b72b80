//! What searches read is made anew: `canopy search rebuild` (FIND-1).

use std::fs;
use std::path::Path;

use store::testing::execute;

use crate::support::{Serving, canopy, data_folder, opened};

fn run(data: &Path, command: &[&str]) -> String {
    let output = canopy(data).args(command).output().expect("canopy runs");
    assert!(output.status.success(), "{command:?}: {output:?}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_earlier_version_wrote_for_searches_is_made_anew_beside_a_server_that_runs() {
    let (folder, data) = data_folder();
    let csv = folder.path().join("accounts.csv");
    fs::write(
        &csv,
        "key,currency,contact1_company\nA,EUR,North\nB,EUR,South\n",
    )
    .expect("written");
    let _serving = Serving::start(&data);
    run(&data, &["import", "accounts", &csv.to_string_lossy()]);
    let database = opened(&data).await;
    execute(
        &database.store,
        "UPDATE search_document SET tags = '{}' WHERE name = 'north'",
    )
    .await;
    database.close().await;

    let rebuild = ["search", "rebuild"];
    let told = |renewed| format!("Made anew for searches: {renewed} of 2 accounts.");
    assert_eq!(run(&data, &rebuild), told(1));
    assert_eq!(run(&data, &rebuild), told(0));
    assert_eq!(run(&data, &["search", "rebuild", "--in-order"]), told(0));
}
