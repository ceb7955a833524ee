//! How each column of a live table is filled and checked, for rows of one class: compiled
//! once per load from the plan of the table and the model.

use iceberg::spec::{NestedFieldRef, Type};
use transpilers::iceberg::table::{
    Column, ColumnType, Content, DISCRIMINATOR, KeyStep, Leaf, Origin, PrimitiveType, Table,
    TableKind,
};
use upper::model::{ClassId, ClassKind, DatatypeId, Facets, Member, Models, PropertyId, Range};
use upper::vocabulary::Primitive;

use super::branches::Branch;
use super::datatype::{enum_names, scalar_of};
use super::members::has_none;
use super::preset::Preset;
use super::references::Known;
use super::replaced::Replaced;
use super::scalar::{Scalar, TextKind};

/// What JSON-LD calls the field that tells which class an object is of.
pub(crate) const TYPE: &str = "@type";

/// The fields that tell it: the column's name, and JSON-LD's.
pub(crate) const KINDS: [&str; 2] = [DISCRIMINATOR, TYPE];

/// The name of the class that an object says it is of.
pub(crate) fn kind_of(object: &serde_json::Value) -> Option<&serde_json::Value> {
    KINDS.iter().find_map(|name| object.get(name))
}

/// What an object calls that field; where it has none, what it would.
pub(crate) fn kind_name(object: &serde_json::Value, otherwise: &'static str) -> &'static str {
    let mut names = KINDS.into_iter();
    names
        .find(|name| object.get(name).is_some())
        .unwrap_or(otherwise)
}

/// How one column is filled.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// What messages call it.
    pub(crate) name: String,
    /// The column's own name, where values come in columns.
    pub(crate) column: String,
    /// Whether it must have a value in rows of this class.
    pub(crate) required: bool,
    /// Whether the column itself must have one, in any row.
    pub(crate) not_null: bool,
    pub(crate) fetch: Fetch,
    pub(crate) shape: Shape,
    /// The value where a row has none.
    pub(crate) preset: Option<Preset>,
}

/// Where the value is, seen from the parent's.
#[derive(Clone, Debug)]
pub(crate) enum Fetch {
    /// A field of the object.
    Field(String),
    /// From a field of the object along a key.
    Path(String, Vec<KeyStep>),
    /// Along a key from the value itself.
    Steps(Vec<KeyStep>),
    /// The discriminator.
    Discriminator,
    /// The object itself, where it is of this leaf.
    Leaf(Branch),
    /// The value itself.
    Whole,
}

/// What the value is.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    /// One value.
    Scalar(Scalar),
    /// The fields of a struct, and the names that rows may use for them.
    Struct(Vec<Node>, Known),
    /// A list.
    List(Box<Node>, Counts),
    /// A map by language.
    Map(Box<[Node; 2]>, Counts, bool),
    /// An object of a class as text.
    Json(ClassId),
    /// Nothing: the class does not have it.
    Nothing,
}

/// How many values there may be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counts {
    pub(crate) min: u32,
    pub(crate) max: Option<u32>,
    /// Whether it is a set, of which a single value may stand alone.
    pub(crate) set: bool,
}

/// The rules for rows of one class.
#[derive(Clone, Debug)]
pub(crate) struct RowRule {
    /// What the discriminator holds.
    pub(crate) leaf: Leaf,
    /// One per column of the live table, in its order.
    pub(crate) nodes: Vec<Node>,
    pub(crate) known: Known,
    /// Columns of properties that others replace.
    pub(crate) replaced: Vec<Replaced>,
}

impl RowRule {
    /// Why a value of a column is not taken that rows of the class do not have.
    pub(crate) fn lacks(&self, column: &str) -> String {
        let class = &self.leaf.name;
        match self.replaced.iter().find(|r| r.old == column) {
            Some(replaced) => format!("`{class}` does not have it: {}", replaced.hint()),
            None => format!("`{class}` does not have it"),
        }
    }
}

/// Compiles the rules of every class of a table; the plan is numbered as the live table is.
pub(crate) fn compile(models: &Models, table: &Table, live: &[NestedFieldRef]) -> Vec<RowRule> {
    let leaves = table.leaves.iter();
    leaves
        .map(|leaf| Compiler { models, table }.row(leaf, live))
        .collect()
}

pub(super) struct Compiler<'a> {
    pub(super) models: &'a Models,
    pub(super) table: &'a Table,
}

/// What the class at hand says of a property, narrowed.
#[derive(Clone, Copy, Default)]
struct Narrowed<'a> {
    member: Option<&'a Member>,
}

