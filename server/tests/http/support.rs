//! A server without a network: requests go in, answers come out.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use domain::access::{Actor, Role};
use domain::staff::StaffUserInput;
use http::header::{COOKIE, LOCATION, SET_COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use server::router::router;
use server::site::{self, Site};
use server::state::AppState;
use store::operations::operation_new;
use store::session::SessionLimits;
use store::staff::staff_user_add;
use store::testing::TestDatabase;
use store::{Store, StoreOptions};
use tower::ServiceExt;

pub const PASSWORD: &str = "seven green kettles";

/// One server; several may stand on one database.
pub struct Server {
    router: Router,
    pub store: Store,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    pub bytes: Bytes,
}

impl Server {
    pub fn on(store: Store) -> Self {
        let nowhere = std::path::Path::new("/nowhere");
        let state = AppState {
            store: store.clone(),
            leptos: site::leptos_options(nowhere, ([127, 0, 0, 1], 3000).into()),
            session: SessionLimits::default(),
            trusted_proxies: Arc::from([]),
        };
        let site = Site::read(nowhere).expect("no site is no error");
        Self {
            router: router(state, site),
            store,
        }
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 100_000_000).await.expect("the whole answer");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text,
            bytes,
        }
    }

    /// What answers, to be put behind a network.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(request(Method::GET, path, None, "")).await
    }

    pub async fn get_as(&self, cookie: &str, path: &str) -> Answer {
        self.send(request(Method::GET, path, Some(cookie), ""))
            .await
    }

    pub async fn post_as(&self, cookie: &str, path: &str, form: &str) -> Answer {
        self.send(request(Method::POST, path, Some(cookie), form))
            .await
    }

    pub async fn post(&self, path: &str, form: &str) -> Answer {
        self.send(request(Method::POST, path, None, form)).await
    }

    /// Makes a staff user with the login of its role.
    pub async fn hire(&self, role: Role) {
        let input = StaffUserInput {
            login: role.code().to_owned(),
            display_name: format!("{} person", role.label()),
            role: role.code().to_owned(),
            password: PASSWORD.to_owned(),
        };
        let machine = Actor::Command {
            name: "test".to_owned(),
        };
        staff_user_add(&self.store, &machine, &operation_new(), &input)
            .await
            .expect("a staff user");
    }

    /// Signs in as that user and gives the cookie to send.
    pub async fn sign_in(&self, role: Role) -> String {
        let form = format!("login={}&password=seven+green+kettles", role.code());
        let answer = self.post("/sign-in", &form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        answer.cookie().expect("a cookie")
    }
}

impl Answer {
    /// The pair `name=value` of the cookie that was set.
    pub fn cookie(&self) -> Option<String> {
        let set = self.headers.get(SET_COOKIE)?.to_str().ok()?;
        set.split(';').next().map(str::to_owned)
    }

    pub fn location(&self) -> &str {
        self.headers
            .get(LOCATION)
            .map_or("", |value| value.to_str().expect("plain text"))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("plain text"))
    }
}

/// A request as our own page in a browser sends it.
pub fn request(method: Method, path: &str, cookie: Option<&str>, form: &str) -> Request<Body> {
    let mut builder = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "127.0.0.1:3000")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("content-length", form.len());
    if let Some(cookie) = cookie {
        builder = builder.header(COOKIE, format!("theme=dark; {cookie}"));
    }
    builder
        .body(Body::from(form.to_owned()))
        .expect("a request")
}

/// A server on a database of its own, with these options.
pub async fn server_with(
    options: impl FnOnce(StoreOptions) -> StoreOptions,
) -> (TestDatabase, Server) {
    let database = TestDatabase::new().await;
    let options = options(StoreOptions::new(database.options()));
    (database, Server::on(Store::lazy(options)))
}

/// A server on a database of its own.
pub async fn server() -> (TestDatabase, Server) {
    let database = TestDatabase::new().await;
    let server = Server::on(database.store().clone());
    (database, server)
}
