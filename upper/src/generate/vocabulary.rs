//! Derives `vocabulary.rs` from Upper and the system domains.
//!
//! It reads the graphs by the text of their IRIs alone: were it to use the constants that
//! it derives, a constant that is missing or wrong could never be derived again.

use std::fmt::Write as _;

use crate::builtin;
use crate::graph::{Graph, Term, Terms};
use crate::source::{Aliases, Input, Reader, Syntax};

/// The vocabularies that Upper builds on, with the terms of them that the code names.
const FOUNDATIONS: &[(&str, &str, &[&str])] = &[
    (
        "rdf",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        &[
            "type",
            "first",
            "rest",
            "nil",
            "langString",
            "JSON",
            "value",
            "Property",
        ],
    ),
    (
        "rdfs",
        "http://www.w3.org/2000/01/rdf-schema#",
        &["Literal", "label", "comment", "subClassOf", "subPropertyOf"],
    ),
    (
        "xsd",
        "http://www.w3.org/2001/XMLSchema#",
        &[
            "string",
            "boolean",
            "int",
            "long",
            "integer",
            "nonNegativeInteger",
            "decimal",
            "float",
            "double",
            "date",
            "time",
            "dateTime",
            "duration",
            "anyURI",
            "base64Binary",
        ],
    ),
    (
        "owl",
        "http://www.w3.org/2002/07/owl#",
        &["imports", "versionInfo", "Ontology"],
    ),
];

const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const UPPER: &str = "https://w3id.org/denota/upper#";
const PROPERTIES: &[&str] = &["Attribute", "Relationship", "ConnectedNode", "AnyProperty"];
const CLASSES: &[&str] = &[
    "DirectClass",
    "SealedClass",
    "Trait",
    "QualifiedClass",
    "Singleton",
    "Union",
    "Enumeration",
    "List",
    "Extension",
];

/// The text of `upper/src/vocabulary.rs`.
#[must_use]
pub fn vocabulary() -> String {
    let mut writer = Writer::default();
    for (name, namespace, terms) in FOUNDATIONS {
        writer.foundation(name, namespace, terms);
    }
    let models: Vec<Model> = builtin::MODELS
        .iter()
        .map(|(iri, _, text)| Model::read(iri, text))
        .collect();
    for model in &models {
        writer.model(model);
    }
    if let Some(upper) = models.first() {
        writer.kinds(upper);
        writer.primitives(upper);
    }
    writer.finish()
}

/// A subject of a model: its IRI, and the local name of the Upper class that it is of.
struct Subject {
    iri: String,
    class: String,
}

struct Model {
    namespace: String,
    name: String,
    subjects: Vec<Subject>,
    /// Subclass and superclass, by local name.
    parents: Vec<(String, String)>,
}

impl Model {
    fn read(namespace: &str, text: &str) -> Self {
        let mut reader = Reader::new(Aliases::default());
        let input = Input {
            path: namespace.to_owned(),
            bytes: text.as_bytes().to_vec(),
            syntax: Syntax::Turtle,
        };
        reader.read(input);
        let mut model = Self {
            namespace: namespace.to_owned(),
            name: String::new(),
            subjects: Vec::new(),
            parents: Vec::new(),
        };
        for parsed in &reader.graphs {
            model.read_graph(&reader.terms, &parsed.graph);
        }
        model
    }

    fn read_graph(&mut self, terms: &Terms, graph: &Graph) {
        for triple in graph.triples() {
            let Term::Iri(subject) = terms.get(triple.subject) else {
                continue;
            };
            let object = terms.text(triple.object);
            let local = object.strip_prefix(UPPER).unwrap_or_default();
            let predicate = terms.text(triple.predicate);
            match predicate.strip_prefix(UPPER).unwrap_or(predicate) {
                TYPE if !local.is_empty() => {
                    self.subjects.push(Subject {
                        iri: subject.to_owned(),
                        class: local.to_owned(),
                    });
                }
                "subClassOf" => {
                    let subject = subject.strip_prefix(UPPER).unwrap_or_default();
                    self.parents.push((subject.to_owned(), local.to_owned()));
                }
                "domain" => object.clone_into(&mut self.name),
                _ => {}
            }
        }
    }

