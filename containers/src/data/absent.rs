//! Columns that came after a data file, which therefore lacks them.
//!
//! `iceberg` fills in nulls for columns of some types only. For those of the others files
//! are read without them, and the nulls are ours.

use std::collections::HashSet;
use std::sync::Arc;

use iceberg::arrow::ArrowFileReader;
use iceberg::io::{FileIO, FileMetadata};
use iceberg::spec::{NestedFieldRef, PrimitiveType, Type};
use parquet::arrow::async_reader::AsyncFileReader as _;
use parquet::file::metadata::ParquetMetaData;

use super::LiveFile;

type Error = Box<dyn std::error::Error + Send + Sync>;

/// Whether `iceberg` fills in nulls where a file lacks a column of the type.
pub(crate) fn is_filled_in(kind: &Type) -> bool {
    match kind {
        Type::Primitive(kind) => match kind {
            PrimitiveType::Boolean
            | PrimitiveType::Int
            | PrimitiveType::Long
            | PrimitiveType::Float
            | PrimitiveType::Double
            | PrimitiveType::Decimal { .. }
            | PrimitiveType::Date
            | PrimitiveType::Timestamp
            | PrimitiveType::Timestamptz
            | PrimitiveType::String => true,
            PrimitiveType::Time
            | PrimitiveType::TimestampNs
            | PrimitiveType::TimestamptzNs
            | PrimitiveType::Uuid
            | PrimitiveType::Fixed(_)
            | PrimitiveType::Binary => false,
        },
        Type::Struct(fields) => fields.fields().iter().all(|f| is_filled_in(&f.field_type)),
        Type::List(_) | Type::Map(_) => false,
    }
}

/// The field ids of columns that a file lacks and that are not filled in.
pub(super) async fn of(
    io: &FileIO,
    file: &LiveFile,
    columns: &[NestedFieldRef],
) -> Result<HashSet<i32>, Error> {
    let open = columns.iter().filter(|f| !is_filled_in(&f.field_type));
    let open: HashSet<i32> = open
        .filter(|f| !is_counted(file, f))
        .map(|f| f.id)
        .collect();
    if open.is_empty() {
        return Ok(open);
    }
    // Not every writer has figures of all columns: only the file itself can say.
    let metadata = footer(io, file).await?;
    let root = metadata.file_metadata().schema_descr().root_schema();
    let columns = root.get_fields().iter().map(|f| f.get_basic_info());
    if columns.clone().any(|column| !column.has_id()) {
        // Its columns are found by their names or places.
        return Ok(HashSet::new());
    }
    let there: HashSet<i32> = columns.map(|column| column.id()).collect();
    Ok(open.difference(&there).copied().collect())
}

/// What a file says of itself.
pub(super) async fn footer(io: &FileIO, file: &LiveFile) -> Result<Arc<ParquetMetaData>, Error> {
    let size = file.task.file_size_in_bytes;
    let reader = io.new_input(file.path())?.reader().await?;
    let mut reader = ArrowFileReader::new(FileMetadata { size }, reader);
    Ok(reader.get_metadata(None).await?)
}

/// Whether the manifest has figures of a column, or of anything in it.
fn is_counted(file: &LiveFile, column: &NestedFieldRef) -> bool {
    let data = &file.file;
    if data.column_sizes().contains_key(&column.id) || data.value_counts().contains_key(&column.id)
    {
        return true;
    }
    match column.field_type.as_ref() {
        Type::Primitive(_) => false,
        Type::Struct(fields) => fields.fields().iter().any(|f| is_counted(file, f)),
        Type::List(list) => is_counted(file, &list.element_field),
        Type::Map(map) => is_counted(file, &map.key_field) || is_counted(file, &map.value_field),
    }
}
