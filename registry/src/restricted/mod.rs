//! The dataset of a query whose author may not see everything, or who asks about the past.
//!
//! Every quad passes a filter on its way to the evaluator, whatever form the query has: a
//! quad of a graph that is not in the view is not there. One iterator over all graphs is
//! filtered, rather than one opened for each visible graph, so that the price is the same
//! however many graphs the view has: terms are decoded before they are compared.
//!
//! The evaluator asks for the quads of three things, and each has its [`Source`]s: of one
//! named graph, of any named graph, and of the default graph, which here is the union of
//! what may be seen (the store's own default graph is private and never read).

mod catalog;
mod source;
mod terms;

use std::rc::Rc;

use oxigraph::model::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use oxigraph::store::{StorageError, Store};
use spareval::{ExpressionTerm, InternalQuad, QueryableDataset};

use crate::sparql::{Scope, Time};
use catalog::Filter;
use source::{Shown, Source};
use terms::{Id, Terms};

/// The dataset.
pub(crate) struct Restricted {
    default: Vec<Source>,
    named: Vec<Source>,
    terms: Rc<Terms>,
}

impl Restricted {
    /// What a scope shows of the newest graphs and of their history. Without a history there
    /// is nothing in the past.
    pub(crate) fn new(head: &Store, history: Option<&Store>, scope: &Scope) -> Self {
        let filter = Rc::new(Filter::new(head, scope));
        let source = |store: &Store, shown| Source::new(store, shown, &filter);
        let past = |shown| history.map(|store| source(store, shown)).into_iter();
        let (default, named) = match &scope.time {
            Time::Newest => {
                let newest = vec![source(head, Shown::Newest(scope.view.clone()))];
                (newest.clone(), newest)
            }
            Time::History { revisions } => {
                let mut named = vec![source(head, Shown::Catalog)];
                named.extend(past(Shown::revisions(revisions.iter().map(|r| (r, r)))));
                (vec![source(head, Shown::Newest(scope.view.clone()))], named)
            }
            Time::At { graphs, .. } => {
                let mut at = vec![source(head, Shown::Catalog)];
                let graphs = graphs.iter().map(|(iri, node)| (iri, node));
                at.extend(past(Shown::revisions(graphs)));
                (at.clone(), at)
            }
        };
        Self {
            default,
            named,
            terms: Rc::default(),
        }
    }

    fn pattern(
        &self,
        subject: Option<&Id>,
        predicate: Option<&Id>,
        object: Option<&Id>,
    ) -> Option<Pattern> {
        let known = |id: Option<&Id>| id.map(|id| self.terms.get(*id));
        let subject = match known(subject) {
            None => None,
            Some(Term::NamedNode(node)) => Some(NamedOrBlankNode::from(node)),
            Some(Term::BlankNode(node)) => Some(node.into()),
            Some(Term::Literal(_)) => return None,
        };
        let predicate = match known(predicate) {
            None => None,
            Some(Term::NamedNode(node)) => Some(node),
            Some(Term::BlankNode(_) | Term::Literal(_)) => return None,
        };
        let object = known(object);
        Some(Pattern {
            subject,
            predicate,
            object,
        })
    }

    fn iri(&self, id: Id) -> Option<NamedNode> {
        match self.terms.get(id) {
            Term::NamedNode(node) => Some(node),
            Term::BlankNode(_) | Term::Literal(_) => None,
        }
    }
}

/// The parts of a quad that are given.
struct Pattern {
    subject: Option<NamedOrBlankNode>,
    predicate: Option<NamedNode>,
    object: Option<Term>,
}

type Quads = Box<dyn Iterator<Item = Result<Quad, StorageError>>>;

impl<'a> QueryableDataset<'a> for Restricted {
    type InternalTerm = Id;
    type Error = StorageError;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&Id>,
        predicate: Option<&Id>,
        object: Option<&Id>,
        graph: Option<Option<&Id>>,
    ) -> impl Iterator<Item = Result<InternalQuad<Id>, StorageError>> + use<'a> {
        let quads: Quads = match (self.pattern(subject, predicate, object), graph) {
            (None, _) => Box::new(std::iter::empty()),
            (Some(pattern), None) => all(&self.named, pattern),
            (Some(pattern), Some(None)) => all(&self.default, pattern),
            (Some(pattern), Some(Some(graph))) => match self.iri(*graph) {
                Some(iri) => one(&self.named, &pattern, &iri),
                None => Box::new(std::iter::empty()),
            },
        };
        let terms = Rc::clone(&self.terms);
        quads.map(move |quad| Ok(terms.quad(quad?)))
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<Id, StorageError>> + use<'a> {
        let terms = Rc::clone(&self.terms);
        let names = self.named.iter().flat_map(Source::names);
        let names: Vec<Result<NamedNode, StorageError>> = names.collect();
        names
            .into_iter()
            .map(move |name| Ok(terms.id(name?.into())))
    }

    fn contains_internal_graph_name(&self, graph: &Id) -> Result<bool, StorageError> {
        let Some(iri) = self.iri(*graph) else {
            return Ok(false);
        };
        for source in &self.named {
            if source.has(&iri)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn internalize_term(&self, term: Term) -> Result<Id, StorageError> {
        Ok(self.terms.canonical(term))
    }

    fn externalize_term(&self, term: Id) -> Result<Term, StorageError> {
        Ok(self.terms.get(term))
    }

    fn internalize_expression_term(&self, term: ExpressionTerm) -> Result<Id, StorageError> {
        Ok(self.terms.id(term.into()))
    }
}

fn all(sources: &[Source], pattern: Pattern) -> Quads {
    let sources = sources.to_vec();
    let quads = move |source: Source| {
        source.quads(
            pattern.subject.as_ref(),
            pattern.predicate.as_ref(),
            pattern.object.as_ref(),
        )
    };
    Box::new(sources.into_iter().flat_map(quads))
}

fn one(sources: &[Source], pattern: &Pattern, graph: &NamedNode) -> Quads {
    let quads = sources.iter().filter_map(|source| {
        source.quads_of(
            pattern.subject.as_ref(),
            pattern.predicate.as_ref(),
            pattern.object.as_ref(),
            graph,
        )
    });
    Box::new(quads.collect::<Vec<_>>().into_iter().flatten())
}

impl Terms {
    fn quad(&self, quad: Quad) -> InternalQuad<Id> {
        InternalQuad {
            subject: self.id(quad.subject.into()),
            predicate: self.id(quad.predicate.into()),
            object: self.id(quad.object),
            graph_name: match quad.graph_name {
                GraphName::NamedNode(name) => Some(self.id(name.into())),
                GraphName::BlankNode(name) => Some(self.id(name.into())),
                GraphName::DefaultGraph => None,
            },
        }
    }
}
