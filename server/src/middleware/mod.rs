//! What happens around every request, from the outside in: number, log, panic, headers, time and
//! size limits, other sites, session.

pub mod call_errors;
pub mod card_numbers;
pub mod cross_site;
pub mod headers;
pub mod limits;
pub mod request_id;
pub mod session;
