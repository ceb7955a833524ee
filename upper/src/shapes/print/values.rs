//! What SHACL says of values: datatypes, facets, and literals as such.

use super::super::ir::LiteralShape;
use super::super::turtle::{Node, Statement};
use crate::model::{Bound, Facets, Literal, Texts};
use crate::vocabulary::Primitive;

pub(super) fn bound_name(bound: Bound) -> &'static str {
    match bound {
        Bound::MinInclusive => "sh:minInclusive",
        Bound::MaxInclusive => "sh:maxInclusive",
        Bound::MinExclusive => "sh:minExclusive",
        Bound::MaxExclusive => "sh:maxExclusive",
    }
}

pub(super) fn literal_value(shape: &LiteralShape) -> Vec<Statement> {
    let datatype = |name: &str| ("sh:datatype", vec![Node::plain(name)]);
    let mut statements = if shape.primitive == Primitive::Literal {
        vec![("sh:nodeKind", vec![Node::plain("sh:Literal")])]
    } else if shape.primitive == Primitive::Text {
        let either = ["xsd:string", "rdf:langString"].map(|name| Node::Blank(vec![datatype(name)]));
        vec![("sh:or", vec![Node::List(either.to_vec())])]
    } else {
        vec![("sh:datatype", vec![primitive_iri(shape.primitive)])]
    };
    let Facets {
        min_length,
        max_length,
        ..
    } = &shape.facets;
    let counts_bytes = shape.primitive == Primitive::Base64Binary;
    for (name, length) in [("sh:minLength", min_length), ("sh:maxLength", max_length)] {
        statements.extend(
            length
                .filter(|_| !counts_bytes)
                .map(|n| (name, vec![Node::plain(n)])),
        );
    }
    for (name, bound) in [
        ("sh:minInclusive", &shape.facets.min_inclusive),
        ("sh:maxInclusive", &shape.facets.max_inclusive),
        ("sh:minExclusive", &shape.facets.min_exclusive),
        ("sh:maxExclusive", &shape.facets.max_exclusive),
    ] {
        statements.extend(bound.iter().map(|b| (name, vec![literal(b)])));
    }
    statements.extend(patterns(shape));
    if let Some(values) = &shape.facets.one_of {
        let iri = crate::vocabulary::iri(shape.primitive.term()).unwrap_or_default();
        let values = values.iter().map(|l| {
            literal(&Literal {
                datatype: iri.to_owned(),
                ..l.clone()
            })
        });
        statements.push(("sh:in", vec![Node::List(values.collect())]));
    }
    statements
}

fn patterns(shape: &LiteralShape) -> Option<Statement> {
    let stated = shape.patterns.iter().map(|p| p.text().to_owned());
    let all: Vec<Node> = stated
        .chain(lexical_pattern(shape.primitive).map(str::to_owned))
        .chain(digits_pattern(&shape.facets))
        .map(|value| Node::Text {
            value,
            language: None,
            datatype: None,
        })
        .collect();
    match all.len() {
        0 => None,
        1 => Some(("sh:pattern", all)),
        // A shape has one `sh:pattern` at most.
        _ => {
            let each = all
                .into_iter()
                .map(|p| Node::Blank(vec![("sh:pattern", vec![p])]))
                .collect();
            Some(("sh:and", vec![Node::List(each)]))
        }
    }
}

/// What a SHACL engine does not know of Upper's datatypes, or what Upper reads more
/// strictly than XSD.
fn lexical_pattern(primitive: Primitive) -> Option<&'static str> {
    match primitive {
        Primitive::Uuid => Some("^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"),
        Primitive::LocalDateTime => {
            Some("^-?[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?$")
        }
        Primitive::DateTime => Some("(Z|[+-][0-9]{2}:[0-9]{2})$"),
        Primitive::Date => Some("^-?[0-9]{4,}-[0-9]{2}-[0-9]{2}$"),
        Primitive::Time => Some("^[0-9:.]+$"),
        Primitive::String
        | Primitive::LangString
        | Primitive::AnyUri
        | Primitive::Text
        | Primitive::Literal
        | Primitive::Json
        | Primitive::Boolean
        | Primitive::Int
        | Primitive::Long
        | Primitive::Integer
        | Primitive::NonNegativeInteger
        | Primitive::Decimal
        | Primitive::Float
        | Primitive::Double
        | Primitive::Duration
        | Primitive::Base64Binary => None,
    }
}

/// Counts of digits, as patterns of the lexical form: SHACL Core has no word for them.
fn digits_pattern(facets: &Facets) -> Vec<String> {
    let mut patterns = Vec::new();
    if let Some(fraction) = facets.fraction_digits {
        patterns.push(format!("^[+-]?[0-9]*(\\.[0-9]{{0,{fraction}}}0*)?$"));
    }
    if let Some(total) = facets.total_digits {
        let split = |whole: u32| format!("[0-9]{{0,{whole}}}(\\.[0-9]{{0,{}}}0*)?", total - whole);
        let all: Vec<String> = (0..=total.min(100)).map(split).collect();
        patterns.push(format!("^[+-]?0*({})$", all.join("|")));
    }
    patterns
}

pub(in crate::shapes) fn primitive_iri(primitive: Primitive) -> Node {
    Node::Iri(
        crate::vocabulary::iri(primitive.term())
            .unwrap_or_default()
            .to_owned(),
    )
}

/// A literal, or the IRI of an enumeration value or node.
pub(in crate::shapes) fn literal(literal: &Literal) -> Node {
    let Literal {
        value,
        datatype,
        language,
        ..
    } = literal;
    let plain = datatype == "http://www.w3.org/2001/XMLSchema#string" || language.is_some();
    match datatype.as_str() {
        "" => Node::Iri(value.clone()),
        _ => Node::Text {
            value: value.clone(),
            language: language.clone(),
            datatype: (!plain).then(|| datatype.clone()),
        },
    }
}

pub(in crate::shapes) fn texts(texts: &Texts) -> Vec<Node> {
    let text = |(language, value): &(String, String)| Node::Text {
        value: value.clone(),
        language: (!language.is_empty()).then(|| language.clone()),
        datatype: None,
    };
    texts.0.iter().map(text).collect()
}
