//! Merging sorted rows with a table: new keys are added, changed rows replace the old,
//! unchanged ones are left alone. Only files that hold a replaced row are written again.
//! What a row has in columns that left the model is not part of the comparison, and goes over
//! into the row that replaces it.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "enums of Arrow, Avro, Iceberg and JSON, of which a few cases matter here"
)]

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{UInt32Type, UInt64Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, FixedSizeBinaryArray, Int32Array, Int64Array, RecordBatch,
    StringArray, UInt32Array, UInt64Array,
};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use arrow_select::concat::concat;
use arrow_select::filter::filter_record_batch;
use datafusion::arrow::row::{Row, RowConverter, Rows, SortField};
use futures::StreamExt as _;
use iceberg::spec::{DataFile, Datum, PrimitiveLiteral};
use iceberg::table::Table;
use rustc_hash::FxHashSet;

use super::content::{self, Digester};
use super::sort::{Range, Sorted, Sorter};
use crate::data::{self, DataWriter, LiveFile};
use crate::error::{Doing as _, Result};

/// Memory for the index of existing rows.
const BUDGET: usize = 64 << 20;

/// What a merge came to; nothing of it is visible yet.
#[derive(Debug, Default)]
pub(crate) struct Merged {
    pub(crate) added: Vec<DataFile>,
    pub(crate) removed: HashSet<String>,
    pub(crate) inserted: u64,
    pub(crate) updated: u64,
    pub(crate) unchanged: u64,
}

/// What columns of a table are to a merge, by their places.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    /// Those of the key, in its order.
    pub(crate) keys: Vec<usize>,
    /// Those that left the model, of which incoming rows know nothing.
    pub(crate) left: Vec<usize>,
    /// The ids of the fields, at any depth, whose values are a set.
    pub(crate) sets: FxHashSet<i32>,
}

/// Merges.
pub(crate) async fn merge(
    table: &Table,
    places: &Places,
    incoming: &Sorted,
    workspace: &Path,
    journal: PathBuf,
) -> Result<Merged> {
    let files = data::files(table).await?;
    let touched: Vec<&LiveFile> = files
        .iter()
        .filter(|f| may_match(f, table, &places.keys, incoming))
        .collect();
    let mut merged = Merged::default();
    let mut writer = DataWriter::new(table, workspace, journal)?;
    if touched.is_empty() {
        if is_by_partition(table, &places.keys) {
            writer = writer.in_passing();
        }
        for batch in incoming.batches()? {
            let batch = batch.doing(|| "read back sorted rows".to_owned())?;
            merged.inserted += batch.num_rows() as u64;
            writer.write(batch).await?;
        }
    } else {
        let index = index(table, places, &touched, incoming.schema(), workspace).await?;
        let mut replaced: Vec<Vec<bool>> = vec![Vec::new(); touched.len()];
        let old = Old {
            index: &index,
            places,
        };
        join(incoming, &old, &mut writer, &mut replaced, &mut merged).await?;
        for (file, replaced) in touched.iter().zip(&replaced) {
            if replaced.iter().any(|r| *r) {
                rewrite(table, file, replaced, &mut writer).await?;
                merged.removed.insert(file.path().to_owned());
            }
        }
    }
    merged.added = writer.finish().await?;
    Ok(merged)
}

/// Whether rows in the order of their keys are in that of their partitions.
fn is_by_partition(table: &Table, keys: &[usize]) -> bool {
    let metadata = table.metadata();
    let fields = metadata.current_schema().as_struct().fields();
    let first = keys.first().and_then(|key| fields.get(*key));
    let parted = metadata.default_partition_spec().fields();
    first.is_some_and(|first| matches!(parted, [one] if one.source_id == first.id))
}

/// Whether a file may hold one of the keys, as far as its statistics tell.
fn may_match(file: &LiveFile, table: &Table, keys: &[usize], incoming: &Sorted) -> bool {
    let Some(range) = &incoming.range else {
        return false;
    };
    let fields = table.metadata().current_schema().as_struct().fields();
    let Some(id) = keys.first().and_then(|k| fields.get(*k)).map(|f| f.id) else {
        return true;
    };
    let bounds = (
        file.file.lower_bounds().get(&id),
        file.file.upper_bounds().get(&id),
    );
    match bounds {
        (Some(lower), Some(upper)) => overlaps(range, lower, upper).unwrap_or(true),
        _ => true,
    }
}

fn overlaps(range: &Range, lower: &Datum, upper: &Datum) -> Option<bool> {
    let (least, greatest) = range.first_column()?;
    let kind = least.data_type();
    let (lower, upper) = (as_array(lower, kind)?, as_array(upper, kind)?);
    let converter = RowConverter::new(vec![SortField::new(kind.clone())]).ok()?;
    let row = |array: &ArrayRef| converter.convert_columns(std::slice::from_ref(array)).ok();
    let (least, greatest, lower, upper) = (row(least)?, row(greatest)?, row(&lower)?, row(&upper)?);
    Some(lower.row(0) <= greatest.row(0) && upper.row(0) >= least.row(0))
}

