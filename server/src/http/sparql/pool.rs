//! The worker processes: which of them answers, and for how long.
//!
//! Each answers one query at a time. A query that takes too long or too much memory, or whose
//! client has gone, loses its worker, and another is started. How many run at once and how
//! many wait is decided before, by [`Pools::queries`](crate::http::pool::Pools).

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use registry::View;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::{Instant, timeout_at};

use super::checkpoint::{Checkpoint, Checkpoints};
use super::process::Process;
use crate::http::problem::Result;
use crate::http::trace;
use crate::worker::frame::Tag;
use crate::worker::message::{Ask, Done, Failure, Moment, Request};

/// How often the memory of a worker is looked at.
const LOOK: Duration = Duration::from_millis(50);
/// What a worker may keep to itself after a query; past that it is replaced.
const KEEP: u64 = 128 << 20;
/// How many sets of graphs a worker may remember; past that it is replaced.
const VIEWS: usize = 256;
/// How many parts of an answer wait for a client that reads slowly.
const PARTS: usize = 32;
/// How long after a query more are expected.
const BUSY: Duration = Duration::from_secs(10);
/// How long a worker may take to open a store.
const OPENING: Duration = Duration::from_secs(10);

/// What becomes of a question.
#[derive(Debug)]
pub(super) enum Event {
    /// The answer begins, with this media type.
    Begin(String),
    /// A part of the answer.
    Data(Vec<u8>),
    /// The answer is complete.
    Done,
    /// There is no answer, by the worker's own account.
    Failed(Failure),
    /// There is no answer, because the worker was stopped or is gone.
    Stopped(Why),
}

/// Why a worker was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// The query took too long.
    Time,
    /// The query took too much memory.
    Memory,
    /// The system ended the worker: memory, mostly, or a stack that was too small.
    Died,
    /// The worker left on its own account, which is a fault of ours.
    Left,
    /// Somebody else ended the worker.
    Told,
    /// No worker could be started or reached.
    Unreachable,
}

/// The workers.
pub(super) struct Workers {
    program: PathBuf,
    scratch: bool,
    checkpoints: Option<Checkpoints>,
    /// Idle workers; as many as queries that run at once.
    idle: Mutex<Vec<Process>>,
    size: usize,
    restarted: Box<dyn Fn() + Send + Sync>,
    last_asked: Mutex<Option<Instant>>,
    preparing: tokio::sync::Mutex<()>,
    prepares: AtomicBool,
    ready: AtomicBool,
    /// Whether workers have ended while they had nothing to do.
    some_ended: AtomicBool,
    stopped: AtomicBool,
}

impl Workers {
    /// Workers over the registry, of whose checkpoints they read the newest; `size` of them
    /// are kept. `restarted` is told of each that had to be replaced.
    pub(super) fn new(
        program: PathBuf,
        checkpoints: Checkpoints,
        size: usize,
        restarted: impl Fn() + Send + Sync + 'static,
    ) -> Arc<Self> {
        Self::with(program, Some(checkpoints), size, Box::new(restarted))
    }

    /// One worker over a scratch store.
    pub(super) fn scratch(program: PathBuf) -> Arc<Self> {
        Self::with(program, None, 1, Box::new(|| {}))
    }

    fn with(
        program: PathBuf,
        checkpoints: Option<Checkpoints>,
        size: usize,
        restarted: Box<dyn Fn() + Send + Sync>,
    ) -> Arc<Self> {
        Arc::new(Self {
            program,
            scratch: checkpoints.is_none(),
            checkpoints,
            idle: Mutex::default(),
            size: size.max(1),
            restarted,
            last_asked: Mutex::default(),
            preparing: tokio::sync::Mutex::default(),
            prepares: AtomicBool::new(false),
            ready: AtomicBool::new(false),
            some_ended: AtomicBool::new(false),
            stopped: AtomicBool::new(false),
        })
    }

    /// Whether the store is a scratch one.
    pub(super) fn is_scratch(&self) -> bool {
        self.scratch
    }

