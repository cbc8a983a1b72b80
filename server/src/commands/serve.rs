//! `canopy serve`: the console.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;
use store::Store;
use store::actions::actions_run;
use store::installation::{DemoSignIn, InstallationKind, installation_begin};
use store::operations::operations_clean;
use store::session::{session_clean, sign_in_possible};
use store::throttle::throttle_clean;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::run_job;
use crate::config::Config;
use crate::database::{Database, Purpose};
use crate::demo;
use crate::exit::{Failure, system_words};
use crate::router::router;
use crate::site::{self, Site};
use crate::state::AppState;

/// How often is looked for deferred actions that are due.
const LOOK_FOR_DUE: Duration = Duration::from_secs(5);

/// How to serve.
#[derive(Debug, Clone, Default, Args)]
pub struct Arguments {
    /// Fill a new private database with the demo company and print its sign-ins
    #[arg(long)]
    pub demo: bool,
}

/// Serves until it is told to stop, then lets requests at work end within the configured time.
///
/// # Errors
/// [`Failure`] where the database or the address cannot be had.
pub async fn run(config: Config, arguments: Arguments) -> Result<(), Failure> {
    if arguments.demo && config.database_url.is_some() {
        return Err(Failure::usage(
            "--demo fills a new private database only: leave DATABASE_URL out (decision 38).",
        ));
    }
    // The address first: whether it is free is known at once, the database takes a second.
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|error| address_refused(config.listen, &error))?;
    let stop = stop_signal()?;
    let database = Database::open(&config, Purpose::Serve).await?;
    let served = serve(&config, &arguments, &database, listener, stop).await;
    database.close().await;
    served
}

async fn serve(
    config: &Config,
    arguments: &Arguments,
    database: &Database,
    listener: TcpListener,
    stop: CancellationToken,
) -> Result<(), Failure> {
    database.ensure_schema().await?;
    let sign_ins = match arguments.demo {
        true => demo::prepare(database, config.time_zone.as_deref()).await?,
        false => {
            installation_begin(&database.store, InstallationKind::Production).await?;
            database.time_zone_keep(config.time_zone.as_deref()).await?;
            Vec::new()
        }
    };
    let root = site::root(config.site_root.as_deref());
    let site = Site::read(&root)?;
    if site.is_empty() {
        tracing::warn!(folder = %root.display(), "there is no built site: pages come without style");
    }
    let address = listener.local_addr().unwrap_or(config.listen);
    let requests = database.for_requests(config.statement);
    let state = AppState {
        store: requests.clone(),
        leptos: site::leptos_options(&root, address),
        session: config.session,
        trusted_proxies: config.trusted_proxies.clone().into(),
    };
    let router = router(state, site).into_make_service_with_connect_info::<SocketAddr>();
    if !address.ip().is_loopback() {
        tracing::warn!(
            "browsers keep a sign-in over TLS only: put a proxy with TLS before {address}"
        );
    }
    let hint = match sign_ins.is_empty() {
        true => hint(arguments, sign_in_possible(&database.store).await?, config),
        false => String::new(),
    };
    let cleaner = tokio::spawn(clean(database.store.clone(), stop.clone()));
    let performer = tokio::spawn(perform(database.store.clone(), stop.clone()));
    announce(address, &sign_ins, &hint);
    let graceful =
        axum::serve(listener, router).with_graceful_shutdown(stop.clone().cancelled_owned());
    let limit = async {
        stop.cancelled().await;
        tokio::time::sleep(config.shutdown).await;
    };
    tokio::select! {
        served = graceful => {
            served.map_err(|error| Failure::os(format!("Serving ended: {error}.")))?;
        }
        () = limit => tracing::warn!("requests were still at work when the time for them was over"),
    }
    stop.cancel();
    for (task, what) in [
        (cleaner, "the cleaning"),
        (performer, "the deferred actions"),
    ] {
        if let Err(error) = task.await {
            tracing::error!(%error, what, "did not end in order");
        }
    }
    requests.close().await;
    Ok(())
}