/// A bound as an array of one value; `None` for types whose files are always looked into.
fn as_array(datum: &Datum, kind: &DataType) -> Option<ArrayRef> {
    let array: ArrayRef = match datum.literal() {
        PrimitiveLiteral::Int(n) => Arc::new(Int32Array::from(vec![*n])),
        PrimitiveLiteral::Long(n) => Arc::new(Int64Array::from(vec![*n])),
        PrimitiveLiteral::String(text) => Arc::new(StringArray::from(vec![text.as_str()])),
        _ => return None,
    };
    arrow_cast::cast(&array, kind)
        .ok()
        .filter(|a| a.null_count() == 0)
}

/// The columns of an index that stand behind those of the table.
const BEHIND: usize = 3;

/// Keys, what left the model, digests and places of all rows of files, in the order of keys.
async fn index(
    table: &Table,
    places: &Places,
    files: &[&LiveFile],
    schema: &SchemaRef,
    workspace: &Path,
) -> Result<Sorted> {
    let doing = || {
        format!(
            "compare with the rows of `{}`",
            crate::catalog::display(table.identifier())
        )
    };
    let digester = Digester::new(schema, &places.left, &places.sets).doing(doing)?;
    let of_table: Vec<usize> = places.keys.iter().chain(&places.left).copied().collect();
    let mut fields: Vec<Arc<Field>> = schema.project(&of_table).doing(doing)?.fields().to_vec();
    let keys: Vec<usize> = (0..places.keys.len()).collect();
    let size = i32::try_from(content::BYTES).unwrap_or_default();
    let behind: [(&str, DataType); BEHIND] = [
        ("_digest", DataType::FixedSizeBinary(size)),
        ("_file", DataType::UInt32),
        ("_row", DataType::UInt64),
    ];
    fields.extend(behind.map(|(name, kind)| Arc::new(Field::new(name, kind, false))));
    let index_schema: SchemaRef = Arc::new(Schema::new(fields));
    let mut sorter = Sorter::new(&index_schema, &keys, false, BUDGET, workspace, "index")?;
    let live = table.metadata().current_schema();
    for (number, file) in (0u32..).zip(files) {
        let mut first = 0;
        let mut batches = data::read(table, file, live).await?;
        while let Some(batch) = batches.next().await {
            let batch = batch.doing(doing)?;
            let rows = batch.num_rows();
            let mut columns = batch.project(&of_table).doing(doing)?.columns().to_vec();
            columns.push(Arc::new(digester.digest(&batch).doing(doing)?));
            columns.push(Arc::new(UInt32Array::from(vec![number; rows])));
            columns.push(Arc::new(UInt64Array::from_iter_values(
                first..first + rows as u64,
            )));
            first += rows as u64;
            sorter.push(RecordBatch::try_new(Arc::clone(&index_schema), columns).doing(doing)?)?;
        }
    }
    sorter.finish()
}

/// The rows that a table has.
struct Old<'a> {
    index: &'a Sorted,
    places: &'a Places,
}

/// Where a walk along the index is.
struct Walk<'a> {
    old: &'a Old<'a>,
    batches: Box<dyn Iterator<Item = std::result::Result<RecordBatch, ArrowError>> + Send + 'a>,
    current: Option<Indexed>,
    next: usize,
}

/// A batch of the index.
struct Indexed {
    keys: Rows,
    /// What left the model.
    left: Vec<ArrayRef>,
    digests: FixedSizeBinaryArray,
    files: UInt32Array,
    rows: UInt64Array,
}

impl Indexed {
    fn new(batch: &RecordBatch, keys: Rows, places: &Places) -> Option<Self> {
        let columns = batch.columns();
        let (of_table, behind) = columns.split_at_checked(columns.len().checked_sub(BEHIND)?)?;
        let [digests, files, rows] = behind else {
            return None;
        };
        Some(Self {
            keys,
            left: of_table.get(places.keys.len()..)?.to_vec(),
            digests: digests.as_fixed_size_binary_opt()?.clone(),
            files: files.as_primitive_opt::<UInt32Type>()?.clone(),
            rows: rows.as_primitive_opt::<UInt64Type>()?.clone(),
        })
    }
}

/// An existing row.
struct Existing {
    is_same: bool,
    file: usize,
    row: usize,
    /// What it has in the columns that left the model, each an array of one value.
    left: Vec<ArrayRef>,
}

impl<'a> Walk<'a> {
    fn new(old: &'a Old<'a>) -> Result<Self> {
        Ok(Self {
            old,
            batches: old.index.batches()?,
            current: None,
            next: 0,
        })
    }

