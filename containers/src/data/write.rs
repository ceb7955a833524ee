//! Writing rows into new data files of a table, partition by partition.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use arrow_array::RecordBatch;
use datafusion::arrow::row::OwnedRow;
use iceberg::spec::{
    DataContentType, DataFile, DataFileBuilder, DataFileFormat, Datum, PartitionKey,
    PrimitiveLiteral, PrimitiveType, Struct,
};
use iceberg::table::Table;
use iceberg::writer::file_writer::ParquetWriterBuilder;
use iceberg::writer::file_writer::location_generator::{
    DefaultFileNameGenerator, DefaultLocationGenerator, LocationGenerator,
};
use iceberg::writer::file_writer::rolling_writer::{RollingFileWriter, RollingFileWriterBuilder};
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use uuid::Uuid;

use super::late::Late;
use super::partition::{Partitioning, rows_of};
use crate::error::{Doing as _, Result};

/// When a file is full.
const FILE_BYTES: usize = 128 << 20;
/// What bounds the memory of a writer.
const GROUP_ROWS: usize = 128 << 10;
const GROUP_BYTES: usize = 32 << 20;
/// Bounds of values longer than this are left out of the manifests.
const BOUND_BYTES: usize = 256;
/// Partitions written at the same time, each of which may hold the bytes of a group.
const OPEN_PARTITIONS: usize = 8;

type Writer = RollingFileWriter<ParquetWriterBuilder, Journaled, DefaultFileNameGenerator>;

/// A writer of data files. Files that were written and are not committed are orphans;
/// their paths are in the journal.
///
/// A partition gets its rows into as few files as they need, in whatever order rows come: those
/// of more partitions than can be open wait until the end, when they are written partition by
/// partition.
pub(crate) struct DataWriter {
    table: Table,
    builder: RollingFileWriterBuilder<ParquetWriterBuilder, Journaled, DefaultFileNameGenerator>,
    partitioning: Option<Partitioning>,
    whole: Option<Writer>,
    open: HashMap<OwnedRow, Open>,
    closed: HashSet<OwnedRow>,
    greatest: Option<OwnedRow>,
    /// Whether partitions that rows have passed may be closed.
    passes: bool,
    batches: u64,
    late: Option<Late>,
    dir: PathBuf,
    done: Vec<DataFile>,
}

/// A partition that is being written.
struct Open {
    key: PartitionKey,
    writer: Writer,
    /// The last batch that had rows of it.
    used: u64,
}

impl DataWriter {
    /// A writer for the current schema and partitioning of a table, with a folder for rows that
    /// wait.
    pub(crate) fn new(table: &Table, dir: &Path, journal: PathBuf) -> Result<Self> {
        Self::start(table, dir, journal)
            .doing(|| format!("write to `{}`", crate::catalog::display(table.identifier())))
    }

    /// The same, for rows that come in the order of their partitions, if these have one.
    pub(crate) const fn in_passing(mut self) -> Self {
        self.passes = true;
        self
    }

    fn start(table: &Table, dir: &Path, journal: PathBuf) -> iceberg::Result<Self> {
        let metadata = table.metadata();
        let schema = metadata.current_schema().clone();
        let names = DefaultFileNameGenerator::new(
            "part".to_owned(),
            Some(Uuid::new_v4().to_string()),
            DataFileFormat::Parquet,
        );
        let locations = Journaled {
            inner: DefaultLocationGenerator::new(metadata)?,
            journal,
        };
        let parquet = ParquetWriterBuilder::new(properties(), schema);
        Ok(Self {
            table: table.clone(),
            builder: RollingFileWriterBuilder::new(
                parquet,
                FILE_BYTES,
                table.file_io().clone(),
                locations,
                names,
            ),
            partitioning: Partitioning::of(table)?,
            whole: None,
            open: HashMap::new(),
            closed: HashSet::new(),
            greatest: None,
            passes: false,
            batches: 0,
            late: None,
            dir: dir.to_owned(),
            done: Vec::new(),
        })
    }

    fn doing(&self) -> impl FnOnce() -> String + use<> {
        let name = crate::catalog::display(self.table.identifier());
        move || format!("write to `{name}`")
    }

