//! One row of the file, read by the same rules as the form for a new account (API-1, ACC-1).

use chrono::NaiveDate;

use super::cell::cell_unescape;
use super::cell_error::{CellError, date_parse, opening_parse};
use super::columns::{BillUnitColumn, Column, Columns, KEY_LIMIT};
use super::{RowProblem, column_index};
use crate::accounts::{AccountDraft, AccountStatus, NewAccount};
use crate::bill_units::BillUnitDraft;
use crate::card::looks_like_card_number;
use crate::contacts::ContactDraft;
use crate::fields::{FieldError, FieldErrors};
use crate::lists::FormLists;
use crate::money::{Currency, Money};
use crate::text::required_line_parse;

/// What rows are read against.
#[derive(Clone, Debug)]
pub struct RowContext {
    /// What may be chosen.
    pub known: FormLists,
    /// Today's business date: nothing begins later.
    pub today: NaiveDate,
}

/// A row whose every cell holds by itself. Whether its key is free and its parent there, only the
/// whole file and the database know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRow {
    /// The account's key in the system that it comes from.
    pub key: String,
    /// Key, or account number, of the account above it.
    pub parent: Option<String>,
    /// Everything that the form for a new account holds too.
    pub account: NewAccount,
    /// The account's status.
    pub status: AccountStatus,
    /// The day from which the status counts.
    pub status_since: NaiveDate,
    /// The day on which the account began.
    pub opened_on: NaiveDate,
    /// The day from which the bills of each bill unit are counted, in their order.
    pub begins_on: Vec<NaiveDate>,
    /// What each bill unit brings, in their order; none for nothing open.
    pub openings: Vec<Option<Opening>>,
}

/// What a bill unit brings from the former system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// The amount; negative for a credit, never zero.
    pub amount: Money,
    /// The day on which it is or was due.
    pub due_on: NaiveDate,
}

/// Key and parent of a row, as far as they can be read; of a bad row too, so that what refers to it
/// can be told what happened.
#[must_use]
pub fn row_key(columns: &Columns, cells: &[&str]) -> (Option<String>, Option<String>) {
    let read = |column| {
        let cell = cells.get(column_index(columns, column)?)?;
        required_line_parse(cell_unescape(cell), KEY_LIMIT).ok()
    };
    (read(Column::Key), read(Column::Parent))
}

/// Reads one row, which begins on this line of the file.
///
/// # Errors
/// A problem for each cell that does not hold, named by its column.
pub fn row_parse(
    context: &RowContext,
    columns: &Columns,
    cells: &[&str],
    line: u64,
) -> Result<ImportRow, Vec<RowProblem>> {
    let mut errors = FieldErrors::default();
    let wanted = columns.list().len();
    if cells.len() != wanted {
        errors.check::<(), _>(
            "",
            Err(CellError::Cells {
                found: cells.len(),
                wanted,
            }),
        );
        return Err(problems(errors, &Drafts::default(), columns, cells, line));
    }
    let drafts = Drafts::read(columns, cells);
    let cell = |column| cell_of(columns, cells, column);
    let key = errors.check("key", required_line_parse(cell(Column::Key), KEY_LIMIT));
    let parent = match cell(Column::Parent).trim() {
        "" => None,
        parent => errors.check("parent", required_line_parse(parent, KEY_LIMIT)),
    };
    let life = Life::read(context, &cell, &mut errors);
    let opened_on = life.as_ref().map(|life| life.opened_on);
    let begins_on = drafts.begins_on(context, opened_on, &cell, &mut errors);
    let openings = drafts.openings(columns, cells, &mut errors);
    let account = match drafts.account.parse(&context.known) {
        Ok(account) => Some(account),
        Err(more) => {
            errors.0.extend(more.0);
            None
        }
    };
    let row = || {
        let life = life?;
        Some(ImportRow {
            key: key?,
            parent,
            account: account?,
            status: life.status,
            status_since: life.status_since,
            opened_on: life.opened_on,
            begins_on,
            openings,
        })
    };
    match row() {
        Some(row) if errors.is_empty() => Ok(row),
        _ => Err(problems(errors, &drafts, columns, cells, line)),
    }
}

/// When the account began and what became of it.
struct Life {
    opened_on: NaiveDate,
    status: AccountStatus,
    status_since: NaiveDate,
}

