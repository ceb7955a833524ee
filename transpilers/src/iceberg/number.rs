//! Field ids, from the ledger or counted, and what refers to columns by them.
//!
//! Counting is as Iceberg does it: the columns of the table first, then what is inside
//! each, level by level, so that the id of a column says where it stands.

use rustc_hash::{FxHashMap, FxHashSet};
use upper::model::{ClassId, Domain, DomainId, Models, TermRef};

use super::plan::Unnumbered;
use super::table::{Column, ColumnType, PartitionField, PrimitiveType, Table, Transform};
use crate::ids::{Ids, formerly};

/// The target's name in the ledger.
pub(super) const LEDGER: &str = "iceberg";

/// Partition fields have ids of their own, by convention from here.
const FIRST_PARTITION_ID: i32 = 1000;

/// Gives field ids to the tables of a domain.
pub(super) struct Numbering<'a> {
    ids: &'a Ids,
    replaced: Replaced<'a>,
    /// The roots of the domain's tables; empty without a ledger, where nobody asks.
    roots: FxHashSet<&'a str>,
}

impl<'a> Numbering<'a> {
    pub(super) fn new(
        models: &'a Models,
        domain: DomainId,
        ids: &'a Ids,
        roots: impl FnOnce() -> Vec<ClassId>,
    ) -> Self {
        let replaced = Replaced::of(models, domain);
        if ids.is_empty() {
            return Self {
                ids,
                replaced,
                roots: FxHashSet::default(),
            };
        }
        let roots = roots()
            .into_iter()
            .map(|id| models.class(id).info.iri.as_str())
            .collect();
        Self {
            ids,
            replaced,
            roots,
        }
    }

    pub(super) fn finish(&self, planned: Unnumbered) -> Table {
        let Unnumbered { mut table, key } = planned;
        let columns = by_level(&table);
        let paths: Vec<&[String]> = columns.iter().map(|c| c.path.as_slice()).collect();
        let known_as = self
            .replaced
            .known_as(self.ids, &table.root_iri, &self.roots);
        let numbers = self
            .ids
            .assign(LEDGER, known_as, &paths, &|iri| self.replaced.former(iri));
        put_numbers(&mut table, &numbers);
        let key: Vec<i32> = key
            .iter()
            .filter_map(|at| table.columns.get(*at))
            .map(|c| c.id)
            .collect();
        table.partition = partition(&table, &key).into_iter().collect();
        table.identifier.clone_from(&key);
        table.sort = key;
        self.replaced.note(&mut table);
        table
    }
}

/// Enters the field ids of a domain's tables into the ledger.
pub fn record(models: &Models, domain: DomainId, tables: &[Table], ids: &mut Ids) {
    let replaced = Replaced::of(models, domain);
    let roots: FxHashSet<&str> = tables.iter().map(|t| t.root_iri.as_str()).collect();
    for table in tables {
        let known_as = replaced.known_as(ids, &table.root_iri, &roots).to_owned();
        let columns = by_level(table);
        let entries = columns.iter().map(|c| (c.path.as_slice(), c.id));
        ids.record(LEDGER, &table.root_iri, &known_as, entries);
    }
}

/// All columns, level by level.
fn by_level(table: &Table) -> Vec<&Column> {
    let mut all: Vec<&Column> = table.columns.iter().collect();
    let mut next = 0;
    while let Some(column) = all.get(next).copied() {
        all.extend(column.children());
        next += 1;
    }
    all
}

fn put_numbers(table: &mut Table, numbers: &[i32]) {
    let mut numbers = numbers.iter().copied();
    let mut level: Vec<&mut Column> = table.columns.iter_mut().collect();
    while !level.is_empty() {
        let mut below = Vec::new();
        for column in level {
            column.id = numbers.next().unwrap_or(0);
            below.extend(column.children_mut());
        }
        level = below;
    }
}

