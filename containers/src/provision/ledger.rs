//! Which column of a live table stands for which path of the model.
//!
//! The table itself remembers, in a property: paths of term IRIs and roles to field ids.
//! So the columns of a table are found again by what they mean, whatever numbers a model
//! without a `denota.ids` would be given this time, and whatever numbers a catalog chose.

use std::collections::{BTreeMap, HashMap};

use iceberg::spec::TableMetadata;
use transpilers::iceberg::table::{Column, Table};
use transpilers::ids::DISCRIMINATOR;

/// The property that holds the ledger.
pub(crate) const PROPERTY: &str = "denota.columns";

/// Paths to field ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ledger(BTreeMap<String, i32>);

/// The key of a column: IRIs have no spaces.
pub(crate) fn key(column: &Column) -> String {
    column.path.join(" ")
}

impl Ledger {
    /// What a table remembers; empty where it was not made by us.
    pub(crate) fn of(metadata: &TableMetadata) -> Self {
        metadata
            .properties()
            .get(PROPERTY)
            .and_then(|text| serde_json::from_str(text).ok())
            .map_or_else(Self::default, Self)
    }

    pub(crate) fn get(&self, column: &Column) -> Option<i32> {
        self.0.get(&key(column)).copied()
    }

    /// The field id of a path.
    pub(crate) fn id_of(&self, path: &str) -> Option<i32> {
        self.0.get(path).copied()
    }

    /// The column that tells of which class of a taxonomy a row is.
    pub(crate) fn discriminator(&self) -> Option<i32> {
        self.id_of(DISCRIMINATOR)
    }

    /// All field ids.
    pub(crate) fn ids(&self) -> impl Iterator<Item = i32> {
        self.0.values().copied()
    }

    /// All paths, as their steps, with their field ids.
    pub(crate) fn paths(&self) -> impl Iterator<Item = (Vec<String>, i32)> {
        let steps = |path: &String| path.split(' ').map(str::to_owned).collect();
        self.0.iter().map(move |(path, id)| (steps(path), *id))
    }

    /// The path that a field id stands for.
    pub(crate) fn path_of(&self, id: i32) -> Option<&str> {
        self.0
            .iter()
            .find(|(_, i)| **i == id)
            .map(|(p, _)| p.as_str())
    }

    pub(crate) fn insert(&mut self, column: &Column, id: i32) {
        self.0.insert(key(column), id);
    }

    /// Keeps what was known of columns that are no longer planned: should they come back,
    /// they are found.
    pub(crate) fn keep(&mut self, before: &Self) {
        let taken: Vec<i32> = self.0.values().copied().collect();
        for (path, id) in &before.0 {
            if !taken.contains(id) {
                self.0.entry(path.clone()).or_insert(*id);
            }
        }
    }

    /// As the property holds it.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }
}

/// The numbers of a live table for those of its plan, by path.
pub(crate) fn numbers(planned: &Table, ledger: &Ledger) -> HashMap<i32, i32> {
    let mut numbers = HashMap::new();
    planned.visit(&mut |_, column| {
        if let Some(id) = ledger.get(column) {
            numbers.insert(column.id, id);
        }
    });
    numbers
}
