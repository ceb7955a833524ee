//! Custom datatypes rest on a built-in one.

use crate::finding::Finding;
use crate::model::{DatatypeId, DatatypeKind, DomainId};
use crate::rules::cycles::cycles;
use crate::rules::{Context, Level, Rule};
use crate::vocabulary::{Primitive, upper};

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

pub(super) const WIDE_BASE: Rule = Rule {
    code: "U0211",
    name: "wide-base",
    level: Level::Deny,
    summary: "a datatype is based on any literal, or on text of any kind",
    explanation: "`rdfs:Literal` and `upper:Text` take literals of several datatypes; Upper and the system domains \
        need them to describe models. A datatype of a domain becomes a column or field, which holds values of one \
        kind.",
    check: wide_base,
};

fn wide_base(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    if context.is_system(domain) {
        return;
    }
    for (_, datatype) in context.datatypes(domain) {
        let DatatypeKind::Custom(Some(base)) = datatype.kind else {
            continue;
        };
        let help = match context.models.datatype(base).kind {
            DatatypeKind::Primitive(Primitive::Text) => {
                "use `xsd:string` for plain text, `rdf:langString` for text in several languages"
            }
            DatatypeKind::Primitive(Primitive::Literal) => {
                "use the datatype that the values have, such as `xsd:string`"
            }
            DatatypeKind::Primitive(_) | DatatypeKind::Custom(_) => continue,
        };
        let message = format!(
            "{} is too wide to be the base of a datatype",
            context.show_datatype(base)
        );
        let place = context.place_of_value(&datatype.info, upper::BASE);
        findings.push(context.finding(&datatype.info, place, message, help));
    }
}
