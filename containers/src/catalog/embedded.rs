//! The embedded catalog: one SQLite file and a local warehouse, in the tables that every
//! Iceberg SQL catalog uses, so that other engines open the very same file.

use std::collections::HashMap;
use std::path::Path;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use iceberg::io::{FileIO, FileIOBuilder};
use iceberg::table::Table;
use iceberg::{CatalogBuilder as _, MetadataLocation, TableIdent, TableUpdate};
use iceberg_catalog_sql::{SQL_CATALOG_PROP_URI, SQL_CATALOG_PROP_WAREHOUSE, SqlCatalogBuilder};
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::commit::{Change, Committer, NewTable, Outcome};
use super::storage::Factory;
use super::{CATALOG, Connection, Container, absolute, home, metadata};
use crate::error::{Doing as _, Error, Result};

/// How long a process waits for another one's turn.
const BUSY: Duration = Duration::from_secs(60);

pub(super) async fn open(container: &Container, dir: &Path) -> Result<Connection> {
    let dir = absolute(dir)?;
    home::settle(&dir)?;
    let scratch = dir.join("tmp");
    let warehouse = absolute(&dir.join("warehouse"))?;
    let file = dir.join("catalog.db");
    let pool = connect(&file).await?;
    let io = FileIOBuilder::new(Arc::new(Factory)).build();
    let catalog = SqlCatalogBuilder::default()
        .with_storage_factory(Arc::new(Factory))
        .load(
            CATALOG,
            HashMap::from([
                (SQL_CATALOG_PROP_URI.to_owned(), url(&file)),
                (SQL_CATALOG_PROP_WAREHOUSE.to_owned(), location(&warehouse)),
                ("pool.max-connections".to_owned(), "2".to_owned()),
            ]),
        )
        .await
        .map_err(|e| cannot_open(&file).caused_by(e))?;
    Ok(Connection {
        container: container.clone(),
        catalog: Arc::new(catalog),
        committer: Arc::new(Embedded {
            pool,
            io,
            warehouse: location(&warehouse),
        }),
        scratch,
    })
}

fn cannot_open(file: &Path) -> Error {
    Error::unreachable(format!("cannot open the catalog `{}`", file.display()))
        .with_help("is the folder writable, and is the file a SQLite database?")
}

fn location(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// The database as a URL: what would end its path early is encoded.
fn url(file: &Path) -> String {
    let path = file.display().to_string();
    let path = path
        .replace('%', "%25")
        .replace('?', "%3F")
        .replace('#', "%23");
    format!("sqlite://{path}?mode=rwc")
}

/// Opens the file in write-ahead mode, which lets readers and one writer work at once,
/// and makes the tables. Two processes may do so at the same time for the first time, so
/// being too late is tried again.
async fn connect(file: &Path) -> Result<SqlitePool> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(BUSY);
    let mut attempt = 0;
    loop {
        match try_connect(&options).await {
            Ok(pool) => return Ok(pool),
            Err(e) if attempt < 200 && is_busy(&e) => {
                attempt += 1;
                super::commit::pause(attempt).await;
            }
            Err(e) => return Err(cannot_open(file).caused_by(e)),
        }
    }
}

fn is_busy(e: &sqlx::Error) -> bool {
    e.as_database_error()
        .is_some_and(|e| e.message().contains("locked") || e.message().contains("busy"))
}

async fn try_connect(options: &SqliteConnectOptions) -> sqlx::Result<SqlitePool> {
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect_with(options.clone())
        .await?;
    for table in [
        "CREATE TABLE IF NOT EXISTS iceberg_tables (
            catalog_name VARCHAR(255) NOT NULL, table_namespace VARCHAR(255) NOT NULL,
            table_name VARCHAR(255) NOT NULL, metadata_location VARCHAR(1000),
            previous_metadata_location VARCHAR(1000), iceberg_type VARCHAR(5),
            PRIMARY KEY (catalog_name, table_namespace, table_name))",
        "CREATE TABLE IF NOT EXISTS iceberg_namespace_properties (
            catalog_name VARCHAR(255) NOT NULL, namespace VARCHAR(255) NOT NULL,
            property_key VARCHAR(255) NOT NULL, property_value VARCHAR(1000) NOT NULL,
            PRIMARY KEY (catalog_name, namespace, property_key))",
    ] {
        sqlx::query(table).execute(&pool).await?;
    }
    Ok(pool)
}

#[derive(Debug)]
struct Embedded {
    pool: SqlitePool,
    io: FileIO,
    warehouse: String,
}

#[async_trait]
impl Committer for Embedded {
    fn is_remote(&self) -> bool {
        false
    }

