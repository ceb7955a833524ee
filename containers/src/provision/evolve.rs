//! From a live table and a planned one to the schema that serves both, and the steps there.
//!
//! Columns are matched by what they mean ([`Ledger`]); a live column whose term is gone
//! and whose number the plan gives to another term was renamed. Live columns keep their
//! place; new ones come last.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use iceberg::TableIdent;
use iceberg::spec::{
    ListType, MapType, NestedField, NestedFieldRef, Schema, StructType, TableMetadata, Type,
};
use transpilers::iceberg::table::{Column, ColumnType, Origin, Table};

use super::ledger::{self, Ledger};
use super::plan::{Action, Refusal, Step};
use super::types;
use crate::catalog::Connection;
use crate::error::Result;

/// A live table as evolution looks at it.
#[derive(Clone, Debug)]
pub(crate) struct Live {
    pub(crate) table: iceberg::table::Table,
    pub(crate) files: u64,
    pub(crate) rows: bool,
}

impl Live {
    /// The live table for a planned one.
    pub(crate) async fn read(connection: &Connection, table: &Table) -> Result<Option<Self>> {
        Ok(connection.table(&ident(table)).await?.map(Self::of))
    }

    pub(crate) fn of(table: iceberg::table::Table) -> Self {
        let total = |key: &str| {
            let snapshot = table.metadata().current_snapshot()?;
            let totals = &snapshot.summary().additional_properties;
            // A snapshot without figures is taken to have rows.
            Some(totals.get(key).map_or(1, |v| v.parse().unwrap_or(1)))
        };
        let files: u64 = total("total-data-files").unwrap_or_default();
        let rows = total("total-records").unwrap_or_default() > 0 || files > 0;
        Self { table, files, rows }
    }

    fn metadata(&self) -> &TableMetadata {
        self.table.metadata()
    }
}

/// The name of a planned table.
pub(crate) fn ident(table: &Table) -> TableIdent {
    let namespace = iceberg::NamespaceIdent::new(table.namespace.clone());
    TableIdent::new(namespace, table.name.clone())
}

/// What has to happen to one table.
#[derive(Debug)]
pub(crate) struct Evolution {
    pub(crate) steps: Vec<Step>,
    pub(crate) refusals: Vec<Refusal>,
    /// The schema to be, where it differs from the live one.
    pub(crate) schema: Option<Vec<NestedFieldRef>>,
    /// The field ids that identify rows, as the live table numbers them.
    pub(crate) identifier: Vec<i32>,
    /// Properties to set, to remove.
    pub(crate) set: HashMap<String, String>,
    pub(crate) remove: Vec<String>,
    /// Whether data files must be written again for the new schema.
    pub(crate) rewrite: bool,
}

/// Compares; `None` is a table that is not there yet.
pub(crate) fn evolve(planned: &Table, live: Option<&Live>) -> Evolution {
    let mut walk = Walk::new(planned, live);
    let Some(live) = live else {
        walk.step(Action::CreateTable {
            columns: planned.columns.len(),
        });
        return walk.create(planned);
    };
    let before = live.metadata().current_schema();
    let fields = walk.fields(&planned.columns, before.as_struct().fields(), &[], true);
    walk.key(planned, before);
    walk.properties(planned, live.metadata());
    let changed = fields.as_slice() != before.as_struct().fields() || walk.key_changed;
    if walk.rewrite {
        walk.step(Action::Rewrite { files: live.files });
    }
    Evolution {
        identifier: walk.identifier(planned),
        schema: changed.then_some(fields),
        steps: walk.steps,
        refusals: walk.refusals,
        set: walk.set,
        remove: walk.remove,
        rewrite: walk.rewrite,
    }
}

struct Walk<'a> {
    on: String,
    live: Option<&'a Live>,
    known: Ledger,
    ledger: Ledger,
    planned_paths: HashSet<String>,
    /// Field ids that the table uses or ever used.
    used: HashSet<i32>,
    next: i32,
    steps: Vec<Step>,
    refusals: Vec<Refusal>,
    set: HashMap<String, String>,
    remove: Vec<String>,
    rewrite: bool,
    key_changed: bool,
}

