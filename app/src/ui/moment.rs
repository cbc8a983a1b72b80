//! Moments by the clock of the installation, which both sides of a page have from the server.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::clock::Clock;
use leptos::prelude::*;

/// The clock by which a page shows moments.
#[derive(Clone, Debug, Default)]
struct ClockHere(Arc<Clock>);

/// Lets everything inside show moments by this clock.
pub fn provide_clock(clock: Clock) {
    provide_context(ClockHere(Arc::new(clock)));
}

fn clock_here() -> Arc<Clock> {
    use_context::<ClockHere>().unwrap_or_default().0
}

/// A moment: "3 Mar 2026, 10:12", its title naming the time zone.
#[component]
pub fn Moment(
    /// When.
    at: DateTime<Utc>,
    /// Less than what stands around it.
    #[prop(optional)]
    faint: bool,
) -> impl IntoView {
    let clock = clock_here();
    view! {
        <time
            class:faint=faint
            datetime=Clock::machine(at)
            title=clock.zone_words(at)
        >
            {clock.words(at)}
        </time>
    }
}

/// The time zone of a moment, for the title of what says it: "Europe/Berlin, UTC+01:00".
pub fn moment_zone(at: DateTime<Utc>) -> String {
    clock_here().zone_words(at)
}

/// A moment within a sentence: "3 Mar 2026, 10:12". What it stands in names the time zone.
pub fn moment_words(at: DateTime<Utc>) -> String {
    clock_here().words(at)
}
