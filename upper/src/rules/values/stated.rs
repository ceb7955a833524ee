//! Where facets are stated, on custom datatypes and refinements, and on what.

use crate::graph::TermId;
use crate::model::{
    Class, ClassId, ClassKind, DatatypeId, DatatypeKind, DomainId, Facets, ListElement, Member,
    Models, PropertyId, Range, Refinement, TermInfo,
};
use crate::rules::Context;
use crate::vocabulary::{Primitive, upper};

/// Facets, where they stand, and what they narrow.
pub(super) struct Stated<'a> {
    pub domain: DomainId,
    /// The datatype, or the refinement's node.
    pub node: TermId,
    /// The datatype, or the class that the refinement is of.
    pub about: &'a TermInfo,
    pub facets: &'a Facets,
    pub on: On,
}

/// What facets narrow, and what conditions test.
pub(super) enum On {
    Literals(Box<Literals>),
    Enumeration(ClassId),
    /// Entities, or IRIs of nodes.
    Nodes,
    /// Any term, or what is broken and reported elsewhere.
    Unknown,
}

/// Literals of a datatype.
pub(super) struct Literals {
    pub datatype: DatatypeId,
    pub primitive: Primitive,
    /// The facets that hold before.
    pub base: Facets,
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
        });
    }
    for id in &models.domain(domain).classes {
        let class = models.class(*id);
        for refinement in class.refinements.iter().filter(|r| !r.facets.is_empty()) {
            let on = refined(models, class, refinement);
            all.push(Stated {
                domain,
                node: refinement.id,
                about: &class.info,
                facets: &refinement.facets,
                on,
            });
        }
    }
    all
}

fn refined(models: &Models, class: &Class, refinement: &Refinement) -> On {
    let Some(property) = refinement.property else {
        return On::Unknown;
    };
    let narrowed = refinement
        .datatype
        .map(Range::Datatype)
        .or(refinement.class.map(Range::Class));
    let member = class.members.iter().find(|m| m.property == property);
    let range = narrowed
        .or(member.map(|m| m.range))
        .or(models.property(property).range);
    on(models, range, &inherited(models, class, property))
}

/// What refinements further up say of a property.
fn inherited(models: &Models, class: &Class, property: PropertyId) -> Facets {
    let first = above(models, class, property).next();
    first.map(|m| m.facets.clone()).unwrap_or_default()
}

/// The property as the classes and traits have it that a class is made from.
pub(super) fn above<'a>(
    models: &'a Models,
    class: &Class,
    property: PropertyId,
) -> impl Iterator<Item = &'a Member> {
    let above = class
        .parent
        .into_iter()
        .chain(class.kind.base())
        .chain(class.traits.iter().copied());
    let members = above.flat_map(|c| &models.class(c).members);
    members.filter(move |m| m.property == property)
}

/// What the values of a range are; of a list, its elements.
pub(super) fn on(models: &Models, range: Option<Range>, facets: &Facets) -> On {
    match range {
        Some(Range::Datatype(datatype)) => literals(models, datatype, facets),
        Some(Range::Class(class)) => on_class(models, class, facets, 0),
        Some(Range::Node) => On::Nodes,
        Some(Range::Any) | None => On::Unknown,
    }
}

fn on_class(models: &Models, class: ClassId, facets: &Facets, depth: u32) -> On {
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

fn literals(models: &Models, datatype: DatatypeId, facets: &Facets) -> On {
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
            base: models.narrowed(datatype, facets).into_owned(),
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
