//! Relationships and their inverses.

use rustc_hash::{FxHashMap, FxHashSet};

use super::error;
use crate::finding::Finding;
use crate::model::{ClassId, ClassKind, DomainId, ListElement, PropertyId, Range};
use crate::rules::{Context, Rule};
use crate::vocabulary::upper;

pub(super) const UNFIT: Rule = error(
    "U0170",
    "unfit-inverse",
    "a relationship and its inverse do not connect the same classes",
    "If one relationship leads from A to B, its inverse leads from B to A. Here no class that the one leads to has the other, so no pair of instances could ever be connected by both. Name the inverse that was meant, or correct the `upper:class` of one of the two.",
    unfit,
);

pub(super) const ONE_SIDED: Rule = error(
    "U0171",
    "contradictory-inverse",
    "a relationship is the inverse of one that has another inverse",
    "Two relationships are the inverses of each other. It is enough to say so on one of them; where more is said, it has to be the same. Keep one pair, and take the other statement away.",
    contradictory,
);

fn inverses(ctx: &Context<'_>, domain: DomainId) -> Vec<(PropertyId, PropertyId)> {
    ctx.properties(domain)
        .filter_map(|(id, p)| Some((id, p.inverse_of?)))
        .collect()
}

/// How many classes are looked at for all inverses of a model: beyond that they are taken to fit.
const LOOKED_AT: usize = 5_000_000;

fn unfit(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let mut left = Some(LOOKED_AT);
    for (id, inverse) in inverses(ctx, domain) {
        for (from, to) in [(id, inverse), (inverse, id)] {
            let Some(Range::Class(range)) = ctx.models.property(from).range else {
                continue;
            };
            let (owners, reached) = (reached(ctx, owners(ctx, to)), reached(ctx, &[range]));
            left = left.and_then(|left| left.checked_sub(owners.steps + reached.steps));
            if left.is_none() {
                return;
            }
            // What no class has is reported as unused.
            let (owners, reached) = (owners.classes, reached.classes);
            if owners.is_empty() || reached.iter().any(|c| owners.contains(c)) {
                continue;
            }
            let info = &ctx.models.property(id).info;
            let message = format!(
                "{} leads to {}, which does not have {}",
                ctx.show_property(from),
                ctx.show_class(range),
                ctx.show_property(to)
            );
            let help = "name the relationship that leads the other way, or correct the `upper:class` of one of them";
            out.push(
                ctx.finding(
                    info,
                    ctx.place_of_value(info, upper::INVERSE_OF),
                    message,
                    help,
                )
                .related(
                    ctx.place_of(&ctx.models.property(inverse).info),
                    "the inverse",
                ),
            );
            break;
        }
    }
}

/// The classes that have a property.
fn owners<'c>(ctx: &'c Context<'_>, property: PropertyId) -> &'c [ClassId] {
    let owners = ctx.index().owners.get(&property);
    owners.map(Vec::as_slice).unwrap_or_default()
}

/// What classes lead to.
#[derive(Default)]
struct Reached {
    /// The concrete classes among it.
    classes: FxHashSet<ClassId>,
    /// How many steps it takes to find them.
    steps: usize,
}

/// The concrete classes whose instances the instances of classes are; an extension's are those of
/// what it extends.
fn reached(ctx: &Context<'_>, classes: &[ClassId]) -> Reached {
    let (mut reached, mut seen) = (Reached::default(), FxHashSet::default());
    let mut open = classes.to_vec();
    while let Some(id) = open.pop() {
        reached.steps += 1;
        if !seen.insert(id) {
            continue;
        }
        let class = ctx.models.class(id);
        match &class.kind {
            ClassKind::Sealed => open.extend(&class.children),
            ClassKind::Union(members) => open.extend(members),
            ClassKind::Qualified { of: Some(of), .. }
            | ClassKind::Extension(Some(of))
            | ClassKind::List(Some(ListElement::Class(of))) => open.push(*of),
            ClassKind::Direct
            | ClassKind::Trait
            | ClassKind::Singleton
            | ClassKind::Enumeration(_)
            | ClassKind::List(_)
            | ClassKind::Qualified { of: None, .. }
            | ClassKind::Extension(None) => {
                reached.classes.insert(id);
            }
        }
    }
    reached
}

fn contradictory(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let mut claimed: FxHashMap<PropertyId, PropertyId> = FxHashMap::default();
    for (id, inverse) in inverses(ctx, domain) {
        let stated = ctx.models.property(inverse).inverse_of;
        let before = claimed.insert(inverse, id);
        let other = stated
            .filter(|s| *s != id)
            .or(before.filter(|_| stated.is_none()));
        let Some(other) = other else { continue };
        let info = &ctx.models.property(id).info;
        let message = format!(
            "{} is the inverse of {}, not of {}",
            ctx.show_property(inverse),
            ctx.show_property(other),
            ctx.show(info)
        );
        let related = if stated.is_some() { inverse } else { other };
        let place = ctx.place_of_value(&ctx.models.property(related).info, upper::INVERSE_OF);
        out.push(
            ctx.finding(
                info,
                ctx.place_of_value(info, upper::INVERSE_OF),
                message,
                "keep one pair of inverses, and take the other statement away",
            )
            .related(place, "the other inverse"),
        );
    }
}
