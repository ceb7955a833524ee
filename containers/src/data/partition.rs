//! The partitions of rows. Days, months and the like are counted here: the library takes the last
//! second of a day before 1970 for one of the next day, and has no month of years far from ours.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "types of Arrow and transforms of Iceberg, of which a few matter here"
)]

use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Int32Type, TimestampMicrosecondType};
use arrow_array::{Array as _, ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, TimeUnit};
use arrow_select::take::take_record_batch;
use datafusion::arrow::row::{OwnedRow, RowConverter, SortField};
use iceberg::arrow::{PartitionValueCalculator, arrow_struct_to_literal, type_to_arrow_type};
use iceberg::spec::{
    Literal, PartitionKey, PartitionSpecRef, SchemaRef, StructType, Transform, Type,
};
use iceberg::table::Table;
use iceberg::{Error, ErrorKind, Result};
use rustc_hash::FxHashMap;
use upper::literal::civil_from_days;

const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;

/// How the rows of a table are partitioned.
pub(super) struct Partitioning {
    spec: PartitionSpecRef,
    schema: SchemaRef,
    kind: StructType,
    library: PartitionValueCalculator,
    converter: RowConverter,
    /// The values of partitions, as columns.
    pub(super) fields: Vec<FieldRef>,
}

/// Rows of one partition within a batch.
pub(super) struct Group {
    /// The partition; partitions of one table compare as their values do.
    pub(super) partition: OwnedRow,
    pub(super) rows: Vec<u32>,
}

impl Partitioning {
    /// That of a table; none where it has no partitions.
    pub(super) fn of(table: &Table) -> Result<Option<Self>> {
        let schema = table.metadata().current_schema().clone();
        let spec = table.metadata().default_partition_spec().clone();
        if spec.is_unpartitioned() {
            return Ok(None);
        }
        let kind = spec.partition_type(&schema)?;
        let fields = match type_to_arrow_type(&Type::Struct(kind.clone()))? {
            DataType::Struct(fields) => fields.iter().cloned().collect(),
            _ => Vec::new(),
        };
        let sorted = fields.iter();
        let sorted = sorted.map(|field: &FieldRef| SortField::new(field.data_type().clone()));
        Ok(Some(Self {
            library: PartitionValueCalculator::try_new(&spec, &schema)?,
            converter: RowConverter::new(sorted.collect()).map_err(failed)?,
            spec,
            schema,
            kind,
            fields,
        }))
    }

    /// The values of each row's partition.
    pub(super) fn values(&self, batch: &RecordBatch) -> Result<Vec<ArrayRef>> {
        let theirs = self.library.calculate(batch)?;
        let theirs = theirs.as_struct().columns();
        let columns = self.schema.as_struct().fields();
        let one = |(of, theirs): (&iceberg::spec::PartitionField, &ArrayRef)| {
            let place = columns.iter().position(|c| c.id == of.source_id);
            let source = place.and_then(|place| batch.columns().get(place));
            let ours = source.and_then(|source| counted(of.transform, source));
            ours.unwrap_or_else(|| Arc::clone(theirs))
        };
        Ok(self.spec.fields().iter().zip(theirs).map(one).collect())
    }

    /// The rows that have these values, by partition, in the order of the first of each.
    pub(super) fn groups(&self, values: &[ArrayRef]) -> Result<Vec<Group>> {
        let rows = self.converter.convert_columns(values).map_err(failed)?;
        let mut places: FxHashMap<&[u8], usize> = FxHashMap::default();
        let mut groups: Vec<Group> = Vec::new();
        for (row, partition) in (0u32..).zip(rows.iter()) {
            let place = *places.entry(partition.data()).or_insert_with(|| {
                groups.push(Group {
                    partition: partition.owned(),
                    rows: Vec::new(),
                });
                groups.len() - 1
            });
            if let Some(group) = groups.get_mut(place) {
                group.rows.push(row);
            }
        }
        Ok(groups)
    }

    /// The partition of a row, as the library has it.
    pub(super) fn key(&self, values: &[ArrayRef], row: usize) -> Result<PartitionKey> {
        let one: Vec<ArrayRef> = values.iter().map(|array| array.slice(row, 1)).collect();
        let fields: Vec<Field> = self.fields.iter().map(|f| f.as_ref().clone()).collect();
        let one = arrow_array::StructArray::try_new(fields.into(), one, None).map_err(failed)?;
        let one: ArrayRef = Arc::new(one);
        match arrow_struct_to_literal(&one, &self.kind)?.pop() {
            Some(Some(Literal::Struct(values))) => {
                let (spec, schema) = (self.spec.as_ref().clone(), self.schema.clone());
                Ok(PartitionKey::new(spec, schema, values))
            }
            _ => Err(Error::new(ErrorKind::Unexpected, "a row of no partition")),
        }
    }
}

