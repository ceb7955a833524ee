//! What one value of a property is, in the few forms that every target must answer.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use super::{ClassId, ClassKind, DatatypeId, DatatypeKind, EnumValueId, Facets, ListElement};
use super::{Models, PropertyId, Range, TermRef};
use crate::graph::TermId;
use crate::vocabulary::{Primitive, upper};

/// The form of one value. Targets match it exhaustively.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// A literal of a datatype.
    Scalar(DatatypeId),
    /// A value of an enumeration.
    Enum(ClassId),
    /// A nested value of a concrete unkeyed class, in place.
    Nested(ClassId),
    /// An entity, by the key of its class: a keyed class, sealed or direct, or a qualified
    /// class of one.
    Reference(ClassId),
    /// One of several classes without a common key: a union, or a sealed class without a
    /// key. [`Models::leaves`] lists them; each is a reference or a nested value of its own.
    OneOf(ClassId),
    /// An ordered sequence: the class of the list, and the form of its elements.
    List(ClassId, Box<Value>),
    /// A node of the knowledge graph, by IRI.
    Node,
    /// Any RDF term (system domains only).
    Any,
}

impl Value {
    /// What a list is of in the end, through lists of lists; any other value is its own.
    #[must_use]
    pub fn element(&self) -> &Self {
        let mut value = self;
        while let Self::List(_, element) = value {
            value = element;
        }
        value
    }

    /// The datatype whose literals it is one of, or a list of.
    #[must_use]
    pub fn datatype(&self) -> Option<DatatypeId> {
        match self.element() {
            Self::Scalar(datatype) => Some(*datatype),
            Self::Enum(_)
            | Self::Nested(_)
            | Self::Reference(_)
            | Self::OneOf(_)
            | Self::List(..)
            | Self::Node
            | Self::Any => None,
        }
    }

    /// The enumeration whose values it is one of, or a list of.
    #[must_use]
    pub fn enumeration(&self) -> Option<ClassId> {
        match self.element() {
            Self::Enum(class) => Some(*class),
            Self::Scalar(_)
            | Self::Nested(_)
            | Self::Reference(_)
            | Self::OneOf(_)
            | Self::List(..)
            | Self::Node
            | Self::Any => None,
        }
    }

    /// The class to whose entities it refers, or a list of such.
    #[must_use]
    pub fn referenced(&self) -> Option<ClassId> {
        match self.element() {
            Self::Reference(class) => Some(*class),
            Self::Scalar(_)
            | Self::Enum(_)
            | Self::Nested(_)
            | Self::OneOf(_)
            | Self::List(..)
            | Self::Node
            | Self::Any => None,
        }
    }
}

/// How deep lists of lists are followed; deeper ones are findings.
const MAX_LIST_DEPTH: u32 = 8;

impl Models {
    /// The form of one value of a range.
    #[must_use]
    pub fn value_of(&self, range: Range) -> Value {
        match range {
            Range::Datatype(id) => Value::Scalar(id),
            Range::Class(id) => self.value_of_class(id),
            Range::Node => Value::Node,
            Range::Any => Value::Any,
        }
    }

    /// The form of one value of a class.
    #[must_use]
    pub fn value_of_class(&self, id: ClassId) -> Value {
        self.class_value(id, 0)
    }

    fn class_value(&self, id: ClassId, depth: u32) -> Value {
        let class = self.class(id);
        match &class.kind {
            ClassKind::Enumeration(_) => Value::Enum(id),
            ClassKind::List(element) => {
                let element = match element {
                    Some(ListElement::Datatype(d)) => Value::Scalar(*d),
                    Some(ListElement::Class(c)) if depth < MAX_LIST_DEPTH => {
                        self.class_value(*c, depth + 1)
                    }
                    Some(ListElement::Class(_)) | None => Value::Any,
                };
                Value::List(id, Box::new(element))
            }
            ClassKind::Union(_) => Value::OneOf(id),
            ClassKind::Sealed if class.key.is_none() => Value::OneOf(id),
            ClassKind::Qualified { of: Some(of), .. }
                if class.key.is_none() && depth < MAX_LIST_DEPTH =>
            {
                match self.class_value(*of, depth + 1) {
                    Value::OneOf(_) => Value::OneOf(*of),
                    Value::Scalar(_)
                    | Value::Enum(_)
                    | Value::Nested(_)
                    | Value::Reference(_)
                    | Value::List(..)
                    | Value::Node
                    | Value::Any => Value::Nested(id),
                }
            }
            ClassKind::Direct
            | ClassKind::Sealed
            | ClassKind::Qualified { .. }
            | ClassKind::Extension(_)
            | ClassKind::Trait
            | ClassKind::Singleton => {
                if class.key.is_some() {
                    Value::Reference(id)
                } else {
                    Value::Nested(id)
                }
            }
        }
    }

    /// The built-in datatype at the bottom of a custom one.
    #[must_use]
    pub fn primitive(&self, id: DatatypeId) -> Primitive {
        self.datatype_chain(id)
            .find_map(|d| match self.datatype(d).kind {
                DatatypeKind::Primitive(p) => Some(p),
                DatatypeKind::Custom(_) => None,
            })
            .unwrap_or(Primitive::String)
    }

    /// What literals of a range compare as; those of a list are its elements. What is no
    /// literal is the same only as itself.
    pub(crate) fn compared_as(&self, range: Range) -> Primitive {
        let datatype = self.value_of(range).datatype();
        datatype.map_or(Primitive::Literal, |id| self.primitive(id))
    }

    /// A datatype and its bases, itself first.
    pub fn datatype_chain(&self, id: DatatypeId) -> impl Iterator<Item = DatatypeId> {
        std::iter::successors(Some(id), |d| match self.datatype(*d).kind {
            DatatypeKind::Custom(base) => base,
            DatatypeKind::Primitive(_) => None,
        })
        // A cycle among custom datatypes is a finding; here it must only end.
        .take(64)
    }

    /// The facets of a datatype with those of its bases.
    #[must_use]
    pub fn facets(&self, id: DatatypeId) -> &Facets {
        &self.datatype(id).all
    }

    /// The facets of a datatype's values that are narrowed further.
    #[must_use]
    pub fn narrowed<'a>(&'a self, id: DatatypeId, further: &'a Facets) -> Cow<'a, Facets> {
        let all = self.facets(id);
        if further.is_empty() {
            Cow::Borrowed(all)
        } else if all.is_empty() {
            Cow::Borrowed(further)
        } else {
            Cow::Owned(further.and(all, self.primitive(id)))
        }
    }

    /// The values of an enumeration that facets let through, in the author's order.
    #[must_use]
    pub fn values_within(&self, class: ClassId, facets: &Facets) -> Vec<EnumValueId> {
        let all = self.class(class).kind.values();
        let Some(listed) = &facets.one_of else {
            return all.to_vec();
        };
        let listed: FxHashSet<TermId> = listed.iter().map(|literal| literal.id).collect();
        let is_listed = |value: &EnumValueId| listed.contains(&self.enum_value(*value).info.id);
        all.iter().copied().filter(is_listed).collect()
    }

    /// The built-in property `upper:iri`.
    #[must_use]
    pub fn iri_property(&self) -> Option<PropertyId> {
        match self.term(upper::IRI) {
            Some(TermRef::Property(id)) => Some(id),
            Some(
                TermRef::Domain(_)
                | TermRef::Class(_)
                | TermRef::Datatype(_)
                | TermRef::EnumValue(_),
            )
            | None => None,
        }
    }
}
