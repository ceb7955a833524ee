//! The same schemas as a named graph: every type, field, symbol and place with an IRI.

use upper::graph::TermId;
use upper::model::{DomainModel, Models};
use upper::vocabulary::{avro, graph};

use super::schema::{Document, Field, Identity, Named, Schemas, Shape, Type};
use crate::representation::{Representation, Role};

/// What describing needs at hand.
struct Describing<'a, 'm> {
    models: &'a Models,
    schemas: &'a Schemas<'m>,
    out: Representation,
    schema: String,
}

/// Describes all schemas of a domain.
pub(super) fn represent(model: &DomainModel, schemas: &Schemas<'_>) -> Representation {
    let info = &model.domain().info;
    let out = Representation::new(&info.iri, "avro", avro::NS);
    let schema = out.element(&["schema"]);
    let mut d = Describing {
        models: model.models(),
        schemas,
        out,
        schema,
    };
    d.out
        .node(&d.schema, avro::class::SCHEMA)
        .text(graph::NAME, &info.name);
    d.out.corresponds(&d.schema, &info.iri, Role::Domain, &[]);
    for document in &schemas.documents {
        d.document(document);
    }
    for named in &schemas.types {
        d.named(named);
    }
    d.out
}

/// The names from the graph down to a type.
fn type_path(named: &Named<'_>) -> Vec<String> {
    let kind = match named.identity {
        Identity::Class(_) => "type",
        Identity::Key(_) => "key",
    };
    let space = named.namespace.trim_end_matches(".key").to_owned();
    vec![kind.to_owned(), space, named.name.clone()]
}

fn below(path: &[String], name: &str) -> Vec<String> {
    let mut path = path.to_vec();
    path.push(name.to_owned());
    path
}

impl Describing<'_, '_> {
    fn document(&mut self, document: &Document) {
        let class = &self.models.class(document.class).info;
        let path = vec!["document".to_owned(), document.name.clone()];
        let element = self.out.element(&path);
        self.begin(
            &element,
            avro::class::DOCUMENT,
            &document.name,
            &self.schema.clone(),
        );
        self.type_of(&document.of);
        self.out
            .corresponds(&element, &class.iri, Role::Entity, &[]);
        let within = Within {
            element,
            path,
            term: &class.iri,
            of: &[],
        };
        self.inside(&document.of, &within);
    }

    fn named(&mut self, named: &Named<'_>) {
        let path = type_path(named);
        let element = self.out.element(&path);
        let (class, role) = match (&named.shape, named.identity) {
            (Shape::Record(_), Identity::Class(_)) => (avro::class::RECORD, Some(Role::Entity)),
            // The key of a class is not its instances: only the fields stand for anything.
            (Shape::Record(_), Identity::Key(_)) => (avro::class::RECORD, None),
            (Shape::Enum(_), _) => (avro::class::ENUM, Some(Role::Entity)),
        };
        self.begin(&element, class, &named.name, &self.schema.clone());
        self.out.text(avro::NAMESPACE, &named.namespace);
        self.texts(named.doc.as_deref(), &named.aliases);
        if let Some(role) = role {
            self.out.corresponds(&element, named.term, role, &[]);
        }
        match &named.shape {
            Shape::Record(fields) => self.fields(named, fields, &element, &path),
            Shape::Enum(symbols) => {
                for (position, symbol) in (0..).zip(symbols) {
                    let name = self.out.element(&below(&path, &symbol.name));
                    self.begin(&name, avro::class::SYMBOL, &symbol.name, &element);
                    self.out.integer(graph::POSITION, position);
                    self.texts(symbol.doc, &[]);
                    self.out
                        .corresponds(&name, symbol.term, Role::EnumValue, &[]);
                }
            }
        }
    }

