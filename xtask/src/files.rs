//! Small questions about files that several commands ask.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Every file below `dir`, sorted, so that what is made of them is the same on every machine.
pub fn below(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_owned()];
    while let Some(dir) = open.pop() {
        let entries = fs::read_dir(&dir).with_context(|| format!("reading {}", dir.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The text of a file; the error names the file.
pub fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

/// The bytes of a file; the error names the file.
pub fn bytes(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("reading {}", path.display()))
}

/// Writes a file unless it already has these bytes; tells whether it wrote.
pub fn write_changed(path: &Path, content: &[u8]) -> Result<bool> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(false);
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).with_context(|| format!("making {}", parent.display()))?;
    }
    fs::write(path, content).with_context(|| format!("writing {}", path.display()))?;
    Ok(true)
}

/// A name for these parts: the first 16 hexadecimal digits of their SHA-256. It is short enough for
/// an address, and two different contents never share it in practice.
pub fn fingerprint<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher
        .finalize()
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The files below a folder, as tests name them.
#[cfg(test)]
pub fn paths_below(folder: &Path) -> Vec<String> {
    let files = below(folder).expect("listed");
    let path = |file: &PathBuf| {
        file.strip_prefix(folder)
            .expect("below")
            .display()
            .to_string()
    };
    files.iter().map(path).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_tells_where_one_part_ends() {
        let together = fingerprint([b"ab".as_slice(), b"c".as_slice()]);
        let apart = fingerprint([b"a".as_slice(), b"bc".as_slice()]);
        assert_ne!(together, apart);
        assert_eq!(together.len(), 16);
    }

    #[test]
    fn an_unchanged_file_is_not_written_again() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("deep/file.txt");
        assert!(write_changed(&path, b"one").expect("written"));
        assert!(!write_changed(&path, b"one").expect("left"));
        assert!(write_changed(&path, b"two").expect("written"));
        assert_eq!(text(&path).expect("text"), "two");
    }

    #[test]
    fn files_below_come_in_order() {
        let dir = tempfile::tempdir().expect("a folder");
        for name in ["b.txt", "a/z.txt", "a/b.txt"] {
            write_changed(&dir.path().join(name), b"x").expect("written");
        }
        assert_eq!(paths_below(dir.path()), ["a/b.txt", "a/z.txt", "b.txt"]);
    }
}
