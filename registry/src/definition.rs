//! The statements of a term as Turtle for people: lists and refinements stand where they are
//! stated.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{Literal, NamedNode, NamedOrBlankNode, Term, Triple};
use upper::iri::{STANDARD, namespace};
use upper::write::is_local_name;

use crate::index::Seen;

/// How deep nodes stand within nodes; what is further down has a label.
const DEEPEST: usize = 32;

/// Statements about the subject of the first and about blank nodes below it, short by the names
/// of the models in view.
pub(crate) fn turtle(triples: &[Triple], models: Seen<'_>) -> String {
    let name = |namespace: &str| {
        let model = models.graph(namespace).and_then(|g| g.domain());
        let mut standard = STANDARD.iter().filter(|(_, of)| *of == namespace);
        model
            .or_else(|| Some(standard.next()?.0))
            .map(str::to_owned)
    };
    Writer::of(triples, name).write()
}

struct Writer<'a> {
    /// By namespace.
    prefixes: BTreeMap<String, String>,
    about: HashMap<&'a NamedOrBlankNode, Vec<&'a Triple>>,
    /// The blank nodes that one statement alone leads to: they are written in its place.
    within: BTreeSet<&'a str>,
    /// What is still to be described on its own.
    open: VecDeque<NamedOrBlankNode>,
    /// The namespaces of which a short name was written.
    used: BTreeSet<String>,
}

impl<'a> Writer<'a> {
    fn of(triples: &'a [Triple], name: impl Fn(&str) -> Option<String>) -> Self {
        let mut writer = Self {
            prefixes: BTreeMap::new(),
            about: HashMap::new(),
            within: BTreeSet::new(),
            used: BTreeSet::new(),
            open: triples
                .first()
                .map(|t| t.subject.clone())
                .into_iter()
                .collect(),
        };
        let mut several = BTreeSet::new();
        for triple in triples {
            writer
                .about
                .entry(&triple.subject)
                .or_default()
                .push(triple);
            if let Term::BlankNode(node) = &triple.object
                && !writer.within.insert(node.as_str())
            {
                several.insert(node.as_str());
            }
        }
        writer.within.retain(|node| !several.contains(node));
        for iri in triples.iter().flat_map(named) {
            let of = namespace(iri);
            if writer.prefixes.contains_key(of) {
                continue;
            }
            let fits = |name: &String| {
                let is_name = is_local_name(name) && name.starts_with(|c: char| c.is_alphabetic());
                is_name && !writer.prefixes.values().any(|taken| taken == name)
            };
            if let Some(name) = name(of).filter(fits) {
                writer.prefixes.insert(of.to_owned(), name);
            }
        }
        writer
    }

    fn write(mut self) -> String {
        let mut text = String::new();
        let mut written = HashSet::new();
        while let Some(subject) = self.open.pop_front() {
            if !written.insert(subject.clone()) {
                continue;
            }
            let what = match &subject {
                NamedOrBlankNode::NamedNode(node) => self.iri(node),
                NamedOrBlankNode::BlankNode(node) => node.to_string(),
            };
            let said = self.said(&subject, ";\n    ", 0);
            text.push_str(&format!("\n{what} {said} .\n"));
        }
        let mut prefixes: Vec<_> = self.prefixes.iter().collect();
        prefixes.retain(|(namespace, _)| self.used.contains(*namespace));
        prefixes.sort_by_key(|(_, name)| *name);
        let line = |(namespace, name)| format!("@prefix {name}: <{namespace}> .\n");
        let head: String = prefixes.into_iter().map(line).collect();
        head + &text
    }

    /// What is said of a node: the values of one property together.
    fn said(&mut self, subject: &NamedOrBlankNode, next: &str, depth: usize) -> String {
        let about = self.about.get(subject).cloned().unwrap_or_default();
        let mut text = String::new();
        let mut last = None;
        for triple in about {
            let value = self.term(&triple.object, depth);
            if last == Some(&triple.predicate) {
                text.push_str(&format!(" , {value}"));
                continue;
            }
            if last.is_some() {
                text.push_str(&format!(" {next}"));
            }
            let property = match triple.predicate == rdf::TYPE {
                true => "a".to_owned(),
                false => self.iri(&triple.predicate),
            };
            text.push_str(&format!("{property} {value}"));
            last = Some(&triple.predicate);
        }
        text
    }

    fn term(&mut self, term: &Term, depth: usize) -> String {
        let node = match term {
            Term::NamedNode(node) if node.as_ref() == rdf::NIL => return "()".to_owned(),
            Term::NamedNode(node) => return self.iri(node),
            Term::Literal(literal) => return self.literal(literal),
            Term::BlankNode(node) => node,
        };
        let subject = NamedOrBlankNode::from(node.clone());
        if depth == DEEPEST || !self.within.contains(node.as_str()) {
            self.open.push_back(subject);
            return node.to_string();
        }
        if let Some(items) = self.list(&subject) {
            let items: Vec<String> = items.iter().map(|i| self.term(i, depth + 1)).collect();
            return format!("( {} )", items.join(" "));
        }
        let said = self.said(&subject, "; ", depth + 1);
        if said.is_empty() {
            return "[]".to_owned();
        }
        format!("[ {said} ]")
    }

