//! Which graphs are behind: they have a range that leaves out what is newest. Kept up with each
//! publication, so that a change need not look at all graphs to find them.

use semver::Version;

use crate::index::{Dependency, Graph, Index};

impl Index {
    /// Whether the newest revision of a graph has a range that leaves out the newest of something.
    pub(crate) fn is_behind(&self, iri: &str) -> bool {
        self.behind.contains(iri)
    }

    /// Whether any graph is behind.
    pub(crate) fn any_behind(&self) -> bool {
        !self.behind.is_empty()
    }

    /// The graphs that will be behind with a further version of one.
    pub(crate) fn left_behind<'a>(
        &'a self,
        iri: &'a str,
        version: &'a Version,
    ) -> impl Iterator<Item = &'a str> {
        let leaves_out = move |needed: &Dependency| {
            let range = needed.range.as_ref();
            needed.iri == iri && range.is_some_and(|range| !range.matches(version))
        };
        let ranged = self.ranged.get(iri).into_iter().flatten();
        let ranged = ranged.filter_map(|by| self.graphs.get(by)?.newest().map(|n| (by, n)));
        let behind = ranged.filter(move |(_, newest)| newest.dependencies.iter().any(leaves_out));
        behind.map(|(by, _)| by.as_str())
    }

    /// Notes what further revisions of a graph do to it, and to those with ranges for it.
    pub(crate) fn note_behind(&mut self, iri: &str) {
        let Some(graph) = self.graphs.get(iri) else {
            return;
        };
        let needs = graph.revisions.iter().flat_map(|r| &r.dependencies);
        for needed in needs.filter(|needed| needed.range.is_some()) {
            let by = self.ranged.entry(needed.iri.clone()).or_default();
            by.insert(iri.to_owned());
        }
        let by = self.ranged.get(iri).into_iter().flatten();
        let looked_at = by.map(String::as_str).chain([iri]);
        let (behind, abreast): (Vec<&str>, Vec<&str>) = looked_at.partition(|iri| {
            let newest = self.graphs.get(*iri).and_then(Graph::newest);
            let mut needs = newest.into_iter().flat_map(|n| &n.dependencies);
            needs.any(|needed| self.leaves_newest_out(needed))
        });
        for iri in abreast {
            self.behind.remove(iri);
        }
        self.behind.extend(behind.into_iter().map(str::to_owned));
    }

    fn leaves_newest_out(&self, needed: &Dependency) -> bool {
        let newest = self.graphs.get(&needed.iri).and_then(Graph::newest);
        let range = needed.range.as_ref().zip(newest);
        range.is_some_and(|(range, newest)| !range.matches(&newest.version))
    }
}
