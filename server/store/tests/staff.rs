//! Staff users: who may make and change them, what is refused, what is audited (SEC-1).

use domain::access::{Actor, Role};
use domain::edits::EditOutcome;
use domain::ids::StaffUserId;
use domain::staff::{StaffUserEdit, StaffUserFields, StaffUserInput, StaffUserView, StaffWanted};
use store::operations::operation_new;
use store::staff::{
    staff_user_add, staff_user_change, staff_user_disable, staff_user_enable, staff_user_list,
    staff_user_password_reset,
};
use store::testing::TestDatabase;
use store::{Store, StoreError};

fn machine() -> Actor {
    Actor::Command {
        name: "test".to_owned(),
    }
}

fn person(role: Role) -> Actor {
    let id = StaffUserId::from_uuid(uuid::Uuid::from_u128(7));
    Actor::Staff {
        id,
        name: "P. Test".to_owned(),
        role,
    }
}

fn input(login: &str, role: Role) -> StaffUserInput {
    StaffUserInput {
        login: login.to_owned(),
        display_name: format!("{login} by name"),
        role: role.code().to_owned(),
        password: "seven green kettles".to_owned(),
    }
}

async fn hire(store: &Store, login: &str, role: Role) -> StaffUserId {
    staff_user_add(store, &machine(), &operation_new(), &input(login, role))
        .await
        .expect("a staff user")
}

/// A change of name and role, of the user as shown here.
fn edit(shown: &StaffUserView, name: &str, role: Role) -> StaffUserEdit {
    StaffUserEdit {
        typed: StaffUserFields {
            display_name: name.to_owned(),
            role: role.code().to_owned(),
        },
        ..shown.edit()
    }
}

async fn find(store: &Store, id: StaffUserId) -> StaffUserView {
    let page = staff_user_list(store, &machine(), &StaffWanted::default()).await;
    page.expect("a list")
        .users
        .into_iter()
        .find(|user| user.id == id)
        .expect("the user is listed")
}

#[tokio::test]
async fn only_an_administrator_manages_staff() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let id = hire(store, "m.lind", Role::Csr).await;
    for role in [Role::Csr, Role::Manager, Role::Operations] {
        let actor = person(role);
        let change = edit(&find(store, id).await, "X", Role::Administrator);
        let outcomes = [
            staff_user_add(
                store,
                &actor,
                &operation_new(),
                &input("new", Role::Administrator),
            )
            .await
            .map(|_| ()),
            staff_user_list(store, &actor, &StaffWanted::default())
                .await
                .map(|_| ()),
            staff_user_change(store, &actor, id, &operation_new(), &change)
                .await
                .map(|_| ()),
            staff_user_disable(store, &actor, id, &operation_new()).await,
            staff_user_enable(store, &actor, id, &operation_new()).await,
            staff_user_password_reset(store, &actor, id, &operation_new(), "nine blue cups!").await,
        ];
        for (index, outcome) in outcomes.into_iter().enumerate() {
            assert!(
                matches!(outcome, Err(StoreError::Refused(_))),
                "{role:?} {index} {outcome:?}"
            );
        }
    }
    assert_eq!(find(store, id).await.role, Role::Csr);
}

#[tokio::test]
async fn a_login_is_taken_however_it_is_written() {
    let database = TestDatabase::new().await;
    hire(database.store(), "m.lind", Role::Csr).await;
    let again = staff_user_add(
        database.store(),
        &machine(),
        &operation_new(),
        &input("M.LIND", Role::Csr),
    )
    .await;
    let Err(StoreError::Invalid(fields)) = again else {
        panic!("the login was given twice")
    };
    assert!(fields.sentence("login").is_some());
}

#[tokio::test]
async fn the_last_administrator_stays_one() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let last = hire(store, "root", Role::Administrator).await;
    let demotion = edit(&find(store, last).await, "Root", Role::Csr);
    let demoted = staff_user_change(store, &machine(), last, &operation_new(), &demotion).await;
    assert!(
        matches!(demoted, Err(StoreError::Conflict { .. })),
        "{demoted:?}"
    );
    let disabled = staff_user_disable(store, &machine(), last, &operation_new()).await;
    assert!(
        matches!(disabled, Err(StoreError::Conflict { .. })),
        "{disabled:?}"
    );
}

#[tokio::test]
async fn two_administrators_cannot_disable_each_other_at_the_same_moment() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let (one, other) = (
        hire(store, "one", Role::Administrator).await,
        hire(store, "two", Role::Administrator).await,
    );
    let second = database.second_store();
    let (first, second) = (machine(), second);
    let [one_id, other_id] = [operation_new(), operation_new()];
    let outcomes = tokio::join!(
        staff_user_disable(store, &first, one, &one_id),
        staff_user_disable(&second, &first, other, &other_id)
    );
    let refused = [outcomes.0, outcomes.1]
        .into_iter()
        .filter(Result::is_err)
        .count();
    assert_eq!(refused, 1);
}

