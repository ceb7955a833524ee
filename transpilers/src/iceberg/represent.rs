//! Tables as data: a graph that conforms to `ontologies/systems/iceberg.ttl`, of proposed
//! tables and of live ones.
//!
//! An element's IRI is the path of its names, `…#onepiece.character.epithet.value`. Names
//! that begin with `_` and are not columns keep the catalog (`_catalog`) and the parts of a
//! table that have no names (`_property`, `_partition`, `_sort`) apart from tables and
//! columns.

use rustc_hash::FxHashMap;
use upper::model::{DomainId, Models};
use upper::vocabulary::{graph, iceberg, upper as up};

use super::facts::Facts;
use super::qualified::Qualified;
use super::table::{Column, ColumnType, Content, Origin, Table, TableKind};
use crate::representation::{Representation, Role};

/// Where tables really are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coordinates {
    /// The catalog's name.
    pub catalog: String,
    /// Where the catalog is reached, without credentials.
    pub uri: Option<String>,
    /// Where it keeps tables.
    pub warehouse: Option<String>,
    /// What is known of each live table, by its name.
    pub tables: FxHashMap<String, LiveTable>,
}

/// A live table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveTable {
    /// The identifier it was created with.
    pub uuid: Option<String>,
    /// Its folder.
    pub location: Option<String>,
}

/// The name of the catalog of proposed tables.
const DEFAULT_CATALOG: &str = "lake";

/// Describes tables of one domain, with the field ids that they have. `into` is a graph
/// begun for this; without coordinates the tables are proposed ones.
#[must_use]
pub fn represent(
    models: &Models,
    tables: &[Table],
    into: Representation,
    coordinates: Option<&Coordinates>,
) -> Representation {
    let domain = tables
        .first()
        .map(|table| models.class(table.root).info.domain);
    let Some(domain) = domain else { return into };
    let mut describe = Describe::begin(models, domain, into, coordinates);
    for table in tables {
        describe.table(table);
    }
    describe.finish()
}

/// A description under way.
pub(super) struct Describe<'a> {
    models: &'a Models,
    facts: Facts<'a>,
    qualified: Qualified,
    graph: Representation,
    coordinates: Option<&'a Coordinates>,
    names: Vec<String>,
    /// IRIs of properties from the root class to where we are, the class first.
    path: Vec<String>,
    namespace: String,
}

impl<'a> Describe<'a> {
    /// Describes the catalog and the namespace.
    pub(super) fn begin(
        models: &'a Models,
        domain: DomainId,
        into: Representation,
        coordinates: Option<&'a Coordinates>,
    ) -> Self {
        let mut at = Self {
            models,
            facts: Facts::new(models, domain),
            qualified: Qualified::new(models, domain),
            graph: into,
            coordinates,
            names: Vec::new(),
            path: Vec::new(),
            namespace: String::new(),
        };
        let catalog = at.catalog();
        let info = &models.domain(domain).info;
        at.names.push(info.name.clone());
        at.namespace = at.graph.element(&at.names);
        at.graph
            .node(&at.namespace, iceberg::class::NAMESPACE)
            .text(graph::NAME, &info.name)
            .iri_value(graph::PART_OF, &catalog);
        at.graph
            .corresponds(&at.namespace, &info.iri, Role::Domain, &[]);
        at
    }

    /// The graph.
    pub(super) fn finish(self) -> Representation {
        self.graph
    }

    fn catalog(&mut self) -> String {
        let iri = self.graph.element(&["_catalog"]);
        let name = self
            .coordinates
            .map_or(DEFAULT_CATALOG, |c| c.catalog.as_str());
        self.graph
            .node(&iri, iceberg::class::CATALOG)
            .text(graph::NAME, name);
        if let Some(coordinates) = self.coordinates {
            for (property, value) in [
                (iceberg::URI, &coordinates.uri),
                (iceberg::WAREHOUSE, &coordinates.warehouse),
            ] {
                if let Some(value) = value {
                    self.graph.text(property, value);
                }
            }
        }
        iri
    }

    /// Describes a table of the domain.
    pub(super) fn table(&mut self, table: &Table) {
        self.names.push(table.name.clone());
        let iri = self.graph.element(&self.names);
        self.graph
            .node(&iri, iceberg::class::TABLE)
            .text(graph::NAME, &table.name)
            .iri_value(graph::PART_OF, &self.namespace)
            .integer(iceberg::FORMAT_VERSION, 2);
        if let Some(doc) = &table.doc {
            self.graph.text(graph::DOC, doc);
        }
        self.live(&table.name);
        self.parts(table);
        self.entity(table, &iri);
        self.path = vec![table.root_iri.clone()];
        for (position, column) in table.columns.iter().enumerate() {
            self.column(column, &iri, iceberg::class::COLUMN, Some(position));
        }
        self.path.clear();
        self.names.pop();
    }

