//! What handing over what stays while its payer goes would come to (ORG-3, HIER-2).

use domain::access::{Action, Actor};
use domain::hierarchy::{Effective, HandoverAsk, HandoverPreview, HandoverTo};

use super::facts::{Situation, refused, today};
use super::leaving::Leaving;
use super::payers::{Moving, left_behind};
use super::preview::picture;
use crate::Store;
use crate::bill_units::handover_preview_read;
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
    ask: &HandoverAsk,
    to: HandoverTo,
) -> Result<HandoverPreview> {
    actor.require(Action::ReadHierarchy)?;
    let mut tx = picture(store).await?;
    let today = today(&mut tx).await?;
    let (moving, effective) = match ask {
        HandoverAsk::Move { request } => {
            let situation = Situation::read(&mut tx, request).await?;
            let plan = situation
                .plan(&request.form)
                .map_err(|error| refused(&error))?;
            (Moving::plan(&plan, &situation), request.effective)
        }
        HandoverAsk::Removal { account, effective } => {
            let leaving = Leaving::read(&mut tx, *account, *effective, None).await?;
            (leaving.moving(), *effective)
        }
    };
    let since = match effective {
        Effective::Now => today,
        Effective::On { date } => date,
    };
    let paid = left_behind(&mut tx, &moving).await?;
    handover_preview_read(&mut tx, actor, to, &paid, (since, &moving.payers)).await
}
