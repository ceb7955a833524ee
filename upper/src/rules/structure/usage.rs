//! What is there and serves nothing.

use rustc_hash::FxHashSet;

use super::warning;
use crate::finding::Finding;
use crate::graph::Graph;
use crate::model::{DomainId, TermRef};
use crate::rules::{Context, Rule};
use crate::vocabulary::{owl, upper};

pub(super) const UNUSED_IMPORT: Rule = warning(
    "U0102",
    "unused-import",
    "a model imports another one and uses none of its terms, or imports itself",
    "An import makes a model depend on another: it is resolved, checked and versioned with it. Where no term of the imported model is used, that costs without serving; its own terms a model has anyway. Take the import away.",
    unused_import,
);

pub(super) const UNUSED_PROPERTY: Rule = warning(
    "U0103",
    "unused-property",
    "a property belongs to no class",
    "A property appears in targets only as a part of the classes that list it with `upper:property`. One that no class lists is probably forgotten, unless `upper:replacedBy` says what took its place. List it where it belongs, or take it away.",
    unused_property,
);

fn unused_import(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let Some((id, graph)) = ctx.graph_id(domain).zip(ctx.graph(domain)) else {
        return;
    };
    let info = &ctx.models.domain(domain).info;
    let mut imports = graph.with(info.id, owl::IMPORTS).peekable();
    if imports.peek().is_none() {
        return;
    }
    let used = used_domains(ctx, graph);
    for import in imports {
        let Some(TermRef::Domain(other)) = ctx.models.term(import.object) else {
            continue;
        };
        let name = &ctx.models.domain(other).info.iri;
        let (message, help) = if other == domain {
            (
                format!("`{name}` imports itself"),
                "take the import away: a model has its own terms without it",
            )
        } else if used.contains(&other) {
            continue;
        } else {
            (
                format!("`{name}` is imported, and none of its terms is used"),
                "take the import away",
            )
        };
        let place = ctx.corpus.place(id, import.places.object);
        out.push(ctx.finding(info, place, message, help));
    }
}

/// The domains whose terms a graph speaks of.
fn used_domains(ctx: &Context<'_>, graph: &Graph) -> FxHashSet<DomainId> {
    let mut used = FxHashSet::default();
    for term in graph.triples().iter().flat_map(|t| [t.predicate, t.object]) {
        match ctx.models.term(term) {
            Some(TermRef::Domain(_)) | None => {}
            Some(
                term @ (TermRef::Class(_)
                | TermRef::Property(_)
                | TermRef::Datatype(_)
                | TermRef::EnumValue(_)),
            ) => {
                used.insert(ctx.models.info(term).domain);
            }
        }
    }
    used
}

fn unused_property(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let Some(graph) = ctx.graph(domain) else {
        return;
    };
    // What a broken class lists is not forgotten: the class is reported.
    let listed = graph
        .triples()
        .iter()
        .filter(|t| t.predicate == upper::PROPERTY)
        .map(|t| t.object);
    let listed: FxHashSet<_> = listed.collect();
    for (id, property) in ctx.properties(domain) {
        let used = ctx.index().used.contains(&TermRef::Property(id));
        if !used && !listed.contains(&property.info.id) && !property.info.is_replaced() {
            let message = format!("{} belongs to no class", ctx.show(&property.info));
            let help = "list it in the `upper:property` of a class, or take it away";
            out.push(ctx.finding(&property.info, ctx.place_of(&property.info), message, help));
        }
    }
}
