//! JSON-LD and RDF/XML, read through libraries, which know no places: those are found beside
//! them. No context and no entity is ever fetched.

mod json_context;
mod json_places;
mod json_text;
mod xml_places;

use oxiri::Iri;
use oxjsonld::JsonLdParser;
use oxrdf::vocab::rdf as vocab;
use oxrdf::{GraphName, NamedNode, NamedOrBlankNode, Quad, Term};
use oxrdfxml::RdfXmlParser;
use rustc_hash::FxHashMap;

use self::json_places::JsonPlaces;
use self::xml_places::XmlPlaces;
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
    let mut bridge = Bridge::new(terms, aliases);
    let mut prefixes = Vec::new();
    if guards::json_nesting(text, &mut problems) {
        let mut places = JsonPlaces::of(text, base.clone());
        let parser = JsonLdParser::new();
        let mut quads = with_base(base, parser, JsonLdParser::with_base_iri).for_slice(text);
        for quad in quads.by_ref() {
            match quad {
                Ok(quad) => {
                    let at = places.next(&quad);
                    let graph = match &quad.graph_name {
                        GraphName::NamedNode(name) => places.named(name.as_str()),
                        GraphName::BlankNode(_) | GraphName::DefaultGraph => 0,
                    };
                    bridge.quad(&quad, at, graph, &mut problems);
                }
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
    let mut bridge = Bridge::new(terms, aliases);
    let mut prefixes = Vec::new();
    if guards::xml_entities(text, &mut problems) && guards::xml_nesting(text, &mut problems) {
        let places = XmlPlaces::of(text);
        let parser = RdfXmlParser::new();
        let mut triples = with_base(base, parser, RdfXmlParser::with_base_iri).for_slice(text);
        while let Some(triple) = triples.next() {
            match triple {
                Ok(triple) => {
                    let is_cell = [vocab::FIRST, vocab::REST].contains(&triple.predicate.as_ref());
                    let at = places.at(triples.buffer_position(), is_cell);
                    let quad = triple.in_graph(GraphName::DefaultGraph);
                    bridge.quad(&quad, at, 0, &mut problems);
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
    terms: &'a mut Terms,
    aliases: &'a Aliases,
    graphs: Graphs,
    blanks: FxHashMap<String, TermId>,
    scratch: String,
}

impl<'a> Bridge<'a> {
    fn new(terms: &'a mut Terms, aliases: &'a Aliases) -> Self {
        Self {
            terms,
            aliases,
            graphs: Graphs::new(),
            blanks: FxHashMap::default(),
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

    fn quad(&mut self, quad: &Quad, places: Places, graph: u32, problems: &mut Problems) {
        let subject = self.node(&quad.subject);
        let predicate = self.iri(&quad.predicate);
        let Some(object) = self.term(&quad.object, places.object, problems) else {
            return;
        };
        match &quad.graph_name {
            GraphName::DefaultGraph => self.graphs.select_default(),
            GraphName::NamedNode(name) => {
                let name = self.iri(name);
                self.graphs.select(name, graph);
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
            places,
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
}