/// A partition is proposed only by a date or instant of the key: a row then stays in its
/// partition whatever else of it changes, so that an upsert finds it in one place. Dates
/// by month, instants by day. Large tables with other keys are better off sorted: hash
/// buckets multiply the files of small ones, and their number can hardly be known here.
fn partition(table: &Table, key: &[i32]) -> Option<PartitionField> {
    let (column, transform) = key
        .iter()
        .filter_map(|id| table.column(*id))
        .find_map(|column| {
            let transform = match &column.kind {
                ColumnType::Primitive(PrimitiveType::Date) => Transform::Month,
                ColumnType::Primitive(PrimitiveType::Timestamp | PrimitiveType::Timestamptz) => {
                    Transform::Day
                }
                ColumnType::Primitive(
                    PrimitiveType::Boolean
                    | PrimitiveType::Int
                    | PrimitiveType::Long
                    | PrimitiveType::Float
                    | PrimitiveType::Double
                    | PrimitiveType::Decimal { .. }
                    | PrimitiveType::Time
                    | PrimitiveType::String
                    | PrimitiveType::Uuid
                    | PrimitiveType::Binary,
                )
                | ColumnType::Struct(_)
                | ColumnType::List(_)
                | ColumnType::Map(..) => return None,
            };
            Some((column, transform))
        })?;
    // Names of columns never begin with `_` (but for the discriminator's).
    let name = format!("_{}_{}", column.name, transform.name());
    Some(PartitionField {
        id: FIRST_PARTITION_ID,
        source: column.id,
        name,
        transform,
    })
}

/// A domain and those that it imports, directly or not, the nearest first.
fn closure(models: &Models, domain: DomainId) -> impl Iterator<Item = &Domain> {
    let mut found = vec![domain];
    let mut seen: FxHashSet<DomainId> = found.iter().copied().collect();
    let mut next = 0;
    while let Some(at) = found.get(next) {
        let imports = models.domain(*at).imports.iter().copied();
        found.extend(imports.filter(|id| seen.insert(*id)));
        next += 1;
    }
    found.into_iter().map(|id| models.domain(id))
}

/// Which terms other terms replace.
struct Replaced<'a> {
    by: FxHashMap<&'a str, Vec<&'a str>>,
}

impl<'a> Replaced<'a> {
    /// Those of a domain and of all that it is built on, since keys and traits bring terms from
    /// models that it does not import itself: nobody else can say so of terms used here.
    fn of(models: &'a Models, domain: DomainId) -> Self {
        let mut by: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        for domain in closure(models, domain) {
            let classes = domain.classes.iter().map(|c| TermRef::Class(*c));
            let terms = classes.chain(domain.properties.iter().map(|p| TermRef::Property(*p)));
            for info in terms.map(|t| models.info(t)) {
                if let Some(new) = info.deprecated.as_ref().and_then(|d| d.replaced_by) {
                    by.entry(&models.info(new).iri).or_default().push(&info.iri);
                }
            }
        }
        Self { by }
    }

    /// Notes what a table and its columns stood for before.
    fn note(&self, table: &mut Table) {
        if self.by.is_empty() {
            return;
        }
        let owned = |iris: Vec<&str>| iris.into_iter().map(str::to_owned).collect::<Vec<_>>();
        table.formerly = owned(self.former(&table.root_iri));
        let below = table.below.iter();
        let before: Vec<String> = below.flat_map(|iri| owned(self.former(iri))).collect();
        table.below.extend(before);
        for column in &mut table.columns {
            self.note_column(column);
        }
    }

    fn note_column(&self, column: &mut Column) {
        column.formerly = formerly(&column.path, &|iri| self.former(iri));
        if let Some(limits) = &mut column.limits {
            let owned = |iri: &str| self.former(iri).into_iter().map(str::to_owned).collect();
            limits.note_formerly(owned);
        }
        for child in column.children_mut() {
            self.note_column(child);
        }
    }

    /// The terms that a term replaces, nearest first.
    fn former(&self, iri: &str) -> Vec<&'a str> {
        let mut found: Vec<&str> = self.by.get(iri).cloned().unwrap_or_default();
        let mut next = 0;
        while let Some(old) = found.get(next).copied() {
            for older in self.by.get(old).into_iter().flatten() {
                if *older != iri && !found.contains(older) {
                    found.push(older);
                }
            }
            next += 1;
        }
        found
    }

    /// The class under which the ledger knows a root: itself, or a class that it replaces
    /// and that is no root any more.
    fn known_as<'r>(&self, ids: &Ids, root: &'r str, roots: &FxHashSet<&str>) -> &'r str
    where
        'a: 'r,
    {
        if self.by.is_empty() || ids.knows(LEDGER, root) {
            return root;
        }
        let known = |old: &&str| ids.knows(LEDGER, old) && !roots.contains(*old);
        self.former(root).into_iter().find(known).unwrap_or(root)
    }
}
