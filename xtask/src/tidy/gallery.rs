//! The page `/ui` shows every part of the design system: what it leaves out is found by nobody, and looked at
//! in no other theme or width.

use super::Source;
use super::sources::has_word;

const UI: &str = "app/src/ui/";
const GALLERY: &str = "app/src/gallery/";

/// Parts that stand around every page, the gallery's too: it shows what they do.
const AROUND_ALL: [&str; 1] = ["Toaster"];

/// Names every public component of the design system that the gallery does not show.
pub fn check(sources: &[Source]) -> Vec<String> {
    let of = |folder: &'static str| {
        let is_of = move |source: &&Source| source.path.starts_with(folder) && source.is("rs");
        sources.iter().filter(is_of)
    };
    let is_shown = |name: &str| {
        let tag = format!("<{name}");
        of(GALLERY).any(|source| {
            let mut lines = source.code();
            lines.any(|(_, line)| line.contains(&tag) && has_word(line, name))
        })
    };
    let mut found = Vec::new();
    for source in of(UI) {
        for name in components(source) {
            if !AROUND_ALL.contains(&name) && !is_shown(name) {
                let path = &source.path;
                found.push(format!(
                    "{path}: {name} is not shown at /ui; put it into {GALLERY}"
                ));
            }
        }
    }
    found
}

/// The public components of a file.
fn components(source: &Source) -> Vec<&str> {
    let mut is_component = false;
    let mut names = Vec::new();
    for (_, line) in source.code() {
        if line.trim() == "#[component]" {
            is_component = true;
        } else if let Some(rest) = line.strip_prefix("pub fn ") {
            if is_component {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
                names.push(&rest[..end.unwrap_or(rest.len())]);
            }
            is_component = false;
        } else if !line.trim().starts_with("#[") {
            is_component = false;
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::*;

    #[test]
    fn a_part_that_the_gallery_leaves_out_is_named() {
        let part = "#[component]\npub fn Meter(\n#[component]\n#[allow(x)]\npub fn MeterRow<T>(\n";
        let other =
            "pub fn helper() {}\n#[component]\nfn Own() {}\n#[component]\npub fn Toaster()\n";
        let found = check(&[
            source("app/src/ui/meter.rs", part),
            source("app/src/ui/toast.rs", other),
            source("app/src/gallery/lists.rs", "view! { <MeterRow /> }\n"),
            source("app/src/accounts/home.rs", "view! { <Meter /> }\n"),
        ]);
        assert_eq!(
            found,
            ["app/src/ui/meter.rs: Meter is not shown at /ui; put it into app/src/gallery/"]
        );
    }
}
