//! What only Upper and the models of systems may use, and what nobody states.

use super::error;
use crate::finding::{Finding, Place};
use crate::model::{
    ClassId, ClassKind, DatatypeId, DatatypeKind, DomainId, ListElement, PropertyKind, Range,
    TermInfo,
};
use crate::rules::{Context, Rule};
use crate::vocabulary::{Primitive, rdf, upper};

pub(super) const RESERVED: Rule = error(
    "U0180",
    "reserved-term",
    "a model uses what is kept for Upper and the models of systems",
    "`upper:AnyProperty`, `rdfs:Literal`, `upper:Text`, `upper:dependency` and the classes of Upper describe models, representations and mappings. They have no image in data targets, so models of a domain cannot use them. Use an attribute with a datatype of its own, a relationship, or `rdf:langString` for texts in several languages.",
    reserved,
);

pub(super) const IRI: Rule = error(
    "U0181",
    "iri-misuse",
    "`upper:iri` is used other than in a key",
    "`upper:iri` stands for the IRI of a node, which is there without being stated. A class is identified by it when its `upper:primaryKey` contains it; it is no property to list, refine or test. Take it away there, or put it into the key.",
    iri,
);

fn reserved(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    if ctx.is_system(domain) {
        return;
    }
    let mut report = |info: &TermInfo, place: Place, what: &str, help: &str| {
        let message = format!("`{what}` is for models of systems only");
        out.push(ctx.finding(info, place, message, help));
    };
    for (_, property) in ctx.properties(domain) {
        let info = &property.info;
        if property.kind == PropertyKind::Any {
            report(
                info,
                ctx.place_of_value(info, rdf::TYPE),
                "upper:AnyProperty",
                "make it a `upper:Attribute`, a `upper:Relationship` or a `upper:ConnectedNode`",
            );
        }
        if property.dependency {
            report(
                info,
                ctx.place_of_value(info, upper::DEPENDENCY),
                "upper:dependency",
                "take it away",
            );
        }
        if let Some((what, help)) = datatype_of(property.range).and_then(|d| kept(ctx, d)) {
            report(info, ctx.place_of_value(info, upper::DATATYPE), what, help);
        }
        if let Some(Range::Class(class)) = property.range
            && is_of_upper(ctx, class)
        {
            let what = ctx.show_class(class);
            let what = what.trim_matches('`');
            let help = "name a class of a domain, or make it a `upper:Attribute` with a datatype, such as `xsd:int`";
            report(info, ctx.place_of_value(info, upper::CLASS), what, help);
        }
    }
    // As the base of a datatype, `wide-base` reports them.
    for (_, class) in ctx.classes(domain) {
        if let ClassKind::List(Some(ListElement::Datatype(of))) = class.kind
            && let Some((what, help)) = kept(ctx, of)
        {
            report(
                &class.info,
                ctx.place_of_value(&class.info, upper::LIST_OF),
                what,
                help,
            );
        }
        for refinement in &class.refinements {
            if let Some((what, help)) = refinement.datatype.and_then(|d| kept(ctx, d)) {
                report(
                    &class.info,
                    ctx.value_place(domain, refinement.id, upper::DATATYPE),
                    what,
                    help,
                );
            }
        }
    }
}

fn datatype_of(range: Option<Range>) -> Option<DatatypeId> {
    match range {
        Some(Range::Datatype(id)) => Some(id),
        Some(Range::Class(_) | Range::Node | Range::Any) | None => None,
    }
}

fn is_of_upper(ctx: &Context<'_>, class: ClassId) -> bool {
    let domain = ctx.models.class(class).info.domain;
    ctx.models.domain(domain).info.iri == upper::NS
}

fn kept(ctx: &Context<'_>, id: DatatypeId) -> Option<(&'static str, &'static str)> {
    match ctx.models.datatype(id).kind {
        DatatypeKind::Primitive(Primitive::Literal) => Some((
            "rdfs:Literal",
            "name the datatype of the values, such as `xsd:string`",
        )),
        DatatypeKind::Primitive(Primitive::Text) => Some((
            "upper:Text",
            "use `rdf:langString` for texts in several languages, `xsd:string` for plain ones",
        )),
        DatatypeKind::Primitive(_) | DatatypeKind::Custom(_) => None,
    }
}

fn iri(ctx: &Context<'_>, domain: DomainId, out: &mut Vec<Finding>) {
    let Some(iri) = ctx.models.iri_property() else {
        return;
    };
    for (_, class) in ctx.classes(domain) {
        let info = &class.info;
        let mut report = |place, message: &str, help| {
            out.push(ctx.finding(info, place, message.to_owned(), help))
        };
        let keyed = class.key.as_ref().is_some_and(|k| k.members.contains(&iri));
        if class.properties.contains(&iri) && !keyed {
            let place = ctx.place_of_member(domain, info.id, upper::PROPERTY, upper::IRI);
            report(
                place,
                "`upper:iri` is listed, and the class is not keyed on it",
                "take it away, or add `upper:primaryKey ( upper:iri )`",
            );
        }
        for refinement in class.refinements.iter().filter(|r| r.property == Some(iri)) {
            let place = ctx.value_place(domain, refinement.id, upper::REFINES);
            report(
                place,
                "`upper:iri` cannot be refined: it stands for the IRI of the node",
                "take the refinement away",
            );
        }
        let ClassKind::Qualified { conditions, .. } = &class.kind else {
            continue;
        };
        for condition in conditions.iter().filter(|c| c.property == Some(iri)) {
            let place = ctx.value_place(domain, condition.id, upper::PROPERTY);
            report(
                place,
                "`upper:iri` cannot be tested: no data states it",
                "test a property of the class",
            );
        }
    }
}
