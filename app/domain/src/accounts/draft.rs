//! A new account as typed, and the reading of it (ACC-1).

use serde::{Deserialize, Serialize};

use super::{AccountNumber, OrganizationType};
use crate::bill_units::{BillUnit, BillUnitDraft, PaymentChoice, bill_units_parse};
use crate::contacts::{Contact, ContactDraft, contacts_parse, primary_of};
use crate::fields::{FieldErrors, FieldProblem};
use crate::ids::OperationId;
use crate::lists::{ChoiceError, FormLists, choice_parse};
use crate::money::Currency;
use crate::payment_methods::{NewPaymentMethod, PaymentMethodDraft};
use crate::secret::Secret;
use crate::security::{NewSecurity, security_parse};
use crate::staff::{login_parse, password_parse};
use crate::text::line_parse;

/// The most characters of an account's own name.
pub const ACCOUNT_NAME_LIMIT: usize = 200;

/// A new account as typed in the form or read from a file: nothing is checked yet.
///
/// Codes stand for what is chosen; an empty text is nothing chosen or typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountDraft {
    /// The form's operation id (`op_…`): a double click makes one account (decision 26).
    pub operation_id: String,
    /// The contacts; the one that is marked is primary, else the first.
    pub contacts: Vec<ContactDraft>,
    /// The account's own name; empty to follow the primary contact's company or person.
    pub name: String,
    /// Organization type, or none.
    pub organization_type: String,
    /// Customer type.
    pub customer_type: String,
    /// Language, as in BCP 47.
    pub language: String,
    /// Currency, as in ISO 4217.
    pub currency: String,
    /// The bill units, one or more.
    pub bill_units: Vec<BillUnitDraft>,
    /// A payment method for the bill units whose payment is `new`.
    pub payment_method: PaymentMethodDraft,
    /// The customer's login to the portal; empty for none.
    pub login: String,
    /// The password to begin with.
    pub password: Secret,
    /// What reminds the customer of the security answer.
    pub security_hint: String,
    /// The answer by which a caller is known.
    pub security_answer: Secret,
    /// The parent's number in an organization (`A-00000042`); empty for none.
    pub parent: String,
}

/// A new account whose every field holds by itself; whether parent and login are free to take,
/// only the database knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    /// The account's own name; none where it follows the primary contact.
    pub own_name: Option<String>,
    /// The contacts, exactly one of them primary.
    pub contacts: Vec<Contact>,
    /// Organization type.
    pub organization_type: Option<OrganizationType>,
    /// Code of the customer type.
    pub customer_type: String,
    /// Code of the language.
    pub language: String,
    /// The currency of everything that the account will owe (decision 13).
    pub currency: Currency,
    /// The bill units, one or more.
    pub bill_units: Vec<BillUnit>,
    /// The payment method to store.
    pub payment_method: Option<NewPaymentMethod>,
    /// The customer's login to the portal.
    pub login: Option<NewLogin>,
    /// Security hint and answer (ACC-4).
    pub security: NewSecurity,
    /// The parent in an organization.
    pub parent: Option<AccountNumber>,
}

/// A login to the portal with its first password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLogin {
    /// In lower case.
    pub login: String,
    /// In the form that is hashed.
    pub password: Secret,
}

impl NewAccount {
    /// The name of the account: its own, else the primary contact's company, else the person's.
    #[must_use]
    pub fn name(&self) -> String {
        account_name(self.own_name.as_deref(), &self.contacts)
    }
}

/// The name of an account: its own, else the primary contact's company, where blank the person's
/// (spec, words).
#[must_use]
pub fn account_name(own_name: Option<&str>, contacts: &[Contact]) -> String {
    own_name
        .map(ToOwned::to_owned)
        .or_else(|| primary_of(contacts).map(Contact::account_name))
        .unwrap_or_default()
}

/// Whether the note of ORG-7 is shown: the primary contact, of these, has no company name.
#[must_use]
pub fn is_company_missing(contacts: &[Contact]) -> bool {
    primary_of(contacts).is_none_or(|contact| is_company_blank(&contact.company))
}

/// Whether a primary contact with this company has no company name (ORG-7).
#[must_use]
pub fn is_company_blank(company: &str) -> bool {
    company.is_empty()
}

