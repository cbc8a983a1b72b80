//! Deferred actions: changes that are scheduled for a day to come (OPS-1, decisions 2 and 3).

mod decide;
mod list;
mod view;

pub use decide::{ActionRefusal, DueDay, LATEST_DAYS, due_day, is_due, open_check};
pub use list::{ActionKind, ActionsPage, ActionsWanted};
pub use view::{
    ActionEnd, ActionFailure, ActionPerformed, ActionRequest, ActionShown, ActionState, ActionTie,
    DeedShown, DeferredAction,
};
