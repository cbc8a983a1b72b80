//! Configuration: flags before environment before file before the default.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use serde::Deserialize;
use store::session::SessionLimits;

use crate::exit::{Failure, system_words};
use crate::network::Network;

/// What can be set, each by flag, by environment and by the same name in the file.
///
/// All are optional here; [`Config`] holds what came of them.
#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Options {
    /// TOML file with any of these settings, by the flags' names
    #[arg(long, global = true, env = "CANOPY_CONFIG", value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// PostgreSQL to use, as postgres://…; without it canopy runs a private one
    #[arg(
        long,
        global = true,
        env = "DATABASE_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub database_url: Option<String>,
    /// Same database as another role that may change tables; used for migrations only
    #[arg(
        long,
        global = true,
        env = "CANOPY_OWNER_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub owner_url: Option<String>,
    /// Folder for the private database and everything else canopy keeps
    #[arg(long, global = true, env = "CANOPY_DATA", value_name = "FOLDER")]
    pub data: Option<PathBuf>,
    /// Address to listen on [default: 127.0.0.1:3000]
    #[arg(
        long,
        global = true,
        env = "CANOPY_LISTEN",
        value_name = "ADDRESS:PORT"
    )]
    pub listen: Option<SocketAddr>,
    /// Folder of the built pages, scripts and styles
    #[arg(long, global = true, env = "LEPTOS_SITE_ROOT", value_name = "FOLDER")]
    pub site_root: Option<PathBuf>,
    /// What to log, for example info or store=debug [default: info]
    #[arg(long, global = true, env = "CANOPY_LOG", value_name = "FILTER")]
    pub log: Option<String>,
    /// How to write the log [default: pretty on a terminal, else json]
    #[arg(long, global = true, env = "CANOPY_LOG_FORMAT", value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
    /// Networks whose X-Forwarded-For is believed, for example 10.0.0.0/8
    #[arg(
        long,
        global = true,
        env = "CANOPY_TRUSTED_PROXIES",
        value_delimiter = ',',
        value_name = "NETWORKS"
    )]
    pub trusted_proxies: Option<Vec<Network>>,
    /// Minutes without a request after which a session ends, 1 to 1440 [default: 30]
    #[arg(
        long,
        global = true,
        env = "CANOPY_SESSION_IDLE_MINUTES",
        value_name = "MINUTES"
    )]
    pub session_idle_minutes: Option<u32>,
    /// Hours after which a session ends in any case, 1 to 168 [default: 12]
    #[arg(
        long,
        global = true,
        env = "CANOPY_SESSION_HOURS",
        value_name = "HOURS"
    )]
    pub session_hours: Option<u32>,
    /// Time zone whose days the business date counts, such as Europe/Berlin; kept from then on
    /// [default: UTC, or what it was set to]
    #[arg(long, global = true, env = "CANOPY_TIME_ZONE", value_name = "ZONE")]
    pub time_zone: Option<String>,
    /// Seconds that one statement of a request may take in the database, 1 to 30 [default: 25]
    #[arg(
        long,
        global = true,
        env = "CANOPY_STATEMENT_SECONDS",
        value_name = "SECONDS"
    )]
    pub statement_seconds: Option<u32>,
    /// Seconds that requests at work get when the server is stopped, 0 to 600 [default: 10]
    #[arg(
        long,
        global = true,
        env = "CANOPY_SHUTDOWN_SECONDS",
        value_name = "SECONDS"
    )]
    pub shutdown_seconds: Option<u32>,
}

/// A number with its range, wherever it comes from: flag, environment or file.
struct Number {
    name: &'static str,
    least: u32,
    most: u32,
    default: u32,
}

