//! Who changed what since a preview was shown, from the history: told where that preview does not hold any
//! more (ORG-3, decision 19).

use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::ChangeKind;
use domain::hierarchy::{Effective, HandoverTo, Meanwhile, MeanwhileDeed};
use domain::ids::{AccountId, BillUnitId};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::nodes::account_ref;
use super::paths::Node;
use crate::audit::changed_by;
use crate::error::{Result, StoreError};

/// The kinds of change that can make a preview stale.
const KINDS: [ChangeKind; 12] = [
    ChangeKind::AccountCreated,
    ChangeKind::AccountImported,
    ChangeKind::AccountMoved,
    ChangeKind::AccountRemoved,
    ChangeKind::MoveUndone,
    ChangeKind::PayerUndone,
    ChangeKind::BillUnitChanged,
    ChangeKind::BoardApplied,
    ChangeKind::ActionScheduled,
    ChangeKind::ActionShifted,
    ChangeKind::ActionCancelled,
    ChangeKind::ActionFailed,
];

/// The latest entries of the history that are looked at: what lies behind them is not spoken of.
const ENTRIES: i64 = 10_000;

/// The most accounts that these entries changed of which it is asked where they stand.
const ACCOUNTS: i64 = 200;

/// How far the clock that the ids of entries are made by may be from that of the database.
const CLOCKS_APART_MS: i64 = 60_000;

/// What a preview stands for.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// The moment at which it was true.
    pub(super) at: Option<DateTime<Utc>>,
    /// The accounts that it is about: what changed at or below them counts.
    pub(super) accounts: Vec<AccountId>,
    /// The ways up from them, and from their new parents: who got another parent there counts too.
    pub(super) ways: Vec<AccountId>,
    /// Its day: until then also what is scheduled for accounts on these ways counts.
    pub(super) effective: Effective,
    /// Who is to pay for what stays: when that bill unit is billed counts too.
    pub(super) payers: Vec<HandoverTo>,
}

impl Seen {
    /// Why what was shown at a moment does not hold any more: who changed what meanwhile, in words; nothing where
    /// it holds, or nobody looked.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn overtaken(
        &self,
        conn: &mut PgConnection,
        at: Option<DateTime<Utc>>,
    ) -> Result<Option<String>> {
        let seen = Self { at, ..self.clone() };
        meanwhile(conn, &seen).await
    }
}

/// The accounts on these paths.
pub(super) fn ways_of(paths: [&[Node]; 2]) -> Vec<AccountId> {
    let nodes = paths.into_iter().flatten();
    nodes.map(|node| node.account.id).collect()
}

/// The last change since a preview was shown that it does not stand for, with the count of the others, in
/// words; none where nothing in the history explains it.
///
/// # Errors
/// When the database fails, or an entry cannot be read.
pub(super) async fn meanwhile(conn: &mut PgConnection, seen: &Seen) -> Result<Option<String>> {
    let Some(at) = seen.at else {
        return Ok(None);
    };
    let uuids =
        |ids: &[AccountId]| -> Vec<Uuid> { ids.iter().map(|account| account.uuid()).collect() };
    let (numbers, units): (Vec<i64>, Vec<Option<Uuid>>) = (seen.payers.iter())
        .map(|to| (to.account.get(), to.unit.map(BillUnitId::uuid)))
        .unzip();
    let day: Option<NaiveDate> = match seen.effective {
        Effective::Now => None,
        Effective::On { date } => Some(date),
    };
    let row = sqlx::query(LAST_CHANGE)
        .bind(at)
        .bind(id_after(at))
        .bind(ENTRIES)
        .bind(KINDS.map(ChangeKind::code).to_vec())
        .bind(day)
        .bind(numbers)
        .bind(ACCOUNTS)
        .bind(uuids(&seen.accounts))
        .bind(uuids(&seen.ways))
        .bind(units)
        .fetch_optional(conn)
        .await?;
    row.map(|row| Ok(meanwhile_read(&row)?.sentence()))
        .transpose()
}

/// Every entry since that moment has a greater id: ids begin with the time.
fn id_after(at: DateTime<Utc>) -> Uuid {
    let millis = at.timestamp_millis().saturating_sub(CLOCKS_APART_MS);
    Uuid::from_u128(u128::try_from(millis).unwrap_or(0) << 80)
}

