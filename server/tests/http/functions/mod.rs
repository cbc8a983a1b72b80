//! Every server function and every page, as every role, each with a call that would be right, and
//! about an object that nobody has (SEC-1).
//!
//! What each role may do stands in `access.txt`, which is reviewed with each change: this compares
//! it whole with what the server answers. A new function without a call or a line fails here.

mod calls;
mod repeats;
pub mod scene;
mod sent;
mod typed;

use std::fmt::Write as _;

use domain::access::Role;
use http::{Method, StatusCode};
use server::middleware::limits::BODY_LIMIT;
use server::router::routes;

use self::calls::{Call, call, create};
use self::scene::Scene;
use crate::support::{Answer, Server, request, server};

const TABLE: &str = include_str!("access.txt");
const API: &str = "/api/";

/// A server with somebody of each role signed in.
struct Office {
    server: Server,
    /// The session of each role, in the order of [`Role::ALL`].
    cookies: Vec<String>,
}

impl Office {
    async fn new(server: Server) -> Self {
        let mut cookies = Vec::new();
        for role in Role::ALL {
            server.hire(role).await;
            cookies.push(server.sign_in(role).await);
        }
        Self { server, cookies }
    }

    /// Calls a function with what its call says, and says what came back and whether it named an
    /// object.
    async fn call(&self, cookie: &str, function: &str, exists: bool) -> (Answer, bool) {
        let scene = Scene::new(&self.server.store, exists);
        let Some(call) = call(function, &scene).await else {
            panic!("{function} is new: write a call of it in functions/calls");
        };
        let path = format!("{API}{function}");
        let sent = match call {
            Call::Form(form) => request(Method::POST, &path, Some(cookie), &form),
            Call::Json(json) => {
                let mut sent = request(Method::POST, &path, Some(cookie), &json.to_string());
                let kind = "application/json".parse().expect("a header");
                sent.headers_mut().insert("content-type", kind);
                sent
            }
        };
        (self.server.send(sent).await, scene.names_an_object())
    }

    /// What a function answers to each role, and what it says to each of nobody's object.
    async fn line(&self, function: &str) -> Vec<String> {
        let mut line = Line::new(format!("{API}{function}"));
        for cookie in &self.cookies {
            let (answer, named) = self.call(cookie, function, true).await;
            let nobodys = match named {
                true => Some(self.call(cookie, function, false).await.0),
                false => None,
            };
            line.add(&answer, nobodys.as_ref());
        }
        line.cells()
    }

    /// What a page or a form of a page answers to each role, and what it says to each of nobody's object.
    async fn route_line(&self, method: &Method, route: &str) -> Vec<String> {
        let mut line = Line::new(route.to_owned());
        for cookie in &self.cookies {
            let (answer, named) = self.open(cookie, (method, route), true).await;
            let nobodys = match named {
                true => Some(self.open(cookie, (method, route), false).await.0),
                false => None,
            };
            line.add(&answer, nobodys.as_ref());
        }
        line.cells()
    }

    /// Opens a page, or sends its form, and says what came back and whether it was about an object.
    async fn open(
        &self,
        cookie: &str,
        (method, route): (&Method, &str),
        exists: bool,
    ) -> (Answer, bool) {
        let scene = Scene::new(&self.server.store, exists);
        let path = address(route, &scene).await;
        let form = match (method, route) {
            (&Method::POST, "/accounts/new") => {
                create(&scene.organization().await.root.number.to_string())
            }
            (&Method::POST, "/export/moving-accounts") => {
                let wanted = scene.wanted(domain::hierarchy::Effective::Now).await;
                let json = serde_json::to_string(&wanted).expect("JSON");
                let encoded: String = json.bytes().map(|byte| format!("%{byte:02X}")).collect();
                format!("request={encoded}")
            }
            _ => String::new(),
        };
        let sent = request(method.clone(), &path, Some(cookie), &form);
        (self.server.send(sent).await, scene.names_an_object())
    }
}

/// A line of the list, role by role.
struct Line {
    cells: Vec<String>,
    /// What was said of nobody's object, each answer once.
    nobodys: Vec<String>,
}

impl Line {
    fn new(name: String) -> Self {
        let (cells, nobodys) = (vec![name], Vec::new());
        Self { cells, nobodys }
    }

    fn add(&mut self, answer: &Answer, nobodys: Option<&Answer>) {
        let may = verdict(answer);
        if let Some(nobodys) = nobodys.map(nobodys_verdict) {
            // Who may not learns no more than that there is no such thing.
            let is_refused = ["no", "404", "422"].contains(&nobodys.as_str());
            assert!(may != "no" || is_refused, "{}: {nobodys}", self.cells[0]);
            if nobodys != "no" && !self.nobodys.contains(&nobodys) {
                self.nobodys.push(nobodys);
            }
        }
        self.cells.push(may);
    }

