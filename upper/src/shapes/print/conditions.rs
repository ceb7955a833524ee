//! The conditions of qualified classes, as property shapes.

use super::super::turtle::{Node, Statement};
use super::values::{bound_name, has_order, literal, one_of, same, typed};
use super::{Printer, list_members};
use crate::model::{ClassId, Condition, Literal, Test, Value};
use crate::vocabulary::Primitive;

impl<'a> Printer<'a> {
    pub(super) fn condition(&self, class: ClassId, condition: &'a Condition) -> Option<Node<'a>> {
        let models = self.models;
        let property = models.property(condition.property?);
        let mut members = models.class(class).members.iter();
        let member = members.find(|m| Some(m.property) == condition.property);
        let range = member.map(|m| m.range).or(property.range)?;
        let value = models.value_of(range);
        let primitive = value.datatype().map(|datatype| models.primitive(datatype));
        let list = matches!(value, Value::List(..));
        let single = !list && member.is_some_and(|m| !m.many());
        let statements = tests(&condition.tests, primitive, single);
        let about_presence = condition
            .tests
            .iter()
            .all(|t| matches!(t, Test::Present(_)));
        let mut path = vec![self.iri(property.info.id)];
        if !about_presence {
            path.extend(elements(&value));
        }
        let path = match path.len() {
            1 => path,
            _ => vec![Node::List(path)],
        };
        let all = std::iter::once(("sh:path", path)).chain(statements);
        Some(Node::Blank(all.collect()))
    }
}

/// The path from a list to its elements, which are what conditions look at.
fn elements<'a>(value: &Value) -> Vec<Node<'a>> {
    let mut path = Vec::new();
    let mut value = value;
    while let Value::List(_, element) = value {
        path.extend(list_members());
        value = element;
    }
    path
}

/// A condition holds where some value passes; where there is one alone, that says it more simply.
fn tests(tests: &[Test], primitive: Option<Primitive>, single: bool) -> Vec<Statement<'_>> {
    let mut statements: Vec<Statement<'_>> = Vec::new();
    let mut some: Vec<Statement<'_>> = Vec::new();
    let mut is_there = false;
    for test in tests {
        match test {
            Test::HasValue(value) => match primitive.and_then(|of| same(value, of)) {
                Some(same) => some.extend(same),
                None => statements.push(("sh:hasValue", vec![term(value, primitive)])),
            },
            Test::OneOf(values) => some.push(match primitive {
                Some(primitive) => one_of(values, primitive),
                None => (
                    "sh:in",
                    vec![Node::List(values.iter().map(literal).collect())],
                ),
            }),
            Test::Bound(bound, value) if primitive.is_none_or(has_order) => {
                some.push((bound_name(*bound), vec![term(value, primitive)]));
            }
            // A value without an order is there at least.
            Test::Bound(..) | Test::Present(true) => is_there = true,
            Test::Present(false) => statements.push(("sh:maxCount", vec![Node::plain("0")])),
        }
    }
    if is_there || (single && !some.is_empty()) {
        statements.push(("sh:minCount", vec![Node::plain("1")]));
    }
    if single {
        statements.extend(some);
    } else if !some.is_empty() {
        statements.push(("sh:qualifiedValueShape", vec![Node::Blank(some)]));
        statements.push(("sh:qualifiedMinCount", vec![Node::plain("1")]));
    }
    statements
}

fn term(value: &Literal, primitive: Option<Primitive>) -> Node<'_> {
    match primitive {
        Some(primitive) => typed(value, primitive),
        None => literal(value),
    }
}
