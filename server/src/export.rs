//! Files that a person takes out of the console: sent piece by piece as they are made.

use app::errors::AppError;
use axum::Form;
use axum::body::Body;
use axum::extract::{FromRequest, Request, State};
use axum::response::{IntoResponse, Response};
use domain::hierarchy::{MoveRequest, MovingSide};
use futures::stream::try_unfold;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use serde::Deserialize;
use store::hierarchy::{MovingExport, moving_export};

use crate::middleware::request_id::asked;
use crate::pages::Notice;
use crate::router::signed_in_of;
use crate::state::AppState;

/// What the form sends. Anything missing counts as empty.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wanted {
    /// The move as the preview has it, in JSON.
    request: String,
    /// Which of its accounts.
    side: MovingSide,
}

/// The accounts that get another place by a move, as a CSV (ORG-3). A form posts here, since the export is
/// noted in the audit log. What goes wrong on the way breaks the download off.
pub async fn moving_accounts(State(state): State<AppState>, request: Request) -> Response {
    let asked = asked(&request);
    let Some(signed_in) = signed_in_of(request.extensions()) else {
        return Notice::not_signed_in().answer(&asked);
    };
    let form = Form::<Wanted>::from_request(request, &()).await;
    let wanted = form.map(|Form(wanted)| wanted).unwrap_or_default();
    let side = wanted.side;
    let Ok(wanted) = serde_json::from_str::<MoveRequest>(&wanted.request) else {
        return Notice::unreadable().answer(&asked);
    };
    let export = match moving_export(&state.store, &signed_in.actor, &wanted, side).await {
        Ok(export) => export,
        Err(error) => return Notice::form_refused(&AppError::from(error)).answer(&asked),
    };
    let what = match side {
        MovingSide::Along => "accounts-that-move",
        MovingSide::ToOldParent => "accounts-to-old-parent",
    };
    let name = format!("{what}-{}.csv", export.account().number);
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    let parts = try_unfold(export, |mut export: MovingExport| async move {
        match export.next().await {
            Ok(part) => Ok(part.map(|part| (part, export))),
            Err(error) => {
                tracing::warn!(%error, cause = ?error, "an export was broken off");
                Err(error)
            }
        }
    });
    (headers, Body::from_stream(parts)).into_response()
}