    async fn create_namespace(&self, namespace: &str) -> Result<()> {
        sqlx::query(
            "INSERT INTO iceberg_namespace_properties
             (catalog_name, namespace, property_key, property_value)
             VALUES (?, ?, 'exists', 'true') ON CONFLICT DO NOTHING",
        )
        .bind(CATALOG)
        .bind(namespace)
        .execute(&self.pool)
        .await
        .doing(|| format!("create the namespace `{namespace}`"))?;
        Ok(())
    }

    async fn create_table(&self, new: &NewTable) -> Result<Outcome> {
        let namespace = new.ident.namespace().join(".");
        let table = new.ident.name();
        let location = self.location(&namespace, table).await?;
        let metadata = metadata::first(new, &location)?;
        let file = MetadataLocation::new_with_metadata(&location, &metadata);
        let doing = || format!("create the table `{namespace}.{table}`");
        metadata.write_to(&self.io, &file).await.doing(doing)?;
        let done = sqlx::query(
            "INSERT INTO iceberg_tables
             (catalog_name, table_namespace, table_name, metadata_location, iceberg_type)
             VALUES (?, ?, ?, ?, 'TABLE') ON CONFLICT DO NOTHING",
        )
        .bind(CATALOG)
        .bind(&namespace)
        .bind(table)
        .bind(file.to_string())
        .execute(&self.pool)
        .await
        .doing(doing)?;
        self.outcome(done.rows_affected(), &file.to_string()).await
    }

    async fn rename_table(&self, from: &TableIdent, to: &TableIdent) -> Result<Outcome> {
        let done = sqlx::query(
            "UPDATE OR IGNORE iceberg_tables SET table_namespace = ?, table_name = ?
             WHERE catalog_name = ? AND table_namespace = ? AND table_name = ?",
        )
        .bind(to.namespace().join("."))
        .bind(to.name())
        .bind(CATALOG)
        .bind(from.namespace().join("."))
        .bind(from.name())
        .execute(&self.pool)
        .await
        .doing(|| format!("rename the table `{}`", super::display(from)))?;
        Ok(if done.rows_affected() == 1 {
            Outcome::Done
        } else {
            Outcome::Conflict
        })
    }

    async fn commit(&self, table: &Table, change: Change) -> Result<Outcome> {
        let doing = || format!("change the table `{}`", super::display(table.identifier()));
        let old = table.metadata_location_result().doing(doing)?.to_owned();
        let metadata = apply(table, &old, change.updates).doing(doing)?;
        let file = MetadataLocation::from_str(&old)
            .doing(doing)?
            .with_next_version()
            .with_new_metadata(&metadata);
        metadata.write_to(&self.io, &file).await.doing(doing)?;
        let done = sqlx::query(
            "UPDATE iceberg_tables SET metadata_location = ?, previous_metadata_location = ?
             WHERE catalog_name = ? AND table_namespace = ? AND table_name = ? AND metadata_location = ?",
        )
        .bind(file.to_string())
        .bind(&old)
        .bind(CATALOG)
        .bind(table.identifier().namespace().join("."))
        .bind(table.identifier().name())
        .bind(&old)
        .execute(&self.pool)
        .await
        .doing(doing)?;
        self.outcome(done.rows_affected(), &file.to_string()).await
    }
}

impl Embedded {
    /// Where a new table goes: by its name, unless a table that was renamed is still there.
    async fn location(&self, namespace: &str, table: &str) -> Result<String> {
        let home = format!("{}/{namespace}/{table}", self.warehouse);
        let there =
            sqlx::query("SELECT 1 FROM iceberg_tables WHERE instr(metadata_location, ?) = 1")
                .bind(format!("{home}/"))
                .fetch_optional(&self.pool)
                .await
                .doing(|| format!("look for a place for the table `{namespace}.{table}`"))?;
        Ok(match there {
            Some(_) => format!("{home}-{}", uuid::Uuid::new_v4()),
            None => home,
        })
    }

    async fn outcome(&self, rows: u64, file: &str) -> Result<Outcome> {
        if rows == 1 {
            return Ok(Outcome::Done);
        }
        // The metadata never became visible, so nobody else can know of it.
        self.io
            .delete(file)
            .await
            .doing(|| format!("remove `{file}`"))?;
        Ok(Outcome::Conflict)
    }
}

fn apply(
    table: &Table,
    old: &str,
    updates: Vec<TableUpdate>,
) -> iceberg::Result<iceberg::spec::TableMetadata> {
    let mut builder = table.metadata().clone().into_builder(Some(old.to_owned()));
    for update in updates {
        builder = update.apply(builder)?;
    }
    Ok(builder.build()?.metadata)
}
