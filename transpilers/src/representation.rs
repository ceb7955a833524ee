//! Container representations: named graphs whose nodes are the elements of a schema.
//!
//! A transpiler describes its elements one after the other; what comes out is Turtle,
//! in that order, and the correspondences between elements and terms from which the
//! `mappings` crate derives the canonical mapping.

use std::fmt::Write as _;

use upper::graph::TermId;
use upper::vocabulary;

/// The part that an element plays for its term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The element holds the instances of a class: a table, a type, a record.
    Entity,
    /// The element holds the values of a property.
    Value,
    /// The element holds one key attribute of the entity that a property refers to.
    Key,
    /// The element holds one element of a list or set.
    Element,
    /// The element holds the language of a text.
    MapKey,
    /// The element holds the text in one language.
    MapValue,
    /// The element tells which class an instance is of.
    Discriminator,
    /// The element stands for a value of an enumeration.
    EnumValue,
    /// The element stands for a datatype.
    Datatype,
}

/// That an element stands for a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correspondence {
    /// The element's IRI.
    pub element: String,
    /// The term's IRI.
    pub term: String,
    /// The part that it plays.
    pub role: Role,
    /// The IRIs from the root class to the element: the class, then properties. Empty for
    /// entities, datatypes and enumeration values.
    pub path: Vec<String>,
}

/// A representation being described, then printed.
#[derive(Clone, Debug, Default)]
pub struct Representation {
    namespace: String,
    turtle: String,
    correspondences: Vec<Correspondence>,
    node_open: bool,
}

impl Representation {
    /// Starts the graph of one target's container for a domain: its IRI is derived from
    /// the domain's, `…/onepiece#` → `…/onepiece/containers/iceberg#`.
    #[must_use]
    pub fn new(domain_iri: &str, target: &str, governing: &str) -> Self {
        Self::at(&graph_iri(domain_iri, "containers", target), domain_iri, target, governing)
    }

    /// Starts a graph with an IRI of its own, ending in `#`: a live container's.
    #[must_use]
    pub fn at(iri: &str, domain_iri: &str, target: &str, governing: &str) -> Self {
        let mut turtle = String::with_capacity(4096);
        for (prefix, namespace) in [
            ("", iri),
            ("model", domain_iri),
            ("graph", "https://w3id.org/denota/graph#"),
            (target, governing),
            ("xsd", "http://www.w3.org/2001/XMLSchema#"),
        ] {
            let _ = writeln!(turtle, "@prefix {prefix}: <{namespace}> .");
        }
        let _ = write!(
            turtle,
            "\n<{iri}> a graph:NamedGraph ;\n    graph:governedBy <{governing}> .\n"
        );
        Self {
            namespace: iri.to_owned(),
            turtle,
            correspondences: Vec::new(),
            node_open: false,
        }
    }

    /// The IRI of the graph.
    #[must_use]
    pub fn iri(&self) -> &str {
        &self.namespace
    }

    /// The IRI of an element by its path of names, `["character", "rname"]` → `…#character/rname`.
    /// Characters that an IRI cannot hold are percent-encoded.
    #[must_use]
    pub fn element(&self, path: &[&str]) -> String {
        let mut iri = self.namespace.clone();
        for (i, part) in path.iter().enumerate() {
            if i > 0 {
                iri.push('/');
            }
            encode_into(part, &mut iri);
        }
        iri
    }

    /// Begins the description of an element.
    pub fn node(&mut self, iri: &str, class: TermId) -> &mut Self {
        self.close();
        let _ = write!(self.turtle, "\n<{iri}> a {}", well_known(class));
        self.node_open = true;
        self
    }

    /// States a property whose value is an IRI.
    pub fn iri_value(&mut self, property: TermId, iri: &str) -> &mut Self {
        let _ = write!(self.turtle, " ;\n    {} <{iri}>", well_known(property));
        self
    }

    /// States a property whose value is a well-known term, such as an enumeration value.
    pub fn term(&mut self, property: TermId, value: TermId) -> &mut Self {
        let _ = write!(self.turtle, " ;\n    {} {}", well_known(property), well_known(value));
        self
    }

    /// States a property whose value is a string.
    pub fn text(&mut self, property: TermId, value: &str) -> &mut Self {
        let _ = write!(self.turtle, " ;\n    {} ", well_known(property));
        quote_into(value, &mut self.turtle);
        self
    }

    /// States a property whose value is an integer.
    pub fn integer(&mut self, property: TermId, value: i64) -> &mut Self {
        let _ = write!(self.turtle, " ;\n    {} {value}", well_known(property));
        self
    }

    /// States a property whose value is a Boolean.
    pub fn boolean(&mut self, property: TermId, value: bool) -> &mut Self {
        let _ = write!(self.turtle, " ;\n    {} {value}", well_known(property));
        self
    }

    /// States a property whose value is a list of IRIs.
    pub fn iri_list<S: AsRef<str>>(&mut self, property: TermId, iris: &[S]) -> &mut Self {
        let _ = write!(self.turtle, " ;\n    {} (", well_known(property));
        for iri in iris {
            let _ = write!(self.turtle, " <{}>", iri.as_ref());
        }
        self.turtle.push_str(" )");
        self
    }

    /// States that an element stands for a term.
    pub fn corresponds(&mut self, element: &str, term: &str, role: Role, path: &[&str]) {
        self.correspondences.push(Correspondence {
            element: element.to_owned(),
            term: term.to_owned(),
            role,
            path: path.iter().map(|p| (*p).to_owned()).collect(),
        });
    }

    /// What was stated by [`Self::corresponds`], in order.
    #[must_use]
    pub fn correspondences(&self) -> &[Correspondence] {
        &self.correspondences
    }

    /// The graph in Turtle.
    #[must_use]
    pub fn turtle(&self) -> String {
        let mut text = self.turtle.clone();
        if self.node_open {
            text.push_str(" .\n");
        }
        text
    }

    fn close(&mut self) {
        if self.node_open {
            self.turtle.push_str(" .\n");
            self.node_open = false;
        }
    }
}

/// The IRI of a graph derived from a domain's: `…/onepiece#` → `…/onepiece/<kind>/<name>#`.
#[must_use]
pub fn graph_iri(domain_iri: &str, kind: &str, name: &str) -> String {
    let stem = domain_iri.trim_end_matches(['#', '/']);
    format!("{stem}/{kind}/{name}#")
}

fn well_known(term: TermId) -> String {
    vocabulary::iri(term).map_or_else(String::new, |iri| format!("<{iri}>"))
}

/// Appends `text` as a Turtle string in quotes.
pub fn quote_into(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

fn encode_into(part: &str, out: &mut String) {
    for c in part.chars() {
        if c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '~') {
            out.push(c);
        } else {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
}
