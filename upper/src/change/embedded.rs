//! What a model holds of the classes of other graphs.
//!
//! A type of a model has in it what it refers to: the key of an entity, all of a value in place,
//! the values of an enumeration, the names of them all. Where such a class of another graph is
//! another than it was, what is made of this model is another too, whoever changed it.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::terms;
use super::sets::{local, show};
use super::{Change, Changes, ClassDefinition, Level, Report, class, define, property};
use crate::model::{
    ClassId, ClassKind, DomainId, DomainModel, ListElement, Models, TermRef, Valid, Value,
};

/// How much of a class is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Extent {
    /// Its name.
    Name,
    /// Its name and key.
    Key,
    /// All that its instances have.
    Whole,
}

/// Reports, at the terms of a model, what is different in what they hold of other graphs.
pub(super) fn compare(old: &Valid<DomainModel>, new: &Valid<DomainModel>, report: &mut Report) {
    let mut known = BTreeMap::new();
    for term in terms(new.domain()) {
        let info = new.models().info(term);
        if old.models().term_by_iri(&info.iri).is_none() {
            continue;
        }
        for (class, extent) in held(new, term) {
            let changes = known
                .entry((class, extent))
                .or_insert_with_key(|(class, extent)| {
                    of_class(old.models(), new.models(), class, *extent)
                });
            let at = |change: &Change| Change {
                term: info.iri.clone(),
                ..change.clone()
            };
            report.changes.extend(changes.iter().map(at));
        }
    }
}

/// The classes of other graphs that a term holds, each at its greatest extent.
fn held(model: &Valid<DomainModel>, term: TermRef) -> BTreeMap<String, Extent> {
    let models = model.models();
    let mut walk = Walk {
        models,
        own: model.id(),
        found: BTreeMap::new(),
        open: Vec::new(),
    };
    match term {
        TermRef::Property(id) => {
            let range = models.property(id).range;
            walk.open.extend(range.map(|range| models.value_of(range)));
        }
        TermRef::Class(id) => walk.class(id),
        TermRef::Domain(_) | TermRef::Datatype(_) | TermRef::EnumValue(_) => {}
    }
    while let Some(value) = walk.open.pop() {
        walk.value(value);
    }
    let iri = |(class, extent): (ClassId, Extent)| (models.class(class).info.iri.clone(), extent);
    walk.found.into_iter().map(iri).collect()
}

/// No term holds more classes of other graphs that anybody follows.
const MOST: usize = 1_000;

struct Walk<'a> {
    models: &'a Models,
    own: DomainId,
    found: BTreeMap<ClassId, Extent>,
    /// Values that are still to be followed.
    open: Vec<Value>,
}

impl Walk<'_> {
    /// What a class of the model holds by itself; its own properties speak for themselves.
    fn class(&mut self, id: ClassId) {
        let models = self.models;
        let class = models.class(id);
        for above in &class.traits {
            self.add(*above, Extent::Name);
        }
        for member in &class.members {
            if models.property(member.property).info.domain != self.own {
                self.open.push(models.value_of(member.range));
            }
        }
        match &class.kind {
            ClassKind::Qualified { of: Some(of), .. } | ClassKind::Extension(Some(of)) => {
                self.open.push(Value::Reference(*of));
            }
            ClassKind::List(Some(ListElement::Class(of))) => {
                self.open.push(models.value_of_class(*of));
            }
            ClassKind::Union(_) => self.leaves(id),
            ClassKind::Direct
            | ClassKind::Sealed
            | ClassKind::Trait
            | ClassKind::Singleton
            | ClassKind::Enumeration(_)
            | ClassKind::Qualified { of: None, .. }
            | ClassKind::List(_)
            | ClassKind::Extension(None) => {}
        }
    }

    fn leaves(&mut self, id: ClassId) {
        for leaf in self.models.leaves(id) {
            if leaf != id {
                self.open.push(self.models.value_of_class(leaf));
            }
        }
    }

    fn value(&mut self, value: Value) {
        match value {
            Value::Scalar(_) | Value::Node | Value::Any => {}
            Value::Enum(class) => {
                self.add(class, Extent::Whole);
            }
            Value::Nested(class) => {
                if self.add(class, Extent::Whole) {
                    self.members(class, |_| true);
                }
            }
            Value::Reference(class) => {
                if self.add(class, Extent::Key) {
                    let key = self.models.class(class).key.as_ref();
                    let key: BTreeSet<_> = key.into_iter().flat_map(|k| &k.members).collect();
                    self.members(class, |property| key.contains(&property));
                }
            }
            Value::OneOf(class) => {
                if self.add(class, Extent::Whole) {
                    self.leaves(class);
                }
            }
            Value::List(class, element) => {
                if self.add(class, Extent::Whole) {
                    self.open.push(*element);
                }
            }
        }
    }

    fn members(&mut self, id: ClassId, is_held: impl Fn(crate::model::PropertyId) -> bool) {
        for member in &self.models.class(id).members {
            if is_held(member.property) {
                self.open.push(self.models.value_of(member.range));
            }
        }
    }

    /// Notes a class of another graph; whether more of it is held than was known.
    fn add(&mut self, id: ClassId, extent: Extent) -> bool {
        let is_more = self.found.get(&id).is_none_or(|known| *known < extent);
        let is_foreign = self.models.class(id).info.domain != self.own;
        let adds = is_foreign && is_more && self.found.len() < MOST;
        if adds {
            self.found.insert(id, extent);
        }
        adds
    }
}

