//! Lines of the table, and whether bars are kept.

use std::time::Duration;

/// Prints a line of the table; gives the median over the rounds of the first in times the second, or where
/// one was measured less often, the median of the one in times that of the other.
pub fn row(name: &str, work: &[Duration], beside: &[Duration]) -> f64 {
    let times_of = |a: &Duration, b: &Duration| a.as_secs_f64() / b.as_secs_f64().max(1e-9);
    let times = match work.len() == beside.len() {
        true => {
            let rounds = std::iter::zip(work, beside).map(|(a, b)| times_of(a, b));
            let mut rounds: Vec<f64> = rounds.collect();
            rounds.sort_by(f64::total_cmp);
            rounds.get(rounds.len() / 2).copied().unwrap_or_default()
        }
        false => times_of(&median(work), &median(beside)),
    };
    println!(
        "{name:<58} {:>10.2} {:>10.2} {times:>8.2}",
        ms(median(work)),
        ms(median(beside)),
    );
    times
}

/// Says whether a bar is kept that is not to be passed.
pub fn at_most(name: &str, value: f64, limit: f64) {
    let word = if value <= limit { "ok" } else { "short" };
    println!("{name} {value:.1} <= {limit} {word}");
}

/// Says whether a bar is reached.
pub fn at_least(name: &str, value: f64, limit: f64) {
    let word = if value >= limit { "ok" } else { "short" };
    println!("{name} {value:.0} >= {limit} {word}");
}

/// The time in the middle.
pub fn median(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// In milliseconds.
pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
