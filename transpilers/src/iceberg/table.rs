//! The typed plan of a table: what the JSON artifact, the representation, provisioning and
//! the loading of rows are all made from, so that none of them derives a rule again.
//!
//! A [`Column`] is anything with a field id: a column of the table, a field of a struct,
//! the element of a list, the key or value of a map. Filling one from a row is a walk:
//! [`Origin`] says how its value is reached from the value that its parent was filled from
//! (the row itself, for a column of the table), [`Content`] what that value is, and
//! [`ColumnType`] how Iceberg holds it.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use upper::model::{ClassId, DatatypeId, PropertyId};

use super::limits::Limits;
use crate::output::Loss;

/// The name of the column, and of the field in rows and in values of unions, that tells
/// which class an instance is of. No property can have it: names made by
/// [`snake_case`](crate::naming::snake_case) never begin with `_`.
pub const DISCRIMINATOR: &str = "_type";

/// In rows, the field of a union's value that holds a member that is no object (the value
/// of an enumeration): `{"_type": "Sea", "value": "EastBlue"}`.
pub const BARE_VALUE: &str = "value";

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The class whose rows it holds: the topmost keyed class of a taxonomy, an extension,
    /// or a singleton.
    pub root: ClassId,
    /// The IRI of that class: the root of the field ids in the ledger.
    pub root_iri: String,
    /// The IRIs of the classes that the root replaces, nearest first: the table was theirs.
    pub formerly: Vec<String>,
    /// The IRIs of the other classes of its taxonomy, and of those that they replace: their
    /// rows are in this table.
    pub below: Vec<String>,
    /// What sort of class the root is.
    pub kind: TableKind,
    /// The concrete classes whose instances are its rows, in the author's order; the root
    /// alone where it is concrete. The discriminator holds [`Leaf::name`].
    pub leaves: Vec<Leaf>,
    /// The namespace: the domain's short name.
    pub namespace: String,
    /// The name in its namespace.
    pub name: String,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// Field ids of the columns that identify a row, in the order of the primary key. Empty
    /// for a singleton.
    pub identifier: Vec<i32>,
    /// How rows are partitioned, outermost first; usually not at all.
    pub partition: Vec<PartitionField>,
    /// Field ids of the columns by which rows are sorted, ascending, nulls first.
    pub sort: Vec<i32>,
    /// The table's properties, without `format-version` (always 2).
    pub properties: BTreeMap<String, String>,
    /// The documentation of the class.
    pub doc: Option<String>,
    /// Properties of the class that have no column, because their inverses have it.
    pub inverses: Vec<Inverse>,
    /// What the table cannot say.
    pub losses: Vec<Loss>,
}

/// What sort of class a table is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TableKind {
    /// A keyed class, alone or with its taxonomy.
    Keyed,
    /// Additions to a class of another domain, keyed alike.
    Extension {
        /// The class that is extended.
        of: ClassId,
    },
    /// A class with one instance: one row, no key.
    Singleton,
}

/// A class that an instance can be of, and the discriminator's value for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The class.
    pub class: ClassId,
    /// What the discriminator holds, in tables and in rows: the class's name; `domain:Name`
    /// where an earlier leaf has that name already.
    pub name: String,
}

/// A property without a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inverse {
    /// The property, of a class of this table.
    pub property: PropertyId,
    /// Its IRI.
    pub term: String,
    /// Its inverse, whose columns say the same, in the table of the class referred to.
    pub stored_by: PropertyId,
}

/// Anything with a field id.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The field id.
    pub id: i32,
    /// The name; `element`, `key`, `value` in lists and maps.
    pub name: String,
    /// Whether there is always a value (in its struct, where it is a field of one).
    pub required: bool,
    /// The documentation.
    pub doc: Option<String>,
    /// How Iceberg holds the value.
    pub kind: ColumnType,
    /// Where a row has the value.
    pub origin: Origin,
    /// What the value is.
    pub content: Content,
    /// Its key in the ledger of ids, below the table's root: IRIs and roles.
    pub path: Vec<String>,
    /// Its keys while the terms that its terms replace were in use, nearest first, the steps
    /// joined by spaces.
    pub formerly: Vec<String>,
    /// The IRI of the term that it stands for: the property; the root class or union for a
    /// discriminator, the leaf for a leaf of a union.
    pub term: String,
    /// What its values must be beyond its type; of a reference only the class, since the
    /// others are those of what is referred to.
    pub limits: Option<Box<Limits>>,
}

