//! Parquet: whole columns are taken over where their types allow it; nested ones, and rows
//! of several classes, go value by value.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "enums of Arrow, Avro, Iceberg and JSON, of which a few cases matter here"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    Date32Type, Decimal128Type, Float32Type, Float64Type, Int32Type, Int64Type,
    Time64MicrosecondType, TimestampMicrosecondType,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::{ArrowError, DataType, TimeUnit};
use parquet::file::reader::ChunkReader;
use rustc_hash::FxHashSet;
use serde_json::Value;
use transpilers::iceberg::table::{DISCRIMINATOR, PrimitiveType};

use super::batch::{BYTES, Batcher, ROWS, is_full};
use super::columns::Column;
use super::damaged::watched;
use super::fill::Names;
use super::reject::Row;
use super::rule::{Fetch, Node, RowRule, Shape};
use super::scalar::{Native, Scalar};
use super::unpack::{self, Problem};
use super::{Counts, broken, json};
use crate::data::{text, weigh};
use crate::error::{Doing as _, Result};

/// The microseconds of a day.
const DAY: std::ops::Range<i64> = 0..86_400_000_000;

pub(crate) fn read(
    input: impl ChunkReader + 'static,
    path: &Path,
    mut batcher: Batcher<'_>,
) -> Result<Counts> {
    let builder = watched(|| unpack::reader(input))
        .map_err(|e| broken(path, e))?
        .map_err(|e| broken(path, e))?;
    let names: Vec<String> = builder
        .schema()
        .fields()
        .iter()
        .map(|f| f.name().clone())
        .collect();
    batcher.check_header(path, &names)?;
    let rows = weigh::rows_at_once(builder.metadata(), BYTES).min(ROWS);
    let mut reader = watched(|| builder.with_batch_size(rows).build())
        .map_err(|e| broken(path, e))?
        .map_err(|e| broken(path, e))?;
    let mut first = 1;
    while let Some(batch) = watched(|| reader.next()).map_err(|e| broken(path, e))? {
        if batcher.stopped() {
            break;
        }
        let batch = batch.map_err(|e| broken(path, e))?;
        for part in weigh::parts(&batch).map_err(|e| broken(path, e))? {
            let unpacked = unpack::columns(&part, &batcher.target.schema);
            let (part, spoilt) = unpacked.map_err(|e| broken(path, e))?;
            match batcher.only_rule() {
                Some(rule) if flat(rule, &part) => {
                    columns(&mut batcher, rule, &part, first, spoilt)?;
                }
                _ => rows_of(&mut batcher, &part, first, &spoilt)?,
            }
            first += part.num_rows() as u64;
        }
    }
    batcher.finish()
}

/// Whether all columns that are there hold single values, and no default is to be filled in.
fn flat(rule: &RowRule, batch: &RecordBatch) -> bool {
    // What says of which class a row is, where the table does not ask: it may be another.
    let is_asked = |node: &Node| matches!(node.fetch, Fetch::Discriminator);
    let is_told = batch.column_by_name(DISCRIMINATOR).is_some();
    if is_told && !rule.nodes.iter().any(is_asked) {
        return false;
    }
    rule.nodes.iter().all(|node| {
        let column = batch.column_by_name(&node.column);
        let single = matches!(node.shape, Shape::Scalar(_) | Shape::Nothing)
            && !matches!(node.fetch, Fetch::Discriminator);
        let filled = node.preset.is_none() || column.is_some_and(|c| is_full(c));
        (single || column.is_none()) && filled
    })
}

fn rows_of(
    batcher: &mut Batcher<'_>,
    batch: &RecordBatch,
    first: u64,
    spoilt: &[Problem],
) -> Result<()> {
    let bytes = batch.get_array_memory_size() / batch.num_rows().max(1);
    let mut unread: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (row, what) in spoilt {
        unread.entry(*row).or_default().push(what.clone());
    }
    for index in 0..batch.num_rows() {
        let mut bad = None;
        let row = text::checked_row(batch, index, &mut bad);
        if let Some(bad) = bad {
            unread.entry(index).or_default().push(bad);
        }
        if let Some(reasons) = unread.remove(&index) {
            batcher.unreadable(first + index as u64, reasons.join("; "), Row::Values(&row))?;
            continue;
        }
        if let Some(key) = batch.columns().iter().find_map(|c| key_twice(c, index)) {
            batcher.unreadable(
                first + index as u64,
                json::ambiguous(&key),
                Row::Values(&row),
            )?;
            continue;
        }
        batcher.row(first + index as u64, &row, Names::Columns, bytes)?;
    }
    Ok(())
}

