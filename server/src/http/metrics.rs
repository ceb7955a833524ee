//! What is counted, for Prometheus. Labels are templates of routes, statuses and words of
//! ours: never anything that a caller sends, and never the name of a graph.

use std::sync::Arc;
use std::time::Duration;

use prometheus::{
    Encoder as _, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec,
    Opts, Registry, TextEncoder,
};

use crate::failure::{Doing as _, Result};

/// Seconds: from what an index answers to what a large publication takes.
const BUCKETS: &[f64] = &[
    0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
];

/// The counters.
#[derive(Clone)]
pub(crate) struct Metrics(Arc<Inner>);

struct Inner {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    in_flight: IntGauge,
    sheds: IntCounterVec,
    queued: IntGaugeVec,
    publications: IntCounterVec,
    refusals: IntCounterVec,
    worker_restarts: IntCounter,
    graphs: IntGaugeVec,
    revisions: IntGauge,
    store_bytes: IntGauge,
}

/// What is measured when somebody asks, rather than counted as it happens.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sizes {
    /// How many graphs there are of each kind.
    pub(crate) graphs: Vec<(&'static str, usize)>,
    /// How many revisions.
    pub(crate) revisions: usize,
    /// How much the store takes on disk.
    pub(crate) store_bytes: u64,
}

impl Metrics {
    /// Counters at zero.
    pub(crate) fn new() -> Result<Self> {
        Self::make().doing(|| "set up metrics".to_owned())
    }

    fn make() -> prometheus::Result<Self> {
        let registry = Registry::new();
        let inner = Inner {
            requests: counters(
                &registry,
                "requests_total",
                "requests answered",
                &["route", "method", "status"],
            )?,
            seconds: seconds(&registry)?,
            in_flight: gauge(
                &registry,
                "requests_in_flight",
                "requests that are being worked on",
            )?,
            sheds: counters(
                &registry,
                "sheds_total",
                "requests turned away for want of room or time",
                &["where"],
            )?,
            queued: gauges(
                &registry,
                "requests_queued",
                "requests that wait for a pool",
                &["pool"],
            )?,
            publications: counters(
                &registry,
                "publications_total",
                "publications, by what came of them",
                &["outcome"],
            )?,
            refusals: counters(
                &registry,
                "refusals_total",
                "requests refused, by why",
                &["reason"],
            )?,
            worker_restarts: counter(
                &registry,
                "worker_restarts_total",
                "query workers that had to be replaced",
            )?,
            graphs: gauges(
                &registry,
                "graphs",
                "graphs in the registry, retired ones left out",
                &["kind"],
            )?,
            revisions: gauge(&registry, "revisions", "published states of all graphs")?,
            store_bytes: gauge(&registry, "store_bytes", "what the store takes on disk")?,
            registry,
        };
        Ok(Self(Arc::new(inner)))
    }

    /// A request was answered.
    pub(crate) fn answered(&self, route: &str, method: &str, status: u16, took: Duration) {
        let inner = &self.0;
        let status = status.to_string();
        inner
            .requests
            .with_label_values(&[route, method, &status])
            .inc();
        inner
            .seconds
            .with_label_values(&[route, method])
            .observe(took.as_secs_f64());
    }

    /// Requests that are being worked on: one more (1) or fewer (-1).
    pub(crate) fn in_flight(&self, by: i64) {
        self.0.in_flight.add(by);
    }

    /// A request was turned away for want of room or time.
    pub(crate) fn shed(&self, place: &str) {
        self.0.sheds.with_label_values(&[place]).inc();
    }

    /// A request began (1) or ended (-1) to wait for a pool.
    pub(crate) fn queued(&self, pool: &str, by: i64) {
        self.0.queued.with_label_values(&[pool]).add(by);
    }

    /// A publication came to an end: `published`, `retired`, `unchanged`, `checked` or `refused`.
    pub(crate) fn published(&self, outcome: &str) {
        self.0.publications.with_label_values(&[outcome]).inc();
    }

    /// A request was refused.
    pub(crate) fn refused(&self, reason: &str) {
        self.0.refusals.with_label_values(&[reason]).inc();
    }

    /// A query worker had to be replaced.
    pub(crate) fn worker_restarted(&self) {
        self.0.worker_restarts.inc();
    }

    /// All of it in the text format of Prometheus.
    pub(crate) fn text(&self, sizes: &Sizes) -> Result<String> {
        for (kind, count) in &sizes.graphs {
            self.0
                .graphs
                .with_label_values(&[kind])
                .set(signed(*count as u64));
        }
        self.0.revisions.set(signed(sizes.revisions as u64));
        self.0.store_bytes.set(signed(sizes.store_bytes));
        let mut text = Vec::new();
        TextEncoder::new()
            .encode(&self.0.registry.gather(), &mut text)
            .doing(|| "write down metrics".to_owned())?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }
}

fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn opts(name: &str, help: &str) -> Opts {
    Opts::new(format!("denota_{name}"), help)
}

fn counter(registry: &Registry, name: &str, help: &str) -> prometheus::Result<IntCounter> {
    let counter = IntCounter::with_opts(opts(name, help))?;
    registry.register(Box::new(counter.clone()))?;
    Ok(counter)
}

fn counters(
    registry: &Registry,
    name: &str,
    help: &str,
    labels: &[&str],
) -> prometheus::Result<IntCounterVec> {
    let counters = IntCounterVec::new(opts(name, help), labels)?;
    registry.register(Box::new(counters.clone()))?;
    Ok(counters)
}

fn gauge(registry: &Registry, name: &str, help: &str) -> prometheus::Result<IntGauge> {
    let gauge = IntGauge::with_opts(opts(name, help))?;
    registry.register(Box::new(gauge.clone()))?;
    Ok(gauge)
}

fn gauges(
    registry: &Registry,
    name: &str,
    help: &str,
    labels: &[&str],
) -> prometheus::Result<IntGaugeVec> {
    let gauges = IntGaugeVec::new(opts(name, help), labels)?;
    registry.register(Box::new(gauges.clone()))?;
    Ok(gauges)
}

fn seconds(registry: &Registry) -> prometheus::Result<HistogramVec> {
    let about = HistogramOpts::new("denota_request_seconds", "how long requests took to answer");
    let seconds = HistogramVec::new(about.buckets(BUCKETS.to_vec()), &["route", "method"])?;
    registry.register(Box::new(seconds.clone()))?;
    Ok(seconds)
}
