//! Who pays across the border of what goes, and what handing over what stays would come to (ORG-3, HIER-2).

use domain::access::{Action, Actor};
use domain::hierarchy::{Effective, Going, HandoverPreview, HandoverTo, PayerCrossing};
use domain::ids::BillUnitId;
use sqlx::PgConnection;

use super::facts::{Situation, refused, today};
use super::handing::Handing;
use super::leaving::Leaving;
use super::payers::{Moving, crossings_more};
use super::preview::picture;
use crate::Store;
use crate::error::Result;

/// What becomes of each bill unit that a move or a removal leaves behind its payer, when that account pays for
/// all of them from the day of the move on: who pays from when on, what is billed otherwise by that, and every
/// conflict.
///
/// # Errors
/// When the actor may not see organizations or change accounts; the refusal of the rule where the move itself
/// would be refused; at the field `handover` where there is no such payer; when the database fails.
pub async fn handover_preview(
    store: &Store,
    actor: &Actor,
    ask: &Going,
    to: HandoverTo,
) -> Result<HandoverPreview> {
    actor.require(Action::ReadHierarchy)?;
    let mut tx = picture(store).await?;
    let (moving, effective) = going_read(&mut tx, ask).await?;
    let since = effective.since(today(&mut tx).await?);
    let handing = Handing::read(&mut tx, &moving, to).await?;
    handing.preview_whole(&mut tx, actor, since).await
}

/// More of the bill units of which one side goes and the other stays, behind one that is known: those that stay
/// while their payer goes, or those that go while it stays (ORG-3).
///
/// # Errors
/// When the actor may not see organizations; the refusal of the rule where the move itself would be refused;
/// when the database fails.
pub async fn payers_across(
    store: &Store,
    actor: &Actor,
    going: &Going,
    payer_goes: bool,
    after: BillUnitId,
) -> Result<Vec<PayerCrossing>> {
    actor.require(Action::ReadHierarchy)?;
    let mut tx = picture(store).await?;
    let (moving, _) = going_read(&mut tx, going).await?;
    crossings_more(&mut tx, &moving, payer_goes, after).await
}

/// What goes, in the tree of its day, and from when.
async fn going_read(conn: &mut PgConnection, going: &Going) -> Result<(Moving, Effective)> {
    match going {
        Going::Move { request } => {
            let situation = Situation::read(conn, request).await?;
            let plan = situation
                .plan(&request.form)
                .map_err(|error| refused(&error))?;
            Ok((Moving::plan(&plan, &situation), request.effective))
        }
        Going::Removal { account, effective } => {
            let leaving = Leaving::read(conn, *account, *effective, None).await?;
            Ok((leaving.moving(), *effective))
        }
    }
}
