//! How much a model may ask of those who work it out: more than people ever write, and less
//! than a machine cannot bear.

use rustc_hash::FxHashMap;

use super::keys::predicate;
use super::{error, unions};
use crate::finding::Finding;
use crate::model::{ClassId, DomainId, INHERITED, KEY_ATTRIBUTES, KEY_MEMBERS, KEY_STEPS, LEVELS};
use crate::rules::{Context, Rule, cycles};

pub(super) const LARGE_KEY: Rule = error(
    "U0117",
    "large-key",
    "a key leads through too many relationships, or to too many attributes",
    "A relationship in a key stands for the key of the class that it leads to, so that a short list can stand for very many attributes: each step multiplies them. Tables and other systems have a column for every one. A key may lead through 6 relationships one after the other, to 256 attributes in all, and the keys on the way have no more members than such a key needs. Give one of the classes on the way a key of its own, such as a number.",
    large_key,
);

pub(super) const DEEP: Rule = error(
    "U0125",
    "deep-hierarchy",
    "a class has too many levels above it",
    "Superclasses, traits and members of unions are followed through 64 levels, far more than a taxonomy for people has. Take levels out that add nothing. What else is to be said of the model is found after that.",
    deep,
);

pub(super) const MUCH_INHERITED: Rule = error(
    "U0126",
    "much-inherited",
    "the classes of a model inherit too many properties, all told",
    "Every class has the properties of all classes and traits above it, in every target anew. The classes of one model may inherit 200,000 properties in all, so that a short text cannot fill a machine's memory. Move properties down to the classes that need them, or divide the model. What else is to be said of it is found after that.",
    much_inherited,
);

/// Whether a rule is one of these.
pub(in crate::rules) fn is_of_size(rule: &Rule) -> bool {
    let of_size = [LARGE_KEY.code, DEEP.code, MUCH_INHERITED.code];
    of_size.contains(&rule.code)
}

fn large_key(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    for (id, class) in ctx.classes(domain) {
        if class.primary_key.is_none() || ctx.models.key_fits(id) || is_circular(ctx, id) {
            continue;
        }
        let message = format!(
            "the key of {} leads through more than {KEY_STEPS} relationships, to more than {KEY_ATTRIBUTES} attributes, or over more than {KEY_MEMBERS} members",
            ctx.show(&class.info)
        );
        let place = ctx.place_of_value(&class.info, predicate(ctx, class));
        let help = "give a class on the way a key of its own, such as a number";
        out.push(ctx.finding(&class.info, place, message, help));
    }
}

/// Whether a key leads into a circle, which is a finding of its own.
fn is_circular(ctx: &Context<'_>, id: ClassId) -> bool {
    let next = |id: ClassId| ctx.models.key_references(id);
    !cycles::cycles([id], next).is_empty()
}

fn deep(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let mut heights = FxHashMap::default();
    for (id, class) in ctx.classes(domain) {
        let next = |id: ClassId| above(ctx, id);
        // Those below it are as deep for its sake.
        if cycles::height(id, next, &mut heights) == LEVELS + 1 {
            let message = format!(
                "{} has more than {LEVELS} levels above it",
                ctx.show(&class.info)
            );
            let help = "take levels out of the hierarchy";
            out.push(ctx.finding(&class.info, ctx.place_of(&class.info), message, help));
        }
    }
}

/// What a class has its properties or instances from.
fn above(ctx: &Context<'_>, id: ClassId) -> Vec<ClassId> {
    let class = ctx.models.class(id);
    let members = unions::members(class).unwrap_or_default();
    let above = class.above().into_iter();
    above
        .chain(class.traits.iter().chain(members).copied())
        .collect()
}

fn much_inherited(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let here = |id: &&ClassId| ctx.models.class(**id).info.domain == domain;
    if let Some(id) = ctx.models.cut.iter().find(here) {
        let class = ctx.models.class(*id);
        let message = format!(
            "with {} the classes of the model inherit more than {INHERITED} properties",
            ctx.show(&class.info)
        );
        let help = "move properties to the classes that need them, or divide the model";
        out.push(ctx.finding(&class.info, ctx.place_of(&class.info), message, help));
    }
}
