//! Signing in. The form posts to the server's own handler, so that nothing typed lands in an
//! address and the page works without JavaScript (decision 35).

mod page;

pub use page::SignInPage;

use domain::fields::FieldErrors;
use serde::{Deserialize, Serialize};

/// What the page shows: where to go on, and after a try that did not succeed what it says again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInNotice {
    /// The login as it was typed; the password is never sent back.
    pub login: String,
    /// What happened and what to do.
    pub sentence: String,
    /// What is wrong with which field.
    pub fields: FieldErrors,
    /// Where to go after signing in: an address of this site, escaped as it was asked for. The server
    /// reads it, since the router decodes what it reads once more than it was encoded.
    pub next: String,
}
