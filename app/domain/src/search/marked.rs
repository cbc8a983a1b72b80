//! A text with the matched parts marked (FIND-4).

use serde::{Deserialize, Serialize};

/// A text in pieces, each matched or not; together they are the text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Marked(pub Vec<(String, bool)>);

impl Marked {
    /// A text without marks.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        let text = text.into();
        Self(if text.is_empty() {
            Vec::new()
        } else {
            vec![(text, false)]
        })
    }

    /// The text alone.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.iter().map(|(text, _)| text.as_str()).collect()
    }

    /// Whether anything in it is marked.
    #[must_use]
    pub fn is_hit(&self) -> bool {
        self.0.iter().any(|(_, matched)| *matched)
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
