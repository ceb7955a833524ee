//! Custom datatypes rest on a built-in one.

use crate::finding::Finding;
use crate::model::{DatatypeId, DatatypeKind, DomainId};
use crate::rules::cycles::cycles;
use crate::rules::{Context, Level, Rule};
use crate::vocabulary::upper;

pub(super) const BASE_CYCLE: Rule = Rule {
    code: "U0210",
    name: "datatype-cycle",
    level: Level::Deny,
    summary: "a datatype is its own base",
    explanation: "Following `upper:base` from a custom datatype has to end at a built-in one, which says how its \
        values are written and stored. In a circle of bases no datatype has values at all.",
    check: base_cycle,
};

fn base_cycle(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    let models = context.models;
    let base = |id: DatatypeId| match models.datatype(id).kind {
        DatatypeKind::Custom(base) => base.into_iter().collect(),
        DatatypeKind::Primitive(_) => Vec::new(),
    };
    for circle in cycles(models.domain(domain).datatypes.iter().copied(), base) {
        let Some(first) = circle.first() else {
            continue;
        };
        let about = &models.datatype(*first).info;
        if about.domain != domain {
            continue;
        }
        let path: Vec<String> = circle
            .iter()
            .chain([first])
            .map(|id| context.show_datatype(*id))
            .collect();
        let message = format!(
            "{} is its own base: {}",
            context.show(about),
            path.join(" → ")
        );
        let place = context.place_of_value(about, upper::BASE);
        findings.push(context.finding(
            about,
            place,
            message,
            "give one of them a built-in datatype as its base",
        ));
    }
}