/// A key that a map in a row has twice: of its values only one would be seen.
fn key_twice(array: &ArrayRef, row: usize) -> Option<String> {
    if array.is_null(row) {
        return None;
    }
    let within = |values: &ArrayRef| (0..values.len()).find_map(|at| key_twice(values, at));
    match array.data_type() {
        DataType::Struct(_) => {
            let columns = array.as_struct_opt()?.columns();
            columns.iter().find_map(|column| key_twice(column, row))
        }
        DataType::List(_) => within(&array.as_list_opt::<i32>()?.value(row)),
        DataType::LargeList(_) => within(&array.as_list_opt::<i64>()?.value(row)),
        DataType::FixedSizeList(..) => within(&array.as_fixed_size_list_opt()?.value(row)),
        DataType::Map(..) => {
            let entries = array.as_map_opt()?.value(row);
            let [keys, values] = entries.columns() else {
                return None;
            };
            let mut seen = FxHashSet::default();
            let mut texts = (0..keys.len()).map(|at| lexical(keys, at));
            texts
                .find(|key| !seen.insert(key.clone()))
                .or_else(|| within(values))
        }
        _ => None,
    }
}

fn columns(
    batcher: &mut Batcher<'_>,
    rule: &RowRule,
    batch: &RecordBatch,
    first: u64,
    mut problems: Vec<Problem>,
) -> Result<()> {
    let schema = Arc::clone(&batcher.target.schema);
    let mut arrays = Vec::new();
    for (node, field) in rule.nodes.iter().zip(schema.fields()) {
        let source = batch.column_by_name(&node.column);
        let array = column(
            node,
            rule,
            source,
            field.data_type(),
            batch.num_rows(),
            &mut problems,
        );
        arrays.push(array.doing(|| format!("read the column `{}`", node.column))?);
    }
    partial(rule, batch, &mut problems);
    let mut good = vec![true; batch.num_rows()];
    problems.sort_by_key(|(row, _)| *row);
    for group in problems.chunk_by(|a, b| a.0 == b.0) {
        let Some((row, _)) = group.first() else {
            continue;
        };
        if let Some(flag) = good.get_mut(*row) {
            *flag = false;
        }
        let reasons: Vec<String> = group.iter().map(|(_, reason)| reason.clone()).collect();
        batcher.rejects.add(
            first + *row as u64,
            &reasons,
            Row::Values(&text::row(batch, *row)),
        )?;
    }
    batcher.count(batch.num_rows());
    batcher.hand_on(&arrays, good)
}

/// References of which only some columns have a value.
fn partial(rule: &RowRule, batch: &RecordBatch, problems: &mut Vec<(usize, String)>) {
    if rule.known.references.is_empty() {
        return;
    }
    let sources = rule.nodes.iter();
    let sources = sources.map(|node| batch.column_by_name(&node.column));
    let sources: Vec<Option<&ArrayRef>> = sources.collect();
    for reference in &rule.known.references {
        for row in 0..batch.num_rows() {
            let source = |place: usize| sources.get(place).copied().flatten();
            let has = |place| source(place).is_some_and(|array| array.is_valid(row));
            for (place, what) in reference.partial(&rule.nodes, &has) {
                if let Some(node) = rule.nodes.get(place) {
                    problems.push((row, format!("{}: {what}", node.column)));
                }
            }
        }
    }
}

