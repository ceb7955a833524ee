//! Catalogs that are open: reading through `iceberg`'s [`Catalog`], changing through the
//! [`Committer`](commit::Committer) of each kind.

pub(crate) mod commit;
mod embedded;
mod home;
mod metadata;
pub(crate) mod refusal;
mod rest;
mod scratch;
pub(crate) mod snapshot;
pub(crate) mod storage;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use iceberg::table::Table;
use iceberg::{Catalog, ErrorKind, NamespaceIdent, TableIdent};

use crate::error::{Error, Result};
use commit::Committer;

/// A container as `denota.toml` names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub kind: ContainerKind,
}

/// Where a container is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContainerKind {
    /// A SQLite catalog and a local warehouse in a folder, usually `.denota`.
    Embedded {
        /// The folder; made when missing.
        dir: PathBuf,
    },
    /// A catalog behind the Iceberg REST protocol.
    Rest {
        /// The part of its URLs before `/v1`.
        uri: String,
        /// The name or location of the warehouse, where the catalog serves several.
        warehouse: Option<String>,
        /// Further properties: `token`, `credential`, `scope`, `header.*`, `s3.*` ...
        properties: BTreeMap<String, String>,
    },
}

impl Container {
    /// The embedded container of a folder.
    #[must_use]
    pub fn embedded(dir: impl Into<PathBuf>) -> Self {
        Self {
            name: CATALOG.to_owned(),
            kind: ContainerKind::Embedded { dir: dir.into() },
        }
    }

    /// Whether there is something to open: an embedded one is made when it is first opened.
    #[must_use]
    pub fn is_there(&self) -> bool {
        match &self.kind {
            ContainerKind::Embedded { dir } => dir.join("catalog.db").is_file(),
            ContainerKind::Rest { .. } => true,
        }
    }
}

/// The name under which an embedded catalog keeps its tables.
pub const CATALOG: &str = "lake";

/// An open catalog.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) container: Container,
    pub(crate) catalog: Arc<dyn Catalog>,
    pub(crate) committer: Arc<dyn Committer>,
    /// The folder of loads for spilled data, made when the first needs it.
    pub(crate) scratch: PathBuf,
}

impl Connection {
    /// Opens a catalog; an embedded one is made when missing.
    pub(crate) async fn open(container: &Container) -> Result<Self> {
        match &container.kind {
            ContainerKind::Embedded { dir } => embedded::open(container, dir).await,
            ContainerKind::Rest {
                uri,
                warehouse,
                properties,
            } => rest::open(container, uri, warehouse.as_deref(), properties).await,
        }
    }

    /// The table as it is now; `None` when it is not there.
    pub(crate) async fn table(&self, ident: &TableIdent) -> Result<Option<Table>> {
        match self.catalog.load_table(ident).await {
            Ok(table) => {
                storage::reachable(ident, table.metadata())?;
                Ok(Some(table))
            }
            Err(e)
                if matches!(
                    e.kind(),
                    ErrorKind::TableNotFound | ErrorKind::NamespaceNotFound
                ) =>
            {
                Ok(None)
            }
            Err(e) => Err(self.failed(&format!("read the table `{}`", display(ident)), e)),
        }
    }

    /// All tables of a namespace; none when it is not there.
    pub(crate) async fn tables(&self, namespace: &str) -> Result<Vec<TableIdent>> {
        let ident = NamespaceIdent::new(namespace.to_owned());
        if !self.has_namespace(namespace).await? {
            return Ok(Vec::new());
        }
        let mut tables = self
            .catalog
            .list_tables(&ident)
            .await
            .map_err(|e| self.failed("list tables", e))?;
        tables.sort_by(|a, b| a.name().cmp(b.name()));
        Ok(tables)
    }

    pub(crate) async fn has_namespace(&self, namespace: &str) -> Result<bool> {
        self.catalog
            .namespace_exists(&NamespaceIdent::new(namespace.to_owned()))
            .await
            .map_err(|e| self.failed("look up a namespace", e))
    }

    /// All namespaces of the top level, by name.
    pub(crate) async fn namespaces(&self) -> Result<Vec<String>> {
        let mut all: Vec<String> = self
            .catalog
            .list_namespaces(None)
            .await
            .map_err(|e| self.failed("list namespaces", e))?
            .into_iter()
            .map(|n| n.join("."))
            .collect();
        all.sort();
        Ok(all)
    }

    fn failed(&self, doing: &str, e: iceberg::Error) -> Error {
        Error::unreachable(format!(
            "cannot {doing} in the container `{}`",
            self.container.name
        ))
        .caused_by(e)
    }
}

/// `namespace.table`, as users write it.
pub(crate) fn display(ident: &TableIdent) -> String {
    format!("{}.{}", ident.namespace().join("."), ident.name())
}

/// The same as SQL takes it: names that are not plain ones stand in quotes.
pub(crate) fn in_sql(ident: &TableIdent) -> String {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let part = |name: &str| {
        if name.chars().all(plain) && !name.starts_with(|c: char| c.is_ascii_digit()) {
            name.to_owned()
        } else {
            format!("\"{}\"", name.replace('"', "\"\""))
        }
    };
    let namespace = ident.namespace().join(".");
    format!("{}.{}", part(&namespace), part(ident.name()))
}

fn absolute(dir: &Path) -> Result<PathBuf> {
    std::fs::create_dir_all(dir)
        .and_then(|()| dir.canonicalize())
        .map_err(|e| {
            Error::unreachable(format!("cannot open the folder `{}`", dir.display())).caused_by(e)
        })
}
