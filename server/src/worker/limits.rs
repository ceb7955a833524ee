//! Limits that the system enforces on this process.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

#[cfg(not(unix))]
compile_error!("denota runs on Unix alone: only there are limits that hold the workers of queries");

/// A query that exhausts its memory ends the process; that must not fill the disk.
pub(crate) fn no_core_dumps() {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    // Where the system refuses, only disk is wasted.
    let _ = setrlimit(Resource::Core, none);
}

/// Lets the process take so many bytes more than it has. Past that an allocation fails, and
/// the process ends.
pub(super) fn memory(bytes: u64) {
    let Some(now) = status("VmData:") else { return };
    set_data(Some(now.saturating_add(bytes)));
}

/// Lifts the limit, for what the worker does on its own account.
pub(super) fn no_memory_limit() {
    set_data(getrlimit(Resource::Data).maximum);
}

fn set_data(current: Option<u64>) {
    let maximum = getrlimit(Resource::Data).maximum;
    // The server watches the process besides, so that a system without this limit is safe.
    let _ = setrlimit(Resource::Data, Rlimit { current, maximum });
}

/// The memory that the process has to itself, in bytes; 0 where it is not known.
pub(super) fn resident() -> u64 {
    status("RssAnon:").unwrap_or(0)
}

fn status(field: &str) -> Option<u64> {
    field_of(&std::fs::read_to_string("/proc/self/status").ok()?, field)
}

/// A field of a `/proc/…/status`, in bytes.
pub(crate) fn field_of(status: &str, field: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kib.checked_mul(1024)
}
