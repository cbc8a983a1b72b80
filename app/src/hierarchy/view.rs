//! What of the tree is in view: where the scroll bar stands and how tall its element is. Both are read
//! where they change, not where lines are drawn.

use std::ops::Range;

use leptos::prelude::*;
use web_sys::Element;

use super::{
    scale::{Scale, Scroll},
    window::{Window, pixels, top_to_see},
};

/// The view of one tree.
#[derive(Clone, Copy)]
pub struct TreeView {
    /// Where the scroll bar stands, in pixels.
    top: StoredValue<i32>,
    /// Where it stood when the lines were drawn.
    drawn: StoredValue<Scroll>,
    /// How tall the element is, in pixels.
    pub height: StoredValue<i32>,
    /// The first line in the document, and how many there are.
    pub window: RwSignal<(usize, usize)>,
    /// Tells that something of it changed.
    pub changed: RwSignal<()>,
    /// The lines in view.
    pub seen: StoredValue<Range<usize>>,
    /// How many lines there are.
    total: StoredValue<usize>,
    /// How many pixels what is in view stands farther from the top than it was drawn.
    shift: StoredValue<i32>,
    /// Whether the chosen line is to be brought into view.
    is_revealing: StoredValue<bool>,
    /// Whether nobody scrolls any more.
    is_resting: StoredValue<bool>,
    /// Whether the scroll bar is to be put right.
    is_settling: StoredValue<bool>,
}

impl TreeView {
    /// Before anything is in view.
    pub fn new() -> Self {
        TreeView {
            top: StoredValue::new(0),
            drawn: StoredValue::new(Scroll::default()),
            height: StoredValue::new(0),
            window: RwSignal::new((0, 0)),
            changed: RwSignal::new(()),
            seen: StoredValue::new(0..0),
            total: StoredValue::new(0),
            shift: StoredValue::new(0),
            is_revealing: StoredValue::new(false),
            is_resting: StoredValue::new(false),
            is_settling: StoredValue::new(false),
        }
    }

    /// Follows the scroll bar.
    pub fn look(self, element: &Element) {
        let top = element.scroll_top();
        // What the program scrolled is known already.
        if top != self.top.get_value() {
            self.top.set_value(top);
            self.is_resting.set_value(false);
        }
        self.changed.notify();
    }

    /// Whether nobody scrolls any more.
    pub fn is_resting(self) -> bool {
        self.is_resting.get_value()
    }

    /// Follows the size of the element as well.
    pub fn measure(self, element: &Element) {
        self.height.set_value(element.client_height());
        self.look(element);
    }

    /// Asks that the chosen line is brought into view with the next frame.
    pub fn reveal(self) {
        // The page may be gone.
        if self.is_revealing.try_set_value(true).is_none() {
            self.changed.notify();
        }
    }

    /// Follows a line in view from one place among all lines to another, with the next frame.
    pub fn shift(self, before: usize, after: usize) {
        let shift = pixels(after) - pixels(before);
        self.shift.update_value(|all| *all += shift);
    }

    /// Where it is to be scrolled to, of so many lines: along with the scroll bar, for what is in view to stay,
    /// and for the line at `index` to be in view where that was asked for.
    pub fn scroll_wanted(
        self,
        element: &Element,
        total: usize,
        index: impl FnOnce() -> Option<usize>,
    ) -> (Scroll, Scale) {
        let is_revealing = self.is_revealing.get_value();
        if is_revealing {
            self.is_revealing.set_value(false);
            // What stands above the tree may have taken some of its room, or given it.
            self.height.set_value(element.client_height());
        }
        let height = self.height.get_value();
        let scale = Scale::new(total, height);
        let mut at = scale.follow(self.drawn.get_value(), self.top.get_value());
        let mut from = at.from + self.shift.get_value();
        self.shift.set_value(0);
        if let Some(index) = is_revealing.then(index).flatten() {
            from = top_to_see(index, from, height);
        }
        if from != at.from {
            at = scale.go(at, from);
        }
        if self.is_settling.get_value() {
            self.is_settling.set_value(false);
            at = scale.settle(at);
        }
        (at, scale)
    }

    /// Scrolls there, once the lines are drawn.
    pub fn scroll_set(self, element: &Element, scroll: Scroll) {
        self.drawn.set_value(scroll);
        if scroll.top != self.top.get_value() {
            element.set_scroll_top(scroll.top);
            self.top.set_value(scroll.top);
        }
    }

    /// Nobody scrolls any more: a scroll bar that is off its proportion is put right with the next frame.
    pub fn rest(self) {
        self.is_resting.set_value(true);
        let scale = Scale::new(self.total.get_value(), self.height.get_value());
        if scale.is_off(self.drawn.get_value()) {
            self.is_settling.set_value(true);
            self.changed.notify();
        }
    }

    /// Tells which lines are in view and in the document.
    pub fn window_set(self, window: &Window) {
        self.seen.set_value(window.seen.clone());
        self.total.set_value(window.total);
        let now = (window.first, window.places);
        if self.window.get_untracked() != now {
            self.window.set(now);
        }
    }
}
