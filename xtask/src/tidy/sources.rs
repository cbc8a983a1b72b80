//! What may stand where in the Rust sources.

use super::Source;

/// Names every line of `app` or `server` that writes a path outside `routes/`, and every line of `app` that
/// names the database.
pub fn check(sources: &[Source]) -> Vec<String> {
    let written = sources
        .iter()
        .filter(|source| OF_PATHS.iter().any(|part| source.path.starts_with(part)))
        .filter(|source| source.is("rs"));
    written
        .flat_map(|source| {
            // What a file's own tests write is no link.
            let code = source
                .code()
                .take_while(|(_, line)| !line.contains("#[cfg(test)]"));
            code.filter_map(move |(number, line)| {
                let reason = broken(&source.path, line)?;
                Some(format!("{}:{number}: {reason}", source.path))
            })
        })
        .collect()
}

/// Sources that name addresses of pages.
const OF_PATHS: [&str; 2] = ["app/src/", "server/src/"];

/// Sources whose paths are those of files.
const OF_FILES: [&str; 3] = [
    "server/src/commands/",
    "server/src/config.rs",
    "server/src/postgres/",
];

/// What the addresses of server functions begin with; it is no page.
const API: &str = "pub const API: &str = ";

fn broken(path: &str, line: &str) -> Option<&'static str> {
    if OF_FILES.iter().any(|part| path.starts_with(part)) || line.contains(API) {
        return None;
    }
    if !path.starts_with("app/src/routes/") && writes_path(line) {
        return Some("a path; only routes/ writes paths");
    }
    let is_app = path.starts_with("app/src/");
    if is_app && (has_word(line, "sea_orm") || has_word(line, "sqlx")) {
        return Some("the database in app; ask store for a function instead");
    }
    None
}

/// Whether a line has a string that begins like an address of a page: a slash, then a letter. A
/// name with a dot is a file of `style/assets`, not a page.
fn writes_path(line: &str) -> bool {
    line.split("\"/").skip(1).any(|rest| {
        let path = rest.split(['"', '#', '?']).next().unwrap_or_default();
        path.starts_with(|first: char| first.is_ascii_lowercase()) && !path.contains('.')
    })
}

/// Whether a name stands in a line on its own, not as part of a longer one.
pub fn has_word(line: &str, word: &str) -> bool {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut from = 0;
    while let Some(at) = line[from..].find(word).map(|at| at + from) {
        let end = at + word.len();
        if !line[..at].ends_with(part_of_name) && !line[end..].starts_with(part_of_name) {
            return true;
        }
        from = end;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::*;

    #[test]
    fn only_routes_writes_paths() {
        let page = source(
            "app/src/accounts/page.rs",
            "view! { <a href=\"/accounts\">x</a> }\n",
        );
        let routes = source(
            "app/src/routes/accounts.rs",
            "pub const ACCOUNTS: &str = \"/accounts\";\n",
        );
        let server = source("server/src/router.rs", "route(\"/healthz\")\n");
        let file = source("server/src/postgres/folder.rs", "Path::new(\"/log\")\n");
        let found = check(&[page, routes, server, file]);
        let said = |path: &str| format!("{path}:1: a path; only routes/ writes paths");
        assert_eq!(
            found,
            [
                said("app/src/accounts/page.rs"),
                said("server/src/router.rs")
            ]
        );
    }

    #[test]
    fn a_slash_between_words_and_a_lone_slash_are_no_paths() {
        let lines = source(
            "app/src/ui/text.rs",
            "\"and/or\"; \"/\"; let a = b /c; // \"/x\"\n",
        );
        assert!(check(&[lines]).is_empty());
    }

    #[test]
    fn the_tests_of_a_file_may_write_paths() {
        let text = "fn f() {}\n#[cfg(test)]\nmod tests { const A: &str = \"/accounts\"; }\n";
        assert!(check(&[source("app/src/a.rs", text)]).is_empty());
    }

    #[test]
    fn a_file_of_the_assets_is_no_page() {
        assert!(!writes_path("href=\"/icons.svg#plus\""));
        assert!(writes_path("href=\"/accounts/new?from=x.y\""));
    }

    #[test]
    fn app_never_names_the_database() {
        let found = check(&[source(
            "app/src/a.rs",
            "use sea_orm::Entity;\nlet sea_ormish = 1;\n",
        )]);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("app/src/a.rs:1: the database in app"));
    }
}
