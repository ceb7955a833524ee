//! A parsed schema: named types in an arena, so that circles need no pointers and walking
//! them no recursion.

use serde_json::Value as Json;

/// A schema that follows the specification, names resolved.
#[derive(Clone, Debug)]
pub struct Schema {
    pub(super) root: Type,
    pub(super) types: Vec<Named>,
}

impl Schema {
    pub(super) fn named(&self, id: usize) -> Option<&Named> {
        self.types.get(id)
    }

    /// The full name of the record, enum or fixed that the schema is; `None` for other types.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match &self.root {
            Type::Named(id) => self.named(*id).map(|n| n.name.as_str()),
            Type::Plain(..) | Type::Array(_) | Type::Map(_) | Type::Union(_) => None,
        }
    }
}

/// A type as it stands in a place.
#[derive(Clone, Debug)]
pub(super) enum Type {
    Plain(Primitive, Option<Logical>),
    Array(Box<Type>),
    Map(Box<Type>),
    Union(Vec<Type>),
    /// The position of a named type in the arena.
    Named(usize),
}

/// The primitive types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Primitive {
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    String,
}

impl Primitive {
    pub(super) const ALL: [Self; 8] = [
        Self::Null,
        Self::Boolean,
        Self::Int,
        Self::Long,
        Self::Float,
        Self::Double,
        Self::Bytes,
        Self::String,
    ];

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.name() == name)
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Int => "int",
            Self::Long => "long",
            Self::Float => "float",
            Self::Double => "double",
            Self::Bytes => "bytes",
            Self::String => "string",
        }
    }
}

/// A logical type that is valid where it stands; others are ignored, as the specification asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Logical {
    Decimal {
        precision: u64,
        scale: u64,
    },
    /// Any other of the specification.
    Other(&'static str),
}

/// A record, an enum or a fixed.
#[derive(Clone, Debug)]
pub(super) struct Named {
    /// The full name.
    pub(super) name: String,
    /// Full names.
    pub(super) aliases: Vec<String>,
    pub(super) shape: Shape,
}

impl Named {
    /// The name without its namespace.
    pub(super) fn short(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or_default()
    }

    pub(super) const fn kind(&self) -> &'static str {
        match self.shape {
            Shape::Record(_) => "record",
            Shape::Enum { .. } => "enum",
            Shape::Fixed { .. } => "fixed",
        }
    }
}

/// What a named type holds.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    Record(Vec<Field>),
    Enum {
        symbols: Vec<String>,
        default: Option<String>,
    },
    Fixed {
        size: u64,
        logical: Option<Logical>,
    },
}

/// A field of a record.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
    pub(super) of: Type,
    pub(super) default: Option<Json>,
    pub(super) order: Order,
}

/// How a field counts when records are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Ascending,
    Descending,
    Ignore,
}
