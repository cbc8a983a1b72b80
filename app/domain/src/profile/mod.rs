//! The profile of an account: its contacts and what kind of customer it is (ACC-3, ACC-4, ACC-6).

mod changes;
mod compare;
mod draft;

pub use changes::profile_changes;
pub use draft::{ProfileDraft, ProfileEdit, ProfileFields, ProfileView};
