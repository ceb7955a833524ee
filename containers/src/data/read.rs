//! The live data files of a table, each readable by itself and in its own row order.

use std::collections::HashSet;

use arrow_array::RecordBatch;
use futures::stream::BoxStream;
use futures::{StreamExt as _, TryStreamExt as _};
use iceberg::ErrorKind;
use iceberg::arrow::ArrowReaderBuilder;
use iceberg::expr::Predicate;
use iceberg::scan::FileScanTask;
use iceberg::spec::{DataFile, ManifestContentType, NestedFieldRef, Schema, SchemaRef};
use iceberg::table::Table;

use super::absent::{self, is_filled_in};
use super::{conform, weigh};
use crate::error::{Doing as _, Result};

/// Rows of a file that are read at a time, where they are not large.
const ROWS: usize = 1024;

/// A live data file with the deletions that apply to it.
#[derive(Clone, Debug)]
pub(crate) struct LiveFile {
    pub(crate) file: DataFile,
    pub(super) task: FileScanTask,
}

impl LiveFile {
    pub(crate) fn path(&self) -> &str {
        self.file.file_path()
    }
}

/// All live data files of the current snapshot, in the order of its manifests.
pub(crate) async fn files(table: &Table) -> Result<Vec<LiveFile>> {
    list(table, None).await.doing(|| {
        format!(
            "list the files of `{}`",
            crate::catalog::display(table.identifier())
        )
    })
}

/// What there is to read, with the deletions that apply, of files that may have rows for
/// which a predicate holds.
async fn tasks(table: &Table, predicate: Option<Predicate>) -> iceberg::Result<Vec<FileScanTask>> {
    let mut scan = table.scan();
    if let Some(predicate) = predicate {
        scan = scan.with_filter(predicate);
    }
    scan.build()?.plan_files().await?.try_collect().await
}

async fn list(table: &Table, predicate: Option<Predicate>) -> iceberg::Result<Vec<LiveFile>> {
    let Some(snapshot) = table.metadata().current_snapshot() else {
        return Ok(Vec::new());
    };
    // The scan pairs data files with delete files; the manifests have the statistics.
    let tasks = tasks(table, predicate).await?;
    let mut by_path: std::collections::HashMap<String, FileScanTask> = tasks
        .into_iter()
        .map(|t| (t.data_file_path.clone(), t))
        .collect();
    let mut files = Vec::new();
    let list = table.manifest_list_reader(snapshot).load().await?;
    // Collected, since the iterator must not be kept from one wait to the next.
    let manifests: Vec<_> = list.consume_entries().into_iter().collect();
    for manifest in manifests {
        if manifest.content != ManifestContentType::Data {
            continue;
        }
        for entry in manifest.load_manifest(table.file_io()).await?.entries() {
            if entry.is_alive()
                && let Some(task) = by_path.remove(entry.file_path())
            {
                files.push(LiveFile {
                    file: entry.data_file.clone(),
                    task,
                });
            }
        }
    }
    Ok(files)
}

/// The rows of a file in its own order, in a schema that is or was the table's. Reading
/// twice gives the same rows at the same places.
pub(crate) async fn read(
    table: &Table,
    file: &LiveFile,
    schema: &SchemaRef,
) -> Result<BoxStream<'static, iceberg::Result<RecordBatch>>> {
    let doing = || format!("read `{}`", file.path());
    let columns = schema.as_struct().fields();
    let absent = absent::of(table.file_io(), file, columns).await;
    let absent = absent.doing(doing)?;
    let there = columns.iter().filter(|f| !absent.contains(&f.id)).cloned();
    let there: Vec<NestedFieldRef> = there.collect();
    let ids = there.iter().map(|f| f.id).collect();
    let footer = absent::footer(table.file_io(), file).await.doing(doing)?;
    let rows = weigh::rows_at_once(&footer, weigh::BYTES).min(ROWS);
    let batches = project(table, file, schema, ids, rows).doing(doing)?;
    if absent.is_empty() {
        return Ok(batches);
    }
    let from = Schema::builder().with_fields(there).build().doing(doing)?;
    let to = schema.clone();
    let whole = move |batch: iceberg::Result<RecordBatch>| {
        let conformed = conform::batch(&batch?, &from, &to);
        conformed.map_err(|e| iceberg::Error::new(ErrorKind::Unexpected, e.to_string()))
    };
    Ok(batches.map(whole).boxed())
}

/// Columns of the rows of a table, in any order, of files that may have rows for which a
/// predicate holds. A batch of a file that lacks a column may lack it too.
pub(crate) async fn scan(
    table: &Table,
    columns: &[NestedFieldRef],
    predicate: Option<Predicate>,
) -> Result<BoxStream<'static, iceberg::Result<RecordBatch>>> {
    let doing = || format!("read `{}`", crate::catalog::display(table.identifier()));
    let schema = table.metadata().current_schema();
    let mut open = Vec::new();
    if columns.iter().all(|f| is_filled_in(&f.field_type)) {
        let tasks = tasks(table, predicate).await.doing(doing)?;
        open.extend(tasks.into_iter().map(|task| (task, HashSet::new())));
    } else {
        for file in list(table, predicate).await.doing(doing)? {
            let absent = absent::of(table.file_io(), &file, columns).await;
            open.push((file.task, absent.doing(doing)?));
        }
    }
    let tasks = open.into_iter().map(|(mut task, absent)| {
        let there = columns
            .iter()
            .map(|f| f.id)
            .filter(|id| !absent.contains(id));
        task.project_field_ids = there.collect();
        // A snapshot may be older than the columns.
        task.schema = schema.clone();
        Ok(task)
    });
    let tasks = futures::stream::iter(tasks.collect::<Vec<_>>()).boxed();
    let reading = || -> iceberg::Result<_> {
        let reader =
            ArrowReaderBuilder::new(table.file_io().clone(), iceberg::Runtime::try_current()?);
        Ok(reader.build().read(tasks)?.stream())
    };
    reading().doing(doing)
}

fn project(
    table: &Table,
    file: &LiveFile,
    schema: &SchemaRef,
    ids: Vec<i32>,
    rows: usize,
) -> iceberg::Result<BoxStream<'static, iceberg::Result<RecordBatch>>> {
    let mut task = file.task.clone();
    task.project_field_ids = ids;
    task.schema = schema.clone();
    let reader = ArrowReaderBuilder::new(table.file_io().clone(), iceberg::Runtime::try_current()?)
        .with_data_file_concurrency_limit(1)
        .with_batch_size(rows)
        .build();
    let tasks = Box::pin(futures::stream::once(async move { Ok(task) }));
    Ok(reader.read(tasks)?.stream())
}
