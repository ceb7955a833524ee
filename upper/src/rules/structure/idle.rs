//! Refinements that say nothing.

use super::warning;
use crate::finding::Finding;
use crate::graph::TermId;
use crate::model::DomainId;
use crate::rules::{Context, Rule};
use crate::vocabulary::{rdf, upper};

pub(super) const NARROWS_NOTHING: Rule = warning(
    "U0135",
    "idle-refinement",
    "a refinement names a property and says nothing of it",
    "A refinement narrows a property: its counts, its class or datatype, or by a facet such as a bound or a pattern. One that states none of these leaves the property as it is, and what it was meant to say is missing. State it, or take the refinement away.",
    narrows_nothing,
);

/// What a refinement may state without narrowing anything.
const IDLE: [TermId; 5] = [
    rdf::TYPE,
    upper::REFINES,
    upper::LABEL,
    upper::DESCRIPTION,
    upper::COMMENT,
];

fn narrows_nothing(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let Some(graph) = ctx.graph(domain) else {
        return;
    };
    for (_, class) in ctx.classes(domain) {
        for refinement in &class.refinements {
            // What states something that is not known is reported as that.
            let is_idle = |t: &crate::graph::Triple| IDLE.contains(&t.predicate);
            let Some(property) = refinement.property else {
                continue;
            };
            if !graph.about(refinement.id).iter().all(is_idle) {
                continue;
            }
            let message = format!(
                "the refinement of {} narrows nothing",
                ctx.show_property(property)
            );
            let help = format!(
                "state what is narrower in {}, such as `upper:minCount 1`, or take the refinement away",
                ctx.show(&class.info)
            );
            let place = ctx.value_place(domain, refinement.id, upper::REFINES);
            out.push(ctx.finding(&class.info, place, message, help));
        }
    }
}
