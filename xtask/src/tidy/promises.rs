//! `docs/promises.md`: what Canopy promises, how far it goes, and the tests that hold it.
//!
//! The table has four columns, `| id | promise | state | tests |`. A state is `done`, `open`, or `partly`
//! with what is still to come: `partly: amounts of a past day`. What is not open names at least one test,
//! in backticks: `` `crate::path::test_name` `` for Rust, `` `end2end/file.spec.ts › title` `` for the browser.

use std::collections::BTreeMap;
use std::path::Path;

use super::Source;
use crate::workspace::Workspace;

const PATH: &str = "docs/promises.md";
const PARTLY: &str = "partly: ";

/// One line of the table.
struct Promise<'a> {
    id: &'a str,
    state: &'a str,
    tests: Vec<&'a str>,
}

/// Names every promise with a test that does not exist, or with none.
pub fn check(workspace: &Workspace, sources: &[Source]) -> Vec<String> {
    let Some(table) = sources.iter().find(|source| source.path == PATH) else {
        return vec![format!("{PATH}: it is missing")];
    };
    let crates = workspace
        .members()
        .filter_map(|package| {
            let dir = package
                .manifest_path
                .parent()?
                .strip_prefix(&workspace.root)
                .ok()?;
            Some((package.name.as_str(), dir.to_str()?.to_owned()))
        })
        .collect();
    check_table(&table.text, &crates, sources)
}

fn check_table(table: &str, crates: &BTreeMap<&str, String>, sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for promise in promises(table) {
        let id = promise.id;
        if !is_state(promise.state) {
            found.push(format!(
                "{PATH}: {id} has the state \"{}\"; it is done, open, or \"{PARTLY}\" with what is to come",
                promise.state
            ));
        }
        if promise.state != "open" && promise.tests.is_empty() {
            found.push(format!(
                "{PATH}: {id} is {} but names no test",
                promise.state
            ));
        }
        for test in promise.tests {
            if !exists(test, crates, sources) {
                found.push(format!(
                    "{PATH}: {id} names the test {test}, which does not exist"
                ));
            }
        }
    }
    found
}

fn is_state(state: &str) -> bool {
    let is_partly = |to_come: &str| !to_come.trim().is_empty();
    matches!(state, "done" | "open") || state.strip_prefix(PARTLY).is_some_and(is_partly)
}

/// The lines of the table whose first cell looks like an id: `FIND-1`.
fn promises(table: &str) -> impl Iterator<Item = Promise<'_>> {
    table.lines().filter_map(|line| {
        let cells: Vec<_> = line
            .trim()
            .strip_prefix('|')?
            .split('|')
            .map(str::trim)
            .collect();
        let &[id, _, state, tests, ..] = cells.as_slice() else {
            return None;
        };
        let (letters, number) = id.split_once('-')?;
        let is_id = !letters.is_empty()
            && letters.chars().all(|c| c.is_ascii_uppercase())
            && number.parse::<u16>().is_ok();
        is_id.then(|| Promise {
            id,
            state,
            tests: tests.split('`').skip(1).step_by(2).collect(),
        })
    })
}

fn exists(test: &str, crates: &BTreeMap<&str, String>, sources: &[Source]) -> bool {
    match test.split_once(" › ") {
        Some((file, title)) => in_browser_tests(file, title, sources),
        None => in_rust(test, crates, sources),
    }
}

/// The title is the last of a path of titles; it must stand in the file as it is written here.
fn in_browser_tests(file: &str, title: &str, sources: &[Source]) -> bool {
    let title = title.rsplit(" › ").next().unwrap_or(title);
    let quoted = ["\"", "'", "`"].map(|quote| format!("{quote}{title}{quote}"));
    sources
        .iter()
        .any(|source| source.path == file && quoted.iter().any(|title| source.text.contains(title)))
}

