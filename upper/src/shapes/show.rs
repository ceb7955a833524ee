//! Terms, values and what is wanted of them as messages show them, the way authors write them.

use std::fmt;

use super::data::Data;
use super::ir::{Instance, LiteralShape, ValueShape};
use crate::graph::{Term, TermId};
use crate::literal::example;
use crate::show;
use crate::vocabulary::{self, Primitive, upper};

/// How many classes or values a message lists.
const MANY: usize = 6;

/// A term in backticks.
pub(super) struct Shown<'a> {
    data: &'a Data<'a>,
    term: TermId,
}

impl Shown<'_> {
    /// Whether this shows a term.
    pub(super) fn is(&self, term: TermId) -> bool {
        self.term == term
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.data.plain(self.term))
    }
}

impl Data<'_> {
    /// A term in backticks.
    pub(super) fn show(&self, term: TermId) -> String {
        format!("`{}`", self.plain(term))
    }

    /// The same, made only where a message says it: most of what is checked is right.
    pub(super) fn shown(&self, term: TermId) -> Shown<'_> {
        Shown { data: self, term }
    }

    /// A term as an author would write it.
    pub(super) fn plain(&self, term: TermId) -> String {
        match self.terms.get(term) {
            Term::Iri(iri) => show::iri(iri, self.prefixes, self.models),
            Term::Blank(_) => "[ … ]".to_owned(),
            Term::Literal {
                value, language, ..
            } => {
                let text = shorten(value);
                language.map_or_else(|| format!("{text:?}"), |l| format!("{text:?}@{l}"))
            }
        }
    }

    /// The term of the graph's own namespace that would have this name; none where something
    /// has it.
    pub(super) fn plain_own(&self, name: &str) -> Option<String> {
        let iri = format!("{}{name}", self.terms.text(self.header));
        let taken = self.terms.lookup_iri(&iri);
        let is_taken = taken.is_some_and(|id| !self.graph.about(id).is_empty());
        (!is_taken).then(|| show::iri(&iri, self.prefixes, self.models))
    }

    /// Some terms in backticks: "`a`, `b` or `c`".
    pub(super) fn any_of(&self, terms: &[TermId]) -> String {
        let mut shown: Vec<String> = terms.iter().take(MANY).map(|t| self.show(*t)).collect();
        if terms.len() > MANY {
            return format!("{}, …", shown.join(", "));
        }
        match (shown.pop(), shown.is_empty()) {
            (Some(last), false) => format!("{} or {last}", shown.join(", ")),
            (Some(last), true) => last,
            (None, _) => String::new(),
        }
    }

    /// What a value must be: "a `xsd:string`".
    pub(super) fn wanted(&self, value: &ValueShape) -> String {
        match value {
            ValueShape::Any => "a value".to_owned(),
            ValueShape::Iri => "an IRI".to_owned(),
            ValueShape::Literal(literal) => self.wanted_literal(literal),
            ValueShape::Values(values) => format!("one of {}", self.any_of(values)),
            ValueShape::Instance(instance) => self.wanted_instance(instance),
            ValueShape::List(element) => format!("a list, each member {}", self.wanted(element)),
        }
    }

    pub(super) fn wanted_literal(&self, literal: &LiteralShape) -> String {
        match literal.primitive {
            Primitive::Text => "a text".to_owned(),
            Primitive::LangString => "a text with its language".to_owned(),
            Primitive::Literal => "a literal".to_owned(),
            Primitive::String
            | Primitive::AnyUri
            | Primitive::Json
            | Primitive::Boolean
            | Primitive::Int
            | Primitive::Long
            | Primitive::Integer
            | Primitive::NonNegativeInteger
            | Primitive::Decimal
            | Primitive::Float
            | Primitive::Double
            | Primitive::Date
            | Primitive::Time
            | Primitive::DateTime
            | Primitive::LocalDateTime
            | Primitive::Duration
            | Primitive::Uuid
            | Primitive::Base64Binary => {
                article(&self.show(self.models.datatype(literal.datatype).info.id))
            }
        }
    }

    pub(super) fn wanted_instance(&self, instance: &Instance) -> String {
        if instance.classes.len() + instance.values.len() <= 3 {
            let all: Vec<TermId> = instance
                .classes
                .iter()
                .chain(&instance.values)
                .copied()
                .collect();
            return article(&self.any_of(&all));
        }
        article(&self.show(self.models.class(instance.range).info.id))
    }

    /// An example of a value, as Turtle.
    pub(super) fn example(&self, value: &ValueShape) -> String {
        match value {
            ValueShape::Any => "…".to_owned(),
            ValueShape::Iri => "<…>".to_owned(),
            ValueShape::Literal(literal) => self.example_literal(literal.primitive),
            ValueShape::Values(values) => values
                .first()
                .map_or_else(|| "…".to_owned(), |v| self.plain(*v)),
            ValueShape::Instance(instance) if instance.classes.contains(&upper::class::STRING) => {
                self.plain(vocabulary::xsd::STRING)
            }
            ValueShape::Instance(instance) if instance.nested => "[ … ]".to_owned(),
            ValueShape::Instance(_) => "…".to_owned(),
            ValueShape::List(element) => format!("( {} )", self.example(element)),
        }
    }

    pub(super) fn example_literal(&self, primitive: Primitive) -> String {
        match primitive {
            Primitive::String | Primitive::Literal => "\"…\"".to_owned(),
            Primitive::Text | Primitive::LangString => "\"…\"@en".to_owned(),
            Primitive::Boolean => "true".to_owned(),
            Primitive::Integer => "1".to_owned(),
            Primitive::Decimal => "1.0".to_owned(),
            Primitive::Double => "1e0".to_owned(),
            Primitive::Int | Primitive::Long | Primitive::NonNegativeInteger => {
                format!("\"1\"^^{}", self.plain(primitive.term()))
            }
            Primitive::AnyUri
            | Primitive::Json
            | Primitive::Float
            | Primitive::Date
            | Primitive::Time
            | Primitive::DateTime
            | Primitive::LocalDateTime
            | Primitive::Duration
            | Primitive::Uuid
            | Primitive::Base64Binary => example(primitive).to_owned(),
        }
    }

    /// What a term's author says of it, as the end of a help line.
    pub(super) fn meaning(&self, term: TermId) -> String {
        let info = self.models.term(term).map(|t| self.models.info(t));
        let sentence = info
            .and_then(|i| i.descriptions.preferred())
            .and_then(|d| d.split(". ").next());
        sentence.map_or_else(String::new, |s| {
            format!(" ({})", lower_first(s.trim_end_matches('.')))
        })
    }
}

fn article(noun: &str) -> String {
    format!("a {noun}")
}

/// Long literals say enough by their start.
fn shorten(text: &str) -> String {
    const LENGTH: usize = 60;
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or("")),
        None => text.to_owned(),
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().into_iter().flat_map(char::to_lowercase);
    first.chain(chars).collect()
}
