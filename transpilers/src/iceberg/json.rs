//! The artifact of a table: the Iceberg specification's JSON for its schema, partition spec
//! and sort order, beside its name and properties.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::json;

use super::table::{Column, ColumnType, Table};

/// A table as the text of its artifact.
#[must_use]
pub fn artifact(table: &Table) -> String {
    let fields = Fields(&table.columns);
    let document = Document {
        name: &table.name,
        namespace: [&table.namespace],
        format_version: 2,
        schema: Schema {
            kind: "struct",
            schema_id: 0,
            identifier: &table.identifier,
            fields,
        },
        partition_spec: partition_spec(table),
        sort_order: sort_order(table),
        properties: &table.properties,
    };
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

/// The schema in the specification's JSON.
#[must_use]
pub fn schema(table: &Table) -> serde_json::Value {
    let fields = Fields(&table.columns);
    let schema = Schema {
        kind: "struct",
        schema_id: 0,
        identifier: &table.identifier,
        fields,
    };
    serde_json::to_value(schema).unwrap_or_default()
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    name: &'a str,
    namespace: [&'a str; 1],
    format_version: u8,
    schema: Schema<'a>,
    partition_spec: serde_json::Value,
    sort_order: serde_json::Value,
    properties: &'a std::collections::BTreeMap<String, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Schema<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    schema_id: i32,
    #[serde(rename = "identifier-field-ids")]
    identifier: &'a [i32],
    fields: Fields<'a>,
}

struct Fields<'a>(&'a [Column]);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Field))
    }
}

struct Field<'a>(&'a Column);

impl Serialize for Field<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(column) = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &column.id)?;
        map.serialize_entry("name", &column.name)?;
        map.serialize_entry("required", &column.required)?;
        map.serialize_entry("type", &Type(&column.kind))?;
        if let Some(doc) = &column.doc {
            map.serialize_entry("doc", doc)?;
        }
        map.end()
    }
}

struct Type<'a>(&'a ColumnType);

impl Serialize for Type<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = match self.0 {
            ColumnType::Primitive(primitive) => return serializer.collect_str(primitive),
            ColumnType::Struct(_) | ColumnType::List(_) | ColumnType::Map(..) => {
                serializer.serialize_map(None)?
            }
        };
        match self.0 {
            ColumnType::Primitive(_) => {}
            ColumnType::Struct(fields) => {
                map.serialize_entry("type", "struct")?;
                map.serialize_entry("fields", &Fields(fields))?;
            }
            ColumnType::List(element) => {
                map.serialize_entry("type", "list")?;
                map.serialize_entry("element-id", &element.id)?;
                map.serialize_entry("element-required", &element.required)?;
                map.serialize_entry("element", &Type(&element.kind))?;
            }
            ColumnType::Map(key, value) => {
                map.serialize_entry("type", "map")?;
                map.serialize_entry("key-id", &key.id)?;
                map.serialize_entry("key", &Type(&key.kind))?;
                map.serialize_entry("value-id", &value.id)?;
                map.serialize_entry("value-required", &value.required)?;
                map.serialize_entry("value", &Type(&value.kind))?;
            }
        }
        map.end()
    }
}

fn partition_spec(table: &Table) -> serde_json::Value {
    let fields = table.partition.iter().map(|field| {
        json!({
            "source-id": field.source,
            "field-id": field.id,
            "name": field.name,
            "transform": field.transform.name(),
        })
    });
    json!({ "spec-id": 0, "fields": fields.collect::<Vec<_>>() })
}

fn sort_order(table: &Table) -> serde_json::Value {
    let fields = table.sort.iter().map(|id| {
        json!({ "transform": "identity", "source-id": id, "direction": "asc", "null-order": "nulls-first" })
    });
    // By the specification, order 0 is that of unsorted tables.
    json!({ "order-id": i32::from(!table.sort.is_empty()), "fields": fields.collect::<Vec<_>>() })
}
