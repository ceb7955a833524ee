//! Comma-separated values: a header with the table's column names, empty cells for no
//! value, JSON in the cells of nested columns.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use csv::{ByteRecord, ReaderBuilder};
use serde_json::{Map, Value};
use transpilers::iceberg::table::DISCRIMINATOR;

use super::batch::Batcher;
use super::reject::Row;
use super::{Counts, broken};
use crate::error::Result;

/// A record may not have more: a quote that never ends would swallow the file.
const RECORD: u64 = 64 << 20;

pub(crate) fn read(input: impl Read, path: &Path, mut batcher: Batcher<'_>) -> Result<Counts> {
    let since = Arc::new(AtomicU64::new(0));
    let input = Guarded {
        inner: input,
        since: Arc::clone(&since),
    };
    let mut reader = ReaderBuilder::new()
        .flexible(true)
        .buffer_capacity(1 << 20)
        .from_reader(input);
    let header: Vec<String> = reader
        .headers()
        .map_err(|e| broken(path, e))?
        .iter()
        .map(|name| name.trim_start_matches('\u{feff}').to_owned())
        .collect();
    batcher.check_header(path, &header)?;
    let place = |name: &str| header.iter().position(|h| h == name);
    let places: Vec<Option<usize>> = batcher
        .target
        .schema
        .fields()
        .iter()
        .map(|f| place(f.name()))
        .collect();
    let kind = batcher
        .target
        .schema
        .fields()
        .iter()
        .position(|f| f.name() == DISCRIMINATOR);
    let mut record = ByteRecord::new();
    while !batcher.stopped() {
        since.store(0, Ordering::Relaxed);
        if !reader
            .read_byte_record(&mut record)
            .map_err(|e| broken(path, e))?
        {
            break;
        }
        let line = record.position().map_or(0, csv::Position::line);
        one(&mut batcher, &header, &places, kind, line, &record)?;
    }
    batcher.finish()
}

fn one(
    batcher: &mut Batcher<'_>,
    header: &[String],
    places: &[Option<usize>],
    kind: Option<usize>,
    line: u64,
    record: &ByteRecord,
) -> Result<()> {
    let whole = || whole(header, record);
    if record.len() != header.len() {
        let reason = format!(
            "has {} cells where the header has {}",
            record.len(),
            header.len()
        );
        return batcher.unreadable(line, reason, Row::Values(&whole()));
    }
    if std::str::from_utf8(record.as_slice()).is_err() {
        return batcher.unreadable(line, "is not UTF-8".to_owned(), Row::Values(&whole()));
    }
    let cell = |index: usize| {
        let bytes = record.get(places.get(index).copied().flatten()?)?;
        std::str::from_utf8(bytes)
            .ok()
            .filter(|text| !text.is_empty())
    };
    batcher.cells(line, &cell, kind, &whole, record.as_slice().len())
}

fn whole(header: &[String], record: &ByteRecord) -> Value {
    let cells = header.iter().zip(record.iter());
    let text = |bytes| Value::String(String::from_utf8_lossy(bytes).into_owned());
    Value::Object(
        cells
            .map(|(name, bytes)| (name.clone(), text(bytes)))
            .collect::<Map<_, _>>(),
    )
}

/// Stops reading when one record takes too much.
struct Guarded<R> {
    inner: R,
    since: Arc<AtomicU64>,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if self.since.fetch_add(read as u64, Ordering::Relaxed) > RECORD {
            let what = format!(
                "a record has more than {} MiB: is a quote not closed?",
                RECORD >> 20
            );
            return Err(std::io::Error::other(what));
        }
        Ok(read)
    }
}
