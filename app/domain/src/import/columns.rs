//! The columns of the file and the header that names them.

use std::fmt;

use crate::bill_units::BILL_UNITS_LIMIT;
use crate::contacts::{CONTACTS_LIMIT, ContactField};

/// The most characters of an account's key.
pub const KEY_LIMIT: usize = 64;

/// A setting of a bill unit in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BillUnitColumn {
    /// What it is called.
    Name,
    /// Billing day of month.
    BillingDay,
    /// Months from bill to bill.
    FrequencyMonths,
    /// Open item or balance forward.
    AccountingType,
    /// Days from the bill to the day it is due.
    PaymentTermsDays,
    /// The day from which its bills are counted.
    BeginsOn,
    /// What was open in the former system; negative for a credit.
    OpeningBalance,
    /// When that is due.
    OpeningDueOn,
}

impl BillUnitColumn {
    /// All of them, in the order in which they are exported.
    pub const ALL: [Self; 8] = [
        Self::Name,
        Self::BillingDay,
        Self::FrequencyMonths,
        Self::AccountingType,
        Self::PaymentTermsDays,
        Self::BeginsOn,
        Self::OpeningBalance,
        Self::OpeningDueOn,
    ];

    /// The last part of the column's name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::BillingDay => "billing_day",
            Self::FrequencyMonths => "frequency_months",
            Self::AccountingType => "accounting_type",
            Self::PaymentTermsDays => "payment_terms_days",
            Self::BeginsOn => "begins_on",
            Self::OpeningBalance => "opening_balance",
            Self::OpeningDueOn => "opening_due_on",
        }
    }
}

/// A column that the import knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// The account number. An export gives it; an import takes no notice of it, since it gives
    /// numbers of its own.
    Number,
    /// The account's key in the system that it comes from.
    Key,
    /// The key, or account number, of the account above it.
    Parent,
    /// The account's own name.
    Name,
    /// Active, inactive or closed.
    Status,
    /// Since when.
    StatusSince,
    /// When the account began.
    OpenedOn,
    /// Organization type.
    OrganizationType,
    /// Customer type.
    CustomerType,
    /// Language.
    Language,
    /// Currency.
    Currency,
    /// A field of a contact; contacts count from 1, and the first is the primary one.
    Contact(usize, ContactField),
    /// A setting of a bill unit; they count from 1.
    BillUnit(usize, BillUnitColumn),
}

/// The columns of the account itself.
const OF_ACCOUNT: [(Column, &str); 11] = [
    (Column::Number, "number"),
    (Column::Key, "key"),
    (Column::Parent, "parent"),
    (Column::Name, "name"),
    (Column::Status, "status"),
    (Column::StatusSince, "status_since"),
    (Column::OpenedOn, "opened_on"),
    (Column::OrganizationType, "organization_type"),
    (Column::CustomerType, "customer_type"),
    (Column::Language, "language"),
    (Column::Currency, "currency"),
];

impl fmt::Display for Column {
    /// The column's name in the header: `currency`, `contact2_email`, `bill_unit1_name`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contact(position, field) => write!(f, "contact{position}_{}", field.key()),
            Self::BillUnit(position, setting) => write!(f, "bill_unit{position}_{}", setting.key()),
            other => {
                let name = OF_ACCOUNT.iter().find(|(column, _)| column == other);
                f.write_str(name.map_or("", |(_, name)| name))
            }
        }
    }
}

impl Column {
    /// The column with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        if let Some((column, _)) = OF_ACCOUNT.iter().find(|(_, known)| *known == name) {
            return Some(*column);
        }
        if let Some(rest) = name.strip_prefix("contact") {
            let (position, key) = numbered(rest, CONTACTS_LIMIT)?;
            let field = ContactField::ALL.iter().find(|field| field.key() == key)?;
            return Some(Self::Contact(position, *field));
        }
        let (position, key) = numbered(name.strip_prefix("bill_unit")?, BILL_UNITS_LIMIT)?;
        let setting = BillUnitColumn::ALL
            .into_iter()
            .find(|setting| setting.key() == key)?;
        Some(Self::BillUnit(position, setting))
    }
}

