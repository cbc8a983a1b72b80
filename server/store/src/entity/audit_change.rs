//! The table `audit_change`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub entry_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub position: i16,
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
    #[sea_orm(belongs_to, from = "entry_id", to = "id")]
    pub entry: HasOne<super::audit_entry::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
