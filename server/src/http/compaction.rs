//! Merges the files of the store when nobody publishes, and lets queries read the result.

use std::sync::Arc;
use std::time::{Duration, Instant};

use registry::{Error, Registry, Tables};

use super::app::App;

/// How often to look whether there is something to do, and for how long nobody must have
/// published before it is done.
const LOOK: Duration = Duration::from_secs(2);

/// Looks after the store until the server stops.
pub(super) async fn run(app: Arc<App>) {
    let mut seen = None;
    let mut settled = None;
    let mut tables = None;
    while !app.is_stopping() {
        tokio::time::sleep(LOOK).await;
        let generation = app.registry.index().generation();
        let is_quiet = seen.replace(generation) == Some(generation);
        if !is_quiet || settled == Some(generation) {
            continue;
        }
        settled = Some(generation);
        match settle(&app, tables.clone()).await {
            Ok(now) => tables = Some(now),
            Err(error) => tracing::warn!(%error, "the store could not be compacted"),
        }
    }
}

/// Compacts the store where that is worth it, and says which files were there when it was last.
async fn settle(app: &App, before: Option<Tables>) -> Result<Tables, Error> {
    let registry = Arc::clone(&app.registry);
    let work = tokio::task::spawn_blocking(move || compact(&registry, before));
    let (tables, is_compacted) = work.await.map_err(std::io::Error::other)??;
    if is_compacted && let Err(problem) = app.sparql.compact().await {
        let why = problem.detail();
        tracing::warn!(why, "queries are not as quick as they could be");
    }
    Ok(tables)
}

/// Of a large store that has just been opened nothing is known: it waits until more is written.
fn compact(registry: &Registry, before: Option<Tables>) -> Result<(Tables, bool), Error> {
    let now = registry.tables()?;
    let is_due = match &before {
        Some(before) => now.are_due(before),
        None => now.is_small(),
    };
    if !is_due {
        return Ok((before.unwrap_or(now), false));
    }
    let begun = Instant::now();
    registry.compact()?;
    let millis = begun.elapsed().as_millis();
    tracing::info!(millis, "compacted the store");
    Ok((registry.tables()?, true))
}
