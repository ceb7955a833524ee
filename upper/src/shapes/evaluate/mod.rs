//! Holds every typed node of a graph to the shape of its class.

mod report;

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use super::codes;
use super::data::Data;
use super::ir::{ClassShape, Instance, PropertyShape, Shapes, ValueShape};
use super::suggest::Suggest;
use super::typing::{Status, Typing};
use super::value::{Problem, literal};
use crate::finding::{Finding, Place, Severity};
use crate::graph::{Term, TermId, Triple};
use crate::model::ClassId;
use crate::vocabulary::{Primitive, rdf};

pub(super) fn evaluate(
    shapes: &Shapes,
    data: &Data<'_>,
    typing: &Typing,
    findings: &mut Vec<Finding>,
) {
    let mut evaluation = Evaluation {
        shapes,
        data,
        typing,
        suggest: Suggest::new(),
        types: RefCell::default(),
        counts: Vec::new(),
        findings,
    };
    for subject in data.graph.subjects() {
        let Some(Status::Of(class)) = typing.get(*subject) else {
            continue;
        };
        if let Some(shape) = shapes.classes.get(&class) {
            evaluation.node(
                Focus {
                    node: *subject,
                    class,
                    place: None,
                },
                shape,
                data.graph.about(*subject),
            );
        }
    }
}

/// A node being checked.
#[derive(Clone, Copy)]
struct Focus {
    node: TermId,
    class: TermId,
    /// Where it stands, when the graph says nothing about it.
    place: Option<Place>,
}

/// A value being checked.
struct At<'a> {
    focus: Focus,
    property: &'a PropertyShape,
    /// Where the value stands.
    place: Place,
    /// The statement, where the value is not in a list.
    said: Option<&'a Triple>,
}

