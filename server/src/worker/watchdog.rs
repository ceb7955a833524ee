//! Ends the process when nobody is left to end it: when the server has gone while a query
//! runs, or has failed to stop it in time.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How often to look.
const PERIOD: Duration = Duration::from_millis(500);
/// How long past a deadline the server has to end the process itself.
const GRACE: Duration = Duration::from_secs(1);

/// A thread that looks after the process.
pub(super) struct Watchdog {
    started: Instant,
    /// Milliseconds after the start; 0 while nothing runs.
    deadline: Arc<AtomicU64>,
}

impl Watchdog {
    /// Starts the thread.
    pub(super) fn start() -> io::Result<Self> {
        let started = Instant::now();
        let deadline = Arc::new(AtomicU64::new(0));
        let watched = Arc::clone(&deadline);
        let parent = rustix::process::getppid();
        let watch = move || {
            loop {
                std::thread::sleep(PERIOD);
                let deadline = watched.load(Ordering::Relaxed);
                let late = deadline > 0 && millis(started.elapsed()) > deadline;
                if late || rustix::process::getppid() != parent {
                    std::process::exit(1);
                }
            }
        };
        std::thread::Builder::new()
            .name("watchdog".to_owned())
            .spawn(watch)?;
        Ok(Self { started, deadline })
    }

    /// Something runs that may take so long.
    pub(super) fn until(&self, limit: Duration) {
        let deadline = millis(self.started.elapsed() + limit + GRACE);
        self.deadline.store(deadline.max(1), Ordering::Relaxed);
    }

    /// Nothing runs.
    pub(super) fn idle(&self) {
        self.deadline.store(0, Ordering::Relaxed);
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