impl Life {
    fn read<'a>(
        context: &RowContext,
        cell: &impl Fn(Column) -> &'a str,
        errors: &mut FieldErrors,
    ) -> Option<Self> {
        let opened_on = past_parse(context, cell(Column::OpenedOn), context.today);
        let opened_on = errors.check("opened_on", opened_on);
        let status = match cell(Column::Status).trim() {
            "" => Ok(AccountStatus::Active),
            code => AccountStatus::from_code(&code.to_ascii_lowercase()).ok_or(CellError::Status),
        };
        let status = errors.check("status", status);
        let opened_on = opened_on?;
        let since = past_parse(context, cell(Column::StatusSince), opened_on)
            .and_then(|day| after_opening(day, opened_on));
        let status_since = errors.check("status_since", since);
        Some(Self {
            opened_on,
            status: status?,
            status_since: status_since?,
        })
    }
}

/// The day of a cell, not after today's business date; the usual one where the cell is empty.
fn past_parse(context: &RowContext, text: &str, usual: NaiveDate) -> Result<NaiveDate, CellError> {
    match text.trim() {
        "" => Ok(usual),
        text => match date_parse(text)? {
            day if day > context.today => Err(CellError::Future(context.today)),
            day => Ok(day),
        },
    }
}

fn after_opening(day: NaiveDate, opened_on: NaiveDate) -> Result<NaiveDate, CellError> {
    match day < opened_on {
        true => Err(CellError::BeforeOpening(opened_on)),
        false => Ok(day),
    }
}

/// The row as the form's draft, and where its contacts and bill units stand in the file.
#[derive(Default)]
struct Drafts {
    account: AccountDraft,
    /// The numbers, in the header, of the contacts that the draft has.
    contacts: Vec<usize>,
    /// The same of the bill units; empty where the row has none and gets the usual one.
    bill_units: Vec<usize>,
}

impl Drafts {
    fn read(columns: &Columns, cells: &[&str]) -> Self {
        let cell = |column| cell_of(columns, cells, column);
        let or = |text: &str, usual: &str| match text.trim() {
            "" => usual.to_owned(),
            _ => text.to_owned(),
        };
        let mut drafts = Self {
            account: AccountDraft {
                name: cell(Column::Name).to_owned(),
                organization_type: cell(Column::OrganizationType).trim().to_ascii_lowercase(),
                customer_type: or(cell(Column::CustomerType), "standard"),
                language: or(cell(Column::Language), "en"),
                currency: cell(Column::Currency).to_owned(),
                ..AccountDraft::default()
            },
            ..Self::default()
        };
        drafts.read_contacts(columns, cells);
        drafts.read_bill_units(columns, cells);
        drafts
    }

    fn read_contacts(&mut self, columns: &Columns, cells: &[&str]) {
        let mut contacts = vec![ContactDraft::default(); columns.contacts()];
        for (column, cell) in columns.list().iter().zip(cells) {
            if let Column::Contact(position, field) = column {
                cell_unescape(cell).clone_into(field.get_mut(&mut contacts[*position - 1]));
            }
        }
        for (position, contact) in (1..).zip(contacts) {
            if !contact.is_blank() {
                self.contacts.push(position);
                self.account.contacts.push(contact);
            }
        }
    }

    fn read_bill_units(&mut self, columns: &Columns, cells: &[&str]) {
        for position in 1..=columns.bill_units() {
            let cell =
                |setting| cell_of(columns, cells, Column::BillUnit(position, setting)).trim();
            if BillUnitColumn::ALL
                .into_iter()
                .all(|setting| cell(setting).is_empty())
            {
                continue;
            }
            let mut unit = match position {
                1 => BillUnitDraft::usual("Main"),
                _ => BillUnitDraft::usual(&format!("Bill unit {position}")),
            };
            for (setting, field) in [
                (BillUnitColumn::Name, &mut unit.name),
                (BillUnitColumn::BillingDay, &mut unit.billing_day),
                (BillUnitColumn::FrequencyMonths, &mut unit.frequency_months),
                (BillUnitColumn::AccountingType, &mut unit.accounting_type),
                (
                    BillUnitColumn::PaymentTermsDays,
                    &mut unit.payment_terms_days,
                ),
            ] {
                if !cell(setting).is_empty() {
                    cell(setting).clone_into(field);
                }
            }
            self.bill_units.push(position);
            self.account.bill_units.push(unit);
        }
        if self.account.bill_units.is_empty() {
            self.account.bill_units.push(BillUnitDraft::usual("Main"));
        }
    }

