//! A new account whose form was sent without the program: what does not hold comes back with its
//! sentences, as it was typed (ACC-1).

use app::accounts::{AccountCreate, AccountRefused, account_make};
use app::errors::{AppError, ErrorCode};
use app::routes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::secret::Secret;
use http::StatusCode;
use leptos::server_fn::codec::{FromReq, PostUrl};

use crate::again::page_again;
use crate::middleware::request_id::asked;
use crate::pages::Notice;
use crate::router::signed_in_of;
use crate::state::AppState;

/// Makes the account and opens it, or brings the form back.
pub async fn create(State(state): State<AppState>, request: Request) -> Response {
    let asked = asked(&request);
    let Some(signed_in) = signed_in_of(request.extensions()) else {
        return Notice::not_signed_in().answer(&asked);
    };
    let (parts, body) = request.into_parts();
    let sent = Request::from_parts(parts.clone(), body);
    let read = <AccountCreate as FromReq<PostUrl, Request, AppError>>::from_req(sent).await;
    let Ok(AccountCreate { mut draft }) = read else {
        return Notice::unreadable().answer(&asked);
    };
    let made = account_make(&state.store, &signed_in.actor, draft.clone()).await;
    let mut error = match made {
        Ok(number) => return Redirect::to(&routes::account(number)).into_response(),
        Err(error) => AppError::from(error),
    };
    match error.code {
        ErrorCode::Unavailable => return Notice::database_away().answer(&asked),
        ErrorCode::Internal => return Notice::fault().answer(&asked),
        _ => error.request_id = asked.request_id,
    }
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::BAD_REQUEST);
    // Secrets are never sent back; a token of a card is good once.
    draft.password = Secret::default();
    draft.security_answer = Secret::default();
    draft.payment_method.iban = Secret::default();
    draft.payment_method.gateway_token.clear();
    let refused = AccountRefused { draft, error };
    page_again(state, parts, routes::account_create(), status, refused).await
}