/// An Iceberg type.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnType {
    /// A primitive type.
    Primitive(PrimitiveType),
    /// A struct of fields.
    Struct(Vec<Column>),
    /// A list of elements; the column is its element.
    List(Box<Column>),
    /// A map; the columns are its key and its value.
    Map(Box<Column>, Box<Column>),
}

/// A primitive type of Iceberg, of those that a model can lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PrimitiveType {
    /// `boolean`
    Boolean,
    /// `int`, 32 bits
    Int,
    /// `long`, 64 bits
    Long,
    /// `float`
    Float,
    /// `double`
    Double,
    /// `decimal(precision, scale)`
    Decimal {
        /// Digits in all, at most 38.
        precision: u32,
        /// Digits of the fraction.
        scale: u32,
    },
    /// `date`
    Date,
    /// `time`, in microseconds
    Time,
    /// `timestamp`, without a zone, in microseconds
    Timestamp,
    /// `timestamptz`, an instant, in microseconds
    Timestamptz,
    /// `string`
    String,
    /// `uuid`
    Uuid,
    /// `binary`
    Binary,
}

/// How a value is reached from the value that the parent was filled from. In rows (JSON)
/// that is an object for a row and for structs, an array for lists.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// The field `name` of the parent's object: the value of a property. Where the column
    /// is a list because the property has many values (see [`Content::Many`]), a single
    /// value stands for an array of one.
    Property {
        /// The property.
        property: PropertyId,
        /// Its name in rows.
        name: String,
    },
    /// The field `name` of the parent's object is the key of an entity; from there, the
    /// steps lead to one attribute of it.
    Reference {
        /// The relationship.
        property: PropertyId,
        /// Its name in rows.
        name: String,
        /// The class referred to.
        class: ClassId,
        /// From the key to the attribute, at least one.
        key: Vec<KeyStep>,
    },
    /// The value of the parent is itself the key of an entity (a list's element, a leaf of
    /// a union); the steps lead to one attribute of it.
    Key {
        /// The class referred to.
        class: ClassId,
        /// From the key to the attribute, at least one.
        key: Vec<KeyStep>,
    },
    /// The field [`DISCRIMINATOR`] of the parent's object. A row may leave it out where the
    /// class is known otherwise: rows loaded as a leaf are of that leaf.
    Discriminator(Vec<Leaf>),
    /// The parent's object itself, where its discriminator names this leaf; else null. (A
    /// bare value stands in the object's field [`BARE_VALUE`].)
    Leaf(Leaf),
    /// An element of the parent's array.
    Element,
    /// An element of the parent's array is the key of an entity with one attribute; the
    /// steps lead to it.
    KeyElement {
        /// The class referred to.
        class: ClassId,
        /// From the key to the attribute, at least one.
        key: Vec<KeyStep>,
    },
    /// A field name of the parent's object: a language.
    MapKey,
    /// The value under that name: the text.
    MapValue,
}

/// One step from the key of an entity to an attribute of it. A key with members `a`, `b` is
/// an object `{"a": …, "b": …}`; the bare value will do where it has one member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyStep {
    /// The member of the key.
    pub property: PropertyId,
    /// Its name in rows.
    pub name: String,
    /// Whether it is the only member, so that a value that is no object is the member's.
    pub alone: bool,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    /// A literal of a datatype. (`rdf:langString` and `upper:Text` are maps.)
    Literal(DatatypeId),
    /// A value of an enumeration, by its name.
    Enum(ClassId),
    /// The IRI of a node.
    Node,
    /// A nested value of a class, as a struct.
    Nested(ClassId),
    /// A nested value of a class as JSON text, in the one form that each value has: the class
    /// contains itself, or is too deep or too wide for a struct.
    Json(ClassId),
    /// A value of a union or of a nested sealed class: a struct of a discriminator and an
    /// optional field per leaf. A leaf without fields has only its discriminator.
    OneOf(ClassId),
    /// The key of an entity of a class, as a struct of its attributes.
    Key(ClassId),
    /// An ordered sequence: the class of the list.
    Sequence(ClassId),
    /// The values of a property with many: a set. The order is the row's.
    Many,
    /// The name of the class that an instance is of.
    Discriminator,
    /// The language of a text; empty for a plain `upper:Text`.
    Language,
    /// The text in one language.
    Text,
    /// Any RDF term, in N-Triples (system domains only).
    Term,
}

