//! Rows in the text form of PostgreSQL's `COPY`, for work in bulk (decision 32).

use std::fmt::Write as _;

use chrono::NaiveDate;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;

/// Rows of one table, written field by field and sent in one `COPY`.
#[derive(Debug, Default)]
pub struct CopyRows {
    text: String,
    rows: u64,
    /// Whether the row at the end already has a field.
    begun: bool,
}

impl CopyRows {
    /// No rows yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A text field. Never null: an empty text is an empty text.
    pub fn text(&mut self, value: &str) -> &mut Self {
        self.separate();
        // Most texts have nothing to escape.
        if value
            .bytes()
            .any(|byte| matches!(byte, b'\\' | b'\t' | b'\n' | b'\r'))
        {
            for c in value.chars() {
                match c {
                    '\\' => self.text.push_str("\\\\"),
                    '\t' => self.text.push_str("\\t"),
                    '\n' => self.text.push_str("\\n"),
                    '\r' => self.text.push_str("\\r"),
                    other => self.text.push(other),
                }
            }
        } else {
            self.text.push_str(value);
        }
        self
    }

    /// A text field that may be null.
    pub fn text_or_null(&mut self, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.text(value),
            None => self.null(),
        }
    }

    /// An id.
    pub fn uuid(&mut self, value: Uuid) -> &mut Self {
        self.separate();
        let mut buffer = Uuid::encode_buffer();
        self.text.push_str(value.simple().encode_lower(&mut buffer));
        self
    }

    /// An id that may be null.
    pub fn uuid_or_null(&mut self, value: Option<Uuid>) -> &mut Self {
        match value {
            Some(value) => self.uuid(value),
            None => self.null(),
        }
    }

    /// A whole number.
    pub fn integer(&mut self, value: impl Into<i64>) -> &mut Self {
        self.separate();
        // Writing into a string cannot fail.
        let _ = write!(self.text, "{}", value.into());
        self
    }

    /// A whole number that may be null.
    pub fn integer_or_null(&mut self, value: Option<i64>) -> &mut Self {
        match value {
            Some(value) => self.integer(value),
            None => self.null(),
        }
    }

    /// A date.
    pub fn date(&mut self, value: NaiveDate) -> &mut Self {
        self.separate();
        let _ = write!(self.text, "{value}");
        self
    }

    /// A date that may be null.
    pub fn date_or_null(&mut self, value: Option<NaiveDate>) -> &mut Self {
        match value {
            Some(value) => self.date(value),
            None => self.null(),
        }
    }

    /// True or false.
    pub fn boolean(&mut self, value: bool) -> &mut Self {
        self.separate();
        self.text.push(if value { 't' } else { 'f' });
        self
    }

    /// Nothing.
    pub fn null(&mut self) -> &mut Self {
        self.separate();
        self.text.push_str("\\N");
        self
    }

    /// Ends the row.
    pub fn end(&mut self) {
        self.text.push('\n');
        self.rows += 1;
        self.begun = false;
    }

    /// How many rows have been ended.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// How many bytes wait to be sent.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Sends all rows to `table (columns)` in one statement and is empty again, its memory kept.
    ///
    /// # Errors
    /// Whatever the database refuses: a constraint, a type, the connection.
    pub async fn send(
        &mut self,
        connection: &mut PgConnection,
        table: &'static str,
        columns: &'static str,
    ) -> Result<()> {
        debug_assert!(!self.begun, "a row of {table} is not ended");
        if self.rows == 0 {
            return Ok(());
        }
        let statement = format!("COPY {table} ({columns}) FROM STDIN");
        let mut copy = connection.copy_in_raw(&statement).await?;
        match copy.send(self.text.as_bytes()).await {
            Ok(_) => {
                copy.finish().await?;
            }
            Err(error) => {
                copy.abort("the rows could not be sent").await?;
                return Err(error.into());
            }
        }
        self.text.clear();
        self.rows = 0;
        Ok(())
    }

    fn separate(&mut self) {
        if self.begun {
            self.text.push('\t');
        }
        self.begun = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_separates_fields_and_rows_is_escaped_inside_them() {
        let mut rows = CopyRows::new();
        rows.text("a\tb\\c\nd")
            .null()
            .boolean(true)
            .integer(-3)
            .end();
        assert_eq!(rows.text, "a\\tb\\\\c\\nd\t\\N\tt\t-3\n");
        assert_eq!(rows.rows(), 1);
    }

    #[test]
    fn an_empty_text_is_not_null() {
        let mut rows = CopyRows::new();
        rows.text("").text_or_null(None).end();
        assert_eq!(rows.text, "\t\\N\n");
    }
}
