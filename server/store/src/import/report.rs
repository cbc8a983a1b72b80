//! What was refused, row by row, for the person who has to correct the file.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use domain::import::{RowProblem, cell_escape};
use futures::TryStreamExt;
use sqlx::PgConnection;

use super::ImportError;
use crate::error::StoreError;

/// Rows of the report that are also given to the terminal.
const SHOWN: usize = 10;

/// How reports begin: by this an earlier one is known, which the next may replace.
const BEGINNINGS: [&[u8]; 2] = [b"line,column,code,reason\n", b"[\n{\"line\":"];

/// That the report destroys nothing: it is not the file that is imported, by whatever name or link,
/// and no file that somebody else wrote. A report of an earlier import is replaced, since a corrected
/// file is imported again by the same command.
pub(super) fn report_check(file: &Path, report: &Path) -> Result<(), ImportError> {
    let named = || report.display().to_string();
    let io_error = |error| ImportError::Report {
        path: named(),
        error,
    };
    let there = match fs::metadata(report) {
        Ok(there) => there,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io_error(error)),
    };
    let is_same = fs::metadata(file)
        .is_ok_and(|input| (input.dev(), input.ino()) == (there.dev(), there.ino()));
    if is_same {
        return Err(ImportError::ReportIsInput { path: named() });
    }
    // A terminal or a pipe keeps nothing that could be lost.
    if !there.is_file() || there.len() == 0 || is_report(report).map_err(io_error)? {
        return Ok(());
    }
    Err(ImportError::ReportTaken { path: named() })
}

fn is_report(path: &Path) -> io::Result<bool> {
    let mut beginning = Vec::new();
    File::open(path)?.take(64).read_to_end(&mut beginning)?;
    Ok(BEGINNINGS.iter().any(|known| beginning.starts_with(known)))
}

/// Removes the report of an earlier import: its rows have come in since. Any other file stays.
pub(super) fn report_remove(report: &Path) -> io::Result<()> {
    match fs::metadata(report) {
        Ok(there) if there.is_file() && is_report(report)? => fs::remove_file(report),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Writes every problem, of which there is at least one, in the order of the lines, and gives the first few.
pub(super) async fn report_write(
    connection: &mut PgConnection,
    path: &Path,
) -> Result<Vec<RowProblem>, ImportError> {
    let io_error = |error| ImportError::Report {
        path: path.display().to_string(),
        error,
    };
    let file = BufWriter::new(File::create(path).map_err(io_error)?);
    let mut report: Box<dyn Report> = match path.extension() {
        Some(extension) if extension.eq_ignore_ascii_case("json") => {
            Box::new(Json { file, rows: 0 })
        }
        _ => Box::new(Csv {
            file: csv::Writer::from_writer(file),
            rows: 0,
        }),
    };
    let mut shown = Vec::new();
    let mut rows = sqlx::query_as::<_, (i64, String, String, String)>(
        "SELECT line, column_name, code, reason FROM import_problem ORDER BY line, id",
    )
    .fetch(connection);
    while let Some((line, column, code, reason)) =
        rows.try_next().await.map_err(StoreError::from)?
    {
        let problem = RowProblem {
            line: line.cast_unsigned(),
            column,
            code,
            reason,
        };
        report.add(&problem).map_err(io_error)?;
        if shown.len() < SHOWN {
            shown.push(problem);
        }
    }
    report.end().map_err(io_error)?;
    Ok(shown)
}

trait Report: Send {
    fn add(&mut self, problem: &RowProblem) -> io::Result<()>;
    fn end(&mut self) -> io::Result<()>;
}

struct Csv {
    file: csv::Writer<BufWriter<File>>,
    rows: u64,
}

impl Report for Csv {
    fn add(&mut self, problem: &RowProblem) -> io::Result<()> {
        if self.rows == 0 {
            self.file
                .write_record(["line", "column", "code", "reason"])?;
        }
        self.rows += 1;
        // A reason may repeat what stands in the file.
        self.file.write_record([
            problem.line.to_string().as_str(),
            &problem.column,
            &problem.code,
            &cell_escape(&problem.reason),
        ])?;
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// An array with one problem per line.
struct Json {
    file: BufWriter<File>,
    rows: u64,
}

impl Report for Json {
    fn add(&mut self, problem: &RowProblem) -> io::Result<()> {
        self.file
            .write_all(if self.rows == 0 { b"[\n" } else { b",\n" })?;
        self.rows += 1;
        serde_json::to_writer(&mut self.file, problem)?;
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        self.file.write_all(b"\n]\n")?;
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_written_over_an_earlier_report_and_over_no_other_file() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let (file, report) = (at("customers.csv"), at("report.csv"));
        fs::write(&file, "key,currency,contact1_company\n").unwrap();
        for earlier in [
            "",
            "line,column,code,reason\n2,key,required,x\n",
            "[\n{\"line\":2}\n]\n",
        ] {
            assert!(report_check(&file, &report).is_ok());
            fs::write(&report, earlier).unwrap();
            assert!(report_check(&file, &report).is_ok(), "{earlier}");
        }
        fs::write(&report, "my own notes").unwrap();
        assert!(matches!(
            report_check(&file, &report),
            Err(ImportError::ReportTaken { .. })
        ));
    }

    #[test]
    fn no_report_is_written_over_the_input_by_whatever_name() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let file = at("customers.csv");
        // Even where it looks like a report.
        fs::write(&file, "line,column,code,reason\n").unwrap();
        std::os::unix::fs::symlink("customers.csv", at("link.csv")).unwrap();
        fs::hard_link(&file, at("twin.csv")).unwrap();
        for name in ["customers.csv", "link.csv", "twin.csv"] {
            let refused = report_check(&file, &at(name));
            assert!(
                matches!(refused, Err(ImportError::ReportIsInput { .. })),
                "{name}: {refused:?}"
            );
        }
    }
}
