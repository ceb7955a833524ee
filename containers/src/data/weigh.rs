//! What rows weigh. Rows are handed on in batches of many; of large ones these are fewer, since
//! memory is to be bounded by bytes, and no column of a batch can have more than 2 GB.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the types of Arrow, of which a few cases matter here"
)]

use arrow_array::cast::AsArray as _;
use arrow_array::{Array, ArrayRef, OffsetSizeTrait, RecordBatch, UInt32Array};
use arrow_schema::{ArrowError, DataType};
use arrow_select::take::take_record_batch;
use parquet::file::metadata::ParquetMetaData;

/// Rows that are handed on at a time.
const ROWS: usize = 8192;
/// The bytes of them.
pub(crate) const BYTES: usize = 2 << 20;
/// A batch of this many bytes is handed on as it is.
const WHOLE: u64 = 8 << 20;

/// What a batch has room for; a first row always fits.
#[derive(Debug, Default)]
pub(crate) struct Room {
    rows: usize,
    bytes: usize,
}

impl Room {
    pub(crate) const fn is_left(&self) -> bool {
        self.rows < ROWS && self.bytes < BYTES
    }

    pub(crate) const fn take(&mut self, weight: u32) {
        self.rows += 1;
        self.bytes += weight as usize;
    }
}

/// The bytes of a row of a batch that texts are not shared in, on the average.
pub(crate) fn average(batch: &RecordBatch) -> u32 {
    let columns = batch.columns().iter();
    let bytes = columns.map(|c| c.to_data().get_slice_memory_size().unwrap_or(0));
    saturated(bytes.sum::<usize>() / batch.num_rows().max(1))
}

/// How many rows of these batches go into one.
pub(crate) fn fitting(batches: &[RecordBatch]) -> usize {
    let heaviest = batches.iter().map(average).max().unwrap_or_default();
    (BYTES / heaviest.max(1) as usize).clamp(1, ROWS)
}

/// The rows of a batch, in parts that are no larger than they should be, each with what is its own.
pub(crate) fn parts(batch: &RecordBatch) -> Result<Vec<RecordBatch>, ArrowError> {
    let weights = rows(batch);
    let all: u64 = weights.iter().copied().map(u64::from).sum();
    if batch.num_rows() <= ROWS && all <= WHOLE {
        return Ok(vec![batch.clone()]);
    }
    let (mut parts, mut first) = (Vec::new(), 0u32);
    let mut room = Room::default();
    let mut part = |first: u32, end: u32| {
        let rows = UInt32Array::from_iter_values(first..end);
        parts.push(take_record_batch(batch, &rows)?);
        Ok::<_, ArrowError>(())
    };
    for (row, weight) in (0u32..).zip(&weights) {
        if !room.is_left() {
            part(first, row)?;
            (first, room) = (row, Room::default());
        }
        room.take(*weight);
    }
    part(first, saturated(weights.len()))?;
    Ok(parts)
}

/// How many rows of a file come to so many bytes, by what its groups are unpacked; at least one.
pub(crate) fn rows_at_once(file: &ParquetMetaData, bytes: usize) -> usize {
    let groups = file.row_groups().iter();
    let largest = groups.map(|group| group.total_byte_size() / group.num_rows().max(1));
    let largest = usize::try_from(largest.max().unwrap_or_default()).unwrap_or_default();
    (bytes / largest.max(1)).max(1)
}

/// The bytes of each row of a batch, about.
fn rows(batch: &RecordBatch) -> Vec<u32> {
    let mut weights = vec![0; batch.num_rows()];
    for column in batch.columns() {
        add(column, &mut weights);
    }
    weights
}

