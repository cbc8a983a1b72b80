use super::*;
use crate::lists::Choice;

fn lists() -> FormLists {
    FormLists {
        countries: vec![Choice::new("NO", "Norway")],
        ..FormLists::default()
    }
}

fn ana() -> ContactDraft {
    ContactDraft {
        first_name: "Ana".to_owned(),
        last_name: "Fox".to_owned(),
        ..Default::default()
    }
}

fn parsed(drafts: &[ContactDraft]) -> Result<Vec<Contact>, FieldErrors> {
    let mut errors = FieldErrors::default();
    let contacts = contacts_parse(drafts, &lists(), &mut errors);
    if errors.is_empty() {
        Ok(contacts)
    } else {
        Err(errors)
    }
}

#[test]
fn the_first_contact_is_primary_where_none_is_marked() {
    let contacts = parsed(&[ana(), ana()]).unwrap();
    assert_eq!(
        contacts
            .iter()
            .map(|contact| contact.is_primary)
            .collect::<Vec<_>>(),
        [true, false]
    );
}

#[test]
fn two_primary_contacts_are_refused_at_the_second() {
    let marked = ContactDraft {
        is_primary: true,
        ..ana()
    };
    let errors = parsed(&[ana(), marked.clone(), marked]).unwrap_err();
    assert_eq!(
        errors.sentence("contacts.2.is_primary"),
        Some("Only one contact is primary.")
    );
}

#[test]
fn a_contact_without_name_and_company_is_refused() {
    let nobody = ContactDraft {
        email: "ana@acme.example".to_owned(),
        ..Default::default()
    };
    let errors = parsed(&[ana(), nobody]).unwrap_err();
    assert_eq!(
        errors.sentence("contacts.1.last_name"),
        Some("Please give a name or a company.")
    );
}

#[test]
fn a_missing_name_is_said_together_with_whatever_else_is_wrong() {
    let nobody = ContactDraft {
        email: "no address".to_owned(),
        first_name: " \t".to_owned(),
        ..Default::default()
    };
    let errors = parsed(&[nobody]).unwrap_err();
    assert!(errors.sentence("contacts.0.email").is_some());
    assert_eq!(
        errors.sentence("contacts.0.last_name"),
        Some("Please give a name or a company.")
    );
}

#[test]
fn a_name_that_does_not_hold_is_not_called_missing_too() {
    let wrong = ContactDraft {
        last_name: "Fox\0".to_owned(),
        ..Default::default()
    };
    let errors = parsed(&[wrong]).unwrap_err();
    assert_eq!(errors.0.len(), 1, "{errors:?}");
    assert_eq!(errors.0[0].code, "control_character");
}

#[test]
fn an_account_without_contact_is_refused() {
    assert!(parsed(&[]).unwrap_err().sentence("contacts").is_some());
}

#[test]
fn every_wrong_field_gets_its_own_sentence() {
    let mut wrong = ana();
    for field in ContactField::ALL {
        *field.get_mut(&mut wrong) = "\u{202E}".to_owned();
    }
    let errors = parsed(&[wrong]).unwrap_err();
    for field in ContactField::ALL {
        assert!(
            errors
                .sentence(&format!("contacts.0.{}", field.key()))
                .is_some(),
            "{field:?}"
        );
    }
}

#[test]
fn a_country_is_one_of_the_list() {
    let contact = |country: &str| ContactDraft {
        country: country.to_owned(),
        ..ana()
    };
    assert_eq!(
        parsed(&[contact("no")]).unwrap()[0].country.as_deref(),
        Some("NO")
    );
    assert!(
        parsed(&[contact("Atlantis")])
            .unwrap_err()
            .sentence("contacts.0.country")
            .is_some()
    );
}

#[test]
fn the_address_of_an_ordered_service_is_refused_beside_its_field() {
    let mut known = lists();
    known
        .pending_email_services
        .push("ana@mail.example".to_owned());
    let draft = ContactDraft {
        email: "Ana@mail.example".to_owned(),
        ..ana()
    };
    let mut errors = FieldErrors::default();
    contacts_parse(&[draft], &known, &mut errors);
    assert!(
        errors
            .sentence("contacts.0.email")
            .unwrap()
            .contains("not active yet")
    );
}

#[test]
fn what_is_read_is_written_back_as_it_was_typed() {
    let mut draft = ContactDraft {
        is_primary: true,
        ..ana()
    };
    draft.country = "NO".to_owned();
    draft.email = "ana@acme.example".to_owned();
    draft.phone_mobile = "+47 22 55 01 99".to_owned();
    assert_eq!(
        parsed(std::slice::from_ref(&draft)).unwrap()[0].to_draft(),
        draft
    );
}
