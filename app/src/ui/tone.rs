//! What a status, note or notice means, apart from its words.

use super::icon::IconName;

/// The meaning behind a colour. Never shown by colour alone: a word or a shape goes with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to judge.
    #[default]
    Neutral,
    /// As it should be.
    Good,
    /// Wants attention.
    Warn,
    /// Went wrong or is overdue.
    Bad,
    /// Can be acted on, is chosen, is new.
    Accent,
}

impl Tone {
    /// The classes `part` and, where there is something to judge, `part tone-…`.
    pub(super) fn class(self, part: &'static str) -> String {
        match self.suffix() {
            Some(tone) => format!("{part} tone-{tone}"),
            None => part.to_owned(),
        }
    }

    fn suffix(self) -> Option<&'static str> {
        match self {
            Tone::Neutral => None,
            Tone::Good => Some("good"),
            Tone::Warn => Some("warn"),
            Tone::Bad => Some("bad"),
            Tone::Accent => Some("accent"),
        }
    }

    /// The icon that goes with the meaning.
    pub(super) fn icon(self) -> IconName {
        match self {
            Tone::Neutral | Tone::Accent => IconName::Info,
            Tone::Good => IconName::CircleCheck,
            Tone::Warn => IconName::TriangleAlert,
            Tone::Bad => IconName::CircleAlert,
        }
    }
}