/// Some rows of a batch.
pub(super) fn rows_of(batch: &RecordBatch, rows: Vec<u32>) -> Result<RecordBatch> {
    if rows.len() == batch.num_rows() {
        return Ok(batch.clone());
    }
    take_record_batch(batch, &arrow_array::UInt32Array::from(rows)).map_err(failed)
}

pub(super) fn failed(e: ArrowError) -> Error {
    Error::new(ErrorKind::Unexpected, "cannot part rows").with_source(e)
}

/// Values of a transform that counts from 1970; none of another.
fn counted(transform: Transform, source: &ArrayRef) -> Option<ArrayRef> {
    let of_days: fn(i64) -> i64 = match transform {
        Transform::Year => |days| civil_from_days(days).0 - 1970,
        Transform::Month => |days| {
            let (year, month, _) = civil_from_days(days);
            (year - 1970) * 12 + i64::from(month) - 1
        },
        Transform::Day => |days| days,
        Transform::Hour => {
            let hours = |micros: i64| small(micros.div_euclid(HOUR));
            return micros(source).map(|m| Arc::new(m.unary::<_, Int32Type>(hours)) as ArrayRef);
        }
        _ => return None,
    };
    let count = |days: i64| small(of_days(days));
    let of_micros = |micros: i64| count(micros.div_euclid(DAY));
    Some(match (micros(source), transform) {
        (Some(micros), Transform::Day) => Arc::new(micros.unary::<_, Date32Type>(of_micros)),
        (Some(micros), _) => Arc::new(micros.unary::<_, Int32Type>(of_micros)),
        (None, Transform::Day) => Arc::clone(source),
        (None, _) => {
            let days = source.as_primitive_opt::<Date32Type>()?;
            Arc::new(days.unary::<_, Int32Type>(|day| count(day.into())))
        }
    })
}

fn micros(source: &ArrayRef) -> Option<&arrow_array::TimestampMicrosecondArray> {
    match source.data_type() {
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            source.as_primitive_opt::<TimestampMicrosecondType>()
        }
        _ => None,
    }
}

fn small(n: i64) -> i32 {
    i32::try_from(n).unwrap_or(if n < 0 { i32::MIN } else { i32::MAX })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use arrow_array::{Date32Array, TimestampMicrosecondArray};

    fn instants(transform: Transform, micros: &[i64]) -> Vec<i32> {
        let array: ArrayRef = Arc::new(TimestampMicrosecondArray::from(micros.to_vec()));
        let values = counted(transform, &array).unwrap();
        let values = arrow_cast::cast(&values, &DataType::Int32).unwrap();
        values.as_primitive::<Int32Type>().values().to_vec()
    }

    fn dates(transform: Transform, days: &[i32]) -> Vec<i32> {
        let array: ArrayRef = Arc::new(Date32Array::from(days.to_vec()));
        let values = counted(transform, &array).unwrap();
        values.as_primitive::<Int32Type>().values().to_vec()
    }

    #[test]
    fn instants_before_1970_are_of_the_day_that_they_are_in() {
        let micros = [-86_400_500_000, -86_400_000_000, -1, 0, DAY - 1, DAY];
        assert_eq!(instants(Transform::Day, &micros), [-2, -1, -1, 0, 0, 1]);
        assert_eq!(instants(Transform::Hour, &[-1, 0, HOUR]), [-1, 0, 1]);
        assert_eq!(instants(Transform::Month, &[-1, 0, 31 * DAY]), [-1, 0, 1]);
        assert_eq!(instants(Transform::Year, &[-1, 0, 365 * DAY]), [-1, 0, 1]);
    }

    #[test]
    fn dates_far_away_have_a_month() {
        // 300000-01-01 and -300000-01-01.
        let days = [108_853_222, -110_292_278, -1, 0];
        let months = [(300_000 - 1970) * 12, (-300_000 - 1970) * 12, -1, 0];
        assert_eq!(dates(Transform::Month, &days), months);
    }
}
