//! SQL over all tables of a catalog: reading only.

mod far;
mod filters;
mod tables;

use std::ops::ControlFlow;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};
use datafusion::error::DataFusionError;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::context::SQLOptions;
use datafusion::prelude::{SessionConfig, SessionContext};
use futures::StreamExt as _;
use serde_json::Value;

use self::tables::Tables;
use crate::catalog::refusal::Refusal;
use crate::catalog::{CATALOG, Connection};
use crate::data::text;
use crate::error::{Doing as _, Error, Result};

/// The answer to a query, or a part of it.
#[derive(Clone, Debug)]
pub struct Rows {
    /// The columns.
    pub schema: SchemaRef,
    /// The rows.
    pub batches: Vec<RecordBatch>,
}

/// How rows are written for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// An object per line.
    Json,
    /// Comma-separated values.
    Csv {
        /// Whether the names of the columns come first.
        header: bool,
    },
}

impl Style {
    /// How the rows after the first are written, where they come in parts.
    #[must_use]
    pub fn going_on(self) -> Self {
        match self {
            Self::Csv { .. } => Self::Csv { header: false },
            Self::Json => self,
        }
    }
}

/// Runs one query, and hands its rows on as they come: at least once, at first without any.
/// Whoever takes them says whether to go on. Tables are named `namespace.table`.
pub(crate) async fn query(
    connection: &Connection,
    sql: &str,
    each: &mut dyn FnMut(Rows) -> ControlFlow<()>,
) -> Result<()> {
    let provider = Tables::list(&connection.catalog).await.map_err(|e| {
        let name = &connection.container.name;
        Error::unreachable(format!("cannot list the tables of `{name}`")).caused_by(e)
    })?;
    let config = SessionConfig::new()
        .with_default_catalog_and_schema(CATALOG, "public")
        .with_information_schema(true);
    let state = SessionStateBuilder::new()
        .with_config(config)
        .with_default_features()
        .with_analyzer_rules(far::rules());
    let context = SessionContext::new_with_state(state.build());
    context.register_catalog(CATALOG, Arc::new(provider));
    let reading = SQLOptions::new()
        .with_allow_ddl(false)
        .with_allow_dml(false)
        .with_allow_statements(false);
    let frame = context
        .sql_with_options(sql, reading)
        .await
        .map_err(failed)?;
    let schema: SchemaRef = Arc::new(frame.schema().as_arrow().clone());
    let mut stream = frame.execute_stream().await.map_err(failed)?;
    let mut rows = |batches| {
        let schema = Arc::clone(&schema);
        each(Rows { schema, batches }).is_continue()
    };
    let mut wanted = rows(Vec::new());
    while wanted && let Some(batch) = stream.next().await {
        wanted = rows(vec![batch.map_err(failed)?]);
    }
    Ok(())
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the errors of DataFusion, of which a few have the reason in them"
)]
fn failed(e: DataFusionError) -> Error {
    // Around the reason there may be the names of steps that nobody knows.
    let mut e = e;
    let reason = loop {
        e = match e {
            DataFusionError::Context(_, within) | DataFusionError::Diagnostic(_, within) => *within,
            DataFusionError::External(within) => match within.downcast::<Error>() {
                Ok(ours) if matches!(*ours, Error::Unsupported(_)) => return *ours,
                Ok(ours) => break DataFusionError::External(ours),
                Err(other) => break DataFusionError::External(other),
            },
            reason => break reason,
        }
    };
    if let Some(refusal) = Refusal::behind(&reason) {
        return Error::unreachable("cannot read the tables").caused_by(refusal.clone());
    }
    let error = Error::invalid("the query failed").caused_by(reason.strip_backtrace());
    error.with_help("tables are named `namespace.table`; only queries are allowed")
}

impl Rows {
    /// None, of no columns.
    pub(crate) fn none() -> Self {
        Self {
            schema: Arc::new(Schema::empty()),
            batches: Vec::new(),
        }
    }

    /// How many rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One object per row, by column.
    pub fn objects(&self) -> impl Iterator<Item = Value> {
        self.batches
            .iter()
            .flat_map(|b| (0..b.num_rows()).map(move |i| text::row(b, i)))
    }

    /// The rows as text.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn print(&self, style: Style) -> Result<String> {
        match style {
            Style::Json => Ok(self.objects().map(|row| format!("{row}\n")).collect()),
            Style::Csv { header } => self.csv(header),
        }
    }

    /// A name that two columns have, of which an object can have only one.
    #[must_use]
    pub fn twice(&self) -> Option<&str> {
        let fields = self.schema.fields();
        let mut places = (0..).zip(fields);
        let twice = places.find(|(place, field)| {
            let before = fields.iter().take(*place);
            before.into_iter().any(|f| f.name() == field.name())
        });
        twice.map(|(_, field)| field.name().as_str())
    }

    /// The names of the columns.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.schema
            .fields()
            .iter()
            .map(|f| f.name().clone())
            .collect()
    }

    /// The values of each row, in the order of the columns; `None` where there is none.
    pub fn cells(&self) -> impl Iterator<Item = Vec<Option<String>>> {
        let of_row = |b: &RecordBatch, i: usize| -> Vec<Option<String>> {
            b.columns()
                .iter()
                .map(|c| cell(&text::value(c, i)))
                .collect()
        };
        self.batches
            .iter()
            .flat_map(move |b| (0..b.num_rows()).map(move |i| of_row(b, i)))
    }

    fn csv(&self, header: bool) -> Result<String> {
        let what = || "write the rows as CSV".to_owned();
        let mut bytes = Vec::new();
        let mut writer = csv::Writer::from_writer(&mut bytes);
        if header {
            writer.write_record(self.names()).doing(what)?;
        }
        for row in self.cells() {
            let row = row.iter().map(|c| c.as_deref().unwrap_or_default());
            writer.write_record(row).doing(what)?;
        }
        writer.flush().doing(what)?;
        drop(writer);
        String::from_utf8(bytes).doing(what)
    }
}

fn cell(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            Some(value.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use arrow_array::{ArrayRef, StringArray};
    use arrow_schema::{DataType, Field};

    fn schema(names: &[&str]) -> SchemaRef {
        let field = |name: &&str| Field::new(*name, DataType::Utf8, true);
        Arc::new(Schema::new(names.iter().map(field).collect::<Vec<_>>()))
    }

    /// One row, below a heading of these names.
    fn rows(heading: &[&str], names: &[&str]) -> Rows {
        let column = |_: &&str| Arc::new(StringArray::from(vec!["x, y"])) as ArrayRef;
        let columns: Vec<ArrayRef> = names.iter().map(column).collect();
        Rows {
            schema: schema(heading),
            batches: vec![RecordBatch::try_new(schema(names), columns).unwrap()],
        }
    }

    #[test]
    fn what_cannot_be_written_is_an_error_and_no_answer_without_rows() {
        let style = Style::Csv { header: true };
        let whole = rows(&["a", "b"], &["a", "b"]);
        assert_eq!(whole.print(style).unwrap(), "a,b\n\"x, y\",\"x, y\"\n");
        let uneven = rows(&["a"], &["a", "b"]).print(style).unwrap_err();
        assert!(uneven.to_string().contains("as CSV"), "{uneven}");
    }
}
