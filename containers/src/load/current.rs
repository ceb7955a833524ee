//! Whether a table is as the model says that rows are checked by: a model may have been published
//! since the table was provisioned.

use iceberg::spec::{NestedFieldRef, Schema, Type};
use transpilers::iceberg::table::{Column, ColumnType, Table};

use crate::error::{Error, Result};
use crate::provision::types::{primitive, promotes, shown};

/// Sees that a live table holds every value of every column that is planned, which is numbered as
/// the table is, and asks for no other.
///
/// # Errors
/// A column is not there, or holds something else, or must have a value that the model does not
/// ask for.
pub(super) fn check(planned: &Table, live: &Schema, name: &str) -> Result<()> {
    match columns(&planned.columns, live.as_struct().fields(), "") {
        None => Ok(()),
        Some(what) => {
            let what = format!("the table `{name}` is not as the model says: {what}");
            Err(Error::invalid(what).with_help("run `denota provision` to bring it up to date"))
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
