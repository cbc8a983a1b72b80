use super::*;
use crate::lists::Choice;

fn lists() -> FormLists {
    FormLists {
        customer_types: vec![Choice::new("gold", "Gold")],
        languages: vec![Choice::new("en", "English")],
        currencies: vec![Choice::new("EUR", "Euro")],
        countries: vec![Choice::new("DE", "Germany")],
        pending_email_services: Vec::new(),
    }
}

fn acme() -> AccountDraft {
    AccountDraft {
        contacts: vec![ContactDraft {
            company: "Acme Holding".to_owned(),
            last_name: "Fox".to_owned(),
            ..ContactDraft::default()
        }],
        customer_type: "gold".to_owned(),
        language: "en".to_owned(),
        currency: "EUR".to_owned(),
        bill_units: vec![BillUnitDraft::usual("Main")],
        ..AccountDraft::default()
    }
}

fn sentence(draft: &AccountDraft, field: &str) -> String {
    let errors = draft.parse(&lists()).unwrap_err();
    errors
        .sentence(field)
        .unwrap_or_else(|| panic!("nothing at {field}: {errors:?}"))
        .to_owned()
}

#[test]
fn an_account_follows_the_company_of_its_primary_contact() {
    let account = acme().parse(&lists()).unwrap();
    assert_eq!(
        (account.own_name.as_deref(), account.name().as_str()),
        (None, "Acme Holding")
    );
}

#[test]
fn an_account_may_have_a_name_of_its_own() {
    let account = AccountDraft {
        name: " Acme  Oslo ".to_owned(),
        ..acme()
    }
    .parse(&lists())
    .unwrap();
    assert_eq!(account.name(), "Acme Oslo");
}

#[test]
fn an_empty_form_says_what_is_needed_and_nothing_more() {
    let errors = AccountDraft::default().parse(&lists()).unwrap_err();
    let fields: Vec<_> = errors.0.iter().map(|error| error.field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "contacts",
            "customer_type",
            "language",
            "currency",
            "bill_units"
        ]
    );
}

#[test]
fn a_wrong_address_of_the_second_contact_is_marked_there() {
    let mut draft = acme();
    let second = ContactDraft {
        last_name: "Reyes".into(),
        email: "reyes".into(),
        ..Default::default()
    };
    draft.contacts.push(second);
    assert_eq!(
        sentence(&draft, "contacts.1.email"),
        "An e-mail address looks like name@example.com."
    );
}

#[test]
fn a_currency_is_one_that_bills_can_be_written_in() {
    for code in ["XAU", "EURO", "Rubel"] {
        assert_eq!(
            sentence(
                &AccountDraft {
                    currency: code.into(),
                    ..acme()
                },
                "currency"
            ),
            "Please choose one from the list."
        );
    }
}

#[test]
fn a_login_and_its_password_come_together() {
    let lone_login = AccountDraft {
        login: "ana".into(),
        ..acme()
    };
    assert!(sentence(&lone_login, "password").contains("at least"));
    let lone_password = AccountDraft {
        password: "seven green kettles".into(),
        ..acme()
    };
    assert_eq!(sentence(&lone_password, "login"), "Please fill this in.");
}

#[test]
fn neither_password_nor_answer_shows_in_a_debug_print() {
    let draft = AccountDraft {
        login: "ana".into(),
        password: "seven green kettles".into(),
        security_hint: "First pet".into(),
        security_answer: "Rex the second".into(),
        ..acme()
    };
    let print = format!("{draft:?} {:?}", draft.parse(&lists()).unwrap());
    assert!(
        !print.contains("kettles") && !print.to_lowercase().contains("rex"),
        "{print}"
    );
}

#[test]
fn a_hint_without_answer_is_refused() {
    let draft = AccountDraft {
        security_hint: "First pet".into(),
        ..acme()
    };
    assert!(sentence(&draft, "security_answer").contains("answer"));
}

#[test]
fn a_parent_is_named_by_its_number() {
    let child = AccountDraft {
        parent: "a-42".into(),
        ..acme()
    }
    .parse(&lists())
    .unwrap();
    assert_eq!(child.parent.map(AccountNumber::get), Some(42));
    assert_eq!(
        sentence(
            &AccountDraft {
                parent: "Acme".into(),
                ..acme()
            },
            "parent"
        ),
        "An account number looks like A-00000042."
    );
}

#[test]
fn a_stored_method_of_elsewhere_cannot_pay_a_new_account() {
    let mut draft = acme();
    draft.bill_units[0].payment = "pay_00000000000000000000000000000001".into();
    assert!(sentence(&draft, "bill_units.0.payment").contains("no stored payment method"));
}

#[test]
fn the_note_about_a_missing_company_shows_for_a_person() {
    let mut draft = acme();
    assert!(!is_company_missing(
        &draft.parse(&lists()).unwrap().contacts
    ));
    draft.contacts[0].company = String::new();
    assert!(is_company_missing(&draft.parse(&lists()).unwrap().contacts));
}

#[test]
fn the_note_about_a_missing_company_says_under_which_name_the_account_is_shown() {
    let mut draft = acme();
    draft.contacts[0].company = String::new();
    let note = |draft: &AccountDraft| {
        let given = draft.contacts[0].account_name();
        company_note(&draft.parse(&lists()).unwrap().name(), &given)
    };
    assert!(note(&draft).ends_with("the person's name instead."));
    draft.name = "The house by the sea".into();
    assert!(note(&draft).ends_with("the account's own name."));
}
