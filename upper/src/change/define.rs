//! What a term means, all told, in words that do not depend on the run that read it: the
//! form in which two states of a model are compared.

use std::sync::Arc;

use super::known::State;
use super::limits;
use crate::model::{
    Bound, Class, ClassId, ClassKind, Condition, DatatypeId, DatatypeKind, Facets, Key,
    ListElement, Literal, Member, Models, Property, PropertyId, Range, TermRef, Test, Value,
};
use crate::vocabulary::Primitive;

/// What a term means.
#[derive(Clone, Debug, PartialEq)]
pub enum Definition {
    /// A domain model's header, by its short name.
    Domain(String),
    /// A class in the wide sense.
    Class(ClassDefinition),
    /// A property.
    Property(PropertyDefinition),
    /// A datatype.
    Datatype(DatatypeDefinition),
    /// A value of an enumeration; it means itself.
    Value,
}

/// What a class means: all that its instances have, wherever it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassDefinition {
    /// What kind of class.
    pub kind: &'static str,
    /// The classes above it, the nearest first.
    pub ancestors: Vec<String>,
    /// Its traits.
    pub traits: Vec<String>,
    /// The standard terms that it stands for.
    pub stands_for: Vec<String>,
    /// Its properties as its instances have them.
    pub members: Vec<MemberDefinition>,
    /// The class that declares its key, and the key.
    pub key: Option<(String, Vec<String>)>,
    /// Its unique keys.
    pub unique_keys: Vec<Vec<String>>,
    /// What its instances can be: the leaves of a sealed class or of a union.
    pub alternatives: Vec<String>,
    /// The values of an enumeration, in order.
    pub values: Vec<String>,
    /// The class that it extends or qualifies, or what a list holds.
    pub of: Option<String>,
    /// What qualifies its members.
    pub conditions: Vec<String>,
    /// Whether a value of it in place has no columns in tables: it contains itself, or nothing.
    pub is_text: bool,
}

/// A property as the instances of a class have it.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberDefinition {
    /// The IRI of the property.
    pub property: String,
    /// How many values of what.
    pub values: Values,
}

/// How many values of what a property has.
#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// The least number.
    pub min: u32,
    /// The greatest number.
    pub max: Option<u32>,
    /// The IRI of the datatype or class; none for nodes and for any term.
    pub range: Option<String>,
    /// The form of one value.
    pub form: String,
    /// What else must hold of literals; shared, since the values that it lists may be many.
    pub limits: Arc<Limits>,
}

/// What a property means by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct PropertyDefinition {
    /// How many values of what.
    pub values: Option<Values>,
    /// The more general properties that it stands for.
    pub sub_property_of: Vec<String>,
    /// What a missing value means.
    pub default: Option<Constant>,
    /// Whether its values are graphs that are needed.
    pub dependency: bool,
}

/// What a datatype means.
#[derive(Clone, Debug, PartialEq)]
pub struct DatatypeDefinition {
    /// The datatypes that it narrows, the nearest first.
    pub bases: Vec<String>,
    /// The facets of it and of its bases.
    pub limits: Arc<Limits>,
}

/// A value as stated: its text, its datatype, its language.
pub type Constant = (String, String, Option<String>);

/// Facets whose values do not depend on a run; with what decides how they compare.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// The built-in datatype at the bottom.
    pub primitive: Option<Primitive>,
    /// What texts match.
    pub patterns: Vec<String>,
    /// The least and the greatest length.
    pub length: (Option<u64>, Option<u64>),
    /// The lower ends, inclusive and exclusive.
    pub lower: [Option<String>; 2],
    /// The upper ends, inclusive and exclusive.
    pub upper: [Option<String>; 2],
    /// The most digits in all, and after the point.
    pub digits: (Option<u32>, Option<u32>),
    /// The only values.
    pub one_of: Option<Vec<Constant>>,
}

impl Definition {
    /// What a term means.
    #[must_use]
    pub fn of(models: &Models, term: TermRef) -> Self {
        Self::within(&State::of(models), term)
    }

    /// The same, of one of several terms.
    pub(super) fn within(state: &State<'_>, term: TermRef) -> Self {
        match term {
            TermRef::Domain(id) => Self::Domain(state.models.domain(id).info.name.clone()),
            TermRef::Class(id) => Self::Class(class(state, id)),
            TermRef::Property(id) => Self::Property(property(state, id)),
            TermRef::Datatype(id) => Self::Datatype(datatype(state, id)),
            TermRef::EnumValue(_) => Self::Value,
        }
    }
}

/// What a class means.
#[must_use]
pub fn define(models: &Models, id: ClassId) -> ClassDefinition {
    class(&State::of(models), id)
}