#[tokio::test]
async fn a_stale_save_is_told_field_by_field_and_goes_on_from_there() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let id = hire(store, "m.lind", Role::Csr).await;
    let shown = find(store, id).await;
    let first = edit(&shown, "First", Role::Csr);
    let second = edit(&shown, "Second", Role::Manager);
    staff_user_change(store, &machine(), id, &operation_new(), &first)
        .await
        .expect("changed");
    let late = staff_user_change(store, &machine(), id, &operation_new(), &second).await;
    let Ok(EditOutcome::Stale { now, differences }) = late else {
        panic!("{late:?}")
    };
    let [name] = &differences[..] else {
        panic!("{differences:?}")
    };
    let sides = [&name.was, &name.now, &name.typed].map(String::as_str);
    assert_eq!(sides, ["m.lind by name", "First", "Second"]);
    assert_eq!(find(store, id).await.display_name, "First");

    let again = second.rebased(&now, &["display_name".to_owned()]);
    let saved = staff_user_change(store, &machine(), id, &operation_new(), &again).await;
    assert!(matches!(saved, Ok(EditOutcome::Saved { .. })), "{saved:?}");
    let user = find(store, id).await;
    assert_eq!(
        (user.display_name.as_str(), user.role),
        ("First", Role::Manager)
    );
}

#[tokio::test]
async fn who_was_only_disabled_meanwhile_is_changed_all_the_same() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let id = hire(store, "m.lind", Role::Csr).await;
    let change = edit(&find(store, id).await, "Mara Lind", Role::Csr);
    staff_user_disable(store, &machine(), id, &operation_new())
        .await
        .expect("disabled");
    let saved = staff_user_change(store, &machine(), id, &operation_new(), &change).await;
    assert!(matches!(saved, Ok(EditOutcome::Saved { .. })), "{saved:?}");
    assert_eq!(find(store, id).await.display_name, "Mara Lind");
}

#[tokio::test]
async fn every_change_of_a_staff_user_is_audited_without_a_password() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let id = hire(store, "m.lind", Role::Csr).await;
    staff_user_password_reset(store, &machine(), id, &operation_new(), "nine blue cups!")
        .await
        .expect("reset");
    staff_user_disable(store, &machine(), id, &operation_new())
        .await
        .expect("disabled");
    staff_user_disable(store, &machine(), id, &operation_new())
        .await
        .expect("a repeat is a success");
    staff_user_enable(store, &machine(), id, &operation_new())
        .await
        .expect("enabled");
    let notes: Vec<String> =
        sqlx::query_scalar("SELECT note FROM audit_entry WHERE object_id = $1 ORDER BY id")
            .bind(id.uuid())
            .fetch_all(store.pool())
            .await
            .expect("the audit log");
    assert_eq!(notes, ["added", "password reset", "disabled", "enabled"]);
    let values: String = sqlx::query_scalar(
        "SELECT coalesce(string_agg(audit_change::text, ' '), '') FROM audit_change",
    )
    .fetch_one(store.pool())
    .await
    .expect("the audit log");
    assert!(values.contains("m.lind") && !values.contains("cups") && !values.contains("kettles"));
}

