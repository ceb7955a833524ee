//! JSON-LD and RDF/XML, read through libraries, which know no places.
//!
//! A triple is placed at the first text that names its subject, in RDF/XML at the element
//! that describes it: good enough to find the line in a file that a tool has written. No context and no entity is ever fetched.

use oxiri::Iri;
use oxjsonld::JsonLdParser;
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use oxrdfxml::RdfXmlParser;
use rustc_hash::FxHashMap;

use super::aliases::Aliases;
use super::codes;
use super::graphs::Graphs;
use super::guards;
use super::names::{LITERAL_LIMIT, plain};
use super::prefixes::Prefix;
use super::problems::Problems;
use super::reader::Outcome;
use crate::graph::{Places, TermId, Terms, Triple};
use crate::vocabulary::rdf;

/// Reads JSON-LD.
pub(super) fn json_ld(
    text: &str,
    base: Option<Iri<String>>,
    terms: &mut Terms,
    aliases: &Aliases,
    mut problems: Problems,
) -> Outcome {
    let mut bridge = Bridge::new(text, false, terms, aliases);
    let mut prefixes = Vec::new();
    if guards::json_nesting(text, &mut problems) {
        let parser = JsonLdParser::new();
        let mut quads = with_base(base, parser, JsonLdParser::with_base_iri).for_slice(text);
        for quad in quads.by_ref() {
            match quad {
                Ok(quad) => bridge.quad(quad, &mut problems),
                Err(error) => json_error(&error, text, &mut problems),
            }
            if problems.is_full() {
                break;
            }
        }
        prefixes = bridge.prefixes(quads.prefixes());
    }
    (prefixes, bridge.graphs, problems)
}

/// Reads RDF/XML.
pub(super) fn rdf_xml(
    text: &str,
    base: Option<Iri<String>>,
    terms: &mut Terms,
    aliases: &Aliases,
    mut problems: Problems,
) -> Outcome {
    let mut bridge = Bridge::new(text, true, terms, aliases);
    let mut prefixes = Vec::new();
    if guards::xml_entities(text, &mut problems) && guards::xml_nesting(text, &mut problems) {
        let parser = RdfXmlParser::new();
        let mut triples = with_base(base, parser, RdfXmlParser::with_base_iri).for_slice(text);
        while let Some(triple) = triples.next() {
            match triple {
                Ok(triple) => {
                    let quad = triple.in_graph(GraphName::DefaultGraph);
                    bridge.quad(quad, &mut problems);
                }
                Err(error) => {
                    xml_error(&error, triples.buffer_position(), text, &mut problems);
                    // The library cannot go on after XML that is not well formed.
                    break;
                }
            }
        }
        prefixes = bridge.prefixes(triples.prefixes());
    }
    (prefixes, bridge.graphs, problems)
}

/// Gives a parser its base, which is valid wherever there is one.
fn with_base<P: Clone, E>(
    base: Option<Iri<String>>,
    parser: P,
    set: impl Fn(P, String) -> Result<P, E>,
) -> P {
    match base {
        Some(base) => set(parser.clone(), base.into_inner()).unwrap_or(parser),
        None => parser,
    }
}

const CONTEXT: &str = "\"@context\"";

fn json_error(error: &oxjsonld::JsonLdSyntaxError, text: &str, problems: &mut Problems) {
    let at = error.location().map_or(0, |range| range.start.offset);
    let at = boundary(text, usize::try_from(at).unwrap_or(usize::MAX));
    let message = error.to_string();
    if message.contains("remote context") {
        // The library tells no place.
        let at = super::count(text.find(CONTEXT).unwrap_or(0));
        let message = "the context is another document, which is not read";
        let help = "put the context into the file, nothing is fetched from elsewhere";
        let end = at.saturating_add(super::count(CONTEXT.len()));
        return problems.error(codes::REMOTE, (at, end), message, help);
    }
    let help = "mend the JSON-LD here";
    problems.error(
        codes::SYNTAX,
        (at, at.saturating_add(1)),
        plain(&message),
        help,
    );
}

fn xml_error(error: &oxrdfxml::RdfXmlSyntaxError, at: u64, text: &str, problems: &mut Problems) {
    let at = boundary(text, usize::try_from(at).unwrap_or(usize::MAX));
    let message = plain(&error.to_string());
    problems.error(
        codes::SYNTAX,
        (at, at),
        message,
        "mend the RDF/XML before this place",
    );
}

/// The closest place before an offset where a character starts.
fn boundary(text: &str, at: usize) -> u32 {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    super::count(at)
}

/// Carries triples of the libraries into ours.
struct Bridge<'a> {
    text: &'a str,
    /// Whether the text is XML, where elements describe subjects.
    xml: bool,
    terms: &'a mut Terms,
    aliases: &'a Aliases,
    graphs: Graphs,
    blanks: FxHashMap<String, TermId>,
    places: FxHashMap<TermId, u32>,
    /// How many more bytes may be searched for subjects: a bound for files of many.
    effort: usize,
    scratch: String,
}

