//! Avro container files: records read into the form that rows have in JSON, whatever
//! naming the schema was made with.
//!
//! A reader of our own, because files come from anywhere. `apache-avro` refuses the default
//! that the specification prescribes for decimals, although a default says nothing about
//! the rows; and a damaged file can make it panic, recurse until the stack is full, or ask
//! for all memory there is.

mod container;
mod decode;
mod schema;

use std::io::{BufReader, Read};
use std::path::Path;

use rustc_hash::FxHashSet;
use transpilers::iceberg::table::PrimitiveType;

use super::batch::Batcher;
use super::fill::Names;
use super::reject::Row;
use super::rule::{Node, Shape};
use super::{Counts, Target, broken, json};
use crate::error::Result;
use container::Container;
use decode::Decoder;
use schema::{Schemas, Type, TypeId};

/// What cannot be read, in words.
type Unread<T> = std::result::Result<T, String>;

pub(crate) fn read(input: impl Read, path: &Path, mut batcher: Batcher<'_>) -> Result<Counts> {
    let input = BufReader::with_capacity(1 << 20, input);
    let mut file = Container::open(input).map_err(|e| broken(path, e))?;
    let mut known = FxHashSet::default();
    for rule in &batcher.target.rules {
        names(&rule.nodes, &mut known);
    }
    let is_name = |name: &str| known.contains(name);
    let schemas = Schemas::parse(file.schema(), &batcher.target.prefix, &is_name)
        .map_err(|e| broken(path, e))?;
    if let Some(field) = bytes_for_text(&schemas, batcher.target) {
        let what = format!(
            "its field `{field}` is bytes, where the model has a text: which text they are is not said"
        );
        return Err(broken(path, what));
    }
    let mut number = 0;
    while let Some(block) = file.block().map_err(|e| broken(path, e))? {
        let mut decoder = Decoder::new(&schemas, &block.bytes);
        for _ in 0..block.rows {
            if batcher.stopped() {
                return batcher.finish();
            }
            number += 1;
            let before = decoder.left();
            let row = decoder
                .row()
                .map_err(|e| broken(path, format!("record {number}: {e}")))?;
            if let Some(key) = &decoder.twice {
                batcher.unreadable(number, json::ambiguous(key), Row::Values(&row))?;
                continue;
            }
            batcher.row(number, &row, Names::Model, before - decoder.left())?;
        }
        if decoder.left() > 0 {
            let what = format!("the block that ends with record {number} has more in it");
            return Err(broken(path, what));
        }
    }
    batcher.finish()
}

/// What rows may call their values, at every depth.
fn names<'n>(nodes: &'n [Node], known: &mut FxHashSet<&'n str>) {
    for node in nodes {
        known.insert(&node.name);
        let mut shape = &node.shape;
        while let Shape::List(element, _) = shape {
            shape = &element.shape;
        }
        if let Shape::Struct(nodes, _) = shape {
            names(nodes, known);
        }
    }
}

/// A field of bytes in the place of a text. In JSON, which rows become, they would be one.
fn bytes_for_text(schemas: &Schemas, target: &Target) -> Option<String> {
    let Type::Record(_, fields) = schemas.get(schemas.root) else {
        return None;
    };
    let mut rules = target.rules.iter();
    rules.find_map(|rule| among(schemas, fields, &rule.nodes))
}

fn among(schemas: &Schemas, fields: &[(String, TypeId)], nodes: &[Node]) -> Option<String> {
    fields.iter().find_map(|(name, of)| {
        let node = nodes.iter().find(|node| node.name == *name)?;
        let within = within(schemas, *of, &node.shape)?;
        Some(format!("{name}{within}"))
    })
}

fn within(schemas: &Schemas, of: TypeId, shape: &Shape) -> Option<String> {
    match (schemas.get(of), shape) {
        // A branch of texts is for what is a text.
        (Type::Union(branches, _), _) => {
            let mut types = branches.iter().map(|of| schemas.get(*of));
            let has_text = types.any(|of| *of == Type::Text);
            let mut branches = branches.iter().filter(|_| !has_text);
            branches.find_map(|of| within(schemas, *of, shape))
        }
        (Type::Bytes | Type::Fixed(_), Shape::Scalar(scalar)) => {
            let is_text = scalar.kind == PrimitiveType::String;
            is_text.then(String::new)
        }
        (Type::Array(items, false), Shape::List(element, _)) => {
            within(schemas, *items, &element.shape)
        }
        (Type::Map(values), Shape::Map(pair, ..)) => {
            let [_, text] = pair.as_ref();
            within(schemas, *values, &text.shape)
        }
        (Type::Record(_, fields), Shape::Struct(nodes, _)) => {
            among(schemas, fields, nodes).map(|rest| format!(".{rest}"))
        }
        _ => None,
    }
}
