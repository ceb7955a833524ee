//! What the graphs that a caller sees know of a term.

use std::collections::BTreeSet;

use oxigraph::model::vocab::rdf;
use oxigraph::model::{
    BlankNode, GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode,
    NamedOrBlankNodeRef, Quad, TermRef,
};
use oxigraph::store::Store;
use semver::Version;
use upper::graph::TermId;
use upper::vocabulary::{graph, iri as known, mapping, upper as up};

use crate::catalog;
use crate::error::Error;
use crate::search::{Text, stated};
use crate::store::Registry;
use crate::view::View;

/// The longest IRI that is looked up, in bytes.
pub const MAX_IRI: usize = 2048;
/// The most elements, and the most uses, that are listed.
const MAX_LISTED: usize = 1_000;
/// The most statements of a definition.
const MAX_STATEMENTS: usize = 2_000;
/// How far up a use within lists and refinements is followed.
const MAX_STEPS: usize = 1_000;

/// A term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its IRI.
    pub iri: String,
    /// The name that targets use.
    pub name: String,
    /// Its classes.
    pub types: Vec<String>,
    /// Its labels.
    pub labels: Vec<Text>,
    /// Its descriptions.
    pub descriptions: Vec<Text>,
    /// Its statements and those of the nodes within it, in Turtle.
    pub definition: String,
    /// The graph that states it.
    pub graph: String,
    /// The short name of that graph's domain.
    pub domain: Option<String>,
    /// The team that owns the graph.
    pub owner: Option<String>,
    /// The versions of the graph, the newest first.
    pub versions: Vec<Version>,
    /// What stands for it in containers.
    pub elements: Vec<Element>,
    /// The extensions that add to it.
    pub extensions: Vec<Use>,
    /// Other terms that name it.
    pub uses: Vec<Use>,
    /// Whether there is more of these than is listed.
    pub more: bool,
}

/// An element of a container that stands for a term.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Element {
    /// Its IRI.
    pub iri: String,
    /// Its name in the container, where the representation is registered too.
    pub name: Option<String>,
    /// What it is to the term.
    pub role: Option<String>,
    /// The graph of the mapping that says so.
    pub mapping: String,
}

/// A use of a term.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The term that uses it.
    pub term: String,
    /// The property by which it does.
    pub by: String,
    /// The graph in which it does.
    pub graph: String,
}

impl Registry {
    /// What a view sees of a term; `None` where no graph in view states it.
    ///
    /// # Errors
    /// The store failed.
    pub fn term(&self, view: &View, iri: &str) -> Result<Option<Term>, Error> {
        let Ok(node) = NamedNode::new(iri) else {
            return Ok(None);
        };
        let reading = Reading {
            store: self.store(),
            view,
        };
        let Some(graph) = reading.stating(&node)? else {
            return Ok(None);
        };
        let stated = stated(self.store(), &graph, iri)?;
        let (elements, extensions, uses, more) = reading.uses(&node)?;
        let index = self.index();
        let Some(of) = index.seen(view).graph(&graph) else {
            return Ok(None);
        };
        let versions = of.revisions.iter().rev().filter(|r| !r.retired);
        Ok(Some(Term {
            iri: iri.to_owned(),
            name: stated.name.clone().unwrap_or_else(|| local(iri).to_owned()),
            types: stated.types.clone(),
            labels: stated.labels.clone(),
            descriptions: stated.descriptions.clone(),
            definition: reading.definition(&node, &graph)?,
            domain: of.domain.clone(),
            owner: of.owner().map(str::to_owned),
            versions: versions.map(|r| r.version.clone()).collect(),
            graph,
            elements,
            extensions,
            uses,
            more,
        }))
    }
}

struct Reading<'a> {
    store: &'a Store,
    view: &'a View,
}

