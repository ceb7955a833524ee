//! What the schema says of itself, as the executor answers it: things that lead to things, and
//! how long their texts are. Only with all of it can an answer be counted before it is made.

use std::collections::{BTreeMap, HashMap};

use apollo_compiler::{Node, ast};
use transpilers::graphql::api::NODE_TYPE;

/// What the executor has beyond the document.
const ADDED: &str = include_str!("added.graphqls");
/// The descriptions of what the executor adds are not longer; the longest has some 600 bytes.
const ADDED_DESCRIPTION: usize = 1024;

/// Where the fields of a query stand.
pub(super) const QUERY: usize = 0;
/// The schema, which lists its types and directives.
const SCHEMA: usize = 1;

/// The schema, or a type, field, argument, value of an enumeration or directive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Thing {
    /// The things to which its fields lead.
    pub(super) leads: BTreeMap<&'static str, Vec<usize>>,
    /// How long the texts of its fields are at most.
    pub(super) texts: BTreeMap<&'static str, usize>,
}

/// All things of a schema.
pub(super) struct Things {
    all: Vec<Thing>,
    /// Types as they are written: `Int`, `[Int!]!`.
    types: HashMap<String, usize>,
}

impl Things {
    /// What a document says, and what the executor adds to it.
    pub(super) fn of(document: &ast::Document) -> Self {
        let mut making = Making::default();
        making.things.resize(SCHEMA + 1, Thing::default());
        making.lead(QUERY, "__schema", SCHEMA);
        making.define_all(document);
        making.unsaid = ADDED_DESCRIPTION;
        let added = ast::Document::parse(ADDED, "added.graphqls");
        let added = added.unwrap_or_else(|broken| broken.partial);
        making.define_all(&added);
        making.complete(&added);
        Self {
            all: making.things,
            types: making.types,
        }
    }

    /// A thing.
    pub(super) fn get(&self, at: usize) -> Option<&Thing> {
        self.all.get(at)
    }

    /// The type with a name.
    pub(super) fn named(&self, name: &str) -> Option<usize> {
        self.types.get(name).copied()
    }

    /// All types with names.
    pub(super) fn types(&self) -> &[usize] {
        let types = self.get(SCHEMA).and_then(|s| s.leads.get("types"));
        types.map_or(&[], Vec::as_slice)
    }
}

/// Things on their way.
#[derive(Default)]
struct Making {
    things: Vec<Thing>,
    types: HashMap<String, usize>,
    /// Things that are no types, each once: interfaces and objects share most of their fields.
    others: HashMap<Thing, usize>,
    /// How long descriptions are that are not given.
    unsaid: usize,
}

impl Making {
    fn define_all(&mut self, document: &ast::Document) {
        for definition in &document.definitions {
            self.define(definition);
        }
    }

    fn define(&mut self, definition: &ast::Definition) {
        use ast::Definition as D;
        match definition {
            D::ScalarTypeDefinition(d) => {
                self.ty(&d.name, d.description.as_deref(), &d.directives);
            }
            D::ObjectTypeDefinition(d) => self.object(d),
            D::InterfaceTypeDefinition(d) => {
                let ty = self.ty(&d.name, d.description.as_deref(), &d.directives);
                self.fields(ty, &d.fields);
            }
            D::UnionTypeDefinition(d) => self.union(d),
            D::EnumTypeDefinition(d) => self.enumeration(d),
            D::InputObjectTypeDefinition(d) => {
                let ty = self.ty(&d.name, d.description.as_deref(), &d.directives);
                let fields = self.inputs(&d.fields);
                self.lead_to(ty, "inputFields", fields);
            }
            D::ObjectTypeExtension(d) => {
                let ty = self.named(&d.name);
                self.fields(ty, &d.fields);
            }
            // The executor has directives of its own alone, and a document extends nothing else.
            D::OperationDefinition(_)
            | D::FragmentDefinition(_)
            | D::DirectiveDefinition(_)
            | D::SchemaDefinition(_)
            | D::SchemaExtension(_)
            | D::ScalarTypeExtension(_)
            | D::InterfaceTypeExtension(_)
            | D::UnionTypeExtension(_)
            | D::EnumTypeExtension(_)
            | D::InputObjectTypeExtension(_) => {}
        }
    }

    /// What no definition says: how the schema begins, its directives, and who is an entity.
    fn complete(&mut self, added: &ast::Document) {
        let schema = self.thing("", None, &ast::DirectiveList::new());
        if let Some(known) = self.things.get_mut(SCHEMA) {
            known.texts = schema.texts;
        }
        let query = self.named("Query");
        self.lead(SCHEMA, "queryType", query);
        let definitions = added.definitions.iter();
        for directive in definitions.filter_map(ast::Definition::as_directive_definition) {
            self.directive(directive);
        }
        let (entity, node) = (self.named("_Entity"), self.named(NODE_TYPE));
        let node = self.things.get(node);
        let entities = node.and_then(|n| n.leads.get("possibleTypes")).cloned();
        self.lead_to(entity, "possibleTypes", entities.unwrap_or_default());
    }

