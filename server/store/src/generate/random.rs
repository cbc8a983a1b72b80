//! Chance that repeats itself: SplitMix64. Its few lines are written here because the same seed has
//! to give the same customers with every later version of Canopy, which no library of random
//! numbers promises.

/// A stream of numbers that look random and follow from the seed alone.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Random {
    /// The stream of this seed with this number: streams do not depend on each other, so accounts
    /// can be made in any order.
    pub(super) fn stream(seed: u64, number: u64) -> Self {
        Self(mix(seed.wrapping_add(STEP)) ^ mix(number.wrapping_mul(STEP).wrapping_add(1)))
    }

    /// The next 64 bits.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mix(self.0)
    }

    /// A number from 0 up to, and without, `limit`; 0 where the limit is 0.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        if limit == 0 {
            0
        } else {
            (self.next() >> 11) % limit
        }
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low + 1).unwrap_or(0);
        low + i64::try_from(self.below(span)).unwrap_or(0)
    }

    /// True in `parts` of a thousand cases.
    pub(super) fn chance(&mut self, parts: u64) -> bool {
        self.below(1000) < parts
    }

    /// One of the choices.
    pub(super) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.index(choices.len())]
    }

    /// An index into a list of this length.
    pub(super) fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or(0)
    }

    /// The pattern with a digit in place of each `#`, appended to `out`.
    pub(super) fn digits(&mut self, pattern: &str, out: &mut String) {
        for c in pattern.chars() {
            if c == '#' {
                out.push(char::from(b'0' + u8::try_from(self.below(10)).unwrap_or(0)));
            } else {
                out.push(c);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_repeats_itself() {
        let take = |seed, number| {
            let mut random = Random::stream(seed, number);
            [random.next(), random.next(), random.next()]
        };
        assert_eq!(take(7, 42), take(7, 42));
        assert_ne!(take(7, 42), take(7, 43));
        assert_ne!(take(7, 42), take(8, 42));
    }

    #[test]
    fn the_numbers_stay_the_same_in_every_later_version() {
        assert_eq!(
            Random(0).next(),
            0xE220_A839_7B1D_CDAF,
            "SplitMix64's published first value"
        );
    }
}
