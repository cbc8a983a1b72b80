//! A batch of generated accounts as rows of their tables.

use chrono::NaiveDate;
use domain::accounts::AccountNumber;
use domain::ids::AccountId;
use domain::search::{SearchContact, SearchDocument, SearchSource};
use sqlx::{Connection, PgConnection};

use super::customer::{Customer, customer};
use super::ids::{Ids, Part};
use super::organization::Place;
use super::person::Person;
use crate::copy::CopyRows;
use crate::error::{Result, StoreError};
use crate::journal::opening_lines;
use crate::search::{documents_copy, documents_load};

/// What all batches of one load share.
#[derive(Debug, Clone)]
pub(super) struct Load {
    pub seed: u64,
    pub ids: Ids,
    /// The account number of the first account.
    pub first_number: i64,
    /// The business date of the journal and the audit log.
    pub today: NaiveDate,
    /// Who is named in the audit log.
    pub actor_name: String,
    /// Whether searches find the accounts only after the load.
    pub is_bulk: bool,
}

impl Load {
    fn number(&self, index: u64) -> i64 {
        self.first_number.saturating_add_unsigned(index)
    }
}

/// The rows of some accounts, by table, in the order in which they are written.
#[derive(Debug, Default)]
pub(super) struct Batch {
    accounts: CopyRows,
    contacts: CopyRows,
    methods: CopyRows,
    units: CopyRows,
    items: CopyRows,
    entries: CopyRows,
    lines: CopyRows,
    audit: CopyRows,
    documents: Vec<SearchDocument>,
}

impl Batch {
    /// The accounts at these places, and the links of those with a parent.
    ///
    /// # Errors
    /// When there are no more account numbers.
    pub(super) fn of(load: &Load, places: &[Place]) -> Result<(Self, CopyRows)> {
        let mut batch = Self::default();
        let mut links = CopyRows::new();
        for place in places {
            let customer = customer(load.seed, place);
            batch.add_account(load, place.index, &customer);
            for (position, person) in (0_u8..).zip(&customer.contacts) {
                batch.add_contact(load, place.index, position, person);
            }
            batch.add_billing(load, place.index, &customer);
            batch.add_opening(load, place.index, &customer);
            batch
                .documents
                .push(document(load, place.index, &customer)?);
            if let Some(parent) = place.parent {
                links
                    .uuid(load.ids.id(place.index, Part::Account))
                    .uuid(load.ids.id(parent, Part::Account))
                    .text(&format!("[{},)", customer.opened_on))
                    .end();
            }
        }
        Ok((batch, links))
    }

    fn add_account(&mut self, load: &Load, index: u64, customer: &Customer) {
        let id = load.ids.id(index, Part::Account);
        self.accounts
            .uuid(id)
            .integer(load.number(index))
            .text(&customer.name)
            .boolean(customer.name_is_own)
            .text(customer.status.code())
            .date(customer.status_since)
            .text_or_null(customer.organization_type.map(|kind| kind.code()))
            .text(customer.customer_type)
            .text(customer.language)
            .text(customer.currency)
            .date(customer.opened_on)
            .end();
        self.audit
            .uuid(load.ids.id(index, Part::AuditEntry))
            .date(load.today)
            .text("command")
            .text(&load.actor_name)
            .text(domain::audit::ChangeKind::AccountCreated.code())
            .uuid(id)
            .text("Generated")
            .end();
    }

    fn add_contact(&mut self, load: &Load, index: u64, position: u8, person: &Person) {
        self.contacts
            .uuid(load.ids.id(index, Part::Contact(position)))
            .uuid(load.ids.id(index, Part::Account))
            .integer(i64::from(position) + 1)
            .boolean(position == 0)
            .text(person.salutation)
            .text(person.first_name)
            .text(person.last_name)
            .text(person.job_title)
            .text(&person.company)
            .text(&person.street)
            .text(&person.postal_code)
            .text(person.city)
            .text(person.region)
            .text(person.country)
            .text(&person.email)
            .text(&person.phone_home)
            .text(&person.phone_work)
            .text(&person.phone_mobile)
            .end();
    }

    fn add_billing(&mut self, load: &Load, index: u64, customer: &Customer) {
        let account = load.ids.id(index, Part::Account);
        let method = customer.payment_method.as_ref().map(|method| {
            let id = load.ids.id(index, Part::PaymentMethod);
            self.methods
                .uuid(id)
                .uuid(account)
                .text(if method.is_card {
                    "credit_card"
                } else {
                    "direct_debit"
                })
                .text(&format!("sandbox_{}", id.simple()))
                .text(method.brand)
                .text(&method.last_four)
                .date_or_null(method.expires_on)
                .text(&method.holder)
                .end();
            id
        });
        for (position, unit) in (0_u8..).zip(&customer.bill_units) {
            self.units
                .uuid(load.ids.id(index, Part::BillUnit(position)))
                .uuid(account)
                .integer(i64::from(position) + 1)
                .text(unit.name)
                .integer(unit.billing_day)
                .integer(unit.frequency_months)
                .text(unit.accounting_type.code())
                .integer(unit.payment_terms_days)
                .uuid_or_null(method.filter(|_| position == 0))
                .date(load.today)
                .end();
        }
    }

