//! Where facets are stated, on custom datatypes and refinements, and on what.

use std::borrow::Cow;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::empty::none_passes;
use crate::graph::TermId;
use crate::model::{
    ClassId, ClassKind, DatatypeId, DatatypeKind, DomainId, Facets, ListElement, Models,
    PropertyId, Range, Refinement, TermInfo,
};
use crate::rules::Context;
use crate::rules::ways::{Way, Ways, together};
use crate::vocabulary::{Primitive, upper};

/// Facets, where they stand, and what they narrow.
pub(super) struct Stated<'a> {
    pub domain: DomainId,
    /// The datatype, or the refinement's node.
    pub node: TermId,
    /// The datatype, or the class that the refinement is of.
    pub about: &'a TermInfo,
    pub facets: &'a Facets,
    pub on: On<'a>,
    /// Of a refinement.
    pub refined: Option<Refined<'a>>,
}

/// What a refinement is of.
pub(super) struct Refined<'a> {
    pub refinement: &'a Refinement,
    /// By which ways the class has the property; shared by all its refinements of that.
    pub ways: Rc<[Way<'a>]>,
    /// The facets that refinements further up say, all together; shared alike.
    pub before: Rc<Facets>,
}

/// What is said of a property of a class before the class refines it.
struct Before<'a> {
    ways: Rc<[Way<'a>]>,
    range: Option<Range>,
    facets: Rc<Facets>,
    /// Whether no value passes what several classes and traits say.
    is_contradictory: bool,
}

/// What facets narrow, and what conditions test.
pub(super) enum On<'a> {
    Literals(Box<Literals<'a>>),
    Enumeration(ClassId),
    /// Entities, or IRIs of nodes.
    Nodes,
    /// Any term, or what is broken and reported elsewhere.
    Unknown,
}

/// Literals of a datatype.
pub(super) struct Literals<'a> {
    pub datatype: DatatypeId,
    pub primitive: Primitive,
    /// The facets that hold before: the datatype's own where nothing narrows them.
    pub base: Cow<'a, Facets>,
}

/// All facets that a domain states.
pub(super) fn stated<'a>(context: &Context<'a>, domain: DomainId) -> Vec<Stated<'a>> {
    let models = context.models;
    let mut all = Vec::new();
    for id in &models.domain(domain).datatypes {
        let datatype = models.datatype(*id);
        let DatatypeKind::Custom(base) = datatype.kind else {
            continue;
        };
        let on = base.map_or(On::Unknown, |base| {
            literals(models, base, &Facets::default())
        });
        all.push(Stated {
            domain,
            node: datatype.info.id,
            about: &datatype.info,
            facets: &datatype.facets,
            on,
            refined: None,
        });
    }
    for id in &models.domain(domain).classes {
        let class = models.class(*id);
        let says = |r: &&Refinement| !r.facets.is_empty() || r.datatype.is_some();
        let mut refinements = class.refinements.iter().filter(says).peekable();
        if refinements.peek().is_none() {
            continue;
        }
        let ways = Ways::of(models, class);
        let mut known = FxHashMap::default();
        for refinement in refinements {
            let (on, refined) = refined(context, refinement, &ways, &mut known);
            all.push(Stated {
                domain,
                node: refinement.id,
                about: &class.info,
                facets: &refinement.facets,
                on,
                refined: Some(refined),
            });
        }
    }
    all
}

/// What a refinement narrows, and what is said before.
fn refined<'a>(
    context: &Context<'a>,
    refinement: &'a Refinement,
    ways: &Ways<'a>,
    known: &mut FxHashMap<PropertyId, Before<'a>>,
) -> (On<'a>, Refined<'a>) {
    let Some(property) = refinement.property else {
        let refined = Refined {
            refinement,
            ways: Rc::default(),
            before: Rc::default(),
        };
        return (On::Unknown, refined);
    };
    let before = known
        .entry(property)
        .or_insert_with(|| said_before(context, property, ways.by(property)));
    let narrowed = refinement
        .datatype
        .map(Range::Datatype)
        .or(refinement.class.map(Range::Class));
    // What contradicts itself before is reported as that.
    let on = if before.is_contradictory {
        On::Unknown
    } else {
        on(context.models, narrowed.or(before.range), &before.facets)
    };
    let refined = Refined {
        refinement,
        ways: Rc::clone(&before.ways),
        before: Rc::clone(&before.facets),
    };
    (on, refined)
}

/// What is said of a property by all ways together.
fn said_before<'a>(context: &Context<'a>, property: PropertyId, ways: &[Way<'a>]) -> Before<'a> {
    let models = context.models;
    let member = together(models, ways);
    let range = member.as_ref().map(|m| m.range);
    let range = range.or(models.property(property).range);
    let facets = member.map(|m| m.facets).unwrap_or_default();
    let by_several = ways.len() > 1 && !facets.is_empty();
    Before {
        ways: Rc::from(ways),
        range,
        is_contradictory: by_several && none_passes(context, range, &facets).is_some(),
        facets: Rc::new(facets),
    }
}

/// What the values of a range are; of a list, its elements.
pub(super) fn on<'a>(models: &'a Models, range: Option<Range>, facets: &Facets) -> On<'a> {
    match range {
        Some(Range::Datatype(datatype)) => literals(models, datatype, facets),
        Some(Range::Class(class)) => on_class(models, class, facets, 0),
        Some(Range::Node) => On::Nodes,
        Some(Range::Any) | None => On::Unknown,
    }
}

