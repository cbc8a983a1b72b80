//! One's own sign-in: the password and where one is signed in (SEC-2).

pub mod api;
mod browser;
mod page;

pub use page::OwnSignInPage;
