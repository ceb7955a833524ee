//! What writers of Parquet pack columns into, and what is none of their meaning: dictionaries,
//! texts as bytes, columns of nothing, timestamps of 96 bits.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the types of Arrow, of which a few cases matter here"
)]

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray as _;
use arrow_array::{Array as _, ArrayRef, RecordBatch, RecordBatchOptions, StringArray};
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Schema, TimeUnit};
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::basic::Type as PhysicalType;
use parquet::errors::ParquetError;
use parquet::file::reader::ChunkReader;

use super::batch::ROWS;

/// The place of a row within a batch, and what is wrong with it.
pub(super) type Problem = (usize, String);

/// Opens a file. The timestamps of 96 bits that Hive and Spark write are read by microseconds:
/// counted in nanoseconds, as Arrow would, those far from today wrap around.
pub(super) fn reader<R: ChunkReader + 'static>(
    input: R,
) -> Result<ParquetRecordBatchReaderBuilder<R>, ParquetError> {
    let plain = ArrowReaderMetadata::load(&input, ArrowReaderOptions::default())?;
    let columns = plain.metadata().file_metadata().schema_descr().columns();
    let mut nested = columns.iter().filter(|column| {
        column.physical_type() == PhysicalType::INT96 && column.path().parts().len() > 1
    });
    if let Some(column) = nested.next() {
        return Err(ParquetError::General(format!(
            "`{}` is a timestamp of 96 bits within another column, which is not read",
            column.path()
        )));
    }
    let of_96_bits = |name: &str| {
        columns.iter().any(|column| {
            column.physical_type() == PhysicalType::INT96
                && matches!(column.path().parts(), [only] if only == name)
        })
    };
    let fields = plain.schema().fields().iter();
    let fields = fields.map(|field| match field.data_type() {
        DataType::Timestamp(TimeUnit::Nanosecond, zone) if of_96_bits(field.name()) => {
            let micros = DataType::Timestamp(TimeUnit::Microsecond, zone.clone());
            Arc::new(field.as_ref().clone().with_data_type(micros))
        }
        _ => viewed(field),
    });
    let fields: Vec<FieldRef> = fields.collect();
    if fields.as_slice() == plain.schema().fields().as_ref() {
        return Ok(ParquetRecordBatchReaderBuilder::new_with_metadata(
            input, plain,
        ));
    }
    let schema = Schema::new_with_metadata(fields, plain.schema().metadata().clone());
    let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
    let metadata = ArrowReaderMetadata::try_new(Arc::clone(plain.metadata()), options)?;
    Ok(ParquetRecordBatchReaderBuilder::new_with_metadata(
        input, metadata,
    ))
}

/// A column whose texts and bytes are read where they are: a text that a whole group of rows shares
/// is stored once, and as many of them as are read at a time could be of any size.
fn viewed(field: &FieldRef) -> FieldRef {
    let is_text = |kind: &DataType| {
        matches!(
            kind,
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Binary | DataType::LargeBinary
        )
    };
    let kind = match field.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 => DataType::Utf8View,
        DataType::Binary | DataType::LargeBinary => DataType::BinaryView,
        DataType::Dictionary(_, of) if is_text(of) => {
            let values = Field::new(field.name(), of.as_ref().clone(), field.is_nullable());
            viewed(&Arc::new(values)).data_type().clone()
        }
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(viewed).collect()),
        DataType::List(of) => DataType::List(viewed(of)),
        DataType::LargeList(of) => DataType::LargeList(viewed(of)),
        DataType::FixedSizeList(of, size) => DataType::FixedSizeList(viewed(of), *size),
        DataType::Map(entries, sorted) => DataType::Map(viewed(entries), *sorted),
        kind => kind.clone(),
    };
    Arc::new(field.as_ref().clone().with_data_type(kind))
}

/// The columns of a batch that can have values, as they are meant for a table, and which rows have
/// something that is none of UTF-8.
pub(super) fn columns(
    batch: &RecordBatch,
    target: &Schema,
) -> Result<(RecordBatch, Vec<Problem>), ArrowError> {
    texts(&plain(&without_nulls(batch)?, target)?, target)
}

/// Columns without dictionaries, and of the kinds of values that the table has, however they are
/// packed and at any depth: texts as bytes, bytes of the length of a UUID, days in milliseconds,
/// numbers of less precision.
fn plain(batch: &RecordBatch, target: &Schema) -> Result<RecordBatch, ArrowError> {
    let strict = CastOptions {
        safe: false,
        ..CastOptions::default()
    };
    let mut fields = Vec::new();
    let mut columns = Vec::new();
    let schema = batch.schema();
    for (field, column) in schema.fields().iter().zip(batch.columns()) {
        let wanted = target.field_with_name(field.name());
        let wanted = wanted.ok().map(Field::data_type);
        let mut column = Arc::clone(column);
        // Bytes of one length become texts by way of bytes of any.
        loop {
            let kind = plain_type(column.data_type(), wanted, true);
            if kind == *column.data_type() {
                break;
            }
            column = cast_with_options(&column, &kind, &strict)?;
        }
        let kind = column.data_type().clone();
        fields.push(Arc::new(field.as_ref().clone().with_data_type(kind)));
        columns.push(column);
    }
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options)
}

