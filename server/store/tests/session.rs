//! Signing in, being recognized, signing out (SEC-2).

use std::time::Duration;

use domain::access::{Actor, Role};
use domain::ids::StaffUserId;
use domain::staff::{OwnPasswordInput, StaffUserInput};
use store::operations::operation_new;
use store::session::{
    SessionLimits, SessionToken, SignIn, SignInOutcome, session_begin, session_end,
    session_end_all, session_find, session_list,
};
use store::staff::{
    password_change, staff_user_add, staff_user_disable, staff_user_password_reset,
};
use store::testing::TestDatabase;
use store::throttle::{LOGIN_TRIES, NETWORK_TRIES};
use store::{Store, StoreError};

const PASSWORD: &str = "seven green kettles";
const HOME: &str = "203.0.113.9";
const ELSEWHERE: &str = "198.51.100.7";

fn machine() -> Actor {
    Actor::Command {
        name: "test".to_owned(),
    }
}

async fn hire(store: &Store, login: &str, role: Role) -> StaffUserId {
    let input = StaffUserInput {
        login: login.to_owned(),
        display_name: login.to_owned(),
        role: role.code().to_owned(),
        password: PASSWORD.to_owned(),
    };
    staff_user_add(store, &machine(), &operation_new(), &input)
        .await
        .expect("a staff user")
}

async fn try_from(store: &Store, login: &str, password: &str, network: &str) -> SignInOutcome {
    let attempt = SignIn {
        login: login.to_owned(),
        password: password.to_owned(),
        network: network.to_owned(),
        user_agent: "test".to_owned(),
    };
    session_begin(store, attempt, SessionLimits::default())
        .await
        .expect("the database answers")
}

/// A change of one's own password, as somebody enters it now.
fn own_password(current: &str, password: &str) -> OwnPasswordInput {
    OwnPasswordInput {
        operation_id: operation_new(),
        current: current.to_owned(),
        password: password.to_owned(),
    }
}

async fn sign_in(store: &Store, login: &str) -> SessionToken {
    match try_from(store, login, PASSWORD, HOME).await {
        SignInOutcome::SignedIn(token) => token,
        other => panic!("{login} was not let in: {other:?}"),
    }
}

async fn is_open(store: &Store, token: &SessionToken, limits: SessionLimits) -> bool {
    session_find(store, token, limits)
        .await
        .expect("the database answers")
        .is_some()
}

async fn age(store: &Store, column: &str, seconds: i32) {
    let statement = format!("UPDATE session SET {column} = {column} - $1 * interval '1 second'");
    sqlx::query(sqlx::AssertSqlSafe(statement))
        .bind(seconds)
        .execute(store.pool())
        .await
        .expect("time passes");
}

#[tokio::test]
async fn a_person_is_recognized_by_their_token_with_name_and_role() {
    let database = TestDatabase::new().await;
    let id = hire(database.store(), "m.lind", Role::Manager).await;
    let token = sign_in(database.store(), " M.Lind ").await;
    let session = session_find(database.store(), &token, SessionLimits::default()).await;
    let actor = session
        .expect("the database answers")
        .expect("a session")
        .actor;
    assert_eq!(
        actor,
        Actor::Staff {
            id,
            name: "m.lind".to_owned(),
            role: Role::Manager
        }
    );
}

#[tokio::test]
async fn wrong_password_unknown_login_and_disabled_user_get_one_answer() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let disabled = hire(store, "gone", Role::Csr).await;
    hire(store, "here", Role::Csr).await;
    staff_user_disable(store, &machine(), disabled, &operation_new())
        .await
        .expect("disabled");
    for (login, password) in [
        ("here", "seven green pots"),
        ("nobody", PASSWORD),
        ("gone", PASSWORD),
    ] {
        assert_eq!(
            try_from(store, login, password, HOME).await,
            SignInOutcome::Wrong,
            "{login}"
        );
    }
}

#[tokio::test]
async fn hostile_logins_are_wrong_and_nothing_more() {
    let database = TestDatabase::new().await;
    for login in [
        "",
        "a\0b",
        "' OR 1=1 --",
        "\u{202E}nimda",
        &"x".repeat(100_000),
    ] {
        let outcome = try_from(database.store(), login, PASSWORD, ELSEWHERE).await;
        assert_eq!(outcome, SignInOutcome::Wrong);
    }
}

