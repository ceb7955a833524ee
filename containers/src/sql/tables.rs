//! The tables as queries see them. They are listed as `iceberg-datafusion` does, which has
//! the tables of metadata too (`NAME$snapshots`), and read in our own way: it hands filters
//! on that no file can be asked by, has UUIDs as bytes that nobody can write down in SQL, and
//! cannot read files that lack certain columns.

use std::any::Any;
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions, StringArray, new_null_array};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::{CatalogProvider, SchemaProvider, Session, TableProvider};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use futures::{StreamExt as _, TryStreamExt as _};
use iceberg::arrow::schema_to_arrow_schema;
use iceberg::expr::Predicate;
use iceberg::spec::{NestedFieldRef, PrimitiveType, Type};
use iceberg::table::Table;
use iceberg::{Catalog, NamespaceIdent, TableIdent};
use iceberg_datafusion::IcebergCatalogProvider;
use uuid::Uuid;

use super::filters::Filters;
use crate::catalog::storage::reachable;
use crate::data;

/// The tables of a catalog.
#[derive(Debug)]
pub(super) struct Tables {
    listed: IcebergCatalogProvider,
    catalog: Arc<dyn Catalog>,
}

impl Tables {
    pub(super) async fn list(catalog: &Arc<dyn Catalog>) -> iceberg::Result<Self> {
        Ok(Self {
            listed: IcebergCatalogProvider::try_new(Arc::clone(catalog)).await?,
            catalog: Arc::clone(catalog),
        })
    }
}

impl CatalogProvider for Tables {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn schema_names(&self) -> Vec<String> {
        self.listed.schema_names()
    }

    fn schema(&self, name: &str) -> Option<Arc<dyn SchemaProvider>> {
        Some(Arc::new(Namespace {
            listed: self.listed.schema(name)?,
            catalog: Arc::clone(&self.catalog),
            name: NamespaceIdent::new(name.to_owned()),
        }))
    }
}

#[derive(Debug)]
struct Namespace {
    listed: Arc<dyn SchemaProvider>,
    catalog: Arc<dyn Catalog>,
    name: NamespaceIdent,
}

#[async_trait]
impl SchemaProvider for Namespace {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn table_names(&self) -> Vec<String> {
        self.listed.table_names()
    }

    fn table_exist(&self, name: &str) -> bool {
        self.listed.table_exist(name)
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        if !self.table_exist(name) {
            return self.listed.table(name).await;
        }
        let of = name.split('$').next().unwrap_or(name);
        let ident = TableIdent::new(self.name.clone(), of.to_owned());
        let table = self.catalog.load_table(&ident).await.map_err(failed)?;
        reachable(&ident, table.metadata()).map_err(failed)?;
        if of != name {
            return self.listed.table(name).await;
        }
        let queried = Queried::of(table).await.map_err(failed)?;
        Ok(Some(Arc::new(queried)))
    }
}

fn failed(e: impl std::error::Error + Send + Sync + 'static) -> DataFusionError {
    DataFusionError::External(Box::new(e))
}

/// A table in the state that it had when it was first named.
#[derive(Debug)]
struct Queried {
    table: Table,
    schema: SchemaRef,
    filters: Filters,
}

impl Queried {
    async fn of(table: Table) -> iceberg::Result<Self> {
        let live = table.metadata().current_schema();
        let schema = schema_to_arrow_schema(live)?;
        let fields = live.as_struct().fields().iter().zip(schema.fields());
        let fields = fields.map(|(live, field)| match live.field_type.as_ref() {
            Type::Primitive(PrimitiveType::Uuid) => Arc::new(
                Field::new(field.name(), DataType::Utf8, field.is_nullable())
                    .with_metadata(field.metadata().clone()),
            ),
            Type::Primitive(_) | Type::Struct(_) | Type::List(_) | Type::Map(_) => {
                Arc::clone(field)
            }
        });
        let fields: Vec<_> = fields.collect();
        let schema = Arc::new(Schema::new(fields).with_metadata(schema.metadata().clone()));
        let filters = Filters::of(&table).await?;
        Ok(Self {
            table,
            schema,
            filters,
        })
    }

    fn columns(&self) -> &[NestedFieldRef] {
        self.table.metadata().current_schema().as_struct().fields()
    }
}

#[async_trait]
impl TableProvider for Queried {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        let each = filters
            .iter()
            .map(|filter| match self.filters.predicate(filter) {
                Some(_) => TableProviderFilterPushDown::Inexact,
                None => TableProviderFilterPushDown::Unsupported,
            });
        Ok(each.collect())
    }

    async fn scan(
        &self,
        _: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let all: Vec<usize> = (0..self.columns().len()).collect();
        let places = projection.unwrap_or(&all);
        let schema = Arc::new(self.schema.project(places)?);
        let columns = places.iter().filter_map(|at| self.columns().get(*at));
        let scan = Scan {
            table: self.table.clone(),
            columns: columns.cloned().collect(),
            predicate: filters
                .iter()
                .filter_map(|filter| self.filters.predicate(filter))
                .reduce(Predicate::and),
            schema: Arc::clone(&schema),
        };
        let plan = StreamingTableExec::try_new(
            schema,
            vec![Arc::new(scan)],
            None,
            std::iter::empty(),
            false,
            limit,
        );
        Ok(Arc::new(plan?))
    }
}

/// Reading some columns of a table.
#[derive(Clone, Debug)]
struct Scan {
    table: Table,
    columns: Vec<NestedFieldRef>,
    predicate: Option<Predicate>,
    schema: SchemaRef,
}

impl PartitionStream for Scan {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let scan = self.clone();
        let batches = async move {
            let read = data::scan(&scan.table, &scan.columns, scan.predicate).await;
            let batches = read.map_err(failed)?.map_err(failed);
            let shown = batches.map(move |batch| shown(&batch?, &scan.schema));
            Ok::<_, DataFusionError>(shown)
        };
        let batches = futures::stream::once(batches).try_flatten();
        let schema = Arc::clone(&self.schema);
        Box::pin(RecordBatchStreamAdapter::new(schema, batches))
    }
}

/// A batch with every column of a schema, UUIDs as texts.
fn shown(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    let rows = batch.num_rows();
    let columns = schema
        .fields()
        .iter()
        .map(|field| match batch.column_by_name(field.name()) {
            Some(array) if array.data_type() == field.data_type() => Ok(Arc::clone(array)),
            Some(array) => match array.as_fixed_size_binary_opt() {
                Some(_) if *field.data_type() == DataType::Utf8 => Ok(texts(array)),
                Some(_) | None => arrow_cast::cast(array, field.data_type()),
            },
            None => Ok(new_null_array(field.data_type(), rows)),
        });
    let columns: Vec<ArrayRef> = columns.collect::<std::result::Result<_, _>>()?;
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    let batch = RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options);
    Ok(batch?)
}

fn texts(uuids: &ArrayRef) -> ArrayRef {
    let text = |bytes: Option<&[u8]>| Some(Uuid::from_slice(bytes?).ok()?.to_string());
    let texts: StringArray = uuids.as_fixed_size_binary().iter().map(text).collect();
    Arc::new(texts)
}
