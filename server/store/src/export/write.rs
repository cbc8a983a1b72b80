//! The two forms of an export.

use std::io::{BufWriter, Write};

use domain::contacts::ContactField;
use domain::import::{BillUnitColumn, Column, cell_escape, export_columns};
use serde_json::{Map, Value};

use super::ExportError;
use super::read::{Account, OF_ACCOUNT};

/// Takes accounts one by one.
pub(super) trait Writer {
    /// Writes one account.
    fn account(&mut self, account: &Account) -> Result<(), ExportError>;
    /// Writes what belongs at the end.
    fn end(&mut self) -> Result<(), ExportError>;
}

/// A row per account; what a spreadsheet would run as a formula is escaped.
pub(super) struct Csv<W: Write> {
    rows: csv::Writer<W>,
    columns: Vec<Column>,
}

impl<W: Write> Csv<W> {
    /// Writes the header for so many contacts and bill units.
    pub(super) fn begin(out: W, extent: (usize, usize)) -> Result<Self, ExportError> {
        let columns = export_columns(extent.0, extent.1);
        let mut rows = csv::Writer::from_writer(out);
        rows.write_record(columns.iter().map(ToString::to_string))?;
        Ok(Self { rows, columns })
    }
}

impl<W: Write> Writer for Csv<W> {
    fn account(&mut self, account: &Account) -> Result<(), ExportError> {
        for column in &self.columns {
            self.rows
                .write_field(cell_escape(cell(account, *column)).as_bytes())?;
        }
        self.rows.write_record(None::<&[u8]>)?;
        Ok(())
    }

    fn end(&mut self) -> Result<(), ExportError> {
        Ok(self.rows.flush()?)
    }
}

/// What stands in a column; empty where the account has no such contact or bill unit.
fn cell(account: &Account, column: Column) -> &str {
    fn at(lists: &[Vec<String>], list: usize, place: Option<usize>) -> &str {
        lists
            .get(list - 1)
            .and_then(|list| list.get(place?))
            .map_or("", String::as_str)
    }
    match column {
        Column::Contact(position, field) => {
            let place = ContactField::ALL.iter().position(|known| *known == field);
            at(&account.contacts, position, place)
        }
        Column::BillUnit(position, setting) => {
            let place = BillUnitColumn::ALL
                .iter()
                .position(|known| *known == setting);
            at(&account.bill_units, position, place)
        }
        other => {
            let name = other.to_string();
            let place = OF_ACCOUNT.iter().position(|known| *known == name);
            place
                .and_then(|place| account.of_account.get(place))
                .map_or("", String::as_str)
        }
    }
}

/// An array with one account per line; what is empty is left out.
pub(super) struct Json<W: Write> {
    out: BufWriter<W>,
    rows: u64,
}

impl<W: Write> Json<W> {
    /// Begins the array.
    pub(super) fn begin(out: W) -> Result<Self, ExportError> {
        let mut out = BufWriter::new(out);
        out.write_all(b"[")?;
        Ok(Self { out, rows: 0 })
    }
}

impl<W: Write> Writer for Json<W> {
    fn account(&mut self, account: &Account) -> Result<(), ExportError> {
        let contact_keys = ContactField::ALL.iter().map(|field| field.key());
        let unit_keys = BillUnitColumn::ALL.iter().map(|setting| setting.key());
        let list = |lists: &[Vec<String>], keys: Vec<&'static str>| {
            lists
                .iter()
                .map(|values| Value::Object(object(&keys, values)))
                .collect()
        };
        let mut whole = object(&OF_ACCOUNT, &account.of_account);
        let contacts = list(&account.contacts, contact_keys.collect());
        whole.insert("contacts".to_owned(), Value::Array(contacts));
        let bill_units = list(&account.bill_units, unit_keys.collect());
        whole.insert("bill_units".to_owned(), Value::Array(bill_units));
        self.out
            .write_all(if self.rows == 0 { b"\n" } else { b",\n" })?;
        self.rows += 1;
        serde_json::to_writer(&mut self.out, &whole).map_err(std::io::Error::from)?;
        Ok(())
    }

    fn end(&mut self) -> Result<(), ExportError> {
        self.out.write_all(b"\n]\n")?;
        Ok(self.out.flush()?)
    }
}

fn object(keys: &[&str], values: &[String]) -> Map<String, Value> {
    keys.iter()
        .zip(values)
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| ((*key).to_owned(), Value::String(value.clone())))
        .collect()
}
