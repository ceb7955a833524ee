//! Sorting rows by key in bounded memory: what does not fit is spilled in sorted runs,
//! which are merged while they are read back.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::{Array as _, ArrayRef, Int8Array, RecordBatch};
use arrow_schema::{ArrowError, SchemaRef};
use arrow_select::interleave::interleave_record_batch;
use datafusion::arrow::row::{OwnedRow, RowConverter, Rows, SortField};

use super::runs::{self, Merge};
use crate::data::weigh;
use crate::error::{Doing as _, Result};

/// Runs that are merged at a time: each of them takes the memory of a batch.
const FAN_IN: usize = 32;

/// Which columns are the key. None at all is a table of one row: all keys are equal.
#[derive(Debug)]
pub(crate) struct KeyEncoder {
    columns: Vec<usize>,
    converter: RowConverter,
}

impl KeyEncoder {
    pub(crate) fn new(
        schema: &SchemaRef,
        columns: &[usize],
    ) -> std::result::Result<Self, ArrowError> {
        let mut fields: Vec<SortField> = columns
            .iter()
            .filter_map(|c| schema.fields().get(*c))
            .map(|f| SortField::new(f.data_type().clone()))
            .collect();
        if fields.is_empty() {
            fields.push(SortField::new(arrow_schema::DataType::Int8));
        }
        Ok(Self {
            columns: columns.to_vec(),
            converter: RowConverter::new(fields)?,
        })
    }

    pub(crate) fn encode(&self, batch: &RecordBatch) -> std::result::Result<Rows, ArrowError> {
        let mut keys: Vec<ArrayRef> = self
            .columns
            .iter()
            .filter_map(|c| batch.columns().get(*c))
            .cloned()
            .collect();
        if keys.is_empty() {
            keys.push(Arc::new(Int8Array::from(vec![0; batch.num_rows()])));
        }
        self.converter.convert_columns(&keys)
    }
}

/// Takes rows in any order.
pub(crate) struct Sorter {
    schema: SchemaRef,
    keys: KeyEncoder,
    /// Of rows with one key only the last stays.
    unique: bool,
    budget: usize,
    dir: PathBuf,
    name: &'static str,
    batches: Vec<(RecordBatch, Rows)>,
    bytes: usize,
    runs: Vec<PathBuf>,
    /// How many runs were given names.
    named: usize,
    last: Option<OwnedRow>,
    /// Whether all rows so far came in order, each key once.
    ordered: bool,
    range: Option<Range>,
}

/// The least and the greatest key, each with the value of its first column.
#[derive(Clone, Debug)]
pub(crate) struct Range {
    least: (OwnedRow, Option<ArrayRef>),
    greatest: (OwnedRow, Option<ArrayRef>),
}

impl Range {
    /// The first column of the key: its least and greatest value.
    pub(crate) fn first_column(&self) -> Option<(&ArrayRef, &ArrayRef)> {
        Some((self.least.1.as_ref()?, self.greatest.1.as_ref()?))
    }
}

/// Rows in the order of their keys, as often as they are asked for.
pub(crate) struct Sorted {
    schema: SchemaRef,
    keys: KeyEncoder,
    unique: bool,
    source: Source,
    pub(crate) range: Option<Range>,
}

enum Source {
    /// All in memory; the order as places, or none where they are in order as they are.
    Memory(Vec<RecordBatch>, Option<Vec<(usize, usize)>>),
    /// Runs to be read one after the other.
    Chained(Vec<PathBuf>),
    /// Runs to be merged.
    Merged(Vec<PathBuf>),
}

impl Sorter {
    pub(crate) fn new(
        schema: &SchemaRef,
        keys: &[usize],
        unique: bool,
        budget: usize,
        dir: &Path,
        name: &'static str,
    ) -> Result<Self> {
        Ok(Self {
            schema: Arc::clone(schema),
            keys: KeyEncoder::new(schema, keys).doing(|| "sort rows by their key".to_owned())?,
            unique,
            budget,
            dir: dir.to_owned(),
            name,
            batches: Vec::new(),
            bytes: 0,
            runs: Vec::new(),
            named: 0,
            last: None,
            ordered: true,
            range: None,
        })
    }

