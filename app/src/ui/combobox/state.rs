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
        let answer = self.source.with_value(|source| (source.0)(text));
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
        let (options, sentence) = match found {
            Ok(ComboboxFound { options, beyond }) => {
                let nothing = || options.is_empty().then(|| "Nothing found".to_owned());
                let go_on = beyond.map(|words| format!("{words}: go on typing"));
                let sentence = go_on.or_else(nothing);
                (options, sentence)
            }
            Err(sentence) => (Vec::new(), Some(sentence)),
        };
        let first = options.iter().position(|option| option.cannot.is_none());
        self.active
            .set(first.or((!options.is_empty()).then_some(0)));
        self.options.set(options);
        self.sentence.set(sentence);
        self.open.set(true);
    }

    /// Closes the list once whatever the focus left for is done: a box that has the focus is also left
    /// when its page is taken away, and what follows the list must not be woken in the middle of that.
    /// Whoever is back by then and has typed keeps what is asked for.
    pub(super) fn close_left(self) {
        let left = self.asked.get_value();
        let close = move || {
            if self.asked.try_get_value() == Some(left) {
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

    pub(super) fn choose(self, index: usize) {
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
        let count = self.options.with_untracked(Vec::len);
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
                if let Some(active) = self.active.get_untracked().filter(|_| open) {
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
}
