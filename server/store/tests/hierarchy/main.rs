//! Organizations on a real PostgreSQL: the tree, moving, removing, totals, two people at once.

mod moves;
mod removal;
mod support;
mod totals;
mod tree;
