//! The SPARQL 1.1 protocol, answered by worker processes.
//!
//! A request becomes a question in [`request`], is asked of a worker by [`pool`], and what
//! the worker says becomes a response in [`answer`]. What the worker does is in
//! [`crate::worker`] and, under it, in `registry::sparql`.

mod answer;
mod checkpoint;
mod description;
mod formats;
mod pool;
mod process;
mod request;
pub(crate) mod scratch;
pub(crate) mod settings;
mod time;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use axum::routing::get;
use registry::{Registry, View};
use tokio::sync::OwnedSemaphorePermit;

use super::address;
use super::app::App;
use super::body::Small;
use super::caller::Caller;
use super::hidden;
use super::metrics::Metrics;
use super::problem::{Denied, Problem, Result};
use super::settings::Settings;
use crate::failure::Doing as _;
use crate::worker::message::{Accept, Ask};
use checkpoint::Checkpoints;
pub(crate) use formats::graph as graph_format;
use pool::Workers;
pub(crate) use request::Selected;
use request::{Asked, Operation};

/// The path of the endpoint.
const PATH: &str = "/sparql";

/// The workers, and what they may do.
pub(crate) struct Pool {
    workers: Arc<Workers>,
    settings: settings::Settings,
}

/// Sets up the workers, which read checkpoints beside the store. They start with the first
/// question, or when [prepared](Pool::prepare).
pub(crate) fn new(
    settings: &Settings,
    registry: &Arc<Registry>,
    store: &Path,
    metrics: &Metrics,
) -> crate::failure::Result<Pool> {
    let doing = || "start the SPARQL workers".to_owned();
    let program = itself().doing(doing)?;
    let folder = store.with_extension("checkpoints");
    let checkpoints = Checkpoints::new(registry, &folder).doing(doing)?;
    let restarted = metrics.clone();
    let workers = Workers::new(program, checkpoints, settings.queries, move || {
        restarted.worker_restarted();
    });
    Ok(Pool {
        workers,
        settings: settings.sparql.clone(),
    })
}

/// The program that runs: the system knows it also where another one has taken its place on
/// disk, whose workers may speak otherwise.
fn itself() -> std::io::Result<PathBuf> {
    let running = Path::new("/proc/self/exe");
    match cfg!(target_os = "linux") && running.exists() {
        true => Ok(running.to_owned()),
        false => std::env::current_exe(),
    }
}

/// The routes.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route(PATH, get(by_get).post(by_post))
}

impl Pool {
    /// Starts the workers before they are asked.
    pub(crate) fn prepare(&self) {
        self.workers.prepare();
    }

    /// Something was published: queries from now on must see it. They do, since each waits
    /// for a checkpoint that shows it; this makes one before they ask.
    pub(crate) fn published(&self) {
        self.workers.published();
    }

    /// Answers from a compacted checkpoint, once there is one.
    ///
    /// # Errors
    /// It cannot be made.
    pub(crate) async fn compact(&self) -> Result<()> {
        self.workers.compact().await
    }

    /// Replaces workers that have ended, and tries again where queries could not be answered.
    pub(crate) fn tend(&self) {
        self.workers.tend();
    }

    /// Whether queries can be answered.
    pub(crate) fn is_ready(&self) -> bool {
        self.workers.is_ready()
    }

    /// Ends the workers.
    pub(crate) async fn stop(&self) {
        self.workers.stop().await;
    }

    /// Answers a question.
    ///
    /// # Errors
    /// There is no answer, or none in a format that will do.
    pub(crate) async fn ask(
        &self,
        question: Question,
        view: &View,
        place: OwnedSemaphorePermit,
    ) -> Result<Response> {
        let ask = Ask {
            query: question.text,
            update: question.update,
            scratch: self.workers.is_scratch(),
            base: question.base,
            view: match view {
                View::Everything => None,
                View::Only(visible) => Some(visible.key),
            },
            time: question.time,
            union: question
                .selected
                .union
                .unwrap_or(self.settings.union_default_graph),
            default: question.selected.default,
            named: question.selected.named,
            accept: question.accept,
            memory: self.settings.query_memory_mib << 20,
            millis: self.settings.query_millis,
        };
        let limits = answer::Limits {
            seconds: self.settings.query_millis.div_ceil(1000),
            mib: self.settings.query_memory_mib,
        };
        let events = self.workers.ask(ask, view.clone(), place).await?;
        answer::respond(events, limits).await
    }
}

/// A question, ready to be asked.
pub(crate) struct Question {
    /// The text.
    pub(crate) text: String,
    /// Whether it is an update.
    pub(crate) update: bool,
    /// What relative IRIs are relative to.
    pub(crate) base: Option<String>,
    /// Which graphs the request selects.
    pub(crate) selected: Selected,
    /// Which states of them.
    pub(crate) time: crate::worker::message::Moment,
    /// The formats that will do.
    pub(crate) accept: Accept,
}

async fn by_get(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    uri: Uri,
    RawQuery(query): RawQuery,
) -> Result<Response> {
    let endpoint = endpoint(&app, &headers, &uri);
    match request::get(query.as_deref())? {
        Operation::Describe => description::answer(&app, &caller, &headers, &endpoint),
        Operation::Ask(asked) => ask(&app, &caller, &headers, endpoint, asked).await,
    }
}

async fn by_post(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    uri: Uri,
    RawQuery(query): RawQuery,
    Small(body): Small,
) -> Result<Response> {
    let asked = request::post(query.as_deref(), &headers, &body.bytes)?;
    let endpoint = endpoint(&app, &headers, &uri);
    ask(&app, &caller, &headers, endpoint, asked).await
}

async fn ask(
    app: &App,
    caller: &Caller,
    headers: &HeaderMap,
    endpoint: String,
    asked: Asked,
) -> Result<Response> {
    fits(&asked.text, app.settings.query_bytes)?;
    let accept = formats::accepted(headers)?;
    let time = time::moment(&app.registry, &caller.view, &asked.time)?;
    let denied = {
        let index = app.registry.index();
        let selected = asked.selected.default.iter().chain(&asked.selected.named);
        let hidden = selected.filter_map(|iri| hidden::asked(&index, &caller.view, iri));
        Denied(hidden.collect())
    };
    let question = Question {
        text: asked.text,
        update: asked.update,
        base: Some(endpoint),
        selected: asked.selected,
        time,
        accept,
    };
    let place = app.pools.queries.enter().await?;
    match app.sparql.ask(question, &caller.view, place).await {
        Ok(response) => Ok(denied.with(response)),
        Err(problem) => Err(problem.denying(denied)),
    }
}

/// A query in the address of a request has no body that is measured, and one in a form is longer
/// there.
fn fits(text: &str, limit: usize) -> Result<()> {
    if text.len() <= limit {
        return Ok(());
    }
    let detail = format!("the query is larger than {limit} bytes");
    Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail).with("limit", limit.into()))
}

/// The IRI of the endpoint, as clients know it.
fn endpoint(app: &App, headers: &HeaderMap, uri: &Uri) -> String {
    format!("{}{PATH}", address::asked(&app.settings, headers, uri))
}
