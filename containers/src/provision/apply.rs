//! Applying a plan: each table in one commit, from the state it is in at that moment.

use std::collections::HashMap;
use std::sync::Arc;

use iceberg::spec::{MAIN_BRANCH, Schema};
use iceberg::table::Table as IcebergTable;
use iceberg::{TableIdent, TableRequirement, TableUpdate};
use transpilers::iceberg::table::Table;

use super::evolve::{self, Evolution, Live, ident};
use super::find::{RETIRED, Rename};
use super::plan::{Allow, Plan, Refusal, namespaces};
use super::{rewrite, types};
use crate::catalog::commit::{self, ATTEMPTS, Change, NewTable, Outcome};
use crate::catalog::snapshot::{self, Delta};
use crate::catalog::{Connection, display};
use crate::error::{Doing as _, Error, Result};
use crate::load::clean;
use crate::load::journal::Workspace;

/// Makes the container what the plan says. Applying twice does nothing more, and when
/// somebody else changes a table meanwhile, its changes are planned again. A table is
/// renamed before it says that it is of another class: by what it says it is found again,
/// should this end in between.
pub(crate) async fn apply(connection: &Connection, plan: &Plan) -> Result<()> {
    if let Some(refusal) = plan.refusals.first() {
        return Err(refused(refusal));
    }
    for namespace in namespaces(&plan.tables) {
        connection.committer.create_namespace(namespace).await?;
    }
    // Loads that died know their table by the name that it has now.
    clean::leftovers(connection).await;
    for renamed in &plan.renames {
        rename(connection, renamed).await?;
    }
    for table in &plan.tables {
        apply_table(connection, table, plan.allow).await?;
    }
    for table in &plan.left {
        retire(connection, table).await?;
    }
    Ok(())
}

async fn rename(connection: &Connection, Rename { from, to }: &Rename) -> Result<()> {
    for attempt in 0..ATTEMPTS {
        let done = connection.committer.rename_table(from, to).await? == Outcome::Done;
        if done || connection.table(from).await?.is_none() {
            return Ok(());
        }
        commit::pause(attempt).await;
    }
    Err(changing(&display(from)))
}

/// Lets a table say that no class has it any more, so that it is said once.
async fn retire(connection: &Connection, ident: &TableIdent) -> Result<()> {
    for attempt in 0..ATTEMPTS {
        let Some(table) = connection.table(ident).await? else {
            return Ok(());
        };
        let change = Change {
            requirements: vec![TableRequirement::UuidMatch {
                uuid: table.metadata().uuid(),
            }],
            updates: vec![TableUpdate::SetProperties {
                updates: HashMap::from([(RETIRED.to_owned(), "true".to_owned())]),
            }],
        };
        if connection.committer.commit(&table, change).await? == Outcome::Done {
            return Ok(());
        }
        commit::pause(attempt).await;
    }
    Err(changing(&display(ident)))
}

fn changing(table: &str) -> Error {
    Error::conflict(format!("the table `{table}` kept being changed by others"))
        .with_help("run the command again when they are done")
}

fn refused(refusal: &Refusal) -> Error {
    Error::invalid(format!("{}: {}", refusal.on, refusal.reason)).with_help(refusal.help.clone())
}

async fn apply_table(connection: &Connection, planned: &Table, allow: Allow) -> Result<()> {
    for attempt in 0..ATTEMPTS {
        let live = Live::read(connection, &ident(planned)).await?;
        let evolution = evolve::evolve(planned, live.as_ref(), allow);
        if let Some(refusal) = evolution.refusals.first() {
            return Err(refused(refusal));
        }
        let outcome = match live {
            None => create(connection, planned, evolution).await?,
            Some(_) if evolution.steps.is_empty() => return Ok(()),
            Some(live) => change(connection, &live, evolution).await?,
        };
        if outcome == Outcome::Done {
            return Ok(());
        }
        commit::pause(attempt).await;
    }
    Err(changing(&display(&ident(planned))))
}

