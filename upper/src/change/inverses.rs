//! Inverse pairs, of which one side is stored: by themselves they mean the same whichever of
//! the two says so.

use super::Changes;
use super::sets::local;
use crate::model::{DomainModel, Inverses, Models, PropertyId, Valid};

/// The inverse pairs of one state of a model.
pub(super) struct Pairs<'a> {
    models: &'a Models,
    inverses: Inverses,
}

impl<'a> Pairs<'a> {
    pub(super) fn of(model: &'a Valid<DomainModel>) -> Self {
        let models = model.models();
        Self {
            models,
            inverses: Inverses::of(models, model.id()),
        }
    }

    fn iri(&self, property: Option<PropertyId>) -> Option<&'a str> {
        property.map(|p| self.models.property(p).info.iri.as_str())
    }
}

/// Reports what is different in the inverse of a property, and in which of the two is stored.
pub(super) fn compare(
    (old, before): (&Pairs<'_>, PropertyId),
    (new, after): (&Pairs<'_>, PropertyId),
    changes: &mut Changes<'_>,
) {
    let was = old.iri(old.inverses.inverse(before));
    let is = new.iri(new.inverses.inverse(after));
    match (was, is) {
        (None, Some(is)) => changes.loosened(format!("its inverse is `{}`", local(is))),
        (Some(was), is) if is != Some(was) => {
            let name = is.map_or("none".to_owned(), |i| format!("`{}`", local(i)));
            changes.retyped(format!("its inverse is {name}, it was `{}`", local(was)));
        }
        (None | Some(_), _) => {}
    }
    let was = old.iri(old.inverses.stored_by(before));
    let is = new.iri(new.inverses.stored_by(after));
    match (was, is) {
        (None, Some(by)) => changes.retyped(format!("tables hold it as `{}` alone", local(by))),
        (Some(by), None) => {
            changes.retyped(format!(
                "tables hold it by itself, they held it as `{}` alone",
                local(by)
            ));
        }
        // Another one is another inverse.
        (None, None) | (Some(_), Some(_)) => {}
    }
}
