//! Organizations on a real PostgreSQL: the tree, moving, removing, totals, two people at once.

mod approvals;
mod board_dates;
mod board_effects;
mod board_payers;
mod boards;
mod boards_many;
mod deferred;
mod drafting;
mod guard;
mod handover_race;
mod handovers;
mod history;
mod imported;
#[path = "../iso/mod.rs"]
mod iso;
mod meanwhile;
mod moves;
mod moving_export;
mod past;
mod payers;
mod payers_in_large;
mod planned_payers;
mod planned_places;
mod planned_removal;
mod planning;
mod race;
mod removal;
mod roots;
mod running;
mod search;
mod shifting;
mod support;
mod totals;
mod tree;
mod tree_payers;
mod undo;
