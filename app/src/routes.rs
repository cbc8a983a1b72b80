//! Every address of the application. Nothing else writes a path.
//!
//! Constants are what the router matches; functions make the addresses that links lead to.

use leptos_router::StaticSegment;

/// The start page, and the frame around all console pages.
pub const ROOT: StaticSegment<&str> = StaticSegment("");
/// The design system, shown part by part.
pub const UI: StaticSegment<&str> = StaticSegment("ui");

/// Address of the start page.
pub fn home() -> &'static str {
    "/"
}

/// Address of the page that shows every part of the design system.
pub fn ui() -> &'static str {
    "/ui"
}
