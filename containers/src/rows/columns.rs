//! Arrays under construction, one per column, as deep as the column is.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "enums of Arrow, Avro, Iceberg and JSON, of which a few cases matter here"
)]

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Decimal128Builder, FixedSizeBinaryBuilder, Float32Builder,
    Float64Builder, Int32Builder, Int64Builder, LargeBinaryBuilder, StringBuilder,
    Time64MicrosecondBuilder, TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, ListArray, MapArray, StructArray};
use arrow_schema::{ArrowError, DataType, FieldRef, TimeUnit};
use datafusion::arrow::buffer::{NullBuffer, OffsetBuffer};

use super::scalar::Native;

/// An array under construction.
#[derive(Debug)]
pub(crate) enum Column {
    Boolean(BooleanBuilder),
    Int(Int32Builder),
    Long(Int64Builder),
    Float(Float32Builder),
    Double(Float64Builder),
    Decimal(Decimal128Builder),
    Date(Date32Builder),
    Time(Time64MicrosecondBuilder),
    Timestamp(TimestampMicrosecondBuilder),
    Text(StringBuilder),
    Uuid(FixedSizeBinaryBuilder),
    Bytes(LargeBinaryBuilder),
    Struct(Vec<Column>, Vec<bool>),
    List(Box<Column>, Vec<i32>, Vec<bool>),
    Map(Box<[Column; 2]>, Vec<i32>, Vec<bool>),
    /// Of a type that no model leads to: always without a value.
    Foreign(usize),
}

macro_rules! each_builder {
    ($column:expr, $builder:ident => $do:expr, $($other:pat => $otherwise:expr),+ $(,)?) => {
        match $column {
            Column::Boolean($builder) => $do,
            Column::Int($builder) => $do,
            Column::Long($builder) => $do,
            Column::Float($builder) => $do,
            Column::Double($builder) => $do,
            Column::Decimal($builder) => $do,
            Column::Date($builder) => $do,
            Column::Time($builder) => $do,
            Column::Timestamp($builder) => $do,
            Column::Text($builder) => $do,
            Column::Uuid($builder) => $do,
            Column::Bytes($builder) => $do,
            $($other => $otherwise),+
        }
    };
}

impl Column {
    /// For arrays of a type.
    pub(crate) fn new(kind: &DataType) -> Self {
        match kind {
            DataType::Boolean => Self::Boolean(BooleanBuilder::new()),
            DataType::Int32 => Self::Int(Int32Builder::new()),
            DataType::Int64 => Self::Long(Int64Builder::new()),
            DataType::Float32 => Self::Float(Float32Builder::new()),
            DataType::Float64 => Self::Double(Float64Builder::new()),
            DataType::Decimal128(..) => {
                Self::Decimal(Decimal128Builder::new().with_data_type(kind.clone()))
            }
            DataType::Date32 => Self::Date(Date32Builder::new()),
            DataType::Time64(TimeUnit::Microsecond) => Self::Time(Time64MicrosecondBuilder::new()),
            DataType::Timestamp(TimeUnit::Microsecond, _) => {
                Self::Timestamp(TimestampMicrosecondBuilder::new().with_data_type(kind.clone()))
            }
            DataType::Utf8 => Self::Text(StringBuilder::new()),
            DataType::FixedSizeBinary(16) => Self::Uuid(FixedSizeBinaryBuilder::new(16)),
            DataType::LargeBinary => Self::Bytes(LargeBinaryBuilder::new()),
            DataType::Struct(fields) => Self::Struct(
                fields.iter().map(|f| Self::new(f.data_type())).collect(),
                Vec::new(),
            ),
            DataType::List(element) => Self::List(
                Box::new(Self::new(element.data_type())),
                vec![0],
                Vec::new(),
            ),
            DataType::Map(entries, _) => match entries.data_type() {
                DataType::Struct(fields) => match fields.as_ref() {
                    [key, value] => Self::Map(
                        Box::new([Self::new(key.data_type()), Self::new(value.data_type())]),
                        vec![0],
                        Vec::new(),
                    ),
                    _ => Self::Foreign(0),
                },
                _ => Self::Foreign(0),
            },
            _ => Self::Foreign(0),
        }
    }

