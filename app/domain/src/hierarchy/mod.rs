//! Organizations: the tree as it is shown, what may be moved in it, and what a move would come to
//! (ORG-1 to ORG-6).

mod board;
mod closed;
mod decide;
mod excerpt;
mod future;
mod handover;
mod meanwhile;
mod overlay;
mod payers;
mod preview;
mod refusal;
mod removal;
mod request;
mod tense;
mod tree;
mod undo;

pub use board::{
    Board, BoardAct, BoardAsShown, BoardChange, BoardConfirm, BoardDone, BoardEdit, BoardEffect,
    BoardEffectShown, BoardList, BoardNew, BoardPage, BoardRefusal, BoardState, BoardStep,
    BoardStepRow, BoardUndone, Deed, DeedNames, PayersAhead, PayersPresent, STEPS_LIMIT,
    StepConflict, StepProblem, board_after, deed_sentence, deeds_moving, organizations_touched,
    step_handed_sentence, subtrees_moved,
};
pub use closed::ClosedAbove;
pub use decide::{LinkChange, MoveFacts, MoveNode, move_decide, removal_decide, strangers};
pub use excerpt::{ExcerptFacts, ExcerptMark, ExcerptNode, ExcerptRow, excerpt};
pub use future::{FutureTree, Planned, PlannedChange, PresentTree};
pub use handover::{
    Alignment, HandoverChange, HandoverPreview, HandoverRow, HandoverUnit, handover_preview,
};
pub use meanwhile::{ChangedBy, Meanwhile, MeanwhileDeed};
pub use overlay::{Amounts, Weight, overlay};
pub use payers::{
    PayerCrossing, PayerCrossings, given_back_sentence, handed_over_sentence, units_words,
};
pub use preview::{
    Fingerprint, MoveDone, MoveEffect, MoveOutcome, MovePreview, ScheduleOutcome, count_words,
};
pub use refusal::{MoveRefusal, Named};
pub use removal::{RemovalDone, RemovalOutcome, RemovalPreview, RemovalRequest, removal_sentence};
pub use request::{Effective, Going, HandoverTo, MoveConfirm, MoveForm, MoveRequest, PlannedFrom};
pub use tense::Tense;
pub use tree::{
    MovingPage, MovingRow, MovingSide, OrganizationPage, TreeAsk, TreeBelow, TreeFrom, TreeHit,
    TreeHits, TreePage, TreePath, TreePayers, TreePlace, TreeRow,
};
pub use undo::{PayerUndo, UndoDone, UndoFacts, UndoRequest, payers_undo_decide, undo_decide};
