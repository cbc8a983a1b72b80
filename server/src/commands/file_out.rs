//! A file that a command writes: what it replaces stays until the new one is whole.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::exit::{Failure, system_words};

/// Where a command writes to.
#[derive(Debug)]
pub(super) struct FileOut {
    /// As it was named.
    named: PathBuf,
    out: File,
    /// The file that is written first and then takes the place of another; none where nothing is replaced.
    replacing: Option<Replacing>,
}

#[derive(Debug)]
struct Replacing {
    part: PathBuf,
    whole: PathBuf,
}

impl FileOut {
    /// Opens `FILE.part` beside the file. A pipe or a device keeps nothing and is written to as it is.
    ///
    /// # Errors
    /// [`Failure`] where it cannot be written.
    pub(super) fn open(named: &Path) -> Result<Self, Failure> {
        Self::begin(named).map_err(|error| failed(named, &error))
    }

    fn begin(named: &Path) -> io::Result<Self> {
        let there = match fs::metadata(named) {
            Ok(there) => Some(there),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        if there.as_ref().is_some_and(|there| !there.is_file()) {
            return Ok(Self {
                named: named.to_owned(),
                out: File::options().write(true).open(named)?,
                replacing: None,
            });
        }
        // A link stays a link: what it leads to is replaced.
        let whole = match &there {
            Some(_) => {
                // What is write-protected is not replaced either.
                File::options().write(true).open(named)?;
                named.canonicalize()?
            }
            None => named.to_owned(),
        };
        let mut part = whole.clone().into_os_string();
        part.push(".part");
        let part = PathBuf::from(part);
        let out = File::create(&part)?;
        if let Some(there) = there {
            out.set_permissions(there.permissions())?;
        }
        Ok(Self {
            named: named.to_owned(),
            out,
            replacing: Some(Replacing { part, whole }),
        })
    }

    /// Where to write.
    ///
    /// # Errors
    /// [`Failure`] where the system has no room for it.
    pub(super) fn writer(&self) -> Result<Box<dyn Write + Send>, Failure> {
        match self.out.try_clone() {
            Ok(out) => Ok(Box::new(out)),
            Err(error) => Err(failed(&self.named, &error)),
        }
    }

    /// Puts what was written into its place, once it is on disk.
    ///
    /// # Errors
    /// [`Failure`] where the system refuses; what was there stays.
    pub(super) fn keep(self) -> Result<(), Failure> {
        let Some(Replacing { part, whole }) = &self.replacing else {
            return Ok(());
        };
        let kept = self.out.sync_all().and_then(|()| fs::rename(part, whole));
        kept.map_err(|error| {
            let failure = failed(&self.named, &error);
            self.drop_part();
            failure
        })
    }

    /// Removes what was written of it; what was there stays.
    pub(super) fn drop_part(self) {
        let Some(Replacing { part, .. }) = &self.replacing else {
            return;
        };
        if let Err(error) = fs::remove_file(part) {
            tracing::warn!(file = %part.display(), %error, "what was written of a file is left behind");
        }
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
    use std::os::unix::fs::PermissionsExt;

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
        out.drop_part();
        assert_eq!(text(), "old");
        assert!(!at("accounts.csv.part").exists());

        let out = FileOut::open(&link).expect("opened");
        out.writer()
            .expect("a writer")
            .write_all(b"new")
            .expect("written");
        out.keep().expect("kept");
        assert_eq!(text(), "new");
        assert!(link.is_symlink());
        assert!(!at("accounts.csv.part").exists());
        let mode = fs::metadata(&file).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "nobody else may read it now");
    }

    #[test]
    fn a_device_is_written_to_and_not_replaced() {
        let out = FileOut::open(Path::new("/dev/null")).expect("opened");
        assert!(out.replacing.is_none());
        out.keep().expect("nothing to do");
    }
}
