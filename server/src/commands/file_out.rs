//! A file that a command writes: what it replaces stays until the new one is whole.

use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::exit::{Failure, system_words};

/// What anybody may do with a new file, but for what the system takes away (`umask`).
const NEW: u32 = 0o666;

/// Where a command writes to.
#[derive(Debug)]
pub(super) struct FileOut {
    /// As it was named.
    named: PathBuf,
    out: Out,
}

#[derive(Debug)]
enum Out {
    /// A file of nobody else's beside the one whose place it takes; gone where it does not come to that.
    Part { part: NamedTempFile, whole: PathBuf },
    /// A pipe or a device, which keeps nothing and is written to as it is.
    Through(File),
}

impl FileOut {
    /// Opens a file of its own beside the one that is named.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be written.
    pub(super) fn open(named: &Path) -> Result<Self, Failure> {
        let out = begin(named).map_err(|error| failed(named, &error))?;
        Ok(Self {
            named: named.to_owned(),
            out,
        })
    }

    /// Where to write.
    ///
    /// # Errors
    /// [`Failure`] where the system has no room for it.
    pub(super) fn writer(&self) -> Result<Box<dyn Write + Send>, Failure> {
        let file = match &self.out {
            Out::Part { part, .. } => part.as_file(),
            Out::Through(file) => file,
        };
        match file.try_clone() {
            Ok(out) => Ok(Box::new(out)),
            Err(error) => Err(failed(&self.named, &error)),
        }
    }

    /// Puts what was written into its place, once it is on disk. Without this what was there stays.
    ///
    /// # Errors
    /// [`Failure`] where the system refuses; what was there stays.
    pub(super) fn keep(self) -> Result<(), Failure> {
        let Out::Part { part, whole } = self.out else {
            return Ok(());
        };
        let synced = part.as_file().sync_all();
        let kept = synced.and_then(|()| Ok(part.persist(whole).map(drop)?));
        kept.map_err(|error| failed(&self.named, &error))
    }
}

fn begin(named: &Path) -> io::Result<Out> {
    // A link stays a link: what it leads to is replaced, or made.
    let whole = match fs::read_link(named) {
        Ok(target) => folder_of(named).join(target),
        Err(_) => named.to_owned(),
    };
    let there = match fs::metadata(&whole) {
        Ok(there) => Some(there),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    if there.as_ref().is_some_and(|there| !there.is_file()) {
        return Ok(Out::Through(File::options().write(true).open(&whole)?));
    }
    let (whole, rights) = match there {
        Some(there) => {
            // What is write-protected is not replaced either.
            File::options().write(true).open(&whole)?;
            (whole.canonicalize()?, there.permissions())
        }
        None => (whole, Permissions::from_mode(NEW)),
    };
    let part = tempfile::Builder::new()
        .prefix(".canopy-")
        .suffix(".part")
        .permissions(rights)
        .tempfile_in(folder_of(&whole))?;
    Ok(Out::Part { part, whole })
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

fn failed(named: &Path, error: &io::Error) -> Failure {
    Failure::os(format!(
        "{} cannot be written: {}.",
        named.display(),
        system_words(error)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_stays_until_the_new_file_is_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let (file, link) = (at("accounts.csv"), at("link.csv"));
        fs::write(&file, "old").expect("written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("kept from others");
        std::os::unix::fs::symlink("accounts.csv", &link).expect("a link");
        let text = || fs::read_to_string(&file).expect("read");

        let out = FileOut::open(&link).expect("opened");
        out.writer()
            .expect("a writer")
            .write_all(b"new")
            .expect("written");
        assert_eq!(text(), "old");
        drop(out);
        assert_eq!(text(), "old");
        assert_eq!(files(folder.path()), 2, "the file and the link");

        let out = FileOut::open(&link).expect("opened");
        out.writer()
            .expect("a writer")
            .write_all(b"new")
            .expect("written");
        out.keep().expect("kept");
        assert_eq!(text(), "new");
        assert!(link.is_symlink());
        assert_eq!(files(folder.path()), 2, "the file and the link");
        let mode = fs::metadata(&file).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "nobody else may read it now");
    }

    fn files(folder: &Path) -> usize {
        fs::read_dir(folder).expect("read").count()
    }

    #[test]
    fn of_two_that_write_to_one_file_at_once_the_last_is_there_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("accounts.csv");
        let write = |text: &str| {
            let out = FileOut::open(&file).expect("opened");
            let mut writer = out.writer().expect("a writer");
            writer.write_all(text.as_bytes()).expect("written");
            out
        };
        let (long, short) = (write("a long export"), write("short"));
        long.keep().expect("kept");
        short.keep().expect("kept");
        assert_eq!(fs::read_to_string(&file).expect("read"), "short");
        assert_eq!(files(folder.path()), 1);
    }

    #[test]
    fn a_link_that_leads_nowhere_yet_stays_a_link() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (folder.path().join("new.csv"), folder.path().join("link"));
        std::os::unix::fs::symlink("new.csv", &link).expect("a link");
        FileOut::open(&link).expect("opened").keep().expect("kept");
        assert!(file.is_file() && link.is_symlink());
    }

    #[test]
    fn a_device_is_written_to_and_not_replaced() {
        let out = FileOut::open(Path::new("/dev/null")).expect("opened");
        assert!(matches!(out.out, Out::Through(_)));
        out.keep().expect("nothing to do");
    }
}
