//! Account numbers as the database writes them.

/// An expression for the account number in this column, `A-00000042`, as [`AccountNumber`] writes it: for
/// statements whose rows do not come by here one by one.
///
/// [`AccountNumber`]: domain::accounts::AccountNumber
pub(crate) fn number_sql(column: &str) -> String {
    format!("'A-' || lpad({column}::text, greatest(8, length({column}::text)), '0')")
}

#[cfg(test)]
mod tests {
    use domain::accounts::AccountNumber;
    use sqlx::AssertSqlSafe;

    use super::*;
    use crate::testing::TestDatabase;

    #[tokio::test]
    async fn the_database_writes_an_account_number_as_everybody_does() {
        let database = TestDatabase::new().await;
        let numbers = [1, 42, 99_999_999, 100_000_000, 1_234_567_890, i64::MAX];
        let statement = format!(
            "SELECT {} FROM unnest($1::bigint[]) WITH ORDINALITY AS l (number, place) ORDER BY place",
            number_sql("number")
        );
        let written: Vec<String> = sqlx::query_scalar(AssertSqlSafe(statement))
            .bind(numbers)
            .fetch_all(database.store().pool())
            .await
            .expect("numbers");
        let words = |number| AccountNumber::new(number).expect("a number").to_string();
        assert_eq!(written, numbers.map(words));
    }
}
