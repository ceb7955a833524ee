//! Two states of one model, term by term.

use super::changes::Room;
use super::inverses::Pairs;
use super::known::Known;
use super::sets::{difference, show};
use super::{
    Change, Changes, Definition, Kind, Level, Report, class, embedded, inverses, limits, property,
    texts,
};
use crate::model::{Domain, DomainModel, Models, TermRef, Valid};

/// Two states, with what their terms are compared by.
struct States<'a> {
    known: Known<'a>,
    was: Pairs<'a>,
    is: Pairs<'a>,
    room: Room,
}

/// All that is different between two states of a domain model.
#[must_use]
pub fn compare(old: &Valid<DomainModel>, new: &Valid<DomainModel>) -> Report {
    let mut report = Report::default();
    let states = States {
        known: Known::of(old.models(), new.models()),
        was: Pairs::of(old),
        is: Pairs::of(new),
        room: Room::default(),
    };
    let headers = (TermRef::Domain(old.id()), TermRef::Domain(new.id()));
    both(&states, headers, &mut report);
    for term in terms(new.domain()) {
        let info = new.models().info(term);
        match own(old, &info.iri) {
            Some(before) => both(&states, (before, term), &mut report),
            None => report.changes.push(Change {
                term: info.iri.clone(),
                kind: Kind::Added,
                level: Level::Minor,
                message: format!("the {} is new", noun(term)),
            }),
        }
    }
    for term in terms(old.domain()) {
        if own(new, &old.models().info(term).iri).is_none() {
            report.changes.push(removed(old.models(), term, new));
        }
    }
    embedded::compare(old, new, (&states.known, &states.room), &mut report);
    if states.room.is_full() {
        report.changes.push(shortened(new.domain()));
    }
    report
}

/// That a report does not tell everything.
fn shortened(domain: &Domain) -> Change {
    Change {
        term: domain.info.iri.clone(),
        kind: Kind::Relabelled,
        level: Level::Patch,
        message: "more is different than a report holds: of the last terms it tells only what weighs most"
            .to_owned(),
    }
}

/// The terms of a domain, its header left out, in the author's order.
pub(super) fn terms(domain: &Domain) -> impl Iterator<Item = TermRef> {
    let classes = domain.classes.iter().copied().map(TermRef::Class);
    let properties = domain.properties.iter().copied().map(TermRef::Property);
    let datatypes = domain.datatypes.iter().copied().map(TermRef::Datatype);
    let values = domain.values.iter().copied().map(TermRef::EnumValue);
    classes.chain(properties).chain(datatypes).chain(values)
}

/// The term of a model with an IRI.
fn own(model: &Valid<DomainModel>, iri: &str) -> Option<TermRef> {
    let term = model.models().term_by_iri(iri)?;
    (model.models().info(term).domain == model.id()).then_some(term)
}

fn noun(term: TermRef) -> &'static str {
    match term {
        TermRef::Domain(_) => "domain model",
        TermRef::Class(_) => "class",
        TermRef::Property(_) => "property",
        TermRef::Datatype(_) => "datatype",
        TermRef::EnumValue(_) => "value",
    }
}

fn removed(old: &Models, term: TermRef, new: &Valid<DomainModel>) -> Change {
    let info = old.info(term);
    let successor = info.deprecated.as_ref().and_then(|d| d.replaced_by);
    let successor = successor
        .map(|s| old.info(s))
        .filter(|s| new.models().term_by_iri(&s.iri).is_some());
    let (kind, message) = match successor {
        Some(by) => (
            Kind::Replaced,
            format!("the {} is gone, `{}` replaces it", noun(term), by.local),
        ),
        None => (Kind::Removed, format!("the {} is gone", noun(term))),
    };
    Change {
        term: info.iri.clone(),
        kind,
        level: Level::Major,
        message,
    }
}

/// A term that is in both states.
fn both(states: &States<'_>, (before, after): (TermRef, TermRef), report: &mut Report) {
    let (old, new) = (&states.known.old, &states.known.new);
    let (old_info, info) = (old.models.info(before), new.models.info(after));
    let mut changes = Changes::of(&info.iri, &mut report.changes, &states.known, &states.room);
    match (
        Definition::within(old, before),
        Definition::within(new, after),
    ) {
        (Definition::Class(old), Definition::Class(new)) => {
            class::compare(&old, &new, &mut changes);
        }
        (Definition::Property(old), Definition::Property(new)) => {
            property::compare(&old, &new, &mut changes);
        }
        (Definition::Datatype(old), Definition::Datatype(new)) => {
            let (gone, added) = difference(&old.bases, &new.bases);
            if !gone.is_empty() {
                changes.retyped(format!("it no longer narrows {}", show(&gone)));
            }
            if !added.is_empty() {
                changes.loosened(format!("it narrows {}", show(&added)));
            }
            limits::compare(&old.limits, &new.limits, "it", &mut changes);
        }
        (Definition::Domain(_), Definition::Domain(_)) | (Definition::Value, Definition::Value) => {
        }
        (
            Definition::Domain(_)
            | Definition::Class(_)
            | Definition::Property(_)
            | Definition::Datatype(_)
            | Definition::Value,
            _,
        ) => changes.retyped(format!(
            "it is a {}, it was a {}",
            noun(after),
            noun(before)
        )),
    }
    if let (TermRef::Property(before), TermRef::Property(after)) = (before, after) {
        inverses::compare((&states.was, before), (&states.is, after), &mut changes);
    }
    texts::compare(old_info, info, &mut changes);
}
