//! Classes, by all that their instances have.

use rustc_hash::{FxHashMap, FxHashSet};

use super::sets::{common, difference, local, show};
use super::{Changes, ClassDefinition, Kind, Level, MemberDefinition, Values, property};

/// Reports what is different in a class.
pub(super) fn compare(old: &ClassDefinition, new: &ClassDefinition, changes: &mut Changes<'_>) {
    if kind(old, new, changes) {
        return;
    }
    key(old, new, changes);
    unique_keys(old, new, changes);
    hierarchy(old, new, changes);
    alternatives(old, new, changes);
    values(old, new, changes);
    if old.of != new.of {
        let name = |i: &Option<String>| {
            i.as_deref()
                .map_or("nothing".to_owned(), |i| format!("`{}`", local(i)))
        };
        changes.retyped(format!(
            "it is a {} of {}, it was one of {}",
            new.kind,
            name(&new.of),
            name(&old.of)
        ));
    }
    if old.conditions != new.conditions {
        changes.retyped("other conditions say which members it has".to_owned());
    }
    members(&old.members, &new.members, changes);
    if old.key == new.key && old.is_text != new.is_text {
        let form = |is_text| if is_text { "one text" } else { "columns" };
        let (is, was) = (form(new.is_text), form(old.is_text));
        changes.retyped(format!("tables hold a value of it as {is}, it was {was}"));
    }
}

/// Reports another kind of class; whether it is one.
pub(super) fn kind(
    old: &ClassDefinition,
    new: &ClassDefinition,
    changes: &mut Changes<'_>,
) -> bool {
    let differs = old.kind != new.kind;
    if differs {
        changes.retyped(format!("it is a {}, it was a {}", new.kind, old.kind));
    }
    differs
}

/// Reports another key, or one that another class declares: schemas name keys after that class.
pub(super) fn key(old: &ClassDefinition, new: &ClassDefinition, changes: &mut Changes<'_>) {
    if old.key != new.key {
        let name = |key: &Option<(String, Vec<String>)>| match key {
            None => "without a key".to_owned(),
            Some((by, members)) => {
                let members: Vec<&str> = members.iter().map(String::as_str).collect();
                format!("keyed on {} by `{}`", show(&members), local(by))
            }
        };
        changes.retyped(format!(
            "it is {}, it was {}",
            name(&new.key),
            name(&old.key)
        ));
    }
}

fn unique_keys(old: &ClassDefinition, new: &ClassDefinition, changes: &mut Changes<'_>) {
    // Schemas list their members in an order that says nothing.
    let sorted = |keys: &[Vec<String>]| -> Vec<Vec<String>> {
        let mut keys = keys.to_vec();
        keys.iter_mut().for_each(|key| key.sort_unstable());
        keys
    };
    let (were, are) = (sorted(&old.unique_keys), sorted(&new.unique_keys));
    let (before, after) = (set(&were), set(&are));
    let stated = set(&old.unique_keys);
    let named = |key: &[String]| show(&key.iter().map(String::as_str).collect::<Vec<_>>());
    for (key, sorted) in new.unique_keys.iter().zip(&are) {
        if !before.contains(sorted.as_slice()) {
            changes.tightened(format!("no two of it have the same {}", named(key)));
        } else if !stated.contains(key.as_slice()) {
            let message = format!("its unique key names {} in another order", named(key));
            changes.push(Kind::Retyped, Level::Minor, message);
        }
    }
    for key in were.iter().filter(|k| !after.contains(k.as_slice())) {
        changes.loosened(format!("two of it may have the same {}", named(key)));
    }
}

/// Keys, to look others up among.
fn set(keys: &[Vec<String>]) -> FxHashSet<&[String]> {
    keys.iter().map(Vec::as_slice).collect()
}

fn hierarchy(old: &ClassDefinition, new: &ClassDefinition, changes: &mut Changes<'_>) {
    for (old, new, what) in [
        (&old.ancestors, &new.ancestors, "below"),
        (&old.traits, &new.traits, "with the trait"),
        (&old.stands_for, &new.stands_for, "standing for"),
    ] {
        let (gone, added) = difference(old, new);
        if !gone.is_empty() {
            changes.retyped(format!("it is no longer {what} {}", show(&gone)));
        }
        if !added.is_empty() {
            changes.loosened(format!("it is {what} {}", show(&added)));
        }
    }
}

fn alternatives(old: &ClassDefinition, new: &ClassDefinition, changes: &mut Changes<'_>) {
    let (gone, added) = difference(&old.alternatives, &new.alternatives);
    if !gone.is_empty() {
        changes.tightened(format!("it can no longer be {}", show(&gone)));
    }
    if !added.is_empty() {
        changes.loosened(format!("it can be {} as well", show(&added)));
    }
    // Schemas name the members of a union in its order.
    if new.kind == "union"
        && common(&old.alternatives, &new.alternatives)
            != common(&new.alternatives, &old.alternatives)
    {
        let message = "its members are in another order".to_owned();
        changes.push(Kind::Retyped, Level::Minor, message);
    }
}

fn values(old: &ClassDefinition, new: &ClassDefinition, changes: &mut Changes<'_>) {
    let (gone, added) = difference(&old.values, &new.values);
    if !gone.is_empty() {
        changes.tightened(format!("it no longer has the values {}", show(&gone)));
    }
    if !added.is_empty() {
        changes.loosened(format!("it has the values {} as well", show(&added)));
    }
    if common(&old.values, &new.values) != common(&new.values, &old.values) {
        let message = "its values are in another order".to_owned();
        changes.push(Kind::Retyped, Level::Minor, message);
    }
}

/// What a class has, by property.
pub(super) fn by_property(members: &[MemberDefinition]) -> FxHashMap<&str, &Values> {
    let members = members.iter();
    members.map(|m| (m.property.as_str(), &m.values)).collect()
}

fn members(old: &[MemberDefinition], new: &[MemberDefinition], changes: &mut Changes<'_>) {
    let (was, is) = (by_property(old), by_property(new));
    for member in new {
        let name = format!("`{}`", local(&member.property));
        match was.get(member.property.as_str()) {
            Some(before) => property::values(before, &member.values, &name, changes),
            None if member.values.min > 0 => {
                changes.tightened(format!("it has {name}, which is required"));
            }
            None => changes.loosened(format!("it can have {name}")),
        }
    }
    for member in old {
        if !is.contains_key(member.property.as_str()) {
            changes.tightened(format!("it no longer has `{}`", local(&member.property)));
        }
    }
}
