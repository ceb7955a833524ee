//! Removing files that no snapshot will ever name: of attempts that came too late or failed,
//! and of loads that died.

use std::collections::HashSet;
use std::path::Path;

use iceberg::table::Table;
use iceberg::{NamespaceIdent, TableIdent};

use super::journal::{self, Workspace};
use crate::catalog::Connection;
use crate::catalog::commit::{Change, Outcome};
use crate::error::Result;

/// What was written to be committed; where that failed, nothing of it stays.
pub(crate) async fn written<T>(made: Result<T>, table: &Table, journal: &Path) -> Result<T> {
    if made.is_err() {
        uncommitted(table, journal).await;
    }
    made
}

/// Commits a change to whose files the journal of a workspace leads. They go where somebody
/// else was first; where nobody can tell whether it happened, whoever comes next decides.
pub(crate) async fn commit(
    connection: &Connection,
    table: &Table,
    change: Change,
    workspace: &mut Workspace,
) -> Result<Outcome> {
    let is_remote = connection.committer.is_remote();
    if is_remote {
        written(workspace.ask(), table, &workspace.journal()).await?;
    }
    let outcome = connection.committer.commit(table, change).await;
    if is_remote && outcome.is_ok() {
        workspace.answered();
    }
    match outcome {
        Ok(Outcome::Done) => {}
        Ok(Outcome::Conflict) => uncommitted(table, &workspace.journal()).await,
        Err(_) => workspace.leave(),
    }
    outcome
}

/// Removes files. What cannot be removed stays, and does no harm.
async fn files(table: &Table, paths: &[String]) {
    for path in paths {
        let _ = table.file_io().delete(path).await;
    }
}

/// Removes the files in the journal of a load that knows that it has not committed them, and
/// empties it.
async fn uncommitted(table: &Table, journal: &Path) {
    let text = std::fs::read_to_string(journal).unwrap_or_default();
    let mut lines = text.lines();
    let head = lines.next().unwrap_or_default().to_owned();
    let paths: Vec<String> = lines.map(str::to_owned).collect();
    files(table, &paths).await;
    let _ = std::fs::write(journal, format!("{head}\n"));
}

/// Removes what loads that died left behind. A load that died after its commit left files
/// that snapshots name: those stay.
pub(crate) async fn leftovers(connection: &Connection) {
    for leftover in journal::leftovers(&connection.scratch) {
        if !leftover.files.is_empty() {
            let Some((namespace, name)) = leftover.table.rsplit_once('.') else {
                continue;
            };
            let ident = TableIdent::new(NamespaceIdent::new(namespace.to_owned()), name.to_owned());
            let Ok(Some(table)) = connection.table(&ident).await else {
                continue;
            };
            let Ok(named) = named(&table).await else {
                continue;
            };
            // The table of the load may have another name by now, and this be another one.
            let home = format!("{}/", table.metadata().location());
            if leftover.files.iter().any(|f| !f.starts_with(&home)) {
                continue;
            }
            let orphans: Vec<String> = leftover
                .files
                .iter()
                .filter(|f| !named.contains(*f))
                .cloned()
                .collect();
            files(&table, &orphans).await;
        }
        leftover.remove();
    }
}

/// All files that any snapshot names: data files, manifests and lists of them.
async fn named(table: &Table) -> iceberg::Result<HashSet<String>> {
    let mut seen = HashSet::new();
    let mut named = HashSet::new();
    for snapshot in table.metadata().snapshots() {
        named.insert(snapshot.manifest_list().to_owned());
        let list = table.manifest_list_reader(snapshot).load().await?;
        for manifest in list.consume_entries() {
            if !seen.insert(manifest.manifest_path.clone()) {
                continue;
            }
            named.insert(manifest.manifest_path.clone());
            let manifest = manifest.load_manifest(table.file_io()).await?;
            named.extend(manifest.entries().iter().map(|e| e.file_path().to_owned()));
        }
    }
    Ok(named)
}
