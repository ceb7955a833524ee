//! Rows into batches: good ones stay, bad ones go to the rejects and leave no trace.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, BooleanArray, RecordBatch};
use arrow_select::filter::filter;
use serde_json::Value;
use transpilers::iceberg::table::DISCRIMINATOR;
use transpilers::naming::snake_case;
use upper::model::Models;
use upper::spelling::nearest;

use super::columns::Column;
use super::datatype::Scalars;
use super::exact::Exact;
use super::fill::{Filler, Names};
use super::problems::{Path, Problems};
use super::reject::{Rejects, Row};
use super::rule::{Fetch, RowRule, Shape, kind_name, kind_of};
use super::scalar::{describe, short};
use super::{Counts, Format, Target, broken, json};
use crate::error::{Doing as _, Error, Result};

/// When a batch is full.
pub(crate) const ROWS: usize = 8192;
pub(crate) const BYTES: usize = 8 << 20;

/// Builds batches and hands them on.
pub(crate) struct Batcher<'a> {
    pub(crate) target: &'a Target,
    filler: Filler<'a>,
    columns: Vec<Column>,
    good: Vec<bool>,
    bytes: usize,
    pub(crate) rejects: Rejects<'a>,
    read: u64,
    sink: &'a mut dyn FnMut(RecordBatch, Counts) -> bool,
    stopped: bool,
}

impl<'a> Batcher<'a> {
    pub(crate) fn new(
        models: &'a Models,
        target: &'a Target,
        format: Format,
        rejects: Rejects<'a>,
        sink: &'a mut dyn FnMut(RecordBatch, Counts) -> bool,
    ) -> Self {
        Self {
            target,
            filler: Filler {
                models,
                names: Names::Model,
                kind: format.kind(),
                problems: Problems::default(),
                exact: Exact::default(),
                scalars: Scalars::default(),
            },
            columns: target
                .schema
                .fields()
                .iter()
                .map(|f| Column::new(f.data_type()))
                .collect(),
            good: Vec::new(),
            bytes: 0,
            rejects,
            read: 0,
            sink,
            stopped: false,
        }
    }

    /// Whether whoever takes the batches wants no more.
    pub(crate) fn stopped(&self) -> bool {
        self.stopped
    }

    /// One row that was not even a row.
    pub(crate) fn unreadable(&mut self, line: u64, reason: String, row: Row<'_>) -> Result<()> {
        self.read += 1;
        self.rejects.add(line, &[reason], row)
    }

    /// One row in the form of JSON.
    pub(crate) fn row(&mut self, line: u64, row: &Value, names: Names, bytes: usize) -> Result<()> {
        self.filler.names = names;
        self.filler.exact = Exact::default();
        self.object(line, row, Row::Values(row), bytes)
    }

    /// One row that was read from this text.
    pub(crate) fn json(&mut self, line: u64, row: &Value, text: &str) -> Result<()> {
        self.filler.names = Names::Model;
        self.filler.exact = Exact::of(text.as_bytes(), row);
        self.object(line, row, Row::Json(text), text.len())
    }

    fn object(&mut self, line: u64, row: &Value, came: Row<'_>, bytes: usize) -> Result<()> {
        self.read += 1;
        let Value::Object(object) = row else {
            let reason = format!("expected an object, found {}", describe(row));
            return self.rejects.add(line, &[reason], came);
        };
        let field = kind_name(row, self.filler.kind);
        match self.rule_of(field, kind_of(row)) {
            Ok(rule) => self.filler.row(rule, object, row, &mut self.columns),
            Err(reason) => return self.rejects.add(line, &[reason], came),
        }
        let problems = self.problems();
        if !problems.is_empty() {
            self.rejects.add(line, &problems, came)?;
        }
        self.end(bytes)
    }

