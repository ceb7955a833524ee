//! What a model holds of the classes of other graphs.
//!
//! A type of a model has in it what it refers to: the key of an entity, all of a value in place,
//! the values of an enumeration; the names, defaults and deprecations of all of these, of the
//! properties that it lists and of the datatypes that it uses. Where such a term of another graph
//! is another than it was, what is made of this model is another too, whoever changed it.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::changes::{Difference, Room, Told};
use super::compare::terms;
use super::known::Known;
use super::sets::local;
use super::{
    Change, Changes, ClassDefinition, Kind, Level, Report, class, define, limits, property, texts,
};
use crate::builtin::builtin;
use crate::model::{
    ClassId, ClassKind, DomainId, DomainModel, ListElement, Models, PropertyId, TermRef, Valid,
    Value,
};

/// How much of a term is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Extent {
    /// What every term has, and the default of a property.
    Name,
    /// Its name and key.
    Key,
    /// All that its instances have.
    Whole,
}

/// Reports, at the terms of a model, what is different in what they hold of other graphs.
pub(super) fn compare(
    old: &Valid<DomainModel>,
    new: &Valid<DomainModel>,
    (known, room): (&Known<'_>, &Room),
    report: &mut Report,
) {
    if !is_any_other(new, known) {
        return;
    }
    let mut found: BTreeMap<(String, Extent), Told> = BTreeMap::new();
    let mut left = MOST;
    for term in terms(new.domain()) {
        let info = new.models().info(term);
        if old.models().term_by_iri(&info.iri).is_none() {
            continue;
        }
        let held = held(new, term, &mut left);
        if left == 0 {
            report.changes.push(Change {
                term: info.iri.clone(),
                kind: Kind::Retyped,
                level: Level::Major,
                message: "the model holds more of other models than can be compared".to_owned(),
            });
            return;
        }
        let mut changes = Changes::of(&info.iri, &mut report.changes, known, room);
        for held in held {
            let told = found
                .entry(held)
                .or_insert_with_key(|(iri, extent)| Told::of(of_term(known, room, iri, *extent)));
            changes.repeat(told, "");
        }
    }
}

/// Whether anything of other graphs, but for what comes with the product, is another than it was.
fn is_any_other(new: &Valid<DomainModel>, known: &Known<'_>) -> bool {
    let models = new.models();
    let domains = models.domains().filter(|(id, _)| *id != new.id());
    let foreign = domains.filter(|(_, domain)| builtin(&domain.info.iri).is_none());
    let mut terms = foreign.flat_map(|(_, domain)| terms(domain));
    terms.any(|term| {
        // Nothing of this is told.
        let room = Room::default();
        let iri = &models.info(term).iri;
        !of_term(known, &room, iri, Extent::Whole).is_empty()
    })
}

/// The terms of other graphs that a term holds, each at its greatest extent.
fn held(model: &Valid<DomainModel>, term: TermRef, left: &mut usize) -> BTreeMap<String, Extent> {
    let models = model.models();
    let mut walk = Walk {
        models,
        own: model.id(),
        found: FxHashMap::default(),
        open: Vec::new(),
        left,
    };
    match term {
        TermRef::Property(id) => {
            let range = models.property(id).range;
            walk.open.extend(range.map(|range| models.value_of(range)));
        }
        TermRef::Class(id) => walk.class(id),
        TermRef::Datatype(id) => walk.open.push(Value::Scalar(id)),
        TermRef::Domain(_) | TermRef::EnumValue(_) => {}
    }
    while let Some(value) = walk.open.pop() {
        walk.value(value);
    }
    let iri = |(term, extent): (TermRef, Extent)| (models.info(term).iri.clone(), extent);
    walk.found.into_iter().map(iri).collect()
}

/// So many terms of other graphs are followed, those of all terms of a model together.
const MOST: usize = 2_000_000;

struct Walk<'a> {
    models: &'a Models,
    own: DomainId,
    found: FxHashMap<TermRef, Extent>,
    /// Values that are still to be followed.
    open: Vec<Value>,
    /// How many terms may still be found.
    left: &'a mut usize,
}