fn column(
    node: &Node,
    rule: &RowRule,
    source: Option<&ArrayRef>,
    target: &DataType,
    rows: usize,
    problems: &mut Vec<(usize, String)>,
) -> std::result::Result<ArrayRef, ArrowError> {
    let Shape::Scalar(scalar) = &node.shape else {
        for row in source
            .into_iter()
            .flat_map(|s| (0..rows).filter(|i| s.is_valid(*i)))
        {
            problems.push((
                row,
                format!("{}: {}", node.column, rule.lacks(&node.column)),
            ));
        }
        return Ok(arrow_array::new_null_array(target, rows));
    };
    let Some(source) = source else {
        if matches!(node.fetch, Fetch::Discriminator) {
            let names = vec![rule.leaf.name.as_str(); rows];
            return Ok(Arc::new(arrow_array::StringArray::from(names)));
        }
        return Ok(arrow_array::new_null_array(target, rows));
    };
    let array = convert(node, scalar, source, target, problems)?;
    if (node.required || node.not_null) && !is_full(source) {
        for row in (0..rows).filter(|i| source.is_null(*i)) {
            problems.push((row, format!("{}: is missing", node.column)));
        }
    }
    Ok(array)
}

/// The values as the table holds them; what cannot be is a problem, and null.
fn convert(
    node: &Node,
    scalar: &Scalar,
    source: &ArrayRef,
    target: &DataType,
    problems: &mut Vec<(usize, String)>,
) -> std::result::Result<ArrayRef, ArrowError> {
    if fits(source.data_type(), target) {
        let options = CastOptions {
            safe: true,
            ..CastOptions::default()
        };
        if let Ok(array) = cast_with_options(source, target, &options).map(without_sign_of_zero) {
            if array.null_count() > source.null_count() {
                for row in (0..array.len()).filter(|i| array.is_null(*i) && source.is_valid(*i)) {
                    let value = lexical(source, row);
                    let what = match scalar.parse(&value) {
                        Err(what) => what,
                        Ok(_) => format!("`{value}` is outside what the column holds"),
                    };
                    problems.push((row, format!("{}: {what}", node.column)));
                }
            }
            if !scalar.unchecked() {
                check(node, scalar, &array, problems);
            }
            return Ok(array);
        }
    }
    let mut column = Column::new(target);
    for row in 0..source.len() {
        let mut bad = None;
        match (text::checked(source, row, &mut bad), bad) {
            (_, Some(bad)) => {
                problems.push((row, format!("{}: {bad}", node.column)));
                column.filler();
            }
            (Value::Null, None) => column.null(),
            (value, None) => {
                let native = match &value {
                    Value::String(text) => scalar.parse(text),
                    other => scalar.json(other, None),
                };
                match native {
                    Ok(native) => column.push(&native),
                    Err(what) => {
                        problems.push((row, format!("{}: {what}", node.column)));
                        column.filler();
                    }
                }
            }
        }
    }
    column.finish(target)
}

/// Zeros without a sign: engines do not agree whether one that has it is zero.
fn without_sign_of_zero(array: ArrayRef) -> ArrayRef {
    if let Some(values) = array.as_primitive_opt::<Float32Type>() {
        return Arc::new(values.unary::<_, Float32Type>(|x| x + 0.0));
    }
    if let Some(values) = array.as_primitive_opt::<Float64Type>() {
        return Arc::new(values.unary::<_, Float64Type>(|x| x + 0.0));
    }
    array
}

