//! Which lines stand in the document: a window over all of them that follows the scroll bar (ORG-6,
//! T5). Sums alone; what a line looks like and how it is drawn is told elsewhere.
//!
//! The document has a fixed number of places, and a line stands in the place of its number modulo that.
//! A step of the scroll bar therefore changes the places of the lines that enter, which are those that
//! leave, and no other.

use std::ops::Range;

use super::scale::Scroll;

/// Height of a line in pixels; the style sheet says the same.
pub const LINE: i32 = 30;

/// Lines above and below those in view: enough for a turn of the wheel, and few, since whoever paints looks
/// at every line of the document in every frame (T5).
const BESIDE: usize = 8;

/// Places until the size of the screen is known.
const FEW: usize = 40;

/// Most places (T5).
const MOST: usize = 160;

/// What is in the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first line.
    pub first: usize,
    /// How many places there are.
    pub places: usize,
    /// Of how many lines.
    pub total: usize,
    /// The lines in view.
    pub seen: Range<usize>,
    /// How many pixels lower lines stand than they would below all lines before them: that many less
    /// where all lines are taller than an element may be.
    pub base: i32,
}

impl Window {
    /// Before the screen is known: from the top.
    pub fn start(total: usize) -> Self {
        Self::at(Scroll::default(), 0, total, FEW)
    }

    /// Where it is scrolled to, in an element of this height, over `total` lines. There are never fewer
    /// places than before.
    pub fn at(scroll: Scroll, height: i32, total: usize, places: usize) -> Self {
        let from = lines(scroll.from).min(total);
        // Lines that are cut at the top and at the bottom.
        let fit = lines(height) + 2;
        let until = (from + fit).min(total);
        let wanted = (fit + 2 * BESIDE).next_multiple_of(10).min(MOST);
        let places = places.max(wanted).max(1);
        let spare = places.saturating_sub(until - from) / 2;
        let last = total.saturating_sub(places);
        Window {
            first: from.saturating_sub(spare).min(last),
            places,
            total,
            seen: from..until,
            base: scroll.top - scroll.from,
        }
    }

    /// The lines in the document.
    pub fn lines(&self) -> Range<usize> {
        self.first..(self.first + self.places).min(self.total)
    }

    /// The place of a line.
    pub const fn place(&self, line: usize) -> usize {
        line % self.places
    }

    /// How far below its place a line stands, in pixels: places follow each other from the top.
    pub fn shift(&self, line: usize) -> i32 {
        pixels(line - self.place(line)) + self.base
    }

    /// The lines in the document outside what is in view, the nearest first.
    pub fn beside(&self) -> impl Iterator<Item = usize> + '_ {
        let all = self.lines();
        let below = self.seen.end.max(all.start)..all.end;
        let above = all.start..self.seen.start.min(all.end);
        let steps = below.len().max(above.len());
        (0..steps).flat_map(move |step| {
            let down = (step < below.len()).then(|| below.start + step);
            let up = (step < above.len()).then(|| above.end - 1 - step);
            down.into_iter().chain(up)
        })
    }
}

/// Where the scroll bar has to stand to have a line in view: where it is, if the line is in view there.
/// The head of the columns takes the room of one line.
pub fn top_to_see(line: usize, top: i32, height: i32) -> i32 {
    let place = pixels(line);
    let room = height - 2 * LINE;
    match () {
        () if place < top => place,
        () if place > top + room => place - room,
        () => top,
    }
}

/// The height of so many lines.
pub fn pixels(lines: usize) -> i32 {
    i32::try_from(lines)
        .unwrap_or(i32::MAX)
        .saturating_mul(LINE)
}

fn lines(pixels: i32) -> usize {
    usize::try_from(pixels / LINE).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(from: i32, height: i32, total: usize, places: usize) -> Window {
        Window::at(Scroll { top: from, from }, height, total, places)
    }

    #[test]
    fn a_window_holds_what_is_in_view_and_as_much_above_as_below() {
        let window = at(pixels(500), pixels(30), 1_000, FEW);
        assert_eq!(window.seen, 500..532);
        assert_eq!(window.lines(), 491..541);
    }

    #[test]
    fn at_either_end_every_place_is_used() {
        assert_eq!(at(0, pixels(30), 1_000, FEW).lines(), 0..50);
        let last = at(pixels(970), pixels(30), 1_000, FEW);
        assert_eq!(last.lines(), 950..1_000);
        assert_eq!(Window::start(7).lines(), 0..7);
        assert_eq!(Window::start(0).lines(), 0..0);
    }

    #[test]
    fn a_step_changes_the_places_of_the_lines_that_enter_alone() {
        let before = at(pixels(500), pixels(30), 1_000, FEW);
        let after = at(pixels(503), pixels(30), 1_000, FEW);
        let changed: Vec<usize> = after
            .lines()
            .filter(|line| !before.lines().contains(line))
            .collect();
        assert_eq!(changed, [541, 542, 543]);
        let left: Vec<usize> = (491..494).map(|line| before.place(line)).collect();
        let entered: Vec<usize> = changed.iter().map(|line| after.place(*line)).collect();
        assert_eq!(left, entered);
    }

    #[test]
    fn a_line_stands_below_all_lines_before_it() {
        let window = at(pixels(500), pixels(30), 1_000, FEW);
        for line in window.lines() {
            assert_eq!(
                pixels(window.place(line)) + window.shift(line),
                pixels(line)
            );
        }
    }

    #[test]
    fn lines_stand_around_the_scroll_bar_wherever_it_is() {
        let (top, from) = (4_000_000, pixels(500_000) + 10);
        let window = Window::at(Scroll { top, from }, pixels(30), 1_000_000, FEW);
        assert_eq!(window.seen.start, 500_000);
        for line in window.lines() {
            let stands = pixels(window.place(line)) + window.shift(line);
            assert_eq!(stands - top, pixels(line) - from);
        }
    }

    #[test]
    fn lines_beside_what_is_in_view_come_by_nearness() {
        let window = Window {
            first: 4,
            places: 8,
            total: 100,
            seen: 7..9,
            base: 0,
        };
        assert_eq!(window.beside().collect::<Vec<_>>(), [9, 6, 10, 5, 11, 4]);
    }

    #[test]
    fn a_tall_screen_gets_more_places_within_the_bound() {
        assert_eq!(at(0, pixels(60), 9_999, FEW).places, 80);
        assert_eq!(at(0, pixels(900), 9_999, FEW).places, MOST);
        // A smaller screen keeps them: every line would change its place.
        assert_eq!(at(0, pixels(30), 9_999, 90).places, 90);
    }

    #[test]
    fn the_scroll_bar_moves_as_little_as_is_needed() {
        let height = pixels(32);
        assert_eq!(top_to_see(10, 0, height), 0);
        assert_eq!(top_to_see(31, 0, height), pixels(1));
        assert_eq!(top_to_see(5, pixels(20), height), pixels(5));
    }
}
