//! Every sheet is reached from `main.scss`, colours stand in the tokens alone, and the sprite has
//! the icons of its list.

use std::collections::BTreeSet;

use super::Source;
use crate::sprite;

const MAIN: &str = "style/main.scss";
const TOKENS: &str = "style/_tokens.scss";

/// Names every sheet that nothing imports, every colour written by hand, and a stale sprite.
pub fn check(sources: &[Source]) -> Vec<String> {
    let sheets: Vec<_> = sources
        .iter()
        .filter(|source| source.path.starts_with("style/") && source.is("scss"))
        .collect();
    let reached = reached(&sheets);
    let orphans = sheets
        .iter()
        .filter(|sheet| !reached.contains(sheet.path.as_str()))
        .map(|sheet| format!("{}: no sheet uses it; name it in {MAIN}", sheet.path));
    let colours = sheets
        .iter()
        .filter(|sheet| sheet.path != TOKENS)
        .flat_map(|sheet| hand_written_colours(sheet));
    orphans
        .chain(colours)
        .chain(stale_sprite(sources))
        .collect()
}

/// The paths of all sheets that `main.scss` uses, itself included.
fn reached<'a>(sheets: &[&'a Source]) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![MAIN.to_owned()];
    while let Some(path) = open.pop() {
        let Some(sheet) = sheets.iter().find(|sheet| sheet.path == path) else {
            continue;
        };
        if reached.insert(sheet.path.as_str()) {
            for used in uses(sheet) {
                open.extend(candidates(&sheet.path, used));
            }
        }
    }
    reached
}

/// What a sheet names after `@use`, `@forward` or `@import`.
fn uses(sheet: &Source) -> impl Iterator<Item = &str> {
    sheet.code().filter_map(|(_, line)| {
        let line = line.trim_start();
        let rest = ["@use ", "@forward ", "@import "]
            .iter()
            .find_map(|at| line.strip_prefix(at))?;
        rest.split(['"', '\'']).nth(1)
    })
}

/// The files that sass would look for, from the sheet that names them.
fn candidates(from: &str, used: &str) -> [String; 3] {
    let dir = from.rsplit_once('/').map_or("", |(dir, _)| dir);
    let (below, name) = used
        .rsplit_once('/')
        .map_or((String::new(), used), |(below, name)| {
            (format!("{below}/"), name)
        });
    [
        format!("{dir}/{below}_{name}.scss"),
        format!("{dir}/{below}{name}.scss"),
        format!("{dir}/{below}{name}/_index.scss"),
    ]
}

fn hand_written_colours(sheet: &Source) -> impl Iterator<Item = String> {
    sheet
        .code()
        .filter(|(_, line)| has_colour(line))
        .map(|(number, line)| {
            format!(
                "{}:{number}: a colour by hand ({}); take a token of {TOKENS}",
                sheet.path,
                line.trim()
            )
        })
}

fn has_colour(line: &str) -> bool {
    let functions = [
        "rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "oklab(", "lch(", "lab(",
    ];
    if functions
        .iter()
        .any(|function| line.contains(function) && !line.contains("from var("))
    {
        return true;
    }
    // Only in a value: `#add` before a brace is a selector.
    let value = line.split_once(':').map_or("", |(_, value)| value);
    value.split('#').skip(1).any(|rest| {
        let digits = rest.chars().take_while(char::is_ascii_hexdigit).count();
        let ends =
            !rest[digits..].starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_');
        matches!(digits, 3 | 4 | 6 | 8) && ends && !value.contains('{')
    })
}

fn stale_sprite(sources: &[Source]) -> Option<String> {
    let text = |path| {
        sources
            .iter()
            .find(|source| source.path == path)
            .map(|found| &found.text)
    };
    let (list, svg) = (text(sprite::NAMES)?, text(sprite::SPRITE)?);
    let wanted: BTreeSet<_> = sprite::names(list).collect();
    let there: BTreeSet<_> = sprite::ids(svg).collect();
    (wanted != there).then(|| {
        format!(
            "{}: not made from {}; run make sprite",
            sprite::SPRITE,
            sprite::NAMES
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::*;

    #[test]
    fn a_sheet_that_nothing_uses_is_named() {
        let sheets = [
            source(
                MAIN,
                "@use \"tokens\";\n@use 'ui/button';\n// @use \"lost\";\n",
            ),
            source(TOKENS, ":root { --ink: #123456; }\n"),
            source("style/ui/_button.scss", "@use \"parts/edge\";\n"),
            source("style/ui/parts/_edge.scss", ""),
            source("style/_lost.scss", ""),
        ];
        assert_eq!(
            check(&sheets),
            ["style/_lost.scss: no sheet uses it; name it in style/main.scss"]
        );
    }

    #[test]
    fn colours_stand_in_the_tokens_alone() {
        let by_hand = [
            "color: #fff;",
            "border: 1px solid #12345678;",
            "background: rgb(0 0 0 / 50%);",
        ];
        for line in by_hand {
            assert!(has_colour(line), "{line}");
        }
        let fine = [
            "color: var(--ink);",
            "#add { color: red }",
            "#{$name}: 1;",
            "fill: url(#face-mask);",
        ];
        for line in fine {
            assert!(!has_colour(line), "{line}");
        }
    }

    #[test]
    fn a_sprite_without_a_listed_icon_is_stale() {
        let list = source(sprite::NAMES, "plus\nsearch\n");
        let svg = source(sprite::SPRITE, "<svg><symbol id=\"plus\"></symbol></svg>");
        assert_eq!(check(&[list, svg]).len(), 1);
    }
}
