//! The countries and subdivisions of ISO 3166 as a file to import.

use std::path::Path;
use std::process::Command;

/// The file as Debian's package iso-codes makes it, its root has the key `WORLD`; none where the package
/// is not installed, which is said.
pub fn iso_3166_csv() -> Option<Vec<u8>> {
    if !Path::new("/usr/share/iso-codes/json/iso_3166-2.json").exists() {
        eprintln!("not tried: the package iso-codes is not installed");
        return None;
    }
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
    Some(made.stdout)
}
