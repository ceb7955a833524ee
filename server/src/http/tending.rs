//! Looks after what can stop working and come back: the room on the disk, the store, the
//! workers of queries; and enters what has been counted for the audit trail.

use std::sync::Arc;
use std::time::Duration;

use registry::Writing;

use super::app::App;

/// How often to look.
const LOOK: Duration = Duration::from_secs(1);
/// With less room on the disk than this, in bytes, nothing is expected to go in.
const LEAST: u64 = 8 << 20;

/// Looks after the server until it stops.
pub(super) async fn run(app: Arc<App>) {
    while !app.is_stopping() {
        tokio::time::sleep(LOOK).await;
        app.sparql.tend();
        app.enter_strangers(false);
        look_for_room(&app);
        if app.registry.is_doubted() && app.has_room() {
            try_writing(&app).await;
        }
    }
}

fn look_for_room(app: &App) {
    let had = app.has_room();
    let has = room(app).is_none_or(|room| room >= LEAST);
    if had != has {
        app.set_room(has);
        // What failed meanwhile may fail on.
        app.registry.doubt();
        match has {
            true => tracing::info!("there is room on the disk again"),
            false => tracing::error!("the disk is full: nothing can be published"),
        }
    }
}

fn room(app: &App) -> Option<u64> {
    let about = rustix::fs::statvfs(&app.store).ok()?;
    Some(about.f_bavail.saturating_mul(about.f_frsize))
}

async fn try_writing(app: &Arc<App>) {
    let registry = Arc::clone(&app.registry);
    let was_failing = registry.is_failing();
    let tried = tokio::task::spawn_blocking(move || {
        let tried = registry.try_writing();
        if let (true, Writing::Works) = (was_failing, &tried) {
            complete(&registry);
        }
        tried
    });
    match tried.await {
        Ok(Writing::Works) if was_failing => tracing::info!("the store can be written again"),
        Ok(Writing::Works) => {}
        Ok(Writing::NoRoom(error)) => tracing::warn!(%error, "the store cannot be written"),
        Ok(Writing::Stuck) => {
            tracing::warn!("the store does not take what is written: it is opened anew");
            app.reopen();
        }
        Err(error) => tracing::error!(%error, "the store could not be tried"),
    }
}

/// Enters into the audit trail what was written when that could not be entered.
pub(super) fn complete(registry: &registry::Registry) {
    match registry.complete_audit() {
        Ok(0) => {}
        Ok(entries) => tracing::warn!(entries, "entered what the audit trail lacked"),
        Err(error) => tracing::error!(%error, "the audit trail cannot be completed"),
    }
}
