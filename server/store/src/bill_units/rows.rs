//! The rows of bill units.

use chrono::NaiveDate;
use domain::accounts::AccountingType;
use domain::bill_units::{
    BillUnit, BillUnitView, Billed, PaidFor, PaymentChoice, Rhythm, payment_words,
};
use domain::ids::{AccountId, BillUnitId, PaymentMethodId};
use domain::payment_methods::PaymentMethodView;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::payer_rows::payers_read;
use super::rhythm::billed_read;
use super::running::turns_read;
use crate::error::{Result, StoreError};

/// The bill units of an account in their order, with their next bills as of `today`. `methods` are
/// the account's payment methods.
pub(crate) async fn bill_units_read(
    conn: &mut PgConnection,
    account: AccountId,
    methods: &[PaymentMethodView],
    today: NaiveDate,
) -> Result<Vec<BillUnitView>> {
    let rows = sqlx::query("SELECT * FROM bill_unit WHERE account_id = $1 ORDER BY position")
        .bind(account.uuid())
        .fetch_all(&mut *conn)
        .await?;
    let mut units: Vec<BillUnitView> = rows
        .iter()
        .map(|row| bill_unit_read(row, methods, today))
        .collect::<Result<_>>()?;
    payers_read(conn, account, &mut units).await?;
    turns_read(conn, &mut units, today).await?;
    Ok(units)
}

fn bill_unit_read(
    row: &PgRow,
    methods: &[PaymentMethodView],
    today: NaiveDate,
) -> Result<BillUnitView> {
    let unreadable = |what: &str| StoreError::unreadable("bill_unit", what);
    let billed = billed_read(row)?;
    let Billed {
        begins_on,
        rhythm: Rhythm {
            billing_day,
            frequency_months,
        },
        turn,
    } = billed;
    let accounting_type: String = row.try_get("accounting_type")?;
    let terms: i16 = row.try_get("payment_terms_days")?;
    let method: Option<Uuid> = row.try_get("payment_method_id")?;
    let payment_method_id = method.map(PaymentMethodId::from_uuid);
    let payment = payment_method_id.map_or(PaymentChoice::Invoice, PaymentChoice::Stored);
    Ok(BillUnitView {
        id: BillUnitId::from_uuid(row.try_get("id")?),
        name: row.try_get("name")?,
        billing_day,
        frequency_months,
        accounting_type: AccountingType::from_code(&accounting_type)
            .ok_or_else(|| unreadable("accounting_type"))?,
        payment_terms_days: u16::try_from(terms).map_err(|_| unreadable("payment_terms_days"))?,
        payment_method_id,
        payment: payment_words(&payment.code(), methods),
        payer: None,
        payer_turn: None,
        pays_for: PaidFor::default(),
        begins_on,
        turn,
        bills_on: (billed.next_bill_on(today))
            .ok_or_else(|| unreadable("no next bill before the calendar ends"))?,
    })
}

/// Writes a new bill unit, whose billing begins today, and answers its id.
pub(crate) async fn bill_unit_insert(
    conn: &mut PgConnection,
    account: AccountId,
    position: i16,
    unit: &BillUnit,
    today: NaiveDate,
) -> Result<BillUnitId> {
    let id = BillUnitId::from_uuid(Uuid::now_v7());
    sqlx::query(
        "INSERT INTO bill_unit (id, account_id, position, name, billing_day, frequency_months,
                                accounting_type, payment_terms_days, payment_method_id, begins_on)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(id.uuid())
    .bind(account.uuid())
    .bind(position)
    .bind(&unit.name)
    .bind(i16::from(unit.billing_day))
    .bind(i16::from(unit.frequency_months))
    .bind(unit.accounting_type.code())
    .bind(terms_days(unit))
    .bind(method_id(unit))
    .bind(today)
    .execute(conn)
    .await?;
    Ok(id)
}

/// Changes the settings of a bill unit, all but when it is billed: that is written under the lock of structure
/// changes alone, by [`rhythms_set`](super::rhythm::rhythms_set) and its like.
pub(super) async fn bill_unit_update(
    conn: &mut PgConnection,
    id: BillUnitId,
    unit: &BillUnit,
) -> Result<()> {
    sqlx::query(
        "UPDATE bill_unit SET name = $2, accounting_type = $3, payment_terms_days = $4,
                              payment_method_id = $5
         WHERE id = $1",
    )
    .bind(id.uuid())
    .bind(&unit.name)
    .bind(unit.accounting_type.code())
    .bind(terms_days(unit))
    .bind(method_id(unit))
    .execute(conn)
    .await?;
    Ok(())
}

/// At most 365, so that it always fits.
fn terms_days(unit: &BillUnit) -> i32 {
    i32::from(unit.payment_terms_days)
}

fn method_id(unit: &BillUnit) -> Option<Uuid> {
    match unit.payment {
        PaymentChoice::Stored(id) => Some(id.uuid()),
        PaymentChoice::Invoice | PaymentChoice::New => None,
    }
}
