//! Deferred actions: what is scheduled for a day to come, on an account (OPS-1, decisions 2 and 3).
//!
//! Scheduling is the business of each kind of change, which previews it and decides by its own rule;
//! here it is kept, listed, cancelled and performed. The effect and the mark that it was done are one
//! transaction, under the lock of structure changes and of the action's own row, so that it is done
//! exactly once however many servers run it.

mod cancel;
mod list;
mod perform;
mod planned;
mod rows;
mod run;
mod shift;

pub use cancel::action_cancel;
pub use list::{ACTIONS_LIMIT, ACTIONS_PAGE, account_actions, actions_list};
pub(crate) use list::{actions_of, actions_within};
pub use perform::{action_perform, action_preview};
pub(crate) use planned::{Until, changes_among, changes_planned};
pub(crate) use rows::{NewAction, action_add};
pub use run::{ActionRun, ActionsRun, action_run, actions_due, actions_run, actions_run_until};
pub use shift::{action_shift, action_shift_preview};