#[tokio::test]
async fn what_no_name_has_in_it_is_told_beside_the_box() {
    let database = TestDatabase::new().await;
    for (text, code) in [
        ("Mara\0", "control_character"),
        ("\u{202E}aram", "control_character"),
        (&"x".repeat(1_000_000), "too_long"),
    ] {
        let wanted = StaffWanted {
            find: text.to_owned(),
            after: None,
        };
        match staff_user_list(database.store(), &machine(), &wanted).await {
            Err(StoreError::Invalid(errors)) => assert!(errors.has("find", code), "{errors:?}"),
            other => panic!("{code}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_long_list_comes_page_by_page_and_is_searched_by_name_and_login() {
    let database = TestDatabase::new().await;
    let store = database.store();
    // Every third has the same name as others and every fifth may not sign in.
    sqlx::query(
        "INSERT INTO staff_user (id, login, display_name, role, password_hash, disabled_at)
         SELECT gen_random_uuid(), 'u' || n, 'Person ' || n % 80, 'csr', 'x',
                CASE WHEN n % 5 = 0 THEN now() END
         FROM generate_series(1, 237) AS n",
    )
    .execute(store.pool())
    .await
    .expect("many");
    let mut seen = Vec::new();
    let mut wanted = StaffWanted::default();
    let mut pages = 0;
    loop {
        let page = staff_user_list(store, &machine(), &wanted)
            .await
            .expect("a page");
        pages += 1;
        seen.extend(page.users);
        wanted.after = page.next;
        if page.next.is_none() {
            break;
        }
    }
    assert_eq!((pages, seen.len()), (3, 237));
    let order = |user: &StaffUserView| {
        let name = user.display_name.to_lowercase();
        (user.disabled_at.is_some(), name, user.id.uuid())
    };
    assert!(seen.is_sorted_by_key(order));
    for (find, count) in [
        ("u23", 9),
        ("person 79", 2),
        ("PERSON 79 ", 2),
        ("nobody", 0),
        ("%", 0),
    ] {
        let wanted = StaffWanted {
            find: find.to_owned(),
            after: None,
        };
        let page = staff_user_list(store, &machine(), &wanted)
            .await
            .expect("a page");
        assert_eq!(page.users.len(), count, "{find}");
    }
}

/// The code of a conflict.
fn conflict<T: std::fmt::Debug>(outcome: Result<T, StoreError>) -> &'static str {
    match outcome {
        Err(StoreError::Conflict { code, .. }) => code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_staff_user_whose_answer_was_lost_is_added_once() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let (actor, operation) = (person(Role::Administrator), operation_new());
    let input = input("m.lind", Role::Csr);
    let add = async |input: &StaffUserInput| staff_user_add(store, &actor, &operation, input).await;
    let first = add(&input).await.expect("a staff user");
    assert_eq!(add(&input).await.expect("the first answer"), first);
    let other_name = StaffUserInput {
        display_name: "Somebody else".to_owned(),
        ..input.clone()
    };
    assert_eq!(conflict(add(&other_name).await), "operation_reused");
    let other_password = StaffUserInput {
        password: "nine blue cups!".to_owned(),
        ..input
    };
    assert_eq!(conflict(add(&other_password).await), "operation_reused");
    let users = staff_user_list(store, &machine(), &StaffWanted::default()).await;
    assert_eq!(users.expect("a list").users.len(), 1);
}

#[tokio::test]
async fn a_change_whose_answer_was_lost_is_made_once_whatever_others_did_since() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let id = hire(store, "m.lind", Role::Csr).await;
    let operation = operation_new();
    let typed = edit(&find(store, id).await, "Mara Lind", Role::Manager);
    let change = async |edit| staff_user_change(store, &machine(), id, &operation, edit).await;
    let saved = EditOutcome::Saved { saved: () };
    assert_eq!(change(&typed).await.expect("changed"), saved);
    let theirs = edit(&find(store, id).await, "M. Lind", Role::Csr);
    staff_user_change(store, &machine(), id, &operation_new(), &theirs)
        .await
        .expect("changed by somebody else");
    assert_eq!(change(&typed).await.expect("the first answer"), saved);
    assert_eq!(find(store, id).await.display_name, "M. Lind");
    assert_eq!(conflict(change(&theirs).await), "operation_reused");
}

#[tokio::test]
async fn a_late_repeat_of_disabling_leaves_who_was_enabled_since() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let id = hire(store, "m.lind", Role::Csr).await;
    let operation = operation_new();
    let disable = async || staff_user_disable(store, &machine(), id, &operation).await;
    disable().await.expect("disabled");
    staff_user_enable(store, &machine(), id, &operation_new())
        .await
        .expect("enabled");
    disable().await.expect("the first answer");
    assert_eq!(find(store, id).await.disabled_at, None);
    let other = staff_user_enable(store, &machine(), id, &operation).await;
    assert_eq!(conflict(other), "operation_reused");
}

#[tokio::test]
async fn a_password_whose_answer_was_lost_is_reset_once() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let id = hire(store, "m.lind", Role::Csr).await;
    let operation = operation_new();
    let reset = async |password| {
        staff_user_password_reset(store, &machine(), id, &operation, password).await
    };
    reset("nine blue cups!").await.expect("reset");
    reset("nine blue cups!").await.expect("the first answer");
    assert_eq!(conflict(reset("ten blue cups!").await), "operation_reused");
    let resets: i64 =
        sqlx::query_scalar("SELECT count(*) FROM audit_entry WHERE note = 'password reset'")
            .fetch_one(store.pool())
            .await
            .expect("the audit log");
    assert_eq!(resets, 1);
    let kept: String = sqlx::query_scalar("SELECT string_agg(o::text, ' ') FROM operation AS o")
        .fetch_one(store.pool())
        .await
        .expect("the operations");
    assert!(
        !kept.contains("cups") && !kept.contains("kettles"),
        "{kept}"
    );
}
