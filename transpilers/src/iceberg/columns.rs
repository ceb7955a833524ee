//! Members of a class as columns.

use std::collections::BTreeMap;

use upper::model::{ClassId, DatatypeId, Facets, Member, PropertyId, Value};

use super::facts::Facts;
use super::keys::{KeyLeaf, key_leaves};
use super::limits::Limits;
use super::table::{Column, ColumnType, Content, DISCRIMINATOR, Leaf, Origin, PrimitiveType};
use super::types::{datatype_loss, enum_names, facet_phrases, list, primitive};
use crate::ids;
use crate::naming::snake_case;
use crate::output::Loss;

/// Builds the columns of one table. Field ids are given when all columns are there.
pub(super) struct Columns<'a> {
    pub(super) facts: &'a Facts<'a>,
    pub(super) table: String,
    pub(super) names: Vec<String>,
    pub(super) path: Vec<String>,
    pub(super) fields: usize,
    /// Whether properties and losses are left out.
    pub(super) silent: bool,
    /// What the columns cannot say.
    pub(super) losses: Vec<Loss>,
    /// What else the table's properties say.
    pub(super) properties: BTreeMap<String, String>,
}

/// A type with what it holds and the words that its documentation adds.
pub(super) struct Typed {
    pub(super) kind: ColumnType,
    pub(super) content: Content,
    pub(super) says: Vec<String>,
    pub(super) limits: Option<Box<Limits>>,
}

impl Typed {
    pub(super) fn of(kind: PrimitiveType, content: Content) -> Self {
        Self {
            kind: ColumnType::Primitive(kind),
            content,
            says: Vec::new(),
            limits: None,
        }
    }
}

impl<'a> Columns<'a> {
    pub(super) fn new(facts: &'a Facts<'a>, table: &str) -> Self {
        Self {
            facts,
            table: table.to_owned(),
            names: Vec::new(),
            path: Vec::new(),
            fields: 0,
            silent: false,
            losses: Vec::new(),
            properties: BTreeMap::new(),
        }
    }

    /// The columns of a member: several for a single reference with a key of several.
    pub(super) fn member(&mut self, member: &Member, required: bool) -> Vec<Column> {
        let models = self.facts.models;
        let info = &models.property(member.property).info;
        let value = models.value_of(member.range);
        let text = self.is_text(&value);
        let many = member.many() && !text;
        self.path.push(info.iri.clone());
        let columns = match (&value, many) {
            (Value::Reference(class), false) => self.reference(member.property, *class, required),
            (
                Value::Scalar(_)
                | Value::Enum(_)
                | Value::Nested(_)
                | Value::Reference(_)
                | Value::OneOf(_),
                _,
            )
            | (Value::List(..) | Value::Node | Value::Any, _) => {
                let origin = Origin::Property {
                    property: member.property,
                    name: info.name.clone(),
                };
                let name = snake_case(&info.name);
                vec![
                    self.field(&name, &info.iri, required, info.doc(), origin, |at| {
                        at.count_losses(member, many, &info.iri);
                        at.default_value(member.property);
                        let mut typed = if many {
                            let element = at.element(&value, &member.facets, &info.iri);
                            Typed {
                                kind: ColumnType::List(Box::new(element)),
                                content: Content::Many,
                                says: Vec::new(),
                                limits: None,
                            }
                        } else {
                            at.value(&value, &member.facets, &info.iri)
                        };
                        if many || text {
                            typed.limits = Limits::counted(typed.limits, member.min, member.max);
                        }
                        typed
                    }),
                ]
            }
        };
        self.path.pop();
        columns
    }

    /// The discriminator of a taxonomy or union.
    pub(super) fn discriminator(&mut self, term: &str, leaves: &[Leaf]) -> Column {
        self.path.push(ids::DISCRIMINATOR.to_owned());
        let doc = "Which class an instance is of.";
        let origin = Origin::Discriminator(leaves.to_vec());
        let column = self.field(DISCRIMINATOR, term, true, Some(doc), origin, |at| {
            let names = || leaves.iter().map(|l| l.name.as_str());
            at.property("values", &names().collect::<Vec<_>>().join(","));
            at.lose(
                term,
                "discriminator",
                "that it names one of the classes is checked by `load`, not by the table",
            );
            let mut typed = Typed::of(PrimitiveType::String, Content::Discriminator);
            typed.says.push(format!("one of {}", list(names())));
            typed.limits = Limits::classes(names());
            typed
        });
        self.path.pop();
        column
    }

