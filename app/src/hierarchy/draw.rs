//! Draws the lines of the tree while somebody scrolls, opens and chooses (T5).
//!
//! Everything that may change what is shown asks for the next frame of the browser, which draws once:
//! the lines in view that changed, at once, and a few of those beside them. An element in the document
//! takes another line by the texts and attributes that differ; none is made and none goes while the
//! screen keeps its size. This is written to the elements directly: an effect for each text of each
//! line is what took the time.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use leptos::{html, leptos_dom::helpers::TimeoutHandle, prelude::*, wasm_bindgen::JsCast};
use web_sys::{Element, HtmlElement, Performance};

use super::{
    face::{Face, Shown, line_id},
    lines::Lines,
    place::{Place, payers_cell},
    state::Tree,
    window::Window,
};

/// Lines beside what is in view that are drawn in one frame.
const BESIDE_AT_ONCE: usize = 8;

/// Milliseconds that drawing takes of one frame: a slow machine draws a screenful in several.
const AT_ONCE: f64 = 6.0;

/// After so long without a change the lines are named in their order to screen readers, and those in view that
/// are not read yet are asked for.
const REST: Duration = Duration::from_millis(250);

/// What draws the lines of one tree.
pub struct Drawer {
    tree: Tree,
    rows: NodeRef<html::Div>,
    /// Copied where a further place is needed.
    pattern: NodeRef<html::Div>,
    drawn: RefCell<Drawn>,
    is_asked: Cell<bool>,
    rest: Cell<Option<TimeoutHandle>>,
}

/// What is in the document by now.
#[derive(Default)]
struct Drawn {
    places: Vec<Place>,
    window: Option<Window>,
    active: Option<String>,
    with_payers: bool,
    /// Something changed since the order of the lines was told.
    is_untold: bool,
}

impl Drawer {
    /// Takes over the lines that stand in the document.
    pub fn new(
        tree: Tree,
        rows: NodeRef<html::Div>,
        pattern: NodeRef<html::Div>,
        first: Vec<(Shown, Face)>,
        with_payers: bool,
    ) -> Rc<Self> {
        let elements = rows.get_untracked().map(|rows| rows.children());
        let element = |at: usize| {
            let item = elements.as_ref()?.item(u32::try_from(at).ok()?)?;
            item.dyn_into().ok()
        };
        let places = first
            .into_iter()
            .enumerate()
            .filter_map(|(at, (shown, face))| Some(Place::new(element(at)?, Some(shown), face)));
        Rc::new(Drawer {
            tree,
            rows,
            pattern,
            drawn: RefCell::new(Drawn {
                places: places.collect(),
                with_payers,
                ..Drawn::default()
            }),
            is_asked: Cell::new(false),
            rest: Cell::new(None),
        })
    }

    /// Asks for a frame, if none is asked for yet.
    pub fn ask(self: &Rc<Self>) {
        if !self.is_asked.replace(true) {
            let drawer = self.clone();
            request_animation_frame(move || drawer.frame());
        }
    }

    fn frame(self: Rc<Self>) {
        self.is_asked.set(false);
        // The page may be gone.
        let (Some(element), Some(rows)) = (
            self.tree.element.try_get_untracked().flatten(),
            self.rows.try_get_untracked().flatten(),
        ) else {
            return;
        };
        let Some(lines) = self.tree.lines.try_get_untracked() else {
            return;
        };
        let mut drawn = self.drawn.borrow_mut();
        let view = self.tree.view;
        let (scroll, scale) =
            view.scroll_wanted(&element, lines.len(), || self.tree.chosen_index_now(&lines));
        let before = drawn.window.take();
        let places =
            (before.as_ref()).map_or_else(|| Window::start(0).places, |before| before.places);
        let window = Window::at(scroll, view.height.get_value(), lines.len(), places);
        drawn.is_untold |= before.as_ref() != Some(&window);
        if before.as_ref().map(|before| before.total) != Some(window.total) {
            let height = format!("{}px", scale.tall);
            // A style that is refused leaves the height that the lines in the document have.
            let _ = HtmlElement::style(&rows).set_property("height", &height);
        }
        view.window_set(&window);
        self.payers_switch(&mut drawn);
        // With other places than before every line may stand in two of them.
        let is_whole = before.is_none_or(|before| before.places != window.places);
        let is_done = self.draw(&mut drawn, &rows, &lines, &window, is_whole);
        self.active_name(&mut drawn, &element, &lines, &window);
        drawn.window = Some(window);
        let is_untold = is_done && std::mem::take(&mut drawn.is_untold);
        drop(drawn);
        view.scroll_set(&element, scroll);
        if !is_done {
            self.ask();
        } else if is_untold {
            self.rest();
        }
    }