const SESSION_IDLE_MINUTES: Number = Number {
    name: "session-idle-minutes",
    least: 1,
    most: 1_440,
    default: 30,
};
const SESSION_HOURS: Number = Number {
    name: "session-hours",
    least: 1,
    most: 168,
    default: 12,
};
/// Before the answer as a whole is given up: what it asked for then ends as well.
const STATEMENT_SECONDS: Number = Number {
    name: "statement-seconds",
    least: 1,
    most: 30,
    default: 25,
};
const SHUTDOWN_SECONDS: Number = Number {
    name: "shutdown-seconds",
    least: 0,
    most: 600,
    default: 10,
};

impl Number {
    fn of(&self, given: Option<u32>) -> Result<u64, Failure> {
        let Self {
            name, least, most, ..
        } = self;
        let number = given.unwrap_or(self.default);
        match (*least..=*most).contains(&number) {
            true => Ok(u64::from(number)),
            false => Err(Failure::config(format!(
                "The setting {name} is {number}, and has to be from {least} to {most}."
            ))),
        }
    }
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// One JSON object a line, for programs.
    Json,
}

/// The settings that hold.
#[derive(Debug, Clone)]
pub struct Config {
    /// The database that was given; none where canopy runs a private one.
    pub database_url: Option<String>,
    /// The same as the role that owns the tables, where it is another.
    pub owner_url: Option<String>,
    /// The folder of the private database.
    pub data: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The folder of the built site, where one was named.
    pub site_root: Option<PathBuf>,
    /// What to log; none: what is usual for the command.
    pub log: Option<String>,
    /// How to write it; none where the terminal decides.
    pub log_format: Option<LogFormat>,
    /// Whose word about the caller's address is believed (decision 34).
    pub trusted_proxies: Vec<Network>,
    /// When sessions end.
    pub session: SessionLimits,
    /// The time zone of the business date, where one was given (decision 4).
    pub time_zone: Option<String>,
    /// How long one statement of a request may take. Jobs and commands take what they need.
    pub statement: Duration,
    /// How long requests at work get at the end.
    pub shutdown: Duration,
}

impl Config {
    /// Whether the data lies where it does unless something else is said.
    #[must_use]
    pub fn is_default_data(&self) -> bool {
        default_data().is_ok_and(|data| data == self.data)
    }
}

impl Options {
    /// Reads the file, if one was named, and fills what neither flag nor environment gave.
    ///
    /// # Errors
    /// [`Failure`] where the file cannot be read or holds what is no setting, or a number is out of its range.
    pub fn resolve(self) -> Result<Config, Failure> {
        let file = match &self.config {
            Some(path) => read(path)?,
            None => Self::default(),
        };
        let minutes =
            SESSION_IDLE_MINUTES.of(self.session_idle_minutes.or(file.session_idle_minutes))?;
        let hours = SESSION_HOURS.of(self.session_hours.or(file.session_hours))?;
        let statement = STATEMENT_SECONDS.of(self.statement_seconds.or(file.statement_seconds))?;
        let shutdown = SHUTDOWN_SECONDS.of(self.shutdown_seconds.or(file.shutdown_seconds))?;
        Ok(Config {
            database_url: self
                .database_url
                .or(file.database_url)
                .filter(|url| !url.is_empty()),
            owner_url: self
                .owner_url
                .or(file.owner_url)
                .filter(|url| !url.is_empty()),
            data: self.data.or(file.data).map_or_else(default_data, Ok)?,
            listen: self
                .listen
                .or(file.listen)
                .unwrap_or(SocketAddr::from(([127, 0, 0, 1], 3000))),
            site_root: self.site_root.or(file.site_root),
            log: self.log.or(file.log),
            log_format: self.log_format.or(file.log_format),
            trusted_proxies: self
                .trusted_proxies
                .or(file.trusted_proxies)
                .unwrap_or_default(),
            session: SessionLimits {
                idle: Duration::from_secs(minutes * 60),
                absolute: Duration::from_secs(hours * 3600),
            },
            time_zone: (self.time_zone.or(file.time_zone)).filter(|zone| !zone.is_empty()),
            statement: Duration::from_secs(statement),
            shutdown: Duration::from_secs(shutdown),
        })
    }
}

