//! One named graph.

use rustc_hash::{FxHashMap, FxHashSet};

use super::terms::TermId;
use crate::source::SourceId;
use crate::vocabulary::rdf;

/// Byte offsets of a triple's subject, predicate and object in its source text.
///
/// An element that the syntax leaves out (the predicate of a list cell, the subject of
/// a blank node property list) points at the token that implies it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Where the subject stands.
    pub subject: u32,
    /// Where the predicate stands.
    pub predicate: u32,
    /// Where the object stands.
    pub object: u32,
}

/// An RDF triple and its places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Triple {
    /// An IRI or blank node.
    pub subject: TermId,
    /// An IRI.
    pub predicate: TermId,
    /// Any term.
    pub object: TermId,
    /// Where they stand.
    pub places: Places,
}

/// Collects the triples of one graph in the order of the text.
#[derive(Default)]
pub struct GraphBuilder {
    triples: Vec<Triple>,
}

impl GraphBuilder {
    /// Appends a triple.
    pub fn push(&mut self, triple: Triple) {
        self.triples.push(triple);
    }

    /// Whether nothing was pushed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.triples.is_empty()
    }

    /// Groups the triples by subject, in the order in which subjects first occur, and
    /// drops repetitions: a graph is a set.
    #[must_use]
    pub fn build(mut self, source: SourceId) -> Graph {
        let mut rank: FxHashMap<TermId, u32> = FxHashMap::default();
        for triple in &self.triples {
            let next = u32::try_from(rank.len()).unwrap_or(u32::MAX);
            rank.entry(triple.subject).or_insert(next);
        }
        if !self.triples.is_sorted_by_key(|t| rank.get(&t.subject)) {
            self.triples
                .sort_by_cached_key(|t| rank.get(&t.subject).copied());
        }
        let mut seen: FxHashSet<(TermId, TermId)> = FxHashSet::default();
        let mut previous = None;
        let mut again = Vec::new();
        self.triples.retain(|t| {
            if previous != Some(t.subject) {
                previous = Some(t.subject);
                // To clear a table costs its capacity: one large subject must not make
                // every later one pay for it.
                if seen.capacity() > 64 {
                    seen = FxHashSet::default();
                } else {
                    seen.clear();
                }
            }
            let is_new = seen.insert((t.predicate, t.object));
            if !is_new && t.predicate == rdf::TYPE && again.len() < AGAIN {
                again.push(*t);
            }
            is_new
        });
        let mut graph = Graph::index(source, self.triples);
        again.retain(|t| graph.is_elsewhere(t));
        graph.again = again;
        graph
    }
}

/// So many types that are stated again are kept.
const AGAIN: usize = 64;

/// A named graph: its triples grouped by subject.
pub struct Graph {
    source: SourceId,
    triples: Vec<Triple>,
    subjects: Vec<TermId>,
    ranges: FxHashMap<TermId, (u32, u32)>,
    again: Vec<Triple>,
}

impl Graph {
    fn index(source: SourceId, triples: Vec<Triple>) -> Self {
        let mut subjects = Vec::new();
        let mut ranges: FxHashMap<TermId, (u32, u32)> = FxHashMap::default();
        let mut start = 0;
        for group in triples.chunk_by(|a, b| a.subject == b.subject) {
            let end = start + u32::try_from(group.len()).unwrap_or(u32::MAX);
            if let Some(triple) = group.first() {
                subjects.push(triple.subject);
                ranges.insert(triple.subject, (start, end));
            }
            start = end;
        }
        Self {
            source,
            triples,
            subjects,
            ranges,
            again: Vec::new(),
        }
    }

    /// Whether a type that is stated again stands in another statement than the first time.
    fn is_elsewhere(&self, again: &Triple) -> bool {
        let mut first = self.with(again.subject, again.predicate);
        first.any(|t| t.object == again.object && t.places.subject != again.places.subject)
    }

    /// The source text that the graph was read from.
    #[must_use]
    pub fn source(&self) -> SourceId {
        self.source
    }

