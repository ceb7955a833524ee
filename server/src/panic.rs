//! What the user sees when Denota itself is wrong.

use std::io::Write as _;
use std::panic;

/// Installs the hook: a panic is a bug of ours, and says so.
pub(crate) fn install() {
    panic::set_hook(Box::new(|info| {
        if containers::is_watched() {
            return;
        }
        let mut err = anstream::stderr();
        let _ = writeln!(
            err,
            "denota stopped because of a bug in it, not because of your input"
        );
        let _ = writeln!(err, "  {info}");
        let _ = writeln!(
            err,
            "  version {}, {}",
            env!("CARGO_PKG_VERSION"),
            std::env::consts::OS
        );
        let _ = writeln!(
            err,
            "help: please report it with the lines above and the command that you ran"
        );
    }));
}
