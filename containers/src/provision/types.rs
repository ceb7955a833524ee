//! Planned columns as Iceberg's own types.

use std::sync::Arc;

use iceberg::spec::{
    ListType, MapType, NestedField, NestedFieldRef, NullOrder, PrimitiveType as Primitive,
    SortDirection, SortField, SortOrder, StructType, Transform as IcebergTransform, Type,
    UnboundPartitionField, UnboundPartitionSpec,
};
use transpilers::iceberg::table::{Column, ColumnType, PrimitiveType, Table, Transform};

/// A primitive type.
pub(crate) fn primitive(planned: PrimitiveType) -> Primitive {
    match planned {
        PrimitiveType::Boolean => Primitive::Boolean,
        PrimitiveType::Int => Primitive::Int,
        PrimitiveType::Long => Primitive::Long,
        PrimitiveType::Float => Primitive::Float,
        PrimitiveType::Double => Primitive::Double,
        PrimitiveType::Decimal { precision, scale } => Primitive::Decimal { precision, scale },
        PrimitiveType::Date => Primitive::Date,
        PrimitiveType::Time => Primitive::Time,
        PrimitiveType::Timestamp => Primitive::Timestamp,
        PrimitiveType::Timestamptz => Primitive::Timestamptz,
        PrimitiveType::String => Primitive::String,
        PrimitiveType::Uuid => Primitive::Uuid,
        PrimitiveType::Binary => Primitive::Binary,
    }
}

/// A field with everything inside it; ids as `id_of` has them.
pub(crate) fn field(column: &Column, id_of: &mut dyn FnMut(&Column) -> i32) -> NestedFieldRef {
    let id = id_of(column);
    let kind = field_type(column, id_of);
    let mut field = NestedField::new(id, &column.name, kind, column.required);
    field.doc.clone_from(&column.doc);
    Arc::new(field)
}

fn field_type(column: &Column, id_of: &mut dyn FnMut(&Column) -> i32) -> Type {
    match &column.kind {
        ColumnType::Primitive(planned) => Type::Primitive(primitive(*planned)),
        ColumnType::Struct(fields) => Type::Struct(StructType::new(
            fields.iter().map(|f| field(f, id_of)).collect(),
        )),
        ColumnType::List(element) => Type::List(ListType::new(field(element, id_of))),
        ColumnType::Map(key, value) => {
            Type::Map(MapType::new(field(key, id_of), field(value, id_of)))
        }
    }
}

/// A type in words; the library writes the fields of a struct without anything between them.
pub(crate) fn shown(kind: &Type) -> String {
    match kind {
        Type::Struct(fields) => {
            let fields = fields.fields().iter();
            let all: Vec<String> = fields
                .map(|f| format!("{}: {}", f.name, shown(&f.field_type)))
                .collect();
            format!("struct<{}>", all.join(", "))
        }
        Type::Primitive(_) | Type::List(_) | Type::Map(_) => kind.to_string(),
    }
}

/// The partitioning of a new table.
pub(crate) fn partitioning(table: &Table) -> UnboundPartitionSpec {
    let fields = table.partition.iter().map(|p| UnboundPartitionField {
        source_id: p.source,
        field_id: Some(p.id),
        name: p.name.clone(),
        transform: match p.transform {
            Transform::Day => IcebergTransform::Day,
            Transform::Month => IcebergTransform::Month,
        },
    });
    UnboundPartitionSpec::builder()
        .with_spec_id(0)
        .add_partition_fields(fields)
        .map_or_else(|_| UnboundPartitionSpec::default(), |b| b.build())
}

/// The sort order of a new table.
pub(crate) fn sorting(table: &Table) -> SortOrder {
    if table.sort.is_empty() {
        return SortOrder::unsorted_order();
    }
    let fields = table.sort.iter().map(|id| SortField {
        source_id: *id,
        transform: IcebergTransform::Identity,
        direction: SortDirection::Ascending,
        null_order: NullOrder::First,
    });
    SortOrder {
        order_id: 1,
        fields: fields.collect(),
    }
}

/// Whether every value of the one type is one of the other, as Iceberg may promote it.
pub(crate) fn promotes(from: &Primitive, to: &Primitive) -> bool {
    match (from, to) {
        (Primitive::Int, Primitive::Long) | (Primitive::Float, Primitive::Double) => true,
        (
            Primitive::Decimal { precision, scale },
            Primitive::Decimal {
                precision: wider,
                scale: same,
            },
        ) => scale == same && wider > precision,
        _ => false,
    }
}
