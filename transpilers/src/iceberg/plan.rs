//! Which tables a domain has, and what each consists of.
//!
//! Order of columns: the author's, as the members of the class give it (ancestors first,
//! those that only some leaves have last). An extension has the key of the extended class
//! first. The discriminator stands directly after the last column of the key.

use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};
use upper::model::{ClassId, ClassKind, DomainId, Facets, Member, Models, PropertyId};

use super::columns::Columns;
use super::describe;
use super::facts::Facts;
use super::keys::key_members;
use super::leaf;
use super::nested::named_leaves;
use super::number::Numbering;
use super::qualified::Qualified;
use super::table::{Column, Inverse, Leaf, Table, TableKind};
use crate::ids::Ids;
use crate::naming::snake_case;

/// The tables of a domain, in the order of its classes, with field ids from the ledger.
#[must_use]
pub fn tables(models: &Models, domain: DomainId, ids: &Ids) -> Vec<Table> {
    let planner = Planner::new(models, domain, ids);
    models
        .domain(domain)
        .classes
        .iter()
        .filter_map(|class| planner.table(*class))
        .collect()
}

/// Plans the tables of a domain one by one, so that not all need be in memory at once.
pub(super) struct Planner<'a> {
    facts: Facts<'a>,
    numbering: Numbering<'a>,
    qualified: Qualified,
}

impl<'a> Planner<'a> {
    pub(super) fn new(models: &'a Models, domain: DomainId, ids: &'a Ids) -> Self {
        let classes = &models.domain(domain).classes;
        let roots = || {
            classes
                .iter()
                .filter(|id| kind(models, **id).is_some())
                .copied()
                .collect()
        };
        Self {
            facts: Facts::new(models, domain),
            numbering: Numbering::new(models, domain, ids, roots),
            qualified: Qualified::new(models, domain),
        }
    }

    /// The table whose root a class is, if any.
    pub(super) fn table(&self, class: ClassId) -> Option<Table> {
        let kind = kind(self.facts.models, class)?;
        let mut table = self
            .numbering
            .finish(table(&self.facts, class, kind, false));
        self.qualified.describe(self.facts.models, &mut table);
        Some(table)
    }

    /// The same with names and types alone: no field ids, properties or losses.
    pub(super) fn outline(&self, class: ClassId) -> Option<Table> {
        let kind = kind(self.facts.models, class)?;
        Some(table(&self.facts, class, kind, true).table)
    }
}

/// A table without field ids, and the positions of the columns of its key, in key order.
pub(super) struct Unnumbered {
    pub(super) table: Table,
    pub(super) key: Vec<usize>,
}

/// What sort of table a class is the root of, if any.
pub(super) fn kind(models: &Models, id: ClassId) -> Option<TableKind> {
    let class = models.class(id);
    match class.kind {
        ClassKind::Direct | ClassKind::Sealed => {
            (class.key.is_some() && models.root(id) == id).then_some(TableKind::Keyed)
        }
        ClassKind::Extension(of) => of
            .filter(|_| class.key.is_some())
            .map(|of| TableKind::Extension { of }),
        ClassKind::Singleton => Some(TableKind::Singleton),
        ClassKind::Trait
        | ClassKind::Qualified { .. }
        | ClassKind::Union(_)
        | ClassKind::Enumeration(_)
        | ClassKind::List(_) => None,
    }
}

fn table(facts: &Facts<'_>, root: ClassId, kind: TableKind, silent: bool) -> Unnumbered {
    let models = facts.models;
    let class = models.class(root);
    let name = snake_case(&class.info.name);
    let mut columns = Columns::new(facts, &name);
    columns.silent = silent;
    let mut build = Build {
        facts,
        keys: key_members(models, root)
            .iter()
            .map(|m| m.property)
            .collect(),
        leaves: named_leaves(facts, root),
        columns: Vec::new(),
        key_columns: Vec::new(),
        inverses: Vec::new(),
    };
    build.fill(&mut columns, root, kind);
    let mut table = Table {
        root,
        root_iri: class.info.iri.clone(),
        formerly: Vec::new(),
        below: below(models, root),
        kind,
        leaves: build.leaves,
        namespace: models.domain(class.info.domain).info.name.clone(),
        name,
        columns: build.columns,
        identifier: Vec::new(),
        partition: Vec::new(),
        sort: Vec::new(),
        properties: columns.properties,
        doc: class.info.doc().map(str::to_owned),
        inverses: build.inverses,
        losses: columns.losses,
    };
    if !silent {
        describe::describe(models, &mut table, &build.key_columns);
    }
    Unnumbered {
        table,
        key: build.key_columns,
    }
}

/// The classes of a taxonomy below its root.
fn below(models: &Models, root: ClassId) -> Vec<String> {
    let mut seen = FxHashSet::default();
    let mut below = Vec::new();
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        for child in &models.class(id).children {
            if seen.insert(*child) {
                below.push(models.class(*child).info.iri.clone());
                open.push(*child);
            }
        }
    }
    below
}

struct Build<'a> {
    facts: &'a Facts<'a>,
    keys: Vec<PropertyId>,
    leaves: Vec<Leaf>,
    columns: Vec<Column>,
    /// Positions of the key's columns, in the order of the key.
    key_columns: Vec<usize>,
    inverses: Vec<Inverse>,
}

