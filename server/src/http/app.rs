//! What all requests share.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use registry::{Published, Registry};
use tokio::sync::{Mutex, Notify};
use transpilers::naming::Naming;

use super::body::Memory;
use super::limits::Admission;
use super::metrics::Metrics;
use super::pool::Pools;
use super::problem::{self, Problem};
use super::settings::Settings;
use super::strangers::Strangers;
use super::{auth, graphql, schema_registry, search, sparql};
use crate::failure::Result;

/// The state of the server. Handlers take it as `State<Arc<App>>`.
pub(crate) struct App {
    /// The store of named graphs.
    pub(crate) registry: Arc<Registry>,
    /// The settings, after file, environment and flags.
    pub(crate) settings: Settings,
    /// How graphs are checked that enter: aliases and lint levels of `denota.toml`.
    pub(crate) check: upper::check::Options,
    /// How targets name things in the schemas that are kept with a publication.
    pub(crate) naming: Naming,
    /// The folder of the store.
    pub(crate) store: PathBuf,
    /// What is counted.
    pub(crate) metrics: Metrics,
    /// Where work runs that takes time: one pool a kind of work, so that none starves another.
    pub(crate) pools: Pools,
    /// Who calls, and what they may do.
    pub(crate) auth: auth::Auth,
    /// The workers that answer SPARQL.
    pub(crate) sparql: sparql::Pool,
    /// The GraphQL schema.
    pub(crate) graphql: graphql::Api,
    /// The full-text index.
    pub(crate) search: search::Search,
    /// The Avro projection under Confluent's protocol.
    pub(crate) schemas: schema_registry::Schemas,
    /// The places of all requests.
    pub(crate) admission: Admission,
    /// The memory of all bodies of requests.
    pub(crate) memory: Memory,
    /// The memory of all bodies of answers.
    pub(crate) answers: Memory,
    /// The turn to enter a refusal into the audit trail.
    pub(crate) refusals: Arc<Mutex<()>>,
    /// How often strangers were refused.
    pub(crate) strangers: Strangers,
    stopping: AtomicBool,
    has_room: AtomicBool,
    /// Whether the store is to be opened anew.
    is_stuck: AtomicBool,
    stuck: Notify,
}

/// What the state is made of.
pub(crate) struct Parts {
    /// The settings.
    pub(crate) settings: Settings,
    /// How graphs are checked that enter.
    pub(crate) check: upper::check::Options,
    /// How targets name things.
    pub(crate) naming: Naming,
    /// The folder of the store.
    pub(crate) store: PathBuf,
    /// The store.
    pub(crate) registry: Registry,
}

impl App {
    /// Makes the state; called inside the runtime, so that constructors may spawn tasks.
    pub(crate) fn new(parts: Parts) -> Result<Arc<Self>> {
        let callers = auth::read(&parts.settings)?;
        Self::with(parts, callers.as_ref())
    }

    /// The same where it has been read who may call.
    pub(crate) fn with(parts: Parts, callers: Option<&Arc<auth::Prepared>>) -> Result<Arc<Self>> {
        let Parts {
            settings,
            check,
            naming,
            store,
            registry,
        } = parts;
        let registry = Arc::new(registry);
        let metrics = Metrics::new()?;
        Ok(Arc::new(Self {
            auth: auth::new(callers, &registry),
            sparql: sparql::new(&settings, &registry, &store, &metrics)?,
            graphql: graphql::new(&registry)?,
            search: search::new(&registry)?,
            schemas: schema_registry::new(&registry)?,
            pools: Pools::new(&settings, &metrics),
            admission: Admission::new(settings.requests),
            memory: Memory::new(settings.body_bytes),
            answers: Memory::new(settings.answer_bytes),
            refusals: Arc::default(),
            metrics,
            settings,
            check,
            naming,
            store,
            registry,
            strangers: Strangers::default(),
            stopping: AtomicBool::new(false),
            has_room: AtomicBool::new(true),
            is_stuck: AtomicBool::new(false),
            stuck: Notify::new(),
        }))
    }

    /// Does work that reads, where that belongs.
    ///
    /// # Errors
    /// The pool and its queue are full (503), the work panicked (500), or it fails.
    pub(crate) async fn read<T, E>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> std::result::Result<T, E> + Send + 'static,
    ) -> problem::Result<T>
    where
        T: Send + 'static,
        E: Send + 'static,
        Problem: From<E>,
    {
        let shared = Arc::clone(self);
        let done = self.pools.reads.run(move || work(&shared)).await?;
        Ok(done?)
    }

    /// Tells everything that keeps something derived from the registry what has changed.
    /// Called once after each publication and retirement, before it is acknowledged.
    pub(crate) fn published(&self, published: &[Published]) {
        self.search.published(published);
        self.sparql.published();
        self.graphql.published(&self.registry);
        self.schemas.published(&self.registry, published);
    }

    /// Whether the server is shutting down.
    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Whether there is room on the disk.
    pub(crate) fn has_room(&self) -> bool {
        self.has_room.load(Ordering::Relaxed)
    }

    /// Notes whether there is room on the disk.
    pub(crate) fn set_room(&self, has_room: bool) {
        self.has_room.store(has_room, Ordering::Relaxed);
    }

    /// Whether what is published can be kept.
    pub(crate) fn is_writable(&self) -> bool {
        self.has_room() && !self.registry.is_failing()
    }

    /// Has the store opened anew.
    pub(crate) fn reopen(&self) {
        self.is_stuck.store(true, Ordering::Relaxed);
        self.stuck.notify_one();
    }

    /// Whether the store is to be opened anew once the server has stopped.
    pub(crate) fn is_to_be_reopened(&self) -> bool {
        self.is_stuck.load(Ordering::Relaxed)
    }

    /// Waits until the store is to be opened anew.
    pub(crate) async fn to_be_reopened(&self) {
        self.stuck.notified().await;
    }

    /// From now on the server is shutting down.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }
}
