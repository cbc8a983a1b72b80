//! A file fits in a head: about 400 lines. (Functions: clippy's `too_many_lines`, in clippy.toml.)

use super::Source;

const MOST_LINES: usize = 400;

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
        .filter(|(_, lines)| *lines > MOST_LINES)
        .map(|(source, lines)| {
            format!(
                "{}: {lines} lines; split it by noun, then by verb (at most {MOST_LINES})",
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
    fn four_hundred_lines_pass_and_one_more_does_not() {
        let long = source("a/long.rs", &"x\n".repeat(401));
        let fitting = source("a/fits.rs", &"x\n".repeat(400));
        let prose = source("docs/long.md", &"x\n".repeat(900));
        let found = check(&[long, fitting, prose]);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("a/long.rs: 401 lines"));
    }
}