/// Of the latest `$3` entries, which have ids behind `$2`, those of the kinds `$4` whose transaction began
/// after `$1`, and so is not in what was shown. Of `$7` accounts that they changed it is asked whether they
/// are at or below any of `$8`, or got another parent on the ways `$9`; an account with one of the numbers `$6`
/// counts where its bill unit in `$10` (none: any) is billed otherwise. Several entries of one submission are one
/// change, named by the first of them.
const LAST_CHANGE: &str = "
    WITH RECURSIVE recent AS MATERIALIZED (
        SELECT id, at, kind, account_id, object_id, coalesce(operation_id, object_id, id) AS change
        FROM (SELECT * FROM audit_entry WHERE id > $2 ORDER BY id DESC LIMIT $3) AS latest
        WHERE at > $1 AND kind = ANY($4)
    ),
    -- What counts: at or below the account; got another parent on one of the ways; as it is.
    touched (entry_id, account_id, counts) AS MATERIALIZED (
        SELECT r.id, side.account_id, side.counts
        FROM recent r CROSS JOIN LATERAL (
            SELECT l.child_id, 'place' FROM organization_move_link l WHERE l.entry_id = r.id
            UNION ALL
            SELECT end_id, 'below' FROM organization_move_link l
            CROSS JOIN LATERAL (VALUES (l.from_id), (l.to_id)) AS ends (end_id)
            WHERE l.entry_id = r.id
            UNION ALL
            SELECT u.account_id, 'below' FROM organization_move_payer p
            JOIN bill_unit u ON u.id IN (p.bill_unit_id, p.from_id, p.to_id)
            WHERE p.entry_id = r.id
            UNION ALL
            SELECT d.account_id, CASE WHEN d.due_on <= $5 THEN 'place' ELSE 'below' END
            FROM deferred_action d WHERE d.id = r.object_id
            UNION ALL
            SELECT split_part(d.request #>> '{move,request,to}', '_', 2)::uuid, 'below'
            FROM deferred_action d WHERE d.id = r.object_id
            UNION ALL
            -- Made where it stands: in one transaction with its place, and so at one moment.
            SELECT l.child_id, 'below' FROM organization_link l
            WHERE r.kind IN ('account_created', 'account_imported')
              AND l.child_id = r.account_id AND l.recorded_at = r.at
            UNION ALL
            SELECT a.id, 'itself' FROM unnest($6::bigint[], $10::uuid[]) AS payer (number, unit_id)
            JOIN account a ON a.number = payer.number
            WHERE a.id = r.account_id AND r.object_id = coalesce(payer.unit_id, r.object_id)
              AND EXISTS (SELECT FROM audit_change c WHERE c.entry_id = r.id
                          AND c.field LIKE ANY ('{Billing day (%,Frequency in months (%}'))
        ) AS side (account_id, counts)
        WHERE side.account_id IS NOT NULL
        ORDER BY r.id DESC LIMIT $7
    ),
    up (start, id) AS (
        SELECT account_id, account_id FROM touched
        UNION
        SELECT up.start, l.parent_id FROM up
        JOIN organization_link l ON l.child_id = up.id AND l.superseded_at IS NULL
                                    AND upper_inf(l.valid)
        WHERE up.id <> ALL($8)
    ),
    named AS (
        SELECT DISTINCT ON (r.change) r.*
        FROM touched t JOIN recent r ON r.id = t.entry_id
        WHERE t.counts = 'itself' OR (t.counts = 'place' AND t.account_id = ANY($9))
           OR EXISTS (SELECT FROM up WHERE up.start = t.account_id AND up.id = ANY($8))
        ORDER BY r.change, r.id
    )
    SELECT n.kind, e.actor_kind, e.actor_name, a.id, a.number, a.name,
           count(*) OVER () - 1 AS others, own.is_own, own.to_name,
           EXISTS (SELECT FROM organization_move_payer p WHERE p.entry_id = n.id) AS is_payer
    FROM named n JOIN audit_entry e ON e.id = n.id JOIN account a ON a.id = e.account_id
    LEFT JOIN LATERAL (
        SELECT l.child_id = e.account_id AS is_own, p.name AS to_name
        FROM organization_move_link l LEFT JOIN account p ON p.id = l.to_id
        WHERE l.entry_id = n.id ORDER BY l.child_id <> e.account_id, l.child_id LIMIT 1) AS own ON true
    ORDER BY n.id DESC LIMIT 1";

fn meanwhile_read(row: &PgRow) -> Result<Meanwhile> {
    Ok(Meanwhile {
        by: changed_by(row.try_get("actor_kind")?, row.try_get("actor_name")?)?,
        deed: deed_read(row)?,
        account: account_ref(row)?,
        others: row.try_get("others")?,
    })
}

fn deed_read(row: &PgRow) -> Result<MeanwhileDeed> {
    let code: &str = row.try_get("kind")?;
    let kind = ChangeKind::from_code(code);
    let is_own: Option<bool> = row.try_get("is_own")?;
    let to: Option<String> = row.try_get("to_name")?;
    Ok(match (kind, to) {
        (Some(ChangeKind::AccountCreated | ChangeKind::AccountImported), _) => {
            MeanwhileDeed::Created
        }
        (Some(ChangeKind::AccountMoved), Some(to)) => match is_own {
            Some(true) => MeanwhileDeed::Moved(to),
            _ => MeanwhileDeed::ChildrenMoved(to),
        },
        (Some(ChangeKind::AccountRemoved), _) => MeanwhileDeed::Removed,
        (Some(ChangeKind::MoveUndone), _) => MeanwhileDeed::Undone,
        (Some(ChangeKind::PayerUndone), _) => MeanwhileDeed::PayerUndone,
        (Some(ChangeKind::BoardApplied), _) => MeanwhileDeed::BoardApplied,
        (Some(ChangeKind::ActionScheduled), _) => MeanwhileDeed::Scheduled,
        (Some(ChangeKind::ActionShifted), _) => MeanwhileDeed::Shifted,
        (Some(ChangeKind::ActionCancelled), _) => MeanwhileDeed::Cancelled,
        (Some(ChangeKind::ActionFailed), _) => MeanwhileDeed::Failed,
        (Some(ChangeKind::BillUnitChanged), _) => match row.try_get("is_payer")? {
            true => MeanwhileDeed::PayerChanged,
            false => MeanwhileDeed::Rhythm,
        },
        _ => {
            return Err(StoreError::unreadable(
                "audit_entry",
                format!("kind {code}"),
            ));
        }
    })
}
