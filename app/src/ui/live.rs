//! Parts of a view that follow their signals.

use std::sync::{Arc, Mutex};

use leptos::{prelude::*, tachys::reactive_graph::SharedReactiveFunction};

/// A part of a view that follows its signals: `{live(move || …)}`.
///
/// A bare closure does the same, but is a type of its own to whatever renders it: each would bring its
/// own copy of making, renewing and taking over, some kilobytes of the program (T11).
pub fn live<Part: IntoAny>(
    mut part: impl FnMut() -> Part + Send + 'static,
) -> SharedReactiveFunction<AnyView> {
    Arc::new(Mutex::new(move || part().into_any()))
}
