//! Organizations: reading the tree, previewing a move, moving, removing (ORG-1 to ORG-6).
//!
//! `organization_link` is the truth, one row per account and time; the totals below each account and
//! the order of children follow from it by triggers, in the same transaction. Every change takes the
//! one lock of all structure changes, reads again under it and asks the same pure rule that the
//! preview asked (decision 18).

mod below;
mod board;
mod bounds;
mod breaking;
mod children;
mod draft;
mod draft_payers;
mod effect;
mod facts;
mod future;
mod handing;
mod handover;
mod leaving;
mod meanwhile;
mod moving;
mod moving_export;
mod nodes;
mod past;
mod past_totals;
mod paths;
mod payers;
mod perform;
mod plans;
mod present;
mod preview;
mod remove;
mod roots;
mod run;
mod schedule;
mod search;
mod tree;
mod tree_payers;
mod undo;
mod undo_facts;
mod undo_ties;
mod write;

pub use below::{BELOW_LIMIT, BELOW_PARENTS, tree_below};
pub use board::{
    BOARD_HISTORY_LIMIT, BOARD_STEPS_LIMIT, BOARDS_LIMIT, board_apply, board_children,
    board_create, board_edit, board_effect, board_effect_on, board_history, board_page, board_path,
    board_payers, board_schedule, boards_list,
};
pub(crate) use board::{
    BoardOrder, board_fingerprint, board_perform, board_reopen, board_shift_plan, board_shown,
    steps_read,
};
pub(crate) use draft::plans_refused;
pub use effect::move_effect;
pub(crate) use facts::{fingerprint_of, structure_lock};
pub use handover::{handover_preview, payers_across};
pub(crate) use meanwhile::Seen;
pub use moving::{MOVING_LIMIT, moving_accounts};
pub use moving_export::{MovingExport, moving_export};
pub(crate) use nodes::account_ref;
pub use past::tree_path_on;
pub(crate) use payers::payers_planned;
pub(crate) use perform::{MoveOrder, move_perform};
pub use preview::{move_preview, parent_find};
pub use remove::{hierarchy_remove, removal_preview};
pub(crate) use remove::{removal_perform, removal_shift_plan, removal_shown};
pub use roots::{ORGANIZATIONS_LIMIT, organizations_list};
pub use run::move_run;
pub use schedule::move_schedule;
pub(crate) use schedule::{move_shift_plan, move_shown};
pub use search::tree_search;
pub use tree::{CHILDREN_LIMIT, PATH_LIMIT, tree_children, tree_path};
pub use tree_payers::{PAYERS_LIMIT, tree_payers};
pub use undo::move_undo;
pub(crate) use undo_ties::{Tied, entries_undone, entry_ties};