/// Reads `2_email` as 2 and `email`.
fn numbered(rest: &str, limit: usize) -> Option<(usize, &str)> {
    let (digits, key) = rest.split_once('_')?;
    let plain = !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    let position: usize = digits.parse().ok()?;
    (plain && (1..=limit).contains(&position)).then_some((position, key))
}

/// Why a header cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// Not a single column.
    #[error("The file is empty: its first line has to name the columns.")]
    Empty,
    /// The columns are separated by another sign than a comma, as spreadsheets do where decimals have one.
    #[error(
        "The columns of this file are separated by {0}, and have to be separated by commas. Please save it \
         as CSV with the comma as separator: LibreOffice asks for it where \"Edit filter settings\" is \
         chosen, Excel takes the list separator of the system's region settings."
    )]
    Separator(&'static str),
    /// Names that the import does not know.
    #[error("{} not known: {}. Columns are described in docs/import.md.",
            if .0.len() == 1 { "This column is" } else { "These columns are" }, .0.join(", "))]
    Unknown(Vec<String>),
    /// Columns without which no account can be made.
    #[error("{} missing: {}.",
            if .0.len() == 1 { "This column is" } else { "These columns are" }, .0.join(", "))]
    Missing(Vec<String>),
    /// Names that stand twice.
    #[error("{} more than once: {}.",
            if .0.len() == 1 { "This column stands" } else { "These columns stand" }, .0.join(", "))]
    Twice(Vec<String>),
}

/// The columns of a file, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    columns: Vec<Column>,
    /// The highest number of a contact and of a bill unit.
    contacts: usize,
    bill_units: usize,
}

impl Columns {
    /// Reads the header. Names are taken in capitals too and with white space around them.
    ///
    /// # Errors
    /// When a name is not known, stands twice, or a needed one is missing: all of a kind are named.
    pub fn parse<'a>(header: impl IntoIterator<Item = &'a str>) -> Result<Self, HeaderError> {
        let names: Vec<String> = header
            .into_iter()
            .map(|name| name.trim().to_ascii_lowercase())
            .collect();
        if names.iter().all(String::is_empty) {
            return Err(HeaderError::Empty);
        }
        if let Some(separator) = other_separator(&names) {
            return Err(HeaderError::Separator(separator));
        }
        let found: Vec<Option<Column>> = names.iter().map(|name| Column::from_name(name)).collect();
        let unknown: Vec<String> = names
            .iter()
            .zip(&found)
            .filter(|(_, column)| column.is_none())
            .map(|(name, _)| format!("\"{}\"", name.chars().take(60).collect::<String>()))
            .collect();
        if !unknown.is_empty() {
            return Err(HeaderError::Unknown(unknown));
        }
        let columns: Vec<Column> = found.into_iter().flatten().collect();
        let twice: Vec<String> = columns
            .iter()
            .enumerate()
            .filter(|(index, column)| columns[..*index].contains(column))
            .map(|(_, column)| format!("\"{column}\""))
            .collect();
        if !twice.is_empty() {
            return Err(HeaderError::Twice(twice));
        }
        let missing: Vec<String> = [Column::Key, Column::Currency]
            .into_iter()
            .filter(|needed| !columns.contains(needed))
            .map(|needed| format!("\"{needed}\""))
            .chain(Self::name_missing(&columns))
            .collect();
        if !missing.is_empty() {
            return Err(HeaderError::Missing(missing));
        }
        let highest =
            |position: fn(&Column) -> Option<usize>| columns.iter().filter_map(position).max();
        Ok(Self {
            contacts: highest(|column| match column {
                Column::Contact(position, _) => Some(*position),
                _ => None,
            })
            .unwrap_or(0),
            bill_units: highest(|column| match column {
                Column::BillUnit(position, _) => Some(*position),
                _ => None,
            })
            .unwrap_or(0),
            columns,
        })
    }

    /// The primary contact needs a company or a name.
    fn name_missing(columns: &[Column]) -> Option<String> {
        use ContactField::{Company, FirstName, LastName};
        let named = [Company, FirstName, LastName]
            .into_iter()
            .any(|field| columns.contains(&Column::Contact(1, field)));
        (!named).then(|| "\"contact1_company\" or \"contact1_last_name\"".to_owned())
    }

    /// The columns in the order of the file.
    #[must_use]
    pub fn list(&self) -> &[Column] {
        &self.columns
    }

    /// How many contacts a row can have.
    #[must_use]
    pub const fn contacts(&self) -> usize {
        self.contacts
    }

    /// How many bill units a row can have.
    #[must_use]
    pub const fn bill_units(&self) -> usize {
        self.bill_units
    }
}

