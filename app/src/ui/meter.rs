//! How much of something is used up.

use leptos::prelude::*;

use super::tone::Tone;

/// A bar with its name before and its figures behind it: *Credit ▬▬▬── 1,204.50 of 2,000.00 EUR*.
#[component]
pub fn Meter(
    /// What is measured.
    #[prop(into)]
    label: String,
    /// The figures in words; they say what the bar shows.
    #[prop(into)]
    figures: String,
    /// The part that is used, in hundredths. More than 100 is drawn full.
    percent: u32,
    /// The part from which somebody should look, in hundredths: marked on the bar.
    #[prop(optional)]
    threshold: Option<u32>,
    /// What the present value means.
    #[prop(optional)]
    tone: Tone,
) -> impl IntoView {
    let width = format!("{}%", percent.min(100));
    let mark = threshold.map(|threshold| {
        let x = format!("{}%", threshold.min(100));
        view! { <line class="meter-mark" x1=x.clone() x2=x y1="0" y2="100%"></line> }
    });

    view! {
        <div class=tone.class("meter")>
            <span>{label}</span>
            <svg class="meter-bar" aria-hidden="true">
                <rect class="meter-ground" width="100%" height="6" y="2" rx="3"></rect>
                <rect class="meter-value" width=width height="6" y="2" rx="3"></rect>
                {mark}
            </svg>
            <span class="num">{figures}</span>
        </div>
    }
}

/// How far long work has come. Without `percent` it says only that it goes on.
#[component]
pub fn Progress(
    /// What is under way, read out.
    #[prop(into)]
    label: String,
    /// The part that is done, in hundredths.
    #[prop(optional, into)]
    percent: Signal<Option<u32>>,
) -> impl IntoView {
    view! {
        <progress
            class="progress"
            aria-label=label
            max="100"
            value=move || percent.get().map(|percent| percent.min(100).to_string())
        ></progress>
    }
}
