//! What a live table remembers of the limits of its columns' values, by field id: a column
//! keeps them whatever its name, and whatever its term.

use std::collections::BTreeMap;

use iceberg::spec::TableMetadata;
use serde_json::Value;
use transpilers::iceberg::leaf::Before;
use transpilers::iceberg::limits::repeats;
use transpilers::iceberg::table::{Column, Content};

/// The property that holds them.
pub(crate) const PROPERTY: &str = "denota.limits";

/// Limits by field id; a column without any has none here.
#[derive(Clone, Debug, Default)]
pub(crate) struct Remembered(BTreeMap<i32, Value>);

impl Remembered {
    /// What a table remembers; `None` where it does not.
    pub(crate) fn of(metadata: &TableMetadata) -> Option<Self> {
        let text = metadata.properties().get(PROPERTY)?;
        serde_json::from_str(text).ok().map(Self)
    }

    /// What a column's values must be now that they may not have been before, in words.
    /// `required` is whether all rows have a value, `discriminator` the column, if any, that
    /// tells of which class a row is, `leaves` the classes that rows may be of now.
    pub(crate) fn narrower(
        &self,
        id: i32,
        column: &Column,
        required: bool,
        discriminator: Option<i32>,
        leaves: &[String],
    ) -> Vec<String> {
        let before = self.0.get(&id).unwrap_or(&Value::Null);
        let mut says = Vec::new();
        if column.content == Content::Many && repeats(before) {
            says.push("no value twice".to_owned());
        }
        let Some(limits) = column.limits.as_ref() else {
            return says;
        };
        says.extend(limits.narrower(before));
        // A table of before may have had such limits, and not have remembered them.
        let told = discriminator.and_then(|id| self.0.get(&id));
        if let Some(told) = told.filter(|told| told.get("leaves").is_some()) {
            let classes = told.get("values").and_then(Value::as_array);
            let classes = classes.into_iter().flatten().filter_map(Value::as_str);
            // That a class is gone is said of the discriminator.
            let is_still = |class: &&str| leaves.iter().any(|leaf| leaf == class);
            says.extend(limits.narrower_in_leaves(&Before {
                limits: before,
                required,
                classes: classes.filter(is_still).collect(),
                tells_absence: told.get("classes").is_some(),
            }));
        }
        says
    }

    /// The classes that a table may have rows of, of those in whose rows a new column must have
    /// a value.
    pub(crate) fn lacking<'c>(&self, column: &'c Column, discriminator: i32) -> Vec<&'c str> {
        let known = self.0.get(&discriminator);
        let classes = known.and_then(|known| known.get("values")?.as_array());
        let limits = column.limits.iter();
        let required = limits.flat_map(|limits| limits.required_in());
        // Of a table of before it is not known which classes it has rows of.
        let has_rows = |class: &&str| classes.is_none_or(|all| all.iter().any(|c| c == class));
        required.filter(has_rows).collect()
    }

    /// Whether a column of the number that it has in the table may have values that are not
    /// within what is remembered for it. Of a table of before nothing is known.
    pub(crate) fn wider(&self, column: &Column) -> bool {
        let Some(then) = self.0.get(&column.id) else {
            return false;
        };
        column
            .limits
            .as_deref()
            .is_none_or(|limits| limits.record() != *then && limits.narrower(then).is_empty())
    }

    pub(crate) fn insert(&mut self, id: i32, column: &Column) {
        if let Some(limits) = &column.limits {
            self.0.insert(id, limits.record());
        }
    }

    /// Keeps what was remembered of columns that are not planned, by their ids.
    pub(crate) fn keep(&mut self, before: &Self, planned: impl Fn(i32) -> bool) {
        for (id, limits) in &before.0 {
            if !planned(*id) {
                self.0.entry(*id).or_insert_with(|| limits.clone());
            }
        }
    }

    /// As the property holds it.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }
}
