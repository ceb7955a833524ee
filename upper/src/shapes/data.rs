//! A graph to be checked, with all that is needed to look beyond it.

use crate::finding::Place;
use crate::graph::{Graph, TermId, Terms, Triple};
use crate::model::{Models, TermRef};
use crate::source::Prefix;
use crate::vocabulary::upper;

/// What ends a namespace. A name holds none of them, so that every IRI lies in one namespace
/// alone, whatever namespaces there are.
const SEPARATORS: [char; 2] = ['#', '/'];

/// A graph to be checked. Only its own subjects are checked; the context tells what the
/// terms are that it refers to.
pub struct Data<'a> {
    /// All terms of the run.
    pub terms: &'a Terms,
    /// All models of the run.
    pub models: &'a Models,
    /// The graph's header: its namespace.
    pub header: TermId,
    /// The graph.
    pub graph: &'a Graph,
    /// The graphs that it depends on, the model that governs it and what that depends on,
    /// and Upper.
    pub context: &'a [&'a Graph],
    /// The prefixes of the graph's text, by which messages call terms.
    pub prefixes: &'a [Prefix],
    /// The place in the text at an offset of [`crate::graph::Places`].
    pub place: &'a dyn Fn(u32) -> Place,
    /// Whether a term belongs to a graph that is needed and not there, so that nothing can
    /// be said of it.
    pub beyond_reach: &'a dyn Fn(TermId) -> bool,
}

impl Data<'_> {
    /// Where the graph first speaks of a subject.
    pub(super) fn place_of(&self, subject: TermId) -> Place {
        let first = self.graph.about(subject).first();
        (self.place)(first.map_or(0, |t| t.places.subject))
    }

    pub(super) fn object_place(&self, triple: &Triple) -> Place {
        (self.place)(triple.places.object)
    }

    /// Whether the graph is Upper, which alone may speak of other namespaces' terms.
    pub(super) fn is_upper(&self) -> bool {
        self.terms.text(self.header) == upper::NS
    }

    /// Whether a subject is one that the graph may speak of.
    pub(super) fn is_own(&self, subject: TermId) -> bool {
        if !subject.is_iri() {
            return true;
        }
        match self.below_header(subject) {
            // A header that is no namespace is found wrong as that.
            Some(name) => {
                !name.contains(SEPARATORS) || !self.terms.text(self.header).ends_with(SEPARATORS)
            }
            None => false,
        }
    }

    /// What stands behind the header's IRI in that of a term.
    pub(super) fn below_header(&self, term: TermId) -> Option<&str> {
        let header = self.terms.text(self.header);
        self.terms.text(term).strip_prefix(header)
    }

    /// The class with an IRI, in any model of the run.
    pub(super) fn class(&self, term: TermId) -> Option<crate::model::ClassId> {
        match self.models.term(term)? {
            TermRef::Class(id) => Some(id),
            TermRef::Domain(_)
            | TermRef::Property(_)
            | TermRef::Datatype(_)
            | TermRef::EnumValue(_) => None,
        }
    }
}