/// `top` is a column itself: that its bytes are no text is told of single rows.
fn plain_type(kind: &DataType, wanted: Option<&DataType>, top: bool) -> DataType {
    let inside = |field: &FieldRef, wanted: Option<&Field>| {
        let kind = plain_type(field.data_type(), wanted.map(Field::data_type), false);
        Arc::new(field.as_ref().clone().with_data_type(kind))
    };
    let element = |wanted: Option<&DataType>| match wanted {
        Some(DataType::List(element)) => Some(Arc::clone(element)),
        _ => None,
    };
    match (kind, wanted) {
        (DataType::Dictionary(_, values), _) => values.as_ref().clone(),
        (DataType::FixedSizeBinary(_), Some(DataType::LargeBinary | DataType::Utf8)) => {
            DataType::Binary
        }
        (DataType::Binary | DataType::LargeBinary | DataType::BinaryView, Some(DataType::Utf8))
            if !top =>
        {
            DataType::Utf8
        }
        (DataType::Utf8View, _) => DataType::Utf8,
        (DataType::BinaryView, _) => DataType::Binary,
        (DataType::Date64, Some(DataType::Date32)) => DataType::Date32,
        (DataType::Float16 | DataType::Float32, Some(DataType::Float64)) => DataType::Float64,
        (DataType::Struct(fields), wanted) => {
            let wanted = |name: &str| match wanted {
                Some(DataType::Struct(fields)) => fields.find(name).map(|(_, f)| f.as_ref()),
                _ => None,
            };
            let fields = fields.iter().map(|f| inside(f, wanted(f.name())));
            DataType::Struct(fields.collect())
        }
        (DataType::List(of), wanted) => DataType::List(inside(of, element(wanted).as_deref())),
        (DataType::LargeList(of), wanted) => {
            DataType::LargeList(inside(of, element(wanted).as_deref()))
        }
        (DataType::FixedSizeList(of, size), wanted) => {
            DataType::FixedSizeList(inside(of, element(wanted).as_deref()), *size)
        }
        (DataType::Map(entries, sorted), Some(DataType::Map(wanted, _))) => {
            DataType::Map(inside(entries, Some(wanted)), *sorted)
        }
        (DataType::Map(entries, sorted), _) => DataType::Map(inside(entries, None), *sorted),
        (kind, _) => kind.clone(),
    }
}

/// The columns that can have values: those that some writers make of nothing but nulls have a
/// type of their own, and are as good as not there.
fn without_nulls(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let all = batch.schema();
    let columns = (0..).zip(all.fields());
    let columns = columns.filter(|(_, f)| *f.data_type() != DataType::Null);
    let columns: Vec<usize> = columns.map(|(at, _)| at).collect();
    batch.project(&columns)
}

/// The texts of columns that are only said to hold bytes, as many writers have them, and what is
/// none of UTF-8.
fn texts(batch: &RecordBatch, target: &Schema) -> Result<(RecordBatch, Vec<Problem>), ArrowError> {
    let (mut fields, mut columns, mut spoilt) = (Vec::new(), Vec::new(), Vec::new());
    let all = batch.schema();
    for (field, column) in all.fields().iter().zip(batch.columns()) {
        let wanted = target.field_with_name(field.name());
        let is_text = wanted.is_ok_and(|f| *f.data_type() == DataType::Utf8);
        match is_text.then(|| bytes(column)).flatten() {
            None => {
                fields.push(Arc::clone(field));
                columns.push(Arc::clone(column));
            }
            Some(bytes) => {
                let texts = texts_of(field.name(), &bytes, &mut spoilt)?;
                fields.push(Arc::new(Field::new(field.name(), DataType::Utf8, true)));
                columns.push(Arc::new(texts));
            }
        }
    }
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new_with_options(schema, columns, &options)?;
    Ok((batch, spoilt))
}

fn texts_of(
    name: &str,
    bytes: &[Option<&[u8]>],
    spoilt: &mut Vec<Problem>,
) -> Result<StringArray, ArrowError> {
    let length: usize = bytes.iter().flatten().map(|b| b.len()).sum();
    if i32::try_from(length).is_err() {
        let what = format!("the texts of `{name}` take more than 2 GB in {ROWS} rows");
        return Err(ArrowError::InvalidArgumentError(what));
    }
    let mut texts = StringBuilder::with_capacity(bytes.len(), length);
    for (row, bytes) in bytes.iter().enumerate() {
        let text = bytes.map(|bytes| {
            std::str::from_utf8(bytes).unwrap_or_else(|_| {
                spoilt.push((row, format!("{name}: is not UTF-8")));
                ""
            })
        });
        texts.append_option(text);
    }
    Ok(texts.finish())
}

/// The values of a column of bytes; `None` where it is none.
fn bytes(column: &ArrayRef) -> Option<Vec<Option<&[u8]>>> {
    Some(match column.data_type() {
        DataType::Binary => column.as_binary_opt::<i32>()?.iter().collect(),
        DataType::LargeBinary => column.as_binary_opt::<i64>()?.iter().collect(),
        DataType::BinaryView => column.as_binary_view_opt()?.iter().collect(),
        _ => return None,
    })
}
