//! The metadata of a new table, with the field ids that were planned.
//!
//! `iceberg`'s own way to make a table numbers its fields afresh; the numbers of
//! `denota.ids` are to be the numbers of the table, so the first metadata is written here
//! in the form of the Iceberg specification and read back through the library, which
//! checks it.

use std::time::{SystemTime, UNIX_EPOCH};

use iceberg::TableUpdate;
use iceberg::spec::{FormatVersion, TableMetadata};
use serde_json::json;

use super::commit::NewTable;
use crate::error::{Doing as _, Result};

/// Milliseconds since 1970.
pub(crate) fn now_ms() -> i64 {
    let elapsed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
}

/// The first metadata of a table.
pub(crate) fn first(new: &NewTable, location: &str) -> Result<TableMetadata> {
    let doing = || format!("describe the new table `{}`", super::display(&new.ident));
    let spec = new
        .spec
        .clone()
        .with_spec_id(0)
        .bind(new.schema.clone())
        .doing(doing)?;
    let last_partition = spec.highest_field_id().unwrap_or(999);
    let metadata = json!({
        "format-version": 2,
        "table-uuid": uuid::Uuid::new_v4(),
        "location": location,
        "last-sequence-number": 0,
        "last-updated-ms": now_ms(),
        "last-column-id": new.schema.highest_field_id(),
        "schemas": [new.schema],
        "current-schema-id": new.schema.schema_id(),
        "partition-specs": [spec],
        "default-spec-id": 0,
        "last-partition-id": last_partition,
        "sort-orders": [new.order],
        "default-sort-order-id": new.order.order_id,
        "properties": new.properties,
        "snapshots": [],
        "snapshot-log": [],
        "metadata-log": [],
    });
    serde_json::from_value(metadata).doing(doing)
}

/// The updates that make a table out of nothing, for catalogs that take updates.
pub(crate) fn creating_updates(new: &NewTable, staged: &TableMetadata) -> Vec<TableUpdate> {
    let mut updates = vec![
        TableUpdate::AssignUuid {
            uuid: staged.uuid(),
        },
        TableUpdate::UpgradeFormatVersion {
            format_version: FormatVersion::V2,
        },
        TableUpdate::AddSchema {
            schema: new.schema.clone(),
        },
        TableUpdate::SetCurrentSchema { schema_id: -1 },
        TableUpdate::AddSpec {
            spec: new.spec.clone(),
        },
        TableUpdate::SetDefaultSpec { spec_id: -1 },
        TableUpdate::AddSortOrder {
            sort_order: new.order.clone(),
        },
        TableUpdate::SetDefaultSortOrder { sort_order_id: -1 },
        TableUpdate::SetLocation {
            location: staged.location().to_owned(),
        },
    ];
    if !new.properties.is_empty() {
        updates.push(TableUpdate::SetProperties {
            updates: new.properties.clone(),
        });
    }
    updates
}