    /// One row of texts, in the order of the table's columns; `None` is no such cell.
    pub(crate) fn cells<'c>(
        &mut self,
        line: u64,
        cell: &dyn Fn(usize) -> Option<&'c str>,
        kind: Option<usize>,
        whole: &dyn Fn() -> Value,
        bytes: usize,
    ) -> Result<()> {
        self.filler.names = Names::Model;
        self.read += 1;
        let name = kind.and_then(cell).map(|t| Value::String(t.to_owned()));
        let rule = match self.rule_of(self.filler.kind, name.as_ref()) {
            Ok(rule) => rule,
            Err(reason) => return self.rejects.add(line, &[reason], Row::Values(&whole())),
        };
        for (index, (node, column)) in rule.nodes.iter().zip(&mut self.columns).enumerate() {
            let text = cell(index);
            match (&node.shape, text) {
                (Shape::Scalar(scalar), Some(text)) => match scalar.parse(text) {
                    Ok(native) => column.push(&native),
                    Err(what) => {
                        column.filler();
                        self.filler.problems.add(&at(&node.column), &what);
                    }
                },
                (Shape::Scalar(_), None) if matches!(node.fetch, Fetch::Discriminator) => {
                    let name = rule.leaf.name.as_str();
                    column.push(&super::scalar::Native::Text(name.into()));
                }
                (Shape::Nothing, Some(_)) => {
                    column.filler();
                    let what = rule.lacks(&node.column);
                    self.filler.problems.add(&at(&node.column), &what);
                }
                (Shape::Scalar(_) | Shape::Nothing, None) => self.filler.cell(node, None, column),
                (Shape::Struct(..) | Shape::List(..) | Shape::Map(..) | Shape::Json(_), text) => {
                    let read = text.map(|text| json::read(text.as_bytes())).transpose();
                    let what = match read {
                        Ok(Some((_, Some(name)))) => json::ambiguous(&name),
                        Ok(value) => {
                            let value = value.as_ref().map(|(value, _)| value);
                            let exact = text.zip(value);
                            let exact = exact.map(|(text, v)| Exact::of(text.as_bytes(), v));
                            self.filler.exact = exact.unwrap_or_default();
                            self.filler.cell(node, value, column);
                            continue;
                        }
                        Err(_) => not_json(&node.shape, text.unwrap_or_default()),
                    };
                    column.filler();
                    self.filler.problems.add(&at(&node.column), &what);
                }
            }
        }
        for reference in &rule.known.references {
            let has = |place| cell(place).is_some();
            for (place, what) in reference.partial(&rule.nodes, &has) {
                let name = rule.nodes.get(place).map_or("", |node| &node.column);
                self.filler.problems.add(&at(name), &what);
            }
        }
        let problems = self.problems();
        if !problems.is_empty() {
            self.rejects.add(line, &problems, Row::Values(&whole()))?;
        }
        self.end(bytes)
    }

    /// What is wrong with the row at hand, which is good where there is nothing.
    fn problems(&mut self) -> Vec<String> {
        let problems = std::mem::take(&mut self.filler.problems.0);
        self.good.push(problems.is_empty());
        problems
    }

    fn end(&mut self, bytes: usize) -> Result<()> {
        self.bytes += bytes;
        if self.good.len() >= ROWS || self.bytes >= BYTES {
            self.flush()?;
        }
        Ok(())
    }

    /// The rule for rows whose class is named in a field.
    fn rule_of(
        &self,
        field: &str,
        name: Option<&Value>,
    ) -> std::result::Result<&'a RowRule, String> {
        let names: Vec<&str> = self.rules().map(|r| r.leaf.name.as_str()).collect();
        let name = match name {
            Some(Value::String(name)) => name.as_str(),
            None | Some(Value::Null) => {
                return match names.as_slice() {
                    [_] => self.rules().next().ok_or_else(String::new),
                    _ => Err(format!(
                        "`{field}` is missing: one of `{}`",
                        names.join("`, `")
                    )),
                };
            }
            Some(found) => {
                return Err(format!(
                    "`{field}`: expected a name, found {}",
                    describe(found)
                ));
            }
        };
        self.rules().find(|r| r.leaf.name == name).ok_or_else(|| {
            let near = nearest(name, names.iter().copied());
            let hint = near.map_or_else(
                || format!("one of `{}`", names.join("`, `")),
                |n| format!("did you mean `{n}`?"),
            );
            format!("`{field}`: `{name}` is not loaded here, {hint}")
        })
    }

    /// Why rows of a class are not taken, if they are not; no name says nothing.
    pub(crate) fn other_class(&self, name: &str) -> Option<String> {
        let named = Some(Value::from(name)).filter(|_| !name.is_empty());
        self.rule_of(DISCRIMINATOR, named.as_ref()).err()
    }

    /// The rules that rows may be of.
    fn rules(&self) -> impl Iterator<Item = &'a RowRule> {
        let target = self.target;
        let allowed = target.allowed.iter();
        allowed.filter_map(|index| target.rules.get(*index))
    }

    /// The one rule that all rows are of, where there is only one.
    pub(crate) fn only_rule(&self) -> Option<&'a RowRule> {
        match self.target.allowed.as_slice() {
            [index] => self.target.rules.get(*index),
            _ => None,
        }
    }

    /// Hands on what was built so far.
    pub(crate) fn flush(&mut self) -> Result<()> {
        if self.good.is_empty() {
            return Ok(());
        }
        self.bytes = 0;
        let good = std::mem::take(&mut self.good);
        let finished = self
            .columns
            .iter_mut()
            .zip(self.target.schema.fields())
            .map(|(c, f)| c.finish(f.data_type()))
            .collect::<std::result::Result<Vec<ArrayRef>, _>>();
        let arrays = finished.doing(|| "build columns".to_owned())?;
        self.hand_on(&arrays, good)
    }

    /// Hands on whole columns, without the rows that are bad.
    pub(crate) fn hand_on(&mut self, arrays: &[ArrayRef], good: Vec<bool>) -> Result<()> {
        let kept = good.iter().filter(|g| **g).count();
        if kept == 0 {
            return Ok(());
        }
        let mask = (kept < good.len()).then(|| BooleanArray::from(good));
        let make = || -> std::result::Result<RecordBatch, arrow_schema::ArrowError> {
            let columns = arrays.iter().map(|array| match &mask {
                Some(mask) => filter(array, mask),
                None => Ok(Arc::clone(array)),
            });
            RecordBatch::try_new(
                Arc::clone(&self.target.schema),
                columns.collect::<std::result::Result<_, _>>()?,
            )
        };
        let batch = make().doing(|| "build a batch of rows".to_owned())?;
        let counts = self.counts();
        self.stopped |= !(self.sink)(batch, counts);
        Ok(())
    }

    /// Counts rows that came as whole columns.
    pub(crate) fn count(&mut self, rows: usize) {
        self.read += rows as u64;
    }

    fn counts(&self) -> Counts {
        Counts {
            read: self.read,
            rejected: self.rejects.count,
        }
    }

    /// The end of the file.
    pub(crate) fn finish(mut self) -> Result<Counts> {
        self.flush()?;
        self.rejects.finish()?;
        Ok(self.counts())
    }

    /// An error for a file whose columns are not those of the table.
    pub(crate) fn check_header(&self, path: &std::path::Path, names: &[String]) -> Result<()> {
        let fields = self.target.schema.fields();
        for (place, name) in names.iter().enumerate() {
            if names.iter().take(place).any(|before| before == name) {
                return Err(broken(path, format!("it has two columns `{name}`"))
                    .with_help("leave one of them out: nobody knows which is meant"));
            }
            if fields.iter().any(|f| f.name() == name) || name == DISCRIMINATOR {
                continue;
            }
            let error = Error::invalid(format!(
                "`{}` has a column `{name}`, which the table has not",
                path.display()
            ));
            let mut replaced = self.rules().flat_map(|r| &r.replaced);
            let replaced = replaced.find(|r| r.old == *name);
            let columns: Vec<&str> = fields.iter().map(|f| f.name().as_str()).collect();
            let is_whole = names.len() == 1 && name.contains([';', '\t', '|']);
            return Err(error.with_help(match (replaced, meant(name, &columns)) {
                (Some(replaced), _) => replaced.hint(),
                (None, _) if is_whole => "separate the columns by commas".to_owned(),
                (None, Some(near)) => format!("did you mean `{near}`?"),
                (None, None) => format!("the table has {}", listed(&columns)),
            }));
        }
        for rule in self.only_rule().iter().flat_map(|r| &r.nodes) {
            let given = rule.preset.is_some() || matches!(rule.fetch, Fetch::Discriminator);
            let needed = rule.required && !given;
            if needed && !names.contains(&rule.column) {
                return Err(Error::invalid(format!(
                    "`{}` has no column `{}`, which every row must have",
                    path.display(),
                    rule.column
                )));
            }
        }
        Ok(())
    }
}