/// Whether a cast keeps the meaning of values, and fails where it cannot.
fn fits(source: &DataType, target: &DataType) -> bool {
    if source == target {
        return true;
    }
    let text =
        |t: &DataType| matches!(t, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
    match (source, target) {
        (source, DataType::Utf8) => text(source),
        (source, DataType::Int32 | DataType::Int64) => source.is_integer(),
        (DataType::Float16 | DataType::Float32, DataType::Float32 | DataType::Float64) => true,
        // Casting to fewer digits of fraction would round.
        (DataType::Decimal128(_, a), DataType::Decimal128(_, b)) => a <= b,
        (source, DataType::Decimal128(..)) => source.is_integer(),
        (DataType::Timestamp(unit, a), DataType::Timestamp(_, b)) => {
            *unit != TimeUnit::Nanosecond && a.is_some() == b.is_some()
        }
        (
            DataType::Binary | DataType::BinaryView | DataType::FixedSizeBinary(_),
            DataType::LargeBinary,
        ) => true,
        (DataType::Time32(_), DataType::Time64(_)) | (DataType::Date64, DataType::Date32) => true,
        _ => false,
    }
}

fn check(node: &Node, scalar: &Scalar, array: &ArrayRef, problems: &mut Vec<(usize, String)>) {
    let Some(values) = Values::of(scalar.kind, array) else {
        return;
    };
    for row in (0..array.len()).filter(|i| array.is_valid(*i)) {
        let native = values.get(row);
        let result = match &native {
            Native::Text(text) => scalar.check(&native, text),
            Native::Boolean(_)
            | Native::Integer(_)
            | Native::Float(_)
            | Native::Decimal(_)
            | Native::Uuid(_)
            | Native::Bytes(_) => {
                // The lexical form is made where a facet looks at it, or a message needs it.
                if scalar.kind == PrimitiveType::Time
                    && matches!(native, Native::Integer(n) if !DAY.contains(&n))
                {
                    problems.push((row, format!("{}: is no time of a day", node.column)));
                    continue;
                }
                if !scalar.looks_at_text() && scalar.check(&native, "").is_ok() {
                    continue;
                }
                scalar.check(&native, &lexical(array, row))
            }
        };
        if let Err(what) = result {
            problems.push((row, format!("{}: {what}", node.column)));
        }
    }
}

fn lexical(array: &ArrayRef, row: usize) -> String {
    match text::value(array, row) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// A column, by its type.
enum Values<'a> {
    Text(&'a arrow_array::StringArray),
    Boolean(&'a arrow_array::BooleanArray),
    Int(&'a [i32]),
    Long(&'a [i64]),
    Float(&'a [f32]),
    Double(&'a [f64]),
    Decimal(&'a [i128]),
    Uuid(&'a arrow_array::FixedSizeBinaryArray),
    Bytes(&'a arrow_array::LargeBinaryArray),
}

impl<'a> Values<'a> {
    fn of(kind: PrimitiveType, array: &'a ArrayRef) -> Option<Self> {
        Some(match kind {
            PrimitiveType::String => Self::Text(array.as_string_opt()?),
            PrimitiveType::Boolean => Self::Boolean(array.as_boolean_opt()?),
            PrimitiveType::Int => Self::Int(array.as_primitive_opt::<Int32Type>()?.values()),
            PrimitiveType::Date => Self::Int(array.as_primitive_opt::<Date32Type>()?.values()),
            PrimitiveType::Long => Self::Long(array.as_primitive_opt::<Int64Type>()?.values()),
            PrimitiveType::Time => {
                Self::Long(array.as_primitive_opt::<Time64MicrosecondType>()?.values())
            }
            PrimitiveType::Timestamp | PrimitiveType::Timestamptz => Self::Long(
                array
                    .as_primitive_opt::<TimestampMicrosecondType>()?
                    .values(),
            ),
            PrimitiveType::Float => Self::Float(array.as_primitive_opt::<Float32Type>()?.values()),
            PrimitiveType::Double => {
                Self::Double(array.as_primitive_opt::<Float64Type>()?.values())
            }
            PrimitiveType::Decimal { .. } => {
                Self::Decimal(array.as_primitive_opt::<Decimal128Type>()?.values())
            }
            PrimitiveType::Uuid => Self::Uuid(array.as_fixed_size_binary_opt()?),
            PrimitiveType::Binary => Self::Bytes(array.as_binary_opt()?),
        })
    }

    /// The value of a row of the column.
    fn get(&self, row: usize) -> Native<'a> {
        match self {
            Self::Text(array) => Native::Text(array.value(row).into()),
            Self::Boolean(array) => Native::Boolean(array.value(row)),
            Self::Int(values) => {
                Native::Integer(values.get(row).copied().unwrap_or_default().into())
            }
            Self::Long(values) => Native::Integer(values.get(row).copied().unwrap_or_default()),
            Self::Float(values) => {
                Native::Float(values.get(row).copied().unwrap_or_default().into())
            }
            Self::Double(values) => Native::Float(values.get(row).copied().unwrap_or_default()),
            Self::Decimal(values) => Native::Decimal(values.get(row).copied().unwrap_or_default()),
            Self::Uuid(array) => Native::Uuid(array.value(row).try_into().unwrap_or_default()),
            Self::Bytes(array) => Native::Bytes(array.value(row).to_vec()),
        }
    }
}
