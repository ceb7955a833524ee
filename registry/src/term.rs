//! What the graphs that a caller sees know of a term.

use std::collections::BTreeSet;

use oxigraph::model::vocab::rdf;
use oxigraph::model::{
    BlankNode, GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode,
    NamedOrBlankNodeRef, Quad, TermRef, Triple,
};
use oxigraph::store::Store;
use semver::Version;
use upper::graph::TermId;
use upper::iri::local;
use upper::vocabulary::{graph, iri as known, mapping, upper as up};

use crate::catalog;
use crate::definition::turtle;
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
    /// The same, each under the property of the term that leads there.
    pub statements: Vec<Statement>,
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
    /// What it stands for, where it is an element of a container.
    pub stands_for: Vec<StandsFor>,
    /// The extensions that add to it.
    pub extensions: Vec<Use>,
    /// Other terms that name it.
    pub uses: Vec<Use>,
    /// Whether there is more of these than is listed.
    pub more: bool,
}

/// A statement about a term, or within it: in its lists and refinements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The property of the term itself that leads to the value.
    pub property: String,
    /// The value.
    pub value: Value,
}

/// A value of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Another term, by its IRI.
    Term(String),
    /// A literal.
    Text(Text),
}

/// A term for which an element of a container stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StandsFor {
    /// The IRI of the term.
    pub term: String,
    /// What the element is to the term.
    pub role: Option<String>,
    /// The graph of the mapping that says so.
    pub mapping: String,
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
    /// Whether a graph in view states a term.
    ///
    /// # Errors
    /// The store failed.
    pub fn states(&self, view: &View, iri: &str) -> Result<bool, Error> {
        let Ok(node) = NamedNode::new(iri) else {
            return Ok(false);
        };
        let store = self.store();
        Ok(Reading { store, view }.stating(&node)?.is_some())
    }

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
        let known = reading.uses(&node)?;
        let (definition, statements) = reading.definition(&node, &graph)?;
        let index = self.index();
        let models = index.seen(view);
        let Some(of) = models.graph(&graph) else {
            return Ok(None);
        };
        let versions = of.revisions.iter().rev().filter(|r| !r.retired);
        Ok(Some(Term {
            iri: iri.to_owned(),
            name: stated.name.clone().unwrap_or_else(|| local(iri).to_owned()),
            types: stated.types.clone(),
            labels: stated.labels.clone(),
            descriptions: stated.descriptions.clone(),
            definition: turtle(&definition, models),
            statements,
            domain: of.domain().map(str::to_owned),
            owner: of.owner().map(str::to_owned),
            versions: versions.map(|r| r.version.clone()).collect(),
            graph,
            elements: known.elements.into_iter().collect(),
            stands_for: known.stands_for.into_iter().collect(),
            extensions: known.extensions.into_iter().collect(),
            uses: known.uses.into_iter().collect(),
            more: known.more,
        }))
    }
}

/// What names a term.
#[derive(Default)]
struct Uses {
    elements: BTreeSet<Element>,
    stands_for: BTreeSet<StandsFor>,
    extensions: BTreeSet<Use>,
    uses: BTreeSet<Use>,
    more: bool,
}

impl Uses {
    fn longest(&self) -> usize {
        let elements = self.elements.len().max(self.stands_for.len());
        elements.max(self.extensions.len()).max(self.uses.len())
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
    fn uses(&self, node: &NamedNode) -> Result<Uses, Error> {
        let mut known = Uses::default();
        for quad in self.quads(None, None, Some(node.as_ref().into()), None) {
            let quad = quad?;
            let Some(graph) = self.seen(&quad.graph_name) else {
                continue;
            };
            if known.longest() >= MAX_LISTED {
                known.more = true;
                break;
            }
            if is(&quad.predicate, mapping::TERM) {
                known.elements.extend(self.element(&quad.subject, &graph)?);
            } else if is(&quad.predicate, mapping::ELEMENT) {
                known.stands_for.extend(self.meant(&quad.subject, &graph)?);
            } else if is(&quad.predicate, up::EXTENDS) {
                known.extensions.extend(self.user(quad, &graph)?);
            } else {
                let user = self.user(quad, &graph)?;
                known
                    .uses
                    .extend(user.filter(|u| !u.by.starts_with(mapping::NS)));
            }
        }
        Ok(known)
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

    /// The term of a correspondence.
    fn meant(&self, arc: &NamedOrBlankNode, graph: &str) -> Result<Option<StandsFor>, Error> {
        let of = |property| self.object(arc.as_ref(), property, Some(graph));
        let Some(term) = of(mapping::TERM)? else {
            return Ok(None);
        };
        Ok(Some(StandsFor {
            term,
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

    /// The statements about a node and the blank nodes within it, and what each says of the node.
    fn definition(
        &self,
        node: &NamedNode,
        graph: &str,
    ) -> Result<(Vec<Triple>, Vec<Statement>), Error> {
        let name = NamedNodeRef::new_unchecked(graph);
        let mut triples = Vec::new();
        let mut statements = Vec::new();
        let mut open: Vec<(NamedOrBlankNode, Option<NamedNode>)> =
            vec![(node.clone().into(), None)];
        let mut seen = BTreeSet::new();
        while let Some((subject, under)) = open.pop() {
            let about = self.quads(Some(subject.as_ref()), None, None, Some(name.into()));
            let mut about: Vec<Quad> = about.take(MAX_STATEMENTS).collect::<Result<_, _>>()?;
            about.sort_by_cached_key(|q| (q.predicate != rdf::TYPE, q.predicate.clone()));
            for quad in about {
                let property = under.as_ref().unwrap_or(&quad.predicate);
                if let oxigraph::model::Term::BlankNode(blank) = &quad.object
                    && seen.insert(blank.as_str().to_owned())
                {
                    open.push((blank.clone().into(), Some(property.clone())));
                }
                if triples.len() < MAX_STATEMENTS {
                    let property = property.as_str().to_owned();
                    let value = Value::of(quad.object.clone());
                    statements.extend(value.map(|value| Statement { property, value }));
                    triples.push(Triple::from(quad));
                }
            }
        }
        Ok((triples, statements))
    }
}

impl Value {
    /// Nothing for what only holds lists and refinements together.
    fn of(object: oxigraph::model::Term) -> Option<Self> {
        match object {
            oxigraph::model::Term::NamedNode(node) if node.as_ref() == rdf::NIL => None,
            oxigraph::model::Term::NamedNode(node) => Some(Self::Term(node.into_string())),
            oxigraph::model::Term::Literal(literal) => Some(Self::Text(Text::of(&literal))),
            oxigraph::model::Term::BlankNode(_) => None,
        }
    }
}

fn is(predicate: &NamedNode, term: TermId) -> bool {
    known(term) == Some(predicate.as_str())
}
