//! Interim reader over oxttl (replaced by the reader with exact places).

use super::{Source, SourceId, Sources, Syntax};
use crate::finding::{Finding, Place};
use crate::graph::{Graph, GraphBuilder, Places, TermId, Terms, Triple};

/// A text to read.
pub struct Input {
    /// The path as the user gave it.
    pub path: String,
    /// The content.
    pub bytes: Vec<u8>,
    /// The syntax.
    pub syntax: Syntax,
}

/// A graph as read.
pub struct ParsedGraph {
    /// The name of a TriG or N-Quads graph.
    pub name: Option<TermId>,
    /// Where the name stands.
    pub name_place: u32,
    /// The triples.
    pub graph: Graph,
}

/// Namespaces that stand for others.
#[derive(Clone, Debug)]
pub struct Aliases(Vec<(String, String)>);

impl Default for Aliases {
    fn default() -> Self {
        let to = "https://w3id.org/denota/upper#".to_owned();
        Self(vec![
            ("https://rdf.netflix.net/ns/upper#".to_owned(), to.clone()),
            ("https://github.com/theengineear/ns/upper#".to_owned(), to),
        ])
    }
}

/// Reads texts into graphs over one table of terms.
pub struct Reader {
    aliases: Aliases,
    /// The texts.
    pub sources: Sources,
    /// The terms.
    pub terms: Terms,
    /// The graphs read so far.
    pub graphs: Vec<ParsedGraph>,
    /// What was wrong with the texts.
    pub findings: Vec<Finding>,
}

impl Reader {
    /// A reader that has read nothing.
    #[must_use]
    pub fn new(aliases: Aliases) -> Self {
        Self { aliases, sources: Sources::default(), terms: Terms::new(), graphs: Vec::new(), findings: Vec::new() }
    }

    /// Reads a text.
    pub fn read(&mut self, input: Input) -> SourceId {
        let text = String::from_utf8_lossy(&input.bytes).into_owned();
        let id = self.sources.add(Source { path: input.path, text: text.clone(), syntax: input.syntax });
        let mut builder = GraphBuilder::default();
        for (n, triple) in oxttl::TurtleParser::new().for_slice(text.as_bytes()).enumerate() {
            match triple {
                Ok(t) => {
                    let subject = match t.subject {
                        oxrdf::NamedOrBlankNode::NamedNode(i) => self.iri(i.as_str()),
                        oxrdf::NamedOrBlankNode::BlankNode(b) => self.terms.blank(&format!("{}_{}", id.0, b.as_str())),
                    };
                    let predicate = self.iri(t.predicate.as_str());
                    let object = match t.object {
                        oxrdf::Term::NamedNode(i) => self.iri(i.as_str()),
                        oxrdf::Term::BlankNode(b) => self.terms.blank(&format!("{}_{}", id.0, b.as_str())),
                        oxrdf::Term::Literal(l) => {
                            let d = self.iri(l.datatype().as_str());
                            self.terms.literal(l.value(), d, l.language())
                        }
                    };
                    let _ = n;
                    builder.push(Triple { subject, predicate, object, places: Places::default() });
                }
                Err(e) => {
                    self.findings.push(Finding::error("U0001", Place { source: id, start: 0, end: 0 }, e.to_string()));
                    break;
                }
            }
        }
        self.graphs.push(ParsedGraph { name: None, name_place: 0, graph: builder.build(id) });
        id
    }

    fn iri(&mut self, iri: &str) -> TermId {
        let alias = self.aliases.0.iter().find_map(|(from, to)| Some((to, iri.strip_prefix(from.as_str())?)));
        match alias {
            Some((to, local)) => self.terms.iri(&format!("{to}{local}")),
            None => self.terms.iri(iri),
        }
    }
}

/// The end of the token that starts at an offset.
#[must_use]
pub fn end_of_token(text: &str, start: u32) -> u32 {
    let rest = text.get(start as usize..).unwrap_or("");
    start + u32::try_from(rest.find(char::is_whitespace).unwrap_or(rest.len())).unwrap_or(0)
}
