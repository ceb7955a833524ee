//! Keys as a whole: given once, once in a taxonomy, and not in a circle.

use rustc_hash::FxHashMap;

use super::error;
use crate::finding::Finding;
use crate::graph::TermId;
use crate::model::{Class, ClassId, DomainId, PropertyId, Value};
use crate::rules::{Context, Rule, cycles};
use crate::vocabulary::{rdf, upper};

pub(super) const REPEATED: Rule = error(
    "U0110",
    "repeated-key-member",
    "a key names a property twice",
    "A key is an ordered list of properties, whose values together identify an entity. Naming one twice adds nothing, and usually another one was meant. Take the repetition away, or put the property that was meant in its place.",
    repeated,
);

pub(super) const CYCLE: Rule = error(
    "U0114",
    "key-cycle",
    "keys refer to one another in a circle",
    "The key of a class may contain a relationship to another keyed class: the other's key is then a part of it. Where that leads back to the first class, neither key can ever be written down. Put an attribute in place of one of the relationships.",
    cycle,
);

pub(super) const SECOND: Rule = error(
    "U0115",
    "second-key",
    "a class has a key beside the one that it inherits or states already",
    "In a taxonomy the topmost keyed class declares the key, which is unique across all kinds; classes below it have that key and declare none. A class states one key, as `upper:primaryKey` or `upper:keyedOn`. Keep one key; what else is unique goes into `upper:uniqueKey`.",
    second,
);

pub(super) const EMPTY: Rule = error(
    "U0116",
    "empty-key",
    "a key names no property",
    "An empty key would make all instances of the class the same one. List the properties that identify an instance, or leave the key out to make the class a nested one; for a class with exactly one instance, use `upper:Singleton`.",
    empty,
);

/// The predicates by which a class can state keys.
const KEYS: [TermId; 3] = [upper::PRIMARY_KEY, upper::KEYED_ON, upper::UNIQUE_KEY];

/// The predicate by which a class states its primary key.
pub(super) fn predicate(ctx: &Context<'_>, class: &Class) -> TermId {
    let graph = ctx.graph(class.info.domain);
    let primary = graph.is_none_or(|g| g.object(class.info.id, upper::PRIMARY_KEY).is_some());
    if primary {
        upper::PRIMARY_KEY
    } else {
        upper::KEYED_ON
    }
}

/// The keys that a class states, each with its predicate.
pub(super) fn stated<'a>(
    ctx: &Context<'_>,
    class: &'a Class,
) -> impl Iterator<Item = (TermId, &'a [PropertyId])> {
    let primary = class
        .primary_key
        .iter()
        .map(|k| (predicate(ctx, class), k.as_slice()));
    primary.chain(
        class
            .unique_keys
            .iter()
            .map(|k| (upper::UNIQUE_KEY, k.as_slice())),
    )
}

fn repeated(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let Some((id, graph)) = ctx.graph_id(domain).zip(ctx.graph(domain)) else {
        return;
    };
    for (_, class) in ctx.classes(domain) {
        for key in graph
            .about(class.info.id)
            .iter()
            .filter(|t| KEYS.contains(&t.predicate))
        {
            let mut first = FxHashMap::default();
            for cell in graph.list(key.object).unwrap_or_default() {
                let Some(before) = first.insert(cell.object, cell) else {
                    continue;
                };
                let message = format!("{} is in the key already", ctx.show_id(cell.object));
                out.push(
                    ctx.finding(
                        &class.info,
                        ctx.corpus.place(id, cell.places.object),
                        message,
                        "take it away, or name the property that was meant",
                    )
                    .related(ctx.corpus.place(id, before.places.object), "the first time"),
                );
            }
        }
    }
}

