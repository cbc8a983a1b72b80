//! The private PostgreSQL: started when canopy starts, stopped when it stops (decision 31).
//!
//! It uses the system's programs, listens on a Unix socket only, and is as durable as any other.
//! Where canopy runs as root it runs as another user. A crash of either side is recovered from:
//! an orphaned PostgreSQL is stopped before a new one starts, and one that ends by itself is
//! started again.

mod folder;
mod settings;
mod supervisor;

pub use folder::{Folder, Holder};
pub use supervisor::PrivatePostgres;
