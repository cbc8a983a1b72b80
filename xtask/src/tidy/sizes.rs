//! A file fits in a head: about 400 lines, a table of test cases about 600. (Functions: clippy's `too_many_lines`, in clippy.toml.)

use super::Source;

const MOST_LINES: usize = 420;
const MOST_LINES_OF_TESTS: usize = 600;

fn limit(source: &Source) -> usize {
    let is_test = source.path.contains("/tests/") || source.path.ends_with("tests.rs");
    if is_test {
        MOST_LINES_OF_TESTS
    } else {
        MOST_LINES
    }
}

/// Names every source file that has grown too long.
pub fn check(sources: &[Source]) -> Vec<String> {
    let written = |source: &&Source| {
        ["rs", "ts", "mjs", "scss", "sh"]
            .iter()
            .any(|e| source.is(e))
    };
    sources
        .iter()
        .filter(written)
        .map(|source| (source, source.text.lines().count()))
        .filter(|(source, lines)| *lines > limit(source))
        .map(|(source, lines)| {
            let limit = limit(source);
            format!(
                "{}: {lines} lines; split it by noun, then by verb (at most {limit})",
                source.path
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::*;

    #[test]
    fn a_file_that_does_not_fit_in_a_head_is_named() {
        let long = source("a/long.rs", &"x\n".repeat(421));
        let fitting = source("a/fits.rs", &"x\n".repeat(420));
        let prose = source("docs/long.md", &"x\n".repeat(900));
        let cases = source("a/tests.rs", &"x\n".repeat(600));
        let found = check(&[long, fitting, prose, cases]);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("a/long.rs: 421 lines"));
    }
}
