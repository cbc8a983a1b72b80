//! Importing accounts into a real database (API-1).

mod amounts;
mod desk;
mod ends;
mod rows;
