//! A schema on its way to an API: its types by name, and what is known of them.

use std::collections::BTreeSet;

use apollo_compiler::{Name, Node, ast};
use rustc_hash::FxHashMap;
use upper::model::{ClassId, DomainModel, Member, Models, TermRef, Valid};

use super::{Api, Kind, Plan, sdl};

/// An object or interface type.
#[derive(Clone, Debug)]
pub(super) struct Composite {
    pub(super) name: Name,
    pub(super) is_interface: bool,
    pub(super) description: Option<Node<str>>,
    pub(super) implements: Vec<Name>,
    pub(super) directives: ast::DirectiveList,
    pub(super) fields: Vec<Node<ast::FieldDefinition>>,
    /// The class that the type stands for.
    pub(super) class: Option<ClassId>,
    /// Whether its instances are identified by their IRIs.
    pub(super) is_entity: bool,
}

/// The schema being derived.
pub(super) struct Draft<'a> {
    pub(super) models: &'a Models,
    /// Object and interface types, in the document's order.
    pub(super) composites: Vec<Composite>,
    /// The positions of composites, by name.
    pub(super) by_name: FxHashMap<Name, usize>,
    /// All other definitions.
    pub(super) others: Vec<ast::Definition>,
    pub(super) plans: FxHashMap<String, FxHashMap<String, Plan>>,
    /// The types of which there are connections.
    pub(super) connections: BTreeSet<String>,
    known_possible: FxHashMap<Name, BTreeSet<Name>>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(models: &'a [Valid<DomainModel>], document: ast::Document) -> Self {
        static NONE: std::sync::LazyLock<Models> = std::sync::LazyLock::new(Models::default);
        let models = models.first().map_or(&*NONE, |model| model.models());
        let mut draft = Self {
            models,
            composites: Vec::new(),
            by_name: FxHashMap::default(),
            others: Vec::new(),
            plans: FxHashMap::default(),
            connections: BTreeSet::new(),
            known_possible: FxHashMap::default(),
        };
        for definition in document.definitions {
            draft.add(definition);
        }
        draft
    }

    /// Adds a definition.
    pub(super) fn add(&mut self, definition: ast::Definition) {
        let composite = if let Some(object) = definition.as_object_type_definition() {
            Composite {
                name: object.name.clone(),
                is_interface: false,
                description: object.description.clone(),
                implements: object.implements_interfaces.clone(),
                directives: object.directives.clone(),
                fields: object.fields.clone(),
                class: None,
                is_entity: false,
            }
        } else if let Some(interface) = definition.as_interface_type_definition() {
            Composite {
                name: interface.name.clone(),
                is_interface: true,
                description: interface.description.clone(),
                implements: interface.implements_interfaces.clone(),
                directives: interface.directives.clone(),
                fields: interface.fields.clone(),
                class: None,
                is_entity: false,
            }
        } else {
            self.others.push(definition);
            return;
        };
        self.add_composite(composite);
    }

    fn add_composite(&mut self, mut composite: Composite) {
        composite.class =
            sdl::uri(&composite.directives).and_then(|iri| match self.models.term_by_iri(iri)? {
                TermRef::Class(id) => Some(id),
                TermRef::Domain(_)
                | TermRef::Property(_)
                | TermRef::Datatype(_)
                | TermRef::EnumValue(_) => None,
            });
        composite.is_entity = composite.class.is_some_and(|id| self.is_keyed_on_iri(id));
        let known = self.by_name.get(&composite.name).copied();
        if let Some(known) = known.and_then(|at| self.composites.get_mut(at)) {
            return known.fields.extend(composite.fields);
        }
        self.by_name
            .insert(composite.name.clone(), self.composites.len());
        self.composites.push(composite);
    }

    fn is_keyed_on_iri(&self, id: ClassId) -> bool {
        let iri = self.models.iri_property();
        let key = self.models.class(id).key.as_ref();
        key.is_some_and(|key| key.members.as_slice() == iri.as_slice())
    }

    pub(super) fn composite(&self, name: &str) -> Option<&Composite> {
        self.composites.get(*self.by_name.get(name)?)
    }

    /// The member of a type's class that a field stands for.
    pub(super) fn member(
        &self,
        composite: &Composite,
        field: &ast::FieldDefinition,
    ) -> Option<&'a Member> {
        let iri = sdl::uri(&field.directives)?;
        let members = &self.models.class(composite.class?).members;
        members
            .iter()
            .find(|m| self.models.property(m.property).info.iri == iri)
    }

    /// The names of the object types that a type can be.
    pub(super) fn possible(&self, name: &str) -> BTreeSet<Name> {
        if let Some(known) = self.known_possible.get(name) {
            return known.clone();
        }
        if let Some(composite) = self.composite(name) {
            if !composite.is_interface {
                return BTreeSet::from([composite.name.clone()]);
            }
            let implements =
                |c: &&Composite| !c.is_interface && c.implements.iter().any(|i| i == name);
            return (self.composites.iter().filter(implements))
                .map(|c| c.name.clone())
                .collect();
        }
        let union = self.others.iter().find_map(|d| {
            let union = d.as_union_type_definition()?;
            (union.name == name).then(|| union.members.clone())
        });
        union.unwrap_or_default().into_iter().collect()
    }

    /// From now on no type implements more than it does.
    pub(super) fn fix_possible(&mut self) {
        let names = self.composites.iter().map(|c| c.name.clone());
        let all = names.map(|name| (name.clone(), self.possible(&name)));
        self.known_possible = all.collect();
    }

    /// Whether all instances of a type are entities.
    pub(super) fn all_entities(&self, possible: &BTreeSet<Name>) -> bool {
        !possible.is_empty()
            && (possible.iter()).all(|n| self.composite(n).is_some_and(|c| c.is_entity))
    }

    /// Notes the plan of a field.
    pub(super) fn plan(&mut self, ty: &str, field: &str, plan: Plan) {
        let of = self.plans.entry(ty.to_owned()).or_default();
        of.insert(field.to_owned(), plan);
    }

    /// The finished schema.
    pub(super) fn finish(mut self) -> Api {
        self.define_connections();
        self.define_kinds();
        let kinds = self.kinds();
        let possible = self.all_possible(&kinds);
        let mut document = ast::Document::new();
        document.definitions = self.others;
        document
            .definitions
            .extend(self.composites.into_iter().map(Composite::definition));
        Api {
            document,
            kinds,
            possible,
            plans: self.plans,
        }
    }

    fn kinds(&self) -> Vec<Kind> {
        let objects = self.composites.iter().filter(|c| !c.is_interface);
        let kind = |c: &Composite| {
            let info = &self.models.class(c.class?).info;
            Some(Kind {
                name: c.name.to_string(),
                class: info.iri.clone(),
                domain: self.models.domain(info.domain).info.iri.clone(),
                is_entity: c.is_entity,
            })
        };
        objects.filter_map(kind).collect()
    }

    fn all_possible(&self, kinds: &[Kind]) -> FxHashMap<String, Vec<usize>> {
        let unions = self
            .others
            .iter()
            .filter_map(|d| d.as_union_type_definition());
        let names = (self.composites.iter().map(|c| &c.name)).chain(unions.map(|u| &u.name));
        let positions = |name: &Name| {
            let possible = self.possible(name);
            let is_one = |(_, k): &(usize, &Kind)| possible.iter().any(|n| n.as_str() == k.name);
            kinds
                .iter()
                .enumerate()
                .filter(is_one)
                .map(|(i, _)| i)
                .collect()
        };
        names
            .map(|name| (name.to_string(), positions(name)))
            .collect()
    }
}

impl Composite {
    fn definition(self) -> ast::Definition {
        if self.is_interface {
            return ast::InterfaceTypeDefinition {
                description: self.description,
                name: self.name,
                implements_interfaces: self.implements,
                directives: self.directives,
                fields: self.fields,
            }
            .into();
        }
        ast::ObjectTypeDefinition {
            description: self.description,
            name: self.name,
            implements_interfaces: self.implements,
            directives: self.directives,
            fields: self.fields,
        }
        .into()
    }
}
