//! Avro schemas as typed values: built once from the model, then printed and described.
//!
//! Named types live in one arena and refer to each other by index, so that nothing is
//! built twice however many files it appears in, and nothing recurses while building.

use rustc_hash::FxHashSet;
use serde_json::Value as Json;
use upper::model::{ClassId, PropertyId};

/// A custom property: Avro readers keep and ignore what the specification does not name.
pub(super) type Property = (&'static str, Json);

/// The position of a named type in [`Schemas::types`].
pub(super) type TypeId = usize;

/// What a named type stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Identity {
    /// The instances of a class, or the values of an enumeration.
    Class(ClassId),
    /// The key of a class, where a value of one field cannot hold it.
    Key(ClassId),
}

impl Identity {
    /// The class in question.
    pub(super) const fn class(self) -> ClassId {
        match self {
            Self::Class(id) | Self::Key(id) => id,
        }
    }
}

/// All schemas of a domain.
pub(super) struct Schemas<'m> {
    pub(super) types: Vec<Named<'m>>,
    pub(super) documents: Vec<Document>,
}

impl<'m> Schemas<'m> {
    /// All named types that a type leads to.
    pub(super) fn reachable(&self, root: &Type) -> Vec<&Named<'m>> {
        let mut found: Vec<&Named<'m>> = Vec::new();
        let mut seen = FxHashSet::default();
        let mut open = vec![root];
        while let Some(of) = open.pop() {
            match of {
                Type::Plain(_) | Type::Texts => {}
                Type::Array(items, _) => open.push(items),
                Type::Union(branches) => open.extend(branches),
                Type::Named(id) => {
                    let Some(named) = self.types.get(*id).filter(|_| seen.insert(*id)) else {
                        continue;
                    };
                    found.push(named);
                    match &named.shape {
                        Shape::Record(fields) => open.extend(fields.iter().map(|f| &f.of)),
                        Shape::Enum(_) => {}
                    }
                }
            }
        }
        found
    }
}

/// A file.
pub(super) struct Document {
    pub(super) class: ClassId,
    pub(super) name: String,
    pub(super) of: Type,
}

/// A record or an enum.
pub(super) struct Named<'m> {
    pub(super) identity: Identity,
    pub(super) name: String,
    pub(super) namespace: String,
    pub(super) doc: Option<String>,
    /// Former names.
    pub(super) aliases: Vec<String>,
    pub(super) shape: Shape<'m>,
    /// The IRI of the class.
    pub(super) term: &'m str,
    pub(super) properties: Vec<Property>,
}

impl Named<'_> {
    /// Namespace and name.
    pub(super) fn full_name(&self) -> String {
        format!("{}.{}", self.namespace, self.name)
    }
}

/// What a named type holds.
pub(super) enum Shape<'m> {
    Record(Vec<Field<'m>>),
    Enum(Vec<Symbol<'m>>),
}

/// A symbol of an enum.
pub(super) struct Symbol<'m> {
    pub(super) name: String,
    pub(super) term: &'m str,
    pub(super) doc: Option<&'m str>,
}

/// A field of a record.
pub(super) struct Field<'m> {
    pub(super) name: String,
    pub(super) property: PropertyId,
    pub(super) doc: Option<String>,
    pub(super) aliases: Vec<String>,
    pub(super) of: Type,
    pub(super) nullable: bool,
    pub(super) default: Option<Json>,
    /// Whether it is part of the key of its record.
    pub(super) key: bool,
    /// The keyed class that its values refer to.
    pub(super) references: Option<ClassId>,
    pub(super) term: &'m str,
    pub(super) properties: Vec<Property>,
}

/// A type of values, apart from null.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Type {
    Plain(Scalar),
    Named(TypeId),
    Array(Box<Type>, Vec<Property>),
    /// From language to text.
    Texts,
    Union(Vec<Type>),
}

/// A primitive type, with what its values mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scalar {
    pub(super) name: &'static str,
    pub(super) logical: Option<&'static str>,
    /// Precision and scale of a decimal.
    pub(super) digits: Option<(u32, u32)>,
}

impl Scalar {
    /// A primitive type as it is.
    pub(super) const fn plain(name: &'static str) -> Self {
        Self {
            name,
            logical: None,
            digits: None,
        }
    }

    /// A logical type.
    pub(super) const fn logical(name: &'static str, logical: &'static str) -> Self {
        Self {
            name,
            logical: Some(logical),
            digits: None,
        }
    }
}