    pub(super) fn field(
        &mut self,
        name: &str,
        term: &str,
        required: bool,
        doc: Option<&str>,
        origin: Origin,
        fill: impl FnOnce(&mut Self) -> Typed,
    ) -> Column {
        self.names.push(name.to_owned());
        self.fields += 1;
        // Elements, keys and values stand for the term of the column that holds them.
        if !matches!(
            origin,
            Origin::Element | Origin::KeyElement { .. } | Origin::MapKey | Origin::MapValue
        ) {
            self.property("term", term);
        }
        let typed = fill(self);
        self.names.pop();
        Column {
            id: 0,
            name: name.to_owned(),
            required,
            doc: doc_with(doc, &typed.says),
            kind: typed.kind,
            origin,
            content: typed.content,
            path: self.path.clone(),
            formerly: Vec::new(),
            term: term.to_owned(),
            limits: typed.limits,
        }
    }

    fn reference(&mut self, property: PropertyId, class: ClassId, required: bool) -> Vec<Column> {
        let info = &self.facts.models.property(property).info;
        let stem = snake_case(&info.name);
        let leaves = key_leaves(self.facts.models, class);
        let names: Vec<String> = leaves
            .iter()
            .map(|leaf| format!("{stem}_{}", leaf.name()))
            .collect();
        self.foreign_key(&names.join(","), class, &leaves, &info.iri);
        leaves
            .into_iter()
            .zip(names)
            .map(|(leaf, name)| {
                let origin = Origin::Reference {
                    property,
                    name: info.name.clone(),
                    class,
                    key: leaf.steps.clone(),
                };
                self.key_field(&leaf, &name, &info.iri, required, info.doc(), origin)
            })
            .collect()
    }

    fn key_field(
        &mut self,
        leaf: &KeyLeaf,
        name: &str,
        term: &str,
        required: bool,
        doc: Option<&str>,
        origin: Origin,
    ) -> Column {
        let depth = self.path.len();
        for step in &leaf.steps {
            self.path.push(ids::KEY_ATTRIBUTE.to_owned());
            self.path
                .push(self.facts.models.property(step.property).info.iri.clone());
        }
        let column = self.field(name, term, required, doc, origin, |at| {
            at.key_value(leaf, term)
        });
        self.path.truncate(depth);
        column
    }

    /// The value of a key attribute. What it must look like is said and lost where the
    /// entity itself is stored, not once more for every reference to it.
    fn key_value(&mut self, leaf: &KeyLeaf, term: &str) -> Typed {
        let before = std::mem::replace(&mut self.silent, true);
        let mut typed = self.value(&leaf.value, &leaf.facets, term);
        self.silent = before;
        typed.says.clear();
        typed.limits = Limits::keys(self.facts.models, leaf.of);
        typed
    }

    /// The attributes of a key as fields of a struct.
    fn key_fields(&mut self, class: ClassId, leaves: &[KeyLeaf]) -> Vec<Column> {
        let models = self.facts.models;
        leaves
            .iter()
            .filter_map(|leaf| {
                let info = &models.property(leaf.attribute()?).info;
                let origin = Origin::Key {
                    class,
                    key: leaf.steps.clone(),
                };
                Some(self.key_field(leaf, &leaf.name(), &info.iri, true, info.doc(), origin))
            })
            .collect()
    }

    fn element(&mut self, value: &Value, facets: &Facets, term: &str) -> Column {
        self.path.push(ids::ELEMENT.to_owned());
        let Value::Reference(class) = value else {
            let origin = Origin::Element;
            let element = self.field("element", term, true, None, origin, |at| {
                at.value(value, facets, term)
            });
            self.path.pop();
            return element;
        };
        let leaves = key_leaves(self.facts.models, *class);
        let element = if let [leaf] = leaves.as_slice() {
            let origin = Origin::KeyElement {
                class: *class,
                key: leaf.steps.clone(),
            };
            self.field("element", term, true, None, origin, |at| {
                at.foreign_key_here(*class, &leaves, term);
                at.key_value(leaf, term)
            })
        } else {
            let origin = Origin::Element;
            self.field("element", term, true, None, origin, |at| {
                at.value(value, facets, term)
            })
        };
        self.path.pop();
        element
    }

