//! Refinements narrow what a class has, and never widen it.

use rustc_hash::FxHashMap;

use super::{error, keys};
use crate::finding::{Finding, Place};
use crate::graph::TermId;
use crate::model::{
    Class, Covered, DomainId, Member, Models, PropertyId, Range, Refinement, TermInfo,
};
use crate::rules::{Context, Rule};
use crate::vocabulary::upper;

pub(super) const NOT_A_MEMBER: Rule = error(
    "U0130",
    "refines-no-member",
    "a class refines a property that it does not have",
    "A refinement narrows a property that a class has: its own, an inherited one, or one of a trait. It adds none. List the property in `upper:property`, or refine the one that was meant.",
    not_a_member,
);

pub(super) const WIDER_COUNTS: Rule = error(
    "U0131",
    "wider-counts",
    "a refinement allows counts that the refined property does not",
    "Whoever reads an instance as one of the class above relies on the counts that are declared there. A refinement may raise the least count and lower the greatest, never the reverse. Members of a key are there exactly once, also where their counts are left out. Bring its counts within the declared ones, or change the declaration.",
    wider_counts,
);

pub(super) const OTHER_CLASS: Rule = error(
    "U0132",
    "refined-to-other-class",
    "a refinement names a class that is not within the refined one",
    "A refinement may narrow the class of a relationship to one whose instances are all instances of the declared class: a subclass, a member of a union, a smaller union, a qualified class. Anything else would let in values that readers of the declared property do not expect. Of a property that a class has by several ways, from its parent and from traits, the class lies within what each of them says. Use such a class, or change the declaration.",
    other_class,
);

pub(super) const OTHER_DATATYPE: Rule = error(
    "U0133",
    "refined-to-other-datatype",
    "a refinement names a datatype that does not derive from the refined one",
    "A refinement may narrow the datatype of an attribute to one that has it as its base, directly or through others. A value of another datatype would not be one of the declared datatype. Define a `upper:CustomDatatype` with the declared datatype as `upper:base`, or change the declaration.",
    other_datatype,
);

pub(super) const TWICE: Rule = error(
    "U0134",
    "refined-twice",
    "a class refines one property twice",
    "Two refinements of one property in one class would have to be read together, and may contradict each other. Put everything that the class says about the property into one refinement.",
    twice,
);

/// How many ranges of a property are held against each other, of which none lies within another:
/// that is a finding already.
const APART: usize = 16;

/// What a class has of the refined properties before its own refinements.
struct Declared<'a>(FxHashMap<PropertyId, Has<'a>>);

/// What holds of a property, by whichever way it is said.
struct Has<'a> {
    /// The least and the greatest count.
    counts: (u32, Option<u32>),
    /// What the values are: several where no range lies within the others.
    ranges: Vec<Range>,
    info: &'a TermInfo,
}

impl Has<'_> {
    fn join(&mut self, models: &Models, member: &Member, covered: &mut Covered) {
        let (min, max) = self.counts;
        self.counts = (
            min.max(member.min),
            max.map_or(member.max, |a| Some(member.max.map_or(a, |b| a.min(b)))),
        );
        let range = member.range;
        let mut ranges = self.ranges.iter();
        if self.ranges.len() >= APART || ranges.any(|r| covered.is_within(models, range, *r)) {
            return;
        }
        self.ranges
            .retain(|r| !covered.is_within(models, *r, range));
        self.ranges.push(range);
    }

    /// What is not within a range that holds already.
    fn excludes(&self, models: &Models, range: Range, covered: &mut Covered) -> Option<Range> {
        let mut ranges = self.ranges.iter().copied();
        ranges.find(|outer| !covered.is_within(models, *outer, range))
    }
}

