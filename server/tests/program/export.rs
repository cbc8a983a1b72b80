//! A file that an export replaces (API-1).

use std::fs;
use std::path::Path;

use store::testing::execute;

use crate::support::{canopy, data_folder, opened};

/// An export into this file; its exit code and what it told.
fn export(data: &Path, database_url: Option<&str>, out: &Path) -> (Option<i32>, String) {
    let mut command = canopy(data);
    command.args(["export", "accounts", "--out"]).arg(out);
    if let Some(url) = database_url {
        command.env("DATABASE_URL", url);
    }
    let output = command.output().expect("canopy runs");
    let told = [output.stdout, output.stderr].concat();
    (
        output.status.code(),
        String::from_utf8_lossy(&told).into_owned(),
    )
}

/// Whether what was written of an export is left beside the others.
fn has_part(folder: &Path) -> bool {
    let mut files = fs::read_dir(folder).expect("read");
    files.any(|file| file.expect("a file").path().extension() == Some("part".as_ref()))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_exported_before_stays_until_the_new_export_is_whole() {
    let (folder, data) = data_folder();
    let at = |name: &str| folder.path().join(name);
    let (csv, out) = (at("accounts.csv"), at("export.csv"));
    fs::write(&csv, "key,currency,contact1_company\nA,EUR,North\n").expect("written");
    fs::write(&out, "the export of yesterday").expect("written");
    let stays = |why: &str| {
        let there = fs::read_to_string(&out).expect("read");
        assert_eq!(there, "the export of yesterday", "{why}");
        assert!(!has_part(folder.path()), "{why}");
    };

    let (code, told) = export(&data, Some("postgres://canopy@%2Fnowhere/canopy"), &out);
    assert_eq!(code, Some(69), "{told}");
    stays("no database");

    let imported = canopy(&data)
        .args(["import", "accounts"])
        .arg(&csv)
        .output();
    assert!(imported.expect("canopy runs").status.success());
    let database = opened(&data).await;
    let owner = database.owner().await.expect("the owner");
    execute(
        &owner,
        "ALTER TABLE contact RENAME COLUMN company TO company_away",
    )
    .await;
    let (code, told) = export(&data, None, &out);
    assert_eq!(code, Some(70), "{told}");
    stays("broken off");

    execute(
        &owner,
        "ALTER TABLE contact RENAME COLUMN company_away TO company",
    )
    .await;
    owner.close().await;
    let (code, told) = export(&data, None, &out);
    assert_eq!(code, Some(0), "{told}");
    let there = fs::read_to_string(&out).expect("read");
    assert!(there.contains(",North,"), "{there}");
    assert!(!has_part(folder.path()));
    database.close().await;
}
