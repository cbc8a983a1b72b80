//! What a server function knows about the request that it answers. Server only.

use std::str::FromStr;
use std::sync::Arc;

use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::access::Actor;
use domain::accounts::{AccountNumber, AccountRef};
use domain::audit::ChangeKind;
use domain::clock::Clock;
use domain::ids::SessionId;
use domain::text::repeated;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
pub use store::operations::operation_new;
use store::session::SessionLimits;
use store::{Store, StoreError};

use crate::errors::{AppError, AppResult, ErrorCode};

/// Who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The person and their role.
    pub actor: Actor,
    /// The session that the request came with.
    pub session: SessionId,
    /// Today in the installation (decision 4).
    pub business_date: NaiveDate,
    /// The clock of the installation.
    pub clock: Arc<Clock>,
}

/// What stands behind every request, signed in or not. The router puts it into the context.
#[derive(Clone, Debug)]
pub struct ServerContext {
    /// The database.
    pub store: Store,
    /// The request's number, in every line of the log and on every error page.
    pub request_id: Arc<str>,
    /// Who asks; none on the pages that need no session.
    pub signed_in: Option<SignedIn>,
    /// The caller's network, by which tries of passwords are counted (decision 34).
    pub network: Arc<str>,
    /// When sessions end.
    pub limits: SessionLimits,
}

/// A request of a signed-in person.
#[derive(Clone, Debug)]
pub struct RequestContext {
    /// The database.
    pub store: Store,
    /// Who asks. Every function of the store takes it and checks it beside its query.
    pub actor: Actor,
    /// The session that the request came with.
    pub session: SessionId,
    /// The request's number.
    pub request_id: Arc<str>,
    /// Today in the installation (decision 4).
    pub business_date: NaiveDate,
    /// The caller's network, by which tries of passwords are counted (decision 34).
    pub network: Arc<str>,
    /// When sessions end.
    pub limits: SessionLimits,
}

/// The request of a signed-in person: the first line of every server function.
///
/// # Errors
/// [`ErrorCode::NotSignedIn`] where nobody is signed in.
pub fn request() -> AppResult<RequestContext> {
    let context = server_context()?;
    match context.signed_in {
        Some(SignedIn {
            actor,
            session,
            business_date,
            clock: _,
        }) => Ok(RequestContext {
            store: context.store,
            actor,
            session,
            request_id: context.request_id,
            business_date,
            network: context.network,
            limits: context.limits,
        }),
        None => Err(answered(AppError::not_signed_in())),
    }
}

/// Who is signed in, if anybody: for what is also shown to nobody in particular.
#[must_use]
pub fn signed_in() -> Option<SignedIn> {
    server_context().ok()?.signed_in
}

fn server_context() -> AppResult<ServerContext> {
    use_context::<ServerContext>().ok_or_else(|| {
        tracing::error!("a server function ran outside the router");
        AppError::new(ErrorCode::Internal, INTERNAL)
    })
}

const INTERNAL: &str = "Something went wrong here. Please try again, or ask for help.";

/// Puts a failure of the store into a person's words; its cause goes to the log.
impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        let unavailable = error.is_unavailable();
        let said = match error {
            StoreError::Refused(refused) => Self::new(ErrorCode::Refused, refused.to_string()),
            StoreError::NotFound(what) => {
                Self::new(ErrorCode::NotFound, format!("There is no {what}."))
            }
            StoreError::Invalid(fields) => Self::from(fields),
            StoreError::Conflict {
                code: "stale",
                sentence,
            } => Self::new(ErrorCode::Stale, sentence),
            StoreError::Conflict { sentence, .. } => Self::new(ErrorCode::Conflict, sentence),
            StoreError::TooSlow => Self::new(ErrorCode::TooSlow, StoreError::TooSlow.to_string()),
            fault => {
                tracing::error!(error = %fault, cause = ?fault, "the store failed");
                if unavailable {
                    Self::new(
                        ErrorCode::Unavailable,
                        "The database is away at the moment. Please try again shortly.",
                    )
                } else {
                    Self::new(ErrorCode::Internal, INTERNAL)
                }
            }
        };
        answered(said)
    }
}

/// The error with the request's number; the answer gets the status that goes with it.
fn answered(mut error: AppError) -> AppError {
    if let Some(context) = use_context::<ServerContext>() {
        error.request_id = context.request_id.to_string();
    }
    let status = StatusCode::from_u16(error.code.status());
    if let (Some(response), Ok(status)) = (use_context::<ResponseOptions>(), status) {
        response.set_status(status);
    }
    error
}

/// The account that an address names. What is no number names no account.
///
/// # Errors
/// When there is no such account, or the database fails.
pub async fn account_called(request: &RequestContext, text: &str) -> AppResult<AccountRef> {
    let number: AccountNumber = text
        .parse()
        .map_err(|_| StoreError::NotFound(format!("account {}", repeated(text))))?;
    Ok(store::accounts::account_find(&request.store, &request.actor, number).await?)
}

/// What a part of a list's address says, such as where its page begins; none where it says nothing.
///
/// # Errors
/// Where it cannot be read: another page than the one asked for would mislead.
pub fn address_read<T: FromStr>(text: &str) -> AppResult<Option<T>> {
    match text {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| AppError::unknown_page()),
    }
}

/// The kind of change that an address names; none where it names none.
///
/// # Errors
/// Where there is no such kind.
pub fn change_kind_read(code: &str) -> AppResult<Option<ChangeKind>> {
    match code {
        "" => Ok(None),
        code => ChangeKind::from_code(code).map(Some).ok_or_else(|| {
            AppError::new(
                ErrorCode::Invalid,
                "There is no such kind of change. Please choose one from the list.",
            )
        }),
    }
}
