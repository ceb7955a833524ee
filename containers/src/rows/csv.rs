//! Comma-separated values: a header with the table's column names, empty cells for no
//! value, JSON in the cells of nested columns.

use std::io::Read;
use std::path::Path;

use csv::{ByteRecord, Reader, ReaderBuilder};
use serde_json::{Map, Value};
use transpilers::iceberg::table::DISCRIMINATOR;

use super::batch::Batcher;
use super::reject::Row;
use super::{Counts, broken};
use crate::error::Result;

/// A record may not have more: a quote that never ends would swallow the file.
const RECORD: u64 = 64 << 20;
/// Comes after the last byte of a file: its first line feed ends the last record, and its
/// second is taken into one only within quotes.
const END: &[u8] = b"\n\n";

pub(crate) fn read(input: impl Read, path: &Path, mut batcher: Batcher<'_>) -> Result<Counts> {
    let mut reader = ReaderBuilder::new()
        .flexible(true)
        .buffer_capacity(1 << 20)
        .from_reader(Guarded::new(input));
    let names = reader.headers().map_err(|e| broken(path, e))?.clone();
    let header: Vec<String> = names
        .iter()
        .map(|name| name.trim_start_matches('\u{feff}').to_owned())
        .collect();
    if header.is_empty() {
        return batcher.finish();
    }
    if is_open(&reader) {
        return Err(broken(path, "a quote in the header is not closed"));
    }
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
    // What says of which class a row is, where the table does not ask: it may be another.
    let told = kind.is_none().then(|| place(DISCRIMINATOR)).flatten();
    let crlf = reader.position().line() == 1 + feeds(names.as_slice().as_bytes());
    let mut record = ByteRecord::new();
    while !batcher.stopped() {
        let line = reader.position().line() + u64::from(crlf);
        reader.get_mut().since = 0;
        if !reader
            .read_byte_record(&mut record)
            .map_err(|e| broken(path, format!("line {line}: {e}")))?
        {
            break;
        }
        let line = line_of(&reader, &record, crlf);
        if is_open(&reader) {
            unclosed(&mut batcher, &header, line, &record)?;
            break;
        }
        let told = told.and_then(|at| std::str::from_utf8(record.get(at)?).ok());
        match told.and_then(|name| batcher.other_class(name)) {
            Some(reason) => {
                let whole = whole(&header, record.iter());
                batcher.unreadable(line, reason, Row::Values(&whole))?;
            }
            None => one(&mut batcher, &header, &places, kind, line, &record)?,
        }
    }
    batcher.finish()
}

/// How much of [`END`] was taken into the last record.
fn past<R: Read>(reader: &Reader<Guarded<R>>) -> u64 {
    let read = reader.get_ref().read;
    reader.position().byte().saturating_sub(read)
}

/// Whether the file ended within quotes.
fn is_open<R: Read>(reader: &Reader<Guarded<R>>) -> bool {
    past(reader) > 1
}

/// The line on which the last record begins. The parser counts line feeds, and leaves that
/// of a CR LF to the next record.
fn line_of<R: Read>(reader: &Reader<Guarded<R>>, record: &ByteRecord, crlf: bool) -> u64 {
    let ended = match past(reader) {
        0 => !crlf,
        past => past == 1,
    };
    let within = feeds(record.as_slice()) + u64::from(ended);
    reader.position().line().saturating_sub(within)
}

fn feeds(bytes: &[u8]) -> u64 {
    bytes.iter().map(|b| u64::from(*b == b'\n')).sum()
}

/// A row that is all the rest of the file.
fn unclosed(
    batcher: &mut Batcher<'_>,
    header: &[String],
    line: u64,
    record: &ByteRecord,
) -> Result<()> {
    let cells = record.iter();
    let whole = whole(header, cells.map(|c| c.strip_suffix(END).unwrap_or(c)));
    let reason = "has a quote that is not closed, so that all that follows is in it";
    batcher.unreadable(line, reason.to_owned(), Row::Values(&whole))
}

fn one(
    batcher: &mut Batcher<'_>,
    header: &[String],
    places: &[Option<usize>],
    kind: Option<usize>,
    line: u64,
    record: &ByteRecord,
) -> Result<()> {
    let whole = || whole(header, record.iter());
    if record.len() != header.len() {
        let reason = miscounted(record, header.len());
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

/// Why a row with another number of cells than the header is not taken, and what may be the
/// cause.
fn miscounted(record: &ByteRecord, expected: usize) -> String {
    let cells = record.len();
    let what = format!("has {cells} cells where the header has {expected}");
    if feeds(record.as_slice()) > 0 {
        format!("{what}, and goes on over the end of the line: is a quote not closed?")
    } else if cells > expected {
        format!("{what}: a cell with a comma stands in quotes")
    } else {
        what
    }
}

/// The name under which cells stand that the header has no column for.
const SURPLUS: &str = "_surplus";

fn whole<'c>(header: &[String], mut cells: impl Iterator<Item = &'c [u8]>) -> Value {
    let text = |bytes| Value::String(String::from_utf8_lossy(bytes).into_owned());
    let named = header.iter().zip(cells.by_ref());
    let named = named.map(|(name, bytes)| (name.clone(), text(bytes)));
    let mut whole: Map<String, Value> = named.collect();
    let surplus: Vec<Value> = cells.map(text).collect();
    if !surplus.is_empty() {
        whole.insert(SURPLUS.to_owned(), Value::Array(surplus));
    }
    Value::Object(whole)
}

/// A file and its [`END`]; reading stops where one record takes too much.
struct Guarded<R> {
    inner: R,
    end: &'static [u8],
    /// How much of the file was read, in all and since the last record.
    read: u64,
    since: u64,
}

impl<R> Guarded<R> {
    fn new(inner: R) -> Self {
        Self {
            inner,
            end: END,
            read: 0,
            since: 0,
        }
    }
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if read == 0 {
            return self.end.read(buffer);
        }
        if self.since > RECORD {
            let what = format!(
                "a record has more than {} MiB: is a quote not closed?",
                RECORD >> 20
            );
            return Err(std::io::Error::other(what));
        }
        self.since += read as u64;
        self.read += read as u64;
        Ok(read)
    }
}
