//! Whether two rows are the same: a digest of all their values. Those of a set, and texts by
//! language, have no order, and writers put them in any: neither do they have one here.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "enums of Arrow, Avro, Iceberg and JSON, of which a few cases matter here"
)]

use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::{
    Array, ArrayRef, FixedSizeBinaryArray, ListArray, RecordBatch, StructArray, UInt64Array,
};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, SchemaRef};
use arrow_select::take::take;
use datafusion::arrow::buffer::{NullBuffer, OffsetBuffer};
use datafusion::arrow::row::{RowConverter, SortField};
use parquet::arrow::PARQUET_FIELD_ID_META_KEY;
use rustc_hash::FxHashSet;

/// Digests rows of one schema.
pub(crate) struct Digester {
    converter: RowConverter,
    /// The places of the columns that count.
    places: Vec<usize>,
    /// The form of each of them.
    forms: Vec<Form>,
}

/// How long a digest is.
pub(crate) const BYTES: usize = 16;

/// What the values of a column are made of.
enum Form {
    /// Nothing else.
    Single,
    /// Fields.
    Struct(Vec<Form>),
    /// Elements, or the entries of a map; where they have no order, what they are put in one by.
    List(Box<Form>, Option<RowConverter>),
}

impl Form {
    fn of(field: &Field, sets: &FxHashSet<i32>) -> Result<Self, ArrowError> {
        Ok(match field.data_type() {
            DataType::Struct(fields) => {
                let fields = fields.iter().map(|f| Self::of(f, sets));
                Self::Struct(fields.collect::<Result<_, _>>()?)
            }
            DataType::List(element) => Self::list(element, is_one_of(field, sets), sets)?,
            DataType::Map(entries, _) => Self::list(entries, true, sets)?,
            _ => Self::Single,
        })
    }

    fn list(element: &Field, set: bool, sets: &FxHashSet<i32>) -> Result<Self, ArrowError> {
        let order = set.then(|| {
            let kind = plain_type(element.data_type());
            RowConverter::new(vec![SortField::new(kind)])
        });
        let inside = Self::of(element, sets)?;
        Ok(Self::List(Box::new(inside), order.transpose()?))
    }
}

fn is_one_of(field: &Field, ids: &FxHashSet<i32>) -> bool {
    let id = field.metadata().get(PARQUET_FIELD_ID_META_KEY);
    let id = id.and_then(|id| id.parse::<i32>().ok());
    id.is_some_and(|id| ids.contains(&id))
}

impl Digester {
    /// For all columns but those at some places; `sets` are the ids of the fields that are sets.
    pub(crate) fn new(
        schema: &SchemaRef,
        without: &[usize],
        sets: &FxHashSet<i32>,
    ) -> Result<Self, ArrowError> {
        let counts = |place: &usize| !without.contains(place);
        let places: Vec<usize> = (0..schema.fields().len()).filter(counts).collect();
        let counting = schema.project(&places)?;
        let fields = counting.fields().iter();
        let forms = fields.clone().map(|f| Form::of(f, sets));
        let forms = forms.collect::<Result<_, _>>()?;
        let fields = fields.map(|f| SortField::new(plain_type(f.data_type())));
        Ok(Self {
            converter: RowConverter::new(fields.collect())?,
            places,
            forms,
        })
    }

