//! What was refused, row by row, for the person who has to correct the file.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use domain::import::{RowProblem, cell_escape};
use futures::TryStreamExt;
use sqlx::PgConnection;

use super::ImportError;
use crate::error::StoreError;

/// Rows of the report that are also given to the terminal.
const SHOWN: usize = 10;

/// Writes every problem in the order of the lines, and gives the first few.
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
    fn add(&mut self, problem: &RowProblem) -> std::io::Result<()>;
    fn end(&mut self) -> std::io::Result<()>;
}

struct Csv {
    file: csv::Writer<BufWriter<File>>,
    rows: u64,
}

impl Report for Csv {
    fn add(&mut self, problem: &RowProblem) -> std::io::Result<()> {
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

    fn end(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

/// An array with one problem per line.
struct Json {
    file: BufWriter<File>,
    rows: u64,
}

impl Report for Json {
    fn add(&mut self, problem: &RowProblem) -> std::io::Result<()> {
        self.file
            .write_all(if self.rows == 0 { b"[\n" } else { b",\n" })?;
        self.rows += 1;
        serde_json::to_writer(&mut self.file, problem)?;
        Ok(())
    }

    fn end(&mut self) -> std::io::Result<()> {
        self.file
            .write_all(if self.rows == 0 { b"[]\n" } else { b"\n]\n" })?;
        self.file.flush()
    }
}
