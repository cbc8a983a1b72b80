//! The table `audit_entry`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at: DateTimeUtc,
    pub business_date: Date,
    pub actor_kind: String,
    pub actor_id: Option<Uuid>,
    pub actor_name: String,
    pub kind: String,
    pub account_id: Option<Uuid>,
    pub object_id: Option<Uuid>,
    pub request_id: Option<String>,
    pub operation_id: Option<Uuid>,
    pub note: String,
    #[sea_orm(has_many)]
    pub changes: HasMany<super::audit_change::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
