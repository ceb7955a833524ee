//! From the quads of a graph to the terms that are found in it.

use std::collections::BTreeMap;

use oxigraph::model::vocab::{rdf, rdfs};
use oxigraph::model::{GraphNameRef, NamedNodeRef, NamedOrBlankNode, Term};
use oxigraph::store::Store;
use upper::graph::TermId;
use upper::vocabulary::{graph, iri, upper as up};

use super::{Text, words};
use crate::error::Error;

/// A term as its graph states it.
#[derive(Debug, Default)]
pub(crate) struct Stated {
    pub(crate) types: Vec<String>,
    pub(crate) labels: Vec<Text>,
    pub(crate) descriptions: Vec<Text>,
    /// Comments and other texts, which are searched and not shown.
    pub(super) comments: Vec<Text>,
    pub(crate) name: Option<String>,
}

impl Stated {
    fn take(&mut self, predicate: &str, object: Term) {
        let Some(says) = says(predicate) else {
            return;
        };
        match (says, object) {
            (Says::Type, Term::NamedNode(class)) => self.types.push(class.into_string()),
            (Says::Label, Term::Literal(text)) => self.labels.push(Text::of(&text)),
            (Says::Description, Term::Literal(text)) => self.descriptions.push(Text::of(&text)),
            (Says::Comment, Term::Literal(text)) => self.comments.push(Text::of(&text)),
            (Says::Name, Term::Literal(text)) => self.name = Some(text.value().to_owned()),
            (
                Says::Type | Says::Label | Says::Description | Says::Comment | Says::Name,
                Term::NamedNode(_) | Term::BlankNode(_) | Term::Literal(_),
            ) => {}
        }
    }

    /// The store keeps no order; ours is by language, so that texts read the same always.
    fn sort(&mut self) {
        self.labels.sort_by(|a, b| a.language.cmp(&b.language));
        self.descriptions
            .sort_by(|a, b| a.language.cmp(&b.language));
        self.types.sort();
    }

    /// Whether anybody would look for it: terms of models always, others when they have a
    /// name; the arcs of a mapping have none.
    pub(super) fn is_findable(&self) -> bool {
        let named = self.name.is_some() || !self.labels.is_empty();
        !self.types.is_empty() && (named || self.types.iter().any(|t| t.starts_with(up::NS)))
    }
}

/// What a predicate says of a term.
enum Says {
    Type,
    Label,
    Description,
    Comment,
    Name,
}

const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";

fn says(predicate: &str) -> Option<Says> {
    let is = |known: TermId| iri(known) == Some(predicate);
    if predicate == rdf::TYPE.as_str() {
        return Some(Says::Type);
    }
    if is(up::LABEL) || predicate == rdfs::LABEL.as_str() {
        return Some(Says::Label);
    }
    if is(up::DESCRIPTION) || is(graph::DOC) || predicate == rdfs::COMMENT.as_str() {
        return Some(Says::Description);
    }
    if is(up::NAME) || is(up::DOMAIN) || is(graph::NAME) {
        return Some(Says::Name);
    }
    if is(up::COMMENT) || is(up::DEPRECATED) {
        return Some(Says::Comment);
    }
    match predicate.strip_prefix(SKOS)? {
        "prefLabel" | "altLabel" => Some(Says::Label),
        "definition" => Some(Says::Description),
        "note" | "scopeNote" | "example" | "hiddenLabel" => Some(Says::Comment),
        _ => None,
    }
}

/// The terms of a graph with an IRI, by IRI.
pub(super) fn terms(store: &Store, graph: &str) -> Result<BTreeMap<String, Stated>, Error> {
    let name = GraphNameRef::NamedNode(NamedNodeRef::new_unchecked(graph));
    let mut terms: BTreeMap<String, Stated> = BTreeMap::new();
    for quad in store.quads_for_pattern(None, None, None, Some(name)) {
        let quad = quad?;
        let NamedOrBlankNode::NamedNode(subject) = quad.subject else {
            continue;
        };
        let term = terms.entry(subject.into_string()).or_default();
        term.take(quad.predicate.as_str(), quad.object);
    }
    terms.retain(|_, stated| stated.is_findable());
    terms.values_mut().for_each(Stated::sort);
    Ok(terms)
}

/// One term of a graph.
pub(crate) fn stated(store: &Store, graph: &str, iri: &str) -> Result<Stated, Error> {
    let name = GraphNameRef::NamedNode(NamedNodeRef::new_unchecked(graph));
    let subject = NamedNodeRef::new_unchecked(iri);
    let mut stated = Stated::default();
    for quad in store.quads_for_pattern(Some(subject.into()), None, None, Some(name)) {
        let quad = quad?;
        stated.take(quad.predicate.as_str(), quad.object);
    }
    stated.sort();
    Ok(stated)
}

impl Text {
    pub(crate) fn of(literal: &oxigraph::model::Literal) -> Self {
        Self {
            language: literal.language().map(str::to_owned),
            text: literal.value().to_owned(),
        }
    }
}

/// The part of an IRI that names something within its namespace.
pub(super) fn local_name(iri: &str) -> &str {
    let trimmed = iri.trim_end_matches(['#', '/']);
    trimmed.rsplit(['#', '/', ':']).next().unwrap_or(trimmed)
}

/// What terms of a class are called, by its IRI or its name: case, accents and separators make no
/// difference.
pub(super) fn kind(class: &str) -> String {
    words::whole(local_name(class)).replace(' ', "")
}

/// A class and its superclasses, as kinds, as the graphs state them.
pub(super) fn kinds(store: &Store, class: &str) -> Result<Vec<String>, Error> {
    let above = NamedNodeRef::new_unchecked(iri(up::SUB_CLASS_OF).unwrap_or_default());
    let mut chain = vec![class.to_owned()];
    // A class has one parent at most; the bound is for graphs that say otherwise.
    for at in 0..32 {
        let Some(class) = chain.get(at).cloned() else {
            break;
        };
        let node = NamedNodeRef::new_unchecked(&class);
        for quad in store.quads_for_pattern(Some(node.into()), Some(above), None, None) {
            if let Term::NamedNode(parent) = quad?.object
                && !chain.iter().any(|c| c == parent.as_str())
            {
                chain.push(parent.into_string());
            }
        }
    }
    Ok(chain.iter().map(|c| kind(c)).collect())
}
