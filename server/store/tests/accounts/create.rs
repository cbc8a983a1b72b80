//! Creating accounts (ACC-1, ACC-2, ORG-2, ORG-5, ORG-7).

use domain::accounts::{AccountDraft, AccountNumber};
use domain::audit::ChangeKind;
use domain::payment_methods::PaymentMethodDraft;
use store::StoreError;
use store::accounts::{account_create, account_find};

use crate::support::{House, acme, conflict, csr, errors, lines, operation, operations};

const ACCOUNTS: &str = "SELECT count(*) FROM account";

fn with_everything() -> AccountDraft {
    let mut draft = AccountDraft {
        payment_method: PaymentMethodDraft {
            kind: "credit_card".to_owned(),
            gateway_token: "tok_visa_4242".to_owned(),
            holder: "Ana Fox".to_owned(),
            ..PaymentMethodDraft::default()
        },
        login: "Ana@acme.example".to_owned(),
        password: "seven green kettles".into(),
        security_hint: "First pet".to_owned(),
        security_answer: "Rex the second".into(),
        ..acme()
    };
    draft.bill_units[0].payment = "new".to_owned();
    draft
}

#[tokio::test]
async fn an_account_is_there_with_everything_that_was_typed() {
    let house = House::new().await;
    let parent = house.create(&acme()).await;
    let draft = AccountDraft {
        parent: parent.number.to_string(),
        ..with_everything()
    };
    let account = house.create(&draft).await;
    let view = house.view(account.id).await;
    assert_eq!(view.name, "Acme Holding");
    assert_eq!(
        (
            view.customer_type.name.as_str(),
            view.language.name.as_str()
        ),
        ("Gold", "English")
    );
    assert_eq!(view.country, "Germany");
    assert_eq!(view.primary_contact.email, "ana@acme.example");
    assert_eq!(view.bill_units[0].payment, "Visa ending 4242");
    assert_eq!(view.payment_methods[0].pays, ["Main"]);
    assert_eq!(view.path, [parent]);
    assert_eq!(view.opened_on, view.today);
    assert!(view.bill_units[0].bills_on > view.today && view.alerts.is_empty());
    assert!(!view.is_company_missing);
}

