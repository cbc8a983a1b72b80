//! Preview Move: choosing, seeing what it would come to, doing it (ORG-2, ORG-3, ORG-5).

mod board;
mod children;
mod choice;
mod compare;
mod deed;
mod drag;
mod effect;
mod list;
mod mends;
mod panel;
mod plan;
mod said;
mod settle;
mod shown;

pub use panel::MovePanel;
pub use plan::{MovePlan, NOW, ON_DATE};
pub use said::move_said;
pub use shown::MoveShown;