/// The same, of one of several classes.
pub(super) fn class(state: &State<'_>, id: ClassId) -> ClassDefinition {
    let models = state.models;
    let class = models.class(id);
    let iri = |c: ClassId| models.class(c).info.iri.clone();
    ClassDefinition {
        kind: kind(&class.kind),
        ancestors: models.ancestors(id).skip(1).map(iri).collect(),
        traits: class.traits.iter().copied().map(iri).collect(),
        stands_for: class.stands_for.clone(),
        members: class.members.iter().map(|m| member(state, m)).collect(),
        key: class.key.as_ref().map(|k| key(models, k)),
        unique_keys: class.unique_keys.iter().map(|k| iris(models, k)).collect(),
        alternatives: alternatives(models, id),
        values: values(models, class),
        of: of(models, class),
        conditions: conditions(models, class),
        is_text: is_text(models, id),
    }
}

fn is_text(models: &Models, id: ClassId) -> bool {
    match models.class(id).kind {
        ClassKind::Direct | ClassKind::Qualified { .. } => {
            let is_nested = matches!(models.value_of_class(id), Value::Nested(_));
            let is_empty = models.class(id).members.is_empty();
            is_nested && (is_empty || models.contains_itself(id))
        }
        ClassKind::Sealed
        | ClassKind::Trait
        | ClassKind::Singleton
        | ClassKind::Union(_)
        | ClassKind::Enumeration(_)
        | ClassKind::List(_)
        | ClassKind::Extension(_) => false,
    }
}

/// What kind of class, in the words of Upper.
fn kind(kind: &ClassKind) -> &'static str {
    match kind {
        ClassKind::Direct => "direct class",
        ClassKind::Sealed => "sealed class",
        ClassKind::Trait => "trait",
        ClassKind::Qualified { .. } => "qualified class",
        ClassKind::Singleton => "singleton",
        ClassKind::Union(_) => "union",
        ClassKind::Enumeration(_) => "enumeration",
        ClassKind::List(_) => "list",
        ClassKind::Extension(_) => "extension",
    }
}

fn key(models: &Models, key: &Key) -> (String, Vec<String>) {
    let by = models.class(key.declared_by).info.iri.clone();
    (by, iris(models, &key.members))
}

fn iris(models: &Models, properties: &[PropertyId]) -> Vec<String> {
    let iri = |p: &PropertyId| models.property(*p).info.iri.clone();
    properties.iter().map(iri).collect()
}

fn alternatives(models: &Models, id: ClassId) -> Vec<String> {
    match &models.class(id).kind {
        ClassKind::Sealed | ClassKind::Union(_) => {
            let iri = |c: &ClassId| models.class(*c).info.iri.clone();
            models.leaves(id).iter().map(iri).collect()
        }
        ClassKind::Direct
        | ClassKind::Trait
        | ClassKind::Qualified { .. }
        | ClassKind::Singleton
        | ClassKind::Enumeration(_)
        | ClassKind::List(_)
        | ClassKind::Extension(_) => Vec::new(),
    }
}

fn values(models: &Models, class: &Class) -> Vec<String> {
    let values = class.kind.values().iter();
    values
        .map(|v| models.enum_value(*v).info.iri.clone())
        .collect()
}

fn of(models: &Models, class: &Class) -> Option<String> {
    match &class.kind {
        ClassKind::Qualified { of, .. } | ClassKind::Extension(of) => {
            of.map(|c| models.class(c).info.iri.clone())
        }
        ClassKind::List(Some(ListElement::Class(c))) => Some(models.class(*c).info.iri.clone()),
        ClassKind::List(Some(ListElement::Datatype(d))) => {
            Some(models.datatype(*d).info.iri.clone())
        }
        ClassKind::List(None)
        | ClassKind::Direct
        | ClassKind::Sealed
        | ClassKind::Trait
        | ClassKind::Singleton
        | ClassKind::Union(_)
        | ClassKind::Enumeration(_) => None,
    }
}

fn conditions(models: &Models, class: &Class) -> Vec<String> {
    let ClassKind::Qualified { conditions, .. } = &class.kind else {
        return Vec::new();
    };
    let mut all: Vec<String> = conditions.iter().map(|c| condition(models, c)).collect();
    all.sort_unstable();
    all
}

fn condition(models: &Models, condition: &Condition) -> String {
    let property = condition.property.map(|p| &models.property(p).info.iri);
    let primitive = condition.property.and_then(|p| {
        let value = models.value_of(models.property(p).range?);
        Some(models.primitive(value.datatype()?))
    });
    let tests = condition.tests.iter().map(|t| test(primitive, t));
    let mut tests: Vec<String> = tests.collect();
    tests.sort_unstable();
    format!(
        "{}: {}",
        property.map_or("", String::as_str),
        tests.join(", ")
    )
}

