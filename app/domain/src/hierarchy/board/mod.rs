//! What-if boards: many moves and removals collected in a draft, seen together, applied together or
//! not at all (ORG-9).

mod handed;
mod state;
mod step;
mod view;

pub use handed::step_handed_sentence;
pub use state::{BoardAct, BoardRefusal, BoardState, board_after};
pub use step::{
    BoardStep, Deed, STEPS_LIMIT, StepConflict, StepProblem, board_fold, deed_sentence,
};
pub use view::{
    Board, BoardChange, BoardConfirm, BoardDone, BoardEdit, BoardEffect, BoardList, BoardNew,
    BoardPage, BoardStepRow,
};

#[cfg(test)]
mod tests;
