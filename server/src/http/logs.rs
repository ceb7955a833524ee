//! Logs: one line a request and few others, for people or for programs.

use serde::{Deserialize, Serialize};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// How logs are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs: one JSON object a line.
    Json,
}

/// Installs the writer of logs, to standard error. `DENOTA_LOG` filters them, in the
/// language of `RUST_LOG`; a second call changes nothing.
pub(crate) fn install(format: Format, quiet: bool) {
    let level = if quiet {
        LevelFilter::WARN
    } else {
        LevelFilter::INFO
    };
    let filter = EnvFilter::builder()
        .with_default_directive(level.into())
        .with_env_var("DENOTA_LOG")
        .from_env_lossy();
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // Complaints about a reader who has gone away would go to the same reader, and panic.
        .log_internal_errors(false)
        .with_target(false);
    let _ = match format {
        Format::Text => logs.with_ansi(colours()).try_init(),
        Format::Json => logs
            .json()
            .flatten_event(true)
            .with_current_span(false)
            .try_init(),
    };
}

/// Whether standard error shows colours, as for everything else that is printed.
fn colours() -> bool {
    anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never
}