    /// Writes rows that have the table's schema.
    pub(crate) async fn write(&mut self, batch: RecordBatch) -> Result<()> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let doing = self.doing();
        if self.partitioning.is_some() {
            return self.write_parts(&batch).await;
        }
        let builder = &self.builder;
        let writer = self.whole.get_or_insert_with(|| builder.build());
        writer.write(&None, &batch).await.doing(doing)
    }

    async fn write_parts(&mut self, batch: &RecordBatch) -> Result<()> {
        let Some(partitioning) = &self.partitioning else {
            return Ok(());
        };
        let values = partitioning.values(batch).doing(self.doing())?;
        let groups = partitioning.groups(&values).doing(self.doing())?;
        self.batches += 1;
        for group in &groups {
            if let Some(open) = self.open.get_mut(&group.partition) {
                open.used = self.batches;
            }
        }
        let mut waiting = Vec::new();
        for group in groups {
            if !self.is_open(&group.partition).await.doing(self.doing())? {
                waiting.extend(group.rows);
                continue;
            }
            self.write_open(batch, &values, group.partition, group.rows)
                .await
                .doing(self.doing())?;
        }
        if waiting.is_empty() {
            return Ok(());
        }
        waiting.sort_unstable();
        self.wait(batch, &values, waiting)
    }

    /// Whether rows of a partition are to be written now, for which another one may be closed.
    async fn is_open(&mut self, partition: &OwnedRow) -> iceberg::Result<bool> {
        if self.open.contains_key(partition) {
            return Ok(true);
        }
        let is_late = |late: &Late| late.has(partition);
        if self.closed.contains(partition) || self.late.as_ref().is_some_and(is_late) {
            return Ok(false);
        }
        if self.open.len() < OPEN_PARTITIONS {
            return Ok(true);
        }
        let passed = self.open.iter().min_by_key(|(_, open)| open.used);
        let passed = passed.filter(|(_, open)| open.used < self.batches);
        match passed.map(|(passed, _)| passed.clone()) {
            Some(passed) if self.passes && self.greatest.as_ref() < Some(partition) => {
                self.close(&passed).await?;
                Ok(true)
            }
            Some(_) | None => Ok(false),
        }
    }

    async fn write_open(
        &mut self,
        batch: &RecordBatch,
        values: &[arrow_array::ArrayRef],
        partition: OwnedRow,
        rows: Vec<u32>,
    ) -> iceberg::Result<()> {
        let Some(partitioning) = &self.partitioning else {
            return Ok(());
        };
        let first = rows.first().copied().unwrap_or_default() as usize;
        let part = rows_of(batch, rows)?;
        if !self.open.contains_key(&partition) {
            let open = Open {
                key: partitioning.key(values, first)?,
                writer: self.builder.build(),
                used: self.batches,
            };
            self.open.insert(partition.clone(), open);
        }
        if self.greatest.as_ref() < Some(&partition) {
            self.greatest = Some(partition.clone());
        }
        match self.open.get_mut(&partition) {
            Some(open) => open.writer.write(&Some(open.key.clone()), &part).await,
            None => Ok(()),
        }
    }

    /// Has rows wait for the end.
    fn wait(
        &mut self,
        batch: &RecordBatch,
        values: &[arrow_array::ArrayRef],
        rows: Vec<u32>,
    ) -> Result<()> {
        let Some(partitioning) = &self.partitioning else {
            return Ok(());
        };
        let late = match &mut self.late {
            Some(late) => late,
            late @ None => late.insert(Late::new(&self.table, partitioning, &self.dir)?),
        };
        late.push(partitioning, batch, values, rows)
    }

    async fn close(&mut self, partition: &OwnedRow) -> iceberg::Result<()> {
        if let Some(Open { key, writer, .. }) = self.open.remove(partition) {
            self.end(writer, key.data().clone()).await?;
            self.closed.insert(partition.clone());
        }
        Ok(())
    }

    async fn end(&mut self, writer: Writer, partition: Struct) -> iceberg::Result<()> {
        let spec = self.table.metadata().default_partition_spec_id();
        for mut file in writer.close().await? {
            file.content(DataContentType::Data).partition_spec_id(spec);
            file.partition(partition.clone());
            let file = file.build().map_err(|e| {
                iceberg::Error::new(iceberg::ErrorKind::Unexpected, "incomplete data file")
                    .with_source(e)
            })?;
            self.done.push(with_short_bounds(file, spec)?);
        }
        Ok(())
    }

    /// Writes the rows that waited, and closes all files.
    pub(crate) async fn finish(mut self) -> Result<Vec<DataFile>> {
        if let Some(writer) = self.whole.take() {
            let ended = self.end(writer, Struct::empty()).await;
            ended.doing(self.doing())?;
        }
        let mut open: Vec<OwnedRow> = self.open.keys().cloned().collect();
        open.sort_unstable();
        for partition in open {
            self.close(&partition).await.doing(self.doing())?;
        }
        if let Some(late) = self.late.take() {
            self.write_late(late).await?;
        }
        Ok(self.done)
    }

    async fn write_late(&mut self, late: Late) -> Result<()> {
        let sorted = late.sorted()?;
        let mut current: Option<OwnedRow> = None;
        for batch in sorted.batches()? {
            let batch = batch.doing(|| "read back sorted rows".to_owned())?;
            let Some(partitioning) = &self.partitioning else {
                return Ok(());
            };
            let (batch, values) = Late::parted(&batch, partitioning).doing(self.doing())?;
            for group in partitioning.groups(&values).doing(self.doing())? {
                if let Some(before) = current.take_if(|before| *before != group.partition) {
                    self.close(&before).await.doing(self.doing())?;
                }
                current = Some(group.partition.clone());
                self.write_open(&batch, &values, group.partition, group.rows)
                    .await
                    .doing(self.doing())?;
            }
        }
        match current {
            Some(last) => self.close(&last).await.doing(self.doing()),
            None => Ok(()),
        }
    }
}

