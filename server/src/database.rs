//! The database of a command: the one that was given, or the private one of this machine.

use std::time::Duration;

use migrations::SchemaState;
use store::installation::time_zone_set;
use store::postgres::{APPLICATION_ROLE, OWNER_ROLE, database_ensure};
use store::requirements::database_check;
use store::{Store, StoreOptions};

use crate::config::Config;
use crate::exit::{Failure, cause};
use crate::postgres::{Folder, Holder, PrivatePostgres};

/// The database, with the PostgreSQL that was started for it, if one was.
#[derive(Debug)]
pub struct Database {
    /// The door to it, as the application's role.
    pub store: Store,
    /// Whether it is the private one of this machine.
    pub is_private: bool,
    options: StoreOptions,
    owner: StoreOptions,
    /// The setting that `owner` comes from, for who has to correct it; none for the private database.
    owner_named_by: Option<&'static str>,
    postgres: Option<PrivatePostgres>,
}

/// The setting of a database that is given.
const DATABASE_URL: Option<&str> = Some("DATABASE_URL");

/// What a command wants of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To serve: nobody else may serve from the same private database.
    Serve,
    /// To do one thing, also beside a running server.
    Once,
}

impl Database {
    /// Opens the database and checks that it will do (decision 30). Its tables are looked at by
    /// [`Self::ensure_schema`].
    ///
    /// # Errors
    /// [`Failure`] with one plain sentence.
    pub async fn open(config: &Config, purpose: Purpose) -> Result<Self, Failure> {
        let database = match &config.database_url {
            Some(url) => Self::given(url, config.owner_url.as_deref()).await?,
            None => Self::private(config, purpose).await?,
        };
        match database_check(&database.store).await? {
            Some(unfit) => {
                database.close().await;
                Err(Failure::config(unfit.to_string()))
            }
            None => Ok(database),
        }
    }

    async fn given(url: &str, owner_url: Option<&str>) -> Result<Self, Failure> {
        let options = StoreOptions::from_url(url)
            .map_err(|_| Failure::config("DATABASE_URL is no address of the form postgres://…"))?;
        let (owner, owner_named_by) = match owner_url {
            Some(url) => {
                let owner = StoreOptions::from_url(url).map_err(|_| {
                    Failure::config("CANOPY_OWNER_URL is no address of the form postgres://…")
                })?;
                (owner, Some("CANOPY_OWNER_URL"))
            }
            None => (options.clone(), DATABASE_URL),
        };
        let store = connect(options.clone(), DATABASE_URL).await?;
        Ok(Self {
            store,
            is_private: false,
            options,
            owner,
            owner_named_by,
            postgres: None,
        })
    }

    async fn private(config: &Config, purpose: Purpose) -> Result<Self, Failure> {
        let folder = Folder::below(&config.data)?;
        let postgres = match (folder.hold()?, purpose) {
            (Holder::Us(lock), _) => Some(PrivatePostgres::start(folder.clone(), lock).await?),
            (Holder::Other(_), Purpose::Once) => None,
            (Holder::Other(process), Purpose::Serve) => {
                return Err(Failure::unavailable(format!(
                    "Another canopy (process {process}) already works on {}: stop it first, or \
                     choose another folder with --data.",
                    config.data.display()
                )));
            }
        };
        database_ensure(&folder.sockets()).await?;
        let owner = StoreOptions::socket(&folder.sockets(), OWNER_ROLE);
        let options = StoreOptions::socket(&folder.sockets(), APPLICATION_ROLE);
        let store = Store::connect(options.clone()).await?;
        Ok(Self {
            store,
            is_private: true,
            options,
            owner,
            owner_named_by: None,
            postgres,
        })
    }

    /// A store for requests: none of their statements takes longer than this. Jobs work by the other one.
    #[must_use]
    pub fn for_requests(&self, statement: Duration) -> Store {
        Store::lazy(StoreOptions {
            statement_timeout: Some(statement),
            ..self.options.clone()
        })
    }

