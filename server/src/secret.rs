//! Passwords that the program makes: five groups of four letters, 100 bits, fit to be typed.

use crate::exit::Failure;

/// Letters and digits that cannot be taken for each other: 32 of them, five bits each.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// A random password such as `k2fm-9qpz-…`.
///
/// # Errors
/// [`Failure`] where the system gives no random numbers.
pub fn password() -> Result<String, Failure> {
    let mut random = [0_u8; 20];
    getrandom::fill(&mut random)
        .map_err(|error| Failure::os(format!("There are no random numbers: {error}.")))?;
    let letters = random.map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
    let groups: Vec<String> = letters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect();
    Ok(groups.join("-"))
}

#[cfg(test)]
mod tests {
    use super::password;

    #[test]
    fn a_made_password_holds_and_is_made_once() {
        let one = password().expect("random numbers");
        assert!(
            domain::staff::password_parse(&one, "anyone").is_ok(),
            "{one}"
        );
        assert_ne!(one, password().expect("random numbers"));
    }
}
