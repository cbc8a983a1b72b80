//! What is found for what stands in a [`Combobox`](super::Combobox): asked for, shown, and gone on with.

use leptos::{prelude::*, task::spawn_local};

use super::{ComboboxFound, Found, state::Combo};

impl Combo {
    /// Asks for what stands in the box.
    pub(super) fn ask(self) {
        // The box may be gone with its dialog, before typing came to rest; its text may be the form's.
        let asked = (self.asked.try_get_value(), self.text.try_get_untracked());
        let (Some(number), Some(text)) = asked else {
            return;
        };
        if text.trim().is_empty() {
            self.close();
            return;
        }
        self.busy.set(true);
        let answer = self
            .source
            .with_value(|source| (source.0)(text, String::new()));
        spawn_local(async move {
            let found = answer.await;
            // The page may be gone, or more may have been typed since.
            if self.asked.try_get_value() == Some(number) {
                self.show(found);
            }
        });
    }

    fn show(self, found: Found) {
        self.busy.set(false);
        let (found, problem) = match found {
            Ok(found) => (found, None),
            Err(problem) => (ComboboxFound::default(), Some(problem)),
        };
        let ComboboxFound {
            options,
            beyond,
            next,
        } = found;
        let first = options.iter().position(|option| option.cannot.is_none());
        self.options.set(options);
        self.next.set(next);
        let is_any = self.lines() > 0;
        self.active.set(first.or(is_any.then_some(0)));
        self.sentence.set(problem.or_else(|| self.said(beyond)));
        self.open.set(true);
    }

    /// Searches on behind what is shown.
    pub(super) fn more(self) {
        let Some(after) = self.next.get_untracked() else {
            return;
        };
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let number = self.asked.get_value();
        let text = self.text.get_untracked();
        let answer = self.source.with_value(|source| (source.0)(text, after));
        spawn_local(async move {
            let found = answer.await;
            // The page may be gone, or something else may have been typed since.
            if self.asked.try_get_value() == Some(number) {
                self.show_more(found);
            }
        });
    }

    /// Adds what came behind the options, each once. The first of it is chosen by Enter; where none came, it is
    /// Show more again.
    fn show_more(self, found: Found) {
        self.busy.set(false);
        let found = match found {
            Ok(found) => found,
            Err(sentence) => return self.sentence.set(Some(sentence)),
        };
        let before = self.options.with_untracked(Vec::len);
        self.options.update(|options| {
            for option in found.options {
                if options.iter().all(|known| known.value != option.value) {
                    options.push(option);
                }
            }
        });
        self.next.set(found.next);
        let last = self.lines().checked_sub(1);
        self.active.set(last.map(|last| before.min(last)));
        self.sentence.set(self.said(found.beyond));
    }

    /// How many lines the list has: the options, and Show more where there is more.
    pub(super) fn lines(self) -> usize {
        let has_more = self.next.with_untracked(Option::is_some);
        self.options.with_untracked(Vec::len) + usize::from(has_more)
    }

    /// What is said in place of options, or of what they leave out.
    fn said(self, beyond: Option<String>) -> Option<String> {
        let nothing = || (self.lines() == 0).then(|| "Nothing found".to_owned());
        let way = match self.next.with_untracked(Option::is_some) {
            true => "show more, or go on typing",
            false => "go on typing",
        };
        let go_on = beyond.map(|words| format!("{words}: {way}"));
        go_on.or_else(nothing)
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::state::tests::{begun, option},
        *,
    };

    /// What a source answers: options of these names, and whether there is more behind them.
    fn found(names: &[&str], has_more: bool) -> Found {
        Ok(ComboboxFound {
            options: names.iter().map(|name| option(name)).collect(),
            beyond: None,
            next: has_more.then(|| "further".to_owned()),
        })
    }

    fn names(combo: Combo) -> Vec<String> {
        let options = combo.options.get_untracked();
        options.into_iter().map(|option| option.value).collect()
    }

    #[test]
    fn what_comes_behind_the_options_is_added_each_once_and_is_next() {
        let owner = Owner::new();
        owner.set();
        let combo = begun();
        combo.show(found(&["Kiel", "Oslo"], true));
        combo.step(false);
        assert_eq!(combo.active.get_untracked(), Some(2), "Show more");
        combo.show_more(found(&["Oslo", "Bergen"], true));
        assert_eq!(names(combo), ["Kiel", "Oslo", "Bergen"]);
        assert_eq!(combo.active.get_untracked(), Some(2), "Bergen");
        combo.show_more(found(&["Oslo"], true));
        assert_eq!(combo.active.get_untracked(), Some(3), "Show more again");
        combo.show_more(found(&[], false));
        assert_eq!(combo.active.get_untracked(), Some(2), "nothing is behind");
        combo.step(true);
        assert_eq!(combo.active.get_untracked(), Some(0));
        combo.show(found(&[], true));
        combo.show_more(found(&[], false));
        assert_eq!(combo.active.get_untracked(), None);
    }

    #[test]
    fn where_nothing_is_found_yet_the_search_can_go_on() {
        let owner = Owner::new();
        owner.set();
        let combo = begun();
        combo.show(found(&[], true));
        assert_eq!(combo.active.get_untracked(), Some(0), "Show more");
        assert_eq!(combo.sentence.get_untracked(), None);
        let sentence = || combo.sentence.get_untracked().unwrap_or_default();
        let beyond = |next: Option<&str>| ComboboxFound {
            beyond: Some("None so far".to_owned()),
            next: next.map(str::to_owned),
            ..ComboboxFound::default()
        };
        combo.show(Ok(beyond(Some("further"))));
        assert_eq!(sentence(), "None so far: show more, or go on typing");
        combo.show(Ok(beyond(None)));
        assert_eq!(sentence(), "None so far: go on typing");
        combo.show(found(&[], false));
        assert_eq!(sentence(), "Nothing found");
    }

    #[test]
    fn what_cannot_be_read_on_leaves_what_is_shown() {
        let owner = Owner::new();
        owner.set();
        let combo = begun();
        combo.show(found(&["Kiel"], true));
        combo.show_more(Err("Away".to_owned()));
        assert_eq!(names(combo), ["Kiel"]);
        assert!(combo.next.with_untracked(Option::is_some));
    }
}