/// One level of partitioning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartitionField {
    /// Its own field id, from 1000 up.
    pub id: i32,
    /// The field id of the source column.
    pub source: i32,
    /// Its name: no column has it.
    pub name: String,
    /// What is computed from the source.
    pub transform: Transform,
}

/// A partition transform, of those that are proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transform {
    /// `day`
    Day,
    /// `month`
    Month,
}

impl Transform {
    /// As the Iceberg specification writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
        }
    }
}

impl std::fmt::Display for PrimitiveType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Boolean => "boolean",
            Self::Int => "int",
            Self::Long => "long",
            Self::Float => "float",
            Self::Double => "double",
            Self::Decimal { precision, scale } => {
                return write!(f, "decimal({precision}, {scale})");
            }
            Self::Date => "date",
            Self::Time => "time",
            Self::Timestamp => "timestamp",
            Self::Timestamptz => "timestamptz",
            Self::String => "string",
            Self::Uuid => "uuid",
            Self::Binary => "binary",
        })
    }
}

impl Column {
    /// The columns inside: fields, element, key and value.
    pub fn children(&self) -> impl Iterator<Item = &Self> {
        let (fields, one, two): (&[Self], _, _) = match &self.kind {
            ColumnType::Primitive(_) => (&[], None, None),
            ColumnType::Struct(fields) => (fields, None, None),
            ColumnType::List(element) => (&[], Some(&**element), None),
            ColumnType::Map(key, value) => (&[], Some(&**key), Some(&**value)),
        };
        fields.iter().chain(one).chain(two)
    }

    /// The same, to change.
    pub fn children_mut(&mut self) -> impl Iterator<Item = &mut Self> {
        let (fields, one, two): (&mut [Self], _, _) = match &mut self.kind {
            ColumnType::Primitive(_) => (&mut [], None, None),
            ColumnType::Struct(fields) => (fields, None, None),
            ColumnType::List(element) => (&mut [], Some(&mut **element), None),
            ColumnType::Map(key, value) => (&mut [], Some(&mut **key), Some(&mut **value)),
        };
        fields.iter_mut().chain(one).chain(two)
    }

    fn renumber(&mut self, numbers: &FxHashMap<i32, i32>) {
        renumber(&mut self.id, numbers);
        for child in self.children_mut() {
            child.renumber(numbers);
        }
    }
}

impl Table {
    /// The column of the table with a field id.
    #[must_use]
    pub fn column(&self, id: i32) -> Option<&Column> {
        self.columns.iter().find(|c| c.id == id)
    }

    /// Calls `visit` with every column, nested ones after the one that holds them, and the
    /// names that lead to it.
    pub fn visit<'a>(&'a self, visit: &mut dyn FnMut(&[&'a str], &'a Column)) {
        fn walk<'a>(
            columns: impl Iterator<Item = &'a Column>,
            names: &mut Vec<&'a str>,
            visit: &mut dyn FnMut(&[&'a str], &'a Column),
        ) {
            for column in columns {
                names.push(&column.name);
                visit(names, column);
                walk(
                    Box::new(column.children()) as Box<dyn Iterator<Item = _>>,
                    names,
                    visit,
                );
                names.pop();
            }
        }
        walk(self.columns.iter(), &mut Vec::new(), visit);
    }

    /// Replaces field ids everywhere: what a live table really uses, by what is here.
    pub fn renumber(&mut self, numbers: &FxHashMap<i32, i32>) {
        for column in &mut self.columns {
            column.renumber(numbers);
        }
        for id in self.identifier.iter_mut().chain(&mut self.sort) {
            renumber(id, numbers);
        }
        for field in &mut self.partition {
            renumber(&mut field.source, numbers);
        }
    }
}

fn renumber(id: &mut i32, numbers: &FxHashMap<i32, i32>) {
    if let Some(number) = numbers.get(id) {
        *id = *number;
    }
}
