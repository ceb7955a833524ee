//! Snapshots of our own: data files added and removed in one commit.
//!
//! `iceberg` can only append. What is written here is what every engine reads: manifests
//! that hold a removed file are written again without it (the removal recorded), all
//! others are carried over, and a new one lists the added files.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use iceberg::spec::{
    DataFile, MAIN_BRANCH, ManifestContentType, ManifestFile, ManifestListWriter, ManifestStatus,
    ManifestWriter, ManifestWriterBuilder, Operation, PartitionSpec, SchemaRef, Snapshot,
    SnapshotReference, SnapshotRetention, SnapshotSummaryCollector, Summary,
};
use iceberg::table::Table;
use iceberg::{TableRequirement, TableUpdate};
use uuid::Uuid;

use super::commit::Change;
use super::metadata::now_ms;
use crate::error::{Doing as _, Result};
use crate::load::journal;

/// What a snapshot changes.
#[derive(Debug, Default)]
pub(crate) struct Delta {
    pub(crate) added: Vec<DataFile>,
    /// The paths of data files that go.
    pub(crate) removed: HashSet<String>,
    /// What the summary says besides the figures.
    pub(crate) properties: HashMap<String, String>,
}

/// The change that makes a snapshot current. Its manifests are written, each noted in the
/// journal first; nothing is visible until the change is committed.
pub(crate) async fn stage(table: &Table, delta: Delta, journal: &Path) -> Result<Change> {
    let mut stage = Stage::new(table, journal);
    let name = super::display(table.identifier());
    stage
        .run(delta)
        .await
        .doing(|| format!("write a snapshot of `{name}`"))
}

struct Stage<'a> {
    table: &'a Table,
    journal: &'a Path,
    id: i64,
    uuid: Uuid,
    manifests: usize,
    summary: SnapshotSummaryCollector,
}

impl<'a> Stage<'a> {
    fn new(table: &'a Table, journal: &'a Path) -> Self {
        let uuid = Uuid::new_v4();
        let (high, low) = uuid.as_u64_pair();
        let mut summary = SnapshotSummaryCollector::default();
        // Totals per partition would grow the metadata with every partition touched.
        summary.set_partition_summary_limit(0);
        Self {
            table,
            journal,
            id: i64::try_from((high ^ low) >> 1).unwrap_or(1),
            uuid,
            manifests: 0,
            summary,
        }
    }

    async fn run(&mut self, delta: Delta) -> iceberg::Result<Change> {
        let metadata = self.table.metadata();
        let operation = if delta.removed.is_empty() {
            Operation::Append
        } else {
            Operation::Overwrite
        };
        let mut manifests = self.carry_over(&delta.removed).await?;
        if !delta.added.is_empty() {
            manifests.push(self.added(delta.added).await?);
        }
        let list = self.manifest_list(manifests).await?;
        let snapshot = Snapshot::builder()
            .with_manifest_list(list)
            .with_snapshot_id(self.id)
            .with_parent_snapshot_id(metadata.current_snapshot_id())
            .with_sequence_number(metadata.next_sequence_number())
            .with_summary(self.summarize(operation, delta.properties))
            .with_schema_id(metadata.current_schema_id())
            .with_timestamp_ms(now_ms().max(metadata.last_updated_ms()))
            .build();
        let retention = SnapshotRetention::branch(None, None, None);
        Ok(Change {
            requirements: vec![
                TableRequirement::UuidMatch {
                    uuid: metadata.uuid(),
                },
                TableRequirement::CurrentSchemaIdMatch {
                    current_schema_id: metadata.current_schema_id(),
                },
                TableRequirement::RefSnapshotIdMatch {
                    r#ref: MAIN_BRANCH.to_owned(),
                    snapshot_id: metadata.current_snapshot_id(),
                },
            ],
            updates: vec![
                TableUpdate::AddSnapshot { snapshot },
                TableUpdate::SetSnapshotRef {
                    ref_name: MAIN_BRANCH.to_owned(),
                    reference: SnapshotReference::new(self.id, retention),
                },
            ],
        })
    }

    async fn carry_over(
        &mut self,
        removed: &HashSet<String>,
    ) -> iceberg::Result<Vec<ManifestFile>> {
        let Some(current) = self.table.metadata().current_snapshot() else {
            return Ok(Vec::new());
        };
        let list = self.table.manifest_list_reader(current).load().await?;
        let mut manifests = Vec::new();
        for manifest in list.consume_entries() {
            if !manifest.has_added_files() && !manifest.has_existing_files() {
                continue;
            }
            if removed.is_empty() || manifest.content != ManifestContentType::Data {
                manifests.push(manifest);
                continue;
            }
            manifests.push(self.without(manifest, removed).await?);
        }
        Ok(manifests)
    }

