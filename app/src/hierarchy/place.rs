//! A place of the document: an element that shows one line of the tree after the other.

use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{
    face::{Face, Shown},
    parts::RowParts,
    payers_face::PayersFace,
    window::Window,
};

/// A place, and what is written to it by now.
pub struct Place {
    element: HtmlElement,
    /// None while it is hidden.
    pub shown: Option<Shown>,
    /// What its texts and attributes are.
    face: Face,
    /// How far it stands below its place.
    shift: i32,
    /// Found when they first change.
    parts: Option<RowParts>,
}

impl Place {
    /// An element of the document with what it shows.
    pub const fn new(element: HtmlElement, shown: Option<Shown>, face: Face) -> Self {
        Place {
            element,
            shown,
            face,
            shift: 0,
            parts: None,
        }
    }

    /// A hidden copy of an empty line, with a copy of the cell of payers where there is one. None where the
    /// browser makes none.
    pub fn copy(line: &Element, payers: Option<&Element>) -> Option<Self> {
        let element: HtmlElement = line.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
        if let Some(cell) = payers {
            payers_cell_add(&element, cell);
        }
        visible_set(&element, false);
        Some(Place::new(element, None, Face::empty()))
    }

    /// Puts it at the end of the lines. None where the browser refuses.
    pub fn append_to(&self, rows: &Element) -> Option<()> {
        rows.append_child(&self.element).ok().map(|_| ())
    }

    /// Shows a line. Answers whether anything changed.
    pub fn draw(&mut self, shown: Shown, window: &Window) -> bool {
        if self.shown.as_ref() == Some(&shown) {
            return false;
        }
        self.shift_set(window.shift(shown.index));
        if self.shown.is_none() {
            visible_set(&self.element, true);
        }
        let face = Face::of(&shown);
        let parts = (self.parts).get_or_insert_with(|| RowParts::find(&self.element));
        parts.write(&self.element, &self.face, &face);
        self.face = face;
        self.shown = Some(shown);
        true
    }

    /// Keeps its line where it belongs when all lines stand elsewhere in the document.
    pub fn follow(&mut self, window: &Window) {
        if let Some(shown) = &self.shown {
            self.shift_set(window.shift(shown.index));
        }
    }

    /// Shows none.
    pub fn hide(&mut self) {
        if self.shown.take().is_some() {
            visible_set(&self.element, false);
        }
    }

    /// Adds a copy of the cell of payers, or takes it away where there is none.
    pub fn payers_switch(&mut self, cell: Option<&Element>) {
        self.parts = None;
        match (cell, payers_cell(&self.element)) {
            (Some(cell), None) => {
                payers_cell_add(&self.element, cell);
                // The copy is as empty as the pattern; what is shown now has to be written.
                self.face.payers = PayersFace::default();
            }
            (None, Some(cell)) => cell.remove(),
            _ => {}
        }
    }

    fn shift_set(&mut self, shift: i32) {
        if shift != self.shift {
            // A style that is refused leaves the line at a wrong place, which its number tells.
            let _ = HtmlElement::style(&self.element).set_property("top", &format!("{shift}px"));
            self.shift = shift;
        }
    }
}

/// The cell of payers within an element.
pub fn payers_cell(within: &Element) -> Option<Element> {
    within.query_selector(".tree-payers").ok().flatten()
}

/// Adds a copy of the empty cell of payers to a line.
fn payers_cell_add(line: &Element, cell: &Element) {
    let copy = cell.clone_node_with_deep(true);
    // A line without the cell can still be read.
    let _ = copy.and_then(|copy| line.append_child(&copy));
}

/// Shows a line or hides it. It keeps its room: those after it are placed by counting.
fn visible_set(element: &HtmlElement, is_visible: bool) {
    let style = HtmlElement::style(element);
    // A style that is refused leaves an empty line.
    let _ = match is_visible {
        true => style.remove_property("visibility").map(|_| ()),
        false => style.set_property("visibility", "hidden"),
    };
}
