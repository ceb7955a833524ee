//! Merging sorted rows with a table: new keys are added, changed rows replace the old,
//! unchanged ones are left alone. Only files that hold a replaced row are written again.

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
    Array as _, ArrayRef, BooleanArray, Int32Array, Int64Array, RecordBatch, StringArray,
    UInt32Array, UInt64Array,
};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use arrow_select::filter::filter_record_batch;
use datafusion::arrow::row::{Row, RowConverter, Rows, SortField};
use futures::StreamExt as _;
use iceberg::spec::{DataFile, Datum, PrimitiveLiteral};
use iceberg::table::Table;

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

/// Merges; `keys` are the places of the key columns.
pub(crate) async fn merge(
    table: &Table,
    keys: &[usize],
    incoming: &Sorted,
    workspace: &Path,
    journal: PathBuf,
) -> Result<Merged> {
    let mut writer = DataWriter::new(table, journal)?;
    let files = data::files(table).await?;
    let touched: Vec<&LiveFile> = files
        .iter()
        .filter(|f| may_match(f, table, keys, incoming))
        .collect();
    let mut merged = Merged::default();
    if touched.is_empty() {
        for batch in incoming.batches()? {
            let batch = batch.doing(|| "read back sorted rows".to_owned())?;
            merged.inserted += batch.num_rows() as u64;
            writer.write(batch).await?;
        }
    } else {
        let index = index(table, keys, &touched, incoming.schema(), workspace).await?;
        let mut replaced: Vec<Vec<bool>> = vec![Vec::new(); touched.len()];
        join(incoming, &index, &mut writer, &mut replaced, &mut merged).await?;
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

/// Keys, digests and places of all rows of files, in the order of keys.
async fn index(
    table: &Table,
    keys: &[usize],
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
    let digester = Digester::new(schema).doing(doing)?;
    let mut fields: Vec<Field> = keys
        .iter()
        .filter_map(|k| schema.fields().get(*k))
        .map(|f| f.as_ref().clone())
        .collect();
    let places: Vec<usize> = (0..fields.len()).collect();
    let size = i32::try_from(content::BYTES).unwrap_or_default();
    fields.push(Field::new(
        "_digest",
        DataType::FixedSizeBinary(size),
        false,
    ));
    fields.push(Field::new("_file", DataType::UInt32, false));
    fields.push(Field::new("_row", DataType::UInt64, false));
    let index_schema: SchemaRef = Arc::new(Schema::new(fields));
    let mut sorter = Sorter::new(&index_schema, &places, false, BUDGET, workspace, "index")?;
    let live = table.metadata().current_schema();
    for (number, file) in (0u32..).zip(files) {
        let mut first = 0;
        let mut batches = data::read(table, file, live).await?;
        while let Some(batch) = batches.next().await {
            let batch = batch.doing(doing)?;
            let rows = batch.num_rows();
            let mut columns: Vec<ArrayRef> = keys
                .iter()
                .filter_map(|k| batch.columns().get(*k))
                .cloned()
                .collect();
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

/// Where a walk along the index is.
struct Walk<'a> {
    sorted: &'a Sorted,
    batches: Box<dyn Iterator<Item = std::result::Result<RecordBatch, ArrowError>> + Send + 'a>,
    current: Option<(RecordBatch, Rows)>,
    next: usize,
}

/// An existing row.
struct Existing {
    digest: Vec<u8>,
    file: usize,
    row: usize,
}

impl<'a> Walk<'a> {
    fn new(sorted: &'a Sorted) -> Result<Self> {
        Ok(Self {
            sorted,
            batches: sorted.batches()?,
            current: None,
            next: 0,
        })
    }

    fn fill(&mut self) -> std::result::Result<bool, ArrowError> {
        while self
            .current
            .as_ref()
            .is_none_or(|(b, _)| self.next >= b.num_rows())
        {
            let Some(batch) = self.batches.next().transpose()? else {
                return Ok(false);
            };
            let rows = self.sorted.keys().encode(&batch)?;
            self.current = Some((batch, rows));
            self.next = 0;
        }
        Ok(true)
    }

    /// All existing rows with a key; keys must be asked for in order.
    fn find(
        &mut self,
        key: Row<'_>,
        found: &mut Vec<Existing>,
    ) -> std::result::Result<(), ArrowError> {
        found.clear();
        while self.fill()? {
            let Some((batch, rows)) = &self.current else {
                break;
            };
            let here = rows.row(self.next);
            if here > key {
                break;
            }
            if here == key {
                found.extend(existing(batch, self.next));
            }
            self.next += 1;
        }
        Ok(())
    }
}

fn existing(batch: &RecordBatch, row: usize) -> Option<Existing> {
    let column = |name: &str| batch.column_by_name(name);
    Some(Existing {
        digest: column("_digest")?
            .as_fixed_size_binary_opt()?
            .value(row)
            .to_vec(),
        file: column("_file")?
            .as_primitive_opt::<UInt32Type>()?
            .value(row) as usize,
        row: usize::try_from(column("_row")?.as_primitive_opt::<UInt64Type>()?.value(row)).ok()?,
    })
}

async fn join(
    incoming: &Sorted,
    index: &Sorted,
    writer: &mut DataWriter,
    replaced: &mut [Vec<bool>],
    merged: &mut Merged,
) -> Result<()> {
    let doing = || "compare rows by key".to_owned();
    let digester = Digester::new(incoming.schema()).doing(doing)?;
    let mut walk = Walk::new(index)?;
    let mut found = Vec::new();
    for batch in incoming.batches()? {
        let batch = batch.doing(doing)?;
        let rows = incoming.keys().encode(&batch).doing(doing)?;
        let digests = digester.digest(&batch).doing(doing)?;
        let mut keep = Vec::with_capacity(batch.num_rows());
        for (i, key) in rows.iter().enumerate() {
            walk.find(key, &mut found).doing(doing)?;
            let same = matches!(found.as_slice(), [one] if one.digest == digests.value(i));
            keep.push(!same);
            match (found.is_empty(), same) {
                (true, _) => merged.inserted += 1,
                (_, true) => merged.unchanged += 1,
                (_, false) => {
                    merged.updated += 1;
                    found.iter().for_each(|e| mark(replaced, e));
                }
            }
        }
        let kept = filter_record_batch(&batch, &BooleanArray::from(keep)).doing(doing)?;
        writer.write(kept).await?;
    }
    Ok(())
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
