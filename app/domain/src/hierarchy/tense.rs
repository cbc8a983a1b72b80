//! Whether a change of an organization is told before it is made or after.

/// How a change is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tense {
    /// It may still be made: "moves".
    Ahead,
    /// It was made: "moved".
    Done,
}

impl Tense {
    /// Of two ways to say something the one that fits.
    pub(super) const fn say<'a>(self, ahead: &'a str, done: &'a str) -> &'a str {
        match self {
            Self::Ahead => ahead,
            Self::Done => done,
        }
    }
}
