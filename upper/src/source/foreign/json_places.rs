//! Where the triples of a JSON-LD document stand.
//!
//! The library tells no places, but it keeps the order of the values of a property: the
//! document is read a second time for its places, and each triple takes the next place of its
//! subject and predicate. A blank node gets its place from the triple that refers to it.

use oxiri::Iri;
use oxrdf::{NamedOrBlankNode, Quad, Term};
use rustc_hash::FxHashMap;

use super::json_context::Context;
use super::json_text::{Kind, Member, Value};
use crate::graph::Places;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// The places of a document, and how many of them triples have taken.
#[derive(Default)]
pub(super) struct JsonPlaces {
    nodes: Vec<Node>,
    /// The nodes with an `@id`, by what it stands for.
    names: FxHashMap<String, usize>,
    lists: Vec<Vec<Item>>,
    /// Those without an `@id` that are no value of a property, in the order of the text.
    roots: Vec<usize>,
    /// How many of these have been taken.
    taken: usize,
    blanks: FxHashMap<String, Known>,
}

#[derive(Default)]
struct Node {
    at: u32,
    is_named: bool,
    /// Whether something is said of the node where it stands, so that it is not only referred to.
    is_described: bool,
    members: FxHashMap<String, Values>,
}

/// The values of a property, in the order of the text.
#[derive(Default)]
struct Values {
    items: Vec<Item>,
    taken: usize,
}

#[derive(Clone, Copy)]
struct Item {
    places: Places,
    /// The node or list that the value is.
    is: Option<Known>,
}

/// What a blank node is.
#[derive(Clone, Copy)]
enum Known {
    Node(usize),
    /// A cell of a list.
    Cell(usize, usize),
}

impl JsonPlaces {
    /// The places of a text whose nesting has been checked.
    pub(super) fn of(text: &str, base: Option<Iri<String>>) -> Self {
        let mut places = Self::default();
        places.graph(&Value::of(text), &Context::new(base));
        places
    }

    /// The places of the next triple that the library gives.
    pub(super) fn next(&mut self, quad: &Quad) -> Places {
        let Some(subject) = self.known(&quad.subject) else {
            return Places::default();
        };
        let Some(item) = self.item(subject, quad.predicate.as_str()) else {
            return everywhere(self.place(subject));
        };
        if let (Term::BlankNode(blank), Some(is)) = (&quad.object, item.is) {
            self.blanks.entry(blank.as_str().to_owned()).or_insert(is);
        }
        item.places
    }

    /// Where the node of an IRI stands.
    pub(super) fn named(&self, iri: &str) -> u32 {
        let node = self.names.get(iri).and_then(|node| self.nodes.get(*node));
        node.map_or(0, |node| node.at)
    }

    fn known(&mut self, subject: &NamedOrBlankNode) -> Option<Known> {
        let label = match subject {
            NamedOrBlankNode::NamedNode(iri) => {
                return self.names.get(iri.as_str()).copied().map(Known::Node);
            }
            NamedOrBlankNode::BlankNode(blank) => blank.as_str(),
        };
        if let Some(known) = self.blanks.get(label) {
            return Some(*known);
        }
        let labelled = self.names.get(&format!("_:{label}")).copied();
        let node = labelled.or_else(|| {
            let root = self.roots.get(self.taken).copied();
            self.taken += 1;
            root
        })?;
        self.blanks.insert(label.to_owned(), Known::Node(node));
        Some(Known::Node(node))
    }

    fn place(&self, known: Known) -> u32 {
        let (node, cell) = match known {
            Known::Node(node) => (self.nodes.get(node), None),
            Known::Cell(list, index) => (None, self.lists.get(list).and_then(|l| l.get(index))),
        };
        let cell = cell.map(|item| item.places.object);
        node.map(|node| node.at).or(cell).unwrap_or(0)
    }

    fn item(&mut self, subject: Known, predicate: &str) -> Option<Item> {
        match subject {
            Known::Node(node) => {
                let values = self.nodes.get_mut(node)?.members.get_mut(predicate)?;
                let item = values.items.get(values.taken).or(values.items.last());
                values.taken += 1;
                item.copied()
            }
            Known::Cell(list, index) => {
                let item = *self.lists.get(list)?.get(index)?;
                let is_rest = predicate.strip_prefix(RDF) == Some("rest");
                let rest = Some(Known::Cell(list, index + 1)).filter(|_| is_rest);
                Some(Item {
                    is: rest.or(item.is),
                    ..item
                })
            }
        }
    }

    /// Nodes that are no values of a property.
    fn graph(&mut self, value: &Value<'_>, context: &Context<'_>) {
        match &value.kind {
            Kind::Array(values) => values.iter().for_each(|value| self.graph(value, context)),
            Kind::Object(members) => {
                let (index, _) = self.node(value.at, members, context);
                let node = self.nodes.get(index);
                if node.is_some_and(|node| !node.is_named && node.is_described) {
                    self.roots.push(index);
                }
            }
            Kind::Text(_) | Kind::Null | Kind::Other => {}
        }
    }