    fn live(&mut self, name: &str) {
        let Some(live) = self.coordinates.and_then(|c| c.tables.get(name)) else {
            return;
        };
        if let Some(uuid) = &live.uuid {
            self.graph
                .typed(iceberg::TABLE_UUID, uuid, up::datatype::UUID);
        }
        if let Some(location) = &live.location {
            self.graph.text(iceberg::LOCATION, location);
        }
    }

    /// Identifier fields, partitioning, order and properties: links first, then the nodes.
    fn parts(&mut self, table: &Table) {
        let field = |id: i32, graph: &Representation, names: &[String]| {
            table
                .column(id)
                .map(|c| element_of(graph, names, &[&c.name]))
        };
        let identifier: Vec<String> = table
            .identifier
            .iter()
            .filter_map(|id| field(*id, &self.graph, &self.names))
            .collect();
        if !identifier.is_empty() {
            self.graph.iri_list(iceberg::IDENTIFIER_FIELDS, &identifier);
        }
        let mut numbered = |kind: &str, count: usize, property| {
            let iris: Vec<String> = (0..count)
                .map(|i| element_of(&self.graph, &self.names, &[kind, &i.to_string()]))
                .collect();
            if !iris.is_empty() {
                self.graph.iri_list(property, &iris);
            }
            iris
        };
        let partition = numbered("_partition", table.partition.len(), iceberg::PARTITION_SPEC);
        let sort = numbered("_sort", table.sort.len(), iceberg::SORT_ORDER);
        let said: Vec<(&String, &String)> = table
            .properties
            .iter()
            .filter(|(key, _)| !is_repeated(key))
            .collect();
        let properties: Vec<String> = said
            .iter()
            .map(|(key, _)| element_of(&self.graph, &self.names, &["_property", key]))
            .collect();
        for property in &properties {
            self.graph.iri_value(iceberg::PROPERTY, property);
        }
        for (iri, of) in partition.iter().zip(&table.partition) {
            let source = field(of.source, &self.graph, &self.names).unwrap_or_default();
            self.graph
                .node(iri, iceberg::class::PARTITION_FIELD)
                .text(graph::NAME, &of.name)
                .iri_value(iceberg::SOURCE_FIELD, &source)
                .text(iceberg::TRANSFORM, of.transform.name())
                .integer(iceberg::FIELD_ID, i64::from(of.id));
        }
        for (iri, source) in sort.iter().zip(&identifier) {
            self.graph
                .node(iri, iceberg::class::SORT_FIELD)
                .iri_value(iceberg::SOURCE_FIELD, source)
                .text(iceberg::TRANSFORM, "identity")
                .text(iceberg::DIRECTION, "asc")
                .text(iceberg::NULL_ORDER, "nulls-first");
        }
        for (iri, (key, value)) in properties.iter().zip(said) {
            self.graph
                .node(iri, iceberg::class::PROPERTY)
                .text(iceberg::KEY, key)
                .text(iceberg::VALUE, value);
        }
    }

    /// A table stands for its root class, its leaves, and those in between.
    fn entity(&mut self, table: &Table, iri: &str) {
        self.graph
            .corresponds(iri, &table.root_iri, Role::Entity, &[]);
        if let TableKind::Keyed = table.kind {
            let mut stack: Vec<_> = self
                .models
                .class(table.root)
                .children
                .iter()
                .rev()
                .copied()
                .collect();
            while let Some(id) = stack.pop() {
                let class = self.models.class(id);
                match table.leaves.iter().find(|l| l.class == id) {
                    Some(leaf) => self
                        .graph
                        .corresponds_where(iri, &class.info.iri, &leaf.name),
                    None => self
                        .graph
                        .corresponds(iri, &class.info.iri, Role::Entity, &[]),
                }
                stack.extend(class.children.iter().rev());
            }
        }
        for id in self.qualified.of(table.root) {
            self.graph
                .corresponds(iri, &self.models.class(*id).info.iri, Role::Entity, &[]);
        }
    }

