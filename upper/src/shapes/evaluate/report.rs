//! What is said of a value or a node that is not as its shape wants it, and what to do.

use rustc_hash::FxHashSet;

use super::super::codes;
use super::super::data::Data;
use super::super::ir::{Instance, PropertyShape, ValueShape};
use super::super::reading::Reading;
use super::super::suggest::{Near, split};
use super::super::typing::Status;
use super::super::value::Problem;
use super::{At, Evaluation, Focus};
use crate::finding::{Finding, Place};
use crate::graph::{Term, TermId, Triple};
use crate::likes;
use crate::vocabulary::{rdf, upper};

impl Evaluation<'_> {
    pub(super) fn report(&mut self, focus: Focus, place: Place, problem: Problem) {
        let Problem {
            code,
            message,
            help,
            meant,
        } = problem;
        // A nested node without IRI is spoken of by the words of the message.
        let term = self.data.terms.as_iri(focus.node).map(str::to_owned);
        let mut finding = Finding::error(code, place, message).help(help);
        finding.term = term;
        if let Some((written, meant)) = meant {
            finding = finding.meant(written, Some(meant));
        }
        self.findings.push(finding);
    }

    pub(super) fn subject_place(&self, focus: Focus) -> Place {
        focus
            .place
            .unwrap_or_else(|| self.data.place_of(focus.node))
    }

    pub(super) fn name(&self, focus: Focus) -> String {
        if focus.node.is_blank() {
            format!("this {}", self.data.show(focus.class))
        } else {
            self.data.show(focus.node)
        }
    }

    pub(super) fn blank(&mut self, focus: Focus) {
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

    pub(super) fn missing(&mut self, focus: Focus, property: &PropertyShape, has: u32) {
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
        let is_like =
            |t: &&Triple| likes::of_other(data.terms.text(t.predicate)).contains(&property.path);
        if let Some(like) = data.graph.about(focus.node).iter().find(is_like) {
            let help = format!("write `{path}` in place of {}", data.show(like.predicate));
            let problem = Problem::new(codes::MISSING_VALUE, message, help);
            let problem = problem.meant(like.predicate, Some(property.path));
            return self.report(focus, (data.place)(like.places.predicate), problem);
        }
        let example = self
            .datatype_of_values(focus, property)
            .unwrap_or_else(|| data.example(&property.value));
        let help = format!("add `{path} {example}`{}", data.meaning(property.path));
        self.report(
            focus,
            self.subject_place(focus),
            Problem::new(codes::MISSING_VALUE, message, help),
        );
    }

    /// The datatype of the bounds or the default of what lacks a datatype.
    fn datatype_of_values(&self, focus: Focus, property: &PropertyShape) -> Option<String> {
        let data = self.data;
        if ![upper::BASE, upper::DATATYPE].contains(&property.path) {
            return None;
        }
        let values = data.graph.about(focus.node).iter();
        let mut values = values.filter(|t| VALUES.contains(&t.predicate));
        let datatype = values.find_map(|t| match data.terms.get(t.object) {
            Term::Literal { datatype, .. } => Some(datatype),
            Term::Iri(_) | Term::Blank(_) => None,
        });
        datatype.map(|datatype| data.plain(datatype))
    }

    pub(super) fn too_many(&mut self, focus: Focus, property: &PropertyShape, has: u32) {
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

    pub(super) fn wrong_kind(&mut self, at: &At<'_>, shape: &ValueShape, value: TermId) {
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
            None if is_named(shape) => self.name_one(shape, value, at.property.path),
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
            Problem::new(codes::WRONG_NODE_KIND, message, help).meant(value, near),
        );
    }

    /// What to write where something else stands in the place of a term: where a text does, the
    /// term that it would be the name of.
    fn name_one(&self, shape: &ValueShape, value: TermId, path: TermId) -> String {
        let data = self.data;
        let only = match shape {
            ValueShape::Instance(instance) => match instance.classes.as_slice() {
                [class] => Some(*class),
                [] | [_, ..] => None,
            },
            ValueShape::Any
            | ValueShape::Iri
            | ValueShape::Literal(_)
            | ValueShape::Values(_)
            | ValueShape::List(_) => None,
        };
        let name = Some(data.terms.text(value)).filter(|name| value.is_literal() && is_local(name));
        match only.zip(name.and_then(|name| data.plain_own(name))) {
            Some((class, term)) => {
                let class = data.plain(class);
                format!("write `{term}`, and define it: `{term} a {class}`")
            }
            None => format!(
                "name {} by its IRI{}",
                data.wanted(shape),
                data.meaning(path)
            ),
        }
    }

    /// The term that an author may have meant by a string: `"string"` for `xsd:string`, whose
    /// name may differ in its capital letters.
    pub(super) fn term_named(&self, shape: &ValueShape, name: &str) -> Option<TermId> {
        let name = name.rsplit(['#', '/', ':']).next().unwrap_or(name);
        let candidates = self.candidates(shape);
        let local = |c: &TermId| split(self.data.terms.text(*c)).1;
        let same = candidates.iter().find(|c| local(c) == name);
        let like = || {
            candidates
                .iter()
                .find(|c| local(c).eq_ignore_ascii_case(name))
        };
        same.or_else(like).copied()
    }

    pub(super) fn not_one_of(&mut self, at: &At<'_>, values: &[TermId], value: TermId) {
        let data = self.data;
        let near = match data.terms.get(value) {
            Term::Literal { value, .. } => values
                .iter()
                .copied()
                .find(|v| split(data.terms.text(*v)).1 == value)
                .map(Near::alone),
            Term::Iri(_) | Term::Blank(_) => self.suggest.term(data, value, values.iter().copied()),
        };
        let help = match near {
            Some(near) => format!("did you mean {}?", data.show(near.term)),
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
            Problem::new(codes::NOT_ONE_OF, message, help).meant(value, near.and_then(Near::sure)),
        );
    }

    pub(super) fn wrong_class(
        &mut self,
        at: &At<'_>,
        instance: &Instance,
        value: TermId,
        class: TermId,
    ) {
        let data = self.data;
        let wanted = data.wanted_instance(instance);
        let message = format!(
            "{} takes {wanted}, but {} is a {}",
            data.show(at.property.path),
            data.show(value),
            data.show(class)
        );
        let only = self.only_instance(instance, value);
        let of = at.focus.class;
        let said = at.said.filter(|_| only.is_none() && self.suggest.may());
        let reading = said.and_then(|said| {
            let reading = Reading::find(self.shapes, data, said, of)?;
            Some((reading, said))
        });
        let near = only.or_else(|| {
            let may = reading.is_none() && self.suggest.may();
            may.then(|| self.in_other_case(instance, value))?
        });
        let help = match (near, self.other_class(instance, value, class)) {
            (Some(near), _) => format!("did you mean {}?", data.show(near)),
            (None, Some(other)) => format!(
                "make {} a {}, or name one",
                data.show(value),
                data.show(other)
            ),
            (None, None) => format!("use {wanted}{}", data.meaning(at.property.path)),
        };
        self.report(
            at.focus,
            at.place,
            Problem::new(codes::WRONG_CLASS, message, help).meant(value, near),
        );
        if let (Some((reading, said)), Some(finding)) = (reading, self.findings.last_mut()) {
            *finding = reading.explain(data, finding.clone(), said, of);
        }
    }

    /// What somebody means who names a class that has one instance: `upper:Int` for `xsd:int`.
    fn only_instance(&self, instance: &Instance, value: TermId) -> Option<TermId> {
        if !instance.classes.contains(&value) || !self.suggest.may() {
            return None;
        }
        let is_one = |t: &&Triple| t.predicate == rdf::TYPE && t.object == value;
        let mut of = self.all_triples().filter(is_one);
        let first = of.next()?.subject;
        of.next().is_none().then_some(first)
    }

    /// The node that is called the same but for capital letters: a class and a property that
    /// leads to it often are.
    fn in_other_case(&self, instance: &Instance, value: TermId) -> Option<TermId> {
        let iri = self.data.terms.as_iri(value)?;
        let is_same = |other: &TermId| self.data.terms.text(*other).eq_ignore_ascii_case(iri);
        self.instances(instance).into_iter().find(is_same)
    }

    /// The class that a node of the graph could as well be of, to be as it is wanted: one of
    /// which all can be said that can be said of its own.
    fn other_class(&self, instance: &Instance, value: TermId, class: TermId) -> Option<TermId> {
        let [wanted] = instance.classes.as_slice() else {
            return None;
        };
        let shapes = [class, *wanted].map(|class| self.shapes.classes.get(&class));
        let [Some(has), Some(would_have)] = shapes else {
            return None;
        };
        let mut paths = has.by_path.keys();
        let fits = paths.all(|path| would_have.by_path.contains_key(path));
        let is_here = matches!(self.typing.get(value), Some(Status::Of(_)));
        (fits && is_here && instance.values.is_empty()).then_some(*wanted)
    }

    pub(super) fn undefined(&mut self, at: &At<'_>, shape: &ValueShape, value: TermId) {
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
        let candidates = self.candidates(shape);
        let near = self.suggest.term(data, value, candidates.iter().copied());
        let help = match near {
            Some(near) => format!("did you mean {}?", data.show(near.term)),
            None if data.is_own(value) => format!("define {shown}, or use {}", data.wanted(shape)),
            None if let Some(there) = beside(data, value, &candidates) => {
                format!("use one of {there}")
            }
            None => format!(
                "use {} that is defined here or in an imported model",
                data.wanted(shape)
            ),
        };
        let message = format!("nothing defines {shown}, the value of {path}");
        self.report(
            at.focus,
            at.place,
            Problem::new(codes::UNDEFINED, message, help).meant(value, near.and_then(Near::sure)),
        );
    }

    /// Everything that could stand as a value, as long as there may be suggestions.
    pub(super) fn candidates(&self, shape: &ValueShape) -> Vec<TermId> {
        if !self.suggest.may() {
            return Vec::new();
        }
        match shape {
            ValueShape::Values(values) => values.clone(),
            ValueShape::Instance(instance) => self.instances(instance),
            ValueShape::List(element) => self.candidates(element),
            ValueShape::Any | ValueShape::Iri | ValueShape::Literal(_) => Vec::new(),
        }
    }

    /// All nodes that are as a property wants its values.
    fn instances(&self, instance: &Instance) -> Vec<TermId> {
        let fits = |t: &&Triple| t.predicate == rdf::TYPE && instance.classes.contains(&t.object);
        let subjects = self.all_triples().filter(fits).map(|t| t.subject);
        let unique: FxHashSet<TermId> = subjects
            .filter(|s| s.is_iri())
            .chain(instance.values.iter().copied())
            .collect();
        let mut all: Vec<TermId> = unique.into_iter().collect();
        all.sort_unstable();
        all
    }

    /// The triples of the graph, and of those around it.
    fn all_triples(&self) -> impl Iterator<Item = &Triple> {
        let graphs = std::iter::once(self.data.graph).chain(self.data.context.iter().copied());
        graphs.flat_map(|graph| graph.triples().iter())
    }
}