    /// Whether a worker has opened the store by now.
    pub(super) fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Relaxed)
    }

    /// Something was published. Where queries are being asked, the next one should not wait
    /// for a checkpoint; where none are, publishing should not pay for them.
    pub(super) fn published(self: &Arc<Self>) {
        let last = *self
            .last_asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if last.is_some_and(|last| last.elapsed() < BUSY) {
            self.prepare();
        }
    }

    /// Answers from a compacted checkpoint, once there is one.
    pub(super) async fn compact(self: &Arc<Self>) -> Result<()> {
        if let Some(checkpoints) = &self.checkpoints {
            checkpoints.compact().await?;
        }
        self.prepare();
        Ok(())
    }

    /// Makes a checkpoint of now and opens it in the workers that have nothing to do, in the
    /// background; once for all who ask for it meanwhile.
    pub(super) fn prepare(self: &Arc<Self>) {
        if self.prepares.swap(true, Ordering::Relaxed) {
            return;
        }
        let this = Arc::clone(self);
        tokio::spawn(async move {
            let _alone = this.preparing.lock().await;
            this.prepares.store(false, Ordering::Relaxed);
            this.prepare_now().await;
        });
    }

    async fn prepare_now(self: &Arc<Self>) {
        let Some(checkpoints) = &self.checkpoints else {
            return;
        };
        let Ok(checkpoint) = self.fresh(checkpoints, false).await else {
            return;
        };
        // Otherwise those that are not here are busy.
        let some_ended = self.some_ended.swap(false, Ordering::Relaxed);
        let starts = some_ended || !self.is_ready();
        let is_short = || starts && self.idle().len() < self.size;
        for _ in 0..self.size {
            let behind = self.take(|w| !w.has(&checkpoint));
            let started = || is_short().then(|| self.start()).flatten();
            let Some(mut worker) = behind.or_else(started) else {
                return;
            };
            let opened = tokio::time::timeout(OPENING, worker.open(&checkpoint)).await;
            let is_open = matches!(opened, Ok(Ok(())));
            self.is_ready_now(is_open);
            match is_open {
                true => self.give_back(worker),
                false => (self.restarted)(),
            }
        }
    }

    /// A checkpoint; where there is none, no query can be answered.
    async fn fresh(&self, checkpoints: &Checkpoints, history: bool) -> Result<Arc<Checkpoint>> {
        let made = checkpoints.fresh(history).await;
        if made.is_err() {
            self.is_ready_now(false);
        }
        made
    }

    fn is_ready_now(&self, is_ready: bool) {
        self.ready.store(is_ready, Ordering::Relaxed);
    }

    /// Replaces workers that have ended, and tries again where queries could not be answered.
    pub(super) fn tend(self: &Arc<Self>) {
        self.forget_ended(&mut self.idle());
        if !self.is_ready() || self.some_ended.load(Ordering::Relaxed) {
            self.prepare();
        }
    }

    /// Drops idle workers that have ended, and counts them.
    fn forget_ended(&self, idle: &mut Vec<Process>) {
        idle.retain_mut(|worker| {
            let has_ended = worker.has_ended();
            if has_ended {
                (self.restarted)();
                self.some_ended.store(true, Ordering::Relaxed);
            }
            !has_ended
        });
    }

    /// Asks a question; what becomes of it comes through the channel. Closing the channel
    /// cancels it. `place` is held until the worker is free again.
    pub(super) async fn ask(
        self: &Arc<Self>,
        ask: Ask,
        view: View,
        place: OwnedSemaphorePermit,
    ) -> Result<mpsc::Receiver<Event>> {
        *self
            .last_asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        let history = ask.time != Moment::Newest;
        let checkpoint = match &self.checkpoints {
            Some(checkpoints) => Some(self.fresh(checkpoints, history).await?),
            None => None,
        };
        let (sender, receiver) = mpsc::channel(PARTS);
        let this = Arc::clone(self);
        tokio::spawn(trace::carried_on(async move {
            let _place = place;
            let fit = this.take(|w| checkpoint.as_ref().is_some_and(|c| w.has(c)));
            let idle = fit.or_else(|| this.take(|_| true));
            let Some(mut worker) = idle.or_else(|| this.start()) else {
                return stop(&sender, Why::Unreachable).await;
            };
            let opened = tokio::time::timeout(OPENING, async {
                match &checkpoint {
                    Some(checkpoint) => worker.open(checkpoint).await,
                    None => worker.scratch().await,
                }
            });
            if !matches!(opened.await, Ok(Ok(()))) {
                let end = worker.end().await;
                let id = trace::current_id();
                tracing::error!(id, %end, "a SPARQL worker could not open the store");
                this.is_ready_now(false);
                (this.restarted)();
                return stop(&sender, Why::Unreachable).await;
            }
            this.is_ready_now(true);
            this.run(worker, ask, view, &sender).await;
        }));
        Ok(receiver)
    }

    /// Sees a question through, and takes the worker back or replaces it.
    async fn run(
        self: &Arc<Self>,
        mut worker: Process,
        ask: Ask,
        view: View,
        sender: &mpsc::Sender<Event>,
    ) {
        match see_through(&mut worker, ask, view, sender).await {
            Ok(resident) if worker.grown_to(resident) < KEEP && worker.views() < VIEWS => {
                self.give_back(worker);
                return;
            }
            Ok(_) => {
                worker.end().await;
            }
            Err(stopped) => {
                let end = match stopped == Some(Why::Died) {
                    true => worker.dying().await,
                    false => worker.end().await,
                };
                let stopped = stopped.map(|why| match why {
                    Why::Died if end.was_told() => Why::Told,
                    Why::Died if end.has_left() => Why::Left,
                    Why::Died
                    | Why::Left
                    | Why::Time
                    | Why::Memory
                    | Why::Told
                    | Why::Unreachable => why,
                });
                let id = trace::current_id();
                if stopped == Some(Why::Left) {
                    tracing::error!(id, %end, "a SPARQL worker failed");
                } else {
                    tracing::info!(id, ?stopped, %end, "stopped a SPARQL worker");
                }
                if let Some(why) = stopped {
                    stop(sender, why).await;
                }
            }
        }
        (self.restarted)();
        // So that the next query need not wait for one to start.
        if let Some(next) = self.start() {
            self.give_back(next);
        }
    }

    /// Ends all workers.
    pub(super) async fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
        let idle = std::mem::take(&mut *self.idle());
        for worker in idle {
            worker.end().await;
        }
    }

    fn start(&self) -> Option<Process> {
        let failed = |error| {
            let id = trace::current_id();
            tracing::error!(id, %error, "a SPARQL worker could not be started");
            self.is_ready_now(false);
        };
        Process::start(&self.program).map_err(failed).ok()
    }

    /// An idle worker that is fit.
    fn take(&self, fit: impl Fn(&Process) -> bool) -> Option<Process> {
        let mut idle = self.idle();
        self.forget_ended(&mut idle);
        let at = idle.iter().rposition(fit)?;
        Some(idle.swap_remove(at))
    }

    fn give_back(&self, worker: Process) {
        let mut idle = self.idle();
        // Dropping a worker kills it.
        if !self.stopped.load(Ordering::Relaxed) && idle.len() < self.size {
            idle.push(worker);
        }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Process>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks, and passes the answer on until it is complete: then the memory that the worker has
/// to itself. Otherwise why it must be stopped; nothing where the client has gone.
async fn see_through(
    worker: &mut Process,
    ask: Ask,
    view: View,
    sender: &mpsc::Sender<Event>,
) -> std::result::Result<u64, Option<Why>> {
    let died = |_| Some(Why::Died);
    let deadline = Instant::now() + ask.deadline();
    let memory = ask.memory;
    let asked = timeout_at(deadline, async {
        if let View::Only(visible) = &view {
            worker.view(visible).await?;
        }
        worker.send(&Request::Ask(Box::new(ask))).await
    });
    asked.await.map_err(|_| Some(Why::Time))?.map_err(died)?;
    let mut look = tokio::time::interval_at(Instant::now() + LOOK, LOOK);
    loop {
        let event = tokio::select! {
            biased;
            () = tokio::time::sleep_until(deadline) => return Err(Some(Why::Time)),
            () = sender.closed() => return Err(None),
            frame = worker.next() => match frame.map_err(died)? {
                None => return Err(Some(Why::Died)),
                Some((Tag::Data, bytes)) => Event::Data(bytes),
                Some((Tag::Begin, media_type)) => {
                    Event::Begin(String::from_utf8_lossy(&media_type).into_owned())
                }
                Some((Tag::Done, payload)) => {
                    let done: Done = serde_json::from_slice(&payload).map_err(|_| Some(Why::Died))?;
                    // The client may have gone in the meantime; the worker is free all the same.
                    let _ = timeout_at(deadline, sender.send(Event::Done)).await;
                    return Ok(done.resident);
                }
                Some((Tag::Failed, payload)) => {
                    let failure: Failure = serde_json::from_slice(&payload).map_err(|_| Some(Why::Died))?;
                    let resident = failure.resident;
                    let _ = timeout_at(deadline, sender.send(Event::Failed(failure))).await;
                    return Ok(resident);
                }
                Some((Tag::Request | Tag::Opened, _)) => return Err(Some(Why::Died)),
            },
            _ = look.tick() => {
                if worker.grown().is_some_and(|grown| grown > memory) {
                    return Err(Some(Why::Memory));
                }
                continue;
            }
        };
        match timeout_at(deadline, sender.send(event)).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => return Err(None),
            Err(_) => return Err(Some(Why::Time)),
        }
    }
}

async fn stop(sender: &mpsc::Sender<Event>, why: Why) {
    // Whoever asked may have gone.
    let _ = tokio::time::timeout(OPENING, sender.send(Event::Stopped(why))).await;
}