    /// The next row, in its batch.
    fn fill(&mut self) -> std::result::Result<Option<(&Indexed, usize)>, ArrowError> {
        while self
            .current
            .as_ref()
            .is_none_or(|batch| self.next >= batch.rows.len())
        {
            let Some(batch) = self.batches.next().transpose()? else {
                return Ok(None);
            };
            let keys = self.old.index.keys().encode(&batch)?;
            let indexed = Indexed::new(&batch, keys, self.old.places);
            let damaged = || ArrowError::SchemaError("an index has lost a column".to_owned());
            self.current = Some(indexed.ok_or_else(damaged)?);
            self.next = 0;
        }
        Ok(self.current.as_ref().map(|batch| (batch, self.next)))
    }

    /// All existing rows with a key, by whether their digest is this one; keys must be asked for
    /// in order.
    fn find(
        &mut self,
        key: Row<'_>,
        digest: &[u8],
        found: &mut Vec<Existing>,
    ) -> std::result::Result<(), ArrowError> {
        found.clear();
        loop {
            let Some((batch, at)) = self.fill()? else {
                return Ok(());
            };
            let here = batch.keys.row(at);
            if here > key {
                return Ok(());
            }
            if here == key {
                found.push(Existing {
                    is_same: batch.digests.value(at) == digest,
                    file: batch.files.value(at) as usize,
                    row: usize::try_from(batch.rows.value(at)).unwrap_or(usize::MAX),
                    left: batch
                        .left
                        .iter()
                        .map(|column| column.slice(at, 1))
                        .collect(),
                });
            }
            self.next = at + 1;
        }
    }
}

async fn join(
    incoming: &Sorted,
    old: &Old<'_>,
    writer: &mut DataWriter,
    replaced: &mut [Vec<bool>],
    merged: &mut Merged,
) -> Result<()> {
    let doing = || "compare rows by key".to_owned();
    let left = &old.places.left;
    let digester = Digester::new(incoming.schema(), left, &old.places.sets).doing(doing)?;
    let mut walk = Walk::new(old)?;
    let mut found = Vec::new();
    for batch in incoming.batches()? {
        let batch = batch.doing(doing)?;
        let rows = incoming.keys().encode(&batch).doing(doing)?;
        let digests = digester.digest(&batch).doing(doing)?;
        let mut keep = Vec::with_capacity(batch.num_rows());
        let mut values: Vec<Vec<ArrayRef>> = vec![Vec::new(); left.len()];
        for (i, key) in rows.iter().enumerate() {
            walk.find(key, digests.value(i), &mut found).doing(doing)?;
            let same = matches!(found.as_slice(), [one] if one.is_same);
            keep.push(!same);
            match (found.is_empty(), same) {
                (true, _) => merged.inserted += 1,
                (_, true) => merged.unchanged += 1,
                (_, false) => {
                    merged.updated += 1;
                    found.iter().for_each(|e| mark(replaced, e));
                }
            }
            for (at, (values, place)) in values.iter_mut().zip(left).enumerate() {
                let had = found.last().and_then(|old| old.left.get(at)).cloned();
                values.push(had.unwrap_or_else(|| batch.column(*place).slice(i, 1)));
            }
        }
        let batch = with_left(&batch, left, &values).doing(doing)?;
        let kept = filter_record_batch(&batch, &BooleanArray::from(keep)).doing(doing)?;
        writer.write(kept).await?;
    }
    Ok(())
}

/// Rows with other values in some columns, one array for each row.
fn with_left(
    batch: &RecordBatch,
    left: &[usize],
    values: &[Vec<ArrayRef>],
) -> std::result::Result<RecordBatch, ArrowError> {
    let mut columns = batch.columns().to_vec();
    for (place, values) in left.iter().zip(values) {
        let values: Vec<&dyn Array> = values.iter().map(AsRef::as_ref).collect();
        if let Some(column) = columns.get_mut(*place)
            && !values.is_empty()
        {
            *column = concat(&values)?;
        }
    }
    RecordBatch::try_new(batch.schema(), columns)
}

fn mark(replaced: &mut [Vec<bool>], existing: &Existing) {
    let Some(rows) = replaced.get_mut(existing.file) else {
        return;
    };
    if rows.len() <= existing.row {
        rows.resize(existing.row + 1, false);
    }
    if let Some(flag) = rows.get_mut(existing.row) {
        *flag = true;
    }
}

/// Writes the rows of a file that were not replaced.
async fn rewrite(
    table: &Table,
    file: &LiveFile,
    replaced: &[bool],
    writer: &mut DataWriter,
) -> Result<()> {
    let doing = || format!("rewrite `{}`", file.path());
    let mut first = 0;
    let mut batches = data::read(table, file, table.metadata().current_schema()).await?;
    while let Some(batch) = batches.next().await {
        let batch = batch.doing(doing)?;
        let rows = batch.num_rows();
        let stays = (first..first + rows).map(|row| !replaced.get(row).copied().unwrap_or(false));
        let mask: BooleanArray = stays.map(Some).collect();
        writer
            .write(filter_record_batch(&batch, &mask).doing(doing)?)
            .await?;
        first += rows;
    }
    Ok(())
}