impl<'a> Bridge<'a> {
    fn new(text: &'a str, xml: bool, terms: &'a mut Terms, aliases: &'a Aliases) -> Self {
        Self {
            text,
            xml,
            terms,
            aliases,
            graphs: Graphs::new(),
            blanks: FxHashMap::default(),
            places: FxHashMap::default(),
            effort: 256 << 20,
            scratch: String::new(),
        }
    }

    fn prefixes<'p>(&mut self, declared: impl Iterator<Item = (&'p str, &'p str)>) -> Vec<Prefix> {
        let mut prefixes: Vec<Prefix> = declared
            .map(|(name, namespace)| {
                let mut namespace = namespace.to_owned();
                self.aliases.apply(&mut namespace);
                Prefix {
                    name: name.to_owned(),
                    namespace,
                }
            })
            .collect();
        prefixes.sort_by(|a, b| a.name.cmp(&b.name));
        prefixes
    }

    fn quad(&mut self, quad: Quad, problems: &mut Problems) {
        let subject = self.node(&quad.subject);
        let predicate = self.iri(&quad.predicate);
        let at = self.place(subject, &quad.subject);
        let Some(object) = self.term(&quad.object, at, problems) else {
            return;
        };
        match &quad.graph_name {
            GraphName::DefaultGraph => self.graphs.select_default(),
            GraphName::NamedNode(name) => {
                let name = self.iri(name);
                self.graphs.select(name, 0);
            }
            GraphName::BlankNode(name) => {
                let name = self.blank(name.as_str());
                self.graphs.select(name, 0);
            }
        }
        self.graphs.push(Triple {
            subject,
            predicate,
            object,
            places: Places {
                subject: at,
                predicate: at,
                object: at,
            },
        });
    }

    fn iri(&mut self, iri: &NamedNode) -> TermId {
        self.scratch.clear();
        self.scratch.push_str(iri.as_str());
        self.aliases.apply(&mut self.scratch);
        self.terms.iri(&self.scratch)
    }

    fn blank(&mut self, label: &str) -> TermId {
        if let Some(id) = self.blanks.get(label) {
            return *id;
        }
        let id = self.terms.fresh_blank();
        self.blanks.insert(label.to_owned(), id);
        id
    }

    fn node(&mut self, node: &NamedOrBlankNode) -> TermId {
        match node {
            NamedOrBlankNode::NamedNode(iri) => self.iri(iri),
            NamedOrBlankNode::BlankNode(blank) => self.blank(blank.as_str()),
        }
    }

    fn term(&mut self, term: &Term, at: u32, problems: &mut Problems) -> Option<TermId> {
        if let Term::NamedNode(iri) = term {
            return Some(self.iri(iri));
        }
        if let Term::BlankNode(blank) = term {
            return Some(self.blank(blank.as_str()));
        }
        let Term::Literal(literal) = term else {
            // Triple terms exist only where a feature of the library is on.
            return None;
        };
        if literal.value().len() > LITERAL_LIMIT {
            let size = literal.value().len();
            let message = format!("a text here has {size} bytes, the limit is {LITERAL_LIMIT}");
            let help = "keep large contents outside of the model, and refer to them";
            problems.error(codes::LITERAL_TOO_LARGE, (at, at), message, help);
            return None;
        }
        let language = literal.language();
        let datatype = match language {
            Some(_) => rdf::LANG_STRING,
            None => self.iri(&literal.datatype().into_owned()),
        };
        Some(self.terms.literal(literal.value(), datatype, language))
    }

    /// Where a subject stands.
    fn place(&mut self, subject: TermId, node: &NamedOrBlankNode) -> u32 {
        if let Some(at) = self.places.get(&subject) {
            return *at;
        }
        let at = match node {
            NamedOrBlankNode::BlankNode(_) => 0,
            NamedOrBlankNode::NamedNode(_) if self.effort == 0 => 0,
            NamedOrBlankNode::NamedNode(iri) => {
                let (at, searched) = named(self.text, iri.as_str(), self.xml);
                self.effort = self.effort.saturating_sub(searched);
                super::count(at)
            }
        };
        self.places.insert(subject, at);
        at
    }
}

/// Where a subject is first named in a text, and how much of the text was searched: by the
/// element that describes it, else by the whole IRI in quotes, else by its local name.
fn named(text: &str, iri: &str, xml: bool) -> (usize, usize) {
    let quoted = format!("\"{iri}\"");
    if xml && let Some(at) = element_about(text, &quoted) {
        return (at, at);
    }
    let in_vain = if xml { text.len() } else { 0 };
    if let Some(at) = text.find(&quoted) {
        return (at, at + in_vain);
    }
    let mut parts = iri.rsplit(['#', '/', ':']);
    let local = parts.find(|part| !part.is_empty());
    let at = local.and_then(|local| text.find(local));
    (at.unwrap_or(0), text.len() * 2 + in_vain)
}

/// The name of the element whose `rdf:about` is a quoted IRI.
fn element_about(text: &str, quoted: &str) -> Option<usize> {
    let about = text.find(&format!("about={quoted}"))?;
    text.get(..about)?.rfind('<').map(|at| at + 1)
}
