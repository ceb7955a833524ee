//! Where work runs that takes time: a small pool for each kind of work, with a bounded
//! queue before it. Past both, work is turned away at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::metrics::Metrics;
use super::problem::{Problem, Result};
use super::settings::Settings;
use super::trace;

/// The pools.
pub(crate) struct Pools {
    /// Reading: from the index, the store, the search index.
    pub(crate) reads: Pool,
    /// Queries: SPARQL and GraphQL.
    pub(crate) queries: Pool,
    /// Checking and publishing.
    pub(crate) publications: Pool,
}

impl Pools {
    /// Pools as large as the settings say.
    pub(crate) fn new(settings: &Settings, metrics: &Metrics) -> Self {
        let short = Duration::from_secs(settings.queue_seconds);
        // Publishers wait for one another rather than being sent away: there is one writer.
        let long = Duration::from_secs(settings.publish_queue_seconds);
        let pool = |name, size, patience| Pool::new(name, size, settings.queue, patience, metrics);
        Self {
            reads: pool("reads", settings.reads, short),
            queries: pool("queries", settings.queries, short),
            publications: pool("publications", settings.publications, long),
        }
    }
}

/// A number of places to work in, and a number of places to wait in.
pub(crate) struct Pool {
    name: &'static str,
    places: Arc<Semaphore>,
    waiting: AtomicUsize,
    most_waiting: usize,
    patience: Duration,
    metrics: Metrics,
}

impl Pool {
    fn new(
        name: &'static str,
        size: usize,
        most_waiting: usize,
        patience: Duration,
        metrics: &Metrics,
    ) -> Self {
        Self {
            name,
            places: Arc::new(Semaphore::new(size.max(1))),
            waiting: AtomicUsize::new(0),
            most_waiting,
            patience,
            metrics: metrics.clone(),
        }
    }

    /// Runs work that blocks. It keeps its place until it has ended, even where the request
    /// that asked for it has gone.
    ///
    /// # Errors
    /// The pool and its queue are full (503), or the work panicked (500).
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let place = self.enter().await?;
        let done = tokio::task::spawn_blocking(trace::carried(move || {
            let _place = place;
            work()
        }));
        done.await.map_err(Problem::internal)
    }

    /// The same for work that is to know whether anybody still waits for what comes of it.
    ///
    /// # Errors
    /// The pool and its queue are full (503), or the work panicked (500).
    pub(crate) async fn run_awaited<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Awaited) -> T + Send + 'static,
    ) -> Result<T> {
        let awaited = Awaited::default();
        // It goes with the request, be that answered, out of time or closed by its client.
        let _waits = Waits(awaited.clone());
        self.run(move || work(&awaited)).await
    }

    /// Waits for a place, which is held until the permit is dropped: for work that does not
    /// block, such as waiting for a worker process.
    ///
    /// # Errors
    /// The pool and its queue are full (503).
    pub(crate) async fn enter(&self) -> Result<OwnedSemaphorePermit> {
        if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
            return Ok(place);
        }
        let Some(_waiting) = Waiting::begin(self) else {
            return Err(self.shed());
        };
        let place = Arc::clone(&self.places).acquire_owned();
        match tokio::time::timeout(self.patience, place).await {
            Ok(Ok(place)) => Ok(place),
            Ok(Err(_)) | Err(_) => Err(self.shed()),
        }
    }

    fn shed(&self) -> Problem {
        self.metrics.shed(self.name);
        Problem::overloaded()
    }
}

/// Whether anybody waits for what comes of some work.
#[derive(Clone, Debug, Default)]
pub(crate) struct Awaited(Arc<AtomicBool>);

impl Awaited {
    /// From now on nobody does.
    pub(crate) fn give_up(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether nobody does any more.
    pub(crate) fn is_given_up(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// One who waits until dropped.
struct Waits(Awaited);

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.give_up();
    }
}

/// One who waits, counted until dropped: requests that go away while waiting count no more.
struct Waiting<'a>(&'a Pool);

impl<'a> Waiting<'a> {
    fn begin(pool: &'a Pool) -> Option<Self> {
        if pool.waiting.fetch_add(1, Ordering::Relaxed) >= pool.most_waiting {
            pool.waiting.fetch_sub(1, Ordering::Relaxed);
            return None;
        }
        pool.metrics.queued(pool.name, 1);
        Some(Self(pool))
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
        self.0.metrics.queued(self.0.name, -1);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "in a test")]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn work_knows_once_nobody_waits_for_it() {
        let metrics = Metrics::new().unwrap();
        let pool = Pool::new("publications", 1, 1, Duration::from_secs(1), &metrics);
        let at_once = pool.run_awaited(Awaited::is_given_up).await;
        assert!(!at_once.unwrap());
        let (go, gone) = mpsc::channel::<()>();
        let (tell, told) = mpsc::channel();
        let work = move |awaited: &Awaited| {
            gone.recv().unwrap();
            tell.send(awaited.is_given_up()).unwrap();
        };
        let cut = tokio::time::timeout(Duration::from_millis(20), pool.run_awaited(work)).await;
        assert!(cut.is_err());
        go.send(()).unwrap();
        assert!(told.recv_timeout(Duration::from_secs(60)).unwrap());
    }
}