fn properties() -> WriterProperties {
    // Statistics are not cut: the library leaves out the bounds of row groups with cut
    // ones, and the bounds of the file would then be too narrow.
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .set_max_row_group_bytes(Some(GROUP_BYTES))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_statistics_truncate_length(None)
        .build()
}

/// The file without bounds that are long texts: manifests are read as a whole.
fn with_short_bounds(file: DataFile, spec: i32) -> iceberg::Result<DataFile> {
    let long = |datum: &Datum| match (datum.data_type(), datum.literal()) {
        (PrimitiveType::String, PrimitiveLiteral::String(text)) => text.len() > BOUND_BYTES,
        (_, PrimitiveLiteral::Binary(bytes)) => bytes.len() > BOUND_BYTES,
        _ => false,
    };
    let (lower, upper) = (file.lower_bounds(), file.upper_bounds());
    let cut: Vec<i32> = lower
        .iter()
        .chain(upper)
        .filter(|(_, d)| long(d))
        .map(|(id, _)| *id)
        .collect();
    if cut.is_empty() {
        return Ok(file);
    }
    let keep = |bounds: &HashMap<i32, Datum>| {
        let kept = bounds.iter().filter(|(id, _)| !cut.contains(id));
        kept.map(|(id, d)| (*id, d.clone()))
            .collect::<HashMap<_, _>>()
    };
    DataFileBuilder::default()
        .content(file.content_type())
        .file_path(file.file_path().to_owned())
        .file_format(file.file_format())
        .partition(file.partition().clone())
        .partition_spec_id(spec)
        .record_count(file.record_count())
        .file_size_in_bytes(file.file_size_in_bytes())
        .column_sizes(file.column_sizes().clone())
        .value_counts(file.value_counts().clone())
        .null_value_counts(file.null_value_counts().clone())
        .nan_value_counts(file.nan_value_counts().clone())
        .lower_bounds(keep(lower))
        .upper_bounds(keep(upper))
        .split_offsets(file.split_offsets().map(<[i64]>::to_vec))
        .build()
        .map_err(|e| {
            iceberg::Error::new(iceberg::ErrorKind::Unexpected, "incomplete data file")
                .with_source(e)
        })
}

/// Names places for files, and notes each in the journal before it is written.
#[derive(Clone, Debug)]
struct Journaled {
    inner: DefaultLocationGenerator,
    journal: PathBuf,
}

impl LocationGenerator for Journaled {
    fn generate_location(&self, partition_key: Option<&PartitionKey>, file_name: &str) -> String {
        let location = self.inner.generate_location(partition_key, file_name);
        // Without the note the file can only be left behind, which does no harm.
        let _ = crate::load::journal::note(&self.journal, &location);
        location
    }
}
