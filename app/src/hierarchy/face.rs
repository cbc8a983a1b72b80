//! What a line of the tree shows and says of itself, in words: plain values that are drawn when the
//! page is made, and again where they change while a place of the document takes another line.

use std::sync::Arc;

use domain::hierarchy::{TreePayers, TreeRow};

use super::{
    lines::{Line, LineKey, LineKind},
    payers_face::PayersFace,
    unread::Failed,
    words::{count_words, due_words},
};
use crate::{accounts::parts::status_tone, routes, ui::status_class};

/// Deeper than this the indent grows no more: the level stands beside the name.
const INDENTS: usize = 16;

/// Who pays for the account of a line, and for whom it pays.
#[derive(Clone, Debug)]
pub enum PayersShown {
    /// Payers are not shown.
    Hidden,
    /// Not known yet.
    Unknown,
    /// It pays for itself alone.
    Own,
    /// Somebody pays for it, or it pays for somebody.
    Known(Arc<TreePayers>),
}

impl PartialEq for PayersShown {
    /// By address, see [`Shown`].
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Known(one), Self::Known(other)) => Arc::ptr_eq(one, other),
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

/// How a line stands among what is being done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Its children are shown.
    pub is_open: bool,
    /// Keys act on it.
    pub is_chosen: bool,
    /// It was cut, to be pasted.
    pub is_cut: bool,
    /// Something is dragged over it.
    pub is_target: bool,
    /// It can be dragged.
    pub may_drag: bool,
}

/// A line with all that its face depends on. Two are compared in no time: what is known of an account
/// keeps its address as long as it stays the same.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Which of all lines it is.
    pub index: usize,
    /// The line.
    pub line: Line,
    /// The account; or whose child it is, where it is not read yet.
    pub row: Arc<TreeRow>,
    /// How many levels above it are left out.
    pub skipped: i64,
    /// How it stands.
    pub standing: Standing,
    /// How the question for it failed, where it is not read yet.
    pub failed: Option<Failed>,
    /// Who pays.
    pub payers: PayersShown,
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
            && self.line == other.line
            && Arc::ptr_eq(&self.row, &other.row)
            && self.skipped == other.skipped
            && self.standing == other.standing
            && self.failed == other.failed
            && self.payers == other.payers
    }
}

/// What a line shows and says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Face {
    pub class: String,
    pub id: String,
    pub level: String,
    pub position: Option<String>,
    pub siblings: Option<String>,
    pub row_index: String,
    pub busy: Option<&'static str>,
    pub expanded: Option<&'static str>,
    pub selected: &'static str,
    pub draggable: &'static str,
    pub name_class: String,
    pub twist_class: &'static str,
    pub between: String,
    pub name: String,
    pub number: String,
    pub href: String,
    pub organization_type: &'static str,
    pub status_class: String,
    pub status: &'static str,
    pub customer_type: String,
    pub below: String,
    pub due: String,
    pub payers: PayersFace,
}

impl Face {
    /// That of a place which no line has taken yet.
    pub fn empty() -> Self {
        Face {
            class: "tree-line".to_owned(),
            name_class: level_class("tree-name", 0),
            twist_class: "tree-twist none",
            ..Face::default()
        }
    }

    /// The face of a line.
    pub fn of(shown: &Shown) -> Self {
        let (line, standing) = (&shown.line, &shown.standing);
        let common = Face {
            class: class_of(shown),
            id: line_id(line.key()),
            level: (line.level + 1).to_string(),
            position: line.position.map(|position| position.to_string()),
            siblings: Some(line.siblings.to_string()),
            row_index: (shown.index + 2).to_string(),
            selected: word(standing.is_chosen),
            name_class: level_class("tree-name", line.level),
            draggable: word(standing.may_drag && line.is_account()),
            twist_class: "tree-twist none",
            ..Face::default()
        };
        match line.kind {
            LineKind::Account => account_face(shown, common),
            LineKind::Unread(place) => Face {
                busy: shown.failed.is_none().then_some("true"),
                name: match &shown.failed {
                    None => "Loading…".to_owned(),
                    // Said once, and by all what pressing them does.
                    Some(failed) if failed.at == place => {
                        format!("Try again. {}", failed.why)
                    }
                    Some(_) => "Try again".to_owned(),
                },
                ..common
            },
        }
    }
}

fn account_face(shown: &Shown, common: Face) -> Face {
    let (row, line, is_open) = (&shown.row, &shown.line, shown.standing.is_open);
    let has_children = row.has_children();
    Face {
        expanded: has_children.then(|| word(is_open)),
        twist_class: match (has_children, is_open) {
            (false, _) => "tree-twist none",
            (true, false) => "tree-twist",
            (true, true) => "tree-twist open",
        },
        between: between_words(line.level, shown.skipped, shown.standing.is_cut),
        name: row.account.name.clone(),
        number: row.account.number.to_string(),
        href: routes::account(row.account.number),
        organization_type: row.organization_type.map_or("", |kind| kind.label()),
        status_class: status_class(status_tone(row.status)),
        status: row.status.label(),
        customer_type: row.customer_type.clone(),
        below: count_words(row.accounts_below),
        due: due_words(row),
        payers: PayersFace::of(row.account.number, &shown.payers),
        ..common
    }
}

fn class_of(shown: &Shown) -> String {
    let standing = &shown.standing;
    let mut class = "tree-line".to_owned();
    for (is_so, word) in [
        (!shown.line.is_account(), " unread"),
        (shown.failed.is_some(), " failed"),
        (standing.is_chosen, " chosen"),
        (standing.is_cut, " cut"),
        (standing.is_target, " target"),
    ] {
        if is_so {
            class.push_str(word);
        }
    }
    class
}

