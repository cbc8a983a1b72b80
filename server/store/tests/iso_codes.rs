//! Something real that was not made for the import: the countries and subdivisions of ISO 3166, as
//! Debian's package iso-codes has them, in one organization.

mod iso;

use domain::access::Actor;
use store::import::{ImportMode, ImportOptions, accounts_import};
use store::testing::TestDatabase;

#[tokio::test]
async fn the_countries_and_subdivisions_of_iso_3166_are_one_organization() {
    let csv = iso::iso_3166_csv();
    let rows = csv.iter().filter(|byte| **byte == b'\n').count() as u64 - 1;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("iso-3166.csv");
    std::fs::write(&file, csv).expect("write the file");
    let database = TestDatabase::new().await;
    let report = folder.path().join("report.csv");
    let options = ImportOptions {
        file,
        mode: ImportMode::AllOrNothing,
        report,
    };
    let actor = Actor::Command {
        name: "canopy import accounts".to_owned(),
    };
    let summary = accounts_import(database.store(), &actor, &options, |_| {})
        .await
        .expect("import");
    assert_eq!((summary.first, summary.imported), (Vec::new(), rows));
    let below_the_world: i64 = sqlx::query_scalar(
        "WITH RECURSIVE below AS ( \
            SELECT account_id AS id FROM account_key WHERE key = 'WORLD' \
            UNION ALL SELECT l.child_id FROM below b JOIN organization_link l ON l.parent_id = b.id) \
         SELECT count(*) FROM below",
    )
    .fetch_one(database.store().pool())
    .await
    .expect("count");
    assert_eq!(below_the_world.cast_unsigned(), rows);
}
