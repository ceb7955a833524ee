//! What shapes cannot say and the governing model alone decides: that every subject has
//! one type, that classes and predicates exist and belong together, that a graph speaks
//! of its own terms.

use rustc_hash::FxHashMap;

use super::codes;
use super::data::Data;
use super::ir::{ClassShape, Shapes};
use super::reading::Reading;
use super::suggest::{Near, Suggest, split};
use super::typing::{Status, Typing, namespaces};
use super::untyped::Untyped;
use crate::finding::Finding;
use crate::graph::{TermId, Triple};
use crate::iri::is_namespace;
use crate::likes;
use crate::model::TermRef;
use crate::vocabulary::{rdf, upper};

pub(super) fn check<'a>(
    shapes: &'a Shapes,
    data: &'a Data<'a>,
    typing: &'a Typing,
    findings: &mut Vec<Finding>,
) {
    let structure = Structure {
        shapes,
        data,
        namespaces: namespaces(shapes, data),
        second: second_headers(data),
        untyped: Untyped::new(shapes, data, typing),
        suggest: Suggest::new(),
    };
    let mut predicates = FxHashMap::default();
    for subject in data.graph.subjects() {
        findings.extend(structure.foreign(*subject));
        let Some(status) = typing.get(*subject) else {
            continue;
        };
        findings.extend(structure.status(*subject, status));
        for triple in data.graph.about(*subject) {
            findings.extend(structure.predicate(triple, status, &mut predicates));
        }
    }
    // Types of other vocabularies define nothing.
    let again = data.graph.types_again().iter();
    let again = again.filter(|t| shapes.classes.contains_key(&t.object));
    findings.extend(again.map(|t| twice(data, t)));
}

/// A type that two statements state of one subject, each of which seems to define it: a warning,
/// since a graph is a set, unless what they say does not go together.
fn twice(data: &Data<'_>, again: &Triple) -> Finding {
    let shown = data.show(again.subject);
    let place = (data.place)(again.places.subject);
    let finding = Finding::warning(
        codes::DEFINED_TWICE,
        place,
        format!("{shown} is defined twice"),
    );
    let first = data.place_of(again.subject);
    finding
        .help("give one of the two another name; where this one goes on about the other, leave out its type")
        .term(data.terms.text(again.subject))
        .related(first, "it is defined here as well")
}

/// What is known of a predicate.
#[derive(Clone, Copy)]
enum Predicate {
    /// A property of the governing model.
    Property,
    /// One that a governing namespace does not define, with the nearest that there is.
    Unknown(Option<Near>),
    /// One of some other vocabulary.
    Other,
}

struct Structure<'a> {
    shapes: &'a Shapes,
    data: &'a Data<'a>,
    namespaces: Vec<&'a str>,
    /// The namespaces of other headers than the graph's own.
    second: Vec<&'a str>,
    untyped: Untyped<'a>,
    suggest: Suggest,
}

/// More headers than this in a text are not looked at.
const HEADERS: usize = 16;

fn second_headers<'a>(data: &Data<'a>) -> Vec<&'a str> {
    let headers = data.graph.triples().iter().filter(|t| {
        t.predicate == rdf::TYPE
            && t.object == upper::class::DOMAIN_MODEL
            && t.subject != data.header
    });
    let texts = headers.map(|t| data.terms.text(t.subject));
    texts.filter(|t| is_namespace(t)).take(HEADERS).collect()
}

