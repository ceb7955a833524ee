//! The one way in which table metadata changes: compare and swap, whatever the catalog.

use async_trait::async_trait;
use iceberg::spec::{Schema, SortOrder, UnboundPartitionSpec};
use iceberg::table::Table;
use iceberg::{TableIdent, TableRequirement, TableUpdate};

use crate::error::Result;

/// A table to be made. Field ids are kept where the catalog allows it.
#[derive(Clone, Debug)]
pub(crate) struct NewTable {
    pub(crate) ident: TableIdent,
    pub(crate) schema: Schema,
    pub(crate) spec: UnboundPartitionSpec,
    pub(crate) order: SortOrder,
    pub(crate) properties: std::collections::HashMap<String, String>,
}

/// A change of a table's metadata, made from one state of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Change {
    pub(crate) requirements: Vec<TableRequirement>,
    pub(crate) updates: Vec<TableUpdate>,
}

/// How a commit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The change is in.
    Done,
    /// Somebody else was first: nothing has changed, and the change must be made again
    /// from the new state.
    Conflict,
}

/// How often a change is made again before giving up.
pub(crate) const ATTEMPTS: u32 = 20;

/// Writes to one catalog.
#[async_trait]
pub(crate) trait Committer: std::fmt::Debug + Send + Sync {
    /// Makes a namespace; nothing happens when it is there.
    async fn create_namespace(&self, namespace: &str) -> Result<()>;

    /// Makes a table; [`Outcome::Conflict`] when it is there.
    async fn create_table(&self, new: &NewTable) -> Result<Outcome>;

    /// Gives a table another name; [`Outcome::Conflict`] when it is not there, or another
    /// one has the name.
    async fn rename_table(&self, from: &TableIdent, to: &TableIdent) -> Result<Outcome>;

    /// Whether another process carries out what it is asked, at its time: an error, or the death
    /// of who asked, then says nothing of what will happen.
    fn is_remote(&self) -> bool;

    /// Applies a change to a table as it was read.
    async fn commit(&self, table: &Table, change: Change) -> Result<Outcome>;
}

/// A short wait that grows with the attempts and differs between processes.
pub(crate) async fn pause(attempt: u32) {
    let spread = u64::from(std::process::id() % 17);
    let millis = 10 * u64::from(attempt.min(10)) + spread;
    tokio::time::sleep(std::time::Duration::from_millis(millis)).await;
}