    /// The manifest without removed files: itself where it has none of them.
    async fn without(
        &mut self,
        file: ManifestFile,
        removed: &HashSet<String>,
    ) -> iceberg::Result<ManifestFile> {
        let manifest = file.load_manifest(self.table.file_io()).await?;
        let gone = |path: &str| removed.contains(path);
        let touched = manifest
            .entries()
            .iter()
            .any(|e| e.is_alive() && gone(e.file_path()));
        if !touched {
            return Ok(file);
        }
        let schema = manifest.metadata().schema().clone();
        let spec = manifest.metadata().partition_spec().clone();
        let mut writer = self.writer(schema.clone(), spec.clone())?;
        for entry in manifest.entries() {
            if entry.status == ManifestStatus::Deleted {
                continue;
            }
            let sequence = entry.sequence_number.unwrap_or_default();
            let file_sequence = entry.file_sequence_number.or(Some(sequence));
            if gone(entry.file_path()) {
                self.summary
                    .remove_file(&entry.data_file, schema.clone(), spec.clone().into());
                writer.add_delete_file(entry.data_file.clone(), sequence, file_sequence)?;
            } else {
                let snapshot = entry.snapshot_id.unwrap_or(file.added_snapshot_id);
                writer.add_existing_file(
                    entry.data_file.clone(),
                    snapshot,
                    sequence,
                    file_sequence,
                )?;
            }
        }
        writer.write_manifest_file().await
    }

    async fn added(&mut self, files: Vec<DataFile>) -> iceberg::Result<ManifestFile> {
        let metadata = self.table.metadata();
        let schema = metadata.current_schema().clone();
        let spec = metadata.default_partition_spec().clone();
        let mut writer = self.writer(schema.clone(), spec.as_ref().clone())?;
        for file in files {
            self.summary.add_file(&file, schema.clone(), spec.clone());
            writer.add_file(file, -1)?;
        }
        writer.write_manifest_file().await
    }

    fn writer(
        &mut self,
        schema: SchemaRef,
        spec: PartitionSpec,
    ) -> iceberg::Result<ManifestWriter> {
        let path = self.path(&format!("{}-m{}.avro", self.uuid, self.manifests));
        self.manifests += 1;
        let output = self.table.file_io().new_output(path)?;
        Ok(ManifestWriterBuilder::new(output, Some(self.id), schema, spec).build_v2_data())
    }

    async fn manifest_list(&mut self, manifests: Vec<ManifestFile>) -> iceberg::Result<String> {
        let metadata = self.table.metadata();
        let path = self.path(&format!("snap-{}-0-{}.avro", self.id, self.uuid));
        let output = self.table.file_io().new_output(&path)?.writer().await?;
        let sequence = metadata.next_sequence_number();
        let mut writer =
            ManifestListWriter::v2(output, self.id, metadata.current_snapshot_id(), sequence);
        writer.add_manifests(manifests.into_iter())?;
        writer.close().await?;
        Ok(path)
    }

    fn path(&self, name: &str) -> String {
        let path = format!("{}/metadata/{name}", self.table.metadata().location());
        // Without the note the file can only be left behind, which does no harm.
        let _ = journal::note(self.journal, &path);
        path
    }

    fn summarize(&self, operation: Operation, properties: HashMap<String, String>) -> Summary {
        let mut all = properties;
        all.extend(self.summary.build());
        let before = self
            .table
            .metadata()
            .current_snapshot()
            .map(|s| s.summary().additional_properties.clone())
            .unwrap_or_default();
        for (total, added, removed) in TOTALS {
            let get = |map: &HashMap<String, String>, key: &str| {
                map.get(key)
                    .and_then(|v| v.parse::<i64>().ok())
                    .unwrap_or_default()
            };
            let now = get(&before, total) + get(&all, added) - get(&all, removed);
            all.insert((*total).to_owned(), now.max(0).to_string());
        }
        Summary {
            operation,
            additional_properties: all,
        }
    }
}

/// The running totals of a summary, with the figures that change them.
const TOTALS: &[(&str, &str, &str)] = &[
    ("total-records", "added-records", "deleted-records"),
    ("total-files-size", "added-files-size", "removed-files-size"),
    ("total-data-files", "added-data-files", "deleted-data-files"),
    (
        "total-delete-files",
        "added-delete-files",
        "removed-delete-files",
    ),
    (
        "total-position-deletes",
        "added-position-deletes",
        "removed-position-deletes",
    ),
    (
        "total-equality-deletes",
        "added-equality-deletes",
        "removed-equality-deletes",
    ),
];