/// Why the address cannot be had, and what helps.
fn address_refused(address: SocketAddr, error: &std::io::Error) -> Failure {
    match error.kind() {
        ErrorKind::AddrInUse => Failure::unavailable(format!(
            "Another program already listens on {address}: stop it first, or choose another address \
             with --listen."
        )),
        ErrorKind::PermissionDenied => Failure::refused(format!(
            "Listening on {address} is not allowed to this user: choose a port from 1024 up with \
             --listen."
        )),
        _ => Failure::unavailable(format!(
            "The address {address} cannot be used: {}.",
            system_words(error)
        )),
    }
}

/// What a person at the terminal wants to know, in one piece: whoever reads the first line alone may close
/// the pipe then.
fn announce(address: SocketAddr, sign_ins: &[DemoSignIn], hint: &str) {
    let mut told = format!("Canopy serves http://{address}\n");
    if !sign_ins.is_empty() {
        told.push_str("Demo sign-ins:\n");
    }
    for DemoSignIn {
        login,
        password,
        role,
    } in sign_ins
    {
        told.push_str(&format!("  {login:<14}  {password}  {}\n", role.label()));
    }
    told.push_str(hint);
    print!("{told}");
}

/// Why there is no demo where one was asked for, and how the first person gets in where nobody can.
fn hint(arguments: &Arguments, is_open: bool, config: &Config) -> String {
    let mut hint = String::new();
    if arguments.demo {
        hint.push_str(&format!(
            "There is no demo company: {} holds a real installation, which stays as it is. For the \
             demo choose another folder with --data or CANOPY_DATA.\n",
            config.data.display()
        ));
    }
    if !is_open {
        let same = match config.database_url.is_some() {
            true => " (with the DATABASE_URL, --database-url or --config of this server)",
            false => "",
        };
        let data = match config.is_default_data() || config.database_url.is_some() {
            true => String::new(),
            false => format!(" --data '{}'", config.data.display()),
        };
        hint.push_str(&format!(
            "Nobody can sign in yet: canopy user add --login LOGIN --name \"FULL NAME\" --role \
             administrator{data}{same}\n"
        ));
    }
    hint
}

/// Removes once an hour what no longer counts: old sessions, failed tries, and what was done under
/// operation ids so long ago that nobody repeats it.
async fn clean(store: Store, stop: CancellationToken) {
    let mut hour = tokio::time::interval(Duration::from_secs(3600));
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = hour.tick() => {}
        }
        let cleaned = async {
            let (sessions, tries) = (session_clean(&store).await?, throttle_clean(&store).await?);
            Ok((sessions, tries, operations_clean(&store).await?))
        };
        let cleaned: Result<(u64, u64, u64), store::StoreError> = cleaned.await;
        match cleaned {
            Ok((sessions, tries, operations)) => {
                tracing::debug!(sessions, tries, operations, "removed what is over");
            }
            Err(error) => tracing::warn!(%error, "what is over was not removed; next hour again"),
        }
    }
}

/// Performs what is due, looking every few seconds: at midnight, or when the test clock was moved. Every
/// server does; each action is done by one of them. Told to stop, it ends after the action at work.
async fn perform(store: Store, stop: CancellationToken) {
    let actor = run_job::actor();
    let mut look = tokio::time::interval(LOOK_FOR_DUE);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = look.tick() => {}
        }
        let run = actions_run(&store, &actor, |id, outcome| {
            run_job::log(id, outcome);
            !stop.is_cancelled()
        });
        if let Err(error) = run.await {
            tracing::warn!(%error, "what is due was not performed; soon again");
        }
    }
}

/// Is cancelled by Ctrl-C and by the order to stop (SIGTERM).
fn stop_signal() -> Result<CancellationToken, Failure> {
    let failed = |error| Failure::os(format!("Signals cannot be received: {error}."));
    let mut interrupt = signal(SignalKind::interrupt()).map_err(failed)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(failed)?;
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping");
        told.cancel();
    });
    Ok(stop)
}
