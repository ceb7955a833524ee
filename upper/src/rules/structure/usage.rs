//! What is there and serves nothing.

use rustc_hash::FxHashSet;

use super::warning;
use crate::finding::Finding;
use crate::model::{DomainId, TermRef};
use crate::rules::{Context, Rule};
use crate::vocabulary::{owl, upper};

pub(super) const UNUSED_IMPORT: Rule = warning(
    "U0102",
    "unused-import",
    "a model imports another one and uses none of its terms",
    "An import makes a model depend on another: it is resolved, checked and versioned with it. Where no term of the imported model is used, that costs without serving. Take the import away.",
    unused_import,
);

pub(super) const UNUSED_PROPERTY: Rule = warning(
    "U0103",
    "unused-property",
    "a property belongs to no class",
    "A property appears in targets only as a part of the classes that list it with `upper:property`. One that no class lists is probably forgotten. List it where it belongs, or take it away.",
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
    for import in imports {
        let Some(TermRef::Domain(other)) = ctx.models.term(import.object) else {
            continue;
        };
        if other != domain && !used.contains(&other) {
            let name = &ctx.models.domain(other).info.iri;
            let message = format!("`{name}` is imported, and none of its terms is used");
            out.push(ctx.finding(
                info,
                ctx.corpus.place(id, import.places.object),
                message,
                "take the import away",
            ));
        }
    }
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
        if !listed.contains(&property.info.id) && !ctx.index().used.contains(&TermRef::Property(id))
        {
            let message = format!("{} belongs to no class", ctx.show(&property.info));
            let help = "list it in the `upper:property` of a class, or take it away";
            out.push(ctx.finding(&property.info, ctx.place_of(&property.info), message, help));
        }
    }
}