    fn column(
        &mut self,
        column: &Column,
        parent: &str,
        class: upper::graph::TermId,
        position: Option<usize>,
    ) {
        self.names.push(column.name.clone());
        let iri = self.graph.element(&self.names);
        self.graph
            .node(&iri, class)
            .text(graph::NAME, &column.name)
            .iri_value(graph::PART_OF, parent)
            .integer(iceberg::FIELD_ID, i64::from(column.id))
            .text(iceberg::TYPE, &type_name(&column.kind))
            .boolean(iceberg::REQUIRED, column.required);
        if let Some(position) = position.and_then(|p| i64::try_from(p).ok()) {
            self.graph.integer(graph::POSITION, position);
        }
        if let Some(doc) = &column.doc {
            self.graph.text(graph::DOC, doc);
        }
        if let Some(references) = references(column) {
            self.graph
                .iri_value(graph::REFERENCES, &self.models.class(references).info.iri);
        }
        let depth = self.path.len();
        self.correspond(column, &iri);
        for (position, child) in column.children().enumerate() {
            let (class, position) = match (&column.kind, position) {
                (ColumnType::List(_), _) => (iceberg::class::LIST_ELEMENT, None),
                (ColumnType::Map(..), 0) => (iceberg::class::MAP_KEY, None),
                (ColumnType::Map(..), _) => (iceberg::class::MAP_VALUE, None),
                (ColumnType::Struct(_) | ColumnType::Primitive(_), at) => {
                    (iceberg::class::STRUCT_FIELD, Some(at))
                }
            };
            self.column(child, &iri, class, position);
        }
        self.path.truncate(depth);
        self.names.pop();
    }

    /// Says for what a column stands, and takes its properties into the path.
    fn correspond(&mut self, column: &Column, iri: &str) {
        let role = match &column.origin {
            Origin::Property { .. } => Role::Value,
            Origin::Reference { .. } => Role::Reference,
            Origin::Key { .. } => Role::Key,
            Origin::Discriminator(_) => Role::Discriminator,
            Origin::Leaf(_) => Role::Branch,
            Origin::Element | Origin::KeyElement { .. } => Role::Element,
            Origin::MapKey => Role::MapKey,
            Origin::MapValue => Role::MapValue,
        };
        let (inverse, steps) = match &column.origin {
            Origin::Property { property, .. } => (self.inverse(*property), &[][..]),
            Origin::Reference { property, key, .. } => (self.inverse(*property), key.as_slice()),
            Origin::Key { key, .. } | Origin::KeyElement { key, .. } => (None, key.as_slice()),
            Origin::Discriminator(_)
            | Origin::Leaf(_)
            | Origin::Element
            | Origin::MapKey
            | Origin::MapValue => (None, &[][..]),
        };
        if let Origin::Property { property, .. } | Origin::Reference { property, .. } =
            &column.origin
        {
            self.path
                .push(self.models.property(*property).info.iri.clone());
        }
        self.path.extend(
            steps
                .iter()
                .map(|s| self.models.property(s.property).info.iri.clone()),
        );
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        self.graph.corresponds(iri, &column.term, role, &path);
        if let Some(inverse) = inverse {
            self.graph.corresponds(iri, &inverse, role, &path);
        }
    }

    /// The inverse that has no column of its own: this column holds it, read backwards.
    fn inverse(&self, property: upper::model::PropertyId) -> Option<String> {
        let inverse = self.facts.stored_for(property)?;
        Some(self.models.property(inverse).info.iri.clone())
    }
}

/// Whether a property of a table only repeats what the graph or the mapping says itself.
fn is_repeated(key: &str) -> bool {
    key == "comment" || key == "denota.term" || key.starts_with("denota.term.")
}

fn element_of(graph: &Representation, names: &[String], more: &[&str]) -> String {
    let all: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .chain(more.iter().copied())
        .collect();
    graph.element(&all)
}

fn type_name(kind: &ColumnType) -> String {
    match kind {
        ColumnType::Primitive(primitive) => primitive.to_string(),
        ColumnType::Struct(_) => "struct".to_owned(),
        ColumnType::List(_) => "list".to_owned(),
        ColumnType::Map(..) => "map".to_owned(),
    }
}

/// The class whose key, or part of it, a column holds.
fn references(column: &Column) -> Option<upper::model::ClassId> {
    match &column.origin {
        Origin::Reference { class, .. } | Origin::KeyElement { class, .. } => return Some(*class),
        Origin::Property { .. }
        | Origin::Key { .. }
        | Origin::Discriminator(_)
        | Origin::Leaf(_)
        | Origin::Element
        | Origin::MapKey
        | Origin::MapValue => {}
    }
    if let Content::Key(class) = column.content {
        Some(class)
    } else {
        None
    }
}
