//! Taxonomies and traits.

use rustc_hash::FxHashSet;

use super::error;
use crate::finding::Finding;
use crate::graph::{TermId, Triple};
use crate::model::{ClassId, ClassKind, DomainId, PropertyId, TermRef};
use crate::rules::{Context, Rule, cycles};
use crate::vocabulary::{rdf, rdfs, upper};

pub(super) const FOREIGN_PARENT: Rule = error(
    "U0120",
    "foreign-parent",
    "a class is below a sealed class of another model",
    "A sealed class lists all its kinds by being closed: whoever reads its model knows every subclass. So only its own model adds subclasses. Ask the owners of the other model to add the class, or hold an instance of theirs in a relationship.",
    foreign_parent,
);

pub(super) const SUBCLASS_CYCLE: Rule = error(
    "U0121",
    "subclass-cycle",
    "classes are below themselves",
    "`upper:subClassOf` leads from a class to the more general one above it. Where it leads back to where it began, there is no topmost class, and none of them has instances. Take away the one that points the wrong way.",
    subclass_cycle,
);

pub(super) const CHILDLESS: Rule = error(
    "U0122",
    "childless-sealed-class",
    "a sealed class has no subclasses",
    "A sealed class is abstract: every instance is one of a subclass. Without subclasses it can have none, and targets have nothing to make of it. Add subclasses, or make it a `upper:DirectClass`.",
    childless,
);

pub(super) const TRAIT_CYCLE: Rule = error(
    "U0123",
    "trait-cycle",
    "traits mix in themselves",
    "A trait may use other traits, whose properties it passes on. Where that leads back to the trait itself, it is not clear what belongs to what. Take away one of the steps.",
    trait_cycle,
);

pub(super) const SUPER_PROPERTY_CYCLE: Rule = error(
    "U0124",
    "super-property-cycle",
    "properties stand for more general ones in a circle",
    "`upper:subPropertyOf` leads from a property to a more general one: whatever the one connects, the other does too. In a circle all of them would mean the same. Take away the step that leads back to the narrower one.",
    super_property_cycle,
);

fn foreign_parent(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    for (_, class) in ctx.classes(domain) {
        let Some(parent) = class
            .parent
            .map(|p| &ctx.models.class(p).info)
            .filter(|p| p.domain != domain)
        else {
            continue;
        };
        let message = format!(
            "{} is a class of another model, which alone adds subclasses to it",
            ctx.show(parent)
        );
        let help = format!(
            "ask the owners of `{}` to add the class, or refer to {} with a relationship",
            ctx.models.domain(parent.domain).info.iri,
            ctx.show(parent)
        );
        out.push(
            ctx.finding(
                &class.info,
                ctx.place_of_value(&class.info, upper::SUB_CLASS_OF),
                message,
                help,
            )
            .related(ctx.place_of(parent), "the class above"),
        );
    }
}

fn subclass_cycle(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let here = |c: &ClassId| ctx.models.class(*c).info.domain == domain;
    let next = |id: ClassId| {
        ctx.models
            .class(id)
            .parent
            .filter(here)
            .into_iter()
            .collect()
    };
    for circle in cycles::cycles(ctx.classes(domain).map(|(id, _)| id), next) {
        let infos: Vec<_> = circle.iter().map(|c| &ctx.models.class(*c).info).collect();
        let help = "take away the `upper:subClassOf` that points the wrong way";
        out.extend(cycles::report(
            ctx,
            &infos,
            |from, _| ctx.place_of_value(from, upper::SUB_CLASS_OF),
            "these classes are below themselves",
            help,
        ));
    }
}

fn childless(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let Some(graph) = ctx.graph(domain) else {
        return;
    };
    // What a broken class is below, or is said to be an instance of, may have it as a subclass.
    let is_class = |t: &&Triple| matches!(ctx.models.term(t.subject), Some(TermRef::Class(_)));
    let named = graph.triples().iter().filter(|t| {
        [rdf::TYPE, upper::SUB_CLASS_OF].contains(&t.predicate)
            || (t.predicate == rdfs::SUB_CLASS_OF && !is_class(t))
    });
    let named: FxHashSet<TermId> = named.map(|t| t.object).collect();
    for (_, class) in ctx.classes(domain) {
        let is_childless = matches!(class.kind, ClassKind::Sealed) && class.children.is_empty();
        if is_childless && !named.contains(&class.info.id) {
            let message = format!(
                "{} is sealed and has no subclasses, so it can have no instances",
                ctx.show(&class.info)
            );
            let help = format!(
                "add classes with `upper:subClassOf {}`, or make it a `upper:DirectClass`",
                ctx.show(&class.info).trim_matches('`')
            );
            out.push(ctx.finding(&class.info, ctx.place_of(&class.info), message, help));
        }
    }
}

fn trait_cycle(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let traits = ctx
        .classes(domain)
        .filter(|(_, c)| matches!(c.kind, ClassKind::Trait))
        .map(|(id, _)| id);
    let here = |c: &&ClassId| ctx.models.class(**c).info.domain == domain;
    let next = |id: ClassId| {
        ctx.models
            .class(id)
            .traits
            .iter()
            .filter(here)
            .copied()
            .collect()
    };
    for circle in cycles::cycles(traits, next) {
        let infos: Vec<_> = circle.iter().map(|c| &ctx.models.class(*c).info).collect();
        let place = |from: &crate::model::TermInfo, to: &crate::model::TermInfo| {
            ctx.place_of_member(domain, from.id, upper::TRAIT, to.id)
        };
        out.extend(cycles::report(
            ctx,
            &infos,
            place,
            "these traits mix in themselves",
            "take away one of these `upper:trait`",
        ));
    }
}

fn super_property_cycle(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let above = |iri: &String| match ctx.models.term_by_iri(iri) {
        Some(TermRef::Property(id)) if ctx.models.property(id).info.domain == domain => Some(id),
        Some(
            TermRef::Property(_)
            | TermRef::Domain(_)
            | TermRef::Class(_)
            | TermRef::Datatype(_)
            | TermRef::EnumValue(_),
        )
        | None => None,
    };
    let next = |id: PropertyId| {
        let property = ctx.models.property(id);
        property.sub_property_of.iter().filter_map(above).collect()
    };
    for circle in cycles::cycles(ctx.properties(domain).map(|(id, _)| id), next) {
        let infos: Vec<_> = circle
            .iter()
            .map(|p| &ctx.models.property(*p).info)
            .collect();
        let place = |from: &crate::model::TermInfo, to: &crate::model::TermInfo| {
            ctx.place_of_member(domain, from.id, upper::SUB_PROPERTY_OF, to.id)
        };
        out.extend(cycles::report(
            ctx,
            &infos,
            place,
            "these properties are below themselves",
            "take away the `upper:subPropertyOf` that points the wrong way",
        ));
    }
}