impl<'a> Declared<'a> {
    fn of(ctx: &Context<'a>, class: &'a Class, covered: &mut Covered) -> Self {
        let models = ctx.models;
        let mut map: FxHashMap<PropertyId, Has<'a>> = FxHashMap::default();
        let above = class.above().into_iter();
        for from in above.chain(class.traits.iter().copied()) {
            for m in &models.class(from).members {
                let has = map.entry(m.property).or_insert_with(|| Has {
                    counts: (m.min, m.max),
                    ranges: vec![m.range],
                    info: &models.property(m.property).info,
                });
                has.join(models, m, covered);
            }
        }
        for id in &class.properties {
            let p = models.property(*id);
            map.entry(*id).or_insert_with(|| Has {
                counts: (p.min, p.max),
                ranges: p.range.into_iter().collect(),
                info: &p.info,
            });
        }
        // What identifies is there exactly once, whatever counts it was declared with.
        for id in class.key.iter().flat_map(|k| &k.members) {
            if let Some(has) = map.get_mut(id) {
                has.counts = (1, Some(1));
            }
        }
        Self(map)
    }
}

/// Calls `each` with every refinement of a domain.
fn for_each<'a>(
    ctx: &Context<'a>,
    domain: DomainId,
    mut each: impl FnMut(&'a Class, &'a Refinement, PropertyId, &Declared<'a>),
) {
    let mut covered = Covered::default();
    for (_, class) in ctx
        .classes(domain)
        .filter(|(_, c)| !c.refinements.is_empty())
    {
        let declared = Declared::of(ctx, class, &mut covered);
        for refinement in &class.refinements {
            if let Some(property) = refinement.property {
                each(class, refinement, property, &declared);
            }
        }
    }
}

fn at(ctx: &Context<'_>, class: &Class, refinement: &Refinement, predicate: TermId) -> Place {
    ctx.value_place(class.info.domain, refinement.id, predicate)
}

fn not_a_member(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    for_each(ctx, domain, |class, refinement, property, declared| {
        let info = &ctx.models.property(property).info;
        // A property without a range is none of any class yet, which is told where it is defined.
        let is_broken = ctx.models.property(property).range.is_none();
        if declared.0.contains_key(&property) || info.id == upper::IRI || is_broken {
            return;
        }
        let message = format!(
            "{} is not a property of {}, so it cannot be refined there",
            ctx.show(info),
            ctx.show(&class.info)
        );
        let help = format!(
            "add {} to its `upper:property`, or refine the property that was meant",
            ctx.show(info)
        );
        out.push(ctx.finding(
            &class.info,
            at(ctx, class, refinement, upper::REFINES),
            message,
            help,
        ));
    });
}

fn wider_counts(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    for_each(ctx, domain, |class, refinement, property, declared| {
        let Some(Has { counts, info, .. }) = declared.0.get(&property) else {
            return;
        };
        let (min, max) = counts;
        // Counts that contradict each other before are reported as that.
        if max.is_some_and(|max| *min > max) {
            return;
        }
        let name = ctx.show(info);
        let mut report = |predicate, message, help: String| {
            let place = at(ctx, class, refinement, predicate);
            let (declared, what) = declared_count(ctx, class, property, predicate);
            out.push(
                ctx.finding(&class.info, place, message, help)
                    .related(declared, what),
            );
        };
        if let Some(low) = refinement.min {
            if low < *min {
                report(
                    upper::MIN_COUNT,
                    format!("the least count of {name} is {min}, and cannot be {low} here"),
                    format!("state {min} or more, or leave it out"),
                );
            } else if let Some(max) = max.filter(|m| low > *m) {
                report(
                    upper::MIN_COUNT,
                    format!(
                        "the greatest count of {name} is {max}, so the least cannot be {low} here"
                    ),
                    format!("state {max} or less"),
                );
            }
        }
        let Some(high) = refinement.max else { return };
        if let Some(max) = max.filter(|m| high > *m) {
            report(
                upper::MAX_COUNT,
                format!("the greatest count of {name} is {max}, and cannot be {high} here"),
                format!("state {max} or less, or leave it out"),
            );
        } else if high < *min {
            report(
                upper::MAX_COUNT,
                format!(
                    "the least count of {name} is {min}, so the greatest cannot be {high} here"
                ),
                format!("state {min} or more"),
            );
        }
    });
}

