//! Where the triples of an RDF/XML document stand.
//!
//! The library gives a triple when it has read the tag that completes it, the start of an
//! element that describes a node or the end of a property's, and tells where that tag ends.

use crate::graph::Places;
use crate::source::{count, guards};

/// The tags of a document, by where they end.
pub(super) struct XmlPlaces {
    tags: Vec<Tag>,
}

struct Tag {
    end: u32,
    /// The name of the element that describes the node of which the element says something.
    subject: u32,
    /// The name of the element.
    element: u32,
}

#[derive(Clone, Copy)]
enum Role {
    /// `rdf:RDF`.
    Root,
    Node,
    Property,
    /// A property's whose content is properties of its value.
    Resource,
    /// A property's whose content is XML, and what stands in there.
    Literal,
}

#[derive(Clone, Copy)]
struct Element {
    role: Role,
    at: u32,
    subject: u32,
}

impl XmlPlaces {
    /// The places of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut tags = Vec::new();
        let mut open: Vec<Element> = Vec::new();
        for (at, tag) in guards::tags(text) {
            let end = count(at + tag.len() + 1);
            let element = if tag.starts_with("</") {
                open.pop()
            } else {
                let element = element(at, tag, open.last());
                if !tag.ends_with('/') {
                    open.push(element);
                }
                Some(element)
            };
            tags.extend(element.map(|Element { at, subject, .. }| Tag {
                end,
                subject,
                element: at,
            }));
        }
        Self { tags }
    }

    /// The places of a triple that the library gave after it had read so much.
    pub(super) fn at(&self, position: u64, is_cell: bool) -> Places {
        let after = self
            .tags
            .partition_point(|tag| u64::from(tag.end) <= position);
        let tag = after.checked_sub(1).and_then(|last| self.tags.get(last));
        let Some(Tag {
            subject, element, ..
        }) = tag
        else {
            return Places::default();
        };
        Places {
            // The cells of a list are all within the element of the property.
            subject: if is_cell { *element } else { *subject },
            predicate: *element,
            object: *element,
        }
    }
}

fn element(at: usize, tag: &str, around: Option<&Element>) -> Element {
    let at = count(at + 1);
    let role = match around.map(|around| around.role) {
        None if is_root(tag) => Role::Root,
        None | Some(Role::Root | Role::Property) => Role::Node,
        Some(Role::Node | Role::Resource) => property(tag),
        Some(Role::Literal) => Role::Literal,
    };
    let subject = match (role, around) {
        (Role::Property | Role::Resource | Role::Literal, Some(around)) => around.at,
        (Role::Root | Role::Node, _) | (_, None) => at,
    };
    Element { role, at, subject }
}

fn is_root(tag: &str) -> bool {
    let name = tag.split_ascii_whitespace().next().unwrap_or("");
    name.ends_with(":RDF") || name == "<RDF"
}

fn property(tag: &str) -> Role {
    let Some((_, after)) = tag.split_once("parseType") else {
        return Role::Property;
    };
    let value = after.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '=');
    let value = value.trim_start_matches(['"', '\'']);
    if value.starts_with("Resource") {
        Role::Resource
    } else if value.starts_with("Collection") {
        Role::Property
    } else {
        Role::Literal
    }
}
