//! A dialog and the deed that is asked for in it: an answer that comes when the dialog is closed, or about
//! something else, leaves it alone and is told by a notice.

use leptos::prelude::*;

use super::{Toasts, Tone};

/// A dialog that is opened for one thing at a time, with a deed. Its signals belong to the page.
#[derive(Clone, Copy)]
pub struct Opening {
    /// Whether it is open.
    pub open: RwSignal<bool>,
    /// The deed is under way.
    pub busy: RwSignal<bool>,
    /// Counts openings and deeds: an answer is awaited until the next of either.
    turn: StoredValue<u32>,
}

impl Opening {
    /// Closed, and about nothing yet.
    pub fn closed() -> Self {
        Opening {
            open: RwSignal::new(false),
            busy: RwSignal::new(false),
            turn: StoredValue::new(0),
        }
    }

    /// Opens it, for something else or for the same again.
    pub fn begin(self) {
        self.turn_next();
        self.busy.set(false);
        self.open.set(true);
    }

    /// The deed is asked for; `what` names it, and what it is done to, where that is told elsewhere.
    pub fn deed(self, what: String) -> Deed {
        self.busy.set(true);
        Deed {
            opening: self,
            turn: self.turn_next(),
            what,
        }
    }

    fn turn_next(self) -> u32 {
        self.turn.update_value(|turn| *turn = turn.wrapping_add(1));
        self.turn.get_value()
    }
}

/// A deed whose answer is on its way.
pub struct Deed {
    opening: Opening,
    turn: u32,
    what: String,
}

impl Deed {
    /// The answer is there: whether the dialog still waits for it. Its button then answers again.
    pub fn answered(&self) -> bool {
        let is_awaited = self.is_awaited();
        if is_awaited {
            self.opening.busy.set(false);
        }
        is_awaited
    }

    /// It is done: the dialog closes where it waited for that.
    pub fn close(&self) {
        if self.is_awaited() {
            self.opening.open.set(false);
        }
    }

    /// Says why it was not done where no dialog waits for that any more.
    pub fn tell(&self, toasts: Toasts, sentence: &str) {
        toasts.say(Tone::Bad, self.words(sentence));
    }

    /// Says the same of what changed since it was looked at, and who changed what where that is known.
    pub fn tell_stale(&self, toasts: Toasts, meanwhile: Option<&str>) {
        self.tell(toasts, &stale_words(meanwhile));
    }

    /// Whether the dialog is open as it was when this was asked for. The page may be gone.
    fn is_awaited(&self) -> bool {
        self.opening.open.try_get_untracked() == Some(true)
            && self.opening.turn.try_get_value() == Some(self.turn)
    }

    fn words(&self, sentence: &str) -> String {
        format!("{}: {sentence}", self.what)
    }
}

/// Why nothing was done, where what is true by now is not shown beside it.
fn stale_words(meanwhile: Option<&str>) -> String {
    let meanwhile = meanwhile.map_or_else(String::new, |sentence| format!(" {sentence}"));
    format!("Something changed since you looked, so nothing was done.{meanwhile}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A dialog that was opened, of a page that is there as long as its owner.
    fn opened() -> (Owner, Opening) {
        let owner = Owner::new();
        owner.set();
        let opening = Opening::closed();
        opening.begin();
        (owner, opening)
    }

    fn is_busy(opening: Opening) -> bool {
        opening.busy.get_untracked()
    }

    #[test]
    fn an_open_dialog_waits_for_the_answer_and_its_button_answers_again() {
        let (_page, opening) = opened();
        let deed = opening.deed("Moving Sales".to_owned());
        assert!(is_busy(opening));
        assert!(deed.answered());
        assert!(!is_busy(opening));
        deed.close();
        assert!(!opening.open.get_untracked());
    }

    #[test]
    fn a_closed_dialog_waits_for_nothing() {
        let (_page, opening) = opened();
        let deed = opening.deed("Moving Sales".to_owned());
        opening.open.set(false);
        assert!(!deed.answered());
    }

    #[test]
    fn a_dialog_that_was_opened_again_stays_open_whatever_comes_of_the_deed_before() {
        let (_page, opening) = opened();
        let deed = opening.deed("Moving Sales".to_owned());
        opening.open.set(false);
        opening.begin();
        assert!(!is_busy(opening), "its own deed is still to be asked for");
        assert!(!deed.answered());
        deed.close();
        assert!(opening.open.get_untracked());
    }

    #[test]
    fn the_answer_to_a_deed_leaves_the_next_one_under_way() {
        let (_page, opening) = opened();
        let first = opening.deed("Moving Sales".to_owned());
        opening.begin();
        let second = opening.deed("Moving Oslo".to_owned());
        assert!(!first.answered());
        assert!(is_busy(opening));
        assert!(second.answered());
    }

    #[test]
    fn where_the_page_is_gone_nothing_waits() {
        let (page, opening) = opened();
        let deed = opening.deed("Moving Sales".to_owned());
        page.cleanup();
        assert!(!deed.answered());
    }

    #[test]
    fn what_is_told_elsewhere_names_the_deed_and_who_changed_what() {
        let (_page, opening) = opened();
        let deed = opening.deed("Moving Sales (A-00000123)".to_owned());
        assert_eq!(
            deed.words(&stale_words(Some("Meanwhile Sam Rivers moved Oslo."))),
            "Moving Sales (A-00000123): Something changed since you looked, so nothing was done. Meanwhile Sam \
             Rivers moved Oslo."
        );
    }
}
