//! What provisioning would do: one line per step, and what it will not do, with the way out.

use std::fmt;

use iceberg::TableIdent;
use transpilers::iceberg::table::Table;

use super::evolve;
use super::find::{self, Found, Left, Rename};
use crate::catalog::{Connection, display};
use crate::error::Result;

/// One thing that provisioning does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The namespace or table, as `namespace.table`.
    pub on: String,
    /// What is done.
    pub action: Action,
    /// What it leaves undone that may have been meant, and what to do then.
    pub note: Option<String>,
}

impl Step {
    pub(super) fn new(on: String, action: Action) -> Self {
        Self {
            on,
            action,
            note: None,
        }
    }

    pub(super) fn with(self, note: Option<String>) -> Self {
        Self { note, ..self }
    }
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
    /// Gives a table another name; its rows stay in it.
    RenameTable {
        /// The name from now on, as `namespace.table`.
        to: String,
    },
    /// Leaves a table whose class is no longer in the model, with its rows.
    KeepTable,
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
    /// Limits a column's values more narrowly: its table has no rows, or it was allowed, and
    /// rows that are there are not looked at.
    Narrow {
        /// The column.
        column: String,
        /// What they must be from now on.
        to: String,
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
        /// Whether it was required, and is optional from now on.
        relaxed: bool,
    },
}

/// What a plan may do that it refuses otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allow {
    /// Limits of values may become narrower although there are rows, which stay as they are,
    /// unchecked.
    pub narrowing: bool,
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
    pub(crate) renames: Vec<Rename>,
    /// Tables of classes that are no longer in the model.
    pub(crate) left: Vec<TableIdent>,
    pub(crate) allow: Allow,
}

impl Plan {
    /// What provisioning would do to a container that is not there yet.
    #[must_use]
    pub fn of_nothing(tables: &[Table]) -> Self {
        let mut plan = Self::new(tables, Allow::default());
        for namespace in namespaces(tables) {
            plan.create_namespace(namespace);
        }
        let found = Found {
            live: vec![None; tables.len()],
            ..Found::default()
        };
        plan.evolve(found);
        plan
    }

    fn new(tables: &[Table], allow: Allow) -> Self {
        Self {
            tables: tables.to_vec(),
            allow,
            ..Self::default()
        }
    }

    fn create_namespace(&mut self, namespace: &str) {
        self.steps
            .push(Step::new(namespace.to_owned(), Action::CreateNamespace));
    }

    fn evolve(&mut self, found: Found) {
        for rename in &found.renames {
            let to = display(&rename.to);
            self.steps
                .push(Step::new(display(&rename.from), Action::RenameTable { to }));
        }
        for (table, live) in self.tables.iter().zip(&found.live) {
            let mut evolution = evolve::evolve(table, live.as_ref(), self.allow);
            if live.is_none()
                && let Some(created) = evolution.steps.first_mut()
            {
                created.note = find::beside(table, &self.tables, &found.live);
            }
            self.steps.extend(evolution.steps);
            self.refusals.extend(evolution.refusals);
        }
        for Left { ident, note } in found.left {
            self.steps
                .push(Step::new(display(&ident), Action::KeepTable).with(note));
            self.left.push(ident);
        }
        self.refusals.extend(found.refusals);
        self.renames = found.renames;
    }

    /// Whether the container is as it should be already.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.refusals.is_empty()
    }
}

/// Compares what is live with what is wanted.
pub(crate) async fn plan(
    connection: &Connection,
    domains: &[&str],
    tables: &[Table],
    allow: Allow,
) -> Result<Plan> {
    let mut plan = Plan::new(tables, allow);
    for namespace in namespaces(tables) {
        if !connection.has_namespace(namespace).await? {
            plan.create_namespace(namespace);
        }
    }
    plan.evolve(find::find(connection, domains, tables).await?);
    Ok(plan)
}

/// The namespaces of tables, each once.
pub(super) fn namespaces(tables: &[Table]) -> Vec<&str> {
    let mut namespaces: Vec<&str> = Vec::new();
    for table in tables {
        if !namespaces.contains(&table.namespace.as_str()) {
            namespaces.push(&table.namespace);
        }
    }
    namespaces
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let on = &self.on;
        match &self.action {
            Action::CreateNamespace => write!(f, "create namespace {on}"),
            Action::CreateTable { columns } => {
                let s = if *columns == 1 { "" } else { "s" };
                write!(f, "create table {on} with {columns} column{s}")
            }
            Action::RenameTable { to } => write!(f, "rename table {on} to {to}"),
            Action::KeepTable => write!(
                f,
                "keep table {on}, whose class is no longer in the model, with its rows"
            ),
            Action::AddColumn { column, kind } => write!(f, "add column {on}.{column} {kind}"),
            Action::RenameColumn { from, to } => write!(f, "rename column {on}.{from} to {to}"),
            Action::Promote { column, from, to } => {
                write!(f, "widen column {on}.{column} from {from} to {to}")
            }
            Action::Relax { column } => write!(f, "make column {on}.{column} optional"),
            Action::Require { column } => write!(f, "make column {on}.{column} required"),
            Action::Narrow { column, to } => write!(f, "narrow column {on}.{column}: {to}"),
            Action::Document { column } => write!(f, "change the documentation of {on}.{column}"),
            Action::ChangeKey => write!(f, "change the key of {on}, which has no rows"),
            Action::SetProperties { keys } => {
                write!(f, "set properties of {on}: {}", keys.join(", "))
            }
            Action::Rewrite { files } => {
                let plural = if *files == 1 { "" } else { "s" };
                write!(f, "rewrite {files} data file{plural} of {on}")
            }
            Action::KeepColumn { column, relaxed } => {
                let optional = if *relaxed {
                    "; it becomes optional"
                } else {
                    ""
                };
                // A value in place is replaced as a whole.
                let data = if column.contains('.') {
                    "with its data in rows that are not replaced"
                } else {
                    "with its data"
                };
                write!(
                    f,
                    "keep column {on}.{column}, which is no longer in the model, {data}{optional}"
                )
            }
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} (help: {})", self.on, self.reason, self.help)
    }
}