fn read(path: &Path) -> Result<Options, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::config(format!(
            "The configuration {} cannot be read: {}.",
            path.display(),
            system_words(&error)
        ))
    })?;
    toml::from_str(&text).map_err(|error| {
        Failure::config(format!(
            "The configuration {} does not hold: {error}",
            path.display()
        ))
    })
}

/// The folder where this platform keeps programs' data: /var/lib for root, else that of the user.
fn default_data() -> Result<PathBuf, Failure> {
    let home = std::env::var_os("HOME")
        .filter(|home| !home.is_empty())
        .map(PathBuf::from);
    let data_home = std::env::var_os("XDG_DATA_HOME").filter(|folder| !folder.is_empty());
    let is_root = home.as_deref() == Some(Path::new("/root"));
    match (data_home, home) {
        (Some(folder), _) => Ok(PathBuf::from(folder).join("canopy")),
        // PostgreSQL runs as another user then, who cannot get into root's home.
        _ if is_root => Ok(PathBuf::from("/var/lib/canopy")),
        (None, Some(home)) if cfg!(target_os = "macos") => {
            Ok(home.join("Library/Application Support/canopy"))
        }
        (None, Some(home)) => Ok(home.join(".local/share/canopy")),
        (None, None) => Err(Failure::config(
            "There is no HOME to keep data in: name a folder with --data or CANOPY_DATA.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> (tempfile::TempDir, Options) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("canopy.toml");
        std::fs::write(&path, text).expect("write the file");
        let options = Options {
            config: Some(path),
            data: Some(PathBuf::from("/data")),
            ..Options::default()
        };
        (folder, options)
    }

    #[test]
    fn a_flag_wins_over_the_file() {
        let (_folder, options) = file("listen = \"127.0.0.1:4000\"\nsession-hours = 8\n");
        let flag = SocketAddr::from(([127, 0, 0, 1], 5000));
        let config = Options {
            listen: Some(flag),
            ..options
        }
        .resolve()
        .expect("it holds");
        assert_eq!(config.listen, flag);
        assert_eq!(config.session.absolute, Duration::from_secs(8 * 3600));
    }

    #[test]
    fn a_misspelt_setting_is_refused_and_named() {
        let (_folder, options) = file("lissten = \"127.0.0.1:4000\"\n");
        let failure = options.resolve().expect_err("there is no such setting");
        assert_eq!(failure.code, 78);
        assert!(failure.sentence.contains("lissten"), "{failure}");
    }

    #[test]
    fn a_number_out_of_its_range_is_refused_from_the_file_too() {
        for (setting, least, most) in [
            ("session-idle-minutes", 1, 1_440),
            ("session-hours", 1, 168),
            ("statement-seconds", 1, 30),
            ("shutdown-seconds", 0, 600),
        ] {
            for number in [least, most] {
                let (_folder, options) = file(&format!("{setting} = {number}\n"));
                assert!(options.resolve().is_ok(), "{setting} = {number}");
            }
            for number in [least - 1, most + 1] {
                let (_folder, options) = file(&format!("{setting} = {number}\n"));
                let failure = options.resolve().expect_err("out of range");
                assert_eq!(failure.code, 78, "{setting} = {number}");
                assert!(failure.sentence.contains(setting), "{failure}");
            }
        }
    }

    #[test]
    fn a_number_out_of_its_range_is_refused_from_a_flag() {
        let (_folder, options) = file("");
        let failure = Options {
            session_hours: Some(0),
            ..options
        }
        .resolve()
        .expect_err("out of range");
        assert_eq!(
            failure.sentence,
            "The setting session-hours is 0, and has to be from 1 to 168."
        );
    }

    #[test]
    fn a_missing_file_is_named() {
        let options = Options {
            config: Some("/nowhere/canopy.toml".into()),
            ..Options::default()
        };
        let failure = options.resolve().expect_err("there is no such file");
        assert!(
            failure.sentence.contains("/nowhere/canopy.toml"),
            "{failure}"
        );
    }
}