/// Where it is said how many values a property has: in its counts, or by the key it is in.
fn declared_count(
    ctx: &Context<'_>,
    class: &Class,
    property: PropertyId,
    predicate: TermId,
) -> (Place, &'static str) {
    let info = &ctx.models.property(property).info;
    let key = class.key.as_ref().filter(|k| k.members.contains(&property));
    match key.map(|k| ctx.models.class(k.declared_by)) {
        Some(keyed) => {
            let list = keys::predicate(ctx, keyed);
            let place = ctx.place_of_member(keyed.info.domain, keyed.info.id, list, info.id);
            (place, "it is in the key")
        }
        None => (ctx.place_of_value(info, predicate), "what is declared"),
    }
}

fn other_class(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let mut covered = Covered::default();
    for_each(ctx, domain, |class, refinement, property, declared| {
        let (Some(has), Some(to)) = (declared.0.get(&property), refinement.class) else {
            return;
        };
        let Some(range) = has.excludes(ctx.models, Range::Class(to), &mut covered) else {
            return;
        };
        let info = has.info;
        let states = ctx
            .graph(domain)
            .is_some_and(|g| g.object(refinement.id, upper::CLASS).is_some());
        let predicate = if states {
            upper::CLASS
        } else {
            upper::DATATYPE
        };
        let (name, to_name) = (ctx.show(info), ctx.show_class(to));
        let (message, help) = match range {
            Range::Any => return,
            Range::Class(outer) => {
                let outer = ctx.show_class(outer);
                (
                    format!("{name} has values of {outer}, and not every {to_name} is one"),
                    format!("use {outer}, or a class whose instances are all among its instances"),
                )
            }
            Range::Datatype(datatype) => (
                format!(
                    "{name} has values of the datatype {}, so {to_name} cannot narrow it",
                    ctx.show_datatype(datatype)
                ),
                "refine it with `upper:datatype` or facets".to_owned(),
            ),
            Range::Node => (
                format!("{name} has nodes outside the model as values, so no class can narrow it"),
                "take `upper:class` away".to_owned(),
            ),
        };
        out.push(
            ctx.finding(
                &class.info,
                at(ctx, class, refinement, predicate),
                message,
                help,
            )
            .related(ctx.place_of(info), "the property"),
        );
    });
}

fn other_datatype(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let mut covered = Covered::default();
    for_each(ctx, domain, |class, refinement, property, declared| {
        let (Some(has), Some(to)) = (declared.0.get(&property), refinement.datatype) else {
            return;
        };
        let Some(range) = has.excludes(ctx.models, Range::Datatype(to), &mut covered) else {
            return;
        };
        let info = has.info;
        let (name, to_name) = (ctx.show(info), ctx.show_datatype(to));
        let (message, help) = match range {
            Range::Any => return,
            Range::Datatype(outer) => {
                let outer = ctx.show_datatype(outer);
                (
                    format!(
                        "{name} has the datatype {outer}, from which {to_name} does not derive"
                    ),
                    format!("use {outer}, or a `upper:CustomDatatype` with `upper:base` {outer}"),
                )
            }
            Range::Class(outer) => (
                format!(
                    "{name} has values of {}, so a datatype cannot narrow it",
                    ctx.show_class(outer)
                ),
                "take `upper:datatype` away, or name a class that narrows it".to_owned(),
            ),
            Range::Node => (
                format!(
                    "{name} has nodes outside the model as values, so no datatype can narrow it"
                ),
                "take `upper:datatype` away".to_owned(),
            ),
        };
        out.push(
            ctx.finding(
                &class.info,
                at(ctx, class, refinement, upper::DATATYPE),
                message,
                help,
            )
            .related(ctx.place_of(info), "the property"),
        );
    });
}

fn twice(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let mut first: FxHashMap<(TermId, PropertyId), &Refinement> = FxHashMap::default();
    for_each(ctx, domain, |class, refinement, property, _| {
        let Some(before) = first.insert((class.info.id, property), refinement) else {
            return;
        };
        let message = format!(
            "{} refines {} twice",
            ctx.show(&class.info),
            ctx.show_property(property)
        );
        let place = at(ctx, class, refinement, upper::REFINES);
        out.push(
            ctx.finding(
                &class.info,
                place,
                message,
                "say all of it in one refinement",
            )
            .related(at(ctx, class, before, upper::REFINES), "the other one"),
        );
    });
}
