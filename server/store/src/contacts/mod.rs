//! The rows of contacts: read and written as part of their account.

use domain::contacts::{Contact, Email, Phone};
use domain::ids::{AccountId, ContactId};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use crate::error::Result;

/// The contacts of an account in their order.
pub(crate) async fn contacts_read(
    conn: &mut PgConnection,
    account: AccountId,
) -> Result<Vec<Contact>> {
    sqlx::query("SELECT * FROM contact WHERE account_id = $1 ORDER BY position")
        .bind(account.uuid())
        .fetch_all(conn)
        .await?
        .iter()
        .map(contact_read)
        .collect()
}

fn contact_read(row: &PgRow) -> Result<Contact> {
    let text = |column: &str| row.try_get::<String, _>(column);
    let phone = |column: &str| row.try_get::<String, _>(column).map(Phone::stored);
    Ok(Contact {
        id: Some(ContactId::from_uuid(row.try_get("id")?)),
        is_primary: row.try_get("is_primary")?,
        salutation: text("salutation")?,
        first_name: text("first_name")?,
        middle_name: text("middle_name")?,
        last_name: text("last_name")?,
        job_title: text("job_title")?,
        company: text("company")?,
        street: text("street")?,
        postal_code: text("postal_code")?,
        city: text("city")?,
        region: text("region")?,
        country: row.try_get("country")?,
        email: Email::stored(text("email")?),
        phone_home: phone("phone_home")?,
        phone_work: phone("phone_work")?,
        phone_mobile: phone("phone_mobile")?,
        phone_fax: phone("phone_fax")?,
        phone_pager: phone("phone_pager")?,
    })
}

/// Gives every new contact its id.
pub(crate) fn contacts_number(contacts: &mut [Contact]) {
    for contact in contacts {
        contact
            .id
            .get_or_insert_with(|| ContactId::from_uuid(Uuid::now_v7()));
    }
}

/// Writes all contacts of an account in their order: those with a known id are changed, others
/// added, those that are not among them deleted. Every contact has its id ([`contacts_number`]).
///
/// One statement deletes first, so that positions and the mark of the primary contact are free;
/// that one contact is primary is checked at commit.
pub(crate) async fn contacts_write(
    conn: &mut PgConnection,
    account: AccountId,
    contacts: &[Contact],
) -> Result<()> {
    let ids: Vec<Uuid> = contacts
        .iter()
        .filter_map(|contact| contact.id.map(ContactId::uuid))
        .collect();
    sqlx::query("DELETE FROM contact WHERE account_id = $1 AND id <> ALL ($2)")
        .bind(account.uuid())
        .bind(&ids)
        .execute(&mut *conn)
        .await?;
    // Neither positions nor the mark are taken twice on the way.
    sqlx::query(
        "UPDATE contact SET position = -position - 1, is_primary = false WHERE account_id = $1",
    )
    .bind(account.uuid())
    .execute(&mut *conn)
    .await?;
    let column = |of: &dyn Fn(&Contact) -> String| contacts.iter().map(of).collect::<Vec<String>>();
    let phone = |of: fn(&Contact) -> &Option<Phone>| {
        column(&|contact| {
            of(contact)
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default()
        })
    };
    let email = |contact: &Contact| {
        contact
            .email
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default()
    };
    sqlx::query(WRITE)
        .bind(account.uuid())
        .bind(&ids)
        .bind(
            contacts
                .iter()
                .map(|contact| contact.is_primary)
                .collect::<Vec<_>>(),
        )
        .bind(column(&|contact| contact.salutation.clone()))
        .bind(column(&|contact| contact.first_name.clone()))
        .bind(column(&|contact| contact.middle_name.clone()))
        .bind(column(&|contact| contact.last_name.clone()))
        .bind(column(&|contact| contact.job_title.clone()))
        .bind(column(&|contact| contact.company.clone()))
        .bind(column(&|contact| contact.street.clone()))
        .bind(column(&|contact| contact.postal_code.clone()))
        .bind(column(&|contact| contact.city.clone()))
        .bind(column(&|contact| contact.region.clone()))
        .bind(
            contacts
                .iter()
                .map(|contact| contact.country.clone())
                .collect::<Vec<_>>(),
        )
        .bind(column(&email))
        .bind(phone(|contact| &contact.phone_home))
        .bind(phone(|contact| &contact.phone_work))
        .bind(phone(|contact| &contact.phone_mobile))
        .bind(phone(|contact| &contact.phone_fax))
        .bind(phone(|contact| &contact.phone_pager))
        .execute(conn)
        .await?;
    Ok(())
}

/// A contact of another account is never taken over, whatever id is sent: the update is limited to
/// the account, and nothing changes where the id is somebody else's.
const WRITE: &str = "
    INSERT INTO contact (account_id, id, is_primary, position, salutation, first_name, middle_name,
                         last_name, job_title, company, street, postal_code, city, region, country,
                         email, phone_home, phone_work, phone_mobile, phone_fax, phone_pager)
    SELECT $1, id, is_primary, position - 1, salutation, first_name, middle_name, last_name,
           job_title, company, street, postal_code, city, region, country, email, phone_home,
           phone_work, phone_mobile, phone_fax, phone_pager
    FROM unnest($2::uuid[], $3::boolean[], $4::text[], $5::text[], $6::text[], $7::text[],
                $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[],
                $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[],
                $20::text[])
         WITH ORDINALITY AS c (id, is_primary, salutation, first_name, middle_name, last_name,
                               job_title, company, street, postal_code, city, region, country,
                               email, phone_home, phone_work, phone_mobile, phone_fax,
                               phone_pager, position)
    ON CONFLICT (id) DO UPDATE SET
        is_primary = excluded.is_primary, position = excluded.position,
        salutation = excluded.salutation, first_name = excluded.first_name,
        middle_name = excluded.middle_name, last_name = excluded.last_name,
        job_title = excluded.job_title, company = excluded.company, street = excluded.street,
        postal_code = excluded.postal_code, city = excluded.city, region = excluded.region,
        country = excluded.country, email = excluded.email, phone_home = excluded.phone_home,
        phone_work = excluded.phone_work, phone_mobile = excluded.phone_mobile,
        phone_fax = excluded.phone_fax, phone_pager = excluded.phone_pager
    WHERE contact.account_id = excluded.account_id";
