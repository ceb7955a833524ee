//! How much a model may ask of those who work it out: more than people ever write, and less
//! than a machine cannot bear.

use rustc_hash::{FxHashMap, FxHashSet};

use super::keys::predicate;
use super::{error, unions};
use crate::finding::Finding;
use crate::model::{
    ClassId, DomainId, Excess, INHERITED, KEY_ATTRIBUTES, KEY_MEMBERS, KEY_STEPS, LEVELS, MODELS,
    NARROWED, TermRef, UNITED, Within,
};
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
    "Every class has the properties of all classes and traits above it, in every target anew. The classes of one model may inherit 200,000 properties in all, so that a short text cannot fill a machine's memory. For the same reason there is an end to what narrows values and is taken over from classes, traits and datatypes (4,000,000 refinements, listed values, patterns and pieces of longer texts), to the classes that unions have through other unions and sealed classes (1,000,000), and to lists that several terms share. All models that are checked together may have ten times as much of each. Move properties down to the classes that need them, or divide the model. What else is to be said of it is found after that.",
    much_inherited,
);

/// Whether a rule is one of these.
pub(in crate::rules) fn is_of_size(rule: &Rule) -> bool {
    let of_size = [LARGE_KEY.code, DEEP.code, MUCH_INHERITED.code];
    of_size.contains(&rule.code)
}

fn large_key(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let mut circular = None;
    for (id, class) in ctx.classes(domain) {
        if class.primary_key.is_none() || ctx.models.key_fits(id) {
            continue;
        }
        // A key that leads into a circle is a finding of its own.
        let circular = circular.get_or_insert_with(|| leading_into_circles(ctx, domain));
        if circular.contains(&id) {
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

/// The classes whose keys lead into a circle.
fn leading_into_circles(ctx: &Context<'_>, domain: DomainId) -> FxHashSet<ClassId> {
    let keyed = ctx.classes(domain).filter(|(_, c)| c.primary_key.is_some());
    let next = |id: ClassId| ctx.models.key_references(id);
    cycles::leading_into(keyed.map(|(id, _)| id), next)
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
    let here = |(term, _): &&(TermRef, Excess)| ctx.models.info(*term).domain == domain;
    let Some((term, excess)) = ctx.models.cut.iter().find(here) else {
        return;
    };
    let info = ctx.models.info(*term);
    let shown = ctx.show(info);
    let (message, help) = excessive(&shown, *excess);
    out.push(ctx.finding(info, ctx.place_of(info), message, help));
}

/// What there is too much of with a term, and what helps.
fn excessive(shown: &str, excess: Excess) -> (String, &'static str) {
    match excess {
        Excess::Inherited(within) => {
            let (whose, most) = limit(within, INHERITED);
            (
                format!("with {shown} the classes of {whose} inherit more than {most} properties"),
                remedy(
                    within,
                    "move properties to the classes that need them, or divide the model",
                ),
            )
        }
        Excess::Narrowed(within) => {
            let (whose, most) = limit(within, NARROWED);
            (
                format!(
                    "with {shown} the terms of {whose} take over more than {most} refinements, values and patterns"
                ),
                remedy(
                    within,
                    "move refinements and lists of values to the terms that need them, or divide the model",
                ),
            )
        }
        Excess::United(within) => {
            let (whose, most) = limit(within, UNITED);
            (
                format!(
                    "with {shown} the unions of {whose} have more than {most} classes through others"
                ),
                remedy(within, "name fewer unions and sealed classes in unions"),
            )
        }
        Excess::Listed => (
            format!("the terms of {shown} share lists that have too many members, all told"),
            "give each term a list of its own",
        ),
    }
}

/// Whose terms have too much, and how much they may have.
fn limit(within: Within, of_model: usize) -> (&'static str, usize) {
    match within {
        Within::Model => ("the model", of_model),
        Within::All => ("all models together", MODELS * of_model),
    }
}

/// What helps: no model by itself has too much where all have it together.
fn remedy(within: Within, in_model: &'static str) -> &'static str {
    match within {
        Within::Model => in_model,
        Within::All => "check fewer models at once",
    }
}
