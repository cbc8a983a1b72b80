//! Everything that is compiled in may be used in a product: no licence that asks for its source.

use crate::workspace::Workspace;

/// The licences that may stand in a dependency, by their SPDX ids.
const ALLOWED: [&str; 15] = [
    "0BSD",
    "Apache-2.0",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Names every package whose licence is not allowed, or not said.
pub fn check(workspace: &Workspace) -> Vec<String> {
    workspace
        .packages
        .iter()
        .filter_map(|package| match &package.license {
            None => Some(format!(
                "{} {}: its manifest names no licence",
                package.name, package.version
            )),
            Some(licence) if is_allowed(licence) => None,
            Some(licence) => Some(format!(
                "{} {}: the licence {licence} is not on the list",
                package.name, package.version
            )),
        })
        .collect()
}

/// Reads an SPDX expression: `AND` binds tighter than `OR`, parentheses group, `WITH` only adds
/// permissions. Cargo's old `/` means `OR`.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let words: Vec<_> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    either(&mut rest) && rest.is_empty()
}

fn either(words: &mut &[&str]) -> bool {
    let mut allowed = both(words);
    while let Some((&"OR", rest)) = words.split_first() {
        *words = rest;
        // Read the other side in any case: it has to be taken from the words.
        allowed = both(words) || allowed;
    }
    allowed
}

fn both(words: &mut &[&str]) -> bool {
    let mut allowed = one(words);
    while let Some((&"AND", rest)) = words.split_first() {
        *words = rest;
        allowed = one(words) && allowed;
    }
    allowed
}

fn one(words: &mut &[&str]) -> bool {
    let Some((first, rest)) = words.split_first() else {
        return false;
    };
    *words = rest;
    if *first == "(" {
        let allowed = either(words);
        *words = words.split_first().map_or(&[], |(_, rest)| rest);
        return allowed;
    }
    if let Some((&"WITH", rest)) = words.split_first() {
        *words = rest.split_first().map_or(&[], |(_, rest)| rest);
    }
    ALLOWED.contains(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_allowed_choice_is_enough() {
        assert!(is_allowed("MIT OR Apache-2.0"));
        assert!(is_allowed("GPL-3.0 OR MIT"));
        assert!(is_allowed("MIT/Apache-2.0"));
        assert!(is_allowed("Apache-2.0 WITH LLVM-exception OR MIT"));
    }

    #[test]
    fn what_comes_together_must_all_be_allowed() {
        assert!(is_allowed("(MIT OR GPL-2.0) AND Unicode-3.0"));
        assert!(!is_allowed("MIT AND GPL-2.0"));
        assert!(!is_allowed("GPL-3.0-only"));
        assert!(!is_allowed(""));
    }
}