    /// Local names of the model's own subjects of some classes, in the author's order.
    fn own(&self, classes: &[&str]) -> Vec<&str> {
        let of = |s: &&Subject| classes.contains(&s.class.as_str());
        let own = self.subjects.iter().filter(of);
        own.filter_map(|s| s.iri.strip_prefix(self.namespace.as_str()))
            .collect()
    }

    /// Whether a class of Upper is another one or stands below it.
    fn is_below(&self, class: &str, ancestor: &str) -> bool {
        let mut at = class;
        // A class has one parent at most; the bound ends a circle.
        for _ in 0..self.parents.len() + 1 {
            if at == ancestor {
                return true;
            }
            let Some((_, parent)) = self.parents.iter().find(|(child, _)| child == at) else {
                break;
            };
            at = parent;
        }
        false
    }

    fn is_built_in(&self, class: &str) -> bool {
        self.is_below(class, "PrimitiveDatatype") || self.is_below(class, "BuiltInDerivedDatatype")
    }
}

#[derive(Default)]
struct Writer {
    iris: Vec<String>,
    modules: String,
    /// Where each IRI's constant is: `upper::class::TERM`.
    paths: Vec<(String, String)>,
}

impl Writer {
    fn foundation(&mut self, name: &str, namespace: &str, terms: &[&str]) {
        self.open(
            0,
            &format!("The terms of `<{namespace}>` that Upper uses."),
            name,
        );
        self.constants(1, name, name, namespace, terms);
        self.modules.push_str("}\n\n");
    }

    fn model(&mut self, model: &Model) {
        let Model {
            namespace, name, ..
        } = model;
        let doc = format!(
            "The terms of `<{namespace}>`: its properties here, the others in modules of their own."
        );
        self.open(0, &doc, name);
        let _ = write!(
            self.modules,
            "    /// The namespace.\n    pub const NS: &str = \"{namespace}\";\n\n"
        );
        self.constants(1, name, name, namespace, &model.own(PROPERTIES));
        let datatypes: Vec<&str> = if namespace == UPPER {
            let built_in = model
                .subjects
                .iter()
                .map(|s| s.class.as_str())
                .filter(|c| model.is_built_in(c));
            model.own(&built_in.chain(["CustomDatatype"]).collect::<Vec<_>>())
        } else {
            model.own(&["CustomDatatype"])
        };
        self.submodule(model, "class", "Its classes.", &model.own(CLASSES));
        self.submodule(model, "datatype", "Its datatypes.", &datatypes);
        self.submodule(
            model,
            "value",
            "The values of its enumerations.",
            &model.own(&["EnumValue"]),
        );
        self.modules.push_str("}\n\n");
    }

    fn submodule(&mut self, model: &Model, name: &str, doc: &str, terms: &[&str]) {
        if terms.is_empty() {
            return;
        }
        self.modules.push('\n');
        self.open(1, doc, name);
        let path = format!("{}::{name}", model.name);
        self.constants(2, &path, &model.name, &model.namespace, terms);
        self.modules.push_str("    }\n");
    }

    fn open(&mut self, depth: usize, doc: &str, name: &str) {
        let indent = "    ".repeat(depth);
        let _ = write!(
            self.modules,
            "{indent}/// {doc}\n{indent}pub mod {name} {{\n{indent}    use crate::graph::TermId;\n\n"
        );
    }

    fn constants(
        &mut self,
        depth: usize,
        path: &str,
        prefix: &str,
        namespace: &str,
        terms: &[&str],
    ) {
        let indent = "    ".repeat(depth);
        for term in terms {
            let constant = constant(term);
            let index = self.iris.len();
            let _ = write!(
                self.modules,
                "{indent}/// `{prefix}:{term}`.\n{indent}pub const {constant}: TermId = TermId::well_known({index});\n"
            );
            self.iris.push(format!("{namespace}{term}"));
            self.paths
                .push((format!("{namespace}{term}"), format!("{path}::{constant}")));
        }
    }