/// The column that is meant by a name that is none: that of its property, the key of what it
/// refers to, or the nearest.
fn meant<'a>(name: &str, columns: &[&'a str]) -> Option<&'a str> {
    let snake = snake_case(name);
    let key = format!("{snake}_");
    let mut keys = columns.iter().filter(|c| c.starts_with(&key));
    let same = columns.iter().find(|c| **c == snake);
    let found = same.or_else(|| keys.next().filter(|_| keys.next().is_none()));
    found
        .copied()
        .or_else(|| nearest(name, columns.iter().copied()))
}

/// Columns as a text, cut where there are many.
fn listed(columns: &[&str]) -> String {
    const SHOWN: usize = 20;
    let mut text = String::from("the columns ");
    for (n, column) in columns.iter().take(SHOWN).enumerate() {
        let before = if n == 0 { "" } else { ", " };
        text.push_str(&format!("{before}`{column}`"));
    }
    match columns.len().checked_sub(SHOWN) {
        None | Some(0) => text,
        Some(more) => format!("{text} and {more} more"),
    }
}

fn at(name: &str) -> Path<'_> {
    Path::ROOT.member(name)
}

/// Why a text is not taken for a value that has others in it.
fn not_json(shape: &Shape, text: &str) -> String {
    let (what, example) = match shape {
        Shape::List(..) => ("a list", r#"["A","B"]"#),
        Shape::Map(..) => ("texts by language", r#"{"en":"A"}"#),
        Shape::Struct(..) | Shape::Json(_) | Shape::Scalar(_) | Shape::Nothing => {
            ("an object", r#"{"name":"A"}"#)
        }
    };
    let quoted = example.replace('"', "\"\"");
    format!(
        "expected {what} in JSON like `{example}`, which a cell has in quotes, `\"{quoted}\"`, found `{}`",
        short(text)
    )
}

/// Whether every value is there.
pub(crate) fn is_full(array: &dyn Array) -> bool {
    array.null_count() == 0
}