    fn add_opening(&mut self, load: &Load, index: u64, customer: &Customer) {
        let Some((minor, due_on)) = customer.opening else {
            return;
        };
        let account = load.ids.id(index, Part::Account);
        let item = load.ids.id(index, Part::Item);
        let entry = load.ids.id(index, Part::JournalEntry);
        self.items
            .uuid(item)
            .uuid(account)
            .uuid(load.ids.id(index, Part::BillUnit(0)))
            .text("opening")
            .text(customer.currency)
            .integer(minor)
            .date(due_on)
            .end();
        self.entries
            .uuid(entry)
            .date(load.today)
            .text("opening_balance")
            .uuid(account)
            .uuid(item)
            .end();
        for (position, (ledger, amount)) in (1_i64..).zip(opening_lines(minor)) {
            self.lines
                .uuid(entry)
                .integer(position)
                .text(ledger.code())
                .text(customer.currency)
                .integer(amount)
                .end();
        }
    }

    /// Writes everything in one transaction.
    pub(super) async fn write(mut self, load: &Load, connection: &mut PgConnection) -> Result<()> {
        let mut transaction = connection.begin().await?;
        let t = &mut *transaction;
        self.accounts.send(t, "account", ACCOUNT).await?;
        self.contacts.send(t, "contact", CONTACT).await?;
        self.methods.send(t, "payment_method", METHOD).await?;
        self.units.send(t, "bill_unit", UNIT).await?;
        self.items.send(t, "item", ITEM).await?;
        self.entries.send(t, "journal_entry", ENTRY).await?;
        self.lines.send(t, "journal_line", LINE).await?;
        self.audit.send(t, "audit_entry", AUDIT).await?;
        match load.is_bulk {
            true => documents_load(t, &self.documents).await?,
            false => documents_copy(t, &self.documents).await?,
        }
        transaction.commit().await?;
        Ok(())
    }
}

/// The account as it is found (FIND-1).
fn document(load: &Load, index: u64, customer: &Customer) -> Result<SearchDocument> {
    let number = AccountNumber::new(load.number(index))
        .map_err(|error| StoreError::Internal(error.to_string()))?;
    let billing_days = customer
        .bill_units
        .iter()
        .filter_map(|unit| u8::try_from(unit.billing_day).ok());
    Ok(SearchDocument::new(&SearchSource {
        account_id: AccountId::from_uuid(load.ids.id(index, Part::Account)),
        number,
        name: &customer.name,
        status: customer.status,
        organization_type: customer.organization_type,
        customer_type: customer.customer_type,
        contacts: customer.contacts.iter().map(searched).collect(),
        logins: Vec::new(),
        billing_days: billing_days.collect(),
    }))
}

fn searched(person: &Person) -> SearchContact<'_> {
    SearchContact {
        first_name: person.first_name,
        middle_name: "",
        last_name: person.last_name,
        company: &person.company,
        street: &person.street,
        postal_code: &person.postal_code,
        city: person.city,
        region: person.region,
        country: person.country,
        email: &person.email,
        phones: [
            &person.phone_home,
            &person.phone_work,
            &person.phone_mobile,
            "",
            "",
        ],
    }
}

const ACCOUNT: &str = "id, number, name, name_is_own, status, status_since, organization_type, \
                       customer_type, language, currency, opened_on";
const CONTACT: &str = "id, account_id, position, is_primary, salutation, first_name, last_name, \
                       job_title, company, street, postal_code, city, region, country, email, \
                       phone_home, phone_work, phone_mobile";
const METHOD: &str = "id, account_id, kind, gateway_token, brand, last_four, expires_on, holder";
const UNIT: &str = "id, account_id, position, name, billing_day, frequency_months, \
                    accounting_type, payment_terms_days, payment_method_id, begins_on";
const ITEM: &str = "id, account_id, bill_unit_id, kind, currency, amount_minor, due_on";
const ENTRY: &str = "id, business_date, kind, account_id, item_id";
const LINE: &str = "entry_id, position, ledger, currency, amount_minor";
const AUDIT: &str = "id, business_date, actor_kind, actor_name, kind, account_id, note";