#[tokio::test]
async fn the_token_itself_is_not_in_the_database() {
    let database = TestDatabase::new().await;
    hire(database.store(), "m.lind", Role::Csr).await;
    let token = sign_in(database.store(), "m.lind").await.cookie_value();
    let stored: Vec<String> = sqlx::query_scalar("SELECT session::text FROM session")
        .fetch_all(database.store().pool())
        .await
        .expect("the sessions");
    assert_eq!(stored.len(), 1);
    assert!(!stored[0].contains(&token));
}

#[tokio::test]
async fn a_session_ends_after_half_an_hour_without_a_request() {
    let database = TestDatabase::new().await;
    let store = database.store();
    hire(store, "m.lind", Role::Csr).await;
    let token = sign_in(store, "m.lind").await;
    age(store, "last_seen_at", 29 * 60).await;
    assert!(is_open(store, &token, SessionLimits::default()).await);
    // That request counted: half an hour begins anew.
    age(store, "last_seen_at", 29 * 60).await;
    assert!(is_open(store, &token, SessionLimits::default()).await);
    age(store, "last_seen_at", 31 * 60).await;
    assert!(!is_open(store, &token, SessionLimits::default()).await);
}

#[tokio::test]
async fn whoever_asks_every_half_minute_stays_where_a_minute_without_a_request_ends_a_session() {
    let database = TestDatabase::new().await;
    let store = database.store();
    hire(store, "m.lind", Role::Csr).await;
    let token = sign_in(store, "m.lind").await;
    let short = SessionLimits {
        idle: Duration::from_secs(60),
        ..SessionLimits::default()
    };
    for request in 1..=4 {
        age(store, "last_seen_at", 30).await;
        assert!(is_open(store, &token, short).await, "request {request}");
    }
    age(store, "last_seen_at", 61).await;
    assert!(!is_open(store, &token, short).await);
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours_however_busy() {
    let database = TestDatabase::new().await;
    let store = database.store();
    hire(store, "m.lind", Role::Csr).await;
    let token = sign_in(store, "m.lind").await;
    age(store, "ends_at", 12 * 60 * 60 + 1).await;
    let patient = SessionLimits {
        idle: Duration::from_secs(86_400),
        ..SessionLimits::default()
    };
    assert!(!is_open(store, &token, patient).await);
}

#[tokio::test]
async fn signing_out_ends_this_session_only() {
    let database = TestDatabase::new().await;
    let store = database.store();
    hire(store, "m.lind", Role::Csr).await;
    let (desk, laptop) = (
        sign_in(store, "m.lind").await,
        sign_in(store, "m.lind").await,
    );
    session_end(store, &desk).await.expect("ended");
    session_end(store, &desk)
        .await
        .expect("a repeat is a success");
    assert!(!is_open(store, &desk, SessionLimits::default()).await);
    assert!(is_open(store, &laptop, SessionLimits::default()).await);
}

#[tokio::test]
async fn signing_out_everywhere_leaves_other_people_alone() {
    let database = TestDatabase::new().await;
    let store = database.store();
    hire(store, "m.lind", Role::Csr).await;
    hire(store, "other", Role::Csr).await;
    let (desk, laptop) = (
        sign_in(store, "m.lind").await,
        sign_in(store, "m.lind").await,
    );
    let other = sign_in(store, "other").await;
    let limits = SessionLimits::default();
    let session = session_find(store, &desk, limits)
        .await
        .expect("ok")
        .expect("a session");
    let listed = session_list(store, &session.actor, session.id, limits)
        .await
        .expect("a list");
    assert_eq!(
        (
            listed.len(),
            listed.iter().filter(|one| one.is_current).count()
        ),
        (2, 1)
    );
    assert_eq!(
        session_end_all(store, &session.actor).await.expect("ended"),
        2
    );
    assert!(!is_open(store, &laptop, limits).await);
    assert!(is_open(store, &other, limits).await);
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let database = TestDatabase::new().await;
    let store = database.store();
    hire(store, "m.lind", Role::Csr).await;
    let (desk, laptop) = (
        sign_in(store, "m.lind").await,
        sign_in(store, "m.lind").await,
    );
    let limits = SessionLimits::default();
    let session = session_find(store, &desk, limits)
        .await
        .expect("ok")
        .expect("a session");
    let change = async |typed: OwnPasswordInput| {
        password_change(store, &session.actor, session.id, HOME, &typed).await
    };
    assert!(
        change(own_password("guess", "nine blue cups!"))
            .await
            .is_err()
    );
    assert!(is_open(store, &laptop, limits).await);
    change(own_password(PASSWORD, "nine blue cups!"))
        .await
        .expect("changed");
    assert!(is_open(store, &desk, limits).await);
    assert!(!is_open(store, &laptop, limits).await);
    assert_eq!(
        try_from(store, "m.lind", PASSWORD, HOME).await,
        SignInOutcome::Wrong
    );
}

#[tokio::test]
async fn ones_own_password_whose_answer_was_lost_is_changed_once_and_counts_no_failure() {
    let database = TestDatabase::new().await;
    let store = database.store();
    hire(store, "m.lind", Role::Csr).await;
    let token = sign_in(store, "m.lind").await;
    let session = session_find(store, &token, SessionLimits::default())
        .await
        .expect("ok")
        .expect("a session");
    let change = async |typed: &OwnPasswordInput| {
        password_change(store, &session.actor, session.id, HOME, typed).await
    };
    let typed = own_password(PASSWORD, "nine blue cups!");
    // Oftener than wrong tries are allowed.
    for _ in 0..LOGIN_TRIES + 2 {
        change(&typed)
            .await
            .expect("changed, and then the first answer");
    }
    let changes: i64 =
        sqlx::query_scalar("SELECT count(*) FROM audit_entry WHERE note = 'own password changed'")
            .fetch_one(store.pool())
            .await
            .expect("the audit log");
    assert_eq!(changes, 1);
    let other = OwnPasswordInput {
        password: "ten blue cups!".to_owned(),
        ..typed
    };
    let refused = change(&other).await;
    let is_reused = |code: &str| code == "operation_reused";
    assert!(
        matches!(&refused, Err(StoreError::Conflict { code, .. }) if is_reused(code)),
        "{refused:?}"
    );
    assert!(matches!(
        try_from(store, "m.lind", "nine blue cups!", HOME).await,
        SignInOutcome::SignedIn(_)
    ));
}

#[tokio::test]
async fn a_reset_password_ends_every_session() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let id = hire(store, "m.lind", Role::Csr).await;
    let token = sign_in(store, "m.lind").await;
    staff_user_password_reset(store, &machine(), id, &operation_new(), "nine blue cups!")
        .await
        .expect("reset");
    assert!(!is_open(store, &token, SessionLimits::default()).await);
}