    pub(crate) fn push(&mut self, batch: RecordBatch) -> Result<()> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let rows = self
            .keys
            .encode(&batch)
            .doing(|| "sort rows by their key".to_owned())?;
        self.look_at(&batch, &rows);
        self.bytes += batch.get_array_memory_size() + rows.size();
        self.batches.push((batch, rows));
        if self.bytes > self.budget {
            self.spill()
        } else {
            Ok(())
        }
    }

    fn look_at(&mut self, batch: &RecordBatch, rows: &Rows) {
        let (mut least, mut greatest) = (0, 0);
        let mut before = self.last.as_ref().map(OwnedRow::row);
        for (index, row) in rows.iter().enumerate() {
            if self.ordered {
                self.ordered = before.is_none_or(|b| b < row);
                before = Some(row);
            }
            if row < rows.row(least) {
                least = index;
            }
            if row > rows.row(greatest) {
                greatest = index;
            }
        }
        let last = rows.row(rows.num_rows() - 1).owned();
        let first_column = self
            .keys
            .columns
            .first()
            .and_then(|c| batch.columns().get(*c));
        let at = |index: usize| {
            (
                rows.row(index).owned(),
                first_column.map(|a| a.slice(index, 1)),
            )
        };
        let (least, greatest) = (at(least), at(greatest));
        self.range = Some(match self.range.take() {
            None => Range { least, greatest },
            Some(range) => Range {
                least: if least.0 < range.least.0 {
                    least
                } else {
                    range.least
                },
                greatest: if greatest.0 > range.greatest.0 {
                    greatest
                } else {
                    range.greatest
                },
            },
        });
        self.last = Some(last);
    }

    /// The order of what is in memory; `None` where it is in order already.
    fn order(&self) -> Option<Vec<(usize, usize)>> {
        if self.ordered {
            return None;
        }
        let sizes = self.batches.iter().enumerate();
        let mut order: Vec<(usize, usize)> = sizes
            .flat_map(|(b, (_, rows))| (0..rows.num_rows()).map(move |r| (b, r)))
            .collect();
        let key =
            |place: &(usize, usize)| self.batches.get(place.0).map(|(_, rows)| rows.row(place.1));
        // Stable by arrival: the place itself decides between equal keys.
        order.sort_unstable_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.cmp(b)));
        if self.unique {
            let mut kept: Vec<(usize, usize)> = Vec::with_capacity(order.len());
            for place in order {
                match kept.last_mut() {
                    Some(last) if key(last) == key(&place) => *last = place,
                    _ => kept.push(place),
                }
            }
            return Some(kept);
        }
        Some(order)
    }

    fn spill(&mut self) -> Result<()> {
        let order = self.order();
        let batches: Vec<RecordBatch> = std::mem::take(&mut self.batches)
            .into_iter()
            .map(|(b, _)| b)
            .collect();
        let path = self.next_run();
        runs::write(&path, &self.schema, in_memory(&batches, order.as_deref()))?;
        self.runs.push(path);
        self.bytes = 0;
        Ok(())
    }

    fn next_run(&mut self) -> PathBuf {
        self.named += 1;
        self.dir.join(format!("{}-{}.arrow", self.name, self.named))
    }

    /// As few runs as are merged at a time; neighbours stay neighbours.
    fn gathered(&mut self) -> Result<Vec<PathBuf>> {
        let mut runs = std::mem::take(&mut self.runs);
        while runs.len() > FAN_IN {
            let mut fewer = Vec::new();
            for group in runs.chunks(FAN_IN) {
                let path = self.next_run();
                let merge = Merge::new(&self.keys, self.unique, group)?;
                runs::write(&path, &self.schema, merge)?;
                for run in group {
                    // It goes with its folder at the latest.
                    let _ = std::fs::remove_file(run);
                }
                fewer.push(path);
            }
            runs = fewer;
        }
        Ok(runs)
    }

    pub(crate) fn finish(mut self) -> Result<Sorted> {
        let source = if self.runs.is_empty() {
            let order = self.order();
            Source::Memory(self.batches.into_iter().map(|(b, _)| b).collect(), order)
        } else {
            if !self.batches.is_empty() {
                self.spill()?;
            }
            if self.ordered {
                Source::Chained(self.runs)
            } else {
                Source::Merged(self.gathered()?)
            }
        };
        Ok(Sorted {
            schema: self.schema,
            keys: self.keys,
            unique: self.unique,
            source,
            range: self.range,
        })
    }
}

pub(super) type Batches<'a> =
    Box<dyn Iterator<Item = std::result::Result<RecordBatch, ArrowError>> + Send + 'a>;

fn in_memory<'a>(batches: &'a [RecordBatch], order: Option<&'a [(usize, usize)]>) -> Batches<'a> {
    match order {
        None => Box::new(batches.iter().cloned().map(Ok)),
        Some(order) => {
            let all: Vec<&RecordBatch> = batches.iter().collect();
            let chunks = order.chunks(weigh::fitting(batches));
            Box::new(chunks.map(move |chunk| interleave_record_batch(&all, chunk)))
        }
    }
}

impl Sorted {
    /// How keys are encoded: encodings of one encoder compare as keys do.
    pub(crate) fn keys(&self) -> &KeyEncoder {
        &self.keys
    }

    /// The rows, from the first.
    pub(crate) fn batches(&self) -> Result<Batches<'_>> {
        Ok(match &self.source {
            Source::Memory(batches, order) => in_memory(batches, order.as_deref()),
            Source::Chained(runs) => Box::new(runs.iter().flat_map(|run| runs::read(run))),
            Source::Merged(runs) => Box::new(Merge::new(&self.keys, self.unique, runs)?),
        })
    }
}

