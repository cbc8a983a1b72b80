//! Editing the profile: contacts, the primary one, two people at once (ACC-3, ACC-4, ACC-6).

use domain::contacts::ContactDraft;
use domain::edits::EditOutcome;
use domain::profile::{ProfileDraft, ProfileView};
use store::StoreError;
use store::profile::{profile_edit, profile_view};

use crate::support::{House, acme, csr, errors, lines, operation, operations, other_csr, reyes};

type Outcome = EditOutcome<i32, ProfileView>;

fn is_saved(outcome: &Result<Outcome, StoreError>) -> bool {
    matches!(outcome, Ok(EditOutcome::Saved { .. }))
}

/// An account with Ana Fox (primary) and Bo Reyes.
async fn two_contacts(house: &House) -> domain::ids::AccountId {
    let mut draft = acme();
    draft.contacts.push(reyes());
    house.create(&draft).await.id
}

async fn save(house: &House, account: domain::ids::AccountId, form: &ProfileDraft) -> i32 {
    match profile_edit(house.store(), &csr(), account, form).await {
        Ok(EditOutcome::Saved { saved }) => saved,
        other => panic!("not saved: {other:?}"),
    }
}

#[tokio::test]
async fn two_contacts_are_edited_and_the_history_shows_both() {
    let house = House::new().await;
    let account = two_contacts(&house).await;
    let mut form = house.profile_form(account).await;
    form.typed.contacts[0].email = "fox@acme.example".into();
    form.typed.contacts[1].phone_mobile = "+47 22 55 01 99".into();
    form.typed.customer_type = "platinum".into();
    let version = save(&house, account, &form).await;
    let profile = house.profile(account).await;
    assert_eq!((version, profile.version), (2, 2));
    assert_eq!(profile.fields.contacts[0].email, "fox@acme.example");
    assert_eq!(
        lines(&house.last_entry(account).await),
        [
            "Customer type: Gold → Platinum",
            "E-mail (Ana Fox): ana@acme.example → fox@acme.example",
            "Mobile phone (Bo Reyes): – → +47 22 55 01 99",
        ]
    );
}

#[tokio::test]
async fn contacts_are_added_deleted_and_keep_their_order() {
    let house = House::new().await;
    let account = two_contacts(&house).await;
    let mut form = house.profile_form(account).await;
    form.typed.contacts.remove(1);
    form.typed.contacts.push(ContactDraft {
        last_name: "Berg".into(),
        ..ContactDraft::default()
    });
    form.typed.contacts.swap(0, 1);
    save(&house, account, &form).await;
    let fields = house.profile(account).await.fields;
    let names: Vec<_> = fields
        .contacts
        .iter()
        .map(|c| (c.last_name.as_str(), c.is_primary))
        .collect();
    assert_eq!(names, [("Berg", false), ("Fox", true)]);
}

#[tokio::test]
async fn the_primary_contact_is_replaced_and_then_deleted_but_never_just_deleted() {
    let house = House::new().await;
    let account = two_contacts(&house).await;
    let mut form = house.profile_form(account).await;
    form.typed.contacts.remove(0);
    let wrong = errors(profile_edit(house.store(), &csr(), account, &form).await);
    assert!(
        wrong
            .sentence("contacts")
            .expect("a sentence")
            .contains("cannot be deleted")
    );
    form.typed.contacts[0].is_primary = true;
    save(&house, account, &form).await;
    assert_eq!(house.view(account).await.name, "Bo Reyes");
    assert_eq!(
        lines(&house.last_entry(account).await)[..2],
        [
            "Account name: Acme Holding → Bo Reyes",
            "Primary contact: Ana Fox → Bo Reyes"
        ]
    );
}

#[tokio::test]
async fn the_database_keeps_a_primary_contact_whoever_writes() {
    let house = House::new().await;
    two_contacts(&house).await;
    let deleted = sqlx::query("DELETE FROM contact WHERE is_primary")
        .execute(house.store().pool())
        .await;
    assert!(
        deleted
            .unwrap_err()
            .to_string()
            .contains("primary contact cannot be deleted")
    );
}

