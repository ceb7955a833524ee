//! What provisioning would do: one line per step, and what it will not do, with the way out.

use std::fmt;

use transpilers::iceberg::table::Table;

use super::evolve::{self, Live};
use crate::catalog::Connection;
use crate::error::Result;

/// One thing that provisioning does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The namespace or table, as `namespace.table`.
    pub on: String,
    /// What is done.
    pub action: Action,
}

/// What a step does. Names of columns inside others are joined by dots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Makes a namespace.
    CreateNamespace,
    /// Makes a table with so many columns.
    CreateTable {
        /// How many columns of the table itself.
        columns: usize,
    },
    /// Adds a column.
    AddColumn {
        /// Its name.
        column: String,
        /// Its type.
        kind: String,
    },
    /// Gives a column another name; its field id stays.
    RenameColumn {
        /// The name so far.
        from: String,
        /// The name from now on.
        to: String,
    },
    /// Widens a column's type.
    Promote {
        /// The column.
        column: String,
        /// The type so far.
        from: String,
        /// The type from now on.
        to: String,
    },
    /// Lets a column be without a value.
    Relax {
        /// The column.
        column: String,
    },
    /// Requires a column's value, in a table without rows.
    Require {
        /// The column.
        column: String,
    },
    /// Changes a column's documentation.
    Document {
        /// The column.
        column: String,
    },
    /// Changes the key of a table without rows.
    ChangeKey,
    /// Sets or removes properties of the table.
    SetProperties {
        /// Which.
        keys: Vec<String>,
    },
    /// Writes the table's data files again, because a struct inside its rows has changed.
    Rewrite {
        /// How many.
        files: u64,
    },
    /// Leaves a column that is no longer in the model, with its data; new rows have no
    /// value there.
    KeepColumn {
        /// The column.
        column: String,
    },
}

/// A change that is not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The table, as `namespace.table`.
    pub on: String,
    /// What would be unsafe.
    pub reason: String,
    /// What to do instead.
    pub help: String,
}

/// What provisioning would do to a container.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// What it does, in order; empty when everything is as it should be.
    pub steps: Vec<Step>,
    /// What it refuses; nothing at all is applied while there is any.
    pub refusals: Vec<Refusal>,
    /// The tables that were planned for.
    pub(crate) tables: Vec<Table>,
}

impl Plan {
    /// Whether the container is as it should be already.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.refusals.is_empty()
    }
}

/// Compares what is live with what is wanted.
pub(crate) async fn plan(connection: &Connection, tables: &[Table]) -> Result<Plan> {
    let mut plan = Plan {
        tables: tables.to_vec(),
        ..Plan::default()
    };
    let mut namespaces: Vec<&str> = Vec::new();
    for table in tables {
        if !namespaces.contains(&table.namespace.as_str()) {
            namespaces.push(&table.namespace);
            if !connection.has_namespace(&table.namespace).await? {
                plan.steps.push(Step {
                    on: table.namespace.clone(),
                    action: Action::CreateNamespace,
                });
            }
        }
    }
    for table in tables {
        let live = Live::read(connection, table).await?;
        let evolution = evolve::evolve(table, live.as_ref());
        plan.steps.extend(evolution.steps);
        plan.refusals.extend(evolution.refusals);
    }
    Ok(plan)
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let on = &self.on;
        match &self.action {
            Action::CreateNamespace => write!(f, "create namespace {on}"),
            Action::CreateTable { columns } => {
                write!(f, "create table {on} with {columns} columns")
            }
            Action::AddColumn { column, kind } => write!(f, "add column {on}.{column} {kind}"),
            Action::RenameColumn { from, to } => write!(f, "rename column {on}.{from} to {to}"),
            Action::Promote { column, from, to } => {
                write!(f, "widen column {on}.{column} from {from} to {to}")
            }
            Action::Relax { column } => write!(f, "make column {on}.{column} optional"),
            Action::Require { column } => write!(f, "make column {on}.{column} required"),
            Action::Document { column } => write!(f, "change the documentation of {on}.{column}"),
            Action::ChangeKey => write!(f, "change the key of {on}, which has no rows"),
            Action::SetProperties { keys } => {
                write!(f, "set properties of {on}: {}", keys.join(", "))
            }
            Action::Rewrite { files } => write!(f, "rewrite {files} data files of {on}"),
            Action::KeepColumn { column } => write!(
                f,
                "keep column {on}.{column}, which is no longer in the model, with its data; it becomes optional"
            ),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} (help: {})", self.on, self.reason, self.help)
    }
}
