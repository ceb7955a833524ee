//! Values of several classes: which they may be of, as the class says that has them, and what
//! they call these.

use rustc_hash::FxHashSet;
use transpilers::iceberg::table::{Column, Leaf, Origin, PrimitiveType};
use upper::model::{ClassId, Facets, LEVELS, ListElement, Range, Value};

use super::names::bare;
use super::preset::Preset;
use super::rule::{Compiler, Fetch, Node, Shape, kind_of, one_of};
use super::scalar::Scalar;

/// A class that a value can be of.
#[derive(Clone, Debug)]
pub(crate) struct Branch {
    /// What a value calls it.
    pub(crate) name: String,
    /// Whether it stands for something that has no members of its own.
    pub(crate) bare: bool,
    /// Whether a value need not say so, since it can be of no other.
    pub(crate) alone: bool,
    /// What else a value may call it: the qualified class that the property is narrowed to.
    also: Vec<String>,
    /// The classes that a value of it names instead, where it selects from a nested sealed class.
    below: Vec<String>,
}

impl Branch {
    pub(super) fn new(name: String, bare: bool) -> Self {
        Self {
            name,
            bare,
            alone: false,
            also: Vec::new(),
            below: Vec::new(),
        }
    }

    /// Whether a value is of it.
    pub(crate) fn is_of(&self, value: &serde_json::Value) -> bool {
        match kind_of(value).filter(|kind| !kind.is_null()) {
            Some(kind) => kind.as_str().is_some_and(|name| self.is_called(name)),
            None => self.alone,
        }
    }

    /// Whether a value that names this class is of it.
    pub(super) fn is_called(&self, class: &str) -> bool {
        let mut others = self.also.iter().chain(&self.below);
        self.name == class || others.any(|name| name == class)
    }

    /// What a value has of it, if it is of it.
    pub(super) fn of<'v>(&self, value: &'v serde_json::Value) -> Option<&'v serde_json::Value> {
        let value = Some(value).filter(|value| self.is_of(value))?;
        let named = kind_of(value).and_then(serde_json::Value::as_str);
        // The class below is named within, where it has the members that stand beside the name.
        let whole = named.is_some_and(|class| self.below.iter().any(|name| name == class));
        Some(if self.bare && !whole {
            bare(value)
        } else {
            value
        })
    }
}

/// A name that a value has for a branch besides its own.
struct Other {
    name: String,
    leaf: String,
    /// Whether it is that of a class below, which the value goes on to name.
    below: bool,
}

impl Compiler<'_> {
    /// Tells the branches of a union what values call them, and leaves only those that the range
    /// of the property leaves, where a class has one.
    pub(super) fn branches(&self, nodes: &mut [Node], fields: &[Column], range: Option<Range>) {
        let Some(leaves) = fields.iter().find_map(leaves) else {
            return;
        };
        let class = range.and_then(|range| self.element(range));
        let within = class.map(|class| self.within(class, leaves));
        let is_left = |leaf: &&Leaf| within.as_ref().is_none_or(|w| w.contains(&leaf.class));
        let left: Vec<&Leaf> = leaves.iter().filter(is_left).collect();
        let only = match left.as_slice() {
            [only] if class.is_some() => Some(only.name.as_str()),
            _ => None,
        };
        let others = self.others(class, leaves, &left);
        for node in nodes {
            match &mut node.fetch {
                Fetch::Discriminator => {
                    let names = left.iter().map(|leaf| leaf.name.clone()).collect();
                    let (kind, facets) = (PrimitiveType::String, Facets::default());
                    let mut scalar = Scalar::new(kind, one_of(names), &facets);
                    let also = others.iter().map(|o| (o.name.clone(), o.leaf.clone()));
                    scalar.also = also.collect();
                    node.shape = Shape::Scalar(scalar);
                    node.preset = only.map(Preset::text);
                }
                Fetch::Leaf(branch) if left.iter().any(|leaf| leaf.name == branch.name) => {
                    branch.alone = only.is_some();
                    for other in others.iter().filter(|other| other.leaf == branch.name) {
                        if other.below {
                            branch.below.push(other.name.clone());
                        } else {
                            branch.also.push(other.name.clone());
                        }
                    }
                    if let Shape::Struct(_, known) = &mut node.shape
                        && !known.classes.is_empty()
                    {
                        known.classes.extend_from_slice(&branch.also);
                    }
                }
                Fetch::Leaf(_) => node.shape = Shape::Nothing,
                Fetch::Field(_) | Fetch::Path(..) | Fetch::Steps(_) | Fetch::Whole => {}
            }
        }
    }

    /// What values call the branches that are left, besides their own names; no name means two.
    fn others(&self, class: Option<ClassId>, leaves: &[Leaf], left: &[&Leaf]) -> Vec<Other> {
        let mut others: Vec<Other> = Vec::new();
        let mut add = |class: ClassId, leaf: &Leaf, below: bool| {
            let name = &self.models.class(class).info.name;
            let is_taken = leaves.iter().any(|leaf| leaf.name == *name)
                || others.iter().any(|other| other.name == *name);
            if !is_taken {
                others.push(Other {
                    name: name.clone(),
                    leaf: leaf.name.clone(),
                    below,
                });
            }
        };
        for leaf in left {
            for class in self.below(leaf.class) {
                add(class, leaf, true);
            }
        }
        let wanted = class.map(|class| self.models.leaves(class));
        for class in wanted.into_iter().flatten() {
            if let [only] = self.within(class, leaves).as_slice()
                && let Some(leaf) = left.iter().find(|leaf| leaf.class == *only)
            {
                add(class, leaf, false);
            }
        }
        others
    }

    /// What a value of a range is of, or the elements of a list of such.
    fn element(&self, range: Range) -> Option<ClassId> {
        let Range::Class(mut class) = range else {
            return None;
        };
        // A circle of lists is a finding; here it must only end.
        for _ in 0..LEVELS {
            match self.models.class(class).kind.element() {
                Some(ListElement::Class(element)) => class = element,
                Some(ListElement::Datatype(_)) | None => break,
            }
        }
        Some(class)
    }

    /// The classes of a union that values of a class can be of: for a qualified class that is
    /// none of them, those of what it selects from.
    fn within(&self, class: ClassId, leaves: &[Leaf]) -> Vec<ClassId> {
        let mut seen = FxHashSet::default();
        let mut within = Vec::new();
        let mut open = self.models.leaves(class);
        while let Some(class) = open.pop() {
            if !seen.insert(class) {
                continue;
            }
            if leaves.iter().any(|leaf| leaf.class == class) {
                within.push(class);
            } else if let Some(base) = self.models.class(class).kind.base() {
                open.extend(self.models.leaves(base));
            }
        }
        within
    }

    /// The classes that values of a branch are of, where it selects from a nested sealed class.
    fn below(&self, class: ClassId) -> Vec<ClassId> {
        match self.models.value_of_class(class) {
            Value::OneOf(of) => self.models.leaves(of),
            Value::Scalar(_)
            | Value::Enum(_)
            | Value::Nested(_)
            | Value::Reference(_)
            | Value::List(..)
            | Value::Node
            | Value::Any => Vec::new(),
        }
    }
}

/// The classes that a discriminator tells apart.
fn leaves(column: &Column) -> Option<&[Leaf]> {
    match &column.origin {
        Origin::Discriminator(leaves) => Some(leaves.as_slice()),
        Origin::Property { .. }
        | Origin::Reference { .. }
        | Origin::Key { .. }
        | Origin::Leaf(_)
        | Origin::Element
        | Origin::KeyElement { .. }
        | Origin::MapKey
        | Origin::MapValue => None,
    }
}
