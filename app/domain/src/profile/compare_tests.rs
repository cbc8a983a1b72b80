use super::*;
use crate::accounts::{AccountNumber, AccountStatus};
use crate::ids::AccountId;
use crate::lists::Choice;

fn contact(id: &str, name: &str) -> ContactDraft {
    ContactDraft {
        id: id.to_owned(),
        last_name: name.to_owned(),
        ..ContactDraft::default()
    }
}

/// Fox (primary), Reyes and Berg.
fn opened() -> ProfileFields {
    let fox = ContactDraft {
        is_primary: true,
        ..contact("1", "Fox")
    };
    ProfileFields {
        customer_type: "gold".to_owned(),
        contacts: vec![fox, contact("2", "Reyes"), contact("3", "Berg")],
        ..ProfileFields::default()
    }
}

fn form(typed: ProfileFields) -> ProfileDraft {
    ProfileDraft {
        version: 1,
        base: opened(),
        typed,
        ..ProfileDraft::default()
    }
}

fn view(fields: ProfileFields) -> ProfileView {
    ProfileView {
        id: AccountId::from_uuid(uuid::Uuid::nil()),
        number: AccountNumber::new(1).unwrap(),
        name: fields.account_name(),
        status: AccountStatus::Active,
        customer_type: Choice::new("gold", "Gold"),
        has_security_answer: false,
        is_company_missing: true,
        fields,
        version: 2,
    }
}

fn edited(change: impl FnOnce(&mut ProfileFields)) -> ProfileFields {
    let mut fields = opened();
    change(&mut fields);
    fields
}

fn keys(differences: &[FieldDifference]) -> Vec<(&str, bool)> {
    differences
        .iter()
        .map(|difference| (difference.key.as_str(), difference.is_conflict))
        .collect()
}

fn names(fields: &ProfileFields) -> Vec<&str> {
    fields
        .contacts
        .iter()
        .map(|contact| contact.last_name.as_str())
        .collect()
}

#[test]
fn each_field_says_what_it_was_what_is_typed_and_what_is_there() {
    let mine = form(edited(|fields| {
        fields.contacts[1].email = "mine@acme.example".into()
    }));
    let now = edited(|fields| fields.contacts[1].email = "now@acme.example".into());
    let differences = mine.differences(&now, &FormLists::default());
    let expected = FieldDifference {
        key: "contacts.2.email".into(),
        label: "E-mail (Reyes)".into(),
        was: String::new(),
        typed: "mine@acme.example".into(),
        now: "now@acme.example".into(),
        is_conflict: true,
    };
    assert_eq!(differences, [expected]);
}

#[test]
fn what_only_one_side_changed_merges_by_itself() {
    let mine = form(edited(|fields| {
        fields.contacts[1].email = "mine@acme.example".into()
    }));
    let now = view(edited(|fields| {
        fields.contacts[1].phone_work = "555 0100".into()
    }));
    let differences = mine.differences(&now.fields, &FormLists::default());
    assert_eq!(keys(&differences), [("contacts.2.phone_work", false)]);
    let merged = mine.rebased(&now, &[]);
    assert_eq!(merged.typed.contacts[1].email, "mine@acme.example");
    assert_eq!(merged.typed.contacts[1].phone_work, "555 0100");
    assert_eq!((merged.version, &merged.base), (2, &now.fields));
}

#[test]
fn nothing_typed_is_lost_until_it_is_given_up() {
    let mine = form(edited(|fields| fields.language = "de".into()));
    let now = view(edited(|fields| fields.language = "no".into()));
    assert_eq!(mine.rebased(&now, &[]).typed.language, "de");
    assert_eq!(
        mine.rebased(&now, &["language".into()]).typed.language,
        "no"
    );
}

#[test]
fn a_rebased_form_is_no_longer_stale() {
    let mine = form(edited(|fields| fields.contacts[0].city = "Kiel".into()));
    let now = view(edited(|fields| fields.contacts[0].city = "Oslo".into()));
    let merged = mine.rebased(&now, &[]);
    assert!(
        merged
            .differences(&now.fields, &FormLists::default())
            .is_empty()
    );
}

#[test]
fn contacts_that_both_added_are_all_there() {
    let mine = form(edited(|fields| fields.contacts.push(contact("", "Mine"))));
    let now = view(edited(|fields| {
        fields.contacts.push(contact("4", "Theirs"))
    }));
    assert_eq!(
        names(&mine.rebased(&now, &[]).typed),
        ["Fox", "Reyes", "Berg", "Theirs", "Mine"]
    );
}