    fn fields(&mut self, named: &Named<'_>, fields: &[Field<'_>], record: &str, path: &[String]) {
        if let Identity::Class(id) = named.identity {
            let order = self
                .models
                .class(id)
                .key
                .as_ref()
                .map_or(&[][..], |k| &k.members);
            let of_key = order
                .iter()
                .filter_map(|p| fields.iter().find(|f| f.property == *p));
            let key: Vec<String> = of_key
                .map(|f| self.out.element(&below(path, &f.name)))
                .collect();
            if !key.is_empty() {
                self.out.iri_list(avro::KEY, &key);
            }
        }
        for (position, field) in (0..).zip(fields) {
            let path = below(path, &field.name);
            let element = self.out.element(&path);
            self.begin(&element, avro::class::FIELD, &field.name, record);
            self.out.integer(graph::POSITION, position);
            self.texts(field.doc.as_deref(), &field.aliases);
            self.type_of(&field.of);
            if field.nullable {
                self.out.boolean(avro::NULLABLE, true);
            }
            if let Some(default) = &field.default {
                self.out.text(avro::DEFAULT, &default.to_string());
            }
            if let Some(class) = field.references {
                self.out
                    .iri_value(graph::REFERENCES, &self.models.class(class).info.iri);
            }
            let role = match (named.identity, field.references) {
                (Identity::Key(_), _) => Role::Key,
                (Identity::Class(_), Some(_)) => Role::Reference,
                (Identity::Class(_), None) => Role::Value,
            };
            let of = [named.term, field.term];
            self.out.corresponds(&element, field.term, role, &of);
            self.inside(
                &field.of,
                &Within {
                    element,
                    path,
                    term: field.term,
                    of: &of,
                },
            );
        }
    }

    /// Describes the places inside a place.
    fn inside(&mut self, of: &Type, place: &Within<'_>) {
        match of {
            Type::Plain(_) | Type::Named(_) => {}
            Type::Texts => {
                let element = self.out.element(&below(&place.path, "values"));
                self.begin(&element, avro::class::VALUES, "values", &place.element);
                self.out.text(avro::TYPE, "string");
                self.out
                    .corresponds(&element, place.term, Role::MapValue, place.of);
            }
            Type::Array(items, _) => {
                let path = below(&place.path, "items");
                let element = self.out.element(&path);
                self.begin(&element, avro::class::ITEMS, "items", &place.element);
                self.type_of(items);
                self.out
                    .corresponds(&element, place.term, Role::Element, place.of);
                self.inside(
                    items,
                    &Within {
                        element,
                        path,
                        ..*place
                    },
                );
            }
            Type::Union(branches) => {
                for (position, branch) in (0..).zip(branches) {
                    self.branch(position, branch, place);
                }
            }
        }
    }

    fn branch(&mut self, position: i64, branch: &Type, place: &Within<'_>) {
        let Type::Named(id) = branch else { return };
        let schemas = self.schemas;
        let Some(named) = schemas.types.get(*id) else {
            return;
        };
        let name = named.full_name();
        let element = self.out.element(&below(&place.path, &name));
        self.begin(&element, avro::class::BRANCH, &name, &place.element);
        self.out.integer(graph::POSITION, position);
        self.type_of(branch);
        match named.identity {
            Identity::Class(_) => {}
            Identity::Key(_) => {
                self.out.iri_value(graph::REFERENCES, named.term);
            }
        }
        self.out
            .corresponds(&element, named.term, Role::Branch, place.of);
    }

    fn begin(&mut self, element: &str, class: TermId, name: &str, part_of: &str) {
        self.out
            .node(element, class)
            .text(graph::NAME, name)
            .iri_value(graph::PART_OF, part_of);
    }

    fn texts(&mut self, doc: Option<&str>, aliases: &[String]) {
        if let Some(doc) = doc {
            self.out.text(graph::DOC, doc);
        }
        for alias in aliases {
            self.out.text(avro::ALIAS, alias);
        }
    }

    fn type_of(&mut self, of: &Type) {
        let name = match of {
            Type::Plain(scalar) => {
                if let Some(logical) = scalar.logical {
                    self.out.text(avro::LOGICAL_TYPE, logical);
                }
                if let Some((precision, scale)) = scalar.digits {
                    self.out
                        .integer(avro::PRECISION, precision.into())
                        .integer(avro::SCALE, scale.into());
                }
                scalar.name
            }
            Type::Array(..) => "array",
            Type::Texts => "map",
            Type::Union(_) => "union",
            Type::Named(id) => {
                let schemas = self.schemas;
                let Some(named) = schemas.types.get(*id) else {
                    return;
                };
                let iri = self.out.element(&type_path(named));
                self.out.iri_value(avro::NAMED_TYPE, &iri);
                match named.shape {
                    Shape::Record(_) => "record",
                    Shape::Enum(_) => "enum",
                }
            }
        };
        self.out.text(avro::TYPE, name);
    }
}

/// A place whose inner places are described, and what they stand for.
struct Within<'a> {
    element: String,
    path: Vec<String>,
    term: &'a str,
    of: &'a [&'a str],
}
