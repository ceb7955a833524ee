//! The attributes that make up the key of a class, through the keys of those it refers to.

use upper::model::{ClassId, Facets, KEY_MEMBERS, KEY_STEPS, Member, Models, PropertyId, Value};

use super::table::KeyStep;
use crate::naming::snake_case;

/// An attribute of a key, and the way to it.
pub(super) struct KeyLeaf {
    /// The class whose key it is.
    pub(super) of: ClassId,
    /// From the key to the attribute, at least one.
    pub(super) steps: Vec<KeyStep>,
    /// A scalar, enumeration value or node.
    pub(super) value: Value,
    /// Facets that refinements add.
    pub(super) facets: Facets,
}

impl KeyLeaf {
    /// The names of the steps in snake case, joined by `_`.
    pub(super) fn name(&self) -> String {
        let mut name = String::new();
        for step in &self.steps {
            if !name.is_empty() {
                name.push('_');
            }
            name.push_str(&snake_case(&step.name));
        }
        name
    }

    /// The attribute itself.
    pub(super) fn attribute(&self) -> Option<PropertyId> {
        self.steps.last().map(|s| s.property)
    }
}

/// The attributes of the key of a class, in order.
pub(super) fn key_leaves(models: &Models, class: ClassId) -> Vec<KeyLeaf> {
    let mut leaves = Vec::new();
    let (mut steps, mut left) = (Vec::new(), KEY_MEMBERS);
    collect(models, class, class, &mut steps, &mut leaves, &mut left);
    leaves
}

fn collect(
    models: &Models,
    of: ClassId,
    at: ClassId,
    steps: &mut Vec<KeyStep>,
    leaves: &mut Vec<KeyLeaf>,
    left: &mut usize,
) {
    let members = key_members(models, at);
    // Keys of valid models fit; names are asked of others too.
    let rest = left.checked_sub(members.len().max(1));
    *left = rest.unwrap_or_default();
    if steps.len() > KEY_STEPS || rest.is_none() {
        return;
    }
    let alone = members.len() == 1;
    for member in members {
        let name = models.property(member.property).info.name.clone();
        steps.push(KeyStep {
            property: member.property,
            name,
            alone,
        });
        match models.value_of(member.range) {
            Value::Reference(to) => collect(models, of, to, steps, leaves, left),
            value @ (Value::Scalar(_)
            | Value::Enum(_)
            | Value::Nested(_)
            | Value::OneOf(_)
            | Value::List(..)
            | Value::Node
            | Value::Any) => {
                leaves.push(KeyLeaf {
                    of,
                    steps: steps.clone(),
                    value,
                    facets: member.facets.clone(),
                });
            }
        }
        steps.pop();
    }
}

/// The members of a class's key, as the class that declares it has them.
pub(super) fn key_members(models: &Models, class: ClassId) -> Vec<&Member> {
    let Some(key) = &models.class(class).key else {
        return Vec::new();
    };
    let members = &models.class(key.declared_by).members;
    key.members
        .iter()
        .filter_map(|p| members.iter().find(|m| m.property == *p))
        .collect()
}