    /// One digest per row.
    pub(crate) fn digest(&self, batch: &RecordBatch) -> Result<FixedSizeBinaryArray, ArrowError> {
        let columns = batch.project(&self.places)?;
        let columns = columns.columns().iter().zip(&self.forms);
        let columns = columns.map(|(column, form)| plain(column, form));
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

/// A column as the encoding of rows knows it, in the one order that each of its values has.
fn plain(array: &ArrayRef, form: &Form) -> Result<ArrayRef, ArrowError> {
    let kind = plain_type(array.data_type());
    match (form, array.data_type(), &kind) {
        (Form::Struct(forms), DataType::Struct(_), DataType::Struct(fields)) => {
            let array = array.as_struct();
            let columns = array.columns().iter().zip(forms);
            let columns = columns
                .map(|(column, form)| plain(column, form))
                .collect::<Result<Vec<_>, _>>()?;
            let nulls = array.nulls().cloned();
            Ok(Arc::new(StructArray::try_new_with_length(
                fields.clone(),
                columns,
                nulls,
                array.len(),
            )?))
        }
        (Form::List(form, order), DataType::List(_), DataType::List(element)) => {
            let array = array.as_list::<i32>();
            let values = plain(array.values(), form)?;
            let values = in_order(values, array.offsets(), order.as_ref())?;
            list(element, array.offsets(), values, array.nulls())
        }
        (Form::List(form, order), DataType::Map(..), DataType::List(element)) => {
            let array = array.as_map();
            let entries: ArrayRef = Arc::new(array.entries().clone());
            let values = plain(&entries, form)?;
            let values = in_order(values, array.offsets(), order.as_ref())?;
            list(element, array.offsets(), values, array.nulls())
        }
        _ => Ok(array.clone()),
    }
}

fn list(
    element: &FieldRef,
    offsets: &OffsetBuffer<i32>,
    values: ArrayRef,
    nulls: Option<&NullBuffer>,
) -> Result<ArrayRef, ArrowError> {
    let element = Arc::clone(element);
    let list = ListArray::try_new(element, offsets.clone(), values, nulls.cloned())?;
    Ok(Arc::new(list))
}

/// The values of lists, those of each list sorted where their order says nothing.
fn in_order(
    values: ArrayRef,
    offsets: &[i32],
    order: Option<&RowConverter>,
) -> Result<ArrayRef, ArrowError> {
    let lists = || {
        let pairs = offsets.iter().zip(offsets.iter().skip(1));
        let place = |at: &i32| usize::try_from(*at).unwrap_or_default();
        pairs.map(move |(from, to)| place(from)..place(to))
    };
    let Some(order) = order.filter(|_| lists().any(|list| list.len() > 1)) else {
        return Ok(values);
    };
    let rows = order.convert_columns(std::slice::from_ref(&values))?;
    let mut places: Vec<usize> = (0..values.len()).collect();
    for list in lists() {
        if let Some(places) = places.get_mut(list) {
            places.sort_unstable_by(|a, b| rows.row(*a).cmp(&rows.row(*b)));
        }
    }
    let places = places.into_iter().map(|place| place as u64);
    take(&values, &UInt64Array::from_iter_values(places), None)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::HashMap;

    use arrow_array::builder::{ListBuilder, MapBuilder, StringBuilder};
    use arrow_schema::Schema;

    use super::*;

    const SET: i32 = 7;

    fn texts(rows: &[&[&str]]) -> ArrayRef {
        let mut lists = ListBuilder::new(StringBuilder::new());
        for row in rows {
            for text in *row {
                lists.values().append_value(text);
            }
            lists.append(true);
        }
        Arc::new(lists.finish())
    }

    fn languages(rows: &[&[(&str, &str)]]) -> ArrayRef {
        let mut maps = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
        for row in rows {
            for (language, text) in *row {
                maps.keys().append_value(language);
                maps.values().append_value(text);
            }
            maps.append(true).unwrap();
        }
        Arc::new(maps.finish())
    }

    /// The column itself, and once more within a struct.
    fn digests(column: &ArrayRef, id: i32) -> FixedSizeBinaryArray {
        let id = HashMap::from([(PARQUET_FIELD_ID_META_KEY.to_owned(), id.to_string())]);
        let field = Field::new("a", column.data_type().clone(), true).with_metadata(id);
        let inside = StructArray::new(vec![field.clone()].into(), vec![Arc::clone(column)], None);
        let of_struct = Field::new("b", inside.data_type().clone(), true);
        let schema: SchemaRef = Arc::new(Schema::new(vec![field, of_struct]));
        let columns: Vec<ArrayRef> = vec![Arc::clone(column), Arc::new(inside)];
        let batch = RecordBatch::try_new(Arc::clone(&schema), columns).unwrap();
        let sets = FxHashSet::from_iter([SET]);
        let digester = Digester::new(&schema, &[], &sets).unwrap();
        digester.digest(&batch).unwrap()
    }

    #[test]
    fn the_order_of_a_set_is_not_part_of_a_row_and_that_of_a_list_is() {
        let column = texts(&[&["a", "b"], &["b", "a"], &["a", "b", "b"], &["ab"], &[]]);
        let set = digests(&column, SET);
        assert_eq!(set.value(0), set.value(1));
        for other in 2..5 {
            assert_ne!(set.value(0), set.value(other), "{other}");
        }
        let list = digests(&column, SET + 1);
        assert_ne!(list.value(0), list.value(1));
        let alone = digests(&column.slice(1, 1), SET);
        assert_eq!(alone.value(0), set.value(0));
    }

    #[test]
    fn the_order_of_languages_is_not_part_of_a_row() {
        let column = languages(&[
            &[("en", "sea"), ("de", "Meer")],
            &[("de", "Meer"), ("en", "sea")],
            &[("en", "Meer"), ("de", "sea")],
            &[("en", "sea")],
        ]);
        let all = digests(&column, SET);
        assert_eq!(all.value(0), all.value(1));
        assert_ne!(all.value(0), all.value(2));
        assert_ne!(all.value(0), all.value(3));
    }
}
