//! Sorted runs of rows on disk: writing, reading back, merging.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, SchemaRef};
use arrow_select::interleave::interleave_record_batch;
use datafusion::arrow::ipc::reader::StreamReader;
use datafusion::arrow::ipc::writer::StreamWriter;
use datafusion::arrow::row::{OwnedRow, Rows};

use super::sort::{Batches, KeyEncoder};
use crate::data::weigh;
use crate::error::{Doing as _, Result};

type Run = StreamReader<BufReader<File>>;

/// Writes a run.
pub(super) fn write(
    path: &Path,
    schema: &SchemaRef,
    batches: impl Iterator<Item = std::result::Result<RecordBatch, ArrowError>>,
) -> Result<()> {
    let doing = || format!("write `{}`", path.display());
    let file = BufWriter::new(File::create(path).doing(doing)?);
    let mut writer = StreamWriter::try_new(file, schema).doing(doing)?;
    for batch in batches {
        writer.write(&batch.doing(doing)?).doing(doing)?;
    }
    writer.finish().doing(doing)
}

/// The rows of a run, which is opened when they are asked for.
pub(super) fn read(path: &Path) -> Batches<'static> {
    match open(path) {
        Ok(run) => Box::new(run),
        Err(e) => Box::new(std::iter::once(Err(ArrowError::ExternalError(Box::new(e))))),
    }
}

fn open(path: &Path) -> Result<Run> {
    let doing = || format!("read `{}`", path.display());
    StreamReader::try_new_buffered(File::open(path).doing(doing)?, None).doing(doing)
}

/// Where a run is.
struct Cursor {
    run: Run,
    /// Its current batch among the merge's.
    source: usize,
    rows: Option<Rows>,
    /// What each of its rows weighs.
    weight: u32,
    next: usize,
}

/// A merge of sorted runs. Of equal keys the one of the later run comes later.
pub(super) struct Merge<'a> {
    keys: &'a KeyEncoder,
    /// Of rows with one key only the last stays.
    unique: bool,
    cursors: Vec<Cursor>,
    heap: BinaryHeap<Reverse<Head>>,
    sources: Vec<RecordBatch>,
    picked: Vec<(usize, usize)>,
    last: Option<OwnedRow>,
}

#[derive(PartialEq, Eq)]
struct Head {
    key: OwnedRow,
    cursor: usize,
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key
            .cmp(&other.key)
            .then(self.cursor.cmp(&other.cursor))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<'a> Merge<'a> {
    pub(super) fn new(keys: &'a KeyEncoder, unique: bool, runs: &[PathBuf]) -> Result<Self> {
        let mut merge = Self {
            keys,
            unique,
            cursors: Vec::new(),
            heap: BinaryHeap::new(),
            sources: Vec::new(),
            picked: Vec::new(),
            last: None,
        };
        for path in runs {
            merge.cursors.push(Cursor {
                run: open(path)?,
                source: 0,
                rows: None,
                weight: 0,
                next: 0,
            });
        }
        for cursor in 0..runs.len() {
            merge
                .advance(cursor)
                .doing(|| "read back sorted rows".to_owned())?;
        }
        Ok(merge)
    }

    /// Puts the next row of a run on the heap.
    fn advance(&mut self, index: usize) -> std::result::Result<(), ArrowError> {
        let Some(cursor) = self.cursors.get_mut(index) else {
            return Ok(());
        };
        while cursor
            .rows
            .as_ref()
            .is_none_or(|rows| cursor.next >= rows.num_rows())
        {
            let Some(batch) = cursor.run.next().transpose()? else {
                cursor.rows = None;
                return Ok(());
            };
            cursor.rows = Some(self.keys.encode(&batch)?);
            cursor.weight = weigh::average(&batch);
            cursor.next = 0;
            cursor.source = self.sources.len();
            self.sources.push(batch);
        }
        if let Some(rows) = &cursor.rows {
            let key = rows.row(cursor.next).owned();
            self.heap.push(Reverse(Head { key, cursor: index }));
        }
        Ok(())
    }

    fn chunk(&mut self) -> std::result::Result<Option<RecordBatch>, ArrowError> {
        let mut room = weigh::Room::default();
        // As many batches again as there are cursors: of those in between, few rows are picked.
        let most = 2 * self.cursors.len() + 2;
        while self.repeats() || (room.is_left() && self.sources.len() <= most) {
            if self.sources.len() > 2 * most {
                self.forget();
            }
            let Some(Reverse(head)) = self.heap.pop() else {
                break;
            };
            let Some(cursor) = self.cursors.get_mut(head.cursor) else {
                break;
            };
            let place = (cursor.source, cursor.next);
            let weight = cursor.weight;
            cursor.next += 1;
            let same = self.unique && self.last.as_ref() == Some(&head.key);
            match self.picked.last_mut() {
                Some(last) if same => *last = place,
                _ => {
                    self.picked.push(place);
                    room.take(weight);
                }
            }
            self.last = Some(head.key);
            self.advance(head.cursor)?;
        }
        if self.picked.is_empty() {
            return Ok(None);
        }
        let sources: Vec<&RecordBatch> = self.sources.iter().collect();
        let batch = interleave_record_batch(&sources, &self.picked)?;
        self.picked.clear();
        self.forget();
        Ok(Some(batch))
    }

    /// Whether the next row replaces the last one picked.
    fn repeats(&self) -> bool {
        let next = self.heap.peek();
        self.unique
            && !self.picked.is_empty()
            && next.is_some_and(|Reverse(h)| Some(&h.key) == self.last.as_ref())
    }

    /// Lets go of batches that no cursor is in and no row was picked of.
    fn forget(&mut self) {
        let mut kept: Vec<RecordBatch> = Vec::new();
        let mut places: Vec<Option<usize>> = vec![None; self.sources.len()];
        let cursors = self.cursors.iter_mut().filter(|c| c.rows.is_some());
        let sources = cursors.map(|c| &mut c.source);
        for source in sources.chain(self.picked.iter_mut().map(|(source, _)| source)) {
            let Some((place, batch)) = places.get_mut(*source).zip(self.sources.get(*source))
            else {
                continue;
            };
            *source = *place.get_or_insert_with(|| {
                kept.push(batch.clone());
                kept.len() - 1
            });
        }
        self.sources = kept;
    }
}

impl Iterator for Merge<'_> {
    type Item = std::result::Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.chunk().transpose()
    }
}