    fn kinds(&mut self, upper: &Model) {
        let is_kind = |name: &&str| {
            let below = upper.is_below(name, "Term") && !upper.is_built_in(name);
            below || ["DomainModel", "Condition"].contains(name)
        };
        let own = upper.own(&["DirectClass"]);
        let kinds: Vec<(String, String)> = own
            .into_iter()
            .filter(is_kind)
            .map(|name| (camel(&constant(name)), self.path(&format!("{UPPER}{name}"))))
            .collect();
        self.enumeration(
            "Kind",
            "What a term of a domain model can be: the concrete classes of Upper.",
            &kinds,
        );
    }

    fn primitives(&mut self, upper: &Model) {
        let built_in = upper
            .subjects
            .iter()
            .filter(|s| upper.is_built_in(&s.class));
        let primitives: Vec<(String, String)> = built_in
            .map(|s| {
                let local = s.iri.rsplit('#').next().unwrap_or_default();
                (camel(&constant(local)), self.path(&s.iri))
            })
            .collect();
        self.enumeration(
            "Primitive",
            "The datatypes that Upper declares.",
            &primitives,
        );
    }

    fn path(&self, iri: &str) -> String {
        let found = self.paths.iter().find(|(known, _)| known == iri);
        found.map_or_else(String::new, |(_, path)| path.clone())
    }

    fn enumeration(&mut self, name: &str, doc: &str, variants: &[(String, String)]) {
        let mut text = format!(
            "/// {doc}\n#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]\npub enum {name} {{\n"
        );
        for (variant, path) in variants {
            let _ = write!(text, "    /// `{path}`\n    {variant},\n");
        }
        let _ = write!(
            text,
            "}}\n\nimpl {name} {{\n    /// All of them, in the order of Upper.\n    pub const ALL: &[Self] = &[\n"
        );
        for (variant, _) in variants {
            let _ = writeln!(text, "        Self::{variant},");
        }
        text.push_str(
            "    ];\n\n    /// The term that it stands for.\n    #[must_use]\n    pub const fn term(self) -> TermId {\n        match self {\n",
        );
        for (variant, path) in variants {
            let _ = writeln!(text, "            Self::{variant} => {path},");
        }
        text.push_str(
            "        }\n    }\n\n    /// The one that a term stands for.\n    #[must_use]\n    pub fn of(term: TermId) -> Option<Self> {\n        Self::ALL.iter().copied().find(|k| k.term() == term)\n    }\n}\n\n",
        );
        self.modules.push_str(&text);
    }

    fn finish(self) -> String {
        let mut text = String::from(
            "//! The terms that the code names: derived from `ontologies/upper.ttl`, not written by hand.\n//!\n//! `make generate` writes this file; a test derives it again and compares.\n\nuse crate::graph::TermId;\n\n/// Every well-known IRI; a constant's id is its index here.\npub const IRIS: &[&str] = &[\n",
        );
        for iri in &self.iris {
            let _ = writeln!(text, "    \"{iri}\",");
        }
        text.push_str("];\n\n");
        text.push_str(&self.modules);
        text.push_str(
            "/// The IRI of a well-known term.\n#[must_use]\npub fn iri(term: TermId) -> Option<&'static str> {\n    term.well_known_index().and_then(|i| IRIS.get(i)).copied()\n}\n",
        );
        text
    }
}

/// `minCount` → `MIN_COUNT`, `UUIDDatatype` → `UUID_DATATYPE`.
fn constant(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (i, c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).and_then(|i| chars.get(i));
        let after = chars.get(i + 1);
        let starts_word =
            before.is_some_and(|b| !b.is_uppercase()) || after.is_some_and(|a| a.is_lowercase());
        if i > 0 && c.is_uppercase() && starts_word {
            out.push('_');
        }
        out.extend(c.to_uppercase());
    }
    out
}

/// `MIN_COUNT` → `MinCount`.
fn camel(constant: &str) -> String {
    let mut out = String::new();
    for word in constant.split('_') {
        let mut chars = word.chars();
        out.extend(chars.next());
        out.extend(chars.flat_map(char::to_lowercase));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_rust_names() {
        let all = [
            ("minCount", "MIN_COUNT"),
            ("anyURI", "ANY_URI"),
            ("UUIDDatatype", "UUID_DATATYPE"),
            ("base64Binary", "BASE64_BINARY"),
        ];
        for (name, expected) in all {
            assert_eq!(constant(name), expected);
        }
        assert_eq!(camel("ANY_URI"), "AnyUri");
    }
}