/// What stands between indent and name: levels that are left out, how deep a line is where the indent
/// does not say it, and that it was cut.
fn between_words(level: usize, skipped: i64, is_cut: bool) -> String {
    let skipped = (skipped > 0).then(|| format!("… {} levels …", count_words(skipped)));
    let depth = (level > INDENTS).then(|| format!("level {}", level + 1));
    let cut = is_cut.then(|| "cut".to_owned());
    let all: Vec<String> = skipped.into_iter().chain(depth).chain(cut).collect();
    all.join(" ")
}

const fn word(is_so: bool) -> &'static str {
    if is_so { "true" } else { "false" }
}

/// The id of a line's element.
pub fn line_id((id, kind): LineKey) -> String {
    match kind {
        LineKind::Account => format!("line-{id}"),
        LineKind::Unread(place) => format!("unread-{place}-{id}"),
    }
}

/// The line whose element has this id.
pub fn line_key(id: &str) -> Option<LineKey> {
    let (kind, id) = id.split_once('-')?;
    match kind {
        "line" => Some((id.parse().ok()?, LineKind::Account)),
        "unread" => {
            let (place, parent) = id.split_once('-')?;
            Some((parent.parse().ok()?, LineKind::Unread(place.parse().ok()?)))
        }
        _ => None,
    }
}

/// The classes of an element that stands on a level.
pub fn level_class(part: &str, level: usize) -> String {
    format!("{part} level-{}", level.min(INDENTS))
}

#[cfg(test)]
mod tests {
    use super::{
        super::model::tests::{id, row},
        *,
    };

    fn shown(kind: LineKind, level: usize) -> Shown {
        Shown {
            index: 4,
            line: Line {
                id: id(7),
                kind,
                level,
                position: Some(2),
                siblings: 1_200,
            },
            row: Arc::new(row(7, 3)),
            skipped: 0,
            standing: Standing::default(),
            failed: None,
            payers: PayersShown::Hidden,
        }
    }

    #[test]
    fn a_line_says_where_it_stands_and_what_is_below() {
        let face = Face::of(&shown(LineKind::Account, 1));
        assert_eq!(
            (face.level.as_str(), face.row_index.as_str()),
            ("2", "6"),
            "levels count from one, and the head of the columns is the first row"
        );
        assert_eq!(face.position.as_deref(), Some("2"));
        assert_eq!(face.siblings.as_deref(), Some("1200"));
        assert_eq!(face.expanded, Some("false"));
        assert_eq!(face.below, "3");
    }

    #[test]
    fn an_account_without_children_cannot_be_opened() {
        let shown = Shown {
            row: Arc::new(row(7, 0)),
            ..shown(LineKind::Account, 1)
        };
        let face = Face::of(&shown);
        assert_eq!((face.expanded, face.twist_class), (None, "tree-twist none"));
    }

    #[test]
    fn below_the_last_indent_the_level_is_written() {
        let at = |level| Face::of(&shown(LineKind::Account, level)).between;
        assert_eq!((at(16).as_str(), at(17).as_str()), ("", "level 18"));
    }

    #[test]
    fn a_line_that_was_cut_says_so_in_a_word() {
        let mut cut = shown(LineKind::Account, 17);
        cut.standing.is_cut = true;
        assert_eq!(Face::of(&cut).between, "level 18 cut");
    }

    #[test]
    fn what_is_not_read_yet_says_where_it_stands_and_that_it_comes() {
        let face = Face::of(&shown(LineKind::Unread(1), 1));
        assert_eq!(
            (face.name.as_str(), face.class.as_str(), face.busy),
            ("Loading…", "tree-line unread", Some("true"))
        );
        assert_eq!((face.row_index.as_str(), face.level.as_str()), ("6", "2"));
        assert_eq!(face.position.as_deref(), Some("2"));
        assert_eq!(face.siblings.as_deref(), Some("1200"));
        assert_eq!(Face::of(&shown(LineKind::Account, 1)).busy, None);
    }

    #[test]
    fn what_could_not_be_read_says_why_once_and_on_each_line_what_to_do() {
        let with = |at| Shown {
            failed: Some(Failed {
                why: "The server is away.".into(),
                places: 0..200,
                at,
            }),
            ..shown(LineKind::Unread(1), 1)
        };
        let face = Face::of(&with(1));
        assert_eq!(face.name, "Try again. The server is away.");
        assert_eq!(
            (face.class.as_str(), face.busy),
            ("tree-line unread failed", None)
        );
        assert_eq!(Face::of(&with(100)).name, "Try again");
        assert_ne!(with(1), shown(LineKind::Unread(1), 1));
    }

    #[test]
    fn a_line_is_found_again_by_the_id_of_its_element() {
        for kind in [LineKind::Account, LineKind::Unread(199_999)] {
            assert_eq!(line_key(&line_id((id(7), kind))), Some((id(7), kind)));
        }
        for other in ["line-7", "unread-7", "unread-7-8", "more-7"] {
            assert_eq!(line_key(other), None, "{other}");
        }
    }

    #[test]
    fn a_line_is_the_same_as_long_as_nothing_of_its_account_changes() {
        let one = shown(LineKind::Account, 1);
        assert_eq!(one, one.clone());
        let other = Shown {
            row: Arc::new(row(7, 4)),
            ..one.clone()
        };
        assert_ne!(one, other);
    }
}
