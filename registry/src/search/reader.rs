//! The thread that reads graphs into the index. Neither publications nor searches wait for it;
//! whoever wants to find what was published before asks whether it is in.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::JoinHandle;

use super::{Shared, update};
use crate::error::Error;
use crate::store::Registry;

/// The number of the first order: to look at all graphs.
pub(super) const FIRST: u64 = 1;

/// The thread and what it is told.
pub(super) struct Reader {
    orders: Arc<Orders>,
    thread: Option<JoinHandle<()>>,
}

/// What there is to do.
#[derive(Default)]
struct Orders {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Graphs to read again.
    graphs: Vec<String>,
    /// Whether to look at all graphs, reading those that have changed.
    all: bool,
    /// How many orders were given, and how many are done.
    given: u64,
    done: u64,
    stop: bool,
}

impl Reader {
    /// Starts the thread, with the order to look at all graphs.
    pub(super) fn start(
        shared: Arc<Shared>,
        registry: &Arc<Registry>,
        report: impl Fn(&Error) + Send + 'static,
    ) -> Result<Self, Error> {
        let orders = Arc::new(Orders::default());
        {
            let mut state = orders.lock();
            state.all = true;
            state.given = FIRST;
        }
        let work = Work {
            orders: Arc::clone(&orders),
            registry: Arc::downgrade(registry),
            shared,
        };
        let thread = std::thread::Builder::new().name("search".to_owned());
        let thread = thread.spawn(move || work.run(&report))?;
        Ok(Self {
            orders,
            thread: Some(thread),
        })
    }

    /// Gives the order to read graphs again.
    pub(super) fn add<'g>(&self, graphs: impl Iterator<Item = &'g str>) {
        let mut state = self.orders.lock();
        state.graphs.extend(graphs.map(str::to_owned));
        state.given += 1;
        self.orders.changed.notify_all();
    }

    /// How many orders were given.
    pub(super) fn given(&self) -> u64 {
        self.orders.lock().given
    }

    /// Whether so many orders are done.
    pub(super) fn has_done(&self, orders: u64) -> bool {
        self.orders.lock().done >= orders
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.orders.lock().stop = true;
        self.orders.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Orders {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Work {
    orders: Arc<Orders>,
    /// Weak, so that whoever drops the registry closes it.
    registry: Weak<Registry>,
    shared: Arc<Shared>,
}

impl Work {
    fn run(&self, report: &dyn Fn(&Error)) {
        loop {
            let (graphs, all, given) = {
                let state = self.orders.lock();
                let idle = |s: &mut State| !s.stop && s.done == s.given;
                let waited = self.orders.changed.wait_while(state, idle);
                let mut state = waited.unwrap_or_else(PoisonError::into_inner);
                if state.stop {
                    return;
                }
                let all = std::mem::take(&mut state.all);
                (std::mem::take(&mut state.graphs), all, state.given)
            };
            let failed = self.read(&graphs, all).err();
            let mut state = self.orders.lock();
            if let Some(error) = &failed {
                report(error);
                // What went wrong is made good with the next order, or the next start.
                state.all = true;
            }
            state.done = given;
        }
    }

    fn read(&self, graphs: &[String], all: bool) -> Result<(), Error> {
        let Some(registry) = self.registry.upgrade() else {
            return Ok(());
        };
        let go_on = || !self.orders.lock().stop;
        if all {
            return update::refresh(&self.shared, &registry, &go_on);
        }
        update::update(&self.shared, &registry, graphs, &go_on)
    }
}
