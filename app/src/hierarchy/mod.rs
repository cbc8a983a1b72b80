//! The hierarchy: organizations as a tree, Preview Move, Remove From Hierarchy (ORG-2 to ORG-6).

mod address;
pub mod api;
mod begin;
mod below;
mod board;
mod children;
mod day;
mod day_field;
mod draw;
mod face;
mod find;
mod grid;
pub(crate) mod handover;
mod handover_unit;
mod head;
mod keys;
mod lines;
mod model;
mod moving;
#[cfg(feature = "ssr")]
mod opening;
mod organizations;
mod page;
mod parts;
mod payers;
mod payers_face;
mod place;
mod removal;
mod row;
mod row_menu;
mod scale;
mod scheduled;
mod state;
mod tree_payers;
mod typed;
pub mod undo;
mod unread;
mod view;
mod window;
mod words;

pub(crate) use board::effect_view;
pub use board::{BoardListPage, BoardPage};
pub(crate) use moving::move_said;
pub use page::{HierarchyBeginPage, HierarchyPage};
pub(crate) use removal::removal_said;