fn on_class<'a>(models: &'a Models, class: ClassId, facets: &Facets, depth: u32) -> On<'a> {
    match &models.class(class).kind {
        ClassKind::Enumeration(_) => On::Enumeration(class),
        ClassKind::List(Some(ListElement::Datatype(datatype))) => {
            literals(models, *datatype, facets)
        }
        ClassKind::List(Some(ListElement::Class(element))) if depth < 8 => {
            on_class(models, *element, facets, depth + 1)
        }
        ClassKind::List(_) => On::Unknown,
        ClassKind::Direct
        | ClassKind::Sealed
        | ClassKind::Trait
        | ClassKind::Qualified { .. }
        | ClassKind::Singleton
        | ClassKind::Union(_)
        | ClassKind::Extension(_) => On::Nodes,
    }
}

fn literals<'a>(models: &'a Models, datatype: DatatypeId, facets: &Facets) -> On<'a> {
    let base = if facets.is_empty() {
        Cow::Borrowed(models.facets(datatype))
    } else {
        Cow::Owned(models.narrowed(datatype, facets).into_owned())
    };
    let built_in = models
        .datatype_chain(datatype)
        .find_map(|d| match models.datatype(d).kind {
            DatatypeKind::Primitive(primitive) => Some(primitive),
            DatatypeKind::Custom(_) => None,
        });
    built_in.map_or(On::Unknown, |primitive| {
        On::Literals(Box::new(Literals {
            datatype,
            primitive,
            base,
        }))
    })
}

/// A family of facets that fit the same datatypes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Pattern,
    Length,
    Bound,
    Digits,
    OneOf,
}

impl Family {
    /// Whether literals of a datatype have what the facets look at.
    pub(super) fn fits(self, primitive: Primitive) -> bool {
        match primitive {
            Primitive::String | Primitive::AnyUri | Primitive::LangString | Primitive::Text => {
                matches!(self, Self::Pattern | Self::Length | Self::OneOf)
            }
            Primitive::Uuid => matches!(self, Self::Pattern | Self::OneOf),
            Primitive::Base64Binary => matches!(self, Self::Length | Self::OneOf),
            Primitive::Boolean | Primitive::Json => self == Self::OneOf,
            Primitive::Int
            | Primitive::Long
            | Primitive::Integer
            | Primitive::NonNegativeInteger
            | Primitive::Decimal => matches!(self, Self::Bound | Self::Digits | Self::OneOf),
            Primitive::Float
            | Primitive::Double
            | Primitive::Date
            | Primitive::Time
            | Primitive::DateTime
            | Primitive::LocalDateTime
            | Primitive::Duration => matches!(self, Self::Bound | Self::OneOf),
            // Reported as such.
            Primitive::Literal => true,
        }
    }
}

/// The facets that are stated, by predicate.
pub(super) fn predicates(facets: &Facets) -> impl Iterator<Item = (TermId, Family)> {
    let all = [
        (!facets.patterns.is_empty(), upper::PATTERN, Family::Pattern),
        (
            facets.min_length.is_some(),
            upper::MIN_LENGTH,
            Family::Length,
        ),
        (
            facets.max_length.is_some(),
            upper::MAX_LENGTH,
            Family::Length,
        ),
        (
            facets.min_inclusive.is_some(),
            upper::MIN_INCLUSIVE,
            Family::Bound,
        ),
        (
            facets.max_inclusive.is_some(),
            upper::MAX_INCLUSIVE,
            Family::Bound,
        ),
        (
            facets.min_exclusive.is_some(),
            upper::MIN_EXCLUSIVE,
            Family::Bound,
        ),
        (
            facets.max_exclusive.is_some(),
            upper::MAX_EXCLUSIVE,
            Family::Bound,
        ),
        (
            facets.total_digits.is_some(),
            upper::TOTAL_DIGITS,
            Family::Digits,
        ),
        (
            facets.fraction_digits.is_some(),
            upper::FRACTION_DIGITS,
            Family::Digits,
        ),
        (facets.one_of.is_some(), upper::ONE_OF, Family::OneOf),
    ];
    all.into_iter()
        .filter(|(stated, ..)| *stated)
        .map(|(_, predicate, family)| (predicate, family))
}

/// The bounds that are stated, by predicate.
pub(super) fn bounds(facets: &Facets) -> impl Iterator<Item = (TermId, &crate::model::Literal)> {
    let all = [
        (upper::MIN_INCLUSIVE, &facets.min_inclusive),
        (upper::MAX_INCLUSIVE, &facets.max_inclusive),
        (upper::MIN_EXCLUSIVE, &facets.min_exclusive),
        (upper::MAX_EXCLUSIVE, &facets.max_exclusive),
    ];
    all.into_iter()
        .filter_map(|(predicate, bound)| Some((predicate, bound.as_ref()?)))
}
