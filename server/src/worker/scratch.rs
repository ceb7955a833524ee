//! A store in memory that begins empty, knows no graphs of the registry, accepts updates and
//! is gone with the process. The protocol's own tests write before they read; this is what
//! they write to. The registry is never changed by SPARQL.

use registry::Store;
use registry::sparql::{Unanswered, scratch_update};

use super::message::Ask;

/// Runs an update.
pub(super) fn update(store: &Store, ask: &Ask) -> Result<(), Unanswered> {
    scratch_update(
        store,
        &ask.query,
        ask.base.as_deref(),
        &ask.default,
        &ask.named,
    )
}
