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
        // One question for both. What begins reads what ended, and therefore comes after it.
        let statement = format!(
            "WITH gone AS (
                 UPDATE {table} SET superseded_at = now()
                 WHERE {subject} = ANY($1) AND superseded_at IS NULL AND upper_inf(valid)
                 RETURNING {subject}, {object}, lower(valid) AS since
             ), written AS (
                 INSERT INTO {table} ({subject}, {object}, valid)
                 SELECT {subject}, {object}, daterange(since, $4) FROM gone
                 WHERE since IS NULL OR since < $4
                 UNION ALL
                 SELECT subject, object, daterange($4, NULL)
                 FROM unnest($2::uuid[], $3::uuid[]) AS begun (subject, object)
             )
             SELECT {subject}, {object} FROM gone"
        );
        let gone: Vec<(Uuid, Uuid)> = sqlx::query_as(AssertSqlSafe(statement))
            .bind(ending)
            .bind(
                begun
                    .iter()
                    .map(|(subject, _)| *subject)
                    .collect::<Vec<_>>(),
            )
            .bind(begun.iter().map(|(_, object)| *object).collect::<Vec<_>>())
            .bind(since)
            .fetch_all(conn)
            .await?;
        Ok(gone.into_iter().collect())
    }
}
