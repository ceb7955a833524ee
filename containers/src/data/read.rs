//! The live data files of a table, each readable by itself and in its own row order.

use futures::TryStreamExt as _;
use futures::stream::BoxStream;
use iceberg::arrow::ArrowReaderBuilder;
use iceberg::scan::FileScanTask;
use iceberg::spec::{DataFile, ManifestContentType, SchemaRef};
use iceberg::table::Table;

use crate::error::{Doing as _, Result};

/// A live data file with the deletions that apply to it.
#[derive(Clone, Debug)]
pub(crate) struct LiveFile {
    pub(crate) file: DataFile,
    task: FileScanTask,
}

impl LiveFile {
    pub(crate) fn path(&self) -> &str {
        self.file.file_path()
    }
}

/// All live data files of the current snapshot, in the order of its manifests.
pub(crate) async fn files(table: &Table) -> Result<Vec<LiveFile>> {
    list(table).await.doing(|| {
        format!(
            "list the files of `{}`",
            crate::catalog::display(table.identifier())
        )
    })
}

async fn list(table: &Table) -> iceberg::Result<Vec<LiveFile>> {
    let Some(snapshot) = table.metadata().current_snapshot() else {
        return Ok(Vec::new());
    };
    // The scan pairs data files with delete files; the manifests have the statistics.
    let tasks: Vec<FileScanTask> = table
        .scan()
        .build()?
        .plan_files()
        .await?
        .try_collect()
        .await?;
    let mut by_path: std::collections::HashMap<String, FileScanTask> = tasks
        .into_iter()
        .map(|t| (t.data_file_path.clone(), t))
        .collect();
    let mut files = Vec::new();
    let list = table.manifest_list_reader(snapshot).load().await?;
    for manifest in list.consume_entries() {
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
pub(crate) fn read(
    table: &Table,
    file: &LiveFile,
    schema: &SchemaRef,
) -> Result<BoxStream<'static, iceberg::Result<arrow_array::RecordBatch>>> {
    let mut task = file.task.clone();
    task.project_field_ids = schema.as_struct().fields().iter().map(|f| f.id).collect();
    task.schema = schema.clone();
    let reading = || -> iceberg::Result<_> {
        let reader =
            ArrowReaderBuilder::new(table.file_io().clone(), iceberg::Runtime::try_current()?)
                .with_data_file_concurrency_limit(1)
                .build();
        let tasks = Box::pin(futures::stream::once(async move { Ok(task) }));
        Ok(reader.read(tasks)?.stream())
    };
    reading().doing(|| format!("read `{}`", file.path()))
}