    fn object(&mut self, definition: &ast::ObjectTypeDefinition) {
        let ty = self.ty(
            &definition.name,
            definition.description.as_deref(),
            &definition.directives,
        );
        for interface in &definition.implements_interfaces {
            let interface = self.named(interface);
            self.lead(ty, "interfaces", interface);
            self.lead(interface, "possibleTypes", ty);
        }
        self.fields(ty, &definition.fields);
    }

    fn union(&mut self, definition: &ast::UnionTypeDefinition) {
        let ty = self.ty(
            &definition.name,
            definition.description.as_deref(),
            &definition.directives,
        );
        for member in &definition.members {
            let member = self.named(member);
            self.lead(ty, "possibleTypes", member);
        }
    }

    fn enumeration(&mut self, definition: &ast::EnumTypeDefinition) {
        let ty = self.ty(
            &definition.name,
            definition.description.as_deref(),
            &definition.directives,
        );
        for value in &definition.values {
            let value = self.thing(
                &value.value,
                value.description.as_deref(),
                &value.directives,
            );
            let value = self.other(value);
            self.lead(ty, "enumValues", value);
        }
    }

    fn directive(&mut self, definition: &ast::DirectiveDefinition) {
        let mut thing = self.thing(&definition.name, None, &ast::DirectiveList::new());
        let arguments = self.inputs(&definition.arguments);
        thing.leads.insert("args", arguments);
        let location = self.other(Thing::default());
        let locations = vec![location; definition.locations.len()];
        thing.leads.insert("locations", locations);
        let directive = self.other(thing);
        self.lead(SCHEMA, "directives", directive);
    }

    fn fields(&mut self, of: usize, fields: &[Node<ast::FieldDefinition>]) {
        for field in fields {
            let mut thing =
                self.thing(&field.name, field.description.as_deref(), &field.directives);
            let arguments = self.inputs(&field.arguments);
            thing.leads.insert("args", arguments);
            thing.leads.insert("type", vec![self.written(&field.ty)]);
            let field = self.other(thing);
            self.lead(of, "fields", field);
        }
    }

    fn inputs(&mut self, inputs: &[Node<ast::InputValueDefinition>]) -> Vec<usize> {
        inputs.iter().map(|input| self.input(input)).collect()
    }

    fn input(&mut self, input: &ast::InputValueDefinition) -> usize {
        let mut thing = self.thing(&input.name, input.description.as_deref(), &input.directives);
        let default = input.default_value.as_ref();
        let default = default.map_or(0, |value| value.to_string().len());
        thing.texts.insert("defaultValue", default);
        thing.leads.insert("type", vec![self.written(&input.ty)]);
        self.other(thing)
    }

    /// A type with a name, with its texts, in the list of all.
    fn ty(
        &mut self,
        name: &str,
        description: Option<&str>,
        directives: &ast::DirectiveList,
    ) -> usize {
        let at = self.named(name);
        let texts = self.thing(name, description, directives).texts;
        if let Some(known) = self.things.get_mut(at) {
            known.texts = texts;
        }
        self.lead(SCHEMA, "types", at);
        at
    }

    /// A type by its name, defined or not yet.
    fn named(&mut self, name: &str) -> usize {
        if let Some(known) = self.types.get(name) {
            return *known;
        }
        let at = self.add(Thing::default());
        self.types.insert(name.to_owned(), at);
        at
    }

    /// A type as it is written, such as `[Int!]!`.
    fn written(&mut self, ty: &ast::Type) -> usize {
        let of = match ty {
            ast::Type::Named(name) => return self.named(name),
            ast::Type::NonNullNamed(name) => self.named(name),
            ast::Type::List(item) => self.written(item),
            ast::Type::NonNullList(item) => self.written(&ast::Type::List(item.clone())),
        };
        let at = self.named(&ty.to_string());
        if let Some(thing) = self.things.get_mut(at) {
            thing.leads.insert("ofType", vec![of]);
        }
        at
    }

    fn thing(
        &self,
        name: &str,
        description: Option<&str>,
        directives: &ast::DirectiveList,
    ) -> Thing {
        let written = |name| directives.get(name).map_or(0, |d| d.to_string().len());
        let texts = [
            ("name", name.len()),
            ("description", description.map_or(self.unsaid, str::len)),
            ("deprecationReason", written("deprecated")),
            ("specifiedByURL", written("specifiedBy")),
        ];
        Thing {
            leads: BTreeMap::new(),
            texts: BTreeMap::from(texts),
        }
    }

    /// A thing that is no type.
    fn other(&mut self, thing: Thing) -> usize {
        if let Some(known) = self.others.get(&thing) {
            return *known;
        }
        let at = self.add(thing.clone());
        self.others.insert(thing, at);
        at
    }

    fn add(&mut self, thing: Thing) -> usize {
        self.things.push(thing);
        self.things.len() - 1
    }

    fn lead(&mut self, from: usize, by: &'static str, to: usize) {
        self.lead_to(from, by, vec![to]);
    }

    fn lead_to(&mut self, from: usize, by: &'static str, to: Vec<usize>) {
        if let Some(thing) = self.things.get_mut(from) {
            thing.leads.entry(by).or_default().extend(to);
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_the_executor_adds_is_read() {
        assert!(apollo_compiler::ast::Document::parse(super::ADDED, "added.graphqls").is_ok());
    }
}