struct Evaluation<'a> {
    shapes: &'a Shapes,
    data: &'a Data<'a>,
    typing: &'a Typing,
    suggest: Suggest,
    /// What terms of the context are, as far as anyone asked.
    types: RefCell<FxHashMap<TermId, Option<TermId>>>,
    counts: Vec<u32>,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Evaluation<'a> {
    fn node(&mut self, focus: Focus, class: &'a ClassShape, triples: &'a [Triple]) {
        if class.iri && focus.node.is_blank() {
            self.blank(focus);
        }
        let mut counts = std::mem::take(&mut self.counts);
        counts.clear();
        counts.resize(class.slots.len(), 0);
        for triple in triples {
            let Some(slot) = class.by_path.get(&triple.predicate).map(|i| *i as usize) else {
                continue;
            };
            let (Some(count), Some(known)) = (counts.get_mut(slot), class.slots.get(slot)) else {
                continue;
            };
            *count += 1;
            let property = self.shapes.property(known.shape);
            let at = At {
                focus,
                property,
                place: self.data.object_place(triple),
                said: Some(triple),
            };
            self.value(&at, &property.value, triple.object);
        }
        let before = self.findings.len();
        for (slot, count) in class.slots.iter().zip(&counts) {
            let property = self.shapes.property(slot.shape);
            let binds = slot.extension.is_none_or(|e| has_any_of(class, &counts, e));
            if *count < property.min && binds {
                self.missing(focus, property, *count);
            }
            let bare = self.bare(focus, property);
            if property.max.is_some_and(|max| *count > max) && bare < 2 {
                self.too_many(focus, property, *count);
            }
            if *count > 1 {
                self.languages(focus, property);
            }
        }
        self.counts = counts;
        if self.is_twice(focus) {
            self.as_twice(focus, before);
        }
    }

    /// One text for each language, and one plain one where the datatype has them.
    fn languages(&mut self, focus: Focus, property: &PropertyShape) {
        let ValueShape::Literal(shape) = &property.value else {
            return;
        };
        if !matches!(shape.primitive, Primitive::LangString | Primitive::Text) {
            return;
        }
        let data = self.data;
        let mut seen: FxHashMap<String, &Triple> = FxHashMap::default();
        for triple in data.graph.with(focus.node, property.path) {
            let Term::Literal { language, .. } = data.terms.get(triple.object) else {
                continue;
            };
            let tag = language.unwrap_or("").to_ascii_lowercase();
            if let Some(first) = seen.get(&tag) {
                let which = if tag.is_empty() {
                    "without a language".to_owned()
                } else {
                    format!("in `{tag}`")
                };
                let message = format!(
                    "{} has several {} {which}",
                    self.name(focus),
                    data.show(property.path)
                );
                let place = data.object_place(triple);
                let related = data.object_place(first);
                let problem = Problem::new(
                    codes::SEVERAL_IN_ONE_LANGUAGE,
                    message,
                    "keep one, or tag the other with its language",
                );
                self.report(focus, place, problem);
                if let Some(finding) = self.findings.last_mut() {
                    *finding = finding.clone().related(related, "the first one");
                }
            } else {
                seen.insert(tag, triple);
            }
        }
    }

    fn value(&mut self, at: &At<'a>, shape: &'a ValueShape, value: TermId) {
        match shape {
            ValueShape::Any => {}
            ValueShape::Iri => {
                if !value.is_iri() {
                    self.wrong_kind(at, shape, value);
                }
            }
            ValueShape::Literal(wanted) => {
                if !value.is_literal() {
                    return self.wrong_kind(at, shape, value);
                }
                let path = self.data.shown(at.property.path);
                for problem in literal(self.data, &self.suggest, &path, wanted, value) {
                    self.report(at.focus, at.place, problem);
                }
            }
            ValueShape::Values(values) => {
                if !values.contains(&value) && !self.is_unknowable(value) {
                    self.not_one_of(at, values, value);
                }
            }
            ValueShape::Instance(instance) => self.instance(at, shape, instance, value),
            ValueShape::List(element) => self.list(at, element, value),
        }
    }

    fn instance(
        &mut self,
        at: &At<'a>,
        shape: &'a ValueShape,
        instance: &'a Instance,
        value: TermId,
    ) {
        if value.is_literal() {
            return self.wrong_kind(at, shape, value);
        }
        if instance.values.contains(&value) {
            return;
        }
        match self.typing.get(value) {
            Some(Status::Of(class)) if instance.classes.contains(&class) => {}
            Some(Status::Of(class)) => self.wrong_class(at, instance, value, class),
            // What another graph's term is, that graph says.
            Some(Status::Free) if self.type_in_context(value).is_some() => {
                self.foreign(at, shape, instance, value);
            }
            // A list cell, or a node that the governing model knows nothing of.
            Some(Status::Cell | Status::Free) => self.wrong_kind(at, shape, value),
            // What is wrong is reported there.
            Some(
                Status::Untyped
                | Status::Several
                | Status::Abstract(_)
                | Status::Unknown(_)
                | Status::Stray,
            ) => {}
            None if value.is_blank() => self.empty(at, shape, instance, value),
            None => self.foreign(at, shape, instance, value),
        }
    }

    /// A node of which the graphs around this one say what it is.
    fn foreign(
        &mut self,
        at: &At<'a>,
        shape: &'a ValueShape,
        instance: &'a Instance,
        value: TermId,
    ) {
        match self.type_in_context(value) {
            Some(class) if instance.classes.contains(&class) => {}
            Some(class) => self.wrong_class(at, instance, value, class),
            None if (self.data.beyond_reach)(value) => {}
            None => self.undefined(at, shape, value),
        }
    }

    /// A blank node of which nothing is said: `[]`.
    fn empty(&mut self, at: &At<'a>, shape: &'a ValueShape, instance: &'a Instance, value: TermId) {
        let class = instance
            .classes
            .first()
            .copied()
            .filter(|_| instance.nested);
        match class.and_then(|c| Some((c, self.shapes.classes.get(&c)?))) {
            Some((class, nested)) => self.node(
                Focus {
                    node: value,
                    class,
                    place: Some(at.place),
                },
                nested,
                &[],
            ),
            None => self.wrong_kind(at, shape, value),
        }
    }

    fn list(&mut self, at: &At<'a>, element: &'a ValueShape, head: TermId) {
        let data = self.data;
        let members = if head.is_literal() {
            Err(head)
        } else {
            data.graph.list(head)
        };
        match members {
            Ok(cells) => {
                for cell in cells {
                    let at = At {
                        focus: at.focus,
                        property: at.property,
                        place: data.object_place(cell),
                        said: None,
                    };
                    self.value(&at, element, cell.object);
                }
            }
            // What stands there in place of a list is told together.
            Err(_) if at.said.is_some() && self.is_bare(head) => {}
            Err(node) => {
                let path = data.plain(at.property.path);
                let message = if node == head && !self.is_list(head) {
                    format!("`{path}` takes a list, not {}", data.show(head))
                } else {
                    format!("the list of `{path}` is not well formed")
                };
                let help = format!(
                    "write the list in parentheses: `{path} ( {} )`",
                    data.example(element)
                );
                self.report(
                    at.focus,
                    at.place,
                    Problem::new(codes::MALFORMED_LIST, message, help),
                );
            }
        }
    }

    fn is_twice(&self, focus: Focus) -> bool {
        let again = self.data.graph.types_again();
        let is_this = |t: &Triple| (t.subject, t.object) == (focus.node, focus.class);
        again.iter().any(is_this)
    }

    /// Takes values that are too many together for those of two terms: that a term is defined twice
    /// is the mistake then.
    fn as_twice(&mut self, focus: Focus, from: usize) {
        let too_many = [codes::TOO_MANY_VALUES, codes::SEVERAL_IN_ONE_LANGUAGE];
        let found = self.findings.split_off(from);
        let (of_two, others): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|f| too_many.contains(&f.code));
        self.findings.extend(others);
        if of_two.is_empty() {
            return;
        }
        let term = self.data.terms.text(focus.node);
        let is_this =
            |f: &&mut Finding| f.code == codes::DEFINED_TWICE && f.term.as_deref() == Some(term);
        match self.findings.iter_mut().find(is_this) {
            Some(twice) => twice.severity = Severity::Error,
            None => self.findings.extend(of_two),
        }
    }

    /// Reports the values that stand by themselves where a list is wanted, and counts them: they
    /// are its members, most likely.
    fn bare(&mut self, focus: Focus, property: &PropertyShape) -> usize {
        if !matches!(property.value, ValueShape::List(_)) {
            return 0;
        }
        let data = self.data;
        let values = data.graph.with(focus.node, property.path);
        let bare: Vec<&Triple> = values.filter(|t| self.is_bare(t.object)).collect();
        if let Some(first) = bare.first() {
            let path = data.plain(property.path);
            let few = bare.iter().take(MEMBERS);
            let mut members: Vec<String> = few.map(|t| data.plain(t.object)).collect();
            if bare.len() > MEMBERS {
                members.push("…".to_owned());
            }
            let message = format!("`{path}` takes a list, not {}", data.show(first.object));
            let help = format!(
                "write the list in parentheses: `{path} ( {} )`",
                members.join(" ")
            );
            let problem = Problem::new(codes::MALFORMED_LIST, message, help);
            self.report(focus, data.object_place(first), problem);
        }
        bare.len()
    }

    /// Whether a term is neither a list nor what may be a broken one.
    fn is_bare(&self, term: TermId) -> bool {
        !term.is_blank() && !self.is_list(term)
    }

    fn is_list(&self, node: TermId) -> bool {
        let about = self.data.graph.about(node);
        node == rdf::NIL
            || about
                .iter()
                .any(|t| t.predicate == rdf::FIRST || t.predicate == rdf::REST)
    }

    /// Whether a value belongs to a graph that is not there.
    fn is_unknowable(&self, value: TermId) -> bool {
        value.is_iri() && (self.data.beyond_reach)(value)
    }

    /// What the graphs around this one say that a term is. A type of some other vocabulary says
    /// nothing where there is one of a model.
    fn type_in_context(&self, term: TermId) -> Option<TermId> {
        if let Some(known) = self.types.borrow().get(&term) {
            return *known;
        }
        let types = || self.data.context.iter().flat_map(|graph| graph.types(term));
        let known = types().find(|class| self.data.class(*class).is_some());
        let found = known.or_else(|| types().next());
        self.types.borrow_mut().insert(term, found);
        found
    }
}

/// A message lists no more members than these.
const MEMBERS: usize = 12;

/// Whether a node has any of the properties that an extension adds.
fn has_any_of(class: &ClassShape, counts: &[u32], extension: ClassId) -> bool {
    class
        .slots
        .iter()
        .zip(counts)
        .any(|(slot, count)| slot.extension == Some(extension) && *count > 0)
}
