//! Writing rows into new data files of a table, partition by partition.

use std::collections::HashMap;
use std::path::PathBuf;

use arrow_array::RecordBatch;
use iceberg::arrow::RecordBatchPartitionSplitter;
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

use crate::error::{Doing as _, Result};

/// When a file is full.
const FILE_BYTES: usize = 128 << 20;
/// What bounds the memory of a writer.
const GROUP_ROWS: usize = 128 << 10;
const GROUP_BYTES: usize = 32 << 20;
/// Bounds of values longer than this are left out of the manifests.
const BOUND_BYTES: usize = 256;
/// Partitions written at the same time; when there are more, all files are closed first.
const OPEN_PARTITIONS: usize = 32;

type Writer = RollingFileWriter<ParquetWriterBuilder, Journaled, DefaultFileNameGenerator>;

/// A writer of data files. Files that were written and are not committed are orphans;
/// their paths are in the journal.
pub(crate) struct DataWriter {
    table: Table,
    builder: RollingFileWriterBuilder<ParquetWriterBuilder, Journaled, DefaultFileNameGenerator>,
    splitter: Option<RecordBatchPartitionSplitter>,
    open: HashMap<Option<Struct>, (Option<PartitionKey>, Writer)>,
    done: Vec<DataFile>,
}

impl DataWriter {
    /// A writer for the current schema and partitioning of a table.
    pub(crate) fn new(table: &Table, journal: PathBuf) -> Result<Self> {
        Self::start(table, journal)
            .doing(|| format!("write to `{}`", crate::catalog::display(table.identifier())))
    }

    fn start(table: &Table, journal: PathBuf) -> iceberg::Result<Self> {
        let metadata = table.metadata();
        let schema = metadata.current_schema().clone();
        let spec = metadata.default_partition_spec().clone();
        let names = DefaultFileNameGenerator::new(
            "part".to_owned(),
            Some(Uuid::new_v4().to_string()),
            DataFileFormat::Parquet,
        );
        let locations = Journaled {
            inner: DefaultLocationGenerator::new(metadata)?,
            journal,
        };
        let parquet = ParquetWriterBuilder::new(properties(), schema.clone());
        let splitter = (!spec.is_unpartitioned())
            .then(|| RecordBatchPartitionSplitter::try_new_with_computed_values(schema, spec))
            .transpose()?;
        Ok(Self {
            table: table.clone(),
            builder: RollingFileWriterBuilder::new(
                parquet,
                FILE_BYTES,
                table.file_io().clone(),
                locations,
                names,
            ),
            splitter,
            open: HashMap::new(),
            done: Vec::new(),
        })
    }

    /// Writes rows that have the table's schema.
    pub(crate) async fn write(&mut self, batch: RecordBatch) -> Result<()> {
        let name = self.table.identifier().clone();
        self.write_parts(batch)
            .await
            .doing(|| format!("write to `{}`", crate::catalog::display(&name)))
    }

    async fn write_parts(&mut self, batch: RecordBatch) -> iceberg::Result<()> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let Some(splitter) = &self.splitter else {
            return self.write_part(None, batch).await;
        };
        for (key, part) in splitter.split(&batch)? {
            self.write_part(Some(key), part).await?;
        }
        Ok(())
    }

    async fn write_part(
        &mut self,
        key: Option<PartitionKey>,
        batch: RecordBatch,
    ) -> iceberg::Result<()> {
        let data = key.as_ref().map(|k| k.data().clone());
        if !self.open.contains_key(&data) && self.open.len() >= OPEN_PARTITIONS {
            self.close().await?;
        }
        let builder = &self.builder;
        let (key, writer) = self
            .open
            .entry(data)
            .or_insert_with(|| (key, builder.build()));
        writer.write(&*key, &batch).await
    }

    async fn close(&mut self) -> iceberg::Result<()> {
        let spec = self.table.metadata().default_partition_spec_id();
        for (data, (_, writer)) in std::mem::take(&mut self.open) {
            for mut file in writer.close().await? {
                file.content(DataContentType::Data).partition_spec_id(spec);
                file.partition(data.clone().unwrap_or_else(Struct::empty));
                let file = file.build().map_err(|e| {
                    iceberg::Error::new(iceberg::ErrorKind::Unexpected, "incomplete data file")
                        .with_source(e)
                })?;
                self.done.push(with_short_bounds(file, spec)?);
            }
        }
        Ok(())
    }

    /// Closes all files.
    pub(crate) async fn finish(mut self) -> Result<Vec<DataFile>> {
        let name = self.table.identifier().clone();
        self.close()
            .await
            .doing(|| format!("write to `{}`", crate::catalog::display(&name)))?;
        Ok(self.done)
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