    /// The members of a list, where a node is a whole one that nothing else leads into.
    fn list(&self, head: &NamedOrBlankNode) -> Option<Vec<&'a Term>> {
        let mut items = Vec::new();
        let mut cell = head.clone();
        loop {
            let [one, other] = self.about.get(&cell)?.as_slice() else {
                return None;
            };
            let (first, rest) = match one.predicate == rdf::FIRST {
                true => (one, other),
                false => (other, one),
            };
            if first.predicate != rdf::FIRST || rest.predicate != rdf::REST {
                return None;
            }
            items.push(&first.object);
            match &rest.object {
                Term::NamedNode(end) if end.as_ref() == rdf::NIL => return Some(items),
                Term::BlankNode(next) if self.within.contains(next.as_str()) => {
                    cell = next.clone().into();
                }
                Term::NamedNode(_) | Term::BlankNode(_) | Term::Literal(_) => return None,
            }
        }
    }

    fn literal(&mut self, literal: &Literal) -> String {
        let value = literal.value();
        let datatype = literal.datatype();
        let is_integer = datatype == xsd::INTEGER
            && !value.is_empty()
            && value.bytes().all(|b| b.is_ascii_digit());
        let is_boolean = datatype == xsd::BOOLEAN && matches!(value, "true" | "false");
        if is_integer || is_boolean {
            return value.to_owned();
        }
        if literal.language().is_some() || datatype == xsd::STRING {
            return literal.to_string();
        }
        let quoted = Literal::new_simple_literal(value);
        format!("{quoted}^^{}", self.iri(&datatype.into_owned()))
    }

    fn iri(&mut self, node: &NamedNode) -> String {
        let of = namespace(node.as_str());
        let local = node.as_str().strip_prefix(of).unwrap_or_default();
        match self.prefixes.get(of) {
            Some(name) if local.is_empty() || is_local_name(local) => {
                self.used.insert(of.to_owned());
                format!("{name}:{local}")
            }
            Some(_) | None => node.to_string(),
        }
    }
}

/// The IRIs that a statement names, but for `a`.
fn named(triple: &Triple) -> Vec<&str> {
    let mut iris = Vec::new();
    if let NamedOrBlankNode::NamedNode(node) = &triple.subject {
        iris.push(node.as_str());
    }
    if triple.predicate != rdf::TYPE {
        iris.push(triple.predicate.as_str());
    }
    match &triple.object {
        Term::NamedNode(node) => iris.push(node.as_str()),
        Term::Literal(literal) if literal.language().is_none() => {
            iris.push(literal.datatype().as_str());
        }
        Term::Literal(_) | Term::BlankNode(_) => {}
    }
    iris
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use oxigraph::io::{RdfFormat, RdfParser};
    use oxigraph::model::Graph;
    use oxigraph::model::graph::CanonicalizationAlgorithm;

    use super::*;

    const NS: &str = "http://e.org/a#";

    fn parse(turtle: &str) -> Vec<Triple> {
        let quads = RdfParser::from_format(RdfFormat::Turtle).for_slice(turtle.as_bytes());
        let mut triples: Vec<Triple> = quads.map(|quad| quad.unwrap().into()).collect();
        // The parser comes to what stands within a term first.
        triples.sort_by_key(|triple| triple.subject.is_blank_node());
        triples
    }

    fn written(turtle: &str) -> String {
        let name = |of: &str| match of {
            NS => Some("a".to_owned()),
            "http://www.w3.org/2001/XMLSchema#" => Some("xsd".to_owned()),
            "http://e.org/digit#" => Some("1st".to_owned()),
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#" => Some("rdf".to_owned()),
            _ => None,
        };
        Writer::of(&parse(turtle), name).write()
    }

    fn canonical(triples: &[Triple]) -> Graph {
        let mut graph: Graph = triples.iter().collect();
        graph.canonicalize(CanonicalizationAlgorithm::Unstable);
        graph
    }

    #[test]
    fn lists_and_refinements_stand_where_they_are_stated() {
        let text = "@prefix : <http://e.org/a#> .
            :T a :Class ; :key ( :x :y ) ; :empty () ; :says \"a \\\"b\\\"\"@en , \"c\" ;
                :refinement [ :refines :x ; :least 1 ; :in ( 1.5 \"2\" ( :deep ) ) ] ; :is true .";
        assert_eq!(
            written(text),
            "@prefix a: <http://e.org/a#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

a:T a a:Class ;
    a:key ( a:x a:y ) ;
    a:empty () ;
    a:says \"a \\\"b\\\"\"@en , \"c\" ;
    a:refinement [ a:refines a:x ; a:least 1 ; a:in ( \"1.5\"^^xsd:decimal \"2\" ( a:deep ) ) ] ;
    a:is true .
"
        );
    }

    #[test]
    fn what_is_written_says_the_same() {
        let deep = format!(":T :p {}1{} .", "[ :p ".repeat(100), " ]".repeat(100));
        for text in [
            ":T :p _:b . _:b :p _:c . _:c :p _:b .",
            ":T :p _:b , _:c . _:b :q _:c . _:c :q 1 .",
            ":T :p [ rdf:first 1 ; rdf:rest :other ] , [ rdf:first 1 ; rdf:rest [] ] .",
            ":T :p [ rdf:first 1 , 2 ; rdf:rest rdf:nil ] , [ rdf:rest () ; rdf:first [] ] .",
            ":T :p ( 1 ) . :T :q [ a :C ; rdf:first 1 ; rdf:rest ( 2 ) ] .",
            ":T :p :a.b , <http://e.org/a#c/d> , : , <http://e.org/digit#x> , -1 , 01 , \"x\\ny\" .",
            deep.as_str(),
        ] {
            let text = format!(
                "@prefix : <{NS}> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . {text}"
            );
            let written = written(&text);
            assert_eq!(
                canonical(&parse(&written)),
                canonical(&parse(&text)),
                "{written}"
            );
        }
    }
}
