//! How the scroll bar leads through more lines than an element may be tall for: browsers end near 16
//! million pixels (ORG-6, T5).
//!
//! Above [`TALLEST`] the bar stands for more pixels than it has. Where it is dragged, what is in view
//! follows in proportion; a turn of the wheel moves it by just as many pixels as the bar, as in a short
//! tree. The bar then runs ahead of its proportion, and is put right once it rests. Near either end a
//! pixel of the bar is a pixel of the tree, so that the first and the last line are reached exactly.

use super::window::{LINE, pixels};

/// The tallest that all lines together are made, in pixels.
const TALLEST: i32 = 8_000_000;

/// So near to either end, in pixels, the bar moves what is in view by as much as itself.
const EDGE: i32 = 1_000 * LINE;

/// The farthest that a wheel, a finger or a key moves in one frame, in pixels. Of a bar that is dragged
/// one pixel is more: it stands for [`TALLEST`] on less than 2,600 of them.
const STEP: i32 = 100 * LINE;

/// Where the tree is scrolled to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scroll {
    /// Where the scroll bar stands, in pixels.
    pub top: i32,
    /// How far from the top of the first line what is in view begins, in pixels. The same in a tree that
    /// is not too tall.
    pub from: i32,
}

/// What the scroll bar of a tree stands for.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// How tall the lines are made together, in pixels.
    pub tall: i32,
    /// The farthest that the scroll bar goes.
    last_top: i32,
    /// The farthest that what is in view may begin.
    last_from: i32,
}

impl Scale {
    /// Of so many lines in an element of this height, whose head takes the room of one line.
    pub fn new(total: usize, height: i32) -> Self {
        let room = (height - LINE).max(0);
        let all = pixels(total);
        let tall = all.min(TALLEST);
        Scale {
            tall,
            last_top: (tall - room).max(0),
            last_from: (all - room).max(0),
        }
    }

    const fn is_scaled(self) -> bool {
        self.last_top != self.last_from
    }

    /// Follows the scroll bar to where it stands now.
    pub fn follow(self, before: Scroll, top: i32) -> Scroll {
        let way = top - before.top;
        let from = match way.abs() <= STEP {
            true => before.from + way,
            false => self.begin_of(top),
        };
        self.within(Scroll { top, from })
    }

    /// Has what is in view begin elsewhere.
    pub fn go(self, before: Scroll, from: i32) -> Scroll {
        let way = from - before.from;
        let top = match way.abs() <= STEP {
            true => before.top + way,
            false => self.top_of(from),
        };
        self.within(Scroll { top, from })
    }

    /// Whether the bar is off its proportion by more than a line.
    pub fn is_off(self, at: Scroll) -> bool {
        (self.top_of(at.from) - at.top).abs() > LINE
    }

    /// Puts the bar where it stands in proportion; what is in view stays.
    pub fn settle(self, at: Scroll) -> Scroll {
        Scroll {
            top: self.top_of(at.from),
            from: at.from,
        }
    }

    /// Keeps to what there is. At an end of the bar that is none of the tree, or the other way round, nobody
    /// could scroll on: there the bar is put right at once.
    fn within(self, at: Scroll) -> Scroll {
        // The browser itself keeps to the ends, or lets the page spring back from beyond them.
        if !self.is_scaled() {
            return self.settle(at);
        }
        let at = Scroll {
            from: at.from.clamp(0, self.last_from),
            ..at
        };
        match end(at.top, self.last_top) == end(at.from, self.last_from) {
            true => at,
            false => self.settle(at),
        }
    }

    fn begin_of(self, top: i32) -> i32 {
        carry(top, self.last_top, self.last_from)
    }

    fn top_of(self, from: i32) -> i32 {
        carry(from, self.last_from, self.last_top)
    }
}

/// Which end this is, if one. Browsers tell the last pixel but one where they round.
const fn end(at: i32, last: i32) -> i32 {
    (at >= last - 1) as i32 - (at <= 0) as i32
}