impl Sorted {
    /// The schema of the rows.
    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.schema
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use arrow_array::cast::AsArray as _;
    use arrow_array::types::Int64Type;
    use arrow_array::{Int64Array, StringArray};
    use arrow_schema::{DataType, Field, Schema};

    fn sort(input: &[&[(i64, i64)]], budget: usize) -> Vec<(i64, i64)> {
        let fields = vec![
            Field::new("k", DataType::Int64, false),
            Field::new("v", DataType::Int64, false),
        ];
        let schema: SchemaRef = Arc::new(Schema::new(fields));
        let dir = tempfile::tempdir().unwrap();
        let mut sorter = Sorter::new(&schema, &[0], true, budget, dir.path(), "test").unwrap();
        for rows in input {
            let k = Int64Array::from_iter_values(rows.iter().map(|r| r.0));
            let v = Int64Array::from_iter_values(rows.iter().map(|r| r.1));
            sorter
                .push(RecordBatch::try_new(schema.clone(), vec![Arc::new(k), Arc::new(v)]).unwrap())
                .unwrap();
        }
        let sorted = sorter.finish().unwrap();
        let mut out = Vec::new();
        for batch in sorted.batches().unwrap() {
            let batch = batch.unwrap();
            let k = batch
                .column(0)
                .as_primitive::<Int64Type>()
                .values()
                .to_vec();
            let v = batch
                .column(1)
                .as_primitive::<Int64Type>()
                .values()
                .to_vec();
            out.extend(k.into_iter().zip(v));
        }
        out
    }

    #[test]
    fn the_last_row_of_a_key_wins_spilled_or_not() {
        let input: &[&[(i64, i64)]] = &[&[(3, 1), (1, 1), (3, 2)], &[(2, 3), (1, 4)], &[(5, 5)]];
        let expected = vec![(1, 4), (2, 3), (3, 2), (5, 5)];
        assert_eq!(sort(input, usize::MAX), expected);
        assert_eq!(sort(input, 0), expected);
    }

    #[test]
    fn rows_in_order_stay_as_they_are() {
        let input: &[&[(i64, i64)]] = &[&[(1, 1), (2, 1)], &[(3, 1)]];
        assert_eq!(sort(input, usize::MAX), vec![(1, 1), (2, 1), (3, 1)]);
        assert_eq!(sort(input, 0), vec![(1, 1), (2, 1), (3, 1)]);
    }

    #[test]
    fn runs_beyond_those_that_are_merged_at_a_time_are_merged_before() {
        let rows: Vec<(i64, i64)> = (0..1_500).map(|i| (i * 7_919 % 1_000, i)).collect();
        let input: Vec<&[(i64, i64)]> = rows.chunks(1).collect();
        let mut expected: std::collections::BTreeMap<i64, i64> = rows.iter().copied().collect();
        expected.extend(rows.iter().copied());
        assert_eq!(sort(&input, 0), Vec::from_iter(expected));
    }

    #[test]
    fn large_rows_are_handed_on_a_few_at_a_time() {
        let fields = vec![
            Field::new("k", DataType::Int64, false),
            Field::new("v", DataType::Utf8, false),
        ];
        let schema: SchemaRef = Arc::new(Schema::new(fields));
        let text = "x".repeat(256 << 10);
        for budget in [usize::MAX, 4 << 20] {
            let dir = tempfile::tempdir().unwrap();
            let mut sorter = Sorter::new(&schema, &[0], true, budget, dir.path(), "test").unwrap();
            for part in 0..8 {
                let k = Int64Array::from_iter_values((0..8).map(|i| (i * 8 + part) % 61));
                let v = StringArray::from(vec![text.as_str(); 8]);
                let columns: Vec<ArrayRef> = vec![Arc::new(k), Arc::new(v)];
                sorter
                    .push(RecordBatch::try_new(schema.clone(), columns).unwrap())
                    .unwrap();
            }
            let sorted = sorter.finish().unwrap();
            let sizes = sorted.batches().unwrap().map(|b| b.unwrap().num_rows());
            let sizes: Vec<usize> = sizes.collect();
            assert_eq!(sizes.iter().sum::<usize>(), 61);
            assert!(sizes.iter().all(|rows| *rows <= 9), "{sizes:?}");
        }
    }

    #[test]
    fn many_repeats_across_chunks_stay_one() {
        let repeated: Vec<(i64, i64)> = (0..20_000).map(|i| (i % 3, i)).collect();
        let input: Vec<&[(i64, i64)]> = repeated.chunks(7_000).collect();
        assert_eq!(sort(&input, 0), vec![(0, 19_998), (1, 19_999), (2, 19_997)]);
    }
}
