//! The forms of the product: a draft of each that holds, and how it is read.

use chrono::NaiveDate;
use domain::accounts::{AccountDraft, AccountNumber, OrganizationType};
use domain::bill_units::{BillUnit, BillUnitDraft};
use domain::contacts::{Contact, ContactDraft};
use domain::fields::FieldErrors;
use domain::lists::{Choice, FormLists, customer_type_name_parse};
use domain::payment_methods::{NewPaymentMethod, PaymentMethodDraft, expiry_parse};
use domain::profile::{ProfileDraft, ProfileFields};
use domain::secret::Secret;
use domain::staff::StaffUserInput;
use serde::Serialize;
use serde_json::{Value, json};

/// A form: a draft that holds, and how it is read.
pub struct Form {
    pub name: &'static str,
    /// What is typed, field by field.
    pub draft: Value,
    /// Fields that have no meaning in this form, such as the IBAN of a card.
    pub idle: Vec<&'static str>,
    /// Fields whose text is kept in another form than it was typed, or not at all.
    pub changed: Vec<&'static str>,
    /// Reads a draft and gives back what would be shown of it in the same form.
    pub read: fn(Value) -> Result<Value, FieldErrors>,
}

fn lists() -> FormLists {
    FormLists {
        customer_types: vec![Choice::new("gold", "Gold")],
        languages: vec![Choice::new("en", "English")],
        currencies: vec![Choice::new("EUR", "Euro")],
        countries: vec![Choice::new("DE", "Germany")],
        pending_email_services: Vec::new(),
    }
}

/// A contact with something in every field.
fn contact() -> ContactDraft {
    ContactDraft {
        id: String::new(),
        is_primary: true,
        salutation: "Dr".into(),
        first_name: "Ana".into(),
        middle_name: "M".into(),
        last_name: "Fox".into(),
        job_title: "Buyer".into(),
        company: "Acme".into(),
        street: "Main St 1".into(),
        postal_code: "24103".into(),
        city: "Kiel".into(),
        region: "SH".into(),
        country: "DE".into(),
        email: "ana@acme.example".into(),
        phone_home: "+49 431 5501 2034".into(),
        phone_work: "0431 55012034".into(),
        phone_mobile: "0151 5501 2034".into(),
        phone_fax: "0431 5501 2035".into(),
        phone_pager: "112".into(),
    }
}

pub fn account(payment_method: PaymentMethodDraft) -> AccountDraft {
    AccountDraft {
        operation_id: String::new(),
        contacts: vec![contact()],
        name: "Acme Holding".into(),
        organization_type: "site".into(),
        customer_type: "gold".into(),
        language: "en".into(),
        currency: "EUR".into(),
        bill_units: vec![BillUnitDraft::usual("Main")],
        payment_method,
        login: "ana.fox".into(),
        password: "seven green kettles".into(),
        security_hint: "First pet".into(),
        security_answer: "Rex the second".into(),
        parent: "A-00000042".into(),
    }
}

pub fn card() -> PaymentMethodDraft {
    PaymentMethodDraft {
        kind: "credit_card".into(),
        gateway_token: "tok_visa_4242".into(),
        iban: Secret::default(),
        holder: "Ana Fox".into(),
    }
}

fn debit() -> PaymentMethodDraft {
    PaymentMethodDraft {
        kind: "direct_debit".into(),
        gateway_token: String::new(),
        iban: "DE89 3704 0044 0532 0130 00".into(),
        holder: "Ana Fox".into(),
    }
}

pub fn json_of(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("a draft is plain data")
}

fn draft_of<T: serde::de::DeserializeOwned>(draft: Value) -> T {
    serde_json::from_value(draft).expect("the draft that it was made from")
}

pub fn account_read(draft: Value) -> Result<Value, FieldErrors> {
    let draft: AccountDraft = draft_of(draft);
    let account = draft.parse(&lists())?;
    Ok(json_of(&AccountDraft {
        contacts: account.contacts.iter().map(Contact::to_draft).collect(),
        name: account.own_name.unwrap_or_default(),
        organization_type: code_of(account.organization_type),
        customer_type: account.customer_type,
        language: account.language,
        currency: account.currency.code().to_owned(),
        bill_units: account.bill_units.iter().map(BillUnit::to_draft).collect(),
        payment_method: account.payment_method.map(method_typed).unwrap_or_default(),
        login: account.login.map(|login| login.login).unwrap_or_default(),
        security_hint: account.security.hint,
        parent: account
            .parent
            .as_ref()
            .map(AccountNumber::to_string)
            .unwrap_or_default(),
        ..AccountDraft::default()
    }))
}

fn profile_read(draft: Value) -> Result<Value, FieldErrors> {
    let draft: ProfileDraft = draft_of(draft);
    let profile = draft.parse(&lists(), true)?;
    let typed = ProfileFields {
        name: profile.own_name.unwrap_or_default(),
        organization_type: code_of(profile.organization_type),
        customer_type: profile.customer_type,
        language: profile.language,
        security_hint: profile.security.hint,
        contacts: profile.contacts.iter().map(Contact::to_draft).collect(),
        ..ProfileFields::default()
    };
    Ok(json_of(&ProfileDraft {
        typed,
        ..ProfileDraft::default()
    }))
}

