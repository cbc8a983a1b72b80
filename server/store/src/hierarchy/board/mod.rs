//! What-if boards: a draft of many moves and removals, its tree and its effect, applied together or not
//! at all (ORG-9).
//!
//! A draft's tree is a pure fold of its steps over the present, as the tree of a day to come is one of
//! what is planned. Its application writes what the steps come to link by link, in one statement each
//! way, so that ten thousand of them are one change of structure and not as many.

mod apply;
mod change;
mod effect;
mod history;
mod read;
mod rows;
mod schedule;
mod steps;
mod told;
mod tree;

pub use apply::board_apply;
pub(crate) use apply::{BoardOrder, board_perform};
pub use change::{board_create, board_edit};
pub use effect::{board_effect, board_effect_on};
pub(crate) use effect::{board_fingerprint, board_shown};
pub use read::{
    BOARD_HISTORY_LIMIT, BOARD_STEPS_LIMIT, BOARDS_LIMIT, board_history, board_page, boards_list,
};
pub(crate) use rows::steps_read;
pub use schedule::board_schedule;
pub(crate) use schedule::{board_reopen, board_shift_plan};
pub use tree::{board_children, board_path, board_payers};
