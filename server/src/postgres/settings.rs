//! What the private PostgreSQL is told: durable, local, and memory after the machine.

use std::fs;
use std::path::Path;

use store::postgres::{ADMIN_ROLE, APPLICATION_ROLE, OWNER_ROLE};

const MIB: u64 = 1024 * 1024;
/// What is assumed where the machine does not say.
const UNKNOWN_MEMORY: u64 = 2048 * MIB;

/// The settings file, written anew at every start. What an operator wants otherwise goes into
/// `local.conf` beside it, which is read after it and never written.
pub(super) fn settings(sockets: &Path, logs: &Path, memory: u64) -> String {
    let mib = |bytes: u64, least: u64, most: u64| (bytes / MIB).clamp(least, most);
    let shared = mib(memory / 6, 64, 8192);
    let cache = mib(memory / 2, 256, 65_536);
    let maintenance = mib(memory / 24, 64, 1024);
    let work = mib(memory / 512, 4, 64);
    format!(
        "# Written by canopy at every start. Your own settings belong into local.conf.\n\
         listen_addresses = ''\n\
         unix_socket_directories = '{sockets}'\n\
         unix_socket_permissions = 0700\n\
         port = 5432\n\
         max_connections = 100\n\
         # What is acknowledged is on disk.\n\
         fsync = on\n\
         synchronous_commit = on\n\
         full_page_writes = on\n\
         shared_buffers = {shared}MB\n\
         effective_cache_size = {cache}MB\n\
         maintenance_work_mem = {maintenance}MB\n\
         work_mem = {work}MB\n\
         max_wal_size = 4GB\n\
         wal_compression = on\n\
         random_page_cost = 1.1\n\
         jit = off\n\
         timezone = 'UTC'\n\
         log_timezone = 'UTC'\n\
         # One file per weekday. No values of rows or parameters: they are personal (SEC-3).\n\
         logging_collector = on\n\
         log_directory = '{logs}'\n\
         log_filename = 'postgres-%a.log'\n\
         log_truncate_on_rotation = on\n\
         log_rotation_age = 1d\n\
         log_rotation_size = 0\n\
         log_error_verbosity = terse\n\
         log_parameter_max_length = 0\n\
         log_parameter_max_length_on_error = 0\n\
         include_if_exists = 'local.conf'\n",
        sockets = quoted(sockets),
        logs = quoted(logs),
    )
}

/// Who may connect: the user that runs canopy, through the socket, recognized by the system.
pub(super) fn host_based_authentication() -> &'static str {
    "# Written by canopy at every start.\nlocal all all peer map=canopy\n"
}

/// Which roles that user may be.
pub(super) fn identities(user: &str) -> String {
    [ADMIN_ROLE, OWNER_ROLE, APPLICATION_ROLE]
        .iter()
        .map(|role| format!("canopy \"{user}\" {role}\n"))
        .collect()
}

fn quoted(path: &Path) -> String {
    path.display().to_string().replace('\'', "''")
}

/// The memory that canopy and its PostgreSQL have, in bytes: the machine's, or less where a
/// container has a limit.
pub(super) fn memory() -> u64 {
    let machine = fs::read_to_string("/proc/meminfo")
        .ok()
        .and_then(|text| total_memory(&text));
    let limit = fs::read_to_string("/sys/fs/cgroup/memory.max")
        .ok()
        .and_then(|text| text.trim().parse().ok());
    let machine = machine.unwrap_or(UNKNOWN_MEMORY);
    limit.map_or(machine, |limit: u64| limit.min(machine))
}

fn total_memory(meminfo: &str) -> Option<u64> {
    let line = meminfo
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gives_durability_up_or_opens_the_network() {
        let text = settings(Path::new("/run/x"), Path::new("/log"), 8192 * MIB);
        for line in [
            "fsync = on",
            "synchronous_commit = on",
            "full_page_writes = on",
            "listen_addresses = ''",
        ] {
            assert!(text.lines().any(|own| own == line), "{line}");
        }
    }

    #[test]
    fn memory_follows_the_machine_within_limits() {
        let of = |memory| settings(Path::new("/r"), Path::new("/l"), memory);
        assert!(of(256 * MIB).contains("shared_buffers = 64MB"));
        assert!(of(24_576 * MIB).contains("shared_buffers = 4096MB"));
        assert!(of(1_048_576 * MIB).contains("shared_buffers = 8192MB"));
    }

    #[test]
    fn the_machines_memory_is_read() {
        assert_eq!(
            total_memory("MemTotal:       2048 kB\nMemFree: 1 kB\n"),
            Some(2048 * 1024)
        );
    }
}
