//! Holds every typed node of a graph to the shape of its class.

use std::cell::RefCell;

use rustc_hash::{FxHashMap, FxHashSet};

use super::codes;
use super::data::Data;
use super::ir::{ClassShape, Instance, PropertyShape, Shapes, ValueShape};
use super::suggest::{Suggest, split};
use super::typing::{Status, Typing};
use super::value::{Problem, literal};
use crate::finding::{Finding, Place};
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
            };
            self.value(&at, &property.value, triple.object);
        }
        for (slot, count) in class.slots.iter().zip(&counts) {
            let property = self.shapes.property(slot.shape);
            let binds = slot.extension.is_none_or(|e| has_any_of(class, &counts, e));
            if *count < property.min && binds {
                self.missing(focus, property, *count);
            }
            if property.max.is_some_and(|max| *count > max) {
                self.too_many(focus, property, *count);
            }
            if *count > 1 {
                self.languages(focus, property);
            }
        }
        self.counts = counts;
    }

    fn report(&mut self, focus: Focus, place: Place, problem: Problem) {
        let Problem {
            code,
            message,
            help,
        } = problem;
        // A nested node without IRI is spoken of by the words of the message.
        let term = self.data.terms.as_iri(focus.node).map(str::to_owned);
        let mut finding = Finding::error(code, place, message).help(help);
        finding.term = term;
        self.findings.push(finding);
    }

    fn subject_place(&self, focus: Focus) -> Place {
        focus
            .place
            .unwrap_or_else(|| self.data.place_of(focus.node))
    }

    fn name(&self, focus: Focus) -> String {
        if focus.node.is_blank() {
            format!("this {}", self.data.show(focus.class))
        } else {
            self.data.show(focus.node)
        }
    }

    fn blank(&mut self, focus: Focus) {
        let message = format!(
            "a {} needs an IRI and cannot be a blank node",
            self.data.show(focus.class)
        );
        let help = "give it an IRI in the graph's own namespace, and refer to that";
        self.report(
            focus,
            self.subject_place(focus),
            Problem::new(codes::WRONG_NODE_KIND, message, help),
        );
    }

    fn missing(&mut self, focus: Focus, property: &PropertyShape, has: u32) {
        let data = self.data;
        let needs = match (property.min, property.max) {
            (1, Some(1)) => "exactly one".to_owned(),
            (1, _) => "at least one".to_owned(),
            (min, Some(max)) if min == max => format!("exactly {min}"),
            (min, _) => format!("at least {min}"),
        };
        let has = if has == 0 {
            "none".to_owned()
        } else {
            format!("only {has}")
        };
        let path = data.plain(property.path);
        let message = format!("{} needs {needs} `{path}`, has {has}", self.name(focus));
        let help = format!(
            "add `{path} {}`{}",
            data.example(&property.value),
            data.meaning(property.path)
        );
        self.report(
            focus,
            self.subject_place(focus),
            Problem::new(codes::MISSING_VALUE, message, help),
        );
    }

    fn too_many(&mut self, focus: Focus, property: &PropertyShape, has: u32) {
        let data = self.data;
        let max = property.max.unwrap_or(0);
        let mut stated = data.graph.with(focus.node, property.path);
        let first = stated.next().copied();
        let beyond = stated
            .nth((max as usize).saturating_sub(1))
            .copied()
            .or(first);
        let path = data.show(property.path);
        let message = format!(
            "{} has {has} values of {path}, at most {max} may be stated",
            self.name(focus)
        );
        let help = format!("keep one{}", data.meaning(property.path));
        let help = if max == 1 {
            help
        } else {
            format!("keep {max}{}", data.meaning(property.path))
        };
        let place = beyond.map_or_else(|| self.subject_place(focus), |t| data.object_place(&t));
        self.report(
            focus,
            place,
            Problem::new(codes::TOO_MANY_VALUES, message, help),
        );
        if let (Some(finding), Some(first)) = (
            self.findings.last_mut(),
            first.filter(|f| Some(*f) != beyond),
        ) {
            *finding = finding
                .clone()
                .related(data.object_place(&first), "the first value");
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
        let mut seen: Vec<(String, &Triple)> = Vec::new();
        for triple in data.graph.with(focus.node, property.path) {
            let Term::Literal { language, .. } = data.terms.get(triple.object) else {
                continue;
            };
            let tag = language.unwrap_or("").to_ascii_lowercase();
            if let Some((_, first)) = seen.iter().find(|(known, _)| *known == tag) {
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
                seen.push((tag, triple));
            }
        }
    }

    fn value(&mut self, at: &At<'a>, shape: &'a ValueShape, value: TermId) {
        let path = || self.data.show(at.property.path);
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
                for problem in literal(self.data, &self.suggest, &path(), wanted, value) {
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

    fn wrong_kind(&mut self, at: &At<'_>, shape: &ValueShape, value: TermId) {
        let data = self.data;
        let wanted = data.wanted(shape);
        let what = if value.is_literal() {
            format!("the literal {}", data.show(value))
        } else if self.is_list(value) {
            "a list".to_owned()
        } else if value.is_blank() {
            "a blank node".to_owned()
        } else {
            format!("the node {}", data.show(value))
        };
        let near = value
            .is_literal()
            .then(|| self.term_named(shape, data.terms.text(value)))
            .flatten();
        let help = match near {
            Some(near) => format!("write {} instead", data.show(near)),
            None => format!(
                "write `{} {}`{}",
                data.plain(at.property.path),
                data.example(shape),
                data.meaning(at.property.path)
            ),
        };
        let message = format!("{} takes {wanted}, not {what}", data.show(at.property.path));
        self.report(
            at.focus,
            at.place,
            Problem::new(codes::WRONG_NODE_KIND, message, help),
        );
    }

    /// The term that an author may have meant by a string: `"string"` for `xsd:string`.
    fn term_named(&self, shape: &ValueShape, name: &str) -> Option<TermId> {
        let name = name.rsplit(['#', '/', ':']).next().unwrap_or(name);
        self.candidates(shape)
            .into_iter()
            .find(|c| split(self.data.terms.text(*c)).1 == name)
    }

    fn not_one_of(&mut self, at: &At<'_>, values: &[TermId], value: TermId) {
        let data = self.data;
        let near = match data.terms.get(value) {
            Term::Literal { value, .. } => values
                .iter()
                .copied()
                .find(|v| split(data.terms.text(*v)).1 == value),
            Term::Iri(_) | Term::Blank(_) => self.suggest.term(data, value, values.iter().copied()),
        };
        let help = match near {
            Some(near) => format!("did you mean {}?", data.show(near)),
            None => format!("use {}", data.any_of(values)),
        };
        let message = format!(
            "{} is none of the values of {}",
            data.show(value),
            data.show(at.property.path)
        );
        self.report(
            at.focus,
            at.place,
            Problem::new(codes::NOT_ONE_OF, message, help),
        );
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
            None => match self.type_in_context(value) {
                Some(class) if instance.classes.contains(&class) => {}
                Some(class) => self.wrong_class(at, instance, value, class),
                None if (self.data.beyond_reach)(value) => {}
                None => self.undefined(at, shape, value),
            },
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

    fn wrong_class(&mut self, at: &At<'_>, instance: &Instance, value: TermId, class: TermId) {
        let data = self.data;
        let wanted = data.wanted_instance(instance);
        let message = format!(
            "{} takes {wanted}, but {} is a {}",
            data.show(at.property.path),
            data.show(value),
            data.show(class)
        );
        let help = format!("use {wanted}{}", data.meaning(at.property.path));
        self.report(
            at.focus,
            at.place,
            Problem::new(codes::WRONG_CLASS, message, help),
        );
    }

    fn undefined(&mut self, at: &At<'_>, shape: &ValueShape, value: TermId) {
        let data = self.data;
        let (path, shown) = (data.show(at.property.path), data.show(value));
        if let Some(term) = data.models.term(value) {
            let domain = data.models.domain(data.models.info(term).domain);
            let message = format!(
                "{shown} belongs to `{}`, which is not imported",
                domain.info.iri
            );
            let help = format!("add `owl:imports <{}>` to the header", domain.info.iri);
            return self.report(
                at.focus,
                at.place,
                Problem::new(codes::NOT_IMPORTED, message, help),
            );
        }
        let near = self
            .suggest
            .term(data, value, self.candidates(shape).into_iter());
        let help = match near {
            Some(near) => format!("did you mean {}?", data.show(near)),
            None if data.is_own(value) => format!("define {shown}, or use {}", data.wanted(shape)),
            None => format!(
                "use {} that is defined here or in an imported model",
                data.wanted(shape)
            ),
        };
        let message = format!("nothing defines {shown}, the value of {path}");
        self.report(
            at.focus,
            at.place,
            Problem::new(codes::UNDEFINED, message, help),
        );
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
                    };
                    self.value(&at, element, cell.object);
                }
            }
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

    fn type_in_context(&self, term: TermId) -> Option<TermId> {
        if let Some(known) = self.types.borrow().get(&term) {
            return *known;
        }
        let found = self
            .data
            .context
            .iter()
            .find_map(|graph| graph.types(term).next());
        self.types.borrow_mut().insert(term, found);
        found
    }

    /// Everything that could stand as a value.
    fn candidates(&self, shape: &ValueShape) -> Vec<TermId> {
        match shape {
            ValueShape::Values(values) => values.clone(),
            ValueShape::Instance(instance) => {
                let graphs =
                    std::iter::once(self.data.graph).chain(self.data.context.iter().copied());
                let fits =
                    |t: &&Triple| t.predicate == rdf::TYPE && instance.classes.contains(&t.object);
                let subjects =
                    graphs.flat_map(|g| g.triples().iter().filter(fits).map(|t| t.subject));
                let unique: FxHashSet<TermId> = subjects
                    .filter(|s| s.is_iri())
                    .chain(instance.values.iter().copied())
                    .collect();
                let mut all: Vec<TermId> = unique.into_iter().collect();
                all.sort_unstable();
                all
            }
            ValueShape::List(element) => self.candidates(element),
            ValueShape::Any | ValueShape::Iri | ValueShape::Literal(_) => Vec::new(),
        }
    }
}

/// Whether a node has any of the properties that an extension adds.
fn has_any_of(class: &ClassShape, counts: &[u32], extension: ClassId) -> bool {
    class
        .slots
        .iter()
        .zip(counts)
        .any(|(slot, count)| slot.extension == Some(extension) && *count > 0)
}
