//! What one query may use: nodes, bytes, quads looked at, time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::failure::{Failure, Result};
use crate::http::graphql::settings::Settings;

/// How many quads a query may look at.
const WORK: usize = 2_000_000;
/// How many bytes of text an answer may hold.
const BYTES: usize = 16 << 20;
/// The clock is looked at once in so many quads.
const TICK: usize = 64;

/// What is left for a query.
pub(in crate::http::graphql) struct Budget {
    most_nodes: usize,
    nodes: AtomicUsize,
    bytes: AtomicUsize,
    work: AtomicUsize,
    end: Instant,
}

impl Budget {
    /// A full budget; time runs from now.
    pub(in crate::http::graphql) fn new(settings: &Settings) -> Self {
        Self {
            most_nodes: settings.nodes,
            nodes: AtomicUsize::new(0),
            bytes: AtomicUsize::new(0),
            work: AtomicUsize::new(0),
            end: Instant::now() + Duration::from_secs(settings.seconds),
        }
    }

    /// One more node in the answer.
    pub(in crate::http::graphql) fn node(&self) -> Result<()> {
        let before = self.nodes.fetch_add(1, Ordering::Relaxed);
        if before >= self.most_nodes {
            return Err(Failure::Nodes(self.most_nodes));
        }
        if before.is_multiple_of(TICK) {
            self.time()
        } else {
            Ok(())
        }
    }

    /// So many more bytes in the answer.
    pub(in crate::http::graphql) fn bytes(&self, count: usize) -> Result<()> {
        let before = self.bytes.fetch_add(count, Ordering::Relaxed);
        if before + count > BYTES {
            Err(Failure::Bytes)
        } else {
            Ok(())
        }
    }

    /// One more quad looked at.
    pub(in crate::http::graphql) fn work(&self) -> Result<()> {
        let before = self.work.fetch_add(1, Ordering::Relaxed);
        if before >= WORK {
            return Err(Failure::Work);
        }
        if before.is_multiple_of(TICK) {
            self.time()
        } else {
            Ok(())
        }
    }

    /// Whether there is time left.
    pub(in crate::http::graphql) fn time(&self) -> Result<()> {
        if Instant::now() >= self.end {
            Err(Failure::Time)
        } else {
            Ok(())
        }
    }
}
