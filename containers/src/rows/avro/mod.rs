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

use super::batch::Batcher;
use super::fill::Names;
use super::reject::Row;
use super::{Counts, broken, json};
use crate::error::Result;
use container::Container;
use decode::Decoder;
use schema::Schemas;

/// What cannot be read, in words.
type Unread<T> = std::result::Result<T, String>;

pub(crate) fn read(input: impl Read, path: &Path, mut batcher: Batcher<'_>) -> Result<Counts> {
    let input = BufReader::with_capacity(1 << 20, input);
    let mut file = Container::open(input).map_err(|e| broken(path, e))?;
    let properties = batcher.models().properties();
    let known: FxHashSet<&str> = properties.map(|(_, p)| p.info.name.as_str()).collect();
    let is_name = |name: &str| known.contains(name);
    let schemas = Schemas::parse(file.schema(), &batcher.target.prefix, &is_name)
        .map_err(|e| broken(path, e))?;
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
