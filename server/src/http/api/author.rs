//! The caller as the author of a publication.

use registry::{Author, Claim, Publisher};

use crate::http::app::App;
use crate::http::caller::Caller;

/// Does something as the caller.
pub(super) fn acting<T>(app: &App, caller: &Caller, act: impl FnOnce(&Author<'_>) -> T) -> T {
    let publisher = Publisher {
        name: caller.name.clone(),
        at: registry::now(),
    };
    let may_write = |claim: &Claim<'_>| app.auth.may_write(caller, claim);
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
