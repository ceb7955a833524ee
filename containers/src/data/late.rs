//! Rows of partitions that cannot be written yet, since too many others are: sorted by partition,
//! on disk where they are many.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{Schema, SchemaRef};
use datafusion::arrow::row::OwnedRow;
use iceberg::arrow::schema_to_arrow_schema;
use iceberg::spec;
use iceberg::table::Table;

use super::conform;
use super::partition::{Partitioning, failed, rows_of};
use crate::error::{Doing as _, Result};
use crate::load::sort::{Sorted, Sorter};

/// Memory for rows before they are spilled.
const BUDGET: usize = 64 << 20;

/// The rows, which stay in the order in which they came within each partition.
pub(super) struct Late {
    of_table: spec::SchemaRef,
    rows: SchemaRef,
    /// The columns of the table, then the values of partitions.
    all: SchemaRef,
    sorter: Sorter,
    partitions: HashSet<OwnedRow>,
}

impl Late {
    pub(super) fn new(table: &Table, partitioning: &Partitioning, dir: &Path) -> Result<Self> {
        let doing = || "sort rows by partition".to_owned();
        let of_table = table.metadata().current_schema().clone();
        let rows = Arc::new(schema_to_arrow_schema(&of_table).doing(doing)?);
        let fields = rows.fields().iter().chain(&partitioning.fields);
        let all: SchemaRef = Arc::new(Schema::new(fields.cloned().collect::<Vec<_>>()));
        let keys: Vec<usize> = (rows.fields().len()..all.fields().len()).collect();
        Ok(Self {
            sorter: Sorter::new(&all, &keys, false, BUDGET, dir, "late")?,
            of_table,
            rows,
            all,
            partitions: HashSet::new(),
        })
    }

    /// Whether rows of a partition are here.
    pub(super) fn has(&self, partition: &OwnedRow) -> bool {
        self.partitions.contains(partition)
    }

    /// Takes some rows of a batch, in their order.
    pub(super) fn push(
        &mut self,
        partitioning: &Partitioning,
        batch: &RecordBatch,
        values: &[ArrayRef],
        rows: Vec<u32>,
    ) -> Result<()> {
        let doing = || "sort rows by partition".to_owned();
        let batch = if batch.schema() == self.rows {
            batch.clone()
        } else {
            conform::batch(batch, &self.of_table, &self.of_table).doing(doing)?
        };
        let columns = batch.columns().iter().chain(values).cloned().collect();
        let all = RecordBatch::try_new(Arc::clone(&self.all), columns).doing(doing)?;
        let kept = rows_of(&all, rows).doing(doing)?;
        let (_, values) = Self::parted(&kept, partitioning).doing(doing)?;
        for group in partitioning.groups(&values).doing(doing)? {
            self.partitions.insert(group.partition);
        }
        self.sorter.push(kept)
    }

    /// The rows by partition.
    pub(super) fn sorted(self) -> Result<Sorted> {
        self.sorter.finish()
    }

    /// The columns of the table, and the values of partitions.
    pub(super) fn parted(
        batch: &RecordBatch,
        partitioning: &Partitioning,
    ) -> iceberg::Result<(RecordBatch, Vec<ArrayRef>)> {
        let count = batch.num_columns() - partitioning.fields.len();
        let (_, values) = batch.columns().split_at(count);
        let rows = batch.project(&Vec::from_iter(0..count)).map_err(failed)?;
        Ok((rows, values.to_vec()))
    }
}