    /// Draws what changed, what is in view first, as much as there is time for. Answers whether
    /// everything is drawn.
    #[expect(clippy::float_arithmetic, reason = "milliseconds, not money")]
    fn draw(
        &self,
        drawn: &mut Drawn,
        rows: &Element,
        lines: &Lines,
        view: &Window,
        is_whole: bool,
    ) -> bool {
        for place in drawn.places.iter_mut().skip(view.lines().len()) {
            place.hide();
        }
        for place in &mut drawn.places {
            place.follow(view);
        }
        let clock = window().performance();
        let now = || clock.as_ref().map_or(0.0, Performance::now);
        let begun = now();
        let mut beside = 0;
        self.tree.shown_with(lines, |shown_of| {
            for index in view.seen.clone().chain(view.beside()) {
                let Some(shown) = shown_of(index) else {
                    continue;
                };
                let at = view.place(index);
                let is_same = |place: &Place| place.shown.as_ref() == Some(&shown);
                if drawn.places.get(at).is_some_and(is_same) {
                    continue;
                }
                beside += usize::from(!view.seen.contains(&index));
                if !is_whole && (beside > BESIDE_AT_ONCE || now() - begun > AT_ONCE) {
                    return false;
                }
                self.line_draw(drawn, rows, shown, view);
            }
            true
        })
    }

    fn line_draw(&self, drawn: &mut Drawn, rows: &Element, shown: Shown, window: &Window) {
        let place = self.place_of(drawn, rows, window.place(shown.index));
        if place.is_some_and(|place| place.draw(shown, window)) {
            drawn.is_untold = true;
        }
    }

    /// The element of a place. Those before it are made too: they follow each other in the document.
    fn place_of<'a>(
        &self,
        drawn: &'a mut Drawn,
        rows: &Element,
        at: usize,
    ) -> Option<&'a mut Place> {
        while drawn.places.len() <= at {
            let pattern = self.pattern.get_untracked()?;
            let payers = payers_cell(&pattern).filter(|_| drawn.with_payers);
            let place = Place::copy(&pattern.first_element_child()?, payers.as_ref())?;
            place.append_to(rows)?;
            drawn.places.push(place);
        }
        drawn.places.get_mut(at)
    }

    /// Adds the cells of payers, or takes them away.
    fn payers_switch(&self, drawn: &mut Drawn) {
        let with_payers = self.tree.payers.shown.get_untracked();
        if drawn.with_payers == with_payers {
            return;
        }
        drawn.with_payers = with_payers;
        let pattern = self.pattern.get_untracked();
        let cell = pattern.and_then(|pattern| payers_cell(&pattern));
        let cell = cell.filter(|_| with_payers);
        for place in &mut drawn.places {
            place.payers_switch(cell.as_ref());
        }
    }

    /// Names the chosen line as the one that the keyboard is on, while it is in the document.
    fn active_name(&self, drawn: &mut Drawn, element: &Element, lines: &Lines, window: &Window) {
        let chosen = self.tree.chosen.get_untracked();
        let active = chosen.and_then(|key| {
            let place = |index| drawn.places.get(window.place(index));
            let is_drawn = |index| {
                let shown = place(index)?.shown.as_ref()?;
                (shown.line.key() == key).then_some(())
            };
            let index = lines.index_of(key)?;
            is_drawn(index).map(|()| line_id(key))
        });
        if active != drawn.active {
            attribute_set(element, "aria-activedescendant", active.as_deref());
            drawn.active = active;
        }
    }

    /// Once nothing changes any more, says in which order the lines follow each other, since their places are
    /// filled in turn, and reads what is in view.
    fn rest(self: &Rc<Self>) {
        if let Some(rest) = self.rest.take() {
            rest.clear();
        }
        // Until then an order that was told names lines that are gone.
        if let Some(rows) = self.rows.try_get_untracked().flatten() {
            attribute_set(&rows, "aria-owns", None);
        }
        let drawer = Rc::downgrade(self);
        let tell = move || {
            if let Some(drawer) = drawer.upgrade() {
                drawer.order_tell();
                drawer.tree.rest();
            }
        };
        self.rest.set(set_timeout_with_handle(tell, REST).ok());
    }

    fn order_tell(&self) {
        let Some(rows) = self.rows.try_get_untracked().flatten() else {
            return;
        };
        let drawn = self.drawn.borrow();
        let Some(window) = &drawn.window else { return };
        let is_in_turn = window.first % window.places == 0;
        let id = |index| {
            let place = drawn.places.get(window.place(index))?;
            let shown = place.shown.as_ref()?;
            Some(line_id(shown.line.key()))
        };
        let ids: Vec<String> = window.lines().filter_map(id).collect();
        let order = (!is_in_turn).then(|| ids.join(" "));
        attribute_set(&rows, "aria-owns", order.as_deref());
    }
}

/// Sets an attribute, or takes it away.
pub fn attribute_set(element: &Element, name: &str, value: Option<&str>) {
    // Names and values are of a kind that no browser refuses.
    let _ = match value {
        Some(value) => element.set_attribute(name, value),
        None => element.remove_attribute(name),
    };
}