/// From a place on one length to the same on another: by the pixel near the ends, in proportion between.
fn carry(at: i32, last: i32, other: i32) -> i32 {
    if last == other || at <= EDGE {
        return at;
    }
    if at >= last - EDGE {
        return other - (last - at);
    }
    let between = |all: i32| i64::from(all) - 2 * i64::from(EDGE);
    let way = i64::from(at - EDGE) * between(other) / between(last);
    EDGE + i32::try_from(way).unwrap_or(i32::MAX - EDGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tree of a million lines in an element of 700 pixels.
    fn tall() -> Scale {
        Scale::new(1_000_000, 700)
    }

    /// The bar moves by so many pixels, as far as the browser lets it.
    fn wheel(scale: Scale, at: Scroll, by: i32) -> Scroll {
        scale.follow(at, (at.top + by).clamp(0, scale.last_top))
    }

    fn at(scale: Scale, from: i32) -> Scroll {
        scale.go(Scroll::default(), from)
    }

    #[test]
    fn a_tree_that_is_not_too_tall_is_scrolled_as_any_element() {
        let scale = Scale::new(266_666, 700);
        assert_eq!(scale.tall, 7_999_980);
        for top in [0, 29, 70_000, 5_000_000, scale.last_top] {
            let at = Scroll { top, from: top };
            assert_eq!(scale.follow(Scroll::default(), top), at);
            assert_eq!(scale.go(Scroll::default(), top), at);
            assert!(!scale.is_off(at));
        }
        assert_eq!(Scale::new(3, 700).last_top, 0);
    }

    #[test]
    fn no_tree_is_made_taller_than_browsers_bear() {
        assert_eq!(tall().tall, TALLEST);
        assert_eq!(Scale::new(50_000_000, 700).tall, TALLEST);
    }

    #[test]
    fn a_bar_that_is_dragged_leads_from_the_first_line_to_the_last_in_proportion() {
        let scale = tall();
        let dragged = |top: i32| {
            scale
                .follow(
                    Scroll {
                        top: -STEP,
                        from: 0,
                    },
                    top,
                )
                .from
        };
        assert_eq!(dragged(1), 1);
        assert_eq!(dragged(scale.last_top), 30_000_000 - 700 + LINE);
        let middle = dragged(scale.last_top / 2);
        assert!((middle - scale.last_from / 2).abs() < 2 * LINE, "{middle}");
        let mut before = 0;
        for top in (0..scale.last_top).step_by(997) {
            let from = scale.begin_of(top);
            assert!(from >= before, "at {top}");
            before = from;
        }
    }

    #[test]
    fn the_bar_stands_where_it_would_be_dragged_to() {
        let scale = tall();
        for from in (0..=scale.last_from).step_by(9_973) {
            let back = scale.begin_of(scale.top_of(from));
            // A pixel of the bar is four of the tree.
            assert!((back - from).abs() <= 4, "{from} comes back as {back}");
        }
        for from in [0, 1, EDGE, scale.last_from - EDGE, scale.last_from] {
            assert_eq!(scale.begin_of(scale.top_of(from)), from);
        }
    }

    #[test]
    fn a_turn_of_the_wheel_moves_as_many_pixels_anywhere() {
        let scale = tall();
        for from in [40, 3_000_000, 15_000_000, scale.last_from - 200] {
            for by in [1, 100, -1, -40, STEP] {
                let before = at(scale, from);
                let after = wheel(scale, before, by);
                let wanted = (from + by).min(scale.last_from);
                assert_eq!(after.from, wanted, "{by} from {from}");
            }
        }
    }

    #[test]
    fn both_ends_are_reached_by_the_wheel_though_it_never_rests() {
        let scale = tall();
        for (by, end) in [(700, scale.last_from), (-700, 0)] {
            let mut now = at(scale, scale.last_from / 2);
            for _ in 0..scale.last_from / 2 / 700 + 100 {
                let after = wheel(scale, now, by);
                let moved = after.from - now.from;
                assert!(moved.abs() <= 700 && moved.signum() != -by.signum());
                now = after;
            }
            assert_eq!(now.from, end);
            assert_eq!(now, scale.settle(now));
        }
    }

    #[test]
    fn at_rest_the_bar_is_put_right_and_what_is_in_view_stays() {
        let scale = tall();
        let mut now = at(scale, 10_000_000);
        assert!(!scale.is_off(now));
        for _ in 0..20 {
            now = wheel(scale, now, 100);
        }
        assert!(scale.is_off(now));
        let settled = scale.settle(now);
        assert_eq!(settled.from, 10_002_000);
        assert!(!scale.is_off(settled));
    }

    #[test]
    fn lines_that_come_or_go_elsewhere_leave_what_is_in_view() {
        let now = at(tall(), 10_000_000);
        let more = Scale::new(1_000_200, 700).follow(now, now.top);
        assert_eq!(more.from, now.from);
        // The last is in view of the fewer; where the bar has a pixel for each, it stands there.
        let fewer = Scale::new(300_000, 700);
        assert_eq!(fewer.follow(now, now.top).from, fewer.last_from);
        let few = Scale::new(250_000, 700);
        let now = at(tall(), 5_000_000);
        let settled = Scroll {
            top: 5_000_000,
            from: 5_000_000,
        };
        assert_eq!(few.follow(now, now.top), settled);
    }
}
