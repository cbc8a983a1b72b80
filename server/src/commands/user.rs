//! `canopy user`: staff users from the machine itself, above all the first administrator.

use std::io::{BufRead, IsTerminal, Write};

use clap::{Args, Subcommand};
use domain::access::{Actor, Role};
use domain::staff::StaffUserInput;
use store::StoreError;
use store::installation::{InstallationKind, installation_begin};
use store::operations::operation_new;
use store::staff::staff_user_add;

use crate::config::Config;
use crate::database::{Database, Purpose};
use crate::exit::Failure;
use crate::secret;

/// What can be done with staff users.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add a staff user; without --password-stdin a password is made and printed
    Add(Add),
}

/// The new staff user.
#[derive(Debug, Args)]
pub struct Add {
    /// What the person types to sign in
    #[arg(long)]
    login: String,
    /// The name shown beside what the person does
    #[arg(long)]
    name: String,
    /// What the person may do
    #[arg(long, value_parser = Role::ALL.map(Role::code))]
    role: String,
    /// Read the password from standard input, one line
    #[arg(long)]
    password_stdin: bool,
}

/// Does what was asked for.
///
/// # Errors
/// [`Failure`] with a sentence for each field that does not hold.
pub async fn run(config: Config, command: UserCommand) -> Result<(), Failure> {
    let UserCommand::Add(add) = command;
    let given = if add.password_stdin {
        Some(password_read()?)
    } else {
        None
    };
    let password = given.clone().map_or_else(secret::password, Ok)?;
    let database = Database::open(&config, Purpose::Once).await?;
    let added = add_to(&database, &add, password.clone()).await;
    database.close().await;
    added?;
    println!(
        "{} may sign in as {} ({}).",
        add.name,
        add.login.trim().to_lowercase(),
        add.role
    );
    if given.is_none() {
        println!("Password: {password}");
    }
    Ok(())
}

async fn add_to(database: &Database, add: &Add, password: String) -> Result<(), Failure> {
    database.ensure_schema().await?;
    let actor = Actor::Command {
        name: "canopy user add".to_owned(),
    };
    let input = StaffUserInput {
        login: add.login.clone(),
        display_name: add.name.clone(),
        role: add.role.clone(),
        password,
    };
    // What does not hold makes no database that of real customers.
    input.parse().map_err(StoreError::Invalid)?;
    installation_begin(&database.store, InstallationKind::Production).await?;
    staff_user_add(&database.store, &actor, &operation_new(), &input).await?;
    Ok(())
}

fn password_read() -> Result<String, Failure> {
    let mut input = std::io::stdin().lock();
    if input.is_terminal() {
        eprint!("Password (shown as typed): ");
        std::io::stderr()
            .flush()
            .map_err(|error| Failure::os(error.to_string()))?;
    }
    let mut line = String::new();
    input
        .read_line(&mut line)
        .map_err(|error| Failure::no_input(format!("The password cannot be read: {error}.")))?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}
