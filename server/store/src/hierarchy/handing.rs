//! Handing over what stays while its payer moves, as it was shown (HIER-2, decision 19).

use chrono::NaiveDate;
use domain::access::Actor;
use domain::bill_units::{BillUnitRef, PayerChange};
use domain::hierarchy::{
    Fingerprint, HandoverPreview, HandoverTo, MoveRefusal, handed_over_sentence,
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::facts::{refused, today};
use super::payers::{Moving, left_behind};
use crate::bill_units::{
    HandoverBy, handover_fingerprint, handover_preview_read, payers_change, payers_hand_over,
    payers_hand_over_check, unit_ref_of,
};
use crate::error::Result;

/// What the histories say beside a payer that changed together with a move.
pub(super) const HANDED_OVER: &str = "Handed over";

/// What is to be handed over with a move or a removal.
pub(super) struct Handing {
    /// To whom.
    to: HandoverTo,
    /// What stays while its payer moves, with the payer.
    paid: Vec<(BillUnitRef, BillUnitRef)>,
    /// Whose payers change before.
    planned: Vec<PayerChange>,
}

impl Handing {
    /// Reads it.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn read(
        conn: &mut PgConnection,
        moving: &Moving,
        to: HandoverTo,
    ) -> Result<Self> {
        Ok(Self {
            to,
            paid: left_behind(conn, moving).await?,
            planned: moving.payers.clone(),
        })
    }

    /// The same where somebody is chosen to pay.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn chosen(
        conn: &mut PgConnection,
        moving: &Moving,
        to: Option<HandoverTo>,
    ) -> Result<Option<Self>> {
        match to {
            Some(to) => Ok(Some(Self::read(conn, moving, to).await?)),
            None => Ok(None),
        }
    }

    /// What it would come to from a day on; none where nothing stays. Holds nothing.
    ///
    /// # Errors
    /// When the actor may not change accounts; at the field `handover` where there is no such payer; when the
    /// database fails.
    pub(super) async fn preview(
        &self,
        conn: &mut PgConnection,
        actor: &Actor,
        since: NaiveDate,
    ) -> Result<Option<HandoverPreview>> {
        match self.paid.is_empty() {
            true => Ok(None),
            false => Ok(Some(self.preview_whole(conn, actor, since).await?)),
        }
    }

    /// The same also where nothing stays: who would pay is chosen by it.
    ///
    /// # Errors
    /// As [`preview`](Self::preview).
    pub(super) async fn preview_whole(
        &self,
        conn: &mut PgConnection,
        actor: &Actor,
        since: NaiveDate,
    ) -> Result<HandoverPreview> {
        let when = (since, self.planned.as_slice());
        handover_preview_read(conn, actor, self.to, &self.paid, when).await
    }

    /// Stands for what [`preview`](Self::preview) shows now. Holds the paying account, so that it stays true.
    ///
    /// # Errors
    /// As [`preview`](Self::preview).
    async fn fingerprint(
        &self,
        conn: &mut PgConnection,
        actor: &Actor,
        since: NaiveDate,
    ) -> Result<Option<Fingerprint>> {
        if self.paid.is_empty() {
            return Ok(None);
        }
        let when = (since, self.planned.as_slice());
        let now = handover_fingerprint(conn, actor, self.to, &self.paid, when).await?;
        Ok(Some(now))
    }

    /// Whether it could be done as things stand: answers who would pay.
    ///
    /// # Errors
    /// As [`payers_hand_over`].
    pub(super) async fn check(
        &self,
        conn: &mut PgConnection,
        actor: &Actor,
    ) -> Result<BillUnitRef> {
        payers_hand_over_check(conn, actor, self.to, &self.paid, &self.planned).await
    }
}

/// Hands all that stays while its payer moves over to another payer, where one is chosen, and answers
/// what changed. The caller holds the lock of structure changes.
///
/// # Errors
/// As [`payers_hand_over`].
pub(super) async fn hand_over(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    handing: Option<&Handing>,
) -> Result<Vec<PayerChange>> {
    let Some(handing) = handing.filter(|handing| !handing.paid.is_empty()) else {
        return Ok(Vec::new());
    };
    let changes = payers_hand_over(conn, by.actor, handing.to, &handing.paid).await?;
    payers_shift(conn, by, &changes).await?;
    Ok(changes)
}

