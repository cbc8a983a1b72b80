//! What deferred actions will do to the tree until a day (ORG-8, decision 2).

use chrono::NaiveDate;
use domain::actions::ActionRequest;
use domain::hierarchy::{Deed, Planned, PlannedChange};
use domain::ids::DeferredActionId;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::error::Result;
use crate::hierarchy::steps_read;

/// Until when what is planned counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Until {
    /// The last day of it.
    pub(crate) day: NaiveDate,
    /// What does not count: it is about to get another day.
    pub(crate) except: Option<DeferredActionId>,
}

impl From<NaiveDate> for Until {
    fn from(day: NaiveDate) -> Self {
        Self { day, except: None }
    }
}

/// What is planned until the end of a day, in the order in which it will be done. What failed is not
/// among it: nobody knows whether it will ever be done.
///
/// # Errors
/// When the database fails or an action cannot be read.
pub(crate) async fn changes_planned(
    conn: &mut PgConnection,
    until: Until,
) -> Result<Vec<PlannedChange>> {
    planned_read(conn, until, None).await
}

/// Those of these actions alone.
///
/// # Errors
/// As [`changes_planned`].
pub(crate) async fn changes_among(
    conn: &mut PgConnection,
    until: Until,
    ids: Vec<Uuid>,
) -> Result<Vec<PlannedChange>> {
    planned_read(conn, until, Some(ids)).await
}

async fn planned_read(
    conn: &mut PgConnection,
    until: Until,
    ids: Option<Vec<Uuid>>,
) -> Result<Vec<PlannedChange>> {
    let rows: Vec<(Uuid, Json<ActionRequest>)> = sqlx::query_as(
        "SELECT id, request FROM deferred_action
         WHERE state = 'pending' AND due_on <= $1 AND id IS DISTINCT FROM $2
           AND ($3::uuid[] IS NULL OR id = ANY($3))
         ORDER BY due_on, number",
    )
    .bind(until.day)
    .bind(until.except.map(DeferredActionId::uuid))
    .bind(ids)
    .fetch_all(&mut *conn)
    .await?;
    let mut planned = Vec::with_capacity(rows.len());
    for (id, Json(request)) in rows {
        let what = match request {
            ActionRequest::Move {
                request,
                handover,
                from,
                associates: alone,
            } => {
                let deed = Deed::Move {
                    account: request.account,
                    to: request.to,
                    form: request.form,
                    handover,
                };
                Planned::One { deed, from, alone }
            }
            ActionRequest::Removal {
                account,
                handover,
                from,
            } => {
                let deed = Deed::Remove { account, handover };
                Planned::One {
                    deed,
                    from,
                    alone: false,
                }
            }
            ActionRequest::Board { board } => Planned::All(steps_read(conn, board).await?),
        };
        let action = DeferredActionId::from_uuid(id);
        planned.push(PlannedChange { action, what });
    }
    Ok(planned)
}
