//! Writing what is effective-dated on two axes of time: superseded and written anew, never edited
//! (decision 1).

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::{AssertSqlSafe, PgConnection};
use uuid::Uuid;

use crate::error::Result;

/// A table whose rows say that a subject has an object on the days that are `valid`.
pub(crate) struct TwoAxes {
    /// Its name.
    pub(crate) table: &'static str,
    /// The column of what has one.
    pub(crate) subject: &'static str,
    /// The column of what it has.
    pub(crate) object: &'static str,
}

impl TwoAxes {
    /// Ends the open rows of these subjects and lets others begin, from `since` on; answers the object
    /// that each subject had. A row that began earlier is superseded and written again with its end; one
    /// that began that day is superseded entirely, since no day was under it to its end.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn write(
        &self,
        conn: &mut PgConnection,
        ending: &[Uuid],
        begun: &[(Uuid, Uuid)],
        since: NaiveDate,
    ) -> Result<HashMap<Uuid, Uuid>> {
        let Self {
            table,
            subject,
            object,
        } = self;
        let end = format!(
            "UPDATE {table} SET superseded_at = now()
             WHERE {subject} = ANY($1) AND superseded_at IS NULL AND upper_inf(valid)
             RETURNING {subject}, {object}, lower(valid)"
        );
        let gone: Vec<(Uuid, Uuid, Option<NaiveDate>)> = sqlx::query_as(AssertSqlSafe(end))
            .bind(ending)
            .fetch_all(&mut *conn)
            .await?;
        let ended = (gone.iter())
            .filter(|(_, _, began)| began.is_none_or(|began| began < since))
            .map(|(subject, object, began)| (*subject, *object, *began, Some(since)));
        let begun = begun
            .iter()
            .map(|(subject, object)| (*subject, *object, Some(since), None));
        let rows: Vec<(Uuid, Uuid, Option<NaiveDate>, Option<NaiveDate>)> =
            ended.chain(begun).collect();
        let begin = format!(
            "INSERT INTO {table} ({subject}, {object}, valid)
             SELECT subject, object, daterange(since, until)
             FROM unnest($1::uuid[], $2::uuid[], $3::date[], $4::date[])
                  AS r (subject, object, since, until)"
        );
        sqlx::query(AssertSqlSafe(begin))
            .bind(rows.iter().map(|row| row.0).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.1).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.2).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.3).collect::<Vec<_>>())
            .execute(conn)
            .await?;
        Ok(gone
            .into_iter()
            .map(|(subject, object, _)| (subject, object))
            .collect())
    }
}
