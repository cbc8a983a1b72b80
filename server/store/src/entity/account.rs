//! The table `account`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub number: i64,
    pub name: String,
    pub name_is_own: bool,
    pub status: String,
    pub status_since: Date,
    pub organization_type: Option<String>,
    pub customer_type: String,
    pub language: String,
    pub currency: String,
    pub security_hint: String,
    pub security_answer_hash: Option<String>,
    pub opened_on: Date,
    pub created_at: DateTimeUtc,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
