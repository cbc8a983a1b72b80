//! The design system: accessible parts with token-only styles of the same name. Imports no feature.

mod button;
mod checkbox;
mod date_input;
mod date_text;
mod field;
mod icon;
mod kbd;
mod link;
mod number_input;
mod radio_group;
mod search_box;
mod select;
mod text_input;
mod textarea;

pub use button::*;
pub use checkbox::*;
pub use date_input::*;
pub use date_text::*;
pub use field::*;
pub use icon::*;
pub use kbd::*;
pub use link::*;
pub use number_input::*;
pub use radio_group::*;
pub use search_box::*;
pub use select::*;
pub use text_input::*;
pub use textarea::*;