#[test]
fn a_contact_that_they_deleted_and_i_changed_comes_back_as_a_new_one() {
    let mine = form(edited(|fields| fields.contacts[1].city = "Kiel".into()));
    let now = view(edited(|fields| drop(fields.contacts.remove(1))));
    assert_eq!(
        keys(&mine.differences(&now.fields, &FormLists::default())),
        [("contacts.2", true)]
    );
    let merged = mine.rebased(&now, &[]).typed;
    assert_eq!(names(&merged), ["Fox", "Berg", "Reyes"]);
    assert_eq!(
        (
            merged.contacts[2].id.as_str(),
            merged.contacts[2].city.as_str()
        ),
        ("", "Kiel")
    );
    assert_eq!(
        names(&mine.rebased(&now, &["contacts.2".into()]).typed),
        ["Fox", "Berg"]
    );
}

#[test]
fn a_contact_that_i_deleted_and_they_changed_waits_for_my_word() {
    let mine = form(edited(|fields| drop(fields.contacts.remove(1))));
    let now = view(edited(|fields| fields.contacts[1].city = "Oslo".into()));
    assert_eq!(
        keys(&mine.differences(&now.fields, &FormLists::default())),
        [("contacts.2", true)]
    );
    assert_eq!(names(&mine.rebased(&now, &[]).typed), ["Fox", "Berg"]);
    assert_eq!(
        names(&mine.rebased(&now, &["contacts.2".into()]).typed),
        ["Fox", "Reyes", "Berg"]
    );
}

#[test]
fn a_contact_that_they_deleted_and_i_left_alone_is_gone() {
    let mine = form(edited(|fields| fields.language = "de".into()));
    let now = view(edited(|fields| drop(fields.contacts.remove(2))));
    assert_eq!(
        keys(&mine.differences(&now.fields, &FormLists::default())),
        [("contacts.3", false)]
    );
    assert_eq!(names(&mine.rebased(&now, &[]).typed), ["Fox", "Reyes"]);
}

fn primary_is(fields: &mut ProfileFields, index: usize) {
    for (position, contact) in fields.contacts.iter_mut().enumerate() {
        contact.is_primary = position == index;
    }
}

#[test]
fn two_who_chose_different_primary_contacts_have_a_conflict_and_one_primary() {
    let mine = form(edited(|fields| primary_is(fields, 1)));
    let now = view(edited(|fields| primary_is(fields, 2)));
    assert_eq!(
        keys(&mine.differences(&now.fields, &FormLists::default())),
        [("primary_contact", true)]
    );
    let primary = |merged: ProfileDraft| {
        let marked: Vec<_> = merged
            .typed
            .contacts
            .iter()
            .filter(|contact| contact.is_primary)
            .collect();
        assert_eq!(marked.len(), 1);
        marked[0].last_name.clone()
    };
    assert_eq!(primary(mine.rebased(&now, &[])), "Reyes");
    assert_eq!(
        primary(mine.rebased(&now, &["primary_contact".into()])),
        "Berg"
    );
}

#[test]
fn a_primary_contact_whom_they_deleted_after_choosing_another_stays_replaced() {
    let mine = form(edited(|fields| fields.language = "de".into()));
    let now = view(edited(|fields| {
        primary_is(fields, 1);
        fields.contacts.remove(0);
    }));
    let merged = mine.rebased(&now, &[]).typed;
    assert_eq!(names(&merged), ["Reyes", "Berg"]);
    assert!(merged.contacts[0].is_primary && !merged.contacts[1].is_primary);
}

/// Who is primary: one contact, where all is well.
fn primaries(fields: &ProfileFields) -> Vec<&str> {
    let marked = fields.contacts.iter().filter(|contact| contact.is_primary);
    marked.map(|contact| contact.last_name.as_str()).collect()
}

#[test]
fn a_contact_that_i_deleted_and_they_made_primary_waits_for_my_word() {
    let mine = form(edited(|fields| drop(fields.contacts.remove(1))));
    let now = view(edited(|fields| primary_is(fields, 1)));
    let differences = mine.differences(&now.fields, &FormLists::default());
    assert_eq!(keys(&differences), [("contacts.2", true)]);
    let sides = [
        &differences[0].was,
        &differences[0].now,
        &differences[0].typed,
    ];
    assert_eq!(sides, ["Reyes", "Reyes (now primary)", "deleted"]);
    let theirs = mine.rebased(&now, &["contacts.2".into()]).typed;
    assert_eq!(names(&theirs), ["Fox", "Reyes", "Berg"]);
    assert_eq!(primaries(&theirs), ["Reyes"]);
    let yours = mine.rebased(&now, &[]).typed;
    assert_eq!(names(&yours), ["Fox", "Berg"]);
    assert_eq!(primaries(&yours), ["Fox"]);
}