fn code_of(organization_type: Option<OrganizationType>) -> String {
    organization_type
        .map(OrganizationType::code)
        .unwrap_or_default()
        .to_owned()
}

fn unit_read(draft: Value) -> Result<Value, FieldErrors> {
    let mut errors = FieldErrors::default();
    let draft: BillUnitDraft = draft_of(draft);
    match draft.parse("", false, &mut errors) {
        Some(unit) if errors.is_empty() => Ok(json_of(&unit.to_draft())),
        _ => Err(errors),
    }
}

fn method_read(draft: Value) -> Result<Value, FieldErrors> {
    let mut errors = FieldErrors::default();
    let draft: PaymentMethodDraft = draft_of(draft);
    let method = draft.parse("", &mut errors);
    match errors.is_empty() {
        true => Ok(json_of(&method.map(method_typed).unwrap_or_default())),
        false => Err(errors),
    }
}

fn method_typed(method: NewPaymentMethod) -> PaymentMethodDraft {
    match method {
        NewPaymentMethod::Card { token, holder } => PaymentMethodDraft {
            gateway_token: token.as_str().to_owned(),
            holder,
            ..card()
        },
        NewPaymentMethod::DirectDebit { holder, .. } => PaymentMethodDraft { holder, ..debit() },
    }
}

fn staff_read(draft: Value) -> Result<Value, FieldErrors> {
    let draft: StaffUserInput = draft_of(draft);
    let user = draft.parse()?;
    Ok(json!({
        "login": user.login,
        "display_name": user.display_name,
        "role": user.role.code(),
    }))
}

pub fn expiry_read(draft: Value) -> Result<Value, FieldErrors> {
    let text: String = draft_of(draft["expiry"].clone());
    let today = NaiveDate::from_ymd_opt(2026, 3, 14).expect("a day");
    let mut errors = FieldErrors::default();
    let read = errors.check("expiry", expiry_parse(&text, today));
    read.map(|_| json!({})).ok_or(errors)
}

fn customer_type_read(draft: Value) -> Result<Value, FieldErrors> {
    let text: String = draft_of(draft["name"].clone());
    let mut errors = FieldErrors::default();
    let read = errors.check("name", customer_type_name_parse(&text));
    read.map(|name| json!({ "name": name })).ok_or(errors)
}

pub fn forms() -> Vec<Form> {
    let accounts = account_forms().into_iter();
    accounts
        .chain(billing_forms())
        .chain(other_forms())
        .collect()
}

fn account_forms() -> [Form; 3] {
    let typed = ProfileFields {
        name: "Acme Holding".into(),
        organization_type: "site".into(),
        customer_type: "gold".into(),
        language: "en".into(),
        security_hint: "First pet".into(),
        security_answer_mark: "m1".into(),
        contacts: vec![contact()],
    };
    let profile = ProfileDraft {
        typed,
        security_answer: "Rex the second".into(),
        ..ProfileDraft::default()
    };
    let idle_in_account = ["operation_id", "bill_units.0.payer_unit"];
    [
        Form {
            name: "new account, by card",
            draft: json_of(&account(card())),
            idle: [&idle_in_account[..], &["payment_method.iban"]].concat(),
            changed: vec!["password", "security_answer"],
            read: account_read,
        },
        Form {
            name: "new account, by direct debit",
            draft: json_of(&account(debit())),
            idle: [&idle_in_account[..], &["payment_method.gateway_token"]].concat(),
            changed: vec!["password", "security_answer", "payment_method.iban"],
            read: account_read,
        },
        Form {
            name: "profile",
            draft: json_of(&profile),
            idle: vec!["operation_id", "typed.security_answer_mark"],
            changed: vec!["security_answer"],
            read: profile_read,
        },
    ]
}

fn billing_forms() -> [Form; 4] {
    let unit = BillUnitDraft {
        payer: "A-00000042".into(),
        ..BillUnitDraft::usual("Main")
    };
    [
        Form {
            name: "bill unit",
            draft: json_of(&unit),
            idle: vec!["payer_unit"],
            changed: Vec::new(),
            read: unit_read,
        },
        Form {
            name: "payment method, a card",
            draft: json_of(&card()),
            idle: vec!["iban"],
            changed: Vec::new(),
            read: method_read,
        },
        Form {
            name: "payment method, direct debit",
            draft: json_of(&debit()),
            idle: vec!["gateway_token"],
            changed: vec!["iban"],
            read: method_read,
        },
        Form {
            name: "expiry of a card",
            draft: json!({ "expiry": "03/2027" }),
            idle: Vec::new(),
            changed: vec!["expiry"],
            read: expiry_read,
        },
    ]
}

fn other_forms() -> [Form; 2] {
    let staff = StaffUserInput {
        login: "ana.fox".into(),
        display_name: "Ana Fox".into(),
        role: "csr".into(),
        password: "seven green kettles".into(),
    };
    [
        Form {
            name: "staff user",
            draft: json_of(&staff),
            idle: Vec::new(),
            changed: vec!["password"],
            read: staff_read,
        },
        Form {
            name: "customer type",
            draft: json!({ "name": "Gold" }),
            idle: Vec::new(),
            changed: Vec::new(),
            read: customer_type_read,
        },
    ]
}