fn cycle(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let keyed = ctx
        .classes(domain)
        .filter(|(_, c)| c.primary_key.is_some())
        .map(|(id, _)| id);
    let next = |id: ClassId| targets(ctx, id).into_iter().map(|(_, c)| c).collect();
    for circle in cycles::cycles(keyed, next) {
        let infos: Vec<_> = circle.iter().map(|c| &ctx.models.class(*c).info).collect();
        let by_id: FxHashMap<TermId, ClassId> = circle
            .iter()
            .map(|c| (ctx.models.class(*c).info.id, *c))
            .collect();
        let place = |from: &crate::model::TermInfo, to: &crate::model::TermInfo| {
            let class = by_id.get(&from.id).copied();
            let target = by_id.get(&to.id).copied();
            let through = class.and_then(|c| {
                targets(ctx, c)
                    .into_iter()
                    .find(|(_, t)| Some(*t) == target)
            });
            match (through, class) {
                (Some((p, _)), Some(c)) => {
                    let member = ctx.models.property(p).info.id;
                    ctx.place_of_member(
                        from.domain,
                        from.id,
                        predicate(ctx, ctx.models.class(c)),
                        member,
                    )
                }
                _ => ctx.place_of(from),
            }
        };
        let help = "put an attribute in place of one of these relationships in the keys";
        out.extend(cycles::report(
            ctx,
            &infos,
            place,
            "these keys need each other",
            help,
        ));
    }
}

/// The classes of the same domain whose keys are a part of a class's key, each with the
/// member that leads there.
fn targets(ctx: &Context<'_>, id: ClassId) -> Vec<(PropertyId, ClassId)> {
    let class = ctx.models.class(id);
    let key = class.primary_key.as_deref().unwrap_or_default();
    let target = |p: &PropertyId| {
        let range = ctx.models.member(id, *p)?.range;
        let Value::Reference(to) = ctx.models.value_of(range) else {
            return None;
        };
        let root = ctx.models.class(to).key.as_ref()?.declared_by;
        (ctx.models.class(root).info.domain == class.info.domain).then_some((*p, root))
    };
    key.iter().filter_map(target).collect()
}

fn second(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let Some(graph) = ctx.graph(domain) else {
        return;
    };
    for (id, class) in ctx.classes(domain).filter(|(_, c)| c.primary_key.is_some()) {
        let info = &class.info;
        let above = ctx
            .models
            .ancestors(id)
            .skip(1)
            .map(|a| ctx.models.class(a))
            .find(|a| a.primary_key.is_some());
        if let Some(above) = above {
            let message = format!(
                "{} has a key of its own beside that of {}",
                ctx.show(info),
                ctx.show(&above.info)
            );
            let help = "take it away: the class above identifies all that are below it; state another unique combination as `upper:uniqueKey`";
            out.push(
                ctx.finding(
                    info,
                    ctx.place_of_value(info, predicate(ctx, class)),
                    message,
                    help,
                )
                .related(
                    ctx.place_of_value(&above.info, predicate(ctx, above)),
                    "the key that it inherits",
                ),
            );
        }
        let both = graph.object(info.id, upper::PRIMARY_KEY).is_some()
            && graph.object(info.id, upper::KEYED_ON).is_some();
        if both {
            let message = format!(
                "{} states both `upper:primaryKey` and `upper:keyedOn`, which mean the same",
                ctx.show(info)
            );
            out.push(
                ctx.finding(
                    info,
                    ctx.place_of_value(info, upper::KEYED_ON),
                    message,
                    "keep `upper:primaryKey`",
                )
                .related(
                    ctx.place_of_value(info, upper::PRIMARY_KEY),
                    "the other key",
                ),
            );
        }
    }
}

fn empty(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let Some((id, graph)) = ctx.graph_id(domain).zip(ctx.graph(domain)) else {
        return;
    };
    for (_, class) in ctx.classes(domain) {
        let keys = graph
            .about(class.info.id)
            .iter()
            .filter(|t| KEYS.contains(&t.predicate));
        for key in keys.filter(|t| t.object == rdf::NIL) {
            let message = format!("the key of {} names no property", ctx.show(&class.info));
            let help = "list what identifies an instance; leave the key out where instances live inside others";
            out.push(ctx.finding(
                &class.info,
                ctx.corpus.place(id, key.places.object),
                message,
                help,
            ));
        }
    }
}
