//! Canopy.
fn main() {}
