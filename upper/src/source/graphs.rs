//! The graphs of one file while they are read.

use rustc_hash::FxHashMap;

use super::SourceId;
use super::reader::ParsedGraph;
use crate::graph::{GraphBuilder, TermId, Triple};

struct Open {
    name: Option<TermId>,
    place: u32,
    builder: GraphBuilder,
}

/// The default graph, then the named ones in the order of the text.
pub(super) struct Graphs {
    graphs: Vec<Open>,
    by_name: FxHashMap<TermId, usize>,
    current: usize,
}

impl Graphs {
    pub(super) fn new() -> Self {
        let default = Open {
            name: None,
            place: 0,
            builder: GraphBuilder::default(),
        };
        Self {
            graphs: vec![default],
            by_name: FxHashMap::default(),
            current: 0,
        }
    }

    /// Goes on with the default graph.
    pub(super) fn select_default(&mut self) {
        self.current = 0;
    }

    /// Goes on with a named graph.
    pub(super) fn select(&mut self, name: TermId, place: u32) {
        let next = self.graphs.len();
        self.current = *self.by_name.entry(name).or_insert(next);
        if self.current == next {
            self.graphs.push(Open {
                name: Some(name),
                place,
                builder: GraphBuilder::default(),
            });
        }
    }

    /// Adds a triple to the selected graph.
    pub(super) fn push(&mut self, triple: Triple) {
        if let Some(open) = self.graphs.get_mut(self.current) {
            open.builder.push(triple);
        }
    }

    /// All graphs; an empty default graph only where there is no other.
    pub(super) fn build(self, source: SourceId) -> Vec<ParsedGraph> {
        let several = self.graphs.len() > 1;
        self.graphs
            .into_iter()
            .filter(|open| open.name.is_some() || !several || !open.builder.is_empty())
            .map(|open| ParsedGraph {
                name: open.name,
                name_place: open.place,
                graph: open.builder.build(source),
            })
            .collect()
    }
}