impl Narrowed<'_> {
    fn datatype(self) -> Option<DatatypeId> {
        match self.member?.range {
            Range::Datatype(id) => Some(id),
            Range::Class(_) | Range::Node | Range::Any => None,
        }
    }

    fn facets(self) -> Facets {
        self.member.map(|m| m.facets.clone()).unwrap_or_default()
    }

    fn counts(self) -> Counts {
        Counts {
            min: self.member.map_or(0, |m| m.min),
            max: self.member.and_then(|m| m.max),
            set: true,
        }
    }
}

impl<'a> Compiler<'a> {
    fn row(&self, leaf: &Leaf, live: &[NestedFieldRef]) -> RowRule {
        let columns = || live.iter().map(|f| self.table.column(f.id));
        let nodes = columns().zip(live);
        let nodes: Vec<Node> = nodes
            .map(|(column, field)| self.node(column, field, Some(leaf.class)))
            .collect();
        RowRule {
            leaf: leaf.clone(),
            known: Known {
                references: self.references(columns(), &nodes),
                ..self.row_names(leaf)
            },
            nodes,
            replaced: Replaced::of(self.models, leaf.class)
                .iter()
                .map(Replaced::column)
                .collect(),
        }
    }

    /// The property as a class has it; an extension has the key of what it extends as well.
    pub(super) fn member(
        &self,
        class: Option<ClassId>,
        property: PropertyId,
    ) -> Option<&'a Member> {
        let find = |id: ClassId| {
            self.models
                .class(id)
                .members
                .iter()
                .find(|m| m.property == property)
        };
        find(class?).or_else(|| match self.table.kind {
            TableKind::Extension { of } if class == Some(self.table.root) => find(of),
            TableKind::Extension { .. } | TableKind::Keyed | TableKind::Singleton => None,
        })
    }

    /// A column below something of a class, if the plan still has it.
    fn node(&self, column: Option<&Column>, live: &NestedFieldRef, class: Option<ClassId>) -> Node {
        let Some(column) = column else {
            return Node {
                name: live.name.clone(),
                column: live.name.clone(),
                required: false,
                not_null: live.required,
                fetch: Fetch::Whole,
                shape: Shape::Nothing,
                preset: None,
            };
        };
        let mut narrowed = Narrowed::default();
        let mut required = column.required;
        let mut absent = false;
        if let Some((property, _)) = named(&column.origin) {
            narrowed.member = self.member(class, property);
            absent = narrowed.member.is_none_or(|m| has_none(m, column));
            required = narrowed.member.is_some_and(|m| m.min > 0);
        }
        let shape = if absent {
            Shape::Nothing
        } else {
            self.shape(column, live, narrowed)
        };
        Node {
            name: named(&column.origin).map_or_else(|| column.name.clone(), |(_, n)| n.to_owned()),
            column: live.name.clone(),
            required: required && !matches!(column.origin, Origin::Leaf(_)),
            not_null: live.required,
            fetch: fetch(column),
            preset: Preset::of(self.models, column, &shape),
            shape,
        }
    }

    fn shape(&self, column: &Column, live: &NestedFieldRef, narrowed: Narrowed<'_>) -> Shape {
        if let (ColumnType::Primitive(_), Content::Json(class)) = (&column.kind, column.content) {
            return Shape::Json(class);
        }
        match (&column.kind, live.field_type.as_ref()) {
            (ColumnType::Primitive(kind), _) => Shape::Scalar(self.scalar(*kind, column, narrowed)),
            (ColumnType::Struct(fields), Type::Struct(live)) => {
                let class = if let Content::Nested(class) = column.content {
                    Some(class)
                } else {
                    None
                };
                let live = live.fields();
                let columns = || live.iter().map(|f| fields.iter().find(|c| c.id == f.id));
                let nodes = columns().zip(live);
                let mut nodes: Vec<Node> = nodes.map(|(c, f)| self.node(c, f, class)).collect();
                if let Content::OneOf(_) = column.content {
                    self.branches(&mut nodes, fields, narrowed.member.map(|m| m.range));
                }
                let known = Known {
                    references: self.references(columns(), &nodes),
                    ..self.struct_names(column, fields)
                };
                Shape::Struct(nodes, known)
            }
            (ColumnType::List(element), Type::List(live)) => {
                let any = Counts {
                    min: 0,
                    max: None,
                    set: false,
                };
                let counts = if column.content == Content::Many {
                    narrowed.counts()
                } else {
                    any
                };
                Shape::List(
                    Box::new(self.inside(element, &live.element_field, narrowed)),
                    counts,
                )
            }
            (ColumnType::Map(key, value), Type::Map(live)) => {
                let plain = matches!(column.content, Content::Literal(d)
                    if self.models.primitive(d) == Primitive::Text);
                let mut key = self.inside(key, &live.key_field, narrowed);
                key.shape = Shape::Scalar(Scalar::new(
                    PrimitiveType::String,
                    TextKind::Language { empty: plain },
                    &Facets::default(),
                ));
                let value = self.inside(value, &live.value_field, narrowed);
                Shape::Map(Box::new([key, value]), narrowed.counts(), plain)
            }
            // The live type is not the planned one: provisioning has refused that.
            (ColumnType::Struct(_) | ColumnType::List(_) | ColumnType::Map(..), _) => {
                Shape::Nothing
            }
        }
    }

    /// An element, key or value: it inherits what the class says of the property.
    fn inside(&self, column: &Column, live: &NestedFieldRef, narrowed: Narrowed<'_>) -> Node {
        Node {
            name: column.name.clone(),
            column: live.name.clone(),
            required: true,
            not_null: live.required,
            fetch: fetch(column),
            shape: self.shape(column, live, narrowed),
            preset: None,
        }
    }

    fn scalar(&self, kind: PrimitiveType, column: &Column, narrowed: Narrowed<'_>) -> Scalar {
        let plain = |text| Scalar::new(kind, text, &Facets::default());
        // What a class says of a reference, it says of no attribute of the key.
        let reference = matches!(
            column.origin,
            Origin::Reference { .. } | Origin::Key { .. } | Origin::KeyElement { .. }
        );
        let facets = if reference {
            Facets::default()
        } else {
            narrowed.facets()
        };
        match column.content {
            Content::Literal(datatype) => {
                let datatype = narrowed
                    .datatype()
                    .filter(|_| !reference)
                    .unwrap_or(datatype);
                self.literal(kind, datatype, &facets)
            }
            Content::Text => match narrowed.datatype() {
                Some(datatype) => self.literal(kind, datatype, &narrowed.facets()),
                None => plain(TextKind::Plain),
            },
            Content::Enum(class) => {
                let class = match narrowed.member.map(|m| m.range) {
                    Some(Range::Class(narrow))
                        if matches!(self.models.class(narrow).kind, ClassKind::Enumeration(_)) =>
                    {
                        narrow
                    }
                    Some(Range::Class(_) | Range::Datatype(_) | Range::Node | Range::Any)
                    | None => class,
                };
                plain(one_of(enum_names(self.models, class, &facets)))
            }
            Content::Discriminator => {
                let leaves = if let Origin::Discriminator(leaves) = &column.origin {
                    leaves.as_slice()
                } else {
                    &[]
                };
                plain(one_of(leaves.iter().map(|l| l.name.clone()).collect()))
            }
            Content::Node => plain(TextKind::Uri { absolute: true }),
            Content::Language => plain(TextKind::Language { empty: true }),
            Content::Nested(_)
            | Content::Json(_)
            | Content::OneOf(_)
            | Content::Key(_)
            | Content::Sequence(_)
            | Content::Many
            | Content::Term => plain(TextKind::Plain),
        }
    }

    fn literal(&self, kind: PrimitiveType, datatype: DatatypeId, narrowed: &Facets) -> Scalar {
        scalar_of(self.models, kind, datatype, narrowed)
    }
}

