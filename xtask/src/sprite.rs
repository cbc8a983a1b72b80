//! `cargo xtask sprite`: one file with the icons that Canopy uses, cut from npm's lucide-static.

use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::files;
use crate::workspace::Workspace;

/// Where the names of the icons stand, one on a line.
pub const NAMES: &str = "style/icons.txt";
/// The sprite, which is committed: building needs no icon that is not in it.
pub const SPRITE: &str = "style/assets/icons.svg";

/// Writes the sprite from the list of names.
pub fn write(workspace: &Workspace) -> Result<()> {
    let icons = workspace.root.join("node_modules/lucide-static/icons");
    let list = files::text(&workspace.root.join(NAMES))?;
    let names: Vec<_> = names(&list).collect();
    let sprite = compose(&names, |name| read_icon(&icons, name))?;
    files::write_changed(&workspace.root.join(SPRITE), sprite.as_bytes())?;
    println!("{SPRITE}: {} icons", names.len());
    Ok(())
}

/// The names in a list; blank lines and what follows `#` do not count.
pub fn names(list: &str) -> impl Iterator<Item = &str> {
    list.lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim())
        .filter(|name| !name.is_empty())
}

/// The ids of a sprite's symbols, in their order.
pub fn ids(sprite: &str) -> impl Iterator<Item = &str> {
    sprite
        .split("<symbol id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
}

fn read_icon(icons: &Path, name: &str) -> Result<String> {
    files::text(&icons.join(format!("{name}.svg")))
        .with_context(|| format!("lucide has no icon \"{name}\" (named in {NAMES})"))
}

fn compose(names: &[&str], icon: impl Fn(&str) -> Result<String>) -> Result<String> {
    let mut sprite = String::from(
        "<!-- Cut from lucide-static (ISC licence) by cargo xtask sprite. -->\n\
         <svg xmlns=\"http://www.w3.org/2000/svg\">\n",
    );
    for name in names {
        let source = icon(name)?;
        let shapes =
            shapes(&source).with_context(|| format!("the icon \"{name}\" has no shapes"))?;
        writeln!(
            sprite,
            "<symbol id=\"{name}\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" \
             stroke-width=\"2\" stroke-linecap=\"round\" stroke-linejoin=\"round\">{shapes}</symbol>"
        )?;
    }
    sprite.push_str("</svg>\n");
    ensure!(
        ids(&sprite).count() == names.len(),
        "an icon contains a symbol of its own"
    );
    Ok(sprite)
}

/// What stands between an icon's `<svg …>` and `</svg>`, on one line.
fn shapes(icon: &str) -> Option<String> {
    let (_, after) = icon.split_once("<svg")?;
    let (_, inside) = after.split_once('>')?;
    let (inside, _) = inside.split_once("</svg>")?;
    let shapes: String = inside.lines().map(str::trim).collect();
    (!shapes.is_empty()).then_some(shapes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLUS: &str = "<!-- @license -->\n<svg\n  class=\"lucide\"\n  fill=\"none\"\n>\n  \
                        <path d=\"M5 12h14\" />\n  <path d=\"M12 5v14\" />\n</svg>\n";

    #[test]
    fn the_list_may_have_blank_lines_and_remarks() {
        let list = "plus\n\n# navigation\nsearch # the box\n";
        assert_eq!(names(list).collect::<Vec<_>>(), ["plus", "search"]);
    }

    #[test]
    fn each_icon_becomes_a_symbol_with_its_shapes() {
        let sprite = compose(&["plus", "cross"], |_| Ok(PLUS.to_owned())).expect("a sprite");
        assert_eq!(ids(&sprite).collect::<Vec<_>>(), ["plus", "cross"]);
        assert!(sprite.contains("><path d=\"M5 12h14\" /><path d=\"M12 5v14\" /></symbol>"));
    }

    #[test]
    fn an_icon_that_lucide_does_not_have_is_named() {
        let dir = tempfile::tempdir().expect("a folder");
        let error = read_icon(dir.path(), "unicorn").expect_err("refused");
        assert!(error.to_string().contains("\"unicorn\""));
    }
}