async fn create(connection: &Connection, planned: &Table, evolution: Evolution) -> Result<Outcome> {
    let name = display(&ident(planned));
    let schema = schema(&name, &evolution, 0)?;
    let new = NewTable {
        ident: ident(planned),
        schema,
        spec: types::partitioning(planned),
        order: types::sorting(planned),
        properties: evolution.set,
    };
    connection.committer.create_table(&new).await
}

fn schema(name: &str, evolution: &Evolution, id: i32) -> Result<Schema> {
    Schema::builder()
        .with_schema_id(id)
        .with_fields(evolution.schema.clone().unwrap_or_default())
        .with_identifier_field_ids(evolution.identifier.iter().copied())
        .build()
        .doing(|| format!("describe the table `{name}`"))
}

async fn change(connection: &Connection, live: &Live, evolution: Evolution) -> Result<Outcome> {
    let table = &live.table;
    let name = display(table.identifier());
    let mut updates = Vec::new();
    if evolution.schema.is_some() {
        let next = table
            .metadata()
            .schemas_iter()
            .map(|s| s.schema_id())
            .max()
            .unwrap_or(0)
            + 1;
        updates.push(TableUpdate::AddSchema {
            schema: schema(&name, &evolution, next)?,
        });
        updates.push(TableUpdate::SetCurrentSchema { schema_id: -1 });
    }
    if !evolution.remove.is_empty() {
        updates.push(TableUpdate::RemoveProperties {
            removals: evolution.remove.clone(),
        });
    }
    if !evolution.set.is_empty() {
        updates.push(TableUpdate::SetProperties {
            updates: evolution.set.clone(),
        });
    }
    let mut requirements = vec![TableRequirement::UuidMatch {
        uuid: table.metadata().uuid(),
    }];
    requirements.push(TableRequirement::CurrentSchemaIdMatch {
        current_schema_id: table.metadata().current_schema_id(),
    });
    requirements.push(TableRequirement::RefSnapshotIdMatch {
        r#ref: MAIN_BRANCH.to_owned(),
        snapshot_id: table.metadata().current_snapshot_id(),
    });
    let has_rows = table.metadata().current_snapshot().is_some();
    if evolution.schema.is_none() || !has_rows {
        let change = Change {
            requirements,
            updates,
        };
        return connection.committer.commit(table, change).await;
    }
    let after = with_updates(table, &updates)?;
    let mut workspace = Workspace::new(&connection.scratch, &name)?;
    let journal = workspace.journal();
    let written = write(table, &after, evolution.rewrite, &workspace).await;
    updates.extend(clean::written(written, table, &journal).await?.updates);
    let change = Change {
        requirements,
        updates,
    };
    clean::commit(connection, table, change, &mut workspace).await
}

/// The snapshot of a new schema, with all rows written again where they must be.
async fn write(
    before: &IcebergTable,
    after: &IcebergTable,
    again: bool,
    workspace: &Workspace,
) -> Result<Change> {
    let delta = if again {
        rewrite::rewrite(before, after, workspace).await?
    } else {
        // Scans use the schema of the snapshot: an empty one makes them see the new.
        Delta::default()
    };
    snapshot::stage(after, with_note(delta), &workspace.journal()).await
}

fn with_note(mut delta: Delta) -> Delta {
    delta
        .properties
        .insert("denota.change".to_owned(), "schema".to_owned());
    delta
}

/// The table as it will be with updates of its metadata.
fn with_updates(table: &IcebergTable, updates: &[TableUpdate]) -> Result<IcebergTable> {
    let build = || -> iceberg::Result<IcebergTable> {
        let mut builder = table.metadata().clone().into_builder(None);
        for update in updates {
            builder = update.clone().apply(builder)?;
        }
        IcebergTable::builder()
            .file_io(table.file_io().clone())
            .identifier(table.identifier().clone())
            .metadata(Arc::new(builder.build()?.metadata))
            .runtime(iceberg::Runtime::try_current()?)
            .build()
    };
    build().doing(|| format!("change the table `{}`", display(table.identifier())))
}
