//! Counts that nothing can meet.

use super::error;
use crate::finding::Finding;
use crate::graph::TermId;
use crate::model::{DomainId, TermInfo};
use crate::rules::{Context, Rule};
use crate::vocabulary::upper;

pub(super) const CROSSED: Rule = error(
    "U0105",
    "crossed-counts",
    "a least count is over the greatest count",
    "`upper:minCount` says how many values there are at least, `upper:maxCount` how many at most. Where the least is over the greatest, no data can be right. Swap the two, or correct the one that is wrong.",
    crossed,
);

type Counts<'a> = (&'a TermInfo, TermId, Option<u32>, Option<u32>);

/// The counts that properties and refinements of a domain state, each with its node.
fn stated<'a>(ctx: &Context<'a>, domain: DomainId) -> impl Iterator<Item = Counts<'a>> {
    let properties = ctx
        .properties(domain)
        .map(|(_, p)| (&p.info, p.info.id, Some(p.min), p.max));
    let classes = ctx.classes(domain);
    let refined = classes.flat_map(|(_, c)| {
        c.refinements
            .iter()
            .map(move |r| (&c.info, r.id, r.min, r.max))
    });
    properties.chain(refined)
}

fn crossed(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    for (info, node, min, max) in stated(ctx, domain) {
        let (Some(min), Some(max)) = (min, max) else {
            continue;
        };
        if min > max {
            let message = format!("at least {min} and at most {max} values: no data can have both");
            out.push(
                ctx.finding(
                    info,
                    ctx.value_place(domain, node, upper::MAX_COUNT),
                    message,
                    format!("raise `upper:maxCount` to {min} or more, or lower `upper:minCount`"),
                )
                .related(
                    ctx.value_place(domain, node, upper::MIN_COUNT),
                    "the least count",
                ),
            );
        }
    }
}
