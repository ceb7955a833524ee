//! Properties, by themselves and as the instances of a class have them.

use super::sets::{difference, local, show};
use super::{Changes, Constant, Kind, Level, PropertyDefinition, Values, limits};
use crate::vocabulary::Primitive;

/// Reports what is different in a property by itself.
pub(super) fn compare(
    old: &PropertyDefinition,
    new: &PropertyDefinition,
    changes: &mut Changes<'_>,
) {
    if let (Some(old), Some(new)) = (&old.values, &new.values) {
        values(old, new, "it", changes);
    }
    let (gone, added) = difference(&old.sub_property_of, &new.sub_property_of);
    if !gone.is_empty() {
        changes.retyped(format!("it no longer stands for {}", show(&gone)));
    }
    if !added.is_empty() {
        changes.loosened(format!("it stands for {}", show(&added)));
    }
    defaults(old, new, changes);
    if old.dependency != new.dependency {
        let not = if new.dependency { "" } else { "not " };
        changes.retyped(format!("its values are {not}graphs that are needed"));
    }
}

/// Reports what is different in what a missing value means.
pub(super) fn defaults(
    old: &PropertyDefinition,
    new: &PropertyDefinition,
    changes: &mut Changes<'_>,
) {
    let values = new.values.as_ref();
    let primitive = values.and_then(|v| v.limits.primitive);
    default(
        primitive,
        old.default.as_ref(),
        new.default.as_ref(),
        changes,
    );
}

fn default(
    primitive: Option<Primitive>,
    old: Option<&Constant>,
    new: Option<&Constant>,
    changes: &mut Changes<'_>,
) {
    let is_same = |a, b| limits::value(primitive, a) == limits::value(primitive, b);
    match (old, new) {
        (None, Some((value, _, _))) => {
            changes.loosened(format!("where it is missing it is `{value}`"));
        }
        (Some((value, _, _)), None) => {
            changes.tightened(format!("where it is missing it is no longer `{value}`"));
        }
        (Some(old), Some(new)) if !is_same(old, new) => changes.retyped(format!(
            "where it is missing it is `{}`, it was `{}`",
            new.0, old.0
        )),
        (None, None) | (Some(_), Some(_)) => {}
    }
}

/// Reports what is different in how many values of what there are. `what` is the property as
/// the message calls it.
pub(super) fn values(old: &Values, new: &Values, what: &str, changes: &mut Changes<'_>) {
    least(old.min, new.min, what, changes);
    most(old, new, what, changes);
    if old.range != new.range {
        let name = |v: &Values| {
            v.range
                .as_deref()
                .map_or_else(|| v.form.clone(), |i| format!("`{}`", local(i)))
        };
        changes.retyped(format!("{what} holds {}, it was {}", name(new), name(old)));
    } else if old.form != new.form {
        changes.retyped(format!("{what} holds {}, it was {}", new.form, old.form));
    } else {
        limits::compare(&old.limits, &new.limits, what, changes);
    }
}

fn least(old: u32, new: u32, what: &str, changes: &mut Changes<'_>) {
    if new > old && new == 1 {
        changes.tightened(format!("{what} is required"));
    } else if new > old {
        changes.tightened(format!("{what} has at least {new} values, it was {old}"));
    } else if new < old && new == 0 {
        // Who reads can no longer count on a value.
        let message = format!("{what} may be missing");
        changes.push(Kind::Loosened, Level::Major, message);
    } else if new < old {
        changes.loosened(format!("{what} has at least {new} values, it was {old}"));
    }
}

fn most(was: &Values, is: &Values, what: &str, changes: &mut Changes<'_>) {
    let (old, new) = (was.max, is.max);
    let show = |n: Option<u32>| {
        n.map_or_else(
            || "any number of values".to_owned(),
            |n| format!("at most {n}"),
        )
    };
    let message = format!("{what} has {}, it was {}", show(new), show(old));
    let narrower = match (old, new) {
        (None, Some(_)) => true,
        (Some(old), Some(new)) => new < old,
        (_, None) => false,
    };
    let single = |n: Option<u32>| n.is_some_and(|n| n <= 1);
    if old == new {
    } else if narrower {
        changes.tightened(message);
    } else if single(old) && !single(new) && !(is_by_language(was) && is_by_language(is)) {
        // One value and a set of values have different forms.
        changes.push(Kind::Loosened, Level::Major, message);
    } else {
        changes.loosened(message);
    }
}

/// Whether values are texts, each in a language: several already where there is one at the most.
fn is_by_language(values: &Values) -> bool {
    let primitive = values.limits.primitive;
    matches!(primitive, Some(Primitive::LangString | Primitive::Text))
}