fn add(array: &ArrayRef, weights: &mut [u32]) {
    match array.data_type() {
        DataType::Utf8 => lengths(array.as_string::<i32>().value_offsets(), weights),
        DataType::LargeUtf8 => lengths(array.as_string::<i64>().value_offsets(), weights),
        DataType::Binary => lengths(array.as_binary::<i32>().value_offsets(), weights),
        DataType::LargeBinary => lengths(array.as_binary::<i64>().value_offsets(), weights),
        DataType::Utf8View => views(array.as_string_view().lengths(), weights),
        DataType::BinaryView => views(array.as_binary_view().lengths(), weights),
        DataType::Struct(_) => {
            for column in array.as_struct().columns() {
                add(column, weights);
            }
        }
        DataType::List(_) => {
            let list = array.as_list::<i32>();
            within(list.values(), list.value_offsets(), weights);
        }
        DataType::LargeList(_) => {
            let list = array.as_list::<i64>();
            within(list.values(), list.value_offsets(), weights);
        }
        DataType::Map(..) => {
            let map = array.as_map();
            let entries: ArrayRef = std::sync::Arc::new(map.entries().clone());
            within(&entries, map.value_offsets(), weights);
        }
        DataType::FixedSizeList(_, size) => {
            let size = usize::try_from(*size).unwrap_or_default();
            let offsets: Vec<i64> = (0..).step_by(size.max(1)).take(array.len() + 1).collect();
            within(array.as_fixed_size_list().values(), &offsets, weights);
        }
        DataType::FixedSizeBinary(size) => every(u32::try_from(*size).unwrap_or(0), weights),
        kind => every(kind.primitive_width().map_or(16, saturated), weights),
    }
}

fn every(bytes: u32, weights: &mut [u32]) {
    weights
        .iter_mut()
        .for_each(|w| *w = w.saturating_add(bytes));
}

fn lengths<O: OffsetSizeTrait>(offsets: &[O], weights: &mut [u32]) {
    for (weight, pair) in weights.iter_mut().zip(offsets.windows(2)) {
        if let [from, to] = pair {
            *weight = weight.saturating_add(saturated(to.as_usize() - from.as_usize() + 8));
        }
    }
}

fn views(lengths: impl Iterator<Item = u32>, weights: &mut [u32]) {
    for (weight, length) in weights.iter_mut().zip(lengths) {
        *weight = weight.saturating_add(length).saturating_add(16);
    }
}

fn within<O: OffsetSizeTrait>(values: &ArrayRef, offsets: &[O], weights: &mut [u32]) {
    let mut inner = vec![0; values.len()];
    add(values, &mut inner);
    for (weight, pair) in weights.iter_mut().zip(offsets.windows(2)) {
        if let [from, to] = pair {
            let inside = inner
                .get(from.as_usize()..to.as_usize())
                .unwrap_or_default();
            let sum: u64 = inside.iter().copied().map(u64::from).sum();
            *weight = weight.saturating_add(saturated(usize::try_from(sum).unwrap_or(usize::MAX)));
        }
    }
}

fn saturated(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;

    use super::*;
    use arrow_array::builder::{ListBuilder, StringBuilder};
    use arrow_array::{Int64Array, StringArray};

    fn sizes(columns: Vec<ArrayRef>) -> Vec<usize> {
        let columns = columns.into_iter().map(|column| ("c", column));
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let parts = parts(&batch).unwrap();
        parts.iter().map(RecordBatch::num_rows).collect()
    }

    #[test]
    fn small_rows_are_handed_on_by_number_and_large_ones_by_bytes() {
        let numbers: ArrayRef = Arc::new(Int64Array::from(vec![0; 10_000]));
        assert_eq!(sizes(vec![numbers]), [8192, 1808]);
        let large = "x".repeat(BYTES / 2);
        let texts: ArrayRef = Arc::new(StringArray::from(vec![large.as_str(); 9]));
        assert_eq!(sizes(vec![texts]), [2, 2, 2, 2, 1]);
        let mut lists = ListBuilder::new(StringBuilder::new());
        for _ in 0..5 {
            lists.append_value([Some(large.as_str()), Some(large.as_str())]);
        }
        assert_eq!(sizes(vec![Arc::new(lists.finish())]), [1, 1, 1, 1, 1]);
    }

    /// Thousands of large texts, of which there is only one in memory.
    #[test]
    fn texts_that_are_shared_weigh_what_they_are_unpacked() {
        let one = StringArray::from(vec!["x".repeat(BYTES / 2)]);
        let view = arrow_cast::cast(&one, &DataType::Utf8View).unwrap();
        let places = arrow_array::UInt32Array::from(vec![0; 4000]);
        let shared = arrow_select::take::take(&view, &places, None).unwrap();
        assert_eq!(sizes(vec![shared]), vec![2; 2000]);
    }

    #[test]
    fn one_row_always_fits() {
        let larger = "x".repeat(5 * BYTES);
        let texts: ArrayRef = Arc::new(StringArray::from(vec![larger.as_str(); 2]));
        assert_eq!(sizes(vec![texts]), [1, 1]);
    }
}
