//! Why a step is not put onto a board.

use crate::errors::AppError;

/// What stands against the step, and whether it is for who is to pay; none where it is for something else.
pub fn refusal_of(error: &AppError) -> Option<(bool, String)> {
    let mut fields = error.fields.0.iter();
    let refused = fields.find(|refused| refused.field.starts_with("steps."))?;
    let is_payers = refused.field.ends_with(".handover");
    Some((is_payers, refused.sentence.clone()))
}

#[cfg(test)]
mod tests {
    use domain::fields::FieldErrors;

    use super::*;
    use crate::errors::ErrorCode;

    fn refused(field: &str) -> Option<(bool, String)> {
        let mut fields = FieldErrors::default();
        fields.push(field, "refused", "No.");
        refusal_of(&AppError::from(fields))
    }

    #[test]
    fn what_stands_against_a_step_is_said_at_the_field_that_it_is_about() {
        assert_eq!(refused("steps.3"), Some((false, "No.".to_owned())));
        assert_eq!(refused("steps.3.handover"), Some((true, "No.".to_owned())));
        assert_eq!(refused("board"), None);
        let offline = AppError::new(ErrorCode::Offline, "No server.");
        assert_eq!(refusal_of(&offline), None);
    }
}
