//! Writing a table's data files again in a new schema.
//!
//! `iceberg` reads older files after a change of a table's columns, but not after a change
//! inside a struct, nor where a new column is of a type that it cannot fill in; rather than
//! leave files that some engines cannot read, they are written anew in the same commit.

use std::collections::HashSet;

use futures::StreamExt as _;
use iceberg::table::Table;

use crate::catalog::snapshot::Delta;
use crate::data::{self, DataWriter, conform};
use crate::error::{Doing as _, Result};
use crate::load::journal::Workspace;

/// All rows of a table in the schema of the table that comes after, in files that the journal of a
/// workspace notes.
pub(crate) async fn rewrite(before: &Table, after: &Table, workspace: &Workspace) -> Result<Delta> {
    let from = before.metadata().current_schema().clone();
    let to = after.metadata().current_schema().clone();
    let mut writer = DataWriter::new(after, workspace.dir(), workspace.journal())?;
    let mut removed = HashSet::new();
    let doing = || format!("rewrite `{}`", crate::catalog::display(before.identifier()));
    for file in data::files(before).await? {
        removed.insert(file.path().to_owned());
        let mut batches = data::read(before, &file, &from).await?;
        while let Some(batch) = batches.next().await {
            let batch = conform::batch(&batch.doing(doing)?, &from, &to).doing(doing)?;
            writer.write(batch).await?;
        }
    }
    Ok(Delta {
        added: writer.finish().await?,
        removed,
        ..Delta::default()
    })
}
