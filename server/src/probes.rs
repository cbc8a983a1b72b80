//! What machines ask: is the program alive, is it of use.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use migrations::SchemaState;
use serde::Serialize;

use crate::state::AppState;

/// What a probe says.
#[derive(Debug, Serialize)]
struct Report {
    /// `ok`, or what is the matter in a word.
    status: &'static str,
}

/// The process is alive. It asks nobody else: a database that is away is no reason to kill it.
pub async fn alive() -> Response {
    Json(Report { status: "ok" }).into_response()
}

/// The database answers and its tables are those of this version.
pub async fn ready(State(state): State<AppState>) -> Response {
    let status = match migrations::state(state.store.orm()).await {
        Ok(SchemaState::Current) => "ok",
        Ok(SchemaState::Behind(_)) => "the database lacks this version's tables",
        Ok(SchemaState::Unknown(_)) => "the database belongs to a newer version",
        Err(error) => {
            tracing::warn!(%error, "not ready");
            "the database is away"
        }
    };
    let code = if status == "ok" {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (code, Json(Report { status })).into_response()
}