#[tokio::test]
async fn the_history_says_what_an_account_began_with_and_no_secret() {
    let house = House::new().await;
    let account = house.create(&with_everything()).await;
    let entry = house.last_entry(account.id).await;
    assert_eq!(
        (entry.kind, entry.actor.as_str()),
        (ChangeKind::AccountCreated, "Csr One")
    );
    let lines = lines(&entry);
    for line in [
        "Account name: – → Acme Holding",
        "Customer type: – → Gold",
        "Currency: – → EUR",
        "Security answer: – → given",
        "Payment method: – → Visa ending 4242",
        "Bill unit (Main): – → every month on the 1st, open item, due after 14 days, Visa ending 4242",
        "Login: – → ana@acme.example",
    ] {
        assert!(
            lines.iter().any(|known| known == line),
            "{line} is not in {lines:#?}"
        );
    }
    let everything = format!("{entry:?}").to_lowercase();
    for secret in ["kettles", "rex", "tok_visa"] {
        assert!(!everything.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn neither_password_nor_answer_is_stored_as_typed() {
    let house = House::new().await;
    house.create(&with_everything()).await;
    let hashed = "SELECT count(*) FROM account a JOIN customer_login l ON l.account_id = a.id
                  WHERE a.security_answer_hash LIKE '$argon2id$%' AND l.password_hash LIKE '$argon2id$%'";
    assert_eq!(house.count(hashed).await, 1);
    let operations = "SELECT count(*) FROM operation WHERE answer::text ILIKE '%rex%'";
    assert_eq!(house.count(operations).await, 0);
}

#[tokio::test]
async fn the_same_form_sent_again_gets_the_same_account() {
    let house = House::new().await;
    let draft = with_everything();
    let first = house.create(&draft).await;
    assert_eq!(house.create(&draft).await, first);
    assert_eq!(house.count(ACCOUNTS).await, 1);
}

#[tokio::test]
async fn a_double_click_makes_one_account_also_through_two_servers() {
    let house = House::new().await;
    let (second, draft, actor) = (house.second(), with_everything(), csr());
    let (one, other) = tokio::join!(
        account_create(house.store(), &actor, &draft),
        account_create(&second, &actor, &draft),
    );
    assert_eq!(one.expect("an account"), other.expect("an account"));
    assert_eq!(house.count(ACCOUNTS).await, 1);
    assert_eq!(house.count("SELECT count(*) FROM audit_entry").await, 1);
}

#[tokio::test]
async fn an_operation_id_is_not_used_for_something_else() {
    let house = House::new().await;
    let draft = acme();
    house.create(&draft).await;
    let other = AccountDraft {
        name: "Another".to_owned(),
        ..draft
    };
    assert_eq!(
        conflict(account_create(house.store(), &csr(), &other).await),
        "operation_reused"
    );
}

#[tokio::test]
async fn what_does_not_hold_saves_nothing_and_can_be_sent_again() {
    let house = House::new().await;
    let mut draft = acme();
    draft.contacts[0].email = "nobody".to_owned();
    let wrong = errors(account_create(house.store(), &csr(), &draft).await);
    assert!(wrong.sentence("contacts.0.email").is_some());
    draft.contacts[0].email = "ana@acme.example".to_owned();
    house.create(&draft).await;
    assert_eq!(house.count(ACCOUNTS).await, 1);
}

#[tokio::test]
async fn an_unknown_or_closed_parent_is_refused_and_nothing_stays() {
    let house = House::new().await;
    let parent = house.create(&acme()).await;
    house.execute("UPDATE account SET status = 'closed'").await;
    for (number, code) in [
        (parent.number.to_string(), "closed_parent"),
        ("A-77".to_owned(), "unknown_parent"),
    ] {
        let draft = AccountDraft {
            parent: number,
            ..with_everything()
        };
        let wrong = errors(account_create(house.store(), &csr(), &draft).await);
        assert_eq!(
            (wrong.0[0].field.as_str(), wrong.0[0].code.as_str()),
            ("parent", code)
        );
    }
    assert_eq!(house.count(ACCOUNTS).await, 1);
    assert_eq!(house.count("SELECT count(*) FROM customer_login").await, 0);
}

#[tokio::test]
async fn a_login_that_is_taken_is_refused_beside_its_field() {
    let house = House::new().await;
    house.create(&with_everything()).await;
    let second = AccountDraft {
        operation_id: operation(),
        login: "ANA@ACME.EXAMPLE".into(),
        ..with_everything()
    };
    let wrong = errors(account_create(house.store(), &csr(), &second).await);
    assert!(
        wrong
            .sentence("login")
            .expect("a sentence")
            .contains("taken")
    );
}

#[tokio::test]
async fn a_card_that_the_gateway_refuses_makes_no_account() {
    let house = House::new().await;
    let mut draft = with_everything();
    draft.payment_method.gateway_token = "tok_declined".to_owned();
    let wrong = errors(account_create(house.store(), &csr(), &draft).await);
    assert!(
        wrong
            .sentence("payment_method.gateway_token")
            .expect("a sentence")
            .contains("refuses")
    );
    assert_eq!(house.count(ACCOUNTS).await, 0);
}

#[tokio::test]
async fn a_person_without_company_gives_the_account_the_name_and_a_note() {
    let house = House::new().await;
    let mut draft = acme();
    draft.contacts[0].company = String::new();
    let account = house.create(&draft).await;
    assert_eq!(account.name, "Ana Fox");
    assert!(house.view(account.id).await.is_company_missing);
}

#[tokio::test]
async fn a_new_account_is_found_by_its_number_and_has_its_search_document() {
    let house = House::new().await;
    let account = house.create(&acme()).await;
    assert_eq!(
        account_find(house.store(), &csr(), account.number)
            .await
            .expect("found"),
        account
    );
    assert_eq!(
        house
            .count("SELECT count(*) FROM search_document JOIN account ON id = account_id")
            .await,
        1
    );
    let missing = account_find(
        house.store(),
        &csr(),
        AccountNumber::new(77).expect("a number"),
    )
    .await;
    assert_eq!(
        missing.unwrap_err().to_string(),
        "There is no account A-00000077."
    );
}

#[tokio::test]
async fn whoever_may_not_create_accounts_is_refused_before_anything_is_read() {
    let house = House::new().await;
    let refused = account_create(house.store(), &operations(), &AccountDraft::default()).await;
    assert!(
        matches!(refused, Err(StoreError::Refused(_))),
        "{refused:?}"
    );
}
