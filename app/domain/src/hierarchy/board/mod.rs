//! What-if boards: many moves and removals collected in a draft, seen together, applied together or
//! not at all (ORG-9).

mod effect;
mod handed;
mod organizations;
mod paying;
mod state;
mod step;
mod view;

pub use effect::{BoardEffect, BoardEffectShown};
pub use handed::step_handed_sentence;
pub use organizations::organizations_touched;
pub use paying::{PayersAhead, PayersPresent, deeds_moving, subtrees_moved};
pub use state::{BoardAct, BoardRefusal, BoardState, board_after};
pub use step::{BoardStep, Deed, DeedNames, STEPS_LIMIT, StepConflict, StepProblem, deed_sentence};
pub use view::{
    Board, BoardAsShown, BoardChange, BoardConfirm, BoardDone, BoardEdit, BoardList, BoardNew,
    BoardPage, BoardStepRow, BoardUndone,
};

#[cfg(test)]
mod paying_tests;
#[cfg(test)]
mod tests;
