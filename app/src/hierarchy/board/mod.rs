//! What-if boards: the list, one board with its steps, its tree and its effect (ORG-9).

pub mod api;
mod apply;
mod asked;
mod deeds;
mod draft;
mod effect;
mod head;
mod history;
mod list;
mod page;
mod reading;
pub(super) mod refusal;
mod removal;
mod rename;
mod shift;
mod steps;

pub use effect::effect_view;
pub use list::BoardListPage;
pub use page::BoardPage;
