//! Keeps the best of what matches, and counts it: of what the view sees, before anything is
//! ranked or counted, and up to a bound.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering as Atomic};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::query::Weight;
use tantivy::{DocAddress, DocId, DocSet as _, Score, SegmentOrdinal, SegmentReader, TERMINATED};

use super::MAX_COUNT;
use super::fields::{GRAPH_NUMBER, RANK};

/// What to collect.
pub(super) struct Best {
    /// How many.
    limit: usize,
    /// What is added to their scores.
    lift: Score,
    /// Of which graphs; of all where `None`.
    allowed: Option<Arc<HashSet<u64>>>,
    /// How many more are counted, of all segments together, which are gone through in turn.
    left: AtomicUsize,
}

impl Best {
    /// The best so many, of the graphs that are allowed.
    pub(super) const fn new(limit: usize, lift: Score, allowed: Option<Arc<HashSet<u64>>>) -> Self {
        Self {
            limit,
            lift,
            allowed,
            left: AtomicUsize::new(MAX_COUNT),
        }
    }
}

/// What was collected.
pub(super) struct Collected {
    /// How many match, up to the bound.
    pub(super) total: usize,
    /// The best, the best first.
    pub(super) best: Vec<(Score, DocAddress)>,
}

/// Ordered so that the greatest is the worst: the first to make room.
struct Entry {
    score: Score,
    rank: u64,
    address: DocAddress,
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        other
            .score
            .total_cmp(&self.score)
            .then(self.rank.cmp(&other.rank))
            .then(self.address.cmp(&other.address))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Entry {}

/// The collector of one segment.
pub(super) struct OfSegment {
    segment: SegmentOrdinal,
    limit: usize,
    allowed: Option<Arc<HashSet<u64>>>,
    graphs: Column<u64>,
    ranks: Column<u64>,
    total: usize,
    best: BinaryHeap<Entry>,
}

/// What one segment has.
pub(super) struct Share {
    total: usize,
    best: Vec<Entry>,
}

impl Collector for Best {
    type Fruit = Collected;
    type Child = OfSegment;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<OfSegment> {
        Ok(OfSegment {
            segment,
            limit: self.limit,
            allowed: self.allowed.clone(),
            graphs: reader.fast_fields().u64(GRAPH_NUMBER)?,
            ranks: reader.fast_fields().u64(RANK)?,
            total: 0,
            best: BinaryHeap::new(),
        })
    }

    /// Goes on only as long as there is something to count.
    fn collect_segment(
        &self,
        weight: &dyn Weight,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<Share> {
        let mut collected = self.for_segment(segment, reader)?;
        let left = self.left.load(Atomic::Relaxed);
        if left == 0 {
            return Ok(collected.harvest());
        }
        let mut scorer = weight.scorer(reader, 1.0)?;
        let alive = reader.alive_bitset();
        let mut doc = scorer.doc();
        while doc != TERMINATED && collected.total < left {
            if alive.is_none_or(|alive| alive.is_alive(doc)) && collected.sees(doc) {
                collected.collect(doc, self.lift + scorer.score());
            }
            doc = scorer.advance();
        }
        self.left.fetch_sub(collected.total, Atomic::Relaxed);
        Ok(collected.harvest())
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, shares: Vec<Share>) -> tantivy::Result<Collected> {
        let total = shares.iter().map(|s| s.total).sum();
        let mut best: Vec<Entry> = shares.into_iter().flat_map(|s| s.best).collect();
        best.sort_unstable();
        best.truncate(self.limit);
        Ok(Collected {
            total,
            best: best.into_iter().map(|e| (e.score, e.address)).collect(),
        })
    }
}

impl OfSegment {
    fn sees(&self, doc: DocId) -> bool {
        self.allowed.as_ref().is_none_or(|allowed| {
            let graph = self.graphs.first(doc);
            graph.is_some_and(|g| allowed.contains(&g))
        })
    }
}

impl SegmentCollector for OfSegment {
    type Fruit = Share;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        // Most have the score of those before; only for them the rank is worth reading.
        let full = self.best.len() >= self.limit;
        if full && self.best.peek().is_none_or(|worst| score < worst.score) {
            return;
        }
        let entry = Entry {
            score,
            rank: self.ranks.first(doc).unwrap_or(u64::MAX),
            address: DocAddress::new(self.segment, doc),
        };
        if !full {
            self.best.push(entry);
        } else if let Some(mut worst) = self.best.peek_mut()
            && entry < *worst
        {
            *worst = entry;
        }
    }

    fn harvest(self) -> Share {
        Share {
            total: self.total,
            best: self.best.into_vec(),
        }
    }
}
