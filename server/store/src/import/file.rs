//! The file before its rows: encoding, quotes, header. What is wrong here concerns the whole file,
//! so nothing of it is taken in any mode.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use csv::{ByteRecord, Reader, ReaderBuilder};
use domain::import::{Columns, HeaderError};

/// The largest row, in bytes. A quote that is never closed would make the rest of the file one row.
const ROW_LIMIT: u64 = 1024 * 1024;

/// Why a file cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The system does not give the file.
    #[error("{path} cannot be read: {error}")]
    Io {
        /// As it was named.
        path: String,
        /// The system's words.
        error: io::Error,
    },
    /// A folder, or what can be read only once: the file is looked at as a whole before its rows are read.
    #[error("{path} is {what} and no file. Please name a CSV file that is saved on a disk.")]
    NoFile {
        /// As it was named.
        path: String,
        /// A folder, a pipe, a device.
        what: &'static str,
    },
    /// Two bytes per character.
    #[error(
        "This file is written in UTF-16. Please save it as UTF-8 (\"CSV UTF-8\" in a spreadsheet)."
    )]
    Utf16,
    /// Bytes that are not UTF-8.
    #[error(
        "Line {line} is not UTF-8 (byte {byte:#04X}{}). Please save the file as UTF-8 \
         (\"CSV UTF-8\" in a spreadsheet).",
        latin.map_or_else(String::new, |c| format!(", which would be \"{c}\" in Latin-1"))
    )]
    NotUtf8 {
        /// The line of the first wrong byte.
        line: u64,
        /// That byte.
        byte: u8,
        /// The letter that it is in Latin-1.
        latin: Option<char>,
    },
    /// A row of more than a megabyte.
    #[error("The row that begins on line {line} has more than a megabyte. Is a quote not closed?")]
    RowTooLarge {
        /// Where it begins.
        line: u64,
    },
    /// The header cannot be used.
    #[error(transparent)]
    Header(#[from] HeaderError),
}

/// That there is a file which can be read, without waiting for anything.
pub(super) fn file_there(path: &Path) -> Result<(), FileError> {
    let io_error = |error| FileError::Io {
        path: path.display().to_string(),
        error,
    };
    let kind = fs::metadata(path).map_err(io_error)?.file_type();
    let what = if kind.is_file() {
        // Only a file: opening a pipe would wait for somebody to write into it.
        return File::open(path).map(drop).map_err(io_error);
    } else if kind.is_dir() {
        "a folder"
    } else if kind.is_fifo() {
        "a pipe"
    } else {
        "a device"
    };
    Err(FileError::NoFile {
        path: path.display().to_string(),
        what,
    })
}

/// Reads the whole file once, keeps nothing of it, and gives the number of its rows.
pub(super) fn file_check(path: &Path) -> Result<u64, FileError> {
    let io_error = |error| FileError::Io {
        path: path.display().to_string(),
        error,
    };
    encoding_check(BufReader::with_capacity(
        1 << 16,
        File::open(path).map_err(io_error)?,
    ))
    .map_err(io_error)??;
    let mut rows = Rows::open(path)?;
    let mut record = ByteRecord::new();
    let mut count = 0;
    while rows.read(&mut record)?.is_some() {
        count += 1;
    }
    Ok(count)
}

/// Whether all of it is UTF-8, told by the line of the first byte that is not.
fn encoding_check(mut source: impl Read) -> io::Result<Result<(), FileError>> {
    let mut buffer = vec![0_u8; 1 << 16];
    let (mut line, mut kept, mut is_begin) = (1_u64, 0, true);
    loop {
        let read = source.read(&mut buffer[kept..])?;
        let bytes = &buffer[..kept + read];
        if is_begin
            && (bytes.starts_with(&[0xFF, 0xFE])
                || bytes.starts_with(&[0xFE, 0xFF])
                || has_gaps(bytes))
        {
            return Ok(Err(FileError::Utf16));
        }
        is_begin = false;
        let (good, wrong) = match std::str::from_utf8(bytes) {
            Ok(_) => (bytes.len(), None),
            // A character cut at the end of the buffer is whole with the next read.
            Err(error) if error.error_len().is_none() && read > 0 => (error.valid_up_to(), None),
            Err(error) => (error.valid_up_to(), Some(bytes[error.valid_up_to()])),
        };
        line += bytes[..good].iter().filter(|byte| **byte == b'\n').count() as u64;
        if let Some(byte) = wrong {
            let latin = (byte >= 0xA0).then(|| char::from(byte));
            return Ok(Err(FileError::NotUtf8 { line, byte, latin }));
        }
        if read == 0 {
            return Ok(Ok(()));
        }
        let length = bytes.len();
        buffer.copy_within(good..length, 0);
        kept = length - good;
    }
}

