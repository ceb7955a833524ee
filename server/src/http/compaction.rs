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
    let mut settled: Option<(u64, Tables)> = None;
    while !app.is_stopping() {
        tokio::time::sleep(LOOK).await;
        let generation = app.registry.index().generation();
        let is_quiet = seen.replace(generation) == Some(generation);
        let is_settled = settled.as_ref().is_some_and(|(g, _)| *g == generation);
        if !is_quiet || is_settled {
            continue;
        }
        let before = settled.take().map(|(_, tables)| tables);
        settled = Some((generation, settle(&app, before).await));
    }
}

/// Compacts the store where that is worth it; the files of which it consists now.
async fn settle(app: &App, before: Option<Tables>) -> Tables {
    let registry = Arc::clone(&app.registry);
    let work = move || compact(&registry, before);
    let done = tokio::task::spawn_blocking(work).await;
    match done.unwrap_or_else(|panic| Err(std::io::Error::other(panic).into())) {
        Ok((tables, is_compacted)) => {
            if is_compacted {
                app.sparql.renew();
            }
            tables
        }
        Err(error) => {
            tracing::warn!(%error, "the store could not be compacted");
            Tables::default()
        }
    }
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
