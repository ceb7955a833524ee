//! A connection, as the answers on it see it: they can end it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::Context;
use std::time::Duration;

use futures::task::AtomicWaker;
use tokio::time::Instant;

/// A connection. Its requests carry it.
#[derive(Clone)]
pub(crate) struct Line(Arc<Inner>);

struct Inner {
    begun: Instant,
    /// When an answer was last taken of, in milliseconds after the beginning.
    moved: AtomicU64,
    ended: AtomicBool,
    reader: AtomicWaker,
    writer: AtomicWaker,
}

/// Which side of a connection asks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Side {
    /// The one that reads.
    Reader,
    /// The one that writes.
    Writer,
}

impl Line {
    /// A connection that has just been accepted.
    pub(crate) fn new() -> Self {
        Self(Arc::new(Inner {
            begun: Instant::now(),
            moved: AtomicU64::new(0),
            ended: AtomicBool::new(false),
            reader: AtomicWaker::new(),
            writer: AtomicWaker::new(),
        }))
    }

    /// Something of an answer was taken.
    pub(crate) fn moves(&self) {
        self.0.moved.store(self.now(), Ordering::Relaxed);
    }

    /// Whether something of any answer was taken within a time.
    pub(crate) fn has_moved_within(&self, time: Duration) -> bool {
        let moved = self.0.moved.load(Ordering::Relaxed);
        let time = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.now().saturating_sub(moved) < time
    }

    /// Ends the connection.
    pub(crate) fn end(&self) {
        self.0.ended.store(true, Ordering::Release);
        self.0.reader.wake();
        self.0.writer.wake();
    }

    /// Whether the connection is to end; who asks is woken when it is.
    pub(crate) fn poll_ended(&self, side: Side, context: &Context<'_>) -> bool {
        match side {
            Side::Reader => self.0.reader.register(context.waker()),
            Side::Writer => self.0.writer.register(context.waker()),
        }
        self.0.ended.load(Ordering::Acquire)
    }

    fn now(&self) -> u64 {
        u64::try_from(self.0.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}
