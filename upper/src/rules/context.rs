//! What rules look at, and what they all need: places, names, indexes over a whole run.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::index::Index;
use crate::builtin::RESERVED;
use crate::finding::{Finding, Place};
use crate::graph::{Graph, Term, TermId};
use crate::model::{
    Class, ClassId, Datatype, DatatypeId, DomainId, Models, Property, PropertyId, TermInfo, TermRef,
};
use crate::resolve::{Corpus, GraphId};
use crate::show;
use crate::source::Prefix;
use crate::vocabulary::{rdf, xsd};

/// What rules look at.
pub struct Context<'a> {
    /// The graphs, for places.
    pub corpus: &'a Corpus,
    /// The typed models.
    pub models: &'a Models,
    index: Rc<OnceCell<Index>>,
    /// The values of properties of which the place was asked for.
    listed: Rc<RefCell<FxHashMap<Stated, Occurrences>>>,
    /// Those of the text whose author reads what is found.
    prefixes: &'a [Prefix],
}

/// A property of a subject in a graph.
type Stated = (GraphId, TermId, TermId);

/// Where each value of a property stands.
type Occurrences = FxHashMap<TermId, Occurrence>;

/// Where a value stands.
#[derive(Default)]
struct Occurrence {
    /// By itself for the first time, and after how many times in lists.
    alone: Option<(u32, usize)>,
    /// In lists that are values.
    in_lists: Vec<u32>,
}

impl<'a> Context<'a> {
    /// A context for graphs and the models that were lowered from them.
    #[must_use]
    pub fn new(corpus: &'a Corpus, models: &'a Models) -> Self {
        Self {
            corpus,
            models,
            index: Rc::default(),
            listed: Rc::default(),
            prefixes: &[],
        }
    }

    /// The same for the author of a domain, whose prefixes terms are shown with.
    #[must_use]
    pub(super) fn read_by(&self, domain: DomainId) -> Self {
        let graph = self.graph(domain);
        Self {
            index: Rc::clone(&self.index),
            listed: Rc::clone(&self.listed),
            prefixes: graph.map_or(&[], |g| self.corpus.sources.prefixes(g.source())),
            ..*self
        }
    }

    pub(super) fn index(&self) -> &Index {
        self.index.get_or_init(|| Index::new(self.models))
    }

    /// The graph of a domain.
    #[must_use]
    pub fn graph_id(&self, domain: DomainId) -> Option<GraphId> {
        self.corpus.by_iri(self.models.domain(domain).info.id)
    }

