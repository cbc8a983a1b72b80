//! Bringing accounts in from a CSV file (API-1): columns, rows, cycles of parents, and what is said
//! about a row that cannot be taken. `docs/import.md` describes the file for people.

mod cell;
mod cell_error;
mod columns;
mod cycles;
mod row;

pub use cell::{cell_escape, cell_unescape};
pub use columns::{
    BillUnitColumn, Column, Columns, HeaderError, KEY_LIMIT, column_index, export_columns,
};
pub use cycles::cycles_find;
pub use row::{ImportRow, Opening, RowContext, row_key, row_parse};

use serde::{Deserialize, Serialize};

/// What is wrong with one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowProblem {
    /// The line on which the row begins; the header is line 1.
    pub line: u64,
    /// The column's name as it stands in the header; empty where it concerns the whole row.
    pub column: String,
    /// A stable code for programs: `required`, `too_long`, `duplicate_key` …
    pub code: String,
    /// A plain sentence for the person.
    pub reason: String,
}