/// What separates the columns where it is no comma: no column's name has such a sign in it.
fn other_separator(names: &[String]) -> Option<&'static str> {
    let first = names.first()?;
    let separates = |sign: char| {
        first.contains(sign)
            && (names.len() == 1
                || first
                    .split(sign)
                    .any(|name| Column::from_name(name).is_some()))
    };
    [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")]
        .into_iter()
        .find_map(|(sign, called)| separates(sign).then_some(called))
}

/// Where a column stands in the file.
#[must_use]
pub fn column_index(columns: &Columns, wanted: Column) -> Option<usize> {
    columns.columns.iter().position(|column| *column == wanted)
}

/// The columns of an export with so many contacts and bill units, in its order. The import takes
/// every one of them.
#[must_use]
pub fn export_columns(contacts: usize, bill_units: usize) -> Vec<Column> {
    let of_account = OF_ACCOUNT.iter().map(|(column, _)| *column);
    let of_contacts = (1..=contacts.max(1)).flat_map(|position| {
        ContactField::ALL
            .iter()
            .map(move |field| Column::Contact(position, *field))
    });
    let of_bill_units = (1..=bill_units.max(1)).flat_map(|position| {
        BillUnitColumn::ALL
            .into_iter()
            .map(move |setting| Column::BillUnit(position, setting))
    });
    of_account.chain(of_contacts).chain(of_bill_units).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exported_column_is_one_that_the_import_knows() {
        let names: Vec<String> = export_columns(3, 2)
            .iter()
            .map(ToString::to_string)
            .collect();
        let columns = Columns::parse(names.iter().map(String::as_str)).unwrap();
        assert_eq!(columns.list(), export_columns(3, 2));
        assert_eq!((columns.contacts(), columns.bill_units()), (3, 2));
    }

    #[test]
    fn names_are_taken_in_capitals_and_with_white_space() {
        let columns = Columns::parse([" Key", "CURRENCY ", "Contact1_Company"]).unwrap();
        assert_eq!(columns.list()[0], Column::Key);
    }

    #[test]
    fn unknown_columns_are_all_named() {
        let error =
            Columns::parse(["key", "vat id", "contact0_email", "contact1_twitter"]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "These columns are not known: \"vat id\", \"contact0_email\", \"contact1_twitter\". \
             Columns are described in docs/import.md."
        );
    }

    #[test]
    fn missing_columns_are_all_named() {
        let error = Columns::parse(["name", "contact1_email"]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "These columns are missing: \"key\", \"currency\", \"contact1_company\" or \
             \"contact1_last_name\"."
        );
    }

    #[test]
    fn a_column_that_stands_twice_is_named() {
        let error = Columns::parse(["key", "currency", "contact1_company", "Key"]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "This column stands more than once: \"key\"."
        );
    }

    #[test]
    fn a_header_of_nothing_is_an_empty_file() {
        assert_eq!(Columns::parse([""]), Err(HeaderError::Empty));
    }

    #[test]
    fn semicolons_and_tabs_are_told_with_what_to_do() {
        let told = |header: &str| Columns::parse(header.split(',')).unwrap_err().to_string();
        for (header, called) in [
            ("key;currency;contact1_company", "semicolons"),
            ("Kundennummer;W\u{e4}hrung", "semicolons"),
            ("key;currency;\"company, in full\"", "semicolons"),
            ("key\tcurrency", "tabs"),
        ] {
            let sentence = told(header);
            assert!(
                sentence.starts_with(&format!(
                    "The columns of this file are separated by {called}, and have to be separated by commas."
                )),
                "{header}: {sentence}"
            );
        }
        assert!(told("vat;id,key,currency").contains("not known: \"vat;id\""));
    }

    #[test]
    fn the_number_of_a_contact_is_a_plain_number_within_its_limit() {
        for name in [
            "contact_email",
            "contact01_email",
            "contact+1_email",
            "contact101_email",
        ] {
            assert_eq!(Column::from_name(name), None, "{name}");
        }
    }
}