impl<'a> Walk<'a> {
    fn new(planned: &Table, live: Option<&'a Live>) -> Self {
        let mut planned_paths = HashSet::new();
        planned.visit(&mut |_, c| {
            planned_paths.insert(ledger::key(c));
        });
        let mut used = HashSet::new();
        for schema in live.iter().flat_map(|l| l.metadata().schemas_iter()) {
            used.extend(schema.field_id_to_fields().keys());
        }
        Self {
            on: format!("{}.{}", planned.namespace, planned.name),
            live,
            known: live.map(|l| Ledger::of(l.metadata())).unwrap_or_default(),
            ledger: Ledger::default(),
            planned_paths,
            used,
            next: live.map_or(0, |l| l.metadata().last_column_id()),
            steps: Vec::new(),
            refusals: Vec::new(),
            set: HashMap::new(),
            remove: Vec::new(),
            rewrite: false,
            key_changed: false,
        }
    }

    fn create(mut self, planned: &Table) -> Evolution {
        let fields = planned.columns.iter().map(|c| self.new_field(c)).collect();
        self.set = self.wanted_properties(planned);
        Evolution {
            identifier: self.identifier(planned),
            schema: Some(fields),
            steps: self.steps,
            refusals: self.refusals,
            set: self.set,
            remove: Vec::new(),
            rewrite: false,
        }
    }

    fn step(&mut self, action: Action) {
        self.steps.push(Step {
            on: self.on.clone(),
            action,
        });
    }

    fn refuse(&mut self, reason: String, help: impl Into<String>) {
        self.refusals.push(Refusal {
            on: self.on.clone(),
            reason,
            help: help.into(),
        });
    }

    fn has_rows(&self) -> bool {
        self.live.is_some_and(|l| l.rows)
    }

    /// The number of a new field: the planned one, unless the table ever used it.
    fn new_id(&mut self, column: &Column) -> i32 {
        let id = if self.used.contains(&column.id) {
            self.next += 1;
            while self.used.contains(&self.next) || self.planned_elsewhere(self.next) {
                self.next += 1;
            }
            self.next
        } else {
            column.id
        };
        self.used.insert(id);
        self.ledger.insert(column, id);
        id
    }

    fn planned_elsewhere(&self, id: i32) -> bool {
        self.ledger.path_of(id).is_some()
    }

    fn new_field(&mut self, column: &Column) -> NestedFieldRef {
        types::field(column, &mut |c| self.new_id(c))
    }

