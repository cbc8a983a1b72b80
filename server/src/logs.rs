//! The program's own log: structured, on standard error, the request's number in every line.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};
use crate::exit::Failure;

/// What is logged where nothing else is said.
pub const USUAL: &str = "info,sqlx=warn";

/// The same of a command that brings in many rows at once: its statements take long because they are many at
/// once, which is no reason to show them to whoever waits for it.
pub const IN_BULK: &str = "info,sqlx=warn,sqlx::query=off";

/// Starts the log as the configuration says, or else as is `usual`.
///
/// # Errors
/// [`Failure`] where the filter cannot be read.
pub fn start(config: &Config, usual: &str) -> Result<(), Failure> {
    let wanted = config.log.as_deref().unwrap_or(usual);
    let filter = EnvFilter::try_new(wanted).map_err(|error| {
        Failure::config(format!("The log filter {wanted} does not hold: {error}."))
    })?;
    let is_terminal = std::io::stderr().is_terminal();
    let format = config.log_format.unwrap_or(if is_terminal {
        LogFormat::Pretty
    } else {
        LogFormat::Json
    });
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let started = match format {
        LogFormat::Pretty => builder.with_ansi(is_terminal).with_target(false).try_init(),
        LogFormat::Json => builder
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .try_init(),
    };
    started.map_err(|error| Failure::internal(format!("The log cannot be started: {error}.")))
}

#[cfg(test)]
mod tests {
    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    /// Whether a slow statement would be written.
    fn is_shown(filter: &str) -> bool {
        let subscriber = tracing_subscriber::registry().with(EnvFilter::new(filter));
        tracing::subscriber::with_default(
            subscriber,
            || tracing::enabled!(target: "sqlx::query", tracing::Level::WARN),
        )
    }

    #[test]
    fn whoever_waits_for_many_rows_sees_no_statements() {
        assert!(is_shown(USUAL));
        assert!(!is_shown(IN_BULK));
    }
}