/// The properties whose values are of the datatype that is described.
const VALUES: [TermId; 5] = [
    upper::MIN_INCLUSIVE,
    upper::MAX_INCLUSIVE,
    upper::MIN_EXCLUSIVE,
    upper::MAX_EXCLUSIVE,
    upper::DEFAULT_VALUE,
];

/// Whether values are terms that have an IRI and are defined elsewhere, of which no example can
/// be made up.
fn is_named(shape: &ValueShape) -> bool {
    match shape {
        ValueShape::Instance(instance) => {
            !instance.nested && !instance.classes.contains(&upper::class::STRING)
        }
        ValueShape::Any
        | ValueShape::Iri
        | ValueShape::Literal(_)
        | ValueShape::Values(_)
        | ValueShape::List(_) => false,
    }
}

/// Whether a text could as well be the name of a term.
fn is_local(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// More terms than this say nothing to who looks for one.
const LISTED: usize = 24;

/// The terms of a namespace that could stand where another of it does.
fn beside(data: &Data<'_>, wrong: TermId, candidates: &[TermId]) -> Option<String> {
    let namespace = |term| split(data.terms.text(term)).0;
    let here = namespace(wrong);
    let there = candidates.iter().filter(|term| namespace(**term) == here);
    let there: Vec<String> = there.map(|term| data.show(*term)).collect();
    (1..=LISTED)
        .contains(&there.len())
        .then(|| there.join(", "))
}