    /// A store as the role that owns the tables, for what the application's role may not do:
    /// migrations, and statistics after bulk work.
    ///
    /// # Errors
    /// [`Failure`] where that role cannot connect.
    pub async fn owner(&self) -> Result<Store, Failure> {
        connect(self.owner.clone(), self.owner_named_by).await
    }

    /// Applies what is missing of the schema.
    ///
    /// # Errors
    /// [`Failure`] where a newer version has been at work, or a step fails.
    pub async fn migrate(&self) -> Result<Vec<String>, Failure> {
        let owner = self.owner().await?;
        let state = migrations::state(owner.orm())
            .await
            .map_err(store::StoreError::from)?;
        let applied = match state {
            SchemaState::Current => Vec::new(),
            SchemaState::Unknown(steps) => return Err(from_a_newer_version(&steps)),
            SchemaState::Behind(steps) => {
                migrations::up(owner.orm()).await.map_err(|error| {
                    Failure::internal(format!(
                        "The database cannot be brought up to date: {error}."
                    ))
                })?;
                steps
            }
        };
        if self.is_private {
            migrations::application_grant(owner.orm(), APPLICATION_ROLE)
                .await
                .map_err(store::StoreError::from)?;
        }
        owner.close().await;
        Ok(applied)
    }

    /// Makes sure that the tables are those of this version: the private database is brought up to
    /// date, a given one is only looked at, since it may serve others too.
    ///
    /// # Errors
    /// [`Failure`] where they are not.
    pub async fn ensure_schema(&self) -> Result<(), Failure> {
        if self.is_private {
            self.migrate().await?;
            return Ok(());
        }
        match migrations::state(self.store.orm())
            .await
            .map_err(store::StoreError::from)?
        {
            SchemaState::Current => Ok(()),
            SchemaState::Unknown(steps) => Err(from_a_newer_version(&steps)),
            SchemaState::Behind(steps) => Err(Failure::config(format!(
                "The database lacks {} of this version's tables' steps: run `canopy migrate` first.",
                steps.len()
            ))),
        }
    }

    /// Lets the business date count in this time zone from now on; where none is given it stays as it is.
    ///
    /// # Errors
    /// [`Failure`] where there is no such zone, or the database fails.
    pub async fn time_zone_keep(&self, time_zone: Option<&str>) -> Result<(), Failure> {
        let Some(time_zone) = time_zone else {
            return Ok(());
        };
        match time_zone_set(&self.store, time_zone).await? {
            true => Ok(()),
            false => Err(Failure::config(format!(
                "There is no time zone {time_zone}: zones have names such as Europe/Berlin or UTC."
            ))),
        }
    }

    /// Closes the connections and stops PostgreSQL where it was started for this.
    pub async fn close(self) {
        self.store.close().await;
        if let Some(postgres) = self.postgres {
            postgres.stop().await;
        }
    }
}

/// The store of a database, or why it cannot be had: what is to be corrected in the setting that names it is
/// told from a database that is away.
async fn connect(options: StoreOptions, named_by: Option<&str>) -> Result<Store, Failure> {
    let place = options.place();
    Store::connect(options).await.map_err(|error| {
        if error.is_not_let_in() {
            let correct = named_by.map(|setting| format!(" Please correct {setting}."));
            Failure::config(format!(
                "The database {place} does not let canopy in: {}.{}",
                cause(&error),
                correct.unwrap_or_default()
            ))
        } else if error.is_unavailable() {
            Failure::unavailable(format!(
                "The database {place} cannot be reached: {}.",
                cause(&error)
            ))
        } else {
            error.into()
        }
    })
}

fn from_a_newer_version(steps: &[String]) -> Failure {
    Failure::config(format!(
        "The database was changed by a newer version of canopy ({}): run that version.",
        steps.join(", ")
    ))
}
