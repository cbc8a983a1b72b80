//! Argon2id hashing of passwords (SEC-2): off the async threads and a few at a time.

use std::sync::LazyLock;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::error::{Result, StoreError};

/// One hash takes 19 MiB and some 30 ms of a core: more at once would only slow each other down,
/// and a flood of sign-ins must not take all memory.
static AT_WORK: LazyLock<Semaphore> = LazyLock::new(|| {
    Semaphore::new(std::thread::available_parallelism().map_or(2, std::num::NonZero::get))
});

/// A hash of no password that anybody has: verified against where the login is unknown, so that
/// the answer takes as long as for a known one.
static NOBODY: LazyLock<std::result::Result<String, String>> =
    LazyLock::new(|| hash("nobody has this password"));

/// Argon2id with the first choice of OWASP for 19 MiB: two passes, one lane.
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}

fn hash(password: &str) -> std::result::Result<String, String> {
    let hash: PasswordHash = argon2()
        .hash_password(password.as_bytes())
        .map_err(|error| error.to_string())?;
    Ok(hash.to_string())
}

/// Hashes a password in the form that [`domain::staff::password_parse`] gives it.
///
/// # Errors
/// [`StoreError::Internal`] where hashing fails.
pub(crate) async fn password_hash(password: String) -> Result<String> {
    at_work(move || hash(&password)).await
}

/// Whether this is the password of the hash. Without a hash, since nobody has the login, it takes
/// the same time and the answer is no.
///
/// # Errors
/// [`StoreError::Internal`] where the stored hash cannot be read.
pub(crate) async fn password_verify(password: String, known: Option<String>) -> Result<bool> {
    at_work(move || {
        let (hash, is_known) = match known {
            Some(hash) => (hash, true),
            None => (NOBODY.clone()?, false),
        };
        let hash = PasswordHash::new(&hash).map_err(|error| error.to_string())?;
        match argon2().verify_password(password.as_bytes(), &hash) {
            Ok(()) => Ok(is_known),
            Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(error.to_string()),
        }
    })
    .await
}

async fn at_work<T: Send + 'static>(
    work: impl FnOnce() -> std::result::Result<T, String> + Send + 'static,
) -> Result<T> {
    let failed = |what: String| StoreError::Internal(format!("password hashing: {what}"));
    let _turn = AT_WORK
        .acquire()
        .await
        .map_err(|error| failed(error.to_string()))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| failed(error.to_string()))?
        .map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_only() {
        let hash = password_hash("seven green kettles".to_owned())
            .await
            .expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let known = Some(hash);
        assert!(
            password_verify("seven green kettles".to_owned(), known.clone())
                .await
                .expect("ok")
        );
        assert!(
            !password_verify("seven green kettle".to_owned(), known)
                .await
                .expect("ok")
        );
    }

    #[tokio::test]
    async fn nobody_signs_in_with_the_password_of_nobody() {
        let verified = password_verify("nobody has this password".to_owned(), None).await;
        assert!(!verified.expect("ok"));
    }
}
