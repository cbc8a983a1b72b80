//! Who may depend on whom: the table of ARCHITECTURE.md, checked against every manifest.

use crate::workspace::{Dependency, Package, Workspace};

/// What a crate of the workspace may and may not name in its manifest.
struct Rule {
    name: &'static str,
    /// The crates of this workspace that it may use.
    local: &'static [&'static str],
    /// Crates from outside that it must never use, also not in part.
    never: &'static [&'static str],
    /// Crates that only a feature may switch on, since the browser must not get them.
    behind_a_feature: &'static [&'static str],
}

const RULES: [Rule; 7] = [
    Rule {
        name: "domain",
        local: &[],
        never: &["leptos", "axum", "tokio", "sea-orm", "sqlx", "tracing"],
        behind_a_feature: &[],
    },
    Rule {
        name: "migrations",
        local: &[],
        never: &["leptos", "axum"],
        behind_a_feature: &[],
    },
    Rule {
        name: "store",
        // Its feature `testing` migrates the databases that tests get.
        local: &["domain", "migrations"],
        never: &["leptos", "axum"],
        behind_a_feature: &["migrations"],
    },
    Rule {
        name: "app",
        local: &["domain", "store"],
        never: &["sea-orm", "sqlx", "tokio"],
        behind_a_feature: &["store", "axum", "leptos_axum", "tracing"],
    },
    Rule {
        name: "frontend",
        local: &["app"],
        never: &["axum", "tokio"],
        behind_a_feature: &[],
    },
    Rule {
        name: "server",
        local: &["app", "domain", "migrations", "store"],
        never: &["sea-orm"],
        behind_a_feature: &[],
    },
    Rule {
        name: "xtask",
        local: &[],
        never: &["leptos"],
        behind_a_feature: &[],
    },
];

/// Names every arrow that the architecture does not have.
pub fn check(workspace: &Workspace) -> Vec<String> {
    let names: Vec<_> = workspace
        .members()
        .map(|package| package.name.as_str())
        .collect();
    workspace
        .members()
        .flat_map(|package| check_package(package, &names))
        .collect()
}

fn check_package(package: &Package, members: &[&str]) -> Vec<String> {
    let Some(rule) = RULES.iter().find(|rule| rule.name == package.name) else {
        return vec![format!(
            "{}: this crate is not in the table of arrows; add its rule",
            package.name
        )];
    };
    // What tests use is no arrow: they may look at a crate from outside.
    let used = package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind.as_deref() != Some("dev"));
    used.filter_map(|dependency| broken(rule, dependency, members))
        .map(|reason| format!("{}: {reason}", package.name))
        .collect()
}

fn broken(rule: &Rule, dependency: &Dependency, members: &[&str]) -> Option<String> {
    let name = dependency.name.as_str();
    if members.contains(&name) && !rule.local.contains(&name) {
        return Some(format!(
            "depends on {name}; the architecture has no such arrow"
        ));
    }
    if rule.never.contains(&name) {
        return Some(format!("depends on {name}, which it must never know"));
    }
    if rule.behind_a_feature.contains(&name) && !dependency.optional {
        return Some(format!(
            "depends on {name} always; only a feature may switch it on"
        ));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dependency(name: &str, optional: bool) -> Dependency {
        Dependency {
            name: name.to_owned(),
            kind: None,
            optional,
            rename: None,
        }
    }

    fn rule(name: &str) -> &'static Rule {
        RULES.iter().find(|rule| rule.name == name).expect("a rule")
    }

    #[test]
    fn store_does_not_know_app() {
        let reason = broken(rule("store"), &dependency("app", false), &["app", "store"]);
        assert_eq!(
            reason.as_deref(),
            Some("depends on app; the architecture has no such arrow")
        );
        assert!(broken(rule("store"), &dependency("domain", false), &["domain"]).is_none());
    }

    #[test]
    fn domain_reads_no_database() {
        assert!(broken(rule("domain"), &dependency("sea-orm", true), &[]).is_some());
    }

    #[test]
    fn app_gets_the_store_on_the_server_only() {
        assert!(broken(rule("app"), &dependency("store", false), &["store"]).is_some());
        assert!(broken(rule("app"), &dependency("store", true), &["store"]).is_none());
    }
}