fn test(primitive: Option<Primitive>, test: &Test) -> String {
    let shown = |l: &Literal| format!("{:?}", limits::value(primitive, &constant(l)));
    match test {
        Test::HasValue(value) => format!("= {}", shown(value)),
        Test::OneOf(values) => {
            let mut values: Vec<String> = values.iter().map(shown).collect();
            values.sort_unstable();
            format!("in {}", values.join(" "))
        }
        Test::Bound(bound, value) => {
            let sign = match bound {
                Bound::MinInclusive => ">=",
                Bound::MaxInclusive => "<=",
                Bound::MinExclusive => ">",
                Bound::MaxExclusive => "<",
            };
            format!("{sign} {}", shown(value))
        }
        Test::Present(true) => "is there".to_owned(),
        Test::Present(false) => "is not there".to_owned(),
    }
}

fn member(state: &State<'_>, member: &Member) -> MemberDefinition {
    MemberDefinition {
        property: state.models.property(member.property).info.iri.clone(),
        values: values_of(
            state,
            (member.min, member.max),
            member.range,
            &member.facets,
        ),
    }
}

pub(super) fn property(state: &State<'_>, id: PropertyId) -> PropertyDefinition {
    let property: &Property = state.models.property(id);
    let counts = (property.min, property.max);
    PropertyDefinition {
        values: property
            .range
            .map(|range| values_of(state, counts, range, &Facets::default())),
        sub_property_of: property.sub_property_of.clone(),
        default: property.default.as_ref().map(constant),
        dependency: property.dependency,
    }
}

fn values_of(
    state: &State<'_>,
    (min, max): (u32, Option<u32>),
    range: Range,
    refined: &Facets,
) -> Values {
    let models = state.models;
    let (iri, limits) = match range {
        Range::Datatype(id) => (
            Some(models.datatype(id).info.iri.clone()),
            state.narrowed(id, refined),
        ),
        Range::Class(id) => (
            Some(models.class(id).info.iri.clone()),
            Arc::new(limits(None, refined)),
        ),
        Range::Node | Range::Any => (None, Arc::new(limits(None, refined))),
    };
    Values {
        min,
        max,
        range: iri,
        form: form(models, &models.value_of(range)),
        limits,
    }
}

/// The form of a value, for people.
fn form(models: &Models, value: &Value) -> String {
    match value {
        Value::Scalar(id) => format!("a literal of `{}`", primitive_name(models, *id)),
        Value::Enum(_) => "a value of an enumeration".to_owned(),
        Value::Nested(_) => "a value in place".to_owned(),
        Value::Reference(_) => "a reference by key".to_owned(),
        Value::OneOf(_) => "one of several classes".to_owned(),
        Value::List(_, element) => format!("a list of {}", form(models, element)),
        Value::Node => "a node by IRI".to_owned(),
        Value::Any => "any term".to_owned(),
    }
}

/// The built-in datatype at the bottom of one, by its local name.
fn primitive_name(models: &Models, id: DatatypeId) -> String {
    let builtin = models
        .datatype_chain(id)
        .find(|d| matches!(models.datatype(*d).kind, DatatypeKind::Primitive(_)));
    builtin.map_or_else(String::new, |d| models.datatype(d).info.local.clone())
}

pub(super) fn datatype(state: &State<'_>, id: DatatypeId) -> DatatypeDefinition {
    let models = state.models;
    let bases = models.datatype_chain(id).skip(1);
    DatatypeDefinition {
        bases: bases.map(|b| models.datatype(b).info.iri.clone()).collect(),
        limits: state.limits(id),
    }
}

/// Facets that hold of values of a built-in datatype, or of what is no literal.
pub(super) fn limits(primitive: Option<Primitive>, facets: &Facets) -> Limits {
    let text = |l: &Option<Literal>| l.as_ref().map(|l| l.value.clone());
    let mut patterns = facets.patterns.clone();
    patterns.sort_unstable();
    Limits {
        primitive,
        patterns,
        length: (facets.min_length, facets.max_length),
        lower: [text(&facets.min_inclusive), text(&facets.min_exclusive)],
        upper: [text(&facets.max_inclusive), text(&facets.max_exclusive)],
        digits: (facets.total_digits, facets.fraction_digits),
        one_of: facets
            .one_of
            .as_ref()
            .map(|all| all.iter().map(constant).collect()),
    }
}

fn constant(literal: &Literal) -> Constant {
    (
        literal.value.clone(),
        literal.datatype.clone(),
        literal.language.clone(),
    )
}
