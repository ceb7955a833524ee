//! Where the files of tables are: folders of this machine, and the object stores that
//! `iceberg-storage-opendal` speaks to.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt as _;
use futures::stream::BoxStream;
use iceberg::io::{
    FileMetadata, FileRead, FileWrite, InputFile, LocalFsStorage, OutputFile, Storage,
    StorageConfig, StorageFactory,
};
use iceberg::spec::TableMetadata;
use iceberg::{Result, TableIdent};
use iceberg_storage_opendal::OpenDalResolvingStorageFactory;
use serde::{Deserialize, Serialize};

use super::display;
use super::refusal::{Refusal, Told};
use crate::error::Error;

/// How locations in object stores begin: S3 and what speaks its protocol, Google Cloud Storage,
/// Azure Data Lake Storage.
const STORES: [&str; 8] = [
    "s3://", "s3a://", "s3n://", "gs://", "abfss://", "abfs://", "wasbs://", "wasb://",
];

/// Properties that say where a table's files go, beside its location.
const PATHS: [&str; 4] = [
    "write.data.path",
    "write.metadata.path",
    "write.folder-storage.path",
    "write.object-storage.path",
];

/// Sees that the files of a table are where they can be reached. The library takes any place that
/// it does not know for a folder of that name below the working folder.
pub(crate) fn reachable(ident: &TableIdent, metadata: &TableMetadata) -> crate::error::Result<()> {
    let paths = PATHS
        .iter()
        .filter_map(|path| metadata.properties().get(*path));
    let mut places = std::iter::once(metadata.location()).chain(paths.map(String::as_str));
    match places.find(|place| !is_local(place) && !is_in_store(place)) {
        None => Ok(()),
        Some(place) => {
            let what = format!(
                "the files of the table `{}` are at `{place}`, which is neither a folder of this \
                 machine nor in an object store that is known",
                display(ident)
            );
            Err(Error::unsupported(what).with_help(
                "tables are read and written whose locations begin with `file:/`, `s3://`, \
                 `gs://` or `abfss://`: give the catalog a warehouse in one of these",
            ))
        }
    }
}

fn is_local(place: &str) -> bool {
    place.starts_with('/') || place.starts_with("file:/")
}

fn is_in_store(place: &str) -> bool {
    STORES.iter().any(|store| place.starts_with(store))
}

/// Makes [`Places`] with the properties of a catalog and its table, `s3.endpoint` for one.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Factory;

#[typetag::serde(name = "Denota")]
impl StorageFactory for Factory {
    fn build(&self, config: &StorageConfig) -> Result<Arc<dyn Storage>> {
        Ok(Arc::new(Places {
            folders: Arc::new(LocalFsStorage::new()),
            stores: OpenDalResolvingStorageFactory::new().build(config)?,
        }))
    }
}

/// Reads and writes each file where it is: one table may have files in several places.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Places {
    folders: Arc<dyn Storage>,
    stores: Arc<dyn Storage>,
}

impl Places {
    fn of(&self, path: &str) -> &Arc<dyn Storage> {
        if is_local(path) {
            &self.folders
        } else {
            &self.stores
        }
    }

    /// What became of a request, in the words of the store where it is one.
    fn told<T>(path: &str, done: Result<T>) -> Result<T> {
        if is_local(path) {
            return done;
        }
        done.map_err(|e| Refusal::told(path, e))
    }
}

#[async_trait]
#[typetag::serde(name = "Denota")]
impl Storage for Places {
    async fn exists(&self, path: &str) -> Result<bool> {
        Self::told(path, self.of(path).exists(path).await)
    }

    async fn metadata(&self, path: &str) -> Result<FileMetadata> {
        Self::told(path, self.of(path).metadata(path).await)
    }

    async fn read(&self, path: &str) -> Result<Bytes> {
        Self::told(path, self.of(path).read(path).await)
    }

    async fn reader(&self, path: &str) -> Result<Box<dyn FileRead>> {
        let inner = Self::told(path, self.of(path).reader(path).await)?;
        if is_local(path) {
            return Ok(inner);
        }
        let place = path.to_owned();
        Ok(Box::new(Told { place, inner }))
    }

    async fn write(&self, path: &str, bytes: Bytes) -> Result<()> {
        Self::told(path, self.of(path).write(path, bytes).await)
    }

    async fn writer(&self, path: &str) -> Result<Box<dyn FileWrite>> {
        let inner = Self::told(path, self.of(path).writer(path).await)?;
        if is_local(path) {
            return Ok(inner);
        }
        let place = path.to_owned();
        Ok(Box::new(Told { place, inner }))
    }

    async fn delete(&self, path: &str) -> Result<()> {
        Self::told(path, self.of(path).delete(path).await)
    }

    async fn delete_prefix(&self, path: &str) -> Result<()> {
        Self::told(path, self.of(path).delete_prefix(path).await)
    }

    async fn delete_stream(&self, mut paths: BoxStream<'static, String>) -> Result<()> {
        while let Some(path) = paths.next().await {
            self.delete(&path).await?;
        }
        Ok(())
    }

    fn new_input(&self, path: &str) -> Result<InputFile> {
        Ok(InputFile::new(Arc::new(self.clone()), path.to_owned()))
    }

    fn new_output(&self, path: &str) -> Result<OutputFile> {
        Ok(OutputFile::new(Arc::new(self.clone()), path.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn folders_and_known_stores_are_places() {
        for place in ["/wh/t", "file:/wh/t", "file:///wh/t"] {
            assert!(is_local(place), "{place}");
        }
        for place in [
            "s3://bucket/wh/t",
            "s3a://bucket/wh/t",
            "gs://bucket/wh/t",
            "abfss://files@account.dfs.core.windows.net/wh/t",
        ] {
            assert!(is_in_store(place) && !is_local(place), "{place}");
        }
        for place in [
            "hdfs://node/wh/t",
            "wh/t",
            "s3:/bucket",
            "gcs://bucket/t",
            "",
        ] {
            assert!(!is_in_store(place) && !is_local(place), "{place}");
        }
    }

    #[tokio::test]
    async fn a_file_of_this_machine_needs_no_scheme() {
        let dir = tempfile::tempdir().unwrap();
        let storage = Factory.build(&StorageConfig::new()).unwrap();
        let plain = dir.path().join("a").display().to_string();
        storage
            .write(&plain, Bytes::from_static(b"x"))
            .await
            .unwrap();
        let url = format!("file://{plain}");
        assert_eq!(storage.read(&url).await.unwrap(), "x");
        let paths = futures::stream::iter([url.clone()]).boxed();
        storage.delete_stream(paths).await.unwrap();
        assert!(!storage.exists(&url).await.unwrap());
    }
}