/// The function must exist in the crate, be marked as a test, and stand in a file whose path has
/// the modules named; `tests` is the usual module at a file's end and need not be in its path.
fn in_rust(test: &str, crates: &BTreeMap<&str, String>, sources: &[Source]) -> bool {
    let names: Vec<_> = test.split("::").collect();
    let [krate, modules @ .., name] = names.as_slice() else {
        return false;
    };
    let Some(dir) = crates.get(krate) else {
        return false;
    };
    let declaration = format!("fn {name}(");
    sources.iter().any(|source| {
        let Some(below) = source.path.strip_prefix(&format!("{dir}/")) else {
            return false;
        };
        let own = below.starts_with("src/") || below.starts_with("tests/");
        own && source.is("rs")
            && is_below(below, modules, &source.text)
            && is_test(&source.text, &declaration)
    })
}

/// Whether each module named is a part of the file's path, or a module inside the file.
fn is_below(path: &str, modules: &[&str], text: &str) -> bool {
    let stem = Path::new(path).with_extension("");
    let parts: Vec<_> = stem.iter().filter_map(|part| part.to_str()).collect();
    modules
        .iter()
        .all(|module| parts.contains(module) || text.contains(&format!("mod {module} {{")))
}

/// Whether an attribute right above the function makes it a test, as in `#[tokio::test]`.
fn is_test(text: &str, declaration: &str) -> bool {
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    let attributed = |at: usize| {
        let above = lines[..at].iter().rev();
        above
            .take_while(|line| line.starts_with("#[") || line.starts_with("//"))
            .any(|line| line.contains("test]") || line.contains("test("))
    };
    lines
        .iter()
        .enumerate()
        .any(|(at, line)| line.contains(declaration) && attributed(at))
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::*;

    fn sources() -> Vec<Source> {
        vec![
            source(
                "server/store/src/search/find.rs",
                "mod tests {\n    #[tokio::test]\n    async fn a_star_matches_none() {}\n    fn helper() {}\n}\n",
            ),
            source(
                "end2end/search.spec.ts",
                "test(\"finds by part of a name\", async () => {});\n",
            ),
        ]
    }

    fn found(row: &str) -> Vec<String> {
        let crates = BTreeMap::from([("store", "server/store".to_owned())]);
        check_table(
            &format!("| id | promise | state | tests |\n|---|---|---|---|\n{row}\n"),
            &crates,
            &sources(),
        )
    }

    #[test]
    fn tests_that_exist_are_found_in_rust_and_in_the_browser() {
        let row = "| FIND-2 | stars | done | `store::search::find::tests::a_star_matches_none`, \
                   `end2end/search.spec.ts › finds by part of a name` |";
        assert_eq!(found(row), Vec::<String>::new());
    }

    #[test]
    fn a_test_that_was_renamed_is_named() {
        let gone = found("| FIND-2 | stars | done | `store::search::find::tests::gone` |");
        assert!(gone[0].contains("which does not exist"), "{gone:?}");
        assert_eq!(
            found("| FIND-2 | stars | done | `end2end/search.spec.ts › gone` |").len(),
            1
        );
    }

    #[test]
    fn a_function_that_is_no_test_does_not_count() {
        assert_eq!(
            found("| FIND-2 | stars | done | `store::search::find::tests::helper` |").len(),
            1
        );
    }

    #[test]
    fn a_test_of_another_module_does_not_count() {
        assert_eq!(
            found("| FIND-2 | s | done | `store::accounts::tests::a_star_matches_none` |").len(),
            1
        );
    }

    #[test]
    fn done_without_a_test_is_not_done() {
        assert!(found("| FIND-2 | stars | done | |")[0].contains("names no test"));
        assert!(found("| FIND-2 | stars | open | |").is_empty());
        assert_eq!(found("| FIND-2 | stars | soon | |").len(), 2);
    }

    #[test]
    fn partly_says_what_is_to_come() {
        let row = |state: &str| {
            format!("| FIND-2 | s | {state} | `store::search::find::tests::a_star_matches_none` |")
        };
        assert!(found(&row("partly: sorting")).is_empty());
        for silent in ["partly", "partly: ", "partly:"] {
            assert_eq!(found(&row(silent)).len(), 1, "{silent}");
        }
    }
}
