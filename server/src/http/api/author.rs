//! The caller as the author of a publication.

use registry::{Author, Publisher};

use crate::http::app::App;
use crate::http::caller::Caller;

/// Does something as the caller.
pub(super) fn acting<T>(app: &App, caller: &Caller, act: impl FnOnce(&Author<'_>) -> T) -> T {
    let publisher = Publisher {
        name: caller.name.clone(),
        at: registry::now(),
    };
    let may_write = |iri: &str, owner: Option<&str>| app.auth.may_write(caller, iri, owner);
    act(&Author {
        publisher: &publisher,
        view: &caller.view,
        may_write: &may_write,
    })
}

/// The team that owns a caller's new graphs where nothing else says.
pub(super) fn team(caller: &Caller) -> Option<String> {
    caller.teams.first().cloned()
}