/// What the note about a missing company name says of an account with this name, which its primary contact
/// would give it where it had none of its own (ORG-7).
#[must_use]
pub fn company_note(name: &str, given: &str) -> &'static str {
    match name == given {
        true => {
            "The primary contact has no company name. Search and organizations show the person's name instead."
        }
        false => {
            "The primary contact has no company name. Search and organizations show the account's own name."
        }
    }
}

/// A form's operation id that is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This form has lost its number. Please load the page again; what you typed can be copied.")]
pub struct OperationError;

impl FieldProblem for OperationError {
    fn code(&self) -> &'static str {
        "operation_id"
    }
}

/// Reads the operation id of a form; wrong ones are noted under `operation_id`.
///
/// # Errors
/// When it is none.
pub fn operation_parse(text: &str) -> Result<OperationId, FieldErrors> {
    text.trim().parse().map_err(|_| {
        let mut errors = FieldErrors::default();
        errors.push(
            "operation_id",
            OperationError.code(),
            OperationError.to_string(),
        );
        errors
    })
}

impl AccountDraft {
    /// Reads every field but the operation id, which [`operation_parse`] reads.
    ///
    /// # Errors
    /// A sentence for each field that does not hold, under its path: `contacts.1.email`.
    pub fn parse(&self, known: &FormLists) -> Result<NewAccount, FieldErrors> {
        let mut errors = FieldErrors::default();
        let contacts = contacts_parse(&self.contacts, known, &mut errors);
        let own_name = errors.check("name", line_parse(&self.name, ACCOUNT_NAME_LIMIT));
        let organization_type = errors.check(
            "organization_type",
            organization_type_parse(&self.organization_type),
        );
        let customer_type = choice_parse(&self.customer_type, &known.customer_types);
        let customer_type = errors.check("customer_type", customer_type);
        let language = errors.check("language", choice_parse(&self.language, &known.languages));
        let currency = errors.check("currency", currency_parse(&self.currency, known));
        let payment_method = self.payment_method.parse("payment_method.", &mut errors);
        let has_method = !matches!(self.payment_method.kind.trim(), "" | "invoice");
        let bill_units = bill_units_parse(&self.bill_units, has_method, &mut errors);
        for (index, unit) in bill_units.iter().enumerate() {
            if matches!(unit.payment, PaymentChoice::Stored(_)) {
                let field = format!("bill_units.{index}.payment");
                errors.push(
                    field,
                    "unknown",
                    "A new account has no stored payment method yet.",
                );
            }
        }
        let login = self.login_parse(&mut errors);
        let security = security_parse(
            &self.security_hint,
            &self.security_answer,
            false,
            &mut errors,
        );
        let parent = match self.parent.trim() {
            "" => None,
            number => errors.check("parent", number.parse::<AccountNumber>()),
        };
        let parsed = || {
            Some(NewAccount {
                own_name: own_name.filter(|name| !name.is_empty()),
                contacts,
                organization_type: organization_type?,
                customer_type: customer_type?,
                language: language?,
                currency: currency?,
                bill_units,
                payment_method,
                login,
                security: security?,
                parent,
            })
        };
        match parsed() {
            Some(account) if errors.is_empty() => Ok(account),
            _ => Err(errors),
        }
    }

    /// Reads login and password, which belong together.
    fn login_parse(&self, errors: &mut FieldErrors) -> Option<NewLogin> {
        if self.login.trim().is_empty() && self.password.expose().is_empty() {
            return None;
        }
        let login = errors.check("login", login_parse(&self.login));
        let password = password_parse(self.password.expose(), self.login.trim());
        let password = errors.check("password", password);
        Some(NewLogin {
            login: login?,
            password: Secret::from(password?),
        })
    }
}

/// Reads an organization type; an empty text is none.
///
/// # Errors
/// When it is no code of one.
pub fn organization_type_parse(text: &str) -> Result<Option<OrganizationType>, ChoiceError> {
    match text.trim() {
        "" => Ok(None),
        code => OrganizationType::from_code(code)
            .map(Some)
            .ok_or(ChoiceError::Unknown),
    }
}

/// Reads a currency in which bills can be written.
fn currency_parse(text: &str, known: &FormLists) -> Result<Currency, ChoiceError> {
    let code = choice_parse(text, &known.currencies)?;
    Currency::from_code(&code).ok_or(ChoiceError::Unknown)
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
