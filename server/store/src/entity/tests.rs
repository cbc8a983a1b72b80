use std::collections::BTreeMap;

use sea_orm::sea_query::ColumnType;
use sea_orm::{ColumnTrait, EntityTrait, IdenStatic, Iterable};

use crate::testing::TestDatabase;

/// The columns of a table: kind of value, and whether it may be missing.
type Columns = BTreeMap<String, (String, bool)>;

fn in_the_entity<E: EntityTrait>() -> (String, Columns) {
    let columns = E::Column::iter().map(|column| {
        let definition = column.def();
        let kind = match definition.get_column_type() {
            ColumnType::Uuid => "uuid",
            ColumnType::String(_) | ColumnType::Text => "text",
            ColumnType::SmallInteger => "int2",
            ColumnType::Integer => "int4",
            ColumnType::BigInteger => "int8",
            ColumnType::Boolean => "bool",
            ColumnType::Date => "date",
            ColumnType::TimestampWithTimeZone => "timestamptz",
            other => panic!("{} is {other:?}", column.as_str()),
        };
        (
            column.as_str().to_owned(),
            (kind.to_owned(), definition.is_null()),
        )
    });
    (E::default().table_name().to_owned(), columns.collect())
}

async fn in_the_database(database: &TestDatabase, table: &str) -> Columns {
    let rows: Vec<(String, String, bool)> = sqlx::query_as(
        "SELECT column_name::text, replace(udt_name::text, 'bpchar', 'text'), is_nullable = 'YES'
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1",
    )
    .bind(table)
    .fetch_all(database.store().pool())
    .await
    .expect("the columns");
    rows.into_iter()
        .map(|(name, kind, is_null)| (name, (kind, is_null)))
        .collect()
}

#[tokio::test]
async fn every_entity_is_as_its_table_in_the_migrations() {
    let database = TestDatabase::new().await;
    for (table, columns) in [
        in_the_entity::<super::account::Entity>(),
        in_the_entity::<super::audit_change::Entity>(),
        in_the_entity::<super::audit_entry::Entity>(),
        in_the_entity::<super::customer_type::Entity>(),
    ] {
        assert_eq!(columns, in_the_database(&database, &table).await, "{table}");
    }
}
