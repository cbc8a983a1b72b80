//! What changes while somebody types in a [`Combobox`](super::Combobox), and what keys do with it.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};

use super::{ComboboxOption, ComboboxSource};

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
    pub(super) asked: StoredValue<u32>,
    waiting: StoredValue<Option<TimeoutHandle>>,
    pub(super) source: StoredValue<ComboboxSource>,
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

    pub(super) fn close(self) {
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

    pub(super) fn step(self, forward: bool) {
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
pub(super) mod tests {
    use super::{super::ComboboxFound, *};

    pub(in super::super) fn option(name: &str) -> ComboboxOption {
        ComboboxOption {
            value: name.to_owned(),
            label: name.to_owned(),
            detail: String::new(),
            cannot: None,
        }
    }

    /// A box that begins with a choice.
    pub(in super::super) fn begun() -> Combo {
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