#[tokio::test]
async fn the_second_of_two_saves_is_told_what_changed_and_loses_nothing() {
    let house = House::new().await;
    let account = two_contacts(&house).await;
    let (mut first, mut second) = (
        house.profile_form(account).await,
        house.profile_form(account).await,
    );
    first.typed.contacts[0].city = "Oslo".into();
    first.typed.language = "de".into();
    second.typed.contacts[0].city = "Bergen".into();
    save(&house, account, &first).await;
    let outcome = profile_edit(house.store(), &other_csr(), account, &second)
        .await
        .expect("an answer");
    let EditOutcome::Stale { now, differences } = outcome else {
        panic!("saved: {outcome:?}")
    };
    let told: Vec<_> = differences
        .iter()
        .map(|d| {
            (
                d.label.as_str(),
                d.was.as_str(),
                d.typed.as_str(),
                d.now.as_str(),
                d.is_conflict,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("Language", "English", "English", "German", false),
            ("City (Ana Fox)", "Kiel", "Bergen", "Oslo", true)
        ]
    );
    save(&house, account, &second.rebased(&now, &[])).await;
    let fields = house.profile(account).await.fields;
    assert_eq!(
        (fields.contacts[0].city.as_str(), fields.language.as_str()),
        ("Bergen", "de")
    );
}

#[tokio::test]
async fn of_two_saves_at_the_same_moment_one_is_stale() {
    let house = House::new().await;
    let account = two_contacts(&house).await;
    let second = house.second();
    for round in 0..5 {
        let (mut one, mut other) = (
            house.profile_form(account).await,
            house.profile_form(account).await,
        );
        one.typed.contacts[0].city = format!("Oslo {round}");
        other.typed.contacts[0].city = format!("Bergen {round}");
        let (csr, other_csr) = (csr(), other_csr());
        let (one, other) = tokio::join!(
            profile_edit(house.store(), &csr, account, &one),
            profile_edit(&second, &other_csr, account, &other),
        );
        let saved = [&one, &other]
            .into_iter()
            .filter(|outcome| is_saved(outcome))
            .count();
        assert_eq!(saved, 1, "{one:?} {other:?}");
    }
    assert_eq!(house.profile(account).await.version, 6);
}

#[tokio::test]
async fn deleting_a_contact_while_it_becomes_primary_leaves_a_primary_contact() {
    let house = House::new().await;
    let account = two_contacts(&house).await;
    let second = house.second();
    let (mut deleting, mut promoting) = (
        house.profile_form(account).await,
        house.profile_form(account).await,
    );
    deleting.typed.contacts.remove(1);
    promoting.typed.contacts[0].is_primary = false;
    promoting.typed.contacts[1].is_primary = true;
    let (csr, other_csr) = (csr(), other_csr());
    let (one, other) = tokio::join!(
        profile_edit(house.store(), &csr, account, &deleting),
        profile_edit(&second, &other_csr, account, &promoting),
    );
    assert!(is_saved(&one) != is_saved(&other), "{one:?} {other:?}");
    let fields = house.profile(account).await.fields;
    assert_eq!(
        fields
            .contacts
            .iter()
            .filter(|contact| contact.is_primary)
            .count(),
        1
    );
}

#[tokio::test]
async fn a_change_of_something_else_is_no_conflict() {
    let house = House::new().await;
    let account = two_contacts(&house).await;
    let mut form = house.profile_form(account).await;
    house
        .execute("UPDATE account SET version = version + 1")
        .await;
    form.typed.language = "de".into();
    assert_eq!(save(&house, account, &form).await, 3);
}

#[tokio::test]
async fn a_form_that_is_sent_twice_is_saved_once() {
    let house = House::new().await;
    let account = two_contacts(&house).await;
    let mut form = house.profile_form(account).await;
    form.typed.language = "de".into();
    assert_eq!(save(&house, account, &form).await, 2);
    assert_eq!(save(&house, account, &form).await, 2);
    assert_eq!(
        house
            .count("SELECT count(*) FROM audit_entry WHERE kind = 'profile_changed'")
            .await,
        1
    );
}

#[tokio::test]
async fn saving_without_a_change_leaves_no_trace() {
    let house = House::new().await;
    let account = two_contacts(&house).await;
    let form = house.profile_form(account).await;
    assert_eq!(save(&house, account, &form).await, 1);
    assert_eq!(house.count("SELECT count(*) FROM audit_entry").await, 1);
}

#[tokio::test]
async fn a_new_security_answer_is_noted_and_not_shown() {
    let house = House::new().await;
    let account = two_contacts(&house).await;
    let mut form = house.profile_form(account).await;
    form.typed.security_hint = "First pet".into();
    form.security_answer = "Rex the second".into();
    save(&house, account, &form).await;
    let mut form = house.profile_form(account).await;
    form.security_answer = "Bello the third".into();
    save(&house, account, &form).await;
    let entry = house.last_entry(account).await;
    assert_eq!(lines(&entry), ["Security answer: given → changed"]);
    let profile = house.profile(account).await;
    assert!(profile.has_security_answer);
    assert!(!format!("{profile:?}").to_lowercase().contains("bello"));
}

#[tokio::test]
async fn two_new_answers_are_a_conflict_though_no_field_shows_them() {
    let house = House::new().await;
    let account = two_contacts(&house).await;
    let mut first = house.profile_form(account).await;
    first.typed.security_hint = "First pet".into();
    first.security_answer = "Rex the second".into();
    let second = ProfileDraft {
        operation_id: operation(),
        security_answer: "Bello".into(),
        ..first.clone()
    };
    save(&house, account, &first).await;
    let outcome = profile_edit(house.store(), &other_csr(), account, &second)
        .await
        .expect("an answer");
    let EditOutcome::Stale { differences, .. } = outcome else {
        panic!("saved: {outcome:?}")
    };
    assert!(
        differences
            .iter()
            .any(|d| d.key == "security_answer" && d.is_conflict),
        "{differences:?}"
    );
}

#[tokio::test]
async fn a_retired_customer_type_can_be_kept_and_not_chosen() {
    let house = House::new().await;
    let account = two_contacts(&house).await;
    house
        .execute("UPDATE customer_type SET retired_at = now() WHERE code IN ('gold', 'silver')")
        .await;
    let mut form = house.profile_form(account).await;
    form.typed.language = "de".into();
    save(&house, account, &form).await;
    let mut form = house.profile_form(account).await;
    form.typed.customer_type = "silver".into();
    let wrong = errors(profile_edit(house.store(), &csr(), account, &form).await);
    assert!(wrong.sentence("customer_type").is_some());
}

#[tokio::test]
async fn a_contact_of_another_account_cannot_be_taken_over() {
    let house = House::new().await;
    let account = two_contacts(&house).await;
    let stranger = house.create(&acme()).await.id;
    let theirs = house.profile(stranger).await.fields.contacts.remove(0);
    let mut form = house.profile_form(account).await;
    form.typed.contacts[1].id = theirs.id;
    let wrong = errors(profile_edit(house.store(), &csr(), account, &form).await);
    assert!(wrong.sentence("contacts.1.id").is_some());
    assert_eq!(
        house.profile(stranger).await.fields.contacts[0].last_name,
        "Fox"
    );
}

#[tokio::test]
async fn an_edited_account_is_searched_by_its_new_words() {
    let house = House::new().await;
    let account = two_contacts(&house).await;
    let mut form = house.profile_form(account).await;
    form.typed.contacts[0].company = "Nordlicht Energie".into();
    save(&house, account, &form).await;
    let found = "SELECT count(*) FROM search_document WHERE body LIKE '%nordlicht%'";
    assert_eq!(house.count(found).await, 1);
}

#[tokio::test]
async fn whoever_may_not_change_accounts_reads_and_is_refused_to_save() {
    let house = House::new().await;
    let account = two_contacts(&house).await;
    let form = house.profile_form(account).await;
    assert!(
        profile_view(house.store(), &operations(), account)
            .await
            .is_ok()
    );
    let refused = profile_edit(house.store(), &operations(), account, &form).await;
    assert!(
        matches!(refused, Err(StoreError::Refused(_))),
        "{refused:?}"
    );
}