/// What a handover, where there is one, would come to from a day on.
///
/// # Errors
/// As [`Handing::preview`].
pub(super) async fn handing_preview(
    conn: &mut PgConnection,
    actor: &Actor,
    since: NaiveDate,
    handing: Option<&Handing>,
) -> Result<Option<HandoverPreview>> {
    match handing {
        None => Ok(None),
        Some(handing) => handing.preview(conn, actor, since).await,
    }
}

/// Stands for what [`handing_preview`] shows now.
///
/// # Errors
/// As [`Handing::preview`].
pub(super) async fn handing_fingerprint(
    conn: &mut PgConnection,
    actor: &Actor,
    since: NaiveDate,
    handing: Option<&Handing>,
) -> Result<Option<Fingerprint>> {
    match handing {
        None => Ok(None),
        Some(handing) => handing.fingerprint(conn, actor, since).await,
    }
}

/// Whether a handover, where there is one, does what a preview of it showed; so does one that hands nothing
/// over. Holds the paying account, so that it stays true.
///
/// # Errors
/// As [`Handing::preview`].
pub(super) async fn handing_as_shown(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    handing: Option<&Handing>,
    shown: Option<&Fingerprint>,
) -> Result<bool> {
    let now = handing_fingerprint(conn, by.actor, by.since, handing).await?;
    Ok(now.is_none() || now.as_ref() == shown)
}

/// Writes who pays from a day on, which may be past (decision 3).
///
/// # Errors
/// When somebody's payer changed after that day; when the database fails.
pub(super) async fn payers_shift(
    conn: &mut PgConnection,
    by: &HandoverBy<'_>,
    changes: &[PayerChange],
) -> Result<()> {
    if !changes.is_empty() && by.since < today(conn).await? {
        stayed_check(conn, changes, by.since).await?;
    }
    payers_change(conn, by, changes).await
}

/// Nobody's payer may have changed after the day from which on a late handover counts: the history of
/// the days since would be lost, or a payer would have been paid for on some of them.
async fn stayed_check(
    conn: &mut PgConnection,
    changes: &[PayerChange],
    since: NaiveDate,
) -> Result<()> {
    let units: Vec<Uuid> = (changes.iter())
        .map(|change| change.unit.id.uuid())
        .collect();
    let payers: Vec<Uuid> = (changes.iter())
        .filter_map(|change| Some(change.to.as_ref()?.id.uuid()))
        .collect();
    let changed = sqlx::query(
        "SELECT u.id AS unit_id, u.name AS unit_name, a.id AS account_id,
                a.number AS account_number, a.name AS account_name
         FROM bill_unit u JOIN account a ON a.id = u.account_id
         JOIN bill_unit_payer p ON p.bill_unit_id = u.id AND p.superseded_at IS NULL
         WHERE (u.id = ANY($1) AND (lower(p.valid) > $2 OR upper(p.valid) > $2))
            OR (u.id = ANY($3) AND upper(p.valid) > $2)
         ORDER BY a.number, u.position LIMIT 1",
    )
    .bind(&units)
    .bind(since)
    .bind(&payers)
    .fetch_optional(conn)
    .await?;
    match changed {
        None => Ok(()),
        Some(row) => Err(refused(&MoveRefusal::PayerChangedAfter {
            unit: Box::new(unit_ref_of(&row, "")?),
            date: since,
        })),
    }
}

/// What the sentence of the step says of its handover, behind all else; nothing where there is none.
pub(super) fn handed_words(changes: &[PayerChange]) -> String {
    let count = i64::try_from(changes.len()).unwrap_or(i64::MAX);
    match changes.first().and_then(|change| change.to.as_ref()) {
        Some(payer) => format!(" {}", handed_over_sentence(count, payer)),
        None => String::new(),
    }
}