    /// Since when each of the draft's bill units is billed, in their order: from today on, as one
    /// made by the form, unless the file names a day. What is yet to come is no setting, and no
    /// account is billed before it began.
    fn begins_on<'a>(
        &self,
        context: &RowContext,
        opened_on: Option<NaiveDate>,
        cell: &impl Fn(Column) -> &'a str,
        errors: &mut FieldErrors,
    ) -> Vec<NaiveDate> {
        if self.bill_units.is_empty() {
            return vec![context.today];
        }
        let mut days = Vec::new();
        for position in &self.bill_units {
            let column = Column::BillUnit(*position, BillUnitColumn::BeginsOn);
            let day = past_parse(context, cell(column), context.today)
                .and_then(|day| opened_on.map_or(Ok(day), |opened| after_opening(day, opened)));
            days.extend(errors.check(&column.to_string(), day));
        }
        days
    }

    /// The opening balances, in the order of the draft's bill units.
    fn openings(
        &self,
        columns: &Columns,
        cells: &[&str],
        errors: &mut FieldErrors,
    ) -> Vec<Option<Opening>> {
        if self.bill_units.is_empty() {
            return vec![None];
        }
        // Without a currency an amount cannot be read; the currency has its own problem then.
        let code = self.account.currency.trim().to_ascii_uppercase();
        let Some(currency) = Currency::from_code(&code) else {
            return Vec::new();
        };
        let mut openings = Vec::new();
        for position in &self.bill_units {
            let cell =
                |setting| cell_of(columns, cells, Column::BillUnit(*position, setting)).trim();
            let name = |setting| Column::BillUnit(*position, setting).to_string();
            let amount = match cell(BillUnitColumn::OpeningBalance) {
                "" => Some(Money::zero(currency)),
                text => errors.check(
                    &name(BillUnitColumn::OpeningBalance),
                    opening_parse(text, currency),
                ),
            };
            let due_on = match cell(BillUnitColumn::OpeningDueOn) {
                "" if amount.is_some_and(|amount| amount.minor != 0) => Err(CellError::DueMissing),
                "" => Ok(None),
                text => date_parse(text).map(Some),
            };
            let due_on = errors
                .check(&name(BillUnitColumn::OpeningDueOn), due_on)
                .flatten();
            let amount = amount.filter(|amount| amount.minor != 0);
            openings.push(
                amount
                    .zip(due_on)
                    .map(|(amount, due_on)| Opening { amount, due_on }),
            );
        }
        openings
    }

    /// The column of a path in the form: `contacts.1.email` is `contact2_email`.
    fn column_of(&self, path: &str) -> String {
        let mut parts = path.splitn(3, '.');
        let (list, index, field) = (parts.next(), parts.next(), parts.next());
        let position = |positions: &[usize]| -> Option<usize> {
            let index: usize = index?.parse().ok()?;
            // The usual bill unit stands in no column.
            Some(positions.get(index).copied().unwrap_or(index + 1))
        };
        match (list, field) {
            (Some("contacts"), field) => {
                let number = position(&self.contacts).unwrap_or(1);
                format!("contact{number}_{}", field.unwrap_or("company"))
            }
            (Some("bill_units"), field) => {
                let number = position(&self.bill_units).unwrap_or(1);
                format!("bill_unit{number}_{}", field.unwrap_or("name"))
            }
            _ => path.to_owned(),
        }
    }
}

fn cell_of<'a>(columns: &Columns, cells: &[&'a str], column: Column) -> &'a str {
    column_index(columns, column)
        .and_then(|index| cells.get(index))
        .map_or("", |cell| cell_unescape(cell))
}

/// The most characters of a cell that are repeated in a reason.
const SHOWN: usize = 40;

fn problems(
    errors: FieldErrors,
    drafts: &Drafts,
    columns: &Columns,
    cells: &[&str],
    line: u64,
) -> Vec<RowProblem> {
    let problem = |error: FieldError| {
        let column = drafts.column_of(&error.field);
        let cell = Column::from_name(&column).map_or("", |column| cell_of(columns, cells, column));
        // What may be a card number, or cannot be seen, is not repeated (SEC-3).
        let shown = !cell.trim().is_empty()
            && cell.chars().count() <= SHOWN
            && !cell.chars().any(char::is_control)
            && error.code != "control_character"
            && !looks_like_card_number(cell);
        let reason = match shown {
            true => format!("{} Found: \"{}\".", error.sentence, cell.trim()),
            false => error.sentence,
        };
        RowProblem {
            line,
            column,
            code: error.code,
            reason,
        }
    };
    errors.0.into_iter().map(problem).collect()
}

#[cfg(test)]
#[path = "row_tests.rs"]
mod tests;
