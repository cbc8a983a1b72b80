//! The hierarchy: organizations as a tree, Preview Move, Remove From Hierarchy (ORG-2 to ORG-6).

mod address;
pub mod api;
mod begin;
mod board;
mod day;
mod find;
mod grid;
mod head;
mod keys;
mod model;
mod moving;
mod page;
mod payers;
mod removal;
mod row;
mod state;
mod tree_payers;
pub mod undo;
mod words;

pub use board::{BoardListPage, BoardPage};
pub use page::{HierarchyBeginPage, HierarchyPage};
