//! Removing files that no snapshot will ever name: of attempts that came too late, and of
//! loads that died.

use std::collections::HashSet;
use std::path::Path;

use iceberg::table::Table;
use iceberg::{NamespaceIdent, TableIdent};

use super::journal;
use crate::catalog::Connection;

/// Removes files of an attempt that was not committed. What cannot be removed stays, and
/// does no harm.
pub(crate) async fn files(table: &Table, paths: &[String]) {
    for path in paths {
        let _ = table.file_io().delete(path).await;
    }
}

/// Removes the data files in the journal of a load that knows that it has not committed
/// them, and empties it.
pub(crate) async fn uncommitted(table: &Table, journal: &Path) {
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

/// All data files that any snapshot names.
async fn named(table: &Table) -> iceberg::Result<HashSet<String>> {
    let mut seen = HashSet::new();
    let mut named = HashSet::new();
    for snapshot in table.metadata().snapshots() {
        let list = table.manifest_list_reader(snapshot).load().await?;
        for manifest in list.consume_entries() {
            if !seen.insert(manifest.manifest_path.clone()) {
                continue;
            }
            let manifest = manifest.load_manifest(table.file_io()).await?;
            named.extend(manifest.entries().iter().map(|e| e.file_path().to_owned()));
        }
    }
    Ok(named)
}
