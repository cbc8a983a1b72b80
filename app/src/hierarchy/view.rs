//! What of the tree is in view: where the scroll bar stands and how tall its element is. Both are read
//! where they change, not where lines are drawn.

use leptos::prelude::*;
use web_sys::Element;

use super::window::{Window, top_to_see};

/// The view of one tree.
#[derive(Clone, Copy)]
pub struct TreeView {
    /// How far it is scrolled, in pixels.
    pub top: StoredValue<i32>,
    /// How tall the element is, in pixels.
    pub height: StoredValue<i32>,
    /// The first line in the document, and how many there are.
    pub window: RwSignal<(usize, usize)>,
    /// Tells that something of it changed.
    pub changed: RwSignal<()>,
    /// Whether the chosen line is to be brought into view.
    is_revealing: StoredValue<bool>,
}

impl TreeView {
    /// Before anything is in view.
    pub fn new() -> Self {
        TreeView {
            top: StoredValue::new(0),
            height: StoredValue::new(0),
            window: RwSignal::new((0, 0)),
            changed: RwSignal::new(()),
            is_revealing: StoredValue::new(false),
        }
    }

    /// Follows the scroll bar.
    pub fn look(self, element: &Element) {
        self.top.set_value(element.scroll_top());
        self.changed.notify();
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

    /// Where the scroll bar is to stand for the line at `index`, where that was asked for.
    pub fn top_wanted(
        self,
        element: &Element,
        index: impl FnOnce() -> Option<usize>,
    ) -> Option<i32> {
        if !self.is_revealing.get_value() {
            return None;
        }
        self.is_revealing.set_value(false);
        // What stands above the tree may have taken some of its room, or given it.
        self.height.set_value(element.client_height());
        let top = self.top.get_value();
        Some(top_to_see(index()?, top, self.height.get_value())).filter(|wanted| *wanted != top)
    }

    /// Tells which lines are in the document.
    pub fn window_set(self, window: &Window) {
        let now = (window.first, window.places);
        if self.window.get_untracked() != now {
            self.window.set(now);
        }
    }
}
