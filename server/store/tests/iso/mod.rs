//! The countries and subdivisions of ISO 3166 as a file to import.

use std::path::Path;
use std::process::Command;

/// Where Debian's package iso-codes puts what the file is made from.
const SUBDIVISIONS: &str = "/usr/share/iso-codes/json/iso_3166-2.json";

/// The file as Debian's package iso-codes makes it; its root has the key `WORLD`. Without the package a test
/// of it fails and says how to get it: one that passed would have tried nothing.
pub fn iso_3166_csv() -> Vec<u8> {
    assert!(
        Path::new(SUBDIVISIONS).exists(),
        "{SUBDIVISIONS} is missing; install it with: apt-get install iso-codes (or xtask/setup.sh test)"
    );
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/iso_codes_csv.py");
    let made = Command::new("python3")
        .arg(script)
        .output()
        .expect("run the converter");
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    made.stdout
}
