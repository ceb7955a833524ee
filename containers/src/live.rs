//! An open container: the few things that can be done with it, each as one call that
//! blocks until it is done.

use std::ops::ControlFlow;
use std::path::PathBuf;

use transpilers::iceberg::represent;
use transpilers::iceberg::table::Table;
use transpilers::representation::Representation;
use upper::model::Models;
use upper::write::graph_iri;

use crate::catalog::{Connection, Container, ContainerKind, display};
use crate::error::{Error, Result};
use crate::load::{self, Loaded, Progress, Request};
use crate::provision::{self, Allow, Plan, evolve::ident, ledger};
use crate::sql::{self, Rows};

/// An open container. Its calls block; do not call them from asynchronous code.
#[derive(Debug)]
pub struct Live {
    runtime: Option<tokio::runtime::Runtime>,
    connection: Connection,
}

/// A table as it is in its container.
#[derive(Clone, Debug)]
pub struct LiveTable {
    /// The plan, with the field ids that the live table uses.
    pub table: Table,
    /// The field ids of all columns that it has or had, by their paths of IRIs and roles.
    pub numbers: Vec<(Vec<String>, i32)>,
    /// The table's UUID.
    pub uuid: String,
    /// Where its files are.
    pub location: String,
    /// Its current metadata file, where the catalog tells.
    pub metadata_location: Option<String>,
    /// How many rows it has, as far as its snapshots tell.
    pub rows: Option<u64>,
}

