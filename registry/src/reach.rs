//! What was made of a revision shows whatever it was made from: the revision itself, and all
//! that this needs, at any distance. Whoever may not read all of that may not read it either.

use std::collections::{BTreeSet, HashSet};

use crate::index::{Dependency, Index, Revision, Seen};

impl Index {
    /// The graphs that what was made of a revision shows, its own among them; those that come
    /// with the product are no secret, and left out.
    #[must_use]
    pub fn made_from(&self, node: &str) -> BTreeSet<String> {
        let mut graphs = BTreeSet::new();
        self.follow(node, &mut |iri| {
            graphs.insert(iri.to_owned());
            true
        });
        graphs
    }

    /// Visits the graphs that a revision was checked with, until one is not to be passed;
    /// whether there was none.
    fn follow<'a>(&'a self, start: &'a str, pass: &mut dyn FnMut(&'a str) -> bool) -> bool {
        let until = self.revision(start).map_or(0, |(_, r)| r.publication);
        let mut known: HashSet<&str> = HashSet::new();
        let mut open = vec![start];
        while let Some(node) = open.pop() {
            let Some((graph, revision)) = self.revision(node) else {
                continue;
            };
            if !known.insert(node) || (graph.builtin && node != start) {
                continue;
            }
            if !pass(&graph.iri) {
                return false;
            }
            let needs = revision.dependencies.iter();
            open.extend(needs.flat_map(|d| self.meant(d, until)));
        }
        true
    }

    /// The revisions that may have been meant by a dependency when a publication was made: the
    /// one that it was checked with when it was published itself, and all that there were by
    /// then and that it admits. Which of those were chosen depends on what else was published.
    fn meant<'a>(&'a self, needs: &'a Dependency, until: u64) -> impl Iterator<Item = &'a str> {
        let resolved = needs.resolved.as_deref();
        let meant = move |r: &&Revision| {
            let admitted = needs.range.as_ref().is_none_or(|v| v.matches(&r.version));
            let was_there = r.publication <= until && !r.retired;
            Some(r.node.as_str()) == resolved || (admitted && was_there)
        };
        let graph = self.graphs.get(&needs.iri);
        let revisions = graph.into_iter().flat_map(|g| &g.revisions);
        revisions.filter(meant).map(|r| r.node.as_str())
    }
}

impl Seen<'_> {
    /// Whether all is seen that what was made of a revision shows.
    #[must_use]
    pub fn sees_all_of(self, node: &str) -> bool {
        self.hidden_behind(node).is_none()
    }

    /// A graph that is not seen, and that what was made of a revision shows.
    #[must_use]
    pub fn hidden_behind(self, node: &str) -> Option<String> {
        let (index, view) = self.parts();
        if view.sees_everything() {
            return None;
        }
        let mut hidden = None;
        index.follow(node, &mut |iri| {
            let sees = view.sees(iri);
            hidden = (!sees).then(|| iri.to_owned());
            sees
        });
        hidden
    }
}