#[test]
fn a_contact_that_i_made_primary_and_they_deleted_waits_for_my_word() {
    let mine = form(edited(|fields| primary_is(fields, 1)));
    let now = view(edited(|fields| drop(fields.contacts.remove(1))));
    let differences = mine.differences(&now.fields, &FormLists::default());
    assert_eq!(keys(&differences), [("contacts.2", true)]);
    assert_eq!(primaries(&mine.rebased(&now, &[]).typed), ["Reyes"]);
    let theirs = mine.rebased(&now, &["contacts.2".into()]).typed;
    assert_eq!(primaries(&theirs), ["Fox"]);
}

#[test]
fn a_new_primary_contact_stays_where_nobody_else_is_left_to_be_it() {
    let mine = form(edited(|fields| drop(fields.contacts.remove(1))));
    let now = view(edited(|fields| {
        primary_is(fields, 1);
        fields.contacts.remove(0);
    }));
    let merged = mine.rebased(&now, &[]).typed;
    assert_eq!(names(&merged), ["Reyes", "Berg"]);
    assert_eq!(primaries(&merged), ["Reyes"]);
}

/// Every way to keep some of the three contacts, one of them primary.
fn kept_and_primary() -> Vec<ProfileFields> {
    let ways = (1_u8..8).flat_map(|kept| (0..3).map(move |primary| (kept, primary)));
    let valid = ways.filter(|(kept, primary)| (kept >> primary) & 1 == 1);
    let fields = valid.map(|(kept, primary)| {
        edited(|fields| {
            primary_is(fields, primary);
            let mut position = 0..;
            let is_kept = |_: &ContactDraft| {
                position
                    .next()
                    .is_some_and(|at: usize| (kept >> at) & 1 == 1)
            };
            fields.contacts.retain(is_kept);
        })
    });
    fields.collect()
}

/// Everything that two can do to who is a contact and who is primary, with all of theirs taken or none.
#[test]
fn whatever_two_did_one_contact_is_primary_and_nobodys_choice_is_undone_unasked() {
    for (typed, there) in kept_and_primary().into_iter().flat_map(|typed| {
        kept_and_primary()
            .into_iter()
            .map(move |there| (typed.clone(), there))
    }) {
        let (mine, now) = (form(typed), view(there));
        let differences = mine.differences(&now.fields, &FormLists::default());
        let conflicts: Vec<String> = (differences.iter())
            .filter(|difference| difference.is_conflict)
            .map(|difference| difference.key.clone())
            .collect();
        let case = || format!("{:?} and {:?}", mine.typed, now.fields);
        for taken in [&[][..], &conflicts[..]] {
            let merged = mine.rebased(&now, taken);
            assert_eq!(primaries(&merged.typed).len(), 1, "{}", case());
            assert!(
                merged
                    .differences(&now.fields, &FormLists::default())
                    .is_empty()
            );
        }
        let (was, mine_is, theirs) = (
            primaries(&mine.base),
            primaries(&mine.typed),
            primaries(&now.fields),
        );
        let all_theirs = mine.rebased(&now, &conflicts).typed;
        let merged = mine.rebased(&now, &[]).typed;
        if !conflicts.is_empty() {
            let chosen = primaries(&all_theirs);
            assert!(theirs == was || chosen == theirs, "{}", case());
        } else if theirs != was {
            assert_eq!(primaries(&merged), theirs, "{}", case());
        } else {
            assert_eq!(primaries(&merged), mine_is, "{}", case());
        }
    }
}

#[test]
fn an_answer_that_both_changed_shows_neither() {
    let mut mine = form(opened());
    mine.security_answer = Secret::from("blue kettle");
    let now = view(edited(|fields| fields.security_answer_mark = "2f".into()));
    let differences = mine.differences(&now.fields, &FormLists::default());
    assert_eq!(keys(&differences), [("security_answer", true)]);
    assert!(!format!("{differences:?}").contains("kettle"));
    assert!(
        mine.rebased(&now, &["security_answer".into()])
            .security_answer
            .is_blank()
    );
    assert!(!mine.rebased(&now, &[]).security_answer.is_blank());
}