    /// The node that an object describes or refers to, and where the object says which.
    fn node(&mut self, at: u32, members: &[Member<'_>], context: &Context<'_>) -> (usize, u32) {
        let own = members.iter().find(|member| member.key == "@context");
        let own = own.map(|member| context.with(&member.value));
        let context = own.as_ref().unwrap_or(context);
        let id = id(members, context);
        let at = id.map_or(at, |id| id.at);
        let new = self.nodes.len();
        let node = match id.and_then(Value::text) {
            Some(name) => *self.names.entry(context.expand(name, false)).or_insert(new),
            None => new,
        };
        if node == new {
            self.nodes.push(Node {
                at,
                is_named: id.is_some(),
                ..Node::default()
            });
        }
        self.members(node, at, members, context);
        (node, at)
    }

    fn members(
        &mut self,
        node: usize,
        subject: u32,
        members: &[Member<'_>],
        context: &Context<'_>,
    ) {
        for member in members {
            let key = context.expand(&member.key, true);
            match key.as_str() {
                "@type" => self.add(node, subject, member, format!("{RDF}type"), context),
                "@graph" | "@included" => self.graph(&member.value, context),
                "@reverse" => {
                    for reversed in member.value.members().unwrap_or_default() {
                        self.graph(&reversed.value, context);
                    }
                }
                "@nest" => each(&member.value, context, &mut |value| {
                    let nested = value.members().unwrap_or_default();
                    self.members(node, subject, nested, context);
                }),
                keyword if keyword.starts_with('@') => {}
                _ => self.add(node, subject, member, key, context),
            }
        }
    }

    /// Adds the values of a property to a node.
    fn add(
        &mut self,
        node: usize,
        subject: u32,
        member: &Member<'_>,
        predicate: String,
        context: &Context<'_>,
    ) {
        let mut items = Vec::new();
        let mut add = |(object, is)| {
            let predicate = member.at;
            let places = Places {
                subject,
                predicate,
                object,
            };
            items.push(Item { places, is });
        };
        if context.is_list(&member.key) {
            add((member.value.at, self.list(&member.value, context)));
        } else {
            each(&member.value, context, &mut |value| {
                add(self.value(value, context));
            });
        }
        let Some(node) = self.nodes.get_mut(node) else {
            return;
        };
        if !node.is_described {
            (node.is_described, node.at) = (true, subject);
        }
        let values = node.members.entry(predicate).or_default();
        values.items.append(&mut items);
    }

    /// Where a value stands, and what it is.
    fn value(&mut self, value: &Value<'_>, context: &Context<'_>) -> (u32, Option<Known>) {
        let Some(members) = value.members() else {
            return (value.at, None);
        };
        if let Some(literal) = keyword(members, "@value", context) {
            return (literal.at, None);
        }
        if let Some(list) = keyword(members, "@list", context) {
            return (value.at, self.list(list, context));
        }
        let (node, at) = self.node(value.at, members, context);
        (at, Some(Known::Node(node)))
    }

    fn list(&mut self, value: &Value<'_>, context: &Context<'_>) -> Option<Known> {
        let mut items = Vec::new();
        each(value, context, &mut |value| {
            let (at, is) = self.value(value, context);
            let places = everywhere(at);
            items.push(Item { places, is });
        });
        self.lists.push(items);
        Some(Known::Cell(self.lists.len() - 1, 0))
    }
}

fn everywhere(at: u32) -> Places {
    Places {
        subject: at,
        predicate: at,
        object: at,
    }
}

/// The value of a keyword, or of a term that stands for it.
fn keyword<'v, 't>(
    members: &'v [Member<'t>],
    keyword: &str,
    context: &Context<'_>,
) -> Option<&'v Value<'t>> {
    let mut found = members
        .iter()
        .filter(|member| context.is_keyword(&member.key, keyword));
    found.next().map(|member| &member.value)
}

fn id<'v, 't>(members: &'v [Member<'t>], context: &Context<'_>) -> Option<&'v Value<'t>> {
    keyword(members, "@id", context).filter(|value| value.text().is_some())
}

/// Does something with each value that is one in RDF: not with null, and not with the arrays
/// and sets that hold them.
fn each(value: &Value<'_>, context: &Context<'_>, act: &mut dyn FnMut(&Value<'_>)) {
    match &value.kind {
        Kind::Null => {}
        Kind::Array(values) => values.iter().for_each(|value| each(value, context, act)),
        Kind::Object(members) => match keyword(members, "@set", context) {
            Some(set) => each(set, context, act),
            None => act(value),
        },
        Kind::Text(_) | Kind::Other => act(value),
    }
}
