//! Who may write what of a publication: asked of its texts as they are read, so that nothing
//! is checked for those who may not.

use std::collections::HashSet;

use upper::graph::TermId;
use upper::resolve::{Corpus, GraphId};
use upper::source::SourceId;
use upper::vocabulary::upper as up;

use crate::builtins::is_reserved;
use crate::hash::{Budget, canonical};
use crate::index::{Graph, Index, Revision};
use crate::publication::{Author, Claim, Publication, Refused};

/// What is looked at.
pub(super) struct Rights<'a> {
    pub(super) index: &'a Index,
    pub(super) author: &'a Author<'a>,
    pub(super) publication: &'a Publication,
    /// The texts of the publication come first.
    pub(super) corpus: &'a Corpus,
    pub(super) budget: &'a Budget,
}

impl<'a> Rights<'a> {
    /// The graphs of the publication that can be told apart.
    pub(super) fn own_graphs(&self) -> Vec<GraphId> {
        let own = self.publication.inputs.len();
        let own = self.corpus.sources.iter().take(own);
        let own: HashSet<SourceId> = own.map(|(id, _)| id).collect();
        let graphs = self.corpus.graphs();
        graphs
            .filter(|(_, named)| own.contains(&named.graph.source()))
            .map(|(id, _)| id)
            .collect()
    }

    /// Nobody writes what is not theirs, nor what is the product's; said alike whether it
    /// exists or not. Saying again what somebody else's graph says, and one may see, is no
    /// writing.
    pub(super) fn hold(&self, graphs: &[GraphId]) -> Result<(), Refused> {
        for id in graphs {
            let iri = self.iri(*id);
            let is_reserved = is_reserved(iri);
            if (!is_reserved && self.may_write(*id)) || self.is_said_already(*id) {
                continue;
            }
            let iri = iri.to_owned();
            return Err(if is_reserved {
                Refused::Reserved { iri }
            } else {
                Refused::Forbidden { iri }
            });
        }
        Ok(())
    }

    /// Whether the author may write a graph that will have an owner. Who gives it away must be
    /// allowed to write it both as it is and as it will be.
    pub(super) fn may_write(&self, id: GraphId) -> bool {
        let iri = self.iri(id);
        let may = |owner| self.author.may_write(iri, owner);
        let now = self.known(id).map(Graph::owner);
        let then = self.owner(id);
        now.is_none_or(may) && (now == Some(then) || may(then))
    }

    /// Whether the author may give a graph a short name that it does not have.
    pub(super) fn may_name(&self, id: GraphId, name: &str) -> bool {
        (self.author.may_write)(&Claim {
            iri: self.iri(id),
            owner: self.owner(id),
            domain: Some(name),
        })
    }

    /// The team that will own a graph: the one that it names, else the publication's, else the
    /// one it has, else the publisher's. What others publish is nobody's here but theirs.
    pub(super) fn owner(&self, id: GraphId) -> Option<&'a str> {
        let publication = self.publication;
        let is_own = !publication.copies.contains_key(self.iri(id));
        self.stated(id, up::OWNER)
            .or(publication.owner.as_deref().filter(|_| is_own))
            .or_else(|| self.known(id).and_then(Graph::owner))
            .or(publication.team.as_deref().filter(|_| is_own))
    }

    /// Whether the author sees that the registry holds the very same. What cannot be compared in
    /// reasonable time is another graph.
    fn is_said_already(&self, id: GraphId) -> bool {
        let is_seen = self.author.view.sees(self.iri(id));
        let newest = self.known(id).filter(|_| is_seen).and_then(Graph::newest);
        let is = |newest: &Revision| {
            let graph = &self.corpus.graph(id).graph;
            let ours = canonical(&self.corpus.terms, graph, self.budget);
            ours.is_ok_and(|ours| ours.hash == newest.hash)
        };
        newest.is_some_and(is)
    }

    fn known(&self, id: GraphId) -> Option<&'a Graph> {
        self.index.graphs.get(self.iri(id))
    }

    fn iri(&self, id: GraphId) -> &'a str {
        self.corpus.terms.text(self.corpus.graph(id).iri)
    }

    fn stated(&self, id: GraphId, property: TermId) -> Option<&'a str> {
        let named = self.corpus.graph(id);
        let value = named.graph.object(named.iri, property)?;
        Some(self.corpus.terms.text(value))
    }
}