impl Build<'_> {
    fn fill(&mut self, columns: &mut Columns<'_>, root: ClassId, kind: TableKind) {
        let models = self.facts.models;
        let class = models.class(root);
        let mut members: Vec<(Member, bool)> = Vec::new();
        match kind {
            TableKind::Extension { .. } => {
                members.extend(
                    key_members(models, root)
                        .into_iter()
                        .map(|m| (m.clone(), true)),
                );
                let own = class
                    .members
                    .iter()
                    .filter(|m| !self.keys.contains(&m.property));
                members.extend(own.map(|m| (m.clone(), m.required())));
            }
            TableKind::Keyed | TableKind::Singleton => self.taxonomy(root, &mut members),
        }
        let mut places: FxHashMap<PropertyId, Range<usize>> = FxHashMap::default();
        for (member, required) in &members {
            if let Some(inverse) = self.facts.inverse(member.property) {
                self.inverses.push(inverse);
                continue;
            }
            let start = self.columns.len();
            self.columns.extend(columns.member(member, *required));
            places.insert(member.property, start..self.columns.len());
        }
        let of_keys = self.keys.iter().filter_map(|key| places.get(key));
        let last = of_keys.map(|r| r.end).max().unwrap_or(0);
        let in_order = self
            .keys
            .iter()
            .filter_map(|key| places.get(key).cloned())
            .flatten();
        self.key_columns = in_order.collect();
        // A sealed root, or a class without any column: no file can hold rows of nothing.
        if matches!(class.kind, ClassKind::Sealed) || self.columns.is_empty() {
            let column = columns.discriminator(&class.info.iri, &self.leaves);
            self.columns.insert(last, column);
            for after in places.values_mut().filter(|r| r.start >= last) {
                *after = after.start + 1..after.end + 1;
            }
        }
        self.leaf_rules(columns, &members, &places);
    }

    /// The members of a class and its descendants. The root's own are as the root has them;
    /// one that only leaves have is optional, and as declared where leaves narrow it
    /// differently.
    fn taxonomy(&self, root: ClassId, members: &mut Vec<(Member, bool)>) {
        let models = self.facts.models;
        let of_root = models.class(root).members.len();
        let all = models.taxonomy_members(root);
        let differing = if all.len() > of_root {
            self.differing()
        } else {
            FxHashSet::default()
        };
        for (at, member) in all.into_iter().enumerate() {
            let mut member = member.clone();
            if at < of_root {
                let required = member.required();
                members.push((member, required));
                continue;
            }
            let property = models.property(member.property);
            if let Some(range) = property
                .range
                .filter(|_| differing.contains(&member.property))
            {
                (member.min, member.max, member.range, member.facets) =
                    (property.min, property.max, range, Facets::default());
            }
            members.push((member, false));
        }
    }

    /// Properties that leaves have in different ways.
    fn differing(&self) -> FxHashSet<PropertyId> {
        let mut first: FxHashMap<PropertyId, &Member> = FxHashMap::default();
        let mut differing = FxHashSet::default();
        for leaf in &self.leaves {
            for member in &self.facts.models.class(leaf.class).members {
                let known = *first.entry(member.property).or_insert(member);
                if !same_rules(known, member) {
                    differing.insert(member.property);
                }
            }
        }
        differing
    }

    /// Notes what holds for the rows of some leaves only.
    fn leaf_rules(
        &mut self,
        columns: &mut Columns<'_>,
        members: &[(Member, bool)],
        places: &FxHashMap<PropertyId, Range<usize>>,
    ) {
        let models = self.facts.models;
        if self.leaves.len() < 2 {
            return;
        }
        let table: FxHashMap<PropertyId, (&Member, bool)> = members
            .iter()
            .map(|(m, required)| (m.property, (m, *required)))
            .collect();
        let mut required_in: BTreeMap<PropertyId, Vec<&str>> = BTreeMap::new();
        for leaf in &self.leaves {
            for member in &models.class(leaf.class).members {
                let Some((general, required)) = table.get(&member.property) else {
                    continue;
                };
                if self.facts.inverse(member.property).is_some() {
                    continue;
                }
                let must = member.required() && !required;
                let differs = member.refined && !same_rules(general, member);
                if must {
                    required_in
                        .entry(member.property)
                        .or_default()
                        .push(&leaf.name);
                }
                if differs {
                    columns.narrowed(leaf, general, member);
                }
                let place = places.get(&member.property).filter(|_| must || differs);
                if let Some(place) = place.and_then(|place| self.columns.get_mut(place.clone())) {
                    leaf::note(models, place, &leaf.name, general, member, must);
                }
            }
        }
        for (property, leaves) in required_in {
            columns.required_in(property, &leaves);
        }
        for (property, place) in places {
            let has = |class: ClassId| {
                let mut members = models.class(class).members.iter();
                members.any(|member| member.property == *property)
            };
            let having = self.leaves.iter().filter(|leaf| has(leaf.class));
            let having: Vec<&str> = having.map(|leaf| leaf.name.as_str()).collect();
            if having.len() < self.leaves.len()
                && let Some(columns) = self.columns.get_mut(place.clone())
            {
                leaf::note_only_in(columns, &having);
            }
        }
    }
}

fn same_rules(a: &Member, b: &Member) -> bool {
    (a.min, a.max, a.range, &a.facets) == (b.min, b.max, b.range, &b.facets)
}
