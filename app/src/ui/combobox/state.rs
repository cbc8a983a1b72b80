//! What changes while somebody types in a [`Combobox`](super::Combobox), and what keys do with it.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};

use super::{ComboboxFound, ComboboxOption, ComboboxSource, Found};

/// How long typing must rest before options are asked for.
const REST: Duration = Duration::from_millis(120);

/// Everything that changes while a [`Combobox`](super::Combobox) is used.
#[derive(Clone, Copy)]
pub(super) struct Combo {
    pub(super) chosen: RwSignal<Option<ComboboxOption>>,
    pub(super) text: RwSignal<String>,
    pub(super) options: RwSignal<Vec<ComboboxOption>>,
    /// What is said in place of options, or below them.
    pub(super) sentence: RwSignal<Option<String>>,
    /// Where to search on behind the options; none where there is nothing further.
    pub(super) next: RwSignal<Option<String>>,
    pub(super) active: RwSignal<Option<usize>>,
    pub(super) open: RwSignal<bool>,
    pub(super) busy: RwSignal<bool>,
    /// Counts the questions, so that a late answer to an old one is dropped.
    asked: StoredValue<u32>,
    waiting: StoredValue<Option<TimeoutHandle>>,
    source: StoredValue<ComboboxSource>,
    /// Whether what stands in the box was typed or chosen in it.
    entered: StoredValue<bool>,
    /// The box holds the value itself, not its label.
    pub(super) by_value: bool,
}

impl Combo {
    pub(super) fn new(
        chosen: RwSignal<Option<ComboboxOption>>,
        text: Option<RwSignal<String>>,
        source: ComboboxSource,
    ) -> Self {
        let label = chosen.with_untracked(|chosen| {
            chosen
                .as_ref()
                .map(|option| option.label.clone())
                .unwrap_or_default()
        });
        Combo {
            chosen,
            by_value: text.is_some(),
            text: text.unwrap_or_else(|| RwSignal::new(label)),
            options: RwSignal::new(Vec::new()),
            sentence: RwSignal::new(None),
            next: RwSignal::new(None),
            active: RwSignal::new(None),
            open: RwSignal::new(false),
            busy: RwSignal::new(false),
            asked: StoredValue::new(0),
            waiting: StoredValue::new(None),
            source: StoredValue::new(source),
            entered: StoredValue::new(false),
        }
    }

    /// What stands in the box when this is chosen.
    pub(super) fn words_of(self, option: &ComboboxOption) -> String {
        match self.by_value {
            true => option.value.clone(),
            false => option.label.clone(),
        }
    }

    /// Takes what was typed: neither the old choice nor what was found for older text counts any longer, and
    /// options are asked for soon.
    pub(super) fn type_text(self, text: String) {
        self.text.set(text);
        self.entered.set_value(true);
        if self.chosen.with_untracked(Option::is_some) {
            self.chosen.set(None);
        }
        self.forget();
        self.busy.set(true);
        let handle = set_timeout_with_handle(move || self.ask(), REST);
        self.waiting.set_value(handle.ok());
    }

    /// Nothing is asked for any longer, no answer under way is shown, and none of those shown is chosen by a key.
    fn forget(self) {
        if let Some(waiting) = self.waiting.get_value() {
            waiting.clear();
        }
        self.active.set(None);
        self.busy.set(false);
        self.asked
            .update_value(|asked| *asked = asked.wrapping_add(1));
    }

    fn ask(self) {
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
    fn more(self) {
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
    fn lines(self) -> usize {
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

    /// Closes the list once whatever the focus left for is done: a box that has the focus is also left
    /// when its page is taken away, and what follows the list must not be woken in the middle of that.
    /// Whoever is back by then and has typed keeps what is asked for.
    pub(super) fn close_left(self) {
        // The page may be gone.
        let left = self.asked.try_get_value();
        let close = move || {
            if left.is_some() && self.asked.try_get_value() == left {
                self.close();
            }
        };
        set_timeout(close, Duration::ZERO);
    }

    fn close(self) {
        // The page may be gone.
        if self.open.try_set(false).is_none() {
            self.forget();
        }
    }

    /// Chooses an option. The line behind the last is Show more.
    pub(super) fn choose(self, index: usize) {
        if index == self.options.with_untracked(Vec::len) {
            self.more();
            return;
        }
        let option = self
            .options
            .with_untracked(|options| options.get(index).cloned());
        if option
            .as_ref()
            .is_some_and(|option| option.cannot.is_some())
        {
            // It says why; the list stays for another choice.
            return;
        }
        if let Some(option) = option {
            self.entered.set_value(true);
            self.text.set(self.words_of(&option));
            self.chosen.set(Some(option));
        }
        self.close();
    }

    fn step(self, forward: bool) {
        let count = self.lines();
        if count == 0 {
            return;
        }
        self.active.update(|active| {
            *active = Some(match (*active, forward) {
                (None, true) => 0,
                (None, false) => count - 1,
                (Some(at), true) => (at + 1) % count,
                (Some(at), false) => (at + count - 1) % count,
            });
        });
    }

    /// Whether Escape takes back what stands in the box. It takes back what somebody did there, one step at a
    /// time; what the box began with, such as the new parent that something was dropped on, is nobody's entry:
    /// there Escape leaves, and closes what is around the box.
    fn takes_back(self) -> bool {
        self.entered.get_value() && !self.text.with_untracked(String::is_empty)
    }

    pub(super) fn key_press(self, event: &leptos::ev::KeyboardEvent) {
        let open = self.open.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if open => self.step(true),
            "ArrowUp" if open => self.step(false),
            "ArrowDown" | "ArrowUp" => {
                self.forget();
                self.ask();
            }
            "Enter" if open && self.active.get_untracked().is_some() => {
                if let Some(active) = self.active.get_untracked() {
                    self.choose(active);
                }
            }
            // What is typed is not yet answered, and a form that is sent now would be sent without a choice.
            "Enter" if self.busy.get_untracked() && !self.by_value => {}
            "Escape" if open => self.close(),
            "Escape" if self.takes_back() => self.type_text(String::new()),
            "Tab" => {
                let count = self.options.with_untracked(Vec::len);
                let active = self.active.get_untracked();
                if let Some(active) = active.filter(|active| open && *active < count) {
                    self.choose(active);
                }
                return;
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn option(name: &str) -> ComboboxOption {
        ComboboxOption {
            value: name.to_owned(),
            label: name.to_owned(),
            detail: String::new(),
            cannot: None,
        }
    }

    /// A box that begins with a choice.
    fn begun() -> Combo {
        let source = ComboboxSource::new(|_| async { Ok(ComboboxFound::default()) });
        Combo::new(RwSignal::new(Some(option("Sales"))), None, source)
    }

    #[test]
    fn escape_leaves_a_box_as_it_began() {
        let owner = Owner::new();
        owner.set();
        assert!(!begun().takes_back());
    }

    #[test]
    fn escape_takes_back_what_was_chosen_in_the_box() {
        let owner = Owner::new();
        owner.set();
        let combo = begun();
        combo.options.set(vec![option("Oslo")]);
        combo.choose(0);
        assert!(combo.takes_back());
    }

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
