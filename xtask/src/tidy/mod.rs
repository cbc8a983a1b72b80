//! `cargo xtask tidy`: the rules of the house that a compiler does not know.
//!
//! Each rule is a function from what stands in the repository to the sentences that tell what
//! breaks it; a rule that finds nothing says nothing.

mod arrows;
mod features;
mod gallery;
mod licences;
mod packages;
mod promises;
mod sizes;
mod sources;
mod style;

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::files;
use crate::workspace::Workspace;

/// A file of the repository: its path from the root, and its text.
#[derive(Debug)]
pub struct Source {
    /// From the workspace's root, with `/`.
    pub path: String,
    /// All of it.
    pub text: String,
}

impl Source {
    /// Whether the file's name ends in `.` and this.
    pub fn is(&self, extension: &str) -> bool {
        Path::new(&self.path)
            .extension()
            .is_some_and(|found| found == extension)
    }

    /// The lines with their numbers from 1, without what follows `//`.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .map(without_comment)
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }
}

/// Checks every rule and fails when one is broken, after printing all that was found.
pub fn check(workspace: &Workspace) -> Result<()> {
    let sources = read_sources(&workspace.root)?;
    let mut found = Vec::new();
    found.extend(sizes::check(&sources));
    found.extend(sources::check(&sources));
    found.extend(gallery::check(&sources));
    found.extend(style::check(&sources));
    found.extend(promises::check(workspace, &sources));
    found.extend(arrows::check(workspace));
    found.extend(packages::check(workspace, &sources));
    found.extend(licences::check(workspace));
    found.extend(features::check()?);
    for sentence in &found {
        println!("{sentence}");
    }
    match found.len() {
        0 => {
            println!("tidy: {} files keep the house rules", sources.len());
            Ok(())
        }
        1 => bail!("one house rule is broken"),
        many => bail!("house rules are broken in {many} places"),
    }
}

/// Every text file that git knows or would take.
fn read_sources(root: &Path) -> Result<Vec<Source>> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .context("git could not be started")?;
    ensure!(output.status.success(), "git ls-files failed");
    let names = String::from_utf8(output.stdout).context("a file has a name that is not text")?;
    let mut sources = Vec::new();
    for path in names.lines() {
        let full = root.join(path);
        let known = [
            ".rs", ".scss", ".ts", ".mjs", ".sh", ".md", ".sql", ".svg", ".txt",
        ];
        if known.iter().any(|end| path.ends_with(end)) && full.is_file() {
            sources.push(Source {
                path: path.to_owned(),
                text: files::text(&full)?,
            });
        }
    }
    Ok(sources)
}

/// A line up to its comment. `://` of an address does not begin one.
fn without_comment(line: &str) -> &str {
    let mut from = 0;
    while let Some(at) = line[from..].find("//").map(|at| at + from) {
        if !line[..at].ends_with(':') {
            return &line[..at];
        }
        from = at + 2;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A source for the tests of the rules.
    pub fn source(path: &str, text: &str) -> Source {
        Source {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_comment_is_no_code_and_an_address_is_no_comment() {
        assert_eq!(without_comment("let a = 1; // one"), "let a = 1; ");
        assert_eq!(
            without_comment("fetch(\"http://x\"); // y"),
            "fetch(\"http://x\"); "
        );
        assert_eq!(without_comment("/// a doc"), "");
    }
}