impl Structure<'_> {
    fn foreign(&self, subject: TermId) -> Option<Finding> {
        let data = self.data;
        if data.is_own(subject) || data.is_upper() || self.is_of_second(subject) {
            return None;
        }
        let finding = Finding::error(
            codes::FOREIGN_SUBJECT,
            data.place_of(subject),
            format!(
                "{} is not a term of `{}`",
                data.show(subject),
                data.terms.text(data.header)
            ),
        );
        let is_below = data.below_header(subject).is_some();
        let help = match data.models.term(subject) {
            Some(_) | None if is_below => {
                "behind the IRI of the header stands a name without `#` and `/`: what lies further below belongs to other graphs"
            }
            Some(TermRef::Class(_)) => {
                "a graph states triples only about its own terms; to add properties to another model's class, write a `upper:Extension`"
            }
            Some(
                TermRef::Domain(_)
                | TermRef::Property(_)
                | TermRef::Datatype(_)
                | TermRef::EnumValue(_),
            )
            | None => {
                "a graph states triples only about its own terms, whose IRIs start with that of its header"
            }
        };
        Some(finding.term(data.terms.text(subject)).help(help))
    }

    /// Whether a term belongs to a second model in the same text, of which its header tells.
    fn is_of_second(&self, subject: TermId) -> bool {
        let iri = self.data.terms.text(subject);
        self.second.iter().any(|header| iri.starts_with(header))
    }

    fn status(&self, subject: TermId, status: Status) -> Option<Finding> {
        let data = self.data;
        let types = || data.graph.with(subject, rdf::TYPE);
        let type_place = |class: TermId| {
            types()
                .find(|t| t.object == class)
                .map_or_else(|| data.place_of(subject), |t| data.object_place(t))
        };
        let finding = match status {
            Status::Of(_) | Status::Cell | Status::Free => return None,
            Status::Untyped => self.untyped(subject),
            Status::Several => return self.several(subject),
            Status::Abstract(class) => Finding::error(
                codes::ABSTRACT_TYPE,
                type_place(class),
                format!(
                    "{} is a {}, which has no instances of its own",
                    data.show(subject),
                    data.show(class)
                ),
            )
            .help(self.concrete_help(class)),
            Status::Unknown(class) => self.unknown_class(subject, class, type_place(class)),
            Status::Stray => Finding::error(
                codes::STRAY_BLANK_NODE,
                data.place_of(subject),
                "this blank node is the value of nothing",
            )
            .help("give it an IRI, or write it where the property that holds it has its value"),
        };
        Some(finding.term(data.terms.text(subject)))
    }

    fn several(&self, subject: TermId) -> Option<Finding> {
        let data = self.data;
        let concrete: Vec<&Triple> = data
            .graph
            .with(subject, rdf::TYPE)
            .filter(|t| self.shapes.classes.contains_key(&t.object))
            .collect();
        let [first, second, ..] = concrete.as_slice() else {
            return None;
        };
        let finding = Finding::error(
            codes::SEVERAL_TYPES,
            data.object_place(second),
            format!(
                "{} is a {} and a {}, which exclude one another",
                data.show(subject),
                data.show(first.object),
                data.show(second.object)
            ),
        );
        Some(
            finding
                .help("keep the type that is meant, and give what the other one stands for an IRI of its own")
                .term(data.terms.text(subject))
                .related(data.object_place(first), "the first type"),
        )
    }

    fn unknown_class(
        &self,
        subject: TermId,
        class: TermId,
        place: crate::finding::Place,
    ) -> Finding {
        let data = self.data;
        let near = self
            .suggest
            .term(data, class, self.shapes.classes.keys().copied());
        let help = match near {
            Some(near) => format!("did you mean {}?", data.show(near.term)),
            None => format!("use a class of {}", self.governing()),
        };
        let message = if data.class(class).is_some() {
            format!(
                "{} is a {}, but the graph conforms to {}",
                data.show(subject),
                data.show(class),
                self.governing()
            )
        } else {
            format!("there is no class {}", data.show(class))
        };
        Finding::error(codes::UNKNOWN_CLASS, place, message)
            .help(help)
            .meant(class, near.and_then(Near::sure))
    }

    fn governing(&self) -> String {
        let iris: Vec<TermId> = self
            .shapes
            .domains
            .iter()
            .map(|d| self.data.models.domain(*d).info.id)
            .collect();
        let names = iris
            .iter()
            .map(|i| format!("`{}`", self.data.terms.text(*i)));
        names.collect::<Vec<_>>().join(", ")
    }

    /// A subject of which the governing model knows no type: it states none, or others.
    fn untyped(&self, subject: TermId) -> Finding {
        let data = self.data;
        let best = self.untyped.class(subject);
        let Some(stated) = data.graph.with(subject, rdf::TYPE).next() else {
            let help = match best {
                Some(best) => format!(
                    "say what it is: `{} a {}`",
                    data.plain(subject),
                    data.plain(best)
                ),
                None => format!(
                    "say what it is with `a` and a class of {}",
                    self.governing()
                ),
            };
            let message = format!("{} has no type", data.show(subject));
            let place = data.place_of(subject);
            return Finding::error(codes::MISSING_TYPE, place, message).help(help);
        };
        let help = match best {
            Some(best) => format!("write {} instead, or as well", data.show(best)),
            None => format!("use a class of {}", self.governing()),
        };
        let message = format!(
            "{} is no class of {}",
            data.show(stated.object),
            self.governing()
        );
        Finding::error(codes::MISSING_TYPE, data.object_place(stated), message).help(help)
    }

    fn concrete_help(&self, class: TermId) -> String {
        let data = self.data;
        let concrete: Vec<TermId> = data.class(class).map_or_else(Vec::new, |id| {
            let leaves = data
                .models
                .leaves(id)
                .into_iter()
                .map(|leaf| data.models.class(leaf).info.id);
            leaves
                .filter(|leaf| self.shapes.classes.contains_key(leaf))
                .collect()
        });
        if concrete.is_empty() {
            "use a class that has instances".to_owned()
        } else {
            format!("use {}", data.any_of(&concrete))
        }
    }

    fn predicate(
        &self,
        triple: &Triple,
        status: Status,
        known: &mut FxHashMap<TermId, Predicate>,
    ) -> Option<Finding> {
        let path = triple.predicate;
        if path == rdf::TYPE {
            return None;
        }
        let class = match status {
            Status::Of(class) => Some(class),
            Status::Cell
            | Status::Free
            | Status::Untyped
            | Status::Several
            | Status::Abstract(_)
            | Status::Unknown(_)
            | Status::Stray => None,
        };
        let shape = class.and_then(|c| self.shapes.classes.get(&c));
        if shape.is_some_and(|s| s.by_path.contains_key(&path)) {
            return None;
        }
        let kind = *known.entry(path).or_insert_with(|| self.classify(path));
        let place = (self.data.place)(triple.places.predicate);
        let finding = match (kind, class) {
            (Predicate::Other, _) | (Predicate::Property, None) => return None,
            (Predicate::Property, Some(class)) => self.misplaced(path, class, place),
            (Predicate::Unknown(near), _) => {
                let finding = self.unknown_predicate(path, near, place);
                let may_be = |near: &TermId| self.takes_more(shape, triple.subject, *near);
                finding.meant(path, near.and_then(Near::sure).filter(may_be))
            }
        };
        let is_clear = matches!(kind, Predicate::Unknown(Some(_))) || path == upper::IRI;
        let class = class.filter(|_| !is_clear && self.suggest.may());
        let reading = class.and_then(|class| {
            let reading = Reading::find(self.shapes, self.data, triple, class)?;
            Some((reading, class))
        });
        let finding = match reading {
            Some((reading, class)) => reading.explain(self.data, finding, triple, class),
            None => finding,
        };
        Some(finding.term(self.data.terms.text(triple.subject)))
    }

    /// Whether there may be another value of a property.
    fn takes_more(&self, shape: Option<&ClassShape>, subject: TermId, path: TermId) -> bool {
        let slot = shape.and_then(|s| s.slot(path));
        slot.is_some_and(|slot| {
            let max = self.shapes.property(slot.shape).max;
            max.is_none_or(|max| {
                let has = self.data.graph.with(subject, path).take(max as usize);
                has.count() < max as usize
            })
        })
    }

    fn classify(&self, path: TermId) -> Predicate {
        let data = self.data;
        if self.is_property(path) {
            return Predicate::Property;
        }
        let Some(iri) = data.terms.as_iri(path) else {
            return Predicate::Other;
        };
        let properties = || {
            data.models
                .properties()
                .map(|(_, p)| p.info.id)
                .filter(|p| self.is_property(*p))
        };
        let governed = self.namespaces.iter().any(|n| iri.starts_with(n));
        // Upper declares a few properties of other vocabularies: what is nearly one of them
        // is meant to be it.
        let shared = split(iri).0;
        let foreign = || properties().any(|p| data.terms.text(p).starts_with(shared));
        if !governed && (shared.is_empty() || !foreign()) {
            return Predicate::Other;
        }
        let near = self.suggest.term(data, path, properties());
        if governed || near.is_some() {
            Predicate::Unknown(near)
        } else {
            Predicate::Other
        }
    }

    fn is_property(&self, path: TermId) -> bool {
        let models = self.data.models;
        models.term(path).is_some_and(|term| {
            let of_upper = || models.domain(models.info(term).domain).info.iri == upper::NS;
            matches!(term, TermRef::Property(_))
                && (self.shapes.governs(models, term) || of_upper())
        })
    }

    fn misplaced(&self, path: TermId, class: TermId, place: crate::finding::Place) -> Finding {
        let data = self.data;
        let nodes = self
            .shapes
            .nodes
            .iter()
            .flat_map(|n| n.targets.iter().copied());
        let mut having: Vec<TermId> = Vec::new();
        for node in nodes {
            let has = self
                .shapes
                .classes
                .get(&node)
                .is_some_and(|s| s.by_path.contains_key(&path));
            if has && !having.contains(&node) {
                having.push(node);
            }
        }
        let message = format!(
            "{} is not a property of a {}",
            data.show(path),
            data.show(class)
        );
        let help = match (path == upper::IRI, having.is_empty()) {
            (true, _) => {
                "take it away: it stands for the IRI of the node, and is never stated".to_owned()
            }
            (false, true) => format!("take it away{}", data.meaning(path)),
            (false, false) => format!("it is for {}{}", data.any_of(&having), data.meaning(path)),
        };
        Finding::error(codes::MISPLACED_PROPERTY, place, message).help(help)
    }

    fn unknown_predicate(
        &self,
        path: TermId,
        near: Option<Near>,
        place: crate::finding::Place,
    ) -> Finding {
        let data = self.data;
        let help = match (near, likes::otherwise(data.terms.text(path))) {
            (_, Some(help)) => help.to_owned(),
            (Some(near), None) => format!("did you mean {}?", data.show(near.term)),
            (None, None) => format!(
                "use a property of {}, or one of a vocabulary of your own",
                self.governing()
            ),
        };
        Finding::error(
            codes::UNKNOWN_PREDICATE,
            place,
            format!("there is no property {}", data.show(path)),
        )
        .help(help)
    }
}
