//! What each subject of a graph is: the class that it states, or that the property which
//! holds it implies.

use rustc_hash::{FxHashMap, FxHashSet};

use super::data::Data;
use super::ir::Shapes;
use crate::graph::TermId;
use crate::vocabulary::{rdf, upper};

/// What a subject is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// An instance of a concrete class of the governing model.
    Of(TermId),
    /// A cell of an RDF list.
    Cell,
    /// Nothing that the governing model speaks of, as far as can be told here; where that
    /// is wrong, what holds it is found wrong.
    Free,
    /// Untyped, in the graph's own namespace.
    Untyped,
    /// Of several concrete classes.
    Several,
    /// Of a class that has no instances of its own.
    Abstract(TermId),
    /// Of a class that the namespaces of the governing model do not define.
    Unknown(TermId),
    /// A blank node that nothing holds.
    Stray,
}

pub(super) struct Typing {
    subjects: FxHashMap<TermId, Status>,
}

impl Typing {
    pub(super) fn of(shapes: &Shapes, data: &Data<'_>) -> Self {
        let held = held_blanks(data);
        let implied = implied(shapes, data);
        let namespaces = namespaces(shapes, data);
        let status = |subject: TermId| {
            if subject.is_blank() && !held.contains(&subject) {
                return Status::Stray;
            }
            let stated = stated(shapes, data, &namespaces, subject);
            stated.unwrap_or_else(|| untyped(data, &implied, subject))
        };
        Self {
            subjects: data
                .graph
                .subjects()
                .iter()
                .map(|s| (*s, status(*s)))
                .collect(),
        }
    }

    /// What a term is, when it is a subject of the graph.
    pub(super) fn get(&self, term: TermId) -> Option<Status> {
        self.subjects.get(&term).copied()
    }
}

/// The namespaces in which every class and predicate must be known.
pub(super) fn namespaces<'a>(shapes: &Shapes, data: &Data<'a>) -> Vec<&'a str> {
    let governing = shapes
        .domains
        .iter()
        .map(|d| data.models.domain(*d).info.iri.as_str());
    governing.chain([upper::NS]).collect()
}

fn stated(
    shapes: &Shapes,
    data: &Data<'_>,
    namespaces: &[&str],
    subject: TermId,
) -> Option<Status> {
    let mut status = None;
    for class in data.graph.types(subject) {
        let next = if shapes.classes.contains_key(&class) {
            Status::Of(class)
        } else if data.class(class).is_some_and(|_| {
            data.models
                .term(class)
                .is_some_and(|t| shapes.governs(data.models, t))
        }) {
            Status::Abstract(class)
        } else if data
            .terms
            .as_iri(class)
            .is_some_and(|iri| namespaces.iter().any(|n| iri.starts_with(n)))
        {
            Status::Unknown(class)
        } else {
            // A type of some other vocabulary says nothing to the governing model.
            continue;
        };
        status = match (status, next) {
            (None, next) => Some(next),
            (Some(Status::Of(_)), Status::Of(_)) => Some(Status::Several),
            (Some(Status::Of(_)), fault) => Some(fault),
            (known, _) => known,
        };
    }
    status
}

fn untyped(data: &Data<'_>, implied: &FxHashMap<TermId, TermId>, subject: TermId) -> Status {
    let is_cell = data
        .graph
        .about(subject)
        .iter()
        .any(|t| t.predicate == rdf::FIRST || t.predicate == rdf::REST);
    match implied.get(&subject) {
        Some(class) if !is_cell => Status::Of(*class),
        _ if is_cell => Status::Cell,
        _ if subject.is_blank() || (!data.is_own(subject) && !data.is_upper()) => Status::Free,
        _ => Status::Untyped,
    }
}

/// The class of each value that the property which holds it implies.
fn implied(shapes: &Shapes, data: &Data<'_>) -> FxHashMap<TermId, TermId> {
    let holds = data
        .graph
        .triples()
        .iter()
        .filter(|t| !t.object.is_literal());
    holds
        .filter_map(|t| Some((t.object, *shapes.implied.get(&t.predicate)?)))
        .collect()
}

/// The blank nodes that an IRI leads to.
fn held_blanks(data: &Data<'_>) -> FxHashSet<TermId> {
    let from_iris = data
        .graph
        .triples()
        .iter()
        .filter(|t| t.subject.is_iri() && t.object.is_blank());
    let mut next: Vec<TermId> = from_iris.map(|t| t.object).collect();
    let mut held = FxHashSet::default();
    while let Some(node) = next.pop() {
        if held.insert(node) {
            next.extend(
                data.graph
                    .about(node)
                    .iter()
                    .map(|t| t.object)
                    .filter(|o| o.is_blank()),
            );
        }
    }
    held
}
