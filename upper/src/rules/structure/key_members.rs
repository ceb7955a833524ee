//! What a key is made of.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{error, keys};
use crate::finding::{Finding, Place};
use crate::graph::TermId;
use crate::model::{Class, Covered, DomainId, Member, PropertyId, TermInfo, Value};
use crate::rules::{Context, Rule};
use crate::vocabulary::{Primitive, upper};

pub(super) const NOT_A_MEMBER: Rule = error(
    "U0111",
    "key-not-a-member",
    "a key names a property that the class does not have",
    "A key identifies instances by their own values, so each of its members is a property that the class lists, inherits or has from a trait. Only `upper:iri` needs no listing. List the property in `upper:property`, or take it out of the key.",
    not_a_member,
);

pub(super) const NOT_SINGLE: Rule = error(
    "U0112",
    "key-not-single",
    "a member of a key is stated to be optional or to have several values",
    "What identifies an instance is there exactly once. A member of a primary key may leave its counts out; where it states them, they have to be 1 and 1. A member of a unique key may have no value, and states that it has one at most. Correct the counts, or refine them where another class shares the property.",
    not_single,
);

pub(super) const BAD_TYPE: Rule = error(
    "U0113",
    "key-type",
    "a member of a key has values that cannot identify anything",
    "Keys are compared for equality in every target. Numbers of binary floating point, texts in several languages, JSON, lists, nested values and outside nodes cannot be compared so; scalars of other datatypes, enumerations and references to keyed classes can. Use one of those.",
    bad_type,
);

fn not_a_member(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    for (_, class) in ctx.classes(domain) {
        let members: FxHashSet<PropertyId> =
            if class.primary_key.is_some() || !class.unique_keys.is_empty() {
                class.members.iter().map(|m| m.property).collect()
            } else {
                continue;
            };
        for (predicate, key) in keys::stated(ctx, class) {
            for id in key {
                let property = ctx.models.property(*id);
                // A property without a range is broken, which is reported where it is defined.
                if property.info.id == upper::IRI
                    || members.contains(id)
                    || property.range.is_none()
                {
                    continue;
                }
                let (info, member) = (&class.info, ctx.show(&property.info));
                let place = ctx.place_of_member(domain, info.id, predicate, property.info.id);
                let message = format!(
                    "{member} is in the key, and is not a property of {}",
                    ctx.show(info)
                );
                out.push(ctx.finding(
                    info,
                    place,
                    message,
                    format!("add {member} to its `upper:property`, or take it out of the key"),
                ));
            }
        }
    }
}

/// What is in a key that a class declares.
struct InKey<'a> {
    class: &'a Class,
    /// What states the key: of a property in several the primary one.
    predicate: TermId,
    /// The member as it is stated.
    member: Member,
}

impl InKey<'_> {
    fn place(&self, ctx: &Context<'_>, info: &TermInfo) -> Place {
        let class = &self.class.info;
        ctx.place_of_member(class.domain, class.id, self.predicate, info.id)
    }
}

/// The members of the keys that classes of a domain declare, each once.
fn members<'a>(ctx: &Context<'a>, domain: DomainId) -> Vec<InKey<'a>> {
    let (mut members, mut covered) = (Vec::new(), Covered::default());
    for (id, class) in ctx.classes(domain) {
        let mut within: FxHashMap<PropertyId, TermId> = FxHashMap::default();
        for (predicate, key) in keys::stated(ctx, class) {
            // What identifies is held to that where the primary key is declared.
            let identifies = |p: &PropertyId| class.key.iter().any(|k| k.members.contains(p));
            for property in key {
                if predicate != upper::UNIQUE_KEY || !identifies(property) {
                    within.entry(*property).or_insert(predicate);
                }
            }
        }
        if within.is_empty() {
            continue;
        }
        for member in ctx.models.stated_members(id, &mut covered) {
            let is_iri = ctx.models.property(member.property).info.id == upper::IRI;
            let predicate = within.get(&member.property).filter(|_| !is_iri);
            members.extend(predicate.map(|predicate| InKey {
                class,
                predicate: *predicate,
                member,
            }));
        }
    }
    members
}

