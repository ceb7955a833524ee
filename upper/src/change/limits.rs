//! Facets: whether they let through less or more.

use std::cmp::Ordering;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::changes::Difference;
use super::sets::difference;
use super::{Changes, Constant, Kind, Level, Limits};
use crate::literal::{self, End, Side};
use crate::vocabulary::Primitive;

/// Reports what is different in the facets of `what`.
pub(super) fn compare(old: &Arc<Limits>, new: &Arc<Limits>, what: &str, changes: &mut Changes<'_>) {
    let told = changes.known.limits(old, new);
    changes.repeat(&told, what);
}

/// What is different in facets, of whatever has them.
pub(super) fn differences(old: &Limits, new: &Limits) -> Vec<Difference> {
    let mut found = patterns(old, new);
    let ((old_least, old_most), (least, most)) = (old.length, new.length);
    // No text is shorter than none.
    let [old_least, least] = [old_least, least].map(|least| least.filter(|n| *n > 0));
    found.extend(number(old_least, least, true, "least length"));
    found.extend(number(old_most, most, false, "greatest length"));
    let primitive = new.primitive.unwrap_or(Primitive::String);
    found.extend(bound(primitive, (&old.lower, &new.lower), Side::Lower));
    found.extend(bound(primitive, (&old.upper, &new.upper), Side::Upper));
    let ((old_total, old_fraction), (total, fraction)) = (old.digits, new.digits);
    found.extend(total_digits(primitive, (old_total, total)));
    found.extend(scale(old_fraction, fraction));
    found.extend(one_of(old, new));
    found
}

fn patterns(old: &Limits, new: &Limits) -> Vec<Difference> {
    let (gone, added) = difference(&old.patterns, &new.patterns);
    let added = added.into_iter().map(|pattern| {
        let after = format!(" must match `{pattern}`");
        Difference::tightened("", after)
    });
    let gone = gone.into_iter().map(|pattern| {
        let after = format!(" need no longer match `{pattern}`");
        Difference::loosened("", after)
    });
    added.chain(gone).collect()
}

/// A facet that is a number; whether the greater one is the tighter.
fn number(
    old: Option<u64>,
    new: Option<u64>,
    greater_is_tighter: bool,
    facet: &str,
) -> Option<Difference> {
    let order = match (old, new) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(a), Some(b)) if greater_is_tighter => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
    };
    let show = |n: Option<u64>| n.map_or_else(|| "unlimited".to_owned(), |n| n.to_string());
    let after = format!(" is {}, it was {}", show(new), show(old));
    weigh(order, &format!("the {facet} of "), after)
}

/// One end of an interval.
fn bound(
    primitive: Primitive,
    (old, new): (&[Option<String>; 2], &[Option<String>; 2]),
    side: Side,
) -> Option<Difference> {
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
    let after = format!(" is {}, it was {}", show(new), show(old));
    weigh(order, &format!("the {which} bound of "), after)
}

/// `order` is greater where the new facet is the tighter.
fn weigh(order: Ordering, before: &str, after: String) -> Option<Difference> {
    match order {
        Ordering::Greater => Some(Difference::tightened(before, after)),
        Ordering::Less => Some(Difference::loosened(before, after)),
        Ordering::Equal => None,
    }
}

/// Digits in all. Schemas hold decimals with that precision, and read no other.
fn total_digits(
    primitive: Primitive,
    (old, new): (Option<u32>, Option<u32>),
) -> Option<Difference> {
    let wide = |d: Option<u32>| d.map(u64::from);
    let mut found = number(wide(old), wide(new), false, "number of digits")?;
    if primitive == Primitive::Decimal {
        found.level = Level::Major;
    }
    Some(found)
}

/// Digits after the point: tables and schemas hold every value with that scale.
fn scale(old: Option<u32>, new: Option<u32>) -> Option<Difference> {
    if old == new {
        return None;
    }
    let show = |n: Option<u32>| n.map_or_else(|| "any number of".to_owned(), |n| n.to_string());
    let more = old.is_some_and(|old| new.is_none_or(|new| new > old));
    Some(Difference {
        kind: if more {
            Kind::Loosened
        } else {
            Kind::Tightened
        },
        level: Level::Major,
        before: String::new(),
        after: format!(
            " has {} digits after the point, it had {}",
            show(new),
            show(old)
        ),
    })
}

fn one_of(old: &Limits, new: &Limits) -> Vec<Difference> {
    let (old, new, primitive) = (&old.one_of, &new.one_of, new.primitive);
    match (old, new) {
        (None, None) => Vec::new(),
        (None, Some(_)) => vec![Difference::tightened("", " is one of a few values only")],
        (Some(_), None) => vec![Difference::loosened(
            "",
            " is no longer one of a few values",
        )],
        (Some(old), Some(new)) => listed(primitive, old, new),
    }
}

fn listed(primitive: Option<Primitive>, old: &[Constant], new: &[Constant]) -> Vec<Difference> {
    let values = |all: &[Constant]| -> FxHashSet<Constant> {
        all.iter().map(|c| value(primitive, c)).collect()
    };
    let (were, are) = (values(old), values(new));
    let gone = old.iter().filter(|c| !are.contains(&value(primitive, c)));
    let gone = gone.map(|c| {
        let after = format!(" can no longer be `{}`", c.0);
        Difference::tightened("", after)
    });
    let added = new.iter().filter(|c| !were.contains(&value(primitive, c)));
    let added = added.map(|c| {
        let after = format!(" can be `{}` as well", c.0);
        Difference::loosened("", after)
    });
    gone.chain(added).collect()
}

/// A constant of a datatype in one of the ways in which it may be written.
pub(super) fn value(primitive: Option<Primitive>, (text, of, language): &Constant) -> Constant {
    let text = primitive.map_or_else(|| text.clone(), |p| literal::value_text(p, text));
    (text, of.clone(), language.clone())
}
