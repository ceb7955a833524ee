//! Rows checked as a load checks them, with nowhere to go: no table is needed, and the rows
//! may be in memory.

use std::path::Path;

use arrow_array::RecordBatch;
use bytes::Bytes;
use iceberg::spec::Schema;
use serde_json::Value;
use transpilers::iceberg::table::Table;
use upper::model::{ClassId, Models};

use super::batch::Batcher;
use super::reject::{Rejects, Tell};
use super::{Format, Target, read_from};
use crate::data::text;
use crate::error::{Doing as _, Result};
use crate::provision::types;

/// Checks rows of one class.
#[derive(Debug)]
pub struct Validator<'m> {
    models: &'m Models,
    target: Target,
}

/// What checking rows came to.
#[derive(Clone, Debug, Default)]
pub struct Validated {
    /// Rows read.
    pub read: u64,
    /// Rows rejected among them.
    pub rejected: u64,
    /// The others, as they would go into the table.
    pub accepted: Vec<RecordBatch>,
}

impl Validated {
    /// The accepted rows as objects by column names.
    pub fn rows(&self) -> impl Iterator<Item = Value> {
        let all = self.accepted.iter();
        all.flat_map(|batch| (0..batch.num_rows()).map(|row| text::row(batch, row)))
    }
}

impl<'m> Validator<'m> {
    /// For rows of a class that go into a table of this plan.
    ///
    /// # Errors
    /// When the table holds no rows of the class.
    pub fn new(models: &'m Models, class: ClassId, table: &Table) -> Result<Self> {
        let columns = table.columns.iter();
        let fields: Vec<_> = columns.map(|c| types::field(c, &mut |c| c.id)).collect();
        let schema = Schema::builder().with_fields(fields).build();
        let schema = schema.doing(|| format!("describe the table `{}`", table.name))?;
        let target = Target::new(models, class, table, &schema)?;
        Ok(Self { models, target })
    }

    /// Reads a file that is in memory; `tell` hears of each rejected row.
    ///
    /// # Errors
    /// When it cannot be read as a whole.
    pub fn validate(&self, format: Format, file: Vec<u8>, tell: Tell<'_>) -> Result<Validated> {
        let mut accepted = Vec::new();
        let mut sink = |batch, _| {
            accepted.push(batch);
            true
        };
        let rejects = Rejects::told(tell);
        let batcher = Batcher::new(self.models, &self.target, format, rejects, &mut sink);
        let counts = read_from(Bytes::from(file), format, Path::new("rows"), batcher)?;
        Ok(Validated {
            read: counts.read,
            rejected: counts.rejected,
            accepted,
        })
    }
}