impl Reading<'_> {
    /// The graph that gives a node a type: a term is stated in one graph only, that of its
    /// namespace.
    fn stating(&self, node: &NamedNode) -> Result<Option<String>, Error> {
        let quads = self.quads(Some(node.as_ref().into()), Some(rdf::TYPE), None, None);
        for quad in quads {
            if let Some(graph) = self.seen(&quad?.graph_name) {
                return Ok(Some(graph));
            }
        }
        Ok(None)
    }

    /// The IRI of a graph that is in view. The catalog is about graphs, not terms.
    fn seen(&self, graph: &GraphName) -> Option<String> {
        match graph {
            GraphName::NamedNode(name) if name.as_str() != catalog::IRI => {
                let iri = name.as_str();
                self.view.sees(iri).then(|| iri.to_owned())
            }
            GraphName::NamedNode(_) | GraphName::BlankNode(_) | GraphName::DefaultGraph => None,
        }
    }

    fn quads(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
        graph: Option<GraphNameRef<'_>>,
    ) -> impl Iterator<Item = Result<Quad, Error>> {
        let quads = self
            .store
            .quads_for_pattern(subject, predicate, object, graph);
        quads.map(|quad| Ok(quad?))
    }

    /// What names a node: correspondences of mappings, extensions, and other terms.
    fn uses(&self, node: &NamedNode) -> Result<(Vec<Element>, Vec<Use>, Vec<Use>, bool), Error> {
        let mut elements = BTreeSet::new();
        let mut extensions = BTreeSet::new();
        let mut uses = BTreeSet::new();
        let mut more = false;
        for quad in self.quads(None, None, Some(node.as_ref().into()), None) {
            let quad = quad?;
            let Some(graph) = self.seen(&quad.graph_name) else {
                continue;
            };
            if elements.len().max(uses.len()).max(extensions.len()) >= MAX_LISTED {
                more = true;
                break;
            }
            if is(&quad.predicate, mapping::TERM) {
                elements.extend(self.element(&quad.subject, &graph)?);
                continue;
            }
            if is(&quad.predicate, mapping::ROOT) {
                continue;
            }
            let extends = is(&quad.predicate, up::EXTENDS);
            if let Some(found) = self.user(quad, &graph)? {
                if extends {
                    extensions.insert(found);
                } else if !found.by.starts_with(mapping::NS) {
                    uses.insert(found);
                }
            }
        }
        let list = |set: BTreeSet<Use>| set.into_iter().collect();
        Ok((
            elements.into_iter().collect(),
            list(extensions),
            list(uses),
            more,
        ))
    }

    /// The term in which a use stands: lists and refinements are followed to what holds them.
    fn user(&self, quad: Quad, graph: &str) -> Result<Option<Use>, Error> {
        let mut quad = quad;
        for _ in 0..MAX_STEPS {
            let blank = match quad.subject {
                NamedOrBlankNode::NamedNode(term) => {
                    return Ok(Some(Use {
                        term: term.into_string(),
                        by: quad.predicate.into_string(),
                        graph: graph.to_owned(),
                    }));
                }
                NamedOrBlankNode::BlankNode(blank) => blank,
            };
            let Some(above) = self.holder(&blank, graph)? else {
                return Ok(None);
            };
            quad = above;
        }
        Ok(None)
    }

    fn holder(&self, blank: &BlankNode, graph: &str) -> Result<Option<Quad>, Error> {
        let name = NamedNodeRef::new_unchecked(graph);
        let object = TermRef::BlankNode(blank.as_ref());
        self.quads(None, None, Some(object), Some(name.into()))
            .next()
            .transpose()
    }

    fn element(&self, arc: &NamedOrBlankNode, graph: &str) -> Result<Option<Element>, Error> {
        let of = |property| self.object(arc.as_ref(), property, Some(graph));
        let Some(iri) = of(mapping::ELEMENT)? else {
            return Ok(None);
        };
        let name = match NamedNode::new(&iri) {
            Ok(node) => self.object(node.as_ref().into(), graph::NAME, None)?,
            Err(_) => None,
        };
        Ok(Some(Element {
            iri,
            name,
            role: of(mapping::ROLE)?,
            mapping: graph.to_owned(),
        }))
    }

    /// A value of a property, in one graph or in any that is in view.
    fn object(
        &self,
        subject: NamedOrBlankNodeRef<'_>,
        property: TermId,
        graph: Option<&str>,
    ) -> Result<Option<String>, Error> {
        let property = catalog::known(property);
        let graph = graph.map(|g| GraphNameRef::NamedNode(NamedNodeRef::new_unchecked(g)));
        for quad in self.quads(Some(subject), Some(property), None, graph) {
            let quad = quad?;
            if self.seen(&quad.graph_name).is_some() {
                return Ok(Some(crate::private::lexical(quad.object)));
            }
        }
        Ok(None)
    }

    /// The statements about a node and the blank nodes within it, as Turtle of one line each.
    fn definition(&self, node: &NamedNode, graph: &str) -> Result<String, Error> {
        let name = NamedNodeRef::new_unchecked(graph);
        let mut lines = Vec::new();
        let mut open: Vec<NamedOrBlankNode> = vec![node.clone().into()];
        let mut seen = BTreeSet::new();
        while let Some(subject) = open.pop() {
            for quad in self.quads(Some(subject.as_ref()), None, None, Some(name.into())) {
                let quad = quad?;
                if let oxigraph::model::Term::BlankNode(blank) = &quad.object {
                    if seen.insert(blank.as_str().to_owned()) {
                        open.push(blank.clone().into());
                    }
                }
                if lines.len() < MAX_STATEMENTS {
                    lines.push(format!(
                        "{} {} {} .\n",
                        quad.subject, quad.predicate, quad.object
                    ));
                }
            }
        }
        Ok(lines.concat())
    }
}

fn is(predicate: &NamedNode, term: TermId) -> bool {
    known(term) == Some(predicate.as_str())
}

fn local(iri: &str) -> &str {
    let trimmed = iri.trim_end_matches(['#', '/']);
    trimmed.rsplit(['#', '/']).next().unwrap_or(trimmed)
}