impl Live {
    /// Opens a container; an embedded one is made when missing.
    ///
    /// # Errors
    /// When its catalog cannot be reached.
    pub fn open(container: &Container) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_stack_size(8 << 20)
            .enable_all()
            .build()
            .map_err(|e| Error::unreachable("cannot start threads").caused_by(e))?;
        let connection = runtime.block_on(Connection::open(container))?;
        Ok(Self {
            runtime: Some(runtime),
            connection,
        })
    }

    fn runtime(&self) -> Result<&tokio::runtime::Runtime> {
        self.runtime
            .as_ref()
            .ok_or_else(|| Error::unreachable("the container is closed"))
    }

    /// Which container it is.
    #[must_use]
    pub fn container(&self) -> &Container {
        &self.connection.container
    }

    /// What provisioning these tables would do; nothing is changed.
    ///
    /// # Errors
    /// When the catalog cannot be read.
    pub fn plan(&self, tables: &[Table]) -> Result<Plan> {
        self.plan_for(&[], tables, Allow::default())
    }

    /// The same for domains of which there may be no table any more, and where more may be
    /// allowed.
    ///
    /// # Errors
    /// When the catalog cannot be read.
    pub fn plan_for(&self, domains: &[&str], tables: &[Table], allow: Allow) -> Result<Plan> {
        let plan = provision::plan(&self.connection, domains, tables, allow);
        self.runtime()?.block_on(plan)
    }

    /// Does what a plan says, and returns the tables as they are then.
    ///
    /// # Errors
    /// When the plan refuses something, or a table cannot be changed. Each table is
    /// changed in one commit: those before the error are done, and applying again
    /// continues.
    pub fn apply(&self, plan: &Plan) -> Result<Vec<LiveTable>> {
        self.runtime()?
            .block_on(provision::apply(&self.connection, plan))?;
        self.tables(&plan.tables)
    }

    /// The live tables for planned ones; those that are not there are left out.
    ///
    /// # Errors
    /// When the catalog cannot be read.
    pub fn tables(&self, planned: &[Table]) -> Result<Vec<LiveTable>> {
        let mut tables = Vec::new();
        for plan in planned {
            let found = self
                .runtime()?
                .block_on(self.connection.table(&ident(plan)))?;
            tables.extend(found.map(|live| LiveTable::new(plan, &live)));
        }
        Ok(tables)
    }

    /// The names of all tables, as `namespace.table`.
    ///
    /// # Errors
    /// When the catalog cannot be read.
    pub fn names(&self) -> Result<Vec<String>> {
        self.runtime()?.block_on(async {
            let mut names = Vec::new();
            for namespace in self.connection.namespaces().await? {
                names.extend(
                    self.connection
                        .tables(&namespace)
                        .await?
                        .iter()
                        .map(display),
                );
            }
            Ok(names)
        })
    }

    /// Loads files into a table, in one commit. Rejected rows are no error: they are
    /// counted, and written beside each file.
    ///
    /// # Errors
    /// When a file cannot be read or is not made for the table, or the table cannot be
    /// written; it is then as it was before.
    pub fn load(
        &self,
        request: &Request<'_>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Loaded> {
        load::load(self.runtime()?, &self.connection, request, progress)
    }

    /// Runs a query in SQL over all tables, which are named `namespace.table`.
    ///
    /// # Errors
    /// When the query is wrong, or is not only a query.
    pub fn sql(&self, sql: &str) -> Result<Rows> {
        let mut all = Rows::none();
        self.each_sql(sql, &mut |rows| {
            all.schema = rows.schema;
            all.batches.extend(rows.batches);
            ControlFlow::Continue(())
        })?;
        Ok(all)
    }

    /// Runs a query as [`Self::sql`] does, and hands its rows on as they come, so that no answer
    /// has to be held whole: at least once, at first without any rows, until none are wanted.
    ///
    /// # Errors
    /// When the query is wrong, or is not only a query. Rows may have been handed on by then.
    pub fn each_sql(&self, sql: &str, each: &mut dyn FnMut(Rows) -> ControlFlow<()>) -> Result<()> {
        let asked = sql::query(&self.connection, sql, each);
        self.runtime()?.block_on(asked)
    }

    /// What is live, as a named graph: the tables of one domain with the field ids that
    /// they use.
    #[must_use]
    pub fn represent(&self, models: &Models, tables: &[LiveTable]) -> Representation {
        let (uri, warehouse) = match &self.container().kind {
            ContainerKind::Embedded { dir } => (
                Some(dir.join("catalog.db").display().to_string()),
                Some(dir.join("warehouse").display().to_string()),
            ),
            ContainerKind::Rest { uri, warehouse, .. } => (Some(uri.clone()), warehouse.clone()),
        };
        let known = tables.iter().map(|t| {
            let live = represent::LiveTable {
                uuid: Some(t.uuid.clone()),
                location: Some(t.location.clone()),
            };
            (t.table.name.clone(), live)
        });
        let coordinates = represent::Coordinates {
            catalog: self.container().name.clone(),
            uri,
            warehouse,
            tables: known.collect(),
        };
        let plans: Vec<Table> = tables.iter().map(|t| t.table.clone()).collect();
        let domain = plans.first().map(|t| {
            models
                .domain(models.class(t.root).info.domain)
                .info
                .iri
                .as_str()
        });
        let domain = domain.unwrap_or_default();
        let target = &transpilers::iceberg::TARGET;
        let iri = graph_iri(domain, "containers", &self.container().name);
        let graph = Representation::at(&iri, domain, target.name, target.system);
        represent::represent(models, &plans, graph, Some(&coordinates))
    }

    /// Where the embedded catalog's database is.
    #[must_use]
    pub fn database(&self) -> Option<PathBuf> {
        match &self.container().kind {
            ContainerKind::Embedded { dir } => Some(dir.join("catalog.db")),
            ContainerKind::Rest { .. } => None,
        }
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        // Dropping a runtime waits for its threads, which asynchronous callers must not.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl LiveTable {
    fn new(planned: &Table, live: &iceberg::table::Table) -> Self {
        let metadata = live.metadata();
        let mut table = planned.clone();
        let known = ledger::Ledger::of(metadata);
        let numbers = ledger::numbers(planned, &known);
        table.renumber(&numbers.into_iter().collect());
        let total = |s: &iceberg::spec::SnapshotRef| {
            s.summary()
                .additional_properties
                .get("total-records")
                .and_then(|n| n.parse().ok())
        };
        Self {
            table,
            numbers: known.paths().collect(),
            uuid: metadata.uuid().to_string(),
            location: metadata.location().to_owned(),
            metadata_location: live.metadata_location().map(str::to_owned),
            rows: metadata.current_snapshot().map_or(Some(0), total),
        }
    }
}