/// What is different in a class, as far as it is held.
fn of_class(old: &Models, new: &Models, iri: &str, extent: Extent) -> Vec<Change> {
    let class = |models: &Models| match models.term_by_iri(iri) {
        Some(TermRef::Class(id)) => Some(id),
        Some(_) | None => None,
    };
    let (Some(before), Some(after)) = (class(old), class(new)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut changes = Changes {
        term: iri,
        out: &mut found,
    };
    let definitions = (define(old, before), define(new, after));
    let held = match extent {
        Extent::Name => BTreeSet::new(),
        Extent::Key => key(&definitions, &mut changes),
        Extent::Whole => whole(definitions, &mut changes),
    };
    names((old, before), (new, after), &held, &mut changes);
    found.retain(|change| change.level > Level::Patch);
    for change in &mut found {
        change.message = format!("of `{}`, which it holds: {}", local(iri), change.message);
    }
    found
}

/// Compares the keys of two states of a class; the properties that they are of.
fn key(
    (old, new): &(ClassDefinition, ClassDefinition),
    changes: &mut Changes<'_>,
) -> BTreeSet<String> {
    let of = |definition: &ClassDefinition| {
        let key = definition.key.as_ref();
        key.map_or_else(Vec::new, |(_, members)| members.clone())
    };
    let (before, after) = (of(old), of(new));
    if before != after {
        let shown = |key: &[String]| show(&key.iter().map(String::as_str).collect::<Vec<_>>());
        changes.retyped(format!(
            "its key is {}, it was {}",
            shown(&after),
            shown(&before)
        ));
    }
    for member in new.members.iter().filter(|m| after.contains(&m.property)) {
        if let Some(was) = old.members.iter().find(|m| m.property == member.property) {
            let name = format!("`{}`", local(&member.property));
            property::values(&was.values, &member.values, &name, changes);
        }
    }
    after.into_iter().collect()
}

/// Compares all that instances of two states of a class have; their properties and values.
fn whole(
    (old, new): (ClassDefinition, ClassDefinition),
    changes: &mut Changes<'_>,
) -> BTreeSet<String> {
    let bare = |definition: ClassDefinition| ClassDefinition {
        ancestors: Vec::new(),
        traits: Vec::new(),
        stands_for: Vec::new(),
        unique_keys: Vec::new(),
        ..definition
    };
    let (old, new) = (bare(old), bare(new));
    class::compare(&old, &new, changes);
    let members = new.members.into_iter().map(|m| m.property);
    members.chain(new.values).collect()
}

/// Compares the names that schemas have of a class, its domain, and what is held of it.
fn names(
    (old, before): (&Models, ClassId),
    (new, after): (&Models, ClassId),
    held: &BTreeSet<String>,
    changes: &mut Changes<'_>,
) {
    let own = |models: &Models, id: ClassId| {
        let info = &models.class(id).info;
        let domain = &models.domain(info.domain).info.name;
        (info.name.clone(), domain.clone())
    };
    let ((was, was_of), (is, is_of)) = (own(old, before), own(new, after));
    let mut pairs = vec![(was, is), (was_of, is_of)];
    for iri in held {
        let name = |models: &Models| models.term_by_iri(iri).map(|t| models.info(t).name.clone());
        pairs.extend(name(old).zip(name(new)));
    }
    for (was, is) in pairs.into_iter().filter(|(was, is)| was != is) {
        changes.retyped(format!("schemas call `{is}` what was `{was}`"));
    }
}