pub(super) fn one_of(names: Vec<String>) -> TextKind {
    let set = names.iter().cloned().collect();
    TextKind::OneOf(names, set)
}

/// The property that a column has the values of, and its name in rows.
pub(super) fn named(origin: &Origin) -> Option<(PropertyId, &str)> {
    match origin {
        Origin::Property { property, name } | Origin::Reference { property, name, .. } => {
            Some((*property, name))
        }
        Origin::Key { .. }
        | Origin::Discriminator(_)
        | Origin::Leaf(_)
        | Origin::Element
        | Origin::KeyElement { .. }
        | Origin::MapKey
        | Origin::MapValue => None,
    }
}

fn fetch(column: &Column) -> Fetch {
    match &column.origin {
        Origin::Property { name, .. } => Fetch::Field(name.clone()),
        Origin::Reference { name, key, .. } => Fetch::Path(name.clone(), key.clone()),
        Origin::Key { key, .. } => Fetch::Steps(key.clone()),
        Origin::Discriminator(_) => Fetch::Discriminator,
        Origin::Leaf(leaf) => {
            let nested = matches!(column.content, Content::Nested(_) | Content::Json(_));
            Fetch::Leaf(Branch::new(leaf.name.clone(), !nested))
        }
        Origin::KeyElement { key, .. } => Fetch::Steps(key.clone()),
        Origin::Element => Fetch::Whole,
        Origin::MapKey | Origin::MapValue => Fetch::Whole,
    }
}
