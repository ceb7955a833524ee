//! From a live table and a planned one to the schema that serves both, and the steps there.

use std::collections::{HashMap, HashSet};

use iceberg::TableIdent;
use iceberg::spec::{NestedFieldRef, Schema, TableMetadata};
use transpilers::iceberg::table::{Column, Table};

use super::ledger::{self, Ledger};
use super::limits::{self, Remembered};
use super::plan::{Action, Allow, Refusal, Step};
use super::types;
use crate::catalog::{Connection, display, in_sql};
use crate::error::Result;

/// The property that says of which class a table's rows are.
pub(crate) const TERM: &str = "denota.term";

/// A live table as evolution looks at it.
#[derive(Clone, Debug)]
pub(crate) struct Live {
    pub(crate) table: iceberg::table::Table,
    pub(crate) files: u64,
    pub(crate) rows: bool,
}

impl Live {
    /// The live table of a name.
    pub(crate) async fn read(connection: &Connection, ident: &TableIdent) -> Result<Option<Self>> {
        Ok(connection.table(ident).await?.map(Self::of))
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

    pub(crate) fn ident(&self) -> &TableIdent {
        self.table.identifier()
    }

    pub(crate) fn metadata(&self) -> &TableMetadata {
        self.table.metadata()
    }

    pub(crate) fn property(&self, key: &str) -> Option<&str> {
        self.metadata().properties().get(key).map(String::as_str)
    }

    /// The IRI of the class whose rows it has; none where it was not made by us.
    pub(crate) fn term(&self) -> Option<&str> {
        self.property(TERM)
    }
}

/// The name of a planned table.
pub(crate) fn ident(table: &Table) -> TableIdent {
    let namespace = iceberg::NamespaceIdent::new(table.namespace.clone());
    TableIdent::new(namespace, table.name.clone())
}

/// What has to happen to one table.
#[derive(Debug, Default)]
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
pub(crate) fn evolve(planned: &Table, live: Option<&Live>, allow: Allow) -> Evolution {
    let mut walk = Walk::new(planned, live, allow);
    let Some(live) = live else {
        walk.step(Action::CreateTable {
            columns: planned.columns.len(),
        });
        return walk.create(planned);
    };
    if let Some(refusal) = of_another_class(planned, live) {
        return Evolution {
            refusals: vec![refusal],
            ..Evolution::default()
        };
    }
    let before = live.metadata().current_schema();
    let fields = walk.fields(&planned.columns, before.as_struct().fields(), &[], 0);
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

/// The name is right, but the rows are of something else.
fn of_another_class(planned: &Table, live: &Live) -> Option<Refusal> {
    let term = live.term()?;
    let root = &planned.root_iri;
    if term == root || planned.formerly.iter().any(|old| old == term) {
        return None;
    }
    Some(Refusal {
        on: display(live.ident()),
        reason: format!("the table has the rows of another class, `{term}`, not of `{root}`"),
        help: format!(
            "give `{root}` another `upper:name`; if it is the same class under a new term, keep the old one in the model with `upper:replacedBy`"
        ),
    })
}

/// A comparison under way.
pub(super) struct Walk<'a> {
    on: String,
    live: Option<&'a Live>,
    allow: Allow,
    /// What the table remembers of its columns' paths.
    pub(super) known: Ledger,
    pub(super) ledger: Ledger,
    /// What the table remembers of its columns' limits.
    pub(super) remembered: Option<Remembered>,
    limits: Remembered,
    pub(super) planned_paths: HashSet<String>,
    /// The names of the classes that rows may be of.
    pub(super) leaves: Vec<String>,
    /// Properties that have no column, because their inverses have it.
    pub(super) elsewhere: HashSet<String>,
    /// Field ids that the table uses or ever used.
    used: HashSet<i32>,
    next: i32,
    steps: Vec<Step>,
    refusals: Vec<Refusal>,
    set: HashMap<String, String>,
    remove: Vec<String>,
    pub(super) rewrite: bool,
    key_changed: bool,
}

impl<'a> Walk<'a> {
    fn new(planned: &Table, live: Option<&'a Live>, allow: Allow) -> Self {
        let mut planned_paths = HashSet::new();
        planned.visit(&mut |_, c| {
            planned_paths.insert(ledger::key(c));
        });
        let known = live.map(|l| Ledger::of(l.metadata())).unwrap_or_default();
        let mut used: HashSet<i32> = known.ids().collect();
        for schema in live.iter().flat_map(|l| l.metadata().schemas_iter()) {
            used.extend(schema.field_id_to_fields().keys());
        }
        Self {
            on: display(&ident(planned)),
            live,
            allow,
            known,
            ledger: Ledger::default(),
            remembered: live.and_then(|l| Remembered::of(l.metadata())),
            limits: Remembered::default(),
            planned_paths,
            leaves: planned.leaves.iter().map(|l| l.name.clone()).collect(),
            elsewhere: planned.inverses.iter().map(|i| i.term.clone()).collect(),
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

    pub(super) fn step(&mut self, action: Action) {
        self.noted(action, None);
    }

    pub(super) fn noted(&mut self, action: Action, note: Option<String>) {
        self.steps
            .push(Step::new(self.on.clone(), action).with(note));
    }

    pub(super) fn refuse(&mut self, reason: String, help: impl Into<String>) {
        // Several fields may be left behind for one reason.
        if self.refusals.iter().all(|r| r.reason != reason) {
            self.refusals.push(Refusal {
                on: self.on.clone(),
                reason,
                help: help.into(),
            });
        }
    }

    pub(super) fn refused(&self) -> usize {
        self.refusals.len()
    }

    /// The live table in SQL, by its name, which is still that before a renaming.
    pub(super) fn table(&self) -> String {
        self.live
            .map_or_else(|| self.on.clone(), |l| in_sql(l.ident()))
    }

    pub(super) fn has_rows(&self) -> bool {
        self.live.is_some_and(|l| l.rows)
    }

    /// The term that a live column says it stands for.
    pub(super) fn said_term(&self, column: &str) -> Option<&str> {
        self.live?.property(&format!("{TERM}.{column}"))
    }

    /// Whether narrower limits are taken, whatever the rows.
    pub(super) fn may_narrow(&self) -> bool {
        self.allow.narrowing || !self.has_rows()
    }

    /// Notes which live field a planned column is.
    pub(super) fn is(&mut self, column: &Column, id: i32) {
        self.ledger.insert(column, id);
        self.limits.insert(id, column);
    }

    /// The number of a new field: the planned one, unless the table ever used it.
    fn new_id(&mut self, column: &Column) -> i32 {
        let id = if self.used.contains(&column.id) {
            self.next += 1;
            while self.used.contains(&self.next) {
                self.next += 1;
            }
            self.next
        } else {
            column.id
        };
        self.used.insert(id);
        self.is(column, id);
        id
    }

    pub(super) fn new_field(&mut self, column: &Column) -> NestedFieldRef {
        types::field(column, &mut |c| self.new_id(c))
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
        if !self.has_rows() {
            self.key_changed = true;
            return self.step(Action::ChangeKey);
        }
        let name = |id: &i32| {
            let column = planned
                .columns
                .iter()
                .find(|c| self.ledger.get(c) == Some(*id));
            let planned = column.map(|c| c.name.as_str());
            before.name_by_field_id(*id).or(planned)
        };
        let names = |ids: &HashSet<i32>| {
            let mut names: Vec<&str> = ids.iter().filter_map(name).collect();
            names.sort_unstable();
            if names.is_empty() {
                "nothing".to_owned()
            } else {
                names.join(", ")
            }
        };
        let (from, to) = (names(&live), names(&wanted));
        self.refuse(
            format!("the key would change from ({from}) to ({to})"),
            "rows were told apart by the old key: make a new class with the new key, and load its rows anew",
        );
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
        let mut limits = self.limits.clone();
        if let Some(before) = &self.remembered {
            limits.keep(before, |id| self.ledger.path_of(id).is_some());
        }
        wanted.insert(limits::PROPERTY.to_owned(), limits.text());
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
        // What is remembered changes with the columns; by itself it is worth no line.
        if !self.steps.is_empty() {
            keys.retain(|key| key != ledger::PROPERTY && key != limits::PROPERTY);
        }
        keys.sort();
        self.remove.sort();
        if !keys.is_empty() {
            self.step(Action::SetProperties { keys });
        }
    }
}