impl Walk<'_> {
    /// What a class of the model holds by itself.
    fn class(&mut self, id: ClassId) {
        let models = self.models;
        let class = models.class(id);
        for above in &class.traits {
            self.add(TermRef::Class(*above), Extent::Name);
        }
        for member in &class.members {
            // Its own properties speak for themselves, unless it narrows them.
            let property = models.property(member.property);
            if property.info.domain != self.own || property.range != Some(member.range) {
                self.add(TermRef::Property(member.property), Extent::Name);
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
            ClassKind::List(Some(ListElement::Datatype(of))) => {
                self.add(TermRef::Datatype(*of), Extent::Whole);
                self.open.push(Value::Scalar(*of));
            }
            ClassKind::Union(_) => self.leaves(id),
            ClassKind::Direct
            | ClassKind::Sealed
            | ClassKind::Trait
            | ClassKind::Singleton
            | ClassKind::Enumeration(_)
            | ClassKind::Qualified { of: None, .. }
            | ClassKind::List(None)
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
        let models = self.models;
        match value {
            Value::Node | Value::Any => {}
            Value::Scalar(datatype) => {
                for id in models.datatype_chain(datatype) {
                    self.add(TermRef::Datatype(id), Extent::Name);
                }
            }
            Value::Enum(class) => {
                if self.add(TermRef::Class(class), Extent::Whole) {
                    for value in models.class(class).kind.values() {
                        self.add(TermRef::EnumValue(*value), Extent::Name);
                    }
                }
            }
            Value::Nested(class) => {
                if self.add(TermRef::Class(class), Extent::Whole) {
                    self.members(class, |_| true);
                }
            }
            Value::Reference(class) => {
                if self.add(TermRef::Class(class), Extent::Key)
                    && let Some(key) = &models.class(class).key
                {
                    self.add(TermRef::Class(key.declared_by), Extent::Name);
                    let members: BTreeSet<PropertyId> = key.members.iter().copied().collect();
                    self.members(class, |property| members.contains(&property));
                }
            }
            Value::OneOf(class) => {
                if self.add(TermRef::Class(class), Extent::Whole) {
                    self.leaves(class);
                }
            }
            Value::List(class, element) => {
                if self.add(TermRef::Class(class), Extent::Whole) {
                    if let Value::Scalar(of) = *element {
                        self.add(TermRef::Datatype(of), Extent::Whole);
                    }
                    self.open.push(*element);
                }
            }
        }
    }

    fn members(&mut self, id: ClassId, is_held: impl Fn(PropertyId) -> bool) {
        for member in &self.models.class(id).members {
            if is_held(member.property) {
                self.add(TermRef::Property(member.property), Extent::Name);
                self.open.push(self.models.value_of(member.range));
            }
        }
    }

    /// Notes a term of another graph; whether more of it is held than was known.
    fn add(&mut self, term: TermRef, extent: Extent) -> bool {
        let is_more = self.found.get(&term).is_none_or(|known| *known < extent);
        let is_foreign = self.models.info(term).domain != self.own;
        let adds = is_foreign && is_more && *self.left > 0;
        if adds {
            *self.left -= 1;
            self.found.insert(term, extent);
        }
        adds
    }
}

/// What is different in a term, as far as it is held.
fn of_term(known: &Known<'_>, room: &Room, iri: &str, extent: Extent) -> Vec<Difference> {
    let (old, new) = (known.old.models, known.new.models);
    let (Some(before), Some(after)) = (old.term_by_iri(iri), new.term_by_iri(iri)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut changes = Changes::of(iri, &mut found, known, room);
    if let (TermRef::Class(before), TermRef::Class(after)) = (before, after) {
        let (was, is) = (
            define::class(&known.old, before),
            define::class(&known.new, after),
        );
        match extent {
            Extent::Name => {}
            Extent::Key => reference(&was, &is, &mut changes),
            Extent::Whole => class::compare(&bare(was), &bare(is), &mut changes),
        }
    }
    if let (TermRef::Property(before), TermRef::Property(after)) = (before, after) {
        let (was, is) = (
            define::property(&known.old, before),
            define::property(&known.new, after),
        );
        property::defaults(&was, &is, &mut changes);
    }
    // Of other values it is the property that says what they may be.
    if let (TermRef::Datatype(before), TermRef::Datatype(after)) = (before, after)
        && extent == Extent::Whole
    {
        let (was, is) = (
            define::datatype(&known.old, before),
            define::datatype(&known.new, after),
        );
        if was.limits.primitive != is.limits.primitive {
            changes.retyped("it narrows another datatype".to_owned());
        }
        limits::compare(&was.limits, &is.limits, "it", &mut changes);
    }
    let (was, is) = (old.info(before), new.info(after));
    texts::compare(was, is, &mut changes);
    let (was, is) = (old.domain(was.domain), new.domain(is.domain));
    if was.info.name != is.info.name {
        let (was, is) = (&was.info.name, &is.info.name);
        changes.retyped(format!("schemas call its domain `{is}`, it was `{was}`"));
    }
    let heavy = found.into_iter().filter(|c| c.level > Level::Patch);
    let of = |change: Change| Difference {
        kind: change.kind,
        level: change.level,
        before: format!("of `{}`, which it holds: ", local(iri)),
        after: change.message,
    };
    heavy.map(of).collect()
}

/// Compares what a reference has of two states of a class: what it is called, and the key.
fn reference(old: &ClassDefinition, new: &ClassDefinition, changes: &mut Changes<'_>) {
    class::kind(old, new, changes);
    class::key(old, new, changes);
    let of_key = new.key.iter().flat_map(|(_, members)| members);
    let of_key: FxHashSet<&str> = of_key.map(String::as_str).collect();
    let members = new.members.iter();
    let was = class::by_property(&old.members);
    for member in members.filter(|m| of_key.contains(m.property.as_str())) {
        if let Some(was) = was.get(member.property.as_str()) {
            let name = format!("`{}`", local(&member.property));
            property::values(was, &member.values, &name, changes);
        }
    }
}

/// A class without what shows in no value of it.
fn bare(definition: ClassDefinition) -> ClassDefinition {
    ClassDefinition {
        ancestors: Vec::new(),
        traits: Vec::new(),
        stands_for: Vec::new(),
        unique_keys: Vec::new(),
        ..definition
    }
}
