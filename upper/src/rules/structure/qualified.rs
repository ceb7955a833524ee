//! The conditions of qualified classes.

use rustc_hash::FxHashSet;

use super::error;
use crate::finding::Finding;
use crate::model::{Class, ClassId, ClassKind, Condition, DomainId, PropertyId};
use crate::rules::{Context, Rule};
use crate::vocabulary::upper;

pub(super) const NOT_A_MEMBER: Rule = error(
    "U0165",
    "condition-no-member",
    "a condition looks at a property that the qualified class does not have",
    "A qualified class selects instances of another class by their values, so each condition looks at a property that the other class lists, inherits or has from a trait. A property that only some subclasses have is not one of them. Look at a property of the class, or qualify the subclass.",
    not_a_member,
);

fn qualified<'a>(
    ctx: &Context<'a>,
    domain: DomainId,
) -> impl Iterator<Item = (&'a Class, Option<ClassId>, &'a [Condition])> {
    ctx.classes(domain)
        .filter_map(|(_, class)| match &class.kind {
            ClassKind::Qualified { of, conditions } => Some((class, *of, conditions.as_slice())),
            ClassKind::Direct
            | ClassKind::Sealed
            | ClassKind::Trait
            | ClassKind::Singleton
            | ClassKind::Union(_)
            | ClassKind::Enumeration(_)
            | ClassKind::List(_)
            | ClassKind::Extension(_) => None,
        })
}

fn not_a_member(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    for (class, of, conditions) in qualified(ctx, domain) {
        let Some(base) = of.map(|of| ctx.models.class(of)) else {
            continue;
        };
        let members: FxHashSet<PropertyId> = base.members.iter().map(|m| m.property).collect();
        for condition in conditions {
            let Some(property) = condition.property.filter(|p| !members.contains(p)) else {
                continue;
            };
            let property = ctx.models.property(property);
            if property.range.is_none() || property.info.id == upper::IRI {
                continue;
            }
            let message = format!(
                "{} is not a property of {}",
                ctx.show(&property.info),
                ctx.show(&base.info)
            );
            let help = format!("look at a property that every {} has", ctx.show(&base.info));
            let place = ctx.value_place(domain, condition.id, upper::PROPERTY);
            out.push(
                ctx.finding(&class.info, place, message, help)
                    .related(ctx.place_of(&base.info), "the qualified class"),
            );
        }
    }
}
