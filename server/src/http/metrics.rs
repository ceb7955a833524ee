//! What is counted, for Prometheus.

use std::sync::Arc;

use prometheus::{IntCounterVec, IntGaugeVec, Opts, Registry};

use crate::failure::{Doing as _, Result};

/// The counters. Labels are templates and statuses: never the name of a graph.
#[derive(Clone)]
pub(crate) struct Metrics(Arc<Inner>);

struct Inner {
    registry: Registry,
    sheds: IntCounterVec,
    queued: IntGaugeVec,
}

impl Metrics {
    /// Counters at zero.
    pub(crate) fn new() -> Result<Self> {
        Self::make().doing(|| "set up metrics".to_owned())
    }

    fn make() -> prometheus::Result<Self> {
        let registry = Registry::new();
        let sheds = Opts::new("denota_sheds_total", "requests turned away because a pool was full");
        let sheds = IntCounterVec::new(sheds, &["pool"])?;
        let queued = Opts::new("denota_queued", "requests that wait for a pool");
        let queued = IntGaugeVec::new(queued, &["pool"])?;
        registry.register(Box::new(sheds.clone()))?;
        registry.register(Box::new(queued.clone()))?;
        Ok(Self(Arc::new(Inner { registry, sheds, queued })))
    }

    /// The registry, for further counters of other modules.
    pub(crate) fn registry(&self) -> &Registry {
        &self.0.registry
    }

    /// A pool was full.
    pub(crate) fn shed(&self, pool: &str) {
        self.0.sheds.with_label_values(&[pool]).inc();
    }

    /// A request began (1) or ended (-1) to wait for a pool.
    pub(crate) fn queued(&self, pool: &str, by: i64) {
        self.0.queued.with_label_values(&[pool]).add(by);
    }
}
