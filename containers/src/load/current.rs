//! Whether a table is as the model says that rows are checked by: a model may have been published
//! since the table was provisioned.

use iceberg::spec::{NestedFieldRef, TableMetadata, Type};
use transpilers::iceberg::table::{Column, ColumnType, Table};

use crate::error::{Error, Result};
use crate::provision::limits::Remembered;
use crate::provision::types::{primitive, promotes, shown};

/// Sees that a live table holds every value of every column that is planned, which is numbered as
/// the table is, and asks for no other.
///
/// # Errors
/// A column is not there, or holds something else, or must have a value that the model does not
/// ask for.
pub(super) fn check(planned: &Table, live: &TableMetadata, name: &str) -> Result<()> {
    let fields = live.current_schema().as_struct().fields();
    let what = columns(&planned.columns, fields, "").or_else(|| {
        let remembered = Remembered::of(live)?;
        let mut columns = planned.columns.iter();
        columns.find_map(|c| limited(c, &remembered, &c.name))
    });
    match what {
        None => Ok(()),
        Some(what) => {
            let what = format!("the table `{name}` is not as the model says: {what}");
            Err(Error::invalid(what).with_help("run `denota provision` to bring it up to date"))
        }
    }
}

/// A column, or one within it, that rows may have values in by the model that are not within what
/// the table remembers: the model has been provisioned elsewhere since.
fn limited(column: &Column, remembered: &Remembered, path: &str) -> Option<String> {
    if remembered.wider(column) {
        return Some(format!("its column `{path}` takes less"));
    }
    match &column.kind {
        ColumnType::Primitive(_) => None,
        ColumnType::Struct(fields) => fields
            .iter()
            .find_map(|f| limited(f, remembered, &format!("{path}.{}", f.name))),
        ColumnType::List(element) => limited(element, remembered, path),
        ColumnType::Map(key, value) => {
            limited(key, remembered, path).or_else(|| limited(value, remembered, path))
        }
    }
}

/// What is not there, or something else, or must have a value that rows need not have.
fn columns(planned: &[Column], live: &[NestedFieldRef], above: &str) -> Option<String> {
    let plan = |field: &NestedFieldRef| planned.iter().find(|column| column.id == field.id);
    let wanting = live.iter().find(|field| {
        let required = plan(field).is_some_and(|column| column.required);
        field.required && !required
    });
    if let Some(field) = wanting {
        let path = format!("{above}{}", field.name);
        return Some(format!("every row has a value in its column `{path}`"));
    }
    planned.iter().find_map(|column| {
        let path = format!("{above}{}", column.name);
        match live.iter().find(|field| field.id == column.id) {
            Some(field) => other(column, &field.field_type, &path),
            None => Some(format!("it has no column `{path}`")),
        }
    })
}

fn other(column: &Column, live: &Type, path: &str) -> Option<String> {
    match (&column.kind, live) {
        (ColumnType::Primitive(planned), Type::Primitive(live))
            if primitive(*planned) == *live || promotes(&primitive(*planned), live) =>
        {
            None
        }
        (ColumnType::Struct(fields), Type::Struct(live)) => {
            columns(fields, live.fields(), &format!("{path}."))
        }
        (ColumnType::List(element), Type::List(live)) => {
            other(element, &live.element_field.field_type, path)
        }
        (ColumnType::Map(key, value), Type::Map(live)) => {
            other(key, &live.key_field.field_type, path)
                .or_else(|| other(value, &live.value_field.field_type, path))
        }
        (
            ColumnType::Primitive(_)
            | ColumnType::Struct(_)
            | ColumnType::List(_)
            | ColumnType::Map(..),
            _,
        ) => Some(format!("its column `{path}` is `{}`", shown(live))),
    }
}