    /// Puts other terms where a term is written that stands for another, unless that says what
    /// is said already; whether any was. `meant` tells of a place and the term there.
    pub(crate) fn mend(&mut self, meant: impl Fn(u32, TermId) -> Option<TermId>) -> bool {
        let mut mended = false;
        // What is said of the subject at hand, once that is asked.
        let mut said: Option<(TermId, FxHashSet<(TermId, TermId)>)> = None;
        for at in 0..self.triples.len() {
            let Some(triple) = self.triples.get(at).copied() else {
                break;
            };
            let pair = (
                meant(triple.places.predicate, triple.predicate),
                meant(triple.places.object, triple.object),
            );
            if pair == (None, None) {
                continue;
            }
            if said.as_ref().is_none_or(|(of, _)| *of != triple.subject) {
                let about = self.about(triple.subject).iter();
                let about = about.map(|t| (t.predicate, t.object)).collect();
                said = Some((triple.subject, about));
            }
            let predicate = pair.0.unwrap_or(triple.predicate);
            let object = pair.1.unwrap_or(triple.object);
            let is_new = said
                .as_mut()
                .is_some_and(|(_, about)| about.insert((predicate, object)));
            if let Some(triple) = self.triples.get_mut(at).filter(|_| is_new) {
                (triple.predicate, triple.object) = (predicate, object);
                mended = true;
            }
        }
        mended
    }

    /// All triples, grouped by subject, subjects in the author's order.
    #[must_use]
    pub fn triples(&self) -> &[Triple] {
        &self.triples
    }

    /// The subjects in the author's order.
    #[must_use]
    pub fn subjects(&self) -> &[TermId] {
        &self.subjects
    }

    /// Whether the graph says anything about a subject.
    #[must_use]
    pub fn contains_subject(&self, subject: TermId) -> bool {
        self.ranges.contains_key(&subject)
    }

    /// The triples about one subject, in the author's order.
    #[must_use]
    pub fn about(&self, subject: TermId) -> &[Triple] {
        self.ranges
            .get(&subject)
            .and_then(|(from, to)| self.triples.get(*from as usize..*to as usize))
            .unwrap_or(&[])
    }

    /// The triples with this subject and predicate, in the author's order.
    pub fn with(&self, subject: TermId, predicate: TermId) -> impl Iterator<Item = &Triple> {
        self.about(subject)
            .iter()
            .filter(move |t| t.predicate == predicate)
    }

    /// The values of a property, in the author's order.
    pub fn objects(&self, subject: TermId, predicate: TermId) -> impl Iterator<Item = TermId> {
        self.with(subject, predicate).map(|t| t.object)
    }

    /// The first value of a property.
    #[must_use]
    pub fn object(&self, subject: TermId, predicate: TermId) -> Option<TermId> {
        self.objects(subject, predicate).next()
    }

    /// The types stated of a subject.
    pub fn types(&self, subject: TermId) -> impl Iterator<Item = TermId> {
        self.objects(subject, rdf::TYPE)
    }

    /// The first of the triples that state a type which another statement about the same subject
    /// states already; the graph has it once.
    #[must_use]
    pub fn types_again(&self) -> &[Triple] {
        &self.again
    }

    /// The members of an RDF list, each with the triple that holds it.
    ///
    /// # Errors
    /// The node at which the list is not well formed: a cell without exactly one
    /// `rdf:first` and one `rdf:rest`, or a cell that occurs twice.
    pub fn list(&self, head: TermId) -> Result<Vec<&Triple>, TermId> {
        let mut members = Vec::new();
        self.list_into(head, &mut members)?;
        Ok(members)
    }

    /// The same, with the members up to where the list is not well formed.
    pub(crate) fn list_into<'a>(
        &'a self,
        head: TermId,
        members: &mut Vec<&'a Triple>,
    ) -> Result<(), TermId> {
        let mut seen = FxHashSet::default();
        let mut cell = head;
        while cell != rdf::NIL {
            if !seen.insert(cell) {
                return Err(cell);
            }
            members.push(single(self.with(cell, rdf::FIRST)).ok_or(cell)?);
            cell = single(self.with(cell, rdf::REST)).ok_or(cell)?.object;
        }
        Ok(())
    }
}

fn single<'a>(mut triples: impl Iterator<Item = &'a Triple>) -> Option<&'a Triple> {
    let first = triples.next();
    if triples.next().is_some() {
        None
    } else {
        first
    }
}
