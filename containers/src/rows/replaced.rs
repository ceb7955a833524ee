//! Names that rows go on using after a model has changed: of properties that others of the
//! class replace.

use std::iter::successors;

use transpilers::naming::snake_case;
use upper::model::{ClassId, Models, PropertyId, TermRef};

/// The names of a property that a class had, and of the one that took its place.
#[derive(Clone, Debug)]
pub(crate) struct Replaced {
    pub(crate) old: String,
    pub(crate) new: String,
}

impl Replaced {
    /// All of a class.
    pub(crate) fn of(models: &Models, class: ClassId) -> Vec<Self> {
        let members = &models.class(class).members;
        let has = |id: &PropertyId| members.iter().any(|m| m.property == *id);
        let name = |id| models.property(id).info.name.clone();
        let gone = models.properties().filter(|(id, _)| !has(id));
        gone.filter_map(|(id, _)| {
            let new = successors(Some(id), |id| successor(models, *id)).find(has)?;
            Some(Self {
                old: name(id),
                new: name(new),
            })
        })
        .collect()
    }

    /// The same of columns.
    pub(crate) fn column(&self) -> Self {
        Self {
            old: snake_case(&self.old),
            new: snake_case(&self.new),
        }
    }

    /// What became of the old name.
    pub(crate) fn hint(&self) -> String {
        format!("it was replaced by `{}`", self.new)
    }
}

fn successor(models: &Models, id: PropertyId) -> Option<PropertyId> {
    match models.property(id).info.deprecated.as_ref()?.replaced_by? {
        TermRef::Property(new) => Some(new),
        TermRef::Domain(_) | TermRef::Class(_) | TermRef::Datatype(_) | TermRef::EnumValue(_) => {
            None
        }
    }
}
