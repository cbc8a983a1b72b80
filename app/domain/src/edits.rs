//! What an edit comes to where two people edit the same thing (ACC-6).

use serde::{Deserialize, Serialize};

/// What became of an edit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EditOutcome<T, N> {
    /// It is saved.
    Saved {
        /// What was saved: a version, an id.
        saved: T,
    },
    /// Somebody changed the same thing since the form was opened. Nothing is saved, nothing typed
    /// is lost.
    Stale {
        /// What is there now.
        now: N,
        /// What changed meanwhile, field by field.
        differences: Vec<FieldDifference>,
    },
}

/// One field that somebody changed since the form was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldDifference {
    /// Names the field for the choice of what to keep.
    pub key: String,
    /// The field in words: "E-mail (Ana Fox)".
    pub label: String,
    /// The value when the form was opened, in words.
    pub was: String,
    /// The value as typed in the form.
    pub typed: String,
    /// The value that is there now.
    pub now: String,
    /// Whether both changed it to different values, so that a person has to choose. Where not,
    /// only the other one changed it and the new value is taken over.
    pub is_conflict: bool,
}

impl FieldDifference {
    /// The difference of a field, unless it is as it was.
    #[must_use]
    pub fn between(key: &str, label: String, was: &str, typed: &str, now: &str) -> Option<Self> {
        (now != was).then(|| Self {
            key: key.to_owned(),
            label,
            was: was.to_owned(),
            typed: typed.to_owned(),
            now: now.to_owned(),
            is_conflict: typed != was && typed != now,
        })
    }
}

/// The value of a field after taking over what changed meanwhile: what only one side changed is
/// taken from that side; where both did, what was typed stays unless `take_now` says otherwise.
#[must_use]
pub fn value_merge(was: &str, typed: &str, now: &str, take_now: bool) -> String {
    let is_taken = typed == was || (take_now && now != was);
    if is_taken {
        now.to_owned()
    } else {
        typed.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_only_the_other_one_changed_is_taken_over() {
        assert_eq!(value_merge("a", "a", "b", false), "b");
    }

    #[test]
    fn a_field_that_only_i_changed_stays_as_typed_whatever_is_chosen_elsewhere() {
        assert_eq!(value_merge("a", "mine", "a", false), "mine");
        assert_eq!(value_merge("a", "mine", "a", true), "mine");
    }

    #[test]
    fn where_both_changed_it_what_i_typed_stays_until_i_give_it_up() {
        assert_eq!(value_merge("a", "mine", "b", false), "mine");
        assert_eq!(value_merge("a", "mine", "b", true), "b");
    }

    #[test]
    fn two_who_typed_the_same_have_no_conflict() {
        let difference = FieldDifference::between("name", "Name".into(), "a", "b", "b").unwrap();
        assert!(!difference.is_conflict);
    }
}
