//! From a row in JSON to the columns under construction, collecting everything that is
//! wrong with it.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "enums of Arrow, Avro, Iceberg and JSON, of which a few cases matter here"
)]

use std::mem;

use serde_json::{Map, Value};
use transpilers::iceberg::table::KeyStep;
use upper::model::{ClassId, Models};

use super::columns::Column;
use super::datatype::Scalars;
use super::exact::Exact;
use super::nested::Written;
use super::problems::{Path, Problems, same_language};
use super::references::Known;
use super::rule::{Counts, Fetch, Node, RowRule, Shape, kind_name, kind_of};
use super::scalar::{Native, describe};
use super::{identity, json, lexical, nested};

/// How fields are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// As in the model: rows in JSON.
    Model,
    /// As in the table: rows that come in columns.
    Columns,
}

/// Fills columns from rows.
pub(crate) struct Filler<'a> {
    pub(crate) models: &'a Models,
    pub(crate) names: Names,
    /// What rows of the format call the field that says of which class they are.
    pub(crate) kind: &'static str,
    pub(crate) problems: Problems,
    /// Numbers of the row at hand.
    pub(crate) exact: Exact,
    /// Of nested values that are JSON text.
    pub(crate) scalars: Scalars,
}

impl Filler<'_> {
    /// One row into one column each.
    pub(crate) fn row(
        &mut self,
        rule: &RowRule,
        row: &Map<String, Value>,
        whole: &Value,
        columns: &mut [Column],
    ) {
        if self.names == Names::Model {
            self.known(&rule.known, row, &Path::ROOT);
        }
        self.references(&rule.known, &rule.nodes, whole, &Path::ROOT);
        if self.names == Names::Columns {
            let empty = rule
                .nodes
                .iter()
                .filter(|n| matches!(n.shape, Shape::Nothing));
            for node in empty.filter(|n| row.get(&n.column).is_some_and(|v| !v.is_null())) {
                let at = Path::ROOT.member(&node.column);
                self.problems.add(&at, &rule.lacks(&node.column));
            }
        }
        for (node, column) in rule.nodes.iter().zip(columns) {
            if matches!(node.fetch, Fetch::Discriminator) {
                self.discriminator(node, rule, whole, column);
            } else {
                self.node(node, Some(whole), column, &Path::ROOT);
            }
        }
    }

    /// One column from a value of its own.
    pub(crate) fn cell(&mut self, node: &Node, value: Option<&Value>, column: &mut Column) {
        let at = Path::ROOT.member(&node.column);
        self.value(node, value, column, &at);
    }

    fn discriminator(&mut self, node: &Node, rule: &RowRule, row: &Value, column: &mut Column) {
        let name = Value::String(rule.leaf.name.clone());
        let given = kind_of(row).filter(|v| !v.is_null()).unwrap_or(&name);
        if *given != name {
            let at = Path::ROOT.member(kind_name(row, self.kind));
            self.problems.add(
                &at,
                &format!("expected `{}`, found {}", rule.leaf.name, describe(given)),
            );
        }
        self.value(node, Some(&name), column, &Path::ROOT);
    }

    fn node(&mut self, node: &Node, parent: Option<&Value>, column: &mut Column, at: &Path<'_>) {
        let name = match (&node.fetch, parent) {
            (Fetch::Discriminator, Some(parent)) => kind_name(parent, self.kind),
            _ if self.names == Names::Columns => node.column.as_str(),
            _ => node.name.as_str(),
        };
        let path = at.member(name);
        let in_key = parent.and_then(|parent| self.in_key(node, parent));
        let named = !matches!(node.fetch, Fetch::Whole | Fetch::Leaf(..) | Fetch::Steps(_))
            || (self.names == Names::Columns && in_key.is_some());
        let at = if named { &path } else { at };
        let value = parent.and_then(|p| self.fetch(node, p, at));
        let key = in_key.filter(|_| self.names == Names::Model);
        let along = key.map(|steps| at.along(steps));
        let at = along.as_ref().unwrap_or(at);
        if self.is_partial(node, parent, value) {
            return self.nothing(node, column);
        }
        self.value(node, value, column, at);
    }

    /// The way to an attribute of a key that stands as an object.
    fn in_key<'n>(&self, node: &'n Node, parent: &Value) -> Option<&'n [KeyStep]> {
        let (key, steps) = match &node.fetch {
            Fetch::Path(name, steps) => (parent.get(name)?, steps),
            Fetch::Steps(steps) => (parent, steps),
            _ => return None,
        };
        key.is_object().then_some(steps)
    }

    pub(super) fn fetch<'v>(
        &mut self,
        node: &Node,
        parent: &'v Value,
        at: &Path<'_>,
    ) -> Option<&'v Value> {
        if self.names == Names::Columns && !matches!(node.fetch, Fetch::Whole) {
            let element = matches!(node.fetch, Fetch::Steps(_)) && !parent.is_object();
            return if element {
                Some(parent)
            } else {
                parent.get(&node.column)
            };
        }
        match &node.fetch {
            Fetch::Field(name) => parent.get(name),
            // What a reference has is looked at with it.
            Fetch::Path(name, steps) => self.steps(parent.get(name)?, steps, false, at),
            Fetch::Steps(steps) => self.steps(parent, steps, true, at),
            Fetch::Discriminator => kind_of(parent),
            Fetch::Leaf(leaf) => leaf.of(parent),
            Fetch::Whole => Some(parent),
        }
    }

    /// What stands at the end of the way along a key; with `surplus`, what else keys of one
    /// attribute have is a problem.
    fn steps<'v>(
        &mut self,
        from: &'v Value,
        steps: &[KeyStep],
        surplus: bool,
        at: &Path<'_>,
    ) -> Option<&'v Value> {
        let mut value = from;
        for step in steps {
            if value.is_null() {
                return None;
            }
            match value {
                Value::Object(object) => {
                    if step.alone && surplus {
                        self.only(&step.name, object, at);
                    }
                    value = object.get(&step.name)?;
                }
                _ if step.alone => {}
                found => {
                    let what = format!(
                        "expected a key with `{}`, found {}",
                        step.name,
                        describe(found)
                    );
                    self.problems.add(at, &what);
                    return None;
                }
            }
        }
        Some(value)
    }

    fn value(&mut self, node: &Node, value: Option<&Value>, column: &mut Column, at: &Path<'_>) {
        let value = value.filter(|v| !v.is_null());
        if matches!(node.shape, Shape::Nothing) {
            return self.nothing(node, column);
        }
        // Of a set, or of texts by language, nobody can tell whether it has no values or is not there.
        let value = value.filter(|value| node.not_null || !is_empty_set(&node.shape, value));
        let Some(value) = value else {
            if let Some(preset) = &node.preset {
                return match preset.put(column) {
                    Ok(()) => {}
                    Err(what) => self.wrong(what, column, at),
                };
            }
            if let Shape::List(_, counts) | Shape::Map(_, counts, _) = &node.shape
                && counts.min == 0
                && node.not_null
            {
                return column.close(0);
            }
            if node.required || node.not_null {
                self.problems.add(at, "is missing");
            }
            return self.nothing(node, column);
        };
        match &node.shape {
            Shape::Scalar(scalar) => match scalar.json(value, self.exact.text(value)) {
                Ok(native) => column.push(&native),
                Err(what) => self.wrong(&what, column, at),
            },
            Shape::Struct(nodes, known) => self.object(nodes, known, value, column, at),
            Shape::List(element, counts) => self.list(element, *counts, value, column, at),
            Shape::Map(inner, counts, plain) => self.map(inner, *counts, *plain, value, column, at),
            Shape::Json(class) => self.json(*class, value, column, at),
            Shape::Nothing => self.nothing(node, column),
        }
    }

    fn json(&mut self, class: ClassId, value: &Value, column: &mut Column, at: &Path<'_>) {
        match self.nested_text(class, value, at) {
            Ok(written) => column.push(&Native::Text(written.text.into())),
            Err(what) => self.wrong(&what, column, at),
        }
    }

    /// A nested value as text. In columns it is a text already.
    ///
    /// # Errors
    /// What is wrong with the text itself; the rest is among the problems.
    pub(super) fn nested_text(
        &mut self,
        class: ClassId,
        value: &Value,
        at: &Path<'_>,
    ) -> Result<Written, String> {
        let text = value.as_str().filter(|_| self.names == Names::Columns);
        let read = text.and_then(|text| Some((text, json::read(text.as_bytes()).ok()?)));
        let Some((text, (value, twice))) = read else {
            return Ok(nested::write(self, class, value, at));
        };
        if let Some(name) = twice {
            return Err(json::ambiguous(&name));
        }
        let exact = Exact::of(text.as_bytes(), &value);
        let outer = mem::replace(&mut self.exact, exact);
        let written = nested::write(self, class, &value, at);
        self.exact = outer;
        Ok(written)
    }

    fn nothing(&mut self, node: &Node, column: &mut Column) {
        if node.not_null {
            column.filler();
        } else {
            column.null();
        }
    }

    fn wrong(&mut self, what: &str, column: &mut Column, at: &Path<'_>) {
        self.problems.add(at, what);
        column.filler();
    }

    fn object(
        &mut self,
        nodes: &[Node],
        known: &Known,
        value: &Value,
        column: &mut Column,
        at: &Path<'_>,
    ) {
        // A key of one attribute may stand by itself, in a union where that can be of no other.
        let in_rows = self.names == Names::Model;
        let key = nodes.iter().any(|node| match &node.fetch {
            Fetch::Steps(_) => true,
            Fetch::Leaf(leaf) => in_rows && leaf.alone && leaf.bare,
            Fetch::Field(_) | Fetch::Path(..) | Fetch::Discriminator | Fetch::Whole => false,
        });
        match value {
            Value::Object(object) if self.names == Names::Model => {
                self.known(known, object, at);
                self.leaf_known(nodes, value, object, at);
                self.class_known(known, value, at);
            }
            Value::Object(object) => self.columns_known(nodes, object, at),
            _ if key => {}
            found => {
                return self.wrong(
                    &format!("expected an object, found {}", describe(found)),
                    column,
                    at,
                );
            }
        }
        self.references(known, nodes, value, at);
        if let Column::Struct(fields, _) = column {
            for (node, field) in nodes.iter().zip(fields) {
                self.node(node, Some(value), field, at);
            }
        }
        column.close(0);
    }

    fn list(
        &mut self,
        element: &Node,
        counts: Counts,
        value: &Value,
        column: &mut Column,
        at: &Path<'_>,
    ) {
        let one = std::slice::from_ref(value);
        let values = match value {
            Value::Array(values) => values.as_slice(),
            _ if counts.set => one,
            found => {
                return self.wrong(
                    &format!("expected a list, found {}", describe(found)),
                    column,
                    at,
                );
            }
        };
        self.count(values.len(), counts, "values", at);
        if counts.set
            && let Some(value) = identity::repeated(self, element, values)
        {
            let what = format!("has {} twice, and is a set", describe(value));
            self.problems.add(at, &what);
        }
        if let Column::List(inner, ..) = column {
            for (index, value) in values.iter().enumerate() {
                let at = at.nth(index);
                if value.is_null() {
                    self.wrong("is null", inner, &at);
                } else {
                    self.node(element, Some(value), inner, &at);
                }
            }
        }
        column.close(values.len());
    }

    pub(super) fn count(&mut self, count: usize, counts: Counts, what: &str, at: &Path<'_>) {
        if count < counts.min as usize {
            self.problems.add(
                at,
                &format!("has {count} {what}, fewer than {}", counts.min),
            );
        }
        if let Some(max) = counts.max.filter(|max| count > *max as usize) {
            self.problems
                .add(at, &format!("has {count} {what}, more than {max}"));
        }
    }

    fn map(
        &mut self,
        inner: &[Node; 2],
        counts: Counts,
        plain: bool,
        value: &Value,
        column: &mut Column,
        at: &Path<'_>,
    ) {
        let alone;
        let object = match value {
            Value::Object(object) => object,
            Value::String(_) if plain => {
                alone = Map::from_iter([(String::new(), value.clone())]);
                &alone
            }
            found => {
                let what = format!(
                    "expected texts by language, like {{\"en\": \"…\"}}, found {}",
                    describe(found)
                );
                return self.wrong(&what, column, at);
            }
        };
        self.count(object.len(), counts, "languages", at);
        if let Some(language) = lexical::twice(object.keys()) {
            self.problems.add(at, &same_language(language));
        }
        if let Column::Map(pair, ..) = column {
            let ([key_node, value_node], [keys, values]) = (inner, pair.as_mut());
            for (language, text) in object {
                let at = at.member(language);
                let language = Value::String(language.clone());
                self.value(key_node, Some(&language), keys, &at);
                if text.is_null() {
                    self.wrong("is null", values, &at);
                } else {
                    self.value(value_node, Some(text), values, &at);
                }
            }
        }
        column.close(object.len());
    }
}

/// Whether a value is a set, or texts by language, without any.
fn is_empty_set(shape: &Shape, value: &Value) -> bool {
    match (shape, value) {
        (Shape::List(_, counts), Value::Array(values)) => counts.set && values.is_empty(),
        (Shape::Map(..), Value::Object(texts)) => texts.is_empty(),
        (
            Shape::Scalar(_)
            | Shape::Struct(..)
            | Shape::List(..)
            | Shape::Map(..)
            | Shape::Json(_)
            | Shape::Nothing,
            _,
        ) => false,
    }
}
