//! Facets: whether they let through less or more.

use std::cmp::Ordering;

use rustc_hash::FxHashSet;

use super::sets::difference;
use super::{Changes, Constant, Kind, Level, Limits};
use crate::literal::{self, End, Side};
use crate::vocabulary::Primitive;

/// Reports what is different in the facets of `what`.
pub(super) fn compare(old: &Limits, new: &Limits, what: &str, changes: &mut Changes<'_>) {
    patterns(old, new, what, changes);
    let ((old_least, old_most), (least, most)) = (old.length, new.length);
    // No text is shorter than none.
    let [old_least, least] = [old_least, least].map(|least| least.filter(|n| *n > 0));
    number(old_least, least, true, "least length", what, changes);
    number(old_most, most, false, "greatest length", what, changes);
    let primitive = new.primitive.unwrap_or(Primitive::String);
    bound(
        primitive,
        (&old.lower, &new.lower),
        Side::Lower,
        what,
        changes,
    );
    bound(
        primitive,
        (&old.upper, &new.upper),
        Side::Upper,
        what,
        changes,
    );
    let ((old_total, old_fraction), (total, fraction)) = (old.digits, new.digits);
    total_digits(primitive, (old_total, total), what, changes);
    scale(old_fraction, fraction, what, changes);
    one_of(old, new, what, changes);
}

fn patterns(old: &Limits, new: &Limits, what: &str, changes: &mut Changes<'_>) {
    let (gone, added) = difference(&old.patterns, &new.patterns);
    for pattern in added {
        changes.tightened(format!("{what} must match `{pattern}`"));
    }
    for pattern in gone {
        changes.loosened(format!("{what} need no longer match `{pattern}`"));
    }
}

/// A facet that is a number; whether the greater one is the tighter.
fn number(
    old: Option<u64>,
    new: Option<u64>,
    greater_is_tighter: bool,
    facet: &str,
    what: &str,
    changes: &mut Changes<'_>,
) {
    let order = match (old, new) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(a), Some(b)) if greater_is_tighter => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
    };
    let show = |n: Option<u64>| n.map_or_else(|| "unlimited".to_owned(), |n| n.to_string());
    let message = format!(
        "the {facet} of {what} is {}, it was {}",
        show(new),
        show(old)
    );
    weigh(order, message, changes);
}

/// One end of an interval.
fn bound(
    primitive: Primitive,
    (old, new): (&[Option<String>; 2], &[Option<String>; 2]),
    side: Side,
    what: &str,
    changes: &mut Changes<'_>,
) {
    let old = side.tightest(primitive, old.each_ref().map(Option::as_deref));
    let new = side.tightest(primitive, new.each_ref().map(Option::as_deref));
    let order = match (old, new) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        // What cannot be told may be tighter.
        (Some(old), Some(new)) if old != new => {
            let order = side.tightness(primitive, new, old);
            order.unwrap_or(Ordering::Greater)
        }
        (Some(_), Some(_)) => Ordering::Equal,
    };
    let which = match side {
        Side::Lower => "lower",
        Side::Upper => "upper",
    };
    let show = |end: Option<End<'_>>| match end {
        None => "none".to_owned(),
        Some(end) if end.exclusive => format!("`{}`, left out itself", end.text),
        Some(end) => format!("`{}`", end.text),
    };
    let message = format!(
        "the {which} bound of {what} is {}, it was {}",
        show(new),
        show(old)
    );
    weigh(order, message, changes);
}

/// `order` is greater where the new facet is the tighter.
fn weigh(order: Ordering, message: String, changes: &mut Changes<'_>) {
    match order {
        Ordering::Greater => changes.tightened(message),
        Ordering::Less => changes.loosened(message),
        Ordering::Equal => {}
    }
}

/// Digits in all. Schemas hold decimals with that precision, and read no other.
fn total_digits(
    primitive: Primitive,
    (old, new): (Option<u32>, Option<u32>),
    what: &str,
    changes: &mut Changes<'_>,
) {
    let before = changes.out.len();
    let wide = |d: Option<u32>| d.map(u64::from);
    number(
        wide(old),
        wide(new),
        false,
        "number of digits",
        what,
        changes,
    );
    if primitive == Primitive::Decimal {
        for change in changes.out.iter_mut().skip(before) {
            change.level = Level::Major;
        }
    }
}

/// Digits after the point: tables and schemas hold every value with that scale.
fn scale(old: Option<u32>, new: Option<u32>, what: &str, changes: &mut Changes<'_>) {
    if old == new {
        return;
    }
    let show = |n: Option<u32>| n.map_or_else(|| "any number of".to_owned(), |n| n.to_string());
    let message = format!(
        "{what} has {} digits after the point, it had {}",
        show(new),
        show(old)
    );
    let more = old.is_some_and(|old| new.is_none_or(|new| new > old));
    let kind = if more {
        Kind::Loosened
    } else {
        Kind::Tightened
    };
    changes.push(kind, Level::Major, message);
}

fn one_of(old: &Limits, new: &Limits, what: &str, changes: &mut Changes<'_>) {
    let primitive = new.primitive;
    match (&old.one_of, &new.one_of) {
        (None, None) => {}
        (None, Some(_)) => changes.tightened(format!("{what} is one of a few values only")),
        (Some(_), None) => changes.loosened(format!("{what} is no longer one of a few values")),
        (Some(old), Some(new)) => {
            let values = |all: &[Constant]| -> FxHashSet<Constant> {
                all.iter().map(|c| value(primitive, c)).collect()
            };
            let (were, are) = (values(old), values(new));
            for gone in old.iter().filter(|c| !are.contains(&value(primitive, c))) {
                changes.tightened(format!("{what} can no longer be `{}`", gone.0));
            }
            for added in new.iter().filter(|c| !were.contains(&value(primitive, c))) {
                changes.loosened(format!("{what} can be `{}` as well", added.0));
            }
        }
    }
}

/// A constant of a datatype in one of the ways in which it may be written.
pub(super) fn value(primitive: Option<Primitive>, (text, of, language): &Constant) -> Constant {
    let text = primitive.map_or_else(|| text.clone(), |p| literal::value_text(p, text));
    (text, of.clone(), language.clone())
}
