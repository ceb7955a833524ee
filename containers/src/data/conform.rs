//! Rows of one schema of a table in another: by field id, at every depth.

use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::{Array, ArrayRef, ListArray, MapArray, RecordBatch, StructArray, new_null_array};
use arrow_schema::{ArrowError, DataType, FieldRef, Fields};
use iceberg::arrow::schema_to_arrow_schema;
use iceberg::spec::{NestedFieldRef, Schema, Type};

type Error = Box<dyn std::error::Error + Send + Sync>;

/// A batch that was read in the schema `from`, in the schema `to`.
pub(crate) fn batch(batch: &RecordBatch, from: &Schema, to: &Schema) -> Result<RecordBatch, Error> {
    let target = Arc::new(schema_to_arrow_schema(to)?);
    let columns = fields(
        batch.columns(),
        from.as_struct().fields(),
        to.as_struct().fields(),
        target.fields(),
        batch.num_rows(),
    )?;
    Ok(RecordBatch::try_new(target, columns)?)
}

fn fields(
    arrays: &[ArrayRef],
    from: &[NestedFieldRef],
    to: &[NestedFieldRef],
    target: &Fields,
    rows: usize,
) -> Result<Vec<ArrayRef>, ArrowError> {
    let one = |(to, target): (&NestedFieldRef, &FieldRef)| {
        let found = from.iter().zip(arrays).find(|(f, _)| f.id == to.id);
        match found {
            Some((from, array)) => {
                value(array, &from.field_type, &to.field_type, target.data_type())
            }
            None => Ok(new_null_array(target.data_type(), rows)),
        }
    };
    to.iter().zip(target).map(one).collect()
}

fn value(
    array: &ArrayRef,
    from: &Type,
    to: &Type,
    target: &DataType,
) -> Result<ArrayRef, ArrowError> {
    match (from, to, target) {
        (Type::Struct(from), Type::Struct(to), DataType::Struct(target)) => {
            let array = array.as_struct();
            let columns = fields(
                array.columns(),
                from.fields(),
                to.fields(),
                target,
                array.len(),
            )?;
            let nulls = array.nulls().cloned();
            Ok(Arc::new(StructArray::try_new(
                target.clone(),
                columns,
                nulls,
            )?))
        }
        (Type::List(from), Type::List(to), DataType::List(element)) => {
            let array = array.as_list::<i32>();
            let (from, to) = (&from.element_field.field_type, &to.element_field.field_type);
            let values = value(array.values(), from, to, element.data_type())?;
            let (offsets, nulls) = (array.offsets().clone(), array.nulls().cloned());
            Ok(Arc::new(ListArray::try_new(
                element.clone(),
                offsets,
                values,
                nulls,
            )?))
        }
        (Type::Map(from), Type::Map(to), DataType::Map(entries, sorted)) => {
            let array = array.as_map();
            let DataType::Struct(target) = entries.data_type() else {
                return Ok(Arc::new(array.clone()));
            };
            let from = [from.key_field.clone(), from.value_field.clone()];
            let to = [to.key_field.clone(), to.value_field.clone()];
            let inner = array.entries();
            let columns = fields(inner.columns(), &from, &to, target, inner.len())?;
            let inner = StructArray::try_new(target.clone(), columns, None)?;
            let (offsets, nulls) = (array.offsets().clone(), array.nulls().cloned());
            Ok(Arc::new(MapArray::try_new(
                entries.clone(),
                offsets,
                inner,
                nulls,
                *sorted,
            )?))
        }
        (Type::Primitive(_) | Type::Struct(_) | Type::List(_) | Type::Map(_), _, _) => {
            if array.data_type() == target {
                return Ok(array.clone());
            }
            arrow_cast::cast(array, target)
        }
    }
}
