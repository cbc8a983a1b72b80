//! A database that is given and does not take canopy in: one plain sentence that names it, never its password,
//! and an exit code that tells what is set wrong (78) from what is away (69).

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use server::database::Database;
use store::postgres::ADMIN_ROLE;
use store::testing::{TestDatabase, execute};
use store::{Store, StoreOptions};

use crate::support::{canopy, data_folder, opened};

const PASSWORD: &str = "seven-green-kettles";

/// Runs a command on the database at this address and gives its exit code and its sentence.
fn migrate(url: &str) -> (Option<i32>, String) {
    let (_folder, data) = data_folder();
    let output = canopy(&data)
        .env("DATABASE_URL", url)
        .arg("migrate")
        .output()
        .expect("canopy runs");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let sentence = told.lines().find(|line| line.starts_with("canopy: "));
    assert!(!told.contains(PASSWORD), "{told}");
    assert!(!data.exists(), "a private database was begun");
    (
        output.status.code(),
        sentence.unwrap_or_default().to_owned(),
    )
}

#[test]
fn nobody_listens_there_and_that_is_said_at_once() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("its address").port();
    drop(taken);
    let begun = Instant::now();
    let told = migrate(&format!(
        "postgres://canopy:{PASSWORD}@127.0.0.1:{port}/customers"
    ));
    let sentence = format!(
        "canopy: The database \"customers\" at 127.0.0.1:{port} cannot be reached: Connection refused."
    );
    assert_eq!(told, (Some(69), sentence));
    let waited = begun.elapsed();
    assert!(waited < Duration::from_secs(3), "it waited {waited:?}");
}

#[test]
fn somebody_listens_there_and_never_answers() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = silent.local_addr().expect("its address").port();
    let (code, told) = migrate(&format!("postgres://canopy@127.0.0.1:{port}/customers"));
    assert_eq!(code, Some(69), "{told}");
    assert!(
        told.ends_with("cannot be reached: no answer within 3 seconds."),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_or_a_user_that_is_not_there_is_to_be_corrected() {
    let database = TestDatabase::new().await;
    let url = database.url();
    let name = url.rsplit('/').next().expect("a name");
    let (code, told) = migrate(&url.replace(name, "nowhere"));
    assert_eq!(code, Some(78), "{told}");
    assert!(
        told.starts_with("canopy: The database \"nowhere\" at the socket in "),
        "{told}"
    );
    assert!(
        told.ends_with(
            " does not let canopy in: database \"nowhere\" does not exist. Please correct DATABASE_URL."
        ),
        "{told}"
    );
    let (code, told) = migrate(&url.replace("//postgres@", "//stranger@"));
    assert_eq!(code, Some(78), "{told}");
    assert!(told.contains("role \"stranger\" does not exist"), "{told}");
}

/// A private database that also lets in a user who has a password.
async fn with_a_password(data: &Path) -> (Database, PathBuf) {
    opened(data).await.close().await;
    let postgres = data.join("postgres");
    let rules = postgres.join("rules.conf");
    let text = "local all reader scram-sha-256\nlocal all all peer map=canopy\n";
    fs::write(&rules, text).expect("written");
    // PostgreSQL's own user reads both.
    let settings = postgres.join("data/local.conf");
    fs::write(&settings, format!("hba_file = '{}'\n", rules.display())).expect("written");
    let database = opened(data).await;
    let sockets = postgres.join("run");
    let admin = Store::connect(StoreOptions::socket(&sockets, ADMIN_ROLE)).await;
    let admin = admin.expect("as the administrator");
    execute(
        &admin,
        "CREATE ROLE reader LOGIN PASSWORD 'seven-green-kettles'",
    )
    .await;
    admin.close().await;
    (database, sockets)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_to_be_corrected() {
    let (_folder, data) = data_folder();
    let (database, sockets) = with_a_password(&data).await;
    let host = sockets.display().to_string().replace('/', "%2F");
    let told = |password: &str| migrate(&format!("postgres://reader:{password}@{host}/canopy"));
    let wrong = told("eight-red-kettles");
    let sentence = format!(
        "canopy: The database \"canopy\" at the socket in {} does not let canopy in: password \
         authentication failed for user \"reader\". Please correct DATABASE_URL.",
        sockets.display()
    );
    assert_eq!(wrong, (Some(78), sentence));
    let (_, right) = told(PASSWORD);
    assert!(!right.contains("let canopy in"), "{right}");
    database.close().await;
}