    /// The triples of a domain.
    #[must_use]
    pub fn graph(&self, domain: DomainId) -> Option<&'a Graph> {
        self.graph_id(domain).map(|id| &self.corpus.graph(id).graph)
    }

    /// Whether a domain came with the product rather than from the user.
    #[must_use]
    pub fn is_builtin(&self, domain: DomainId) -> bool {
        self.graph_id(domain)
            .is_none_or(|id| self.corpus.graph(id).builtin)
    }

    /// Whether a domain is one of the product's own, about models, systems and mappings.
    #[must_use]
    pub fn is_system(&self, domain: DomainId) -> bool {
        self.is_builtin(domain) || self.models.domain(domain).info.iri.starts_with(RESERVED)
    }

    /// The classes of a domain, extensions among them.
    pub fn classes(&self, domain: DomainId) -> impl Iterator<Item = (ClassId, &'a Class)> {
        let models = self.models;
        models
            .domain(domain)
            .classes
            .iter()
            .map(move |id| (*id, models.class(*id)))
    }

    /// The properties of a domain.
    pub fn properties(&self, domain: DomainId) -> impl Iterator<Item = (PropertyId, &'a Property)> {
        let models = self.models;
        models
            .domain(domain)
            .properties
            .iter()
            .map(move |id| (*id, models.property(*id)))
    }

    /// The datatypes of a domain.
    pub fn datatypes(&self, domain: DomainId) -> impl Iterator<Item = (DatatypeId, &'a Datatype)> {
        let models = self.models;
        models
            .domain(domain)
            .datatypes
            .iter()
            .map(move |id| (*id, models.datatype(*id)))
    }

    /// All terms of a domain, its header left out.
    pub fn terms(&self, domain: DomainId) -> impl Iterator<Item = TermRef> {
        let domain = self.models.domain(domain);
        let classes = domain.classes.iter().map(|id| TermRef::Class(*id));
        let properties = domain.properties.iter().map(|id| TermRef::Property(*id));
        let datatypes = domain.datatypes.iter().map(|id| TermRef::Datatype(*id));
        let values = domain.values.iter().map(|id| TermRef::EnumValue(*id));
        classes.chain(properties).chain(datatypes).chain(values)
    }

    /// A term in backticks, as the author who reads it would write it.
    #[must_use]
    pub fn show(&self, term: &TermInfo) -> String {
        self.show_id(term.id)
    }

    /// A class in backticks.
    #[must_use]
    pub fn show_class(&self, id: ClassId) -> String {
        self.show(&self.models.class(id).info)
    }

    /// A property in backticks.
    #[must_use]
    pub fn show_property(&self, id: PropertyId) -> String {
        self.show(&self.models.property(id).info)
    }

    /// A datatype in backticks.
    #[must_use]
    pub fn show_datatype(&self, id: DatatypeId) -> String {
        self.show_id(self.models.datatype(id).info.id)
    }

    /// Any RDF term in backticks.
    #[must_use]
    pub fn show_id(&self, id: TermId) -> String {
        match self.corpus.terms.get(id) {
            Term::Iri(iri) => format!("`{}`", show::iri(iri, self.prefixes, self.models)),
            Term::Blank(_) => "`[ … ]`".to_owned(),
            // As Turtle writes them: without quotes.
            Term::Literal {
                value,
                datatype: xsd::INTEGER | xsd::DECIMAL | xsd::DOUBLE | xsd::BOOLEAN,
                ..
            } => {
                format!("`{}`", value.chars().take(60).collect::<String>())
            }
            Term::Literal {
                value, language, ..
            } => {
                let text: String = value.chars().take(60).collect();
                language.map_or_else(|| format!("`{text:?}`"), |l| format!("`{text:?}@{l}`"))
            }
        }
    }

    /// A finding about a term; [`super::run`] adds code and level.
    #[must_use]
    pub fn finding(
        &self,
        about: &TermInfo,
        place: Place,
        message: String,
        help: impl Into<String>,
    ) -> Finding {
        Finding::error("", place, message)
            .term(about.iri.clone())
            .help(help)
    }

    /// Where a term is defined.
    #[must_use]
    pub fn place_of(&self, term: &TermInfo) -> Place {
        self.subject_place(term.domain, term.id)
    }

    /// Where a domain's graph first speaks of a subject (a term, or a nested node).
    #[must_use]
    pub fn subject_place(&self, domain: DomainId, subject: TermId) -> Place {
        self.place(domain, |corpus, id| corpus.place_of(id, subject))
    }

    /// Where a term states a property; where it does not, the term.
    #[must_use]
    pub fn place_of_value(&self, term: &TermInfo, property: TermId) -> Place {
        self.value_place(term.domain, term.id, property)
    }

    /// Where a domain's graph states a property of a subject; where it does not, the subject.
    #[must_use]
    pub fn value_place(&self, domain: DomainId, subject: TermId, property: TermId) -> Place {
        self.place(domain, |corpus, id| {
            corpus.place_of_value(id, subject, property)
        })
    }

    /// Where a domain's graph states that a property of a subject has this value (directly,
    /// or as a member of the list that is its value); where it does not, the subject.
    #[must_use]
    pub fn place_of_member(
        &self,
        domain: DomainId,
        subject: TermId,
        property: TermId,
        value: TermId,
    ) -> Place {
        self.nth_place(domain, subject, property, value, 0)
    }

    /// The same, for the occurrence after `skip` others: lists may repeat a member.
    #[must_use]
    pub fn nth_place(
        &self,
        domain: DomainId,
        subject: TermId,
        property: TermId,
        value: TermId,
        skip: usize,
    ) -> Place {
        self.place(domain, |corpus, id| {
            let mut listed = self.listed.borrow_mut();
            let values = listed
                .entry((id, subject, property))
                .or_insert_with(|| occurrences(&corpus.graph(id).graph, subject, property));
            match values.get(&value).and_then(|found| found.nth(skip)) {
                Some(offset) => corpus.place(id, offset),
                None => corpus.place_of_value(id, subject, property),
            }
        })
    }

    /// Whether the value of a property is the empty list.
    #[must_use]
    pub fn is_empty_list(&self, term: &TermInfo, property: TermId) -> bool {
        self.graph(term.domain)
            .and_then(|g| g.object(term.id, property))
            == Some(rdf::NIL)
    }

    fn place(&self, domain: DomainId, of: impl Fn(&Corpus, GraphId) -> Place) -> Place {
        let id = self
            .graph_id(domain)
            .or_else(|| self.corpus.graphs().next().map(|(id, _)| id));
        // Every domain was lowered from a graph of this corpus, so there always is one.
        id.map_or_else(Place::nowhere, |id| of(self.corpus, id))
    }
}

impl Occurrence {
    /// The place after so many in lists, where the value does not stand by itself before.
    fn nth(&self, skip: usize) -> Option<u32> {
        let alone = self.alone.filter(|(_, before)| *before <= skip);
        let in_list = self.in_lists.get(skip).copied();
        alone.map(|(offset, _)| offset).or(in_list)
    }
}

fn occurrences(graph: &Graph, subject: TermId, property: TermId) -> Occurrences {
    let mut all = Occurrences::default();
    for triple in graph.with(subject, property) {
        let value = all.entry(triple.object).or_default();
        let before = value.in_lists.len();
        value.alone.get_or_insert((triple.places.object, before));
        for cell in graph.list(triple.object).unwrap_or_default() {
            let value = all.entry(cell.object).or_default();
            value.in_lists.push(cell.places.object);
        }
    }
    all
}
