//! Whether two rows are the same: a digest of all their values.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "enums of Arrow, Avro, Iceberg and JSON, of which a few cases matter here"
)]

use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::{Array, ArrayRef, FixedSizeBinaryArray, ListArray, RecordBatch, StructArray};
use arrow_schema::{ArrowError, DataType, Field, SchemaRef};
use datafusion::arrow::row::{RowConverter, SortField};

/// Digests rows of one schema.
pub(crate) struct Digester {
    converter: RowConverter,
    /// The places of the columns that count.
    places: Vec<usize>,
}

/// How long a digest is.
pub(crate) const BYTES: usize = 16;

impl Digester {
    /// For all columns but those at some places.
    pub(crate) fn new(schema: &SchemaRef, without: &[usize]) -> Result<Self, ArrowError> {
        let counts = |place: &usize| !without.contains(place);
        let places: Vec<usize> = (0..schema.fields().len()).filter(counts).collect();
        let fields = schema.project(&places)?;
        let fields = fields.fields().iter();
        let fields = fields.map(|f| SortField::new(plain_type(f.data_type())));
        Ok(Self {
            converter: RowConverter::new(fields.collect())?,
            places,
        })
    }

    /// One digest per row.
    pub(crate) fn digest(&self, batch: &RecordBatch) -> Result<FixedSizeBinaryArray, ArrowError> {
        let columns = batch.project(&self.places)?;
        let columns = columns.columns().iter().map(plain);
        let columns: Vec<ArrayRef> = columns.collect::<Result<_, _>>()?;
        let rows = self.converter.convert_columns(&columns)?;
        let digests = rows.iter().map(|row| {
            let mut digest = [0u8; BYTES];
            blake3::Hasher::new()
                .update(row.as_ref())
                .finalize_xof()
                .fill(&mut digest);
            digest
        });
        FixedSizeBinaryArray::try_from_iter(digests)
    }
}

/// Maps as lists of entries, which the encoding of rows knows.
fn plain_type(kind: &DataType) -> DataType {
    let inside = |f: &Arc<Field>| Arc::new(Field::new(f.name(), plain_type(f.data_type()), true));
    match kind {
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(inside).collect()),
        DataType::List(element) => DataType::List(inside(element)),
        DataType::Map(entries, _) => DataType::List(inside(entries)),
        other => other.clone(),
    }
}

fn plain(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let kind = plain_type(array.data_type());
    match (array.data_type(), &kind) {
        (DataType::Struct(_), DataType::Struct(fields)) => {
            let array = array.as_struct();
            let columns = array
                .columns()
                .iter()
                .map(plain)
                .collect::<Result<Vec<_>, _>>()?;
            let nulls = array.nulls().cloned();
            Ok(Arc::new(StructArray::try_new_with_length(
                fields.clone(),
                columns,
                nulls,
                array.len(),
            )?))
        }
        (DataType::List(_), DataType::List(element)) => {
            let array = array.as_list::<i32>();
            let values = plain(array.values())?;
            Ok(Arc::new(ListArray::try_new(
                element.clone(),
                array.offsets().clone(),
                values,
                array.nulls().cloned(),
            )?))
        }
        (DataType::Map(..), DataType::List(element)) => {
            let array = array.as_map();
            let entries: ArrayRef = Arc::new(array.entries().clone());
            let values = plain(&entries)?;
            Ok(Arc::new(ListArray::try_new(
                element.clone(),
                array.offsets().clone(),
                values,
                array.nulls().cloned(),
            )?))
        }
        _ => Ok(array.clone()),
    }
}
