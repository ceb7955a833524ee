//! Values of several classes: which they may be of, as the class says that has them.

use transpilers::iceberg::table::{Column, Origin, PrimitiveType};
use upper::model::{Facets, Range, Value};

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
}

impl Branch {
    /// Whether a value is of it.
    pub(crate) fn is_of(&self, value: &serde_json::Value) -> bool {
        match kind_of(value).filter(|kind| !kind.is_null()) {
            Some(kind) => kind.as_str() == Some(&self.name),
            None => self.alone,
        }
    }
}

impl Compiler<'_> {
    /// Leaves only those branches of a union that a refinement of the property leaves.
    pub(super) fn narrow(&self, nodes: &mut [Node], fields: &[Column], range: Range) {
        let allowed = match self.models.value_of(range).element() {
            Value::OneOf(class) | Value::Nested(class) | Value::Reference(class) => {
                self.models.leaves(*class)
            }
            Value::Scalar(_) | Value::Enum(_) | Value::List(..) | Value::Node | Value::Any => {
                return;
            }
        };
        let leaves = fields.iter().find_map(|field| match &field.origin {
            Origin::Discriminator(leaves) => Some(leaves.as_slice()),
            Origin::Property { .. }
            | Origin::Reference { .. }
            | Origin::Key { .. }
            | Origin::Leaf(_)
            | Origin::Element
            | Origin::KeyElement { .. }
            | Origin::MapKey
            | Origin::MapValue => None,
        });
        let names = leaves.unwrap_or_default().iter();
        let names = names.filter(|leaf| allowed.contains(&leaf.class));
        let names: Vec<String> = names.map(|leaf| leaf.name.clone()).collect();
        let only = if let [name] = names.as_slice() {
            Some(name)
        } else {
            None
        };
        for node in nodes {
            match &mut node.fetch {
                Fetch::Discriminator => {
                    let kinds = one_of(names.clone());
                    node.shape = Shape::Scalar(Scalar::new(
                        PrimitiveType::String,
                        kinds,
                        &Facets::default(),
                    ));
                    node.preset = only.map(|name| Preset::text(name));
                }
                Fetch::Leaf(branch) if names.contains(&branch.name) => {
                    branch.alone = only.is_some();
                }
                Fetch::Leaf(_) => node.shape = Shape::Nothing,
                Fetch::Field(_) | Fetch::Path(..) | Fetch::Steps(_) | Fetch::Whole => {}
            }
        }
    }
}