    fn cells(mut self) -> Vec<String> {
        self.cells.push(match self.nobodys.is_empty() {
            true => "-".to_owned(),
            false => self.nobodys.join("/"),
        });
        self.cells
    }
}

/// What came back about an object that nobody has.
fn nobodys_verdict(answer: &Answer) -> String {
    match answer.status {
        StatusCode::FORBIDDEN => "no".to_owned(),
        status if status.is_client_error() => status.as_u16().to_string(),
        _ => verdict(answer),
    }
}

/// Allowed, refused, or what else came back: that stands on no list, and so is told.
fn verdict(answer: &Answer) -> String {
    match answer.status {
        StatusCode::OK | StatusCode::SEE_OTHER => "yes".to_owned(),
        StatusCode::FORBIDDEN => "no".to_owned(),
        status => format!("{} {}", status.as_u16(), answer.text),
    }
}

/// The address of a route, about objects of the scene.
async fn address(route: &str, scene: &Scene<'_>) -> String {
    let mut parts = Vec::new();
    for part in route.split('/') {
        parts.push(match part.trim_matches(['{', '}', ':']) {
            "number" => scene.account().await.number.to_string(),
            "id" => scene.board().await.0.to_string(),
            fixed => fixed.to_owned(),
        });
    }
    parts.join("/")
}

/// The lines of a table, its columns aligned.
fn table(lines: &[Vec<String>]) -> String {
    lines.iter().fold(String::new(), |mut text, cells| {
        let mut line = String::new();
        for (index, cell) in cells.iter().enumerate() {
            let width = if index == 0 { 40 } else { 14 };
            let _ = write!(line, "{cell:<width$} ");
        }
        text.push_str(line.trim_end());
        text.push('\n');
        text
    })
}

#[tokio::test]
async fn what_each_role_may_call_is_what_the_reviewed_list_says() {
    let (_database, server) = server().await;
    let office = Office::new(server).await;
    let heads = [
        "# function or page",
        "csr",
        "manager",
        "operations",
        "administrator",
        "nobody's",
    ];
    let mut lines = vec![heads.map(str::to_owned).to_vec()];
    let mut routes = routes();
    routes.sort_by(|a, b| (&a.1, a.0.as_str()).cmp(&(&b.1, b.0.as_str())));
    for (method, route) in routes {
        // Those that end the session of whoever asks have tests of their own.
        if route.starts_with("/sign-") {
            continue;
        }
        let mut line = match route.strip_prefix(API) {
            Some(function) => office.line(function).await,
            None => office.route_line(&method, &route).await,
        };
        line[0] = format!("{method:<4} {}", line[0]);
        lines.push(line);
    }
    let found = table(&lines);
    let reviewed: String = TABLE
        .lines()
        .skip_while(|line| !line.starts_with("# function"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let otherwise: Vec<&str> = (found.lines())
        .filter(|line| !reviewed.lines().any(|listed| listed == *line))
        .collect();
    assert!(
        found == reviewed,
        "the list says otherwise of {otherwise:#?}; found:\n{found}"
    );
}

#[tokio::test]
async fn what_is_no_id_names_nothing_on_any_page_for_any_role() {
    let (_database, server) = server().await;
    let office = Office::new(server).await;
    let pages = routes().into_iter().filter(|(_, page)| page.contains('{'));
    let pages: Vec<String> = pages.map(|(_, page)| page).collect();
    assert!(!pages.is_empty(), "no page names anything");
    for page in pages {
        let part = |part: &str| match part.starts_with('{') {
            true => "%3Cb%3E%00nothing".to_owned(),
            false => part.to_owned(),
        };
        let address = page.split('/').map(part).collect::<Vec<_>>().join("/");
        for cookie in &office.cookies {
            let answer = office.server.get_as(cookie, &address).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
            assert!(!answer.text.contains("<b>"), "{address}");
        }
    }
}

#[tokio::test]
async fn no_function_takes_more_than_a_form_may_have() {
    let (_database, server) = server().await;
    server.hire(Role::Csr).await;
    let cookie = server.sign_in(Role::Csr).await;
    let form = "x".repeat(BODY_LIMIT + 1);
    for (method, route) in routes()
        .into_iter()
        .filter(|(method, _)| *method == Method::POST)
    {
        let answer = server
            .send(request(method, &route, Some(&cookie), &form))
            .await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{route}");
        assert!(
            answer.text.contains("too large") || answer.text.contains("megabytes"),
            "{route}"
        );
    }
}
