//! Profile: contacts and what kind of customer it is, read and edited (ACC-3, ACC-4, ACC-6).

mod brought_back;
mod form;
mod page;
mod saved;
#[cfg(test)]
mod testing;
mod values;

pub use page::AccountProfilePage;
pub use values::company_field_id;