    /// The live field that a planned column is.
    fn find<'f>(
        &self,
        column: &Column,
        fields: &'f [NestedFieldRef],
    ) -> Option<&'f NestedFieldRef> {
        let by_id = |id: i32| fields.iter().find(|f| f.id == id);
        if let Some(field) = self.known.get(column).and_then(by_id) {
            return Some(field);
        }
        let field = by_id(column.id)?;
        let free = self
            .known
            .path_of(field.id)
            .is_none_or(|path| !self.planned_paths.contains(path));
        free.then_some(field)
    }

    fn fields(
        &mut self,
        planned: &[Column],
        live: &[NestedFieldRef],
        path: &[&str],
        top: bool,
    ) -> Vec<NestedFieldRef> {
        let matches: Vec<(&Column, Option<&NestedFieldRef>)> =
            planned.iter().map(|c| (c, self.find(c, live))).collect();
        let mut fields = Vec::new();
        for field in live {
            let column = matches
                .iter()
                .find(|(_, f)| f.is_some_and(|f| f.id == field.id));
            fields.push(match column {
                Some((column, _)) => self.matched(column, field, path, top),
                None => self.left(field, path, top),
            });
        }
        for (column, _) in matches.iter().filter(|(_, f)| f.is_none()) {
            fields.push(self.added(column, path, top));
        }
        fields
    }

    fn left(&mut self, field: &NestedFieldRef, path: &[&str], top: bool) -> NestedFieldRef {
        if !field.required {
            return field.clone();
        }
        self.step(Action::KeepColumn {
            column: dotted(path, &field.name),
        });
        self.rewrite |= !top && self.has_rows();
        let mut field = NestedField::clone(field);
        field.required = false;
        Arc::new(field)
    }

    fn added(&mut self, column: &Column, path: &[&str], top: bool) -> NestedFieldRef {
        let name = dotted(path, &column.name);
        if column.required && self.has_rows() {
            self.refuse(
                format!("the new column `{name}` is required, and the table has rows without it"),
                "give the property `upper:minCount 0`, load the values, and require it in the model's rules for new rows later",
            );
        }
        let field = self.new_field(column);
        self.step(Action::AddColumn {
            column: name,
            kind: field.field_type.to_string(),
        });
        self.rewrite |= !top && self.has_rows();
        field
    }

    fn matched(
        &mut self,
        column: &Column,
        field: &NestedFieldRef,
        path: &[&str],
        top: bool,
    ) -> NestedFieldRef {
        self.ledger.insert(column, field.id);
        let name = dotted(path, &field.name);
        let mut new = NestedField::clone(field);
        if column.name != field.name {
            self.step(Action::RenameColumn {
                from: name.clone(),
                to: column.name.clone(),
            });
            self.rewrite |= !top && self.has_rows();
            new.name.clone_from(&column.name);
        }
        self.optionality(column, &mut new, &name, top);
        if is_documented(column) && column.doc != field.doc {
            self.step(Action::Document {
                column: name.clone(),
            });
            new.doc.clone_from(&column.doc);
        }
        let inner: Vec<&str> = path.iter().copied().chain([field.name.as_str()]).collect();
        new.field_type = Box::new(self.kind(column, &field.field_type, &inner, top));
        Arc::new(new)
    }

    fn optionality(&mut self, column: &Column, new: &mut NestedField, name: &str, top: bool) {
        if column.required == new.required {
            return;
        }
        if !column.required {
            self.step(Action::Relax {
                column: name.to_owned(),
            });
            self.rewrite |= !top && self.has_rows();
        } else if self.has_rows() {
            self.refuse(
                format!("the column `{name}` becomes required, and the table may have rows without a value"),
                "keep the property optional in the model, or load the rows into a new table",
            );
            return;
        } else {
            self.step(Action::Require {
                column: name.to_owned(),
            });
        }
        new.required = column.required;
    }

    fn kind(&mut self, column: &Column, live: &Type, path: &[&str], top: bool) -> Type {
        match (&column.kind, live) {
            (ColumnType::Primitive(planned), Type::Primitive(from)) => {
                let to = types::primitive(*planned);
                if *from == to {
                    return live.clone();
                }
                if types::promotes(from, &to) {
                    self.step(Action::Promote {
                        column: path.join("."),
                        from: from.to_string(),
                        to: to.to_string(),
                    });
                    self.rewrite |= !top && self.has_rows();
                    return Type::Primitive(to);
                }
                self.refuse_type(
                    path,
                    &from.to_string(),
                    &to.to_string(),
                    types::promotes(&to, from),
                );
                live.clone()
            }
            (ColumnType::Struct(fields), Type::Struct(before)) => Type::Struct(StructType::new(
                self.fields(fields, before.fields(), path, false),
            )),
            (ColumnType::List(element), Type::List(before)) => Type::List(ListType::new(
                self.inside(element, &before.element_field, path),
            )),
            (ColumnType::Map(key, value), Type::Map(before)) => Type::Map(MapType::new(
                self.inside(key, &before.key_field, path),
                self.inside(value, &before.value_field, path),
            )),
            (
                ColumnType::Primitive(_)
                | ColumnType::Struct(_)
                | ColumnType::List(_)
                | ColumnType::Map(..),
                Type::Primitive(_) | Type::Struct(_) | Type::List(_) | Type::Map(_),
            ) => {
                let to = types::field(column, &mut |c| c.id).field_type.to_string();
                self.refuse_type(path, &live.to_string(), &to, false);
                live.clone()
            }
        }
    }

    /// An element, key or value: there is exactly one, so it is matched by its place.
    fn inside(&mut self, column: &Column, field: &NestedFieldRef, path: &[&str]) -> NestedFieldRef {
        self.matched(column, field, path, false)
    }

    fn refuse_type(&mut self, path: &[&str], from: &str, to: &str, narrower: bool) {
        let column = path.join(".");
        if narrower {
            self.refuse(
                format!("the column `{column}` would be narrowed from {from} to {to}"),
                format!("keep {from} in the model and limit the values by facets"),
            );
        } else {
            self.refuse(
                format!("the column `{column}` would change its type from {from} to {to}"),
                "give the new kind of value a property of its own, and deprecate the old one",
            );
        }
    }

    fn identifier(&self, planned: &Table) -> Vec<i32> {
        let ids = planned
            .identifier
            .iter()
            .filter_map(|id| planned.column(*id));
        ids.filter_map(|c| self.ledger.get(c)).collect()
    }

    fn key(&mut self, planned: &Table, before: &Schema) {
        let live: HashSet<i32> = before.identifier_field_ids().collect();
        let wanted: HashSet<i32> = self.identifier(planned).into_iter().collect();
        if live == wanted {
            return;
        }
        if self.has_rows() {
            let names = |ids: &HashSet<i32>| {
                let mut names: Vec<&str> = ids
                    .iter()
                    .filter_map(|id| before.name_by_field_id(*id))
                    .collect();
                names.sort_unstable();
                if names.is_empty() {
                    "nothing".to_owned()
                } else {
                    names.join(", ")
                }
            };
            self.refuse(
                format!("the key would change from ({}) to ({})", names(&live), names(&wanted)),
                "rows were told apart by the old key: make a new class with the new key, and load its rows anew",
            );
        } else {
            self.key_changed = true;
            self.step(Action::ChangeKey);
        }
    }

    fn wanted_properties(&self, planned: &Table) -> HashMap<String, String> {
        let mut wanted: HashMap<String, String> = planned.properties.clone().into_iter().collect();
        if let Some(doc) = &planned.doc {
            wanted
                .entry("comment".to_owned())
                .or_insert_with(|| doc.clone());
        }
        let mut ledger = self.ledger.clone();
        ledger.keep(&self.known);
        wanted.insert(ledger::PROPERTY.to_owned(), ledger.text());
        wanted
    }

    /// Properties of ours follow the model; all others are the operator's once the table
    /// is there.
    fn properties(&mut self, planned: &Table, live: &TableMetadata) {
        let ours = |key: &str| key == "comment" || key.starts_with("denota.");
        let wanted = self.wanted_properties(planned);
        let mut keys: Vec<String> = Vec::new();
        for (key, value) in &wanted {
            if ours(key) && live.properties().get(key) != Some(value) {
                self.set.insert(key.clone(), value.clone());
                keys.push(key.clone());
            }
        }
        for key in live.properties().keys() {
            if key.starts_with("denota.") && !wanted.contains_key(key) {
                self.remove.push(key.clone());
                keys.push(key.clone());
            }
        }
        // The ledger changes with the columns; by itself it is worth no line.
        if !self.steps.is_empty() {
            keys.retain(|key| key != ledger::PROPERTY);
        }
        keys.sort();
        self.remove.sort();
        if !keys.is_empty() {
            self.step(Action::SetProperties { keys });
        }
    }
}

fn dotted(path: &[&str], name: &str) -> String {
    path.iter()
        .copied()
        .chain([name])
        .collect::<Vec<_>>()
        .join(".")
}

/// Whether Iceberg keeps a documentation of a column: it has none of elements, keys and
/// values of lists and maps, so that theirs would differ for ever.
fn is_documented(column: &Column) -> bool {
    match column.origin {
        Origin::Property { .. }
        | Origin::Reference { .. }
        | Origin::Key { .. }
        | Origin::Discriminator(_)
        | Origin::Leaf(_) => true,
        Origin::Element | Origin::KeyElement { .. } | Origin::MapKey | Origin::MapValue => false,
    }
}