    pub(super) fn value(&mut self, value: &Value, facets: &Facets, term: &str) -> Typed {
        match value {
            Value::Scalar(datatype) => self.scalar(*datatype, facets, term),
            Value::Enum(class) => self.enumeration(*class, facets, term),
            Value::Nested(class) => self.nested(*class, term),
            Value::Reference(class) => {
                let leaves = key_leaves(self.facts.models, *class);
                self.foreign_key_here(*class, &leaves, term);
                let fields = self.key_fields(*class, &leaves);
                Typed {
                    kind: ColumnType::Struct(fields),
                    content: Content::Key(*class),
                    says: Vec::new(),
                    limits: None,
                }
            }
            Value::OneOf(class) => self.one_of(*class, term),
            Value::List(class, element) => {
                let element = self.element(element, facets, term);
                let kind = ColumnType::List(Box::new(element));
                Typed {
                    kind,
                    content: Content::Sequence(*class),
                    says: Vec::new(),
                    limits: Limits::list(),
                }
            }
            Value::Node => {
                self.lose(
                    term,
                    "connected node",
                    "the IRI is kept as text, which `load` checks and the table does not",
                );
                let mut typed = Typed::of(PrimitiveType::String, Content::Node);
                typed.limits = Limits::node();
                typed
            }
            Value::Any => {
                self.lose(term, "any term", "the term is kept as text in N-Triples");
                Typed::of(PrimitiveType::String, Content::Term)
            }
        }
    }

    fn scalar(&mut self, datatype: DatatypeId, facets: &Facets, term: &str) -> Typed {
        let models = self.facts.models;
        let facets = models.narrowed(datatype, facets);
        let built_in = models.primitive(datatype);
        if let Some((construct, message)) = datatype_loss(built_in, &facets) {
            self.lose(term, construct, message);
        }
        let mut says = Vec::new();
        for (construct, phrase) in facet_phrases(&facets, Some(built_in)) {
            self.lose(
                term,
                construct,
                format_args!("{phrase}: checked by `load`, not by the table"),
            );
            says.push(phrase);
        }
        let kind = match primitive(built_in, &facets) {
            Some(kind) => ColumnType::Primitive(kind),
            None => self.text_map(term),
        };
        Typed {
            kind,
            content: Content::Literal(datatype),
            says,
            limits: Limits::literal(built_in, &facets),
        }
    }

    fn text_map(&mut self, term: &str) -> ColumnType {
        let mut side = |name: &str, origin, content| {
            self.path.push(name.to_owned());
            let column = self.field(name, term, true, None, origin, |_| {
                Typed::of(PrimitiveType::String, content)
            });
            self.path.pop();
            Box::new(column)
        };
        let key = side(ids::KEY, Origin::MapKey, Content::Language);
        let value = side(ids::VALUE, Origin::MapValue, Content::Text);
        ColumnType::Map(key, value)
    }

    fn enumeration(&mut self, class: ClassId, facets: &Facets, term: &str) -> Typed {
        let names = enum_names(self.facts.models, class, facets);
        self.property("values", &names.join(","));
        self.lose(
            term,
            "enumeration",
            "that values are of the enumeration is checked by `load`, not by the table",
        );
        self.value_losses(class, term);
        let mut typed = Typed::of(PrimitiveType::String, Content::Enum(class));
        typed.limits = Limits::names(names.iter().copied());
        typed
            .says
            .push(format!("one of {}", list(names.into_iter())));
        typed
    }

    fn is_text(&self, value: &Value) -> bool {
        match value {
            Value::Scalar(datatype) => {
                primitive(self.facts.models.primitive(*datatype), &Facets::default()).is_none()
            }
            Value::Enum(_)
            | Value::Nested(_)
            | Value::Reference(_)
            | Value::OneOf(_)
            | Value::List(..)
            | Value::Node
            | Value::Any => false,
        }
    }
}

fn doc_with(doc: Option<&str>, says: &[String]) -> Option<String> {
    let mut text = doc.unwrap_or_default().to_owned();
    for phrase in says {
        if !text.is_empty() {
            text.push(' ');
        }
        let mut chars = phrase.chars();
        text.extend(chars.next().map(|c| c.to_ascii_uppercase()));
        text.push_str(chars.as_str());
        text.push('.');
    }
    Some(text).filter(|t| !t.is_empty())
}
