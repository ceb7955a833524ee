//! Rows from files: read as a stream, validated against the model, built into batches of
//! the table's columns; what is rejected is written beside the file with its reasons.

mod avro;
mod batch;
mod branches;
mod checks;
mod columns;
mod csv;
mod damaged;
mod datatype;
mod exact;
mod fill;
mod identity;
mod json;
mod jsonl;
pub(crate) mod lexical;
mod members;
mod names;
mod nested;
mod parquet;
mod preset;
mod problems;
mod references;
mod reject;
mod replaced;
mod rule;
mod scalar;
mod spell;
mod unpack;
mod validate;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::parquet::file::reader::ChunkReader;
use arrow_array::RecordBatch;
use arrow_schema::Schema as ArrowSchema;
use iceberg::spec::Schema;
use transpilers::iceberg::table::{DISCRIMINATOR, Table};
use upper::model::{ClassId, Models};

use crate::error::{Error, Result};
use batch::Batcher;
use reject::Rejects;
use rule::{RowRule, TYPE};

pub use damaged::is_watched;
pub use validate::{Validated, Validator};

/// The formats of files with rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object per line.
    JsonLines,
    /// Comma-separated values with a header.
    Csv,
    /// An Avro container file.
    Avro,
    /// Parquet.
    Parquet,
}

impl Format {
    /// The format that the name of a file tells.
    ///
    /// # Errors
    /// When it tells none.
    pub fn of(path: &Path) -> Result<Self> {
        let extension = path
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .to_ascii_lowercase();
        match extension.as_str() {
            "jsonl" | "ndjson" | "json" => Ok(Self::JsonLines),
            "csv" => Ok(Self::Csv),
            "avro" => Ok(Self::Avro),
            "parquet" => Ok(Self::Parquet),
            _ => Err(
                Error::invalid(format!("the format of `{}` is not known", path.display()))
                    .with_help("name the file .jsonl, .csv, .avro or .parquet"),
            ),
        }
    }
}

impl Format {
    /// What its rows call the field that says of which class they are.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::JsonLines => TYPE,
            Self::Csv | Self::Avro | Self::Parquet => DISCRIMINATOR,
        }
    }
}

/// What rows of a load are checked against and built into.
#[derive(Debug)]
pub(crate) struct Target {
    rules: Vec<RowRule>,
    /// The rules that rows may be of, when loading one class of several.
    allowed: Vec<usize>,
    pub(crate) schema: Arc<ArrowSchema>,
    /// Prefixes of names in Avro records: `domain_`.
    prefix: String,
}

impl Target {
    /// For rows of a class into a table whose plan is numbered as the live table is.
    pub(crate) fn new(
        models: &Models,
        class: ClassId,
        table: &Table,
        live: &Schema,
    ) -> Result<Self> {
        let rules = rule::compile(models, table, live.as_struct().fields());
        let wanted = models.leaves(class);
        let is_wanted = |rule: &RowRule| class == table.root || wanted.contains(&rule.leaf.class);
        let allowed: Vec<usize> = (0..)
            .zip(&rules)
            .filter(|(_, rule)| is_wanted(rule))
            .map(|(index, _)| index)
            .collect();
        if allowed.is_empty() {
            let name = &models.class(class).info.name;
            let root = &models.class(table.root).info.name;
            let what = format!("the table `{}` holds no rows of `{name}`", table.name);
            return Err(Error::invalid(what).with_help(format!(
                "load rows of `{root}`, or of a class below it that has rows"
            )));
        }
        let schema = iceberg::arrow::schema_to_arrow_schema(live).map_err(|e| {
            Error::unsupported(format!("cannot write to the table `{}`", table.name)).caused_by(e)
        })?;
        Ok(Self {
            rules,
            allowed,
            schema: Arc::new(schema),
            prefix: format!("{}_", table.namespace),
        })
    }

    /// How rows are read and checked, in words that are the same whenever that is.
    pub(crate) fn rules(&self) -> String {
        let Self {
            rules,
            allowed,
            schema: _,
            prefix,
        } = self;
        format!("{rules:?} {allowed:?} {prefix}")
    }
}

/// What reading came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) read: u64,
    pub(crate) rejected: u64,
}

/// Reads a file from beginning to end.
pub(crate) fn read(
    models: &Models,
    target: &Target,
    path: &Path,
    sink: &mut dyn FnMut(RecordBatch, Counts) -> bool,
) -> Result<Counts> {
    let format = Format::of(path)?;
    let rejects = Rejects::into_file(&rejects_of(path));
    let batcher = Batcher::new(models, target, format, rejects, sink);
    read_from(open(path)?, format, path, batcher)
}

/// Reads rows from wherever they are; `path` is what messages call it.
fn read_from(
    input: impl ChunkReader + 'static,
    format: Format,
    path: &Path,
    batcher: Batcher<'_>,
) -> Result<Counts> {
    let stream = || input.get_read(0).map_err(|e| broken(path, e));
    match format {
        Format::JsonLines => jsonl::read(stream()?, path, batcher),
        Format::Csv => csv::read(stream()?, path, batcher),
        Format::Avro => avro::read(stream()?, path, batcher),
        Format::Parquet => parquet::read(input, path, batcher),
    }
}

/// Where the rejected rows of a file go.
#[must_use]
pub fn rejects_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".rejected.jsonl");
    path.with_file_name(name)
}

fn open(path: &Path) -> Result<std::fs::File> {
    std::fs::File::open(path)
        .map_err(|e| Error::not_found(format!("cannot open `{}`", path.display())).caused_by(e))
}

fn broken(path: &Path, e: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::invalid(format!("cannot read `{}`", path.display())).caused_by(e)
}
