//! What SHACL says of values: datatypes, facets, and literals as such.

use std::borrow::Cow;

use super::super::ir::LiteralShape;
use super::super::turtle::{Node, Statement};
pub(super) use super::sameness::has_order;
use super::sameness::{Sameness, sameness};
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

pub(super) fn literal_value(shape: &LiteralShape) -> Vec<Statement<'_>> {
    let datatype = |name: &'static str| ("sh:datatype", vec![Node::plain(name)]);
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
                .map(|n| (name, vec![Node::number(n)])),
        );
    }
    for (name, bound) in [
        ("sh:minInclusive", &shape.facets.min_inclusive),
        ("sh:maxInclusive", &shape.facets.max_inclusive),
        ("sh:minExclusive", &shape.facets.min_exclusive),
        ("sh:maxExclusive", &shape.facets.max_exclusive),
    ] {
        let bound = bound.iter().filter(|_| has_order(shape.primitive));
        statements.extend(bound.map(|b| (name, vec![typed(b, shape.primitive)])));
    }
    statements.extend(patterns(shape));
    if let Some(values) = &shape.facets.one_of {
        statements.push(one_of(values, shape.primitive));
    }
    statements
}

/// What makes a value one of several.
pub(super) fn one_of(values: &[Literal], primitive: Primitive) -> Statement<'_> {
    let term = |value| typed(value, primitive);
    match sameness(primitive) {
        Sameness::Term | Sameness::Spelling => {
            ("sh:in", vec![Node::List(values.iter().map(term).collect())])
        }
        Sameness::Order => {
            let only = |value| vec![("sh:in", vec![Node::List(vec![term(value)])])];
            let each = |value| Node::Blank(same(value, primitive).unwrap_or_else(|| only(value)));
            ("sh:or", vec![Node::List(values.iter().map(each).collect())])
        }
    }
}

/// What makes a value the same as another, where that is said by their order.
pub(super) fn same(value: &Literal, primitive: Primitive) -> Option<Vec<Statement<'_>>> {
    let bounds = ["sh:minInclusive", "sh:maxInclusive"];
    match sameness(primitive) {
        Sameness::Term | Sameness::Spelling => None,
        // What is no number is in no order.
        Sameness::Order if value.value == "NaN" => None,
        Sameness::Order => Some(
            bounds
                .map(|name| (name, vec![typed(value, primitive)]))
                .into(),
        ),
    }
}

fn patterns(shape: &LiteralShape) -> Option<Statement<'_>> {
    let stated = shape.patterns.iter().map(|p| Cow::Borrowed(p.text()));
    let all: Vec<Node<'_>> = stated
        .chain(lexical_pattern(shape.primitive).map(Cow::Borrowed))
        .chain(digits_pattern(&shape.facets).into_iter().map(Cow::Owned))
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

pub(in crate::shapes) fn primitive_iri(primitive: Primitive) -> Node<'static> {
    Node::iri(crate::vocabulary::iri(primitive.term()).unwrap_or_default())
}

/// A literal, or the IRI of an enumeration value or node.
pub(in crate::shapes) fn literal(literal: &Literal) -> Node<'_> {
    match literal.datatype.as_str() {
        "" => Node::iri(&literal.value),
        datatype => text(&literal.value, datatype, literal.language.as_deref()),
    }
}

/// A literal as values of a datatype have it, where that is one datatype: authors write `2` of
/// whatever is counted.
pub(in crate::shapes) fn typed(literal: &Literal, primitive: Primitive) -> Node<'_> {
    let any = [Primitive::Text, Primitive::LangString, Primitive::Literal];
    if any.contains(&primitive) {
        return self::literal(literal);
    }
    let datatype = crate::vocabulary::iri(primitive.term()).unwrap_or_default();
    text(&literal.value, datatype, None)
}

fn text<'a>(value: &'a str, datatype: &'a str, language: Option<&'a str>) -> Node<'a> {
    let plain = datatype == "http://www.w3.org/2001/XMLSchema#string" || language.is_some();
    Node::Text {
        value: Cow::Borrowed(value),
        language,
        datatype: (!plain).then_some(datatype),
    }
}

pub(in crate::shapes) fn texts(texts: &Texts) -> Vec<Node<'_>> {
    let all = texts.0.iter().map(|(language, value)| Node::Text {
        value: Cow::Borrowed(value.as_str()),
        language: (!language.is_empty()).then_some(language.as_str()),
        datatype: None,
    });
    all.collect()
}