    /// A value; one that does not fit the column (it never was checked) leaves it empty.
    pub(crate) fn push(&mut self, value: &Native<'_>) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "values were checked against the column's type"
        )]
        match (self, value) {
            (Self::Boolean(b), Native::Boolean(v)) => b.append_value(*v),
            (Self::Int(b), Native::Integer(v)) => b.append_value(*v as i32),
            (Self::Date(b), Native::Integer(v)) => b.append_value(*v as i32),
            (Self::Long(b), Native::Integer(v)) => b.append_value(*v),
            (Self::Time(b), Native::Integer(v)) => b.append_value(*v),
            (Self::Timestamp(b), Native::Integer(v)) => b.append_value(*v),
            // Engines do not agree whether zero with a sign is zero.
            (Self::Float(b), Native::Float(v)) => b.append_value(*v as f32 + 0.0),
            (Self::Double(b), Native::Float(v)) => b.append_value(*v + 0.0),
            (Self::Decimal(b), Native::Decimal(v)) => b.append_value(*v),
            (Self::Text(b), Native::Text(v)) => b.append_value(v),
            (Self::Uuid(b), Native::Uuid(v)) => {
                if b.append_value(v).is_err() {
                    b.append_null();
                }
            }
            (Self::Bytes(b), Native::Bytes(v)) => b.append_value(v),
            (column, _) => column.null(),
        }
    }

    /// No value.
    pub(crate) fn null(&mut self) {
        each_builder!(self, b => b.append_null(),
            Self::Struct(fields, valid) => {
                fields.iter_mut().for_each(Self::null);
                valid.push(false);
            },
            Self::List(_, offsets, valid) | Self::Map(_, offsets, valid) => {
                offsets.push(offsets.last().copied().unwrap_or_default());
                valid.push(false);
            },
            Self::Foreign(rows) => *rows += 1,
        );
    }

    /// Some value, in a row that is rejected: required columns must not be empty.
    pub(crate) fn filler(&mut self) {
        match self {
            Self::Boolean(b) => b.append_value(false),
            Self::Int(b) => b.append_value(0),
            Self::Long(b) => b.append_value(0),
            Self::Float(b) => b.append_value(0.0),
            Self::Double(b) => b.append_value(0.0),
            Self::Decimal(b) => b.append_value(0),
            Self::Date(b) => b.append_value(0),
            Self::Time(b) => b.append_value(0),
            Self::Timestamp(b) => b.append_value(0),
            Self::Text(b) => b.append_value(""),
            Self::Uuid(b) => {
                if b.append_value([0; 16]).is_err() {
                    b.append_null();
                }
            }
            Self::Bytes(b) => b.append_value([]),
            Self::Struct(fields, valid) => {
                fields.iter_mut().for_each(Self::filler);
                valid.push(true);
            }
            Self::List(_, offsets, valid) | Self::Map(_, offsets, valid) => {
                offsets.push(offsets.last().copied().unwrap_or_default());
                valid.push(true);
            }
            Self::Foreign(rows) => *rows += 1,
        }
    }

    /// Ends a list or map of so many new elements, or a struct whose fields were pushed.
    pub(crate) fn close(&mut self, elements: usize) {
        match self {
            Self::List(_, offsets, valid) | Self::Map(_, offsets, valid) => {
                let last = offsets.last().copied().unwrap_or_default();
                offsets.push(last.saturating_add(i32::try_from(elements).unwrap_or(i32::MAX)));
                valid.push(true);
            }
            Self::Struct(_, valid) => valid.push(true),
            Self::Boolean(_)
            | Self::Int(_)
            | Self::Long(_)
            | Self::Float(_)
            | Self::Double(_)
            | Self::Decimal(_)
            | Self::Date(_)
            | Self::Time(_)
            | Self::Timestamp(_)
            | Self::Text(_)
            | Self::Uuid(_)
            | Self::Bytes(_)
            | Self::Foreign(_) => {}
        }
    }

    /// The array, and a new beginning.
    pub(crate) fn finish(&mut self, kind: &DataType) -> Result<ArrayRef, ArrowError> {
        Ok(each_builder!(self, b => Arc::new(b.finish()),
            Self::Struct(fields, valid) => Arc::new(finish_struct(fields, valid, kind)?),
            Self::List(element, offsets, valid) => Arc::new(finish_list(element, offsets, valid, kind)?),
            Self::Map(inner, offsets, valid) => Arc::new(finish_map(inner, offsets, valid, kind)?),
            Self::Foreign(rows) => arrow_array::new_null_array(kind, std::mem::take(rows)),
        ))
    }
}

fn wrong_type() -> ArrowError {
    ArrowError::SchemaError("a column changed its type while being built".to_owned())
}

fn nulls(valid: &mut Vec<bool>) -> Option<NullBuffer> {
    let nulls = NullBuffer::from(std::mem::take(valid));
    (nulls.null_count() > 0).then_some(nulls)
}

fn offsets(offsets: &mut Vec<i32>) -> OffsetBuffer<i32> {
    OffsetBuffer::new(std::mem::replace(offsets, vec![0]).into())
}

fn finish_all(columns: &mut [Column], fields: &[FieldRef]) -> Result<Vec<ArrayRef>, ArrowError> {
    let pairs = columns.iter_mut().zip(fields);
    pairs.map(|(c, f)| c.finish(f.data_type())).collect()
}

fn finish_struct(
    columns: &mut [Column],
    valid: &mut Vec<bool>,
    kind: &DataType,
) -> Result<StructArray, ArrowError> {
    let DataType::Struct(fields) = kind else {
        return Err(wrong_type());
    };
    let rows = valid.len();
    let arrays = finish_all(columns, fields)?;
    StructArray::try_new_with_length(fields.clone(), arrays, nulls(valid), rows)
}

fn finish_list(
    element: &mut Column,
    ends: &mut Vec<i32>,
    valid: &mut Vec<bool>,
    kind: &DataType,
) -> Result<ListArray, ArrowError> {
    let DataType::List(field) = kind else {
        return Err(wrong_type());
    };
    let values = element.finish(field.data_type())?;
    ListArray::try_new(field.clone(), offsets(ends), values, nulls(valid))
}

fn finish_map(
    inner: &mut [Column; 2],
    ends: &mut Vec<i32>,
    valid: &mut Vec<bool>,
    kind: &DataType,
) -> Result<MapArray, ArrowError> {
    let DataType::Map(entries, sorted) = kind else {
        return Err(wrong_type());
    };
    let DataType::Struct(fields) = entries.data_type() else {
        return Err(wrong_type());
    };
    let arrays = finish_all(inner, fields)?;
    let rows = StructArray::try_new(fields.clone(), arrays, None)?;
    MapArray::try_new(entries.clone(), offsets(ends), rows, nulls(valid), *sorted)
}