fn not_single(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    for at in members(ctx, domain) {
        let info = &ctx.models.property(at.member.property).info;
        let is_unique = at.predicate == upper::UNIQUE_KEY;
        let fault = if is_unique {
            not_at_most_once(&at.member).map(|fault| (fault, upper::MAX_COUNT))
        } else {
            not_once(ctx, at.class, &at.member)
        };
        let Some((fault, count)) = fault else {
            continue;
        };
        let (key, help) = if is_unique {
            ("a unique key", "state `upper:maxCount 1`")
        } else {
            (
                "the key",
                "state `upper:minCount 1 ; upper:maxCount 1`, or leave both out",
            )
        };
        let message = format!(
            "{} is in {key} of {}, and is {fault}",
            ctx.show(info),
            ctx.show(&at.class.info)
        );
        out.push(
            ctx.finding(&at.class.info, at.place(ctx, info), message, help)
                .related(ctx.place_of_value(info, count), "its count"),
        );
    }
}

/// What is wrong with the greatest count of a unique key's member: nobody adds to that what is
/// left out, since references do not use the key.
fn not_at_most_once(member: &Member) -> Option<&'static str> {
    match member.max {
        Some(1) => None,
        Some(0) => Some("allowed no value"),
        Some(_) | None => Some("allowed several values"),
    }
}

/// What is wrong with the counts of a key's member, and the predicate that states it. Counts
/// that the class itself refines are held to the key where they stand.
fn not_once(ctx: &Context<'_>, class: &Class, member: &Member) -> Option<(&'static str, TermId)> {
    let info = &ctx.models.property(member.property).info;
    let states = |p| {
        ctx.graph(info.domain)
            .is_some_and(|g| g.object(info.id, p).is_some())
    };
    let mut own = class.refinements.iter();
    let own = own.find(|r| r.property == Some(member.property));
    let (own_min, own_max) = own.map_or((None, None), |r| (r.min, r.max));
    if member.min == 0 && own_min.is_none() && states(upper::MIN_COUNT) {
        return Some(("optional", upper::MIN_COUNT));
    }
    let stated = member.max.is_some() || states(upper::MAX_COUNT);
    let fault = match member.max {
        _ if own_max.is_some() || !stated => return None,
        Some(0) => "allowed no value",
        Some(1) => return None,
        Some(_) | None => "allowed several values",
    };
    Some((fault, upper::MAX_COUNT))
}

fn bad_type(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    for at in members(ctx, domain) {
        let Some(fault) = fault(ctx, &at.member) else {
            continue;
        };
        let info = &ctx.models.property(at.member.property).info;
        let message = format!("{} cannot be in a key: {fault}", ctx.show(info));
        let help = "use an attribute with an exact scalar datatype, or a relationship to a keyed class or an enumeration";
        out.push(
            ctx.finding(&at.class.info, at.place(ctx, info), message, help)
                .related(ctx.place_of(info), "the property"),
        );
    }
}

fn fault(ctx: &Context<'_>, member: &Member) -> Option<String> {
    match ctx.models.value_of(member.range) {
        Value::Enum(_) | Value::Reference(_) => None,
        Value::Scalar(datatype) => {
            let why = match ctx.models.primitive(datatype) {
                Primitive::Float | Primitive::Double => "are not exact",
                Primitive::LangString | Primitive::Text => "are texts in several languages",
                Primitive::Json => "are documents",
                Primitive::Literal => "can be of any datatype",
                Primitive::String
                | Primitive::AnyUri
                | Primitive::Boolean
                | Primitive::Int
                | Primitive::Long
                | Primitive::Integer
                | Primitive::NonNegativeInteger
                | Primitive::Decimal
                | Primitive::Date
                | Primitive::Time
                | Primitive::DateTime
                | Primitive::LocalDateTime
                | Primitive::Duration
                | Primitive::Uuid
                | Primitive::Base64Binary => return None,
            };
            Some(format!("values of {} {why}", ctx.show_datatype(datatype)))
        }
        Value::Nested(class) | Value::OneOf(class) => Some(format!(
            "{} has no key of its own to refer to",
            ctx.show_class(class)
        )),
        Value::List(class, _) => Some(format!("{} is a list", ctx.show_class(class))),
        Value::Node => Some("its values are outside the model".to_owned()),
        Value::Any => Some("its values can be anything".to_owned()),
    }
}