#[tokio::test]
async fn guessing_is_slowed_down_where_it_happens_and_nowhere_else() {
    let database = TestDatabase::new().await;
    let store = database.store();
    hire(store, "m.lind", Role::Csr).await;
    for _ in 0..LOGIN_TRIES {
        assert_eq!(
            try_from(store, "m.lind", "guess", ELSEWHERE).await,
            SignInOutcome::Wrong
        );
    }
    // Even the right password is not looked at any more from there …
    let SignInOutcome::Throttled { seconds } = try_from(store, "M.LIND", PASSWORD, ELSEWHERE).await
    else {
        panic!("the guesser was not slowed down");
    };
    assert!((1..=15 * 60).contains(&seconds), "{seconds}");
    // … while the person herself signs in from home (decision 34).
    sign_in(store, "m.lind").await;
}

#[tokio::test]
async fn tries_at_the_same_moment_do_not_slip_through_together() {
    let database = TestDatabase::new().await;
    let store = database.store();
    let tries = (0..LOGIN_TRIES * 3).map(|_| try_from(store, "m.lind", "guess", ELSEWHERE));
    let outcomes = futures::future::join_all(tries).await;
    let looked_at = outcomes
        .iter()
        .filter(|one| **one == SignInOutcome::Wrong)
        .count();
    assert_eq!(i64::try_from(looked_at), Ok(LOGIN_TRIES));
}

#[tokio::test]
async fn going_through_many_logins_is_slowed_down_too() {
    let database = TestDatabase::new().await;
    let store = database.store();
    sqlx::query(
        "INSERT INTO sign_in_failure (login, network)
         SELECT 'login ' || n, $1 FROM generate_series(1, $2) AS n",
    )
    .bind(ELSEWHERE)
    .bind(NETWORK_TRIES)
    .execute(store.pool())
    .await
    .expect("many failed tries");
    let outcome = try_from(store, "anyone", "guess", ELSEWHERE).await;
    assert!(
        matches!(outcome, SignInOutcome::Throttled { .. }),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_quarter_of_an_hour_later_one_may_try_again() {
    let database = TestDatabase::new().await;
    let store = database.store();
    hire(store, "m.lind", Role::Csr).await;
    for _ in 0..LOGIN_TRIES {
        try_from(store, "m.lind", "guess", HOME).await;
    }
    sqlx::query("UPDATE sign_in_failure SET at = at - interval '15 minutes'")
        .execute(store.pool())
        .await
        .expect("time passes");
    sign_in(store, "m.lind").await;
}
