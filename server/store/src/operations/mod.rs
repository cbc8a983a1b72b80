//! Operations: what was done once under an id is not done again (decision 26).

use domain::access::Actor;
use domain::fields::FieldErrors;
use domain::ids::OperationId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::Store;
use crate::error::{Result, StoreError};

/// Operations that are removed by one statement, so that nobody waits for it.
const BATCH: i64 = 1_000;

/// One submission of a form, in the transaction that carries it out.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    /// The form's operation id.
    pub(crate) id: OperationId,
    actor: Uuid,
    input_hash: Vec<u8>,
}

impl Operation {
    /// The operation with this id as typed, for this input. The input must hold no secret: its
    /// hash is kept, and a password could be guessed from it.
    ///
    /// # Errors
    /// When the id is none.
    pub(crate) fn new(actor: &Actor, id: &str, input: &impl Serialize) -> Result<Self> {
        let id = domain::accounts::operation_parse(id).map_err(StoreError::Invalid)?;
        let input = serde_json::to_vec(input)
            .map_err(|error| StoreError::Internal(format!("a form cannot be hashed: {error}")))?;
        let actor = match actor {
            Actor::Staff { id, .. } => id.uuid(),
            // Whoever runs the program on the machine is one actor; its ids are its own.
            Actor::Job { .. } | Actor::Command { .. } => Uuid::nil(),
        };
        Ok(Self {
            id,
            actor,
            input_hash: Sha256::digest(&input).to_vec(),
        })
    }

    /// The first answer where this was done before. Otherwise holds back everybody else with the
    /// same id until the transaction ends, so that a double click does it once.
    ///
    /// # Errors
    /// When the id was used for another input, or the database fails.
    pub(crate) async fn begin<A: DeserializeOwned>(
        &self,
        conn: &mut PgConnection,
    ) -> Result<Option<A>> {
        self.answer_or_begin(conn, false).await
    }

    /// The same for a change of structure, with the one lock of all of those (decision 18).
    ///
    /// # Errors
    /// As [`begin`](Self::begin).
    pub(crate) async fn begin_structural<A: DeserializeOwned>(
        &self,
        conn: &mut PgConnection,
    ) -> Result<Option<A>> {
        self.answer_or_begin(conn, true).await
    }

    async fn answer_or_begin<A: DeserializeOwned>(
        &self,
        conn: &mut PgConnection,
        is_structural: bool,
    ) -> Result<Option<A>> {
        let known: Option<(Vec<u8>, serde_json::Value)> =
            sqlx::query_as("SELECT input_hash, answer FROM operation_begin($1, $2, $3)")
                .bind(self.actor)
                .bind(self.id.uuid())
                .bind(is_structural)
                .fetch_optional(conn)
                .await?;
        match known {
            None => Ok(None),
            Some((hash, answer)) if hash == self.input_hash => serde_json::from_value(answer)
                .map(Some)
                .map_err(|error| StoreError::unreadable("operation", error)),
            Some(_) => Err(operation_reused()),
        }
    }

    /// Keeps the answer for whoever repeats the operation.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn finish(
        &self,
        conn: &mut PgConnection,
        answer: &impl Serialize,
    ) -> Result<()> {
        let answer = serde_json::to_value(answer)
            .map_err(|error| StoreError::Internal(format!("an answer cannot be kept: {error}")))?;
        sqlx::query(
            "INSERT INTO operation (actor_id, operation_id, input_hash, answer)
             VALUES ($1, $2, $3, $4)",
        )
        .bind(self.actor)
        .bind(self.id.uuid())
        .bind(&self.input_hash)
        .bind(answer)
        .execute(conn)
        .await?;
        Ok(())
    }
}

/// A new operation id, as forms send it (decision 26).
#[must_use]
pub fn operation_new() -> String {
    OperationId::from_uuid(Uuid::now_v7()).to_string()
}

/// Removes operations that were done more than 30 days ago, by the wall clock as for sessions: however
/// far the test clock is moved, a form that was sent twice is done once (decisions 4 and 26).
///
/// # Errors
/// Where the database fails. What was removed by then stays removed.
pub async fn operations_clean(store: &Store) -> Result<u64> {
    let mut removed = 0;
    loop {
        // Another server may be at it too: each takes what the other does not hold.
        let batch = sqlx::query(
            "DELETE FROM operation WHERE (actor_id, operation_id) IN (
                 SELECT actor_id, operation_id FROM operation
                 WHERE committed_at < now() - interval '30 days'
                 ORDER BY committed_at LIMIT $1 FOR UPDATE SKIP LOCKED)",
        )
        .bind(BATCH)
        .execute(store.pool())
        .await?
        .rows_affected();
        removed += batch;
        if batch == 0 {
            return Ok(removed);
        }
    }
}

/// The id was used for other input.
pub(crate) fn operation_reused() -> StoreError {
    StoreError::Conflict {
        code: "operation_reused",
        sentence: "This form was already saved with other contents. Please load the page again to \
                   see what was saved."
            .to_owned(),
    }
}

/// One sentence at one field.
pub(crate) fn invalid(field: &str, code: &str, sentence: impl Into<String>) -> StoreError {
    let mut errors = FieldErrors::default();
    errors.push(field, code, sentence);
    StoreError::Invalid(errors)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::installation::clock_advance;
    use crate::testing::TestDatabase;

    #[tokio::test]
    async fn operations_are_kept_for_thirty_days_and_then_removed() {
        let database = TestDatabase::new().await;
        let store = database.store();
        sqlx::query(
            "INSERT INTO operation (actor_id, operation_id, input_hash, answer, committed_at)
             SELECT gen_random_uuid(), gen_random_uuid(), '', 'null',
                    now() - age * interval '1 hour' - n * interval '1 second'
             FROM (VALUES (1, 1), (1, 24 * 30 - 1), (2500, 24 * 30 + 1)) AS kind (count, age),
                  generate_series(1, count) AS n",
        )
        .execute(store.pool())
        .await
        .expect("operations");
        assert_eq!(operations_clean(store).await.expect("cleaned"), 2_500);
        assert_eq!(operations_clean(store).await.expect("cleaned"), 0);
        let actor = Actor::Command {
            name: "canopy clock advance".to_owned(),
        };
        clock_advance(store, &actor, 60).await.expect("moved");
        assert_eq!(operations_clean(store).await.expect("cleaned"), 0);
        let kept: i64 = sqlx::query_scalar("SELECT count(*) FROM operation")
            .fetch_one(store.pool())
            .await
            .expect("a number");
        assert_eq!(kept, 2, "younger than 30 days");
    }
}