/// UTF-16 without a mark: Latin letters with a zero before or after each.
fn has_gaps(bytes: &[u8]) -> bool {
    let begin = &bytes[..bytes.len().min(64)];
    let zeros = |odd: usize| {
        begin
            .iter()
            .skip(odd)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    begin.len() >= 4 && (zeros(0).max(zeros(1)) * 2) * 10 >= begin.len() * 8
}

/// The rows of a file, one at a time.
pub(super) struct Rows {
    reader: Reader<Limited<File>>,
    pub columns: Columns,
    path: String,
}

impl Rows {
    /// Opens the file and reads its header.
    pub(super) fn open(path: &Path) -> Result<Self, FileError> {
        let named = path.display().to_string();
        let io_error = |error| FileError::Io {
            path: named.clone(),
            error,
        };
        let file = Limited {
            source: File::open(path).map_err(io_error)?,
            left: ROW_LIMIT,
        };
        // Rows of another length are told apart later, each by its line.
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_reader(file);
        let mut header = ByteRecord::new();
        read_limited(&mut reader, &mut header, &named)?;
        // The csv crate takes a byte-order mark away.
        let names: Vec<&str> = header
            .iter()
            .map(|name| std::str::from_utf8(name).unwrap_or("\u{FFFD}"))
            .collect();
        let columns = Columns::parse(names)?;
        Ok(Self {
            reader,
            columns,
            path: named,
        })
    }

    /// Reads the next row into `record` and gives the line on which it begins; none at the end.
    pub(super) fn read(&mut self, record: &mut ByteRecord) -> Result<Option<u64>, FileError> {
        read_limited(&mut self.reader, record, &self.path)
    }
}

fn read_limited(
    reader: &mut Reader<Limited<File>>,
    record: &mut ByteRecord,
    path: &str,
) -> Result<Option<u64>, FileError> {
    reader.get_mut().left = ROW_LIMIT;
    let line = reader.position().line();
    match reader.read_byte_record(record) {
        Ok(false) => Ok(None),
        Ok(true) => Ok(Some(record.position().map_or(0, csv::Position::line))),
        Err(error) => match error.into_kind() {
            csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                Err(FileError::RowTooLarge { line })
            }
            csv::ErrorKind::Io(error) => Err(FileError::Io {
                path: path.to_owned(),
                error,
            }),
            other => {
                let error = io::Error::other(format!("{other:?}"));
                Err(FileError::Io {
                    path: path.to_owned(),
                    error,
                })
            }
        },
    }
}

/// A source that gives at most so many bytes before somebody allows more.
struct Limited<R> {
    source: R,
    left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let most = usize::try_from(self.left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        let read = self.source.read(&mut buffer[..most])?;
        self.left -= read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const HEADER: &str = "key,currency,contact1_company\n";

    fn file(content: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content).unwrap();
        file
    }

    fn check(content: &[u8]) -> Result<u64, FileError> {
        file_check(file(content).path())
    }

    fn sentence(content: &[u8]) -> String {
        check(content).expect_err("a wrong file").to_string()
    }

    #[test]
    fn rows_are_counted_with_any_line_ends_and_a_byte_order_mark() {
        for text in [
            "k,EUR,A\nl,EUR,B\n",
            "k,EUR,A\r\nl,EUR,B",
            "k,EUR,A\rl,EUR,B\r",
        ] {
            let marked = format!("\u{FEFF}{HEADER}{text}");
            assert_eq!(check(marked.as_bytes()).unwrap(), 2, "{text:?}");
        }
    }

    #[test]
    fn quotes_hold_commas_quotes_and_line_ends() {
        let text = format!("{HEADER}k,EUR,\"A, \"\"B\"\"\nC\"\n");
        assert_eq!(check(text.as_bytes()).unwrap(), 1);
    }

    #[test]
    fn latin_1_is_told_by_its_line_and_letter() {
        let mut text = format!("{HEADER}k,EUR,Acme\n").into_bytes();
        text.extend(b"l,EUR,M\xFCller\n");
        assert!(
            sentence(&text)
                .starts_with("Line 3 is not UTF-8 (byte 0xFC, which would be \"ü\" in Latin-1).")
        );
    }

    #[test]
    fn a_character_cut_by_the_buffer_is_whole() {
        let mut text = HEADER.to_owned();
        while text.len() < 200_000 {
            text.push_str("k,EUR,Łódź Ωμέγα 日本\n");
        }
        assert!(check(text.as_bytes()).is_ok());
    }

    #[test]
    fn utf_16_is_named_with_its_mark_and_without() {
        let utf16: Vec<u8> = HEADER.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(sentence(&utf16).contains("UTF-16"));
        let marked: Vec<u8> = [0xFF, 0xFE].into_iter().chain(utf16).collect();
        assert!(sentence(&marked).contains("UTF-16"));
    }

    #[test]
    fn a_quote_that_is_never_closed_is_told_by_its_line() {
        let mut text = format!("{HEADER}k,EUR,A\nl,EUR,\"B\n");
        text.push_str(&"m,EUR,C\n".repeat(300_000));
        assert_eq!(
            sentence(text.as_bytes()),
            "The row that begins on line 3 has more than a megabyte. Is a quote not closed?"
        );
    }

    #[test]
    fn a_folder_and_what_is_read_only_once_are_no_files() {
        let told = |path: &str| file_there(Path::new(path)).unwrap_err().to_string();
        assert!(told("/tmp").starts_with("/tmp is a folder and no file."));
        assert!(told("/dev/null").starts_with("/dev/null is a device and no file."));
        assert!(told("/nowhere.csv").starts_with("/nowhere.csv cannot be read"));
        assert!(file_there(file(b"key").path()).is_ok());
    }

    #[test]
    fn an_empty_file_and_a_missing_one_are_told() {
        assert!(sentence(b"").contains("empty"));
        let missing = file_check(Path::new("/nowhere/at/all.csv"))
            .unwrap_err()
            .to_string();
        assert!(
            missing.starts_with("/nowhere/at/all.csv cannot be read"),
            "{missing}"
        );
    }
}
