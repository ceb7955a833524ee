//! The door: files in, graphs with places and findings out.

use std::path::Path;

use oxiri::Iri;
use rustc_hash::FxHashSet;

use super::aliases::Aliases;
use super::codes;
use super::foreign;
use super::graphs::Graphs;
use super::lexer::Lexer;
use super::names::Names;
use super::prefixes::Prefix;
use super::problems::Problems;
use super::turtle::Parser;
use super::{Source, SourceId, Sources, Syntax};
use crate::finding::Finding;
use crate::graph::{Graph, TermId, Terms};

/// A file of more bytes than this is not read.
pub const FILE_LIMIT: usize = 64 << 20;

/// All files of a run together may hold this much; places and terms have 32 bits.
const RUN_LIMIT: usize = 1 << 30;

/// A file to read.
#[derive(Clone, Debug)]
pub struct Input {
    /// The path that findings show. Relative IRIs are resolved against it, or, where it
    /// is an absolute IRI itself, against that.
    pub path: String,
    /// What is in the file.
    pub bytes: Vec<u8>,
    /// How to read it.
    pub syntax: Syntax,
}

/// A graph that a file holds.
pub struct ParsedGraph {
    /// Its name in TriG or N-Quads; none for the default graph.
    pub name: Option<TermId>,
    /// Where the name first stands.
    pub name_place: u32,
    /// Its triples.
    pub graph: Graph,
}

/// Reads files into one table of terms.
#[derive(Default)]
pub struct Reader {
    /// The texts that were read.
    pub sources: Sources,
    /// The terms of all graphs.
    pub terms: Terms,
    /// The graphs in the order in which they were read.
    pub graphs: Vec<ParsedGraph>,
    /// What is wrong with the files.
    pub findings: Vec<Finding>,
    aliases: Aliases,
    bytes: usize,
}

impl Reader {
    /// A reader that has read nothing.
    #[must_use]
    pub fn new(aliases: Aliases) -> Self {
        Self {
            aliases,
            ..Self::default()
        }
    }

    /// From here on, reads namespaces as these say.
    pub fn rename(&mut self, aliases: Aliases) {
        self.aliases = aliases;
    }

    /// Reads a file: appends its graphs and what is wrong with it. A file that cannot be
    /// read as a text at all has no graph.
    pub fn read(&mut self, input: Input) -> SourceId {
        let Input {
            path,
            bytes,
            syntax,
        } = input;
        let total = self.bytes.saturating_add(bytes.len());
        let size = bytes.len();
        let fits = size <= FILE_LIMIT && total <= RUN_LIMIT;
        let (text, valid) = if fits {
            decode(bytes)
        } else {
            (String::new(), None)
        };
        let base = base_of(&path);
        let id = self.sources.add(Source { path, text, syntax });
        let mut problems = Problems::new(id);
        if !fits {
            too_large(&mut problems, size);
            problems.lose(0, 1);
        } else if let Some(error) = valid {
            not_utf8(&mut problems, &self.sources, &error);
            problems.lose(0, super::count(self.sources.get(id).text.len()));
        } else {
            self.bytes = total;
            problems = self.parse(id, base, problems);
        }
        let (findings, lost) = problems.into_parts();
        self.findings.extend(findings);
        self.sources.set_lost(id, lost);
        id
    }

    /// Whether mistakes kept a text from being read so that there is no graph of it.
    pub(crate) fn has_unread(&self) -> bool {
        let graphs = self.graphs.iter().map(|g| &g.graph);
        let read = graphs.filter(|g| !g.triples().is_empty());
        let read: FxHashSet<SourceId> = read.map(Graph::source).collect();
        self.sources.with_lost().any(|id| !read.contains(&id))
    }

    fn parse(&mut self, id: SourceId, base: Option<Iri<String>>, problems: Problems) -> Problems {
        let source = self.sources.get(id);
        let text = source.text.as_str();
        let (prefixes, graphs, mut problems) = match source.syntax {
            Syntax::Turtle | Syntax::TriG => {
                let trig = source.syntax == Syntax::TriG;
                let names = Names::new(text, &mut self.terms, &self.aliases, base, id.0);
                let mut parser = Parser::new(text, Lexer::new(text, false, problems), names, trig);
                parser.document();
                finish(parser)
            }
            Syntax::NTriples | Syntax::NQuads => {
                let names = Names::new(text, &mut self.terms, &self.aliases, None, id.0);
                let mut parser = Parser::new(text, Lexer::new(text, true, problems), names, false);
                parser.lines(source.syntax == Syntax::NQuads);
                finish(parser)
            }
            Syntax::JsonLd => {
                foreign::json_ld(text, base, &mut self.terms, &self.aliases, problems)
            }
            Syntax::RdfXml => {
                foreign::rdf_xml(text, base, &mut self.terms, &self.aliases, problems)
            }
        };
        let is_foreign = matches!(source.syntax, Syntax::JsonLd | Syntax::RdfXml);
        if is_foreign && problems.len() > 0 {
            // The libraries do not tell what of the text they passed over.
            problems.lose(0, super::count(text.len()));
        }
        self.graphs.extend(graphs.build(id));
        self.sources.set_prefixes(id, prefixes);
        problems
    }
}

/// What reading one file yields, whatever its syntax.
pub(super) type Outcome = (Vec<Prefix>, Graphs, Problems);

fn finish(parser: Parser<'_>) -> Outcome {
    let Parser {
        names,
        graphs,
        lexer,
        ..
    } = parser;
    (names.into_prefixes(), graphs, lexer.problems)
}

/// The text without its byte order mark, and where it is not UTF-8.
fn decode(mut bytes: Vec<u8>) -> (String, Option<BadByte>) {
    const MARK: &[u8] = b"\xEF\xBB\xBF";
    if bytes.starts_with(MARK) {
        bytes.drain(..MARK.len());
    }
    let wide = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let byte = error.as_bytes().get(at).copied().unwrap_or(0);
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            (text, Some(BadByte { at, byte, wide }))
        }
    }
}

/// The first byte that is not UTF-8.
struct BadByte {
    at: usize,
    byte: u8,
    wide: bool,
}

fn not_utf8(problems: &mut Problems, sources: &Sources, bad: &BadByte) {
    let at = super::count(bad.at);
    // What is shown has a replacement character there.
    let wide = super::count(char::REPLACEMENT_CHARACTER.len_utf8());
    let place = problems.place(at, at.saturating_add(wide));
    let line = sources.position(place).line;
    let help = if bad.wide {
        "the file looks like UTF-16: save it as UTF-8"
    } else {
        "save the file as UTF-8"
    };
    let message = format!("the byte {:02X} in line {line} is not UTF-8", bad.byte);
    problems.error(codes::NOT_UTF8, (place.start, place.end), message, help);
}

fn too_large(problems: &mut Problems, size: usize) {
    let (message, help) = if size > FILE_LIMIT {
        (
            format!("the file is larger than {} MiB", FILE_LIMIT >> 20),
            "divide the model into several domains",
        )
    } else {
        (
            format!(
                "the files of this run exceed {} MiB in all",
                RUN_LIMIT >> 20
            ),
            "check them in several runs",
        )
    };
    problems.error(codes::FILE_TOO_LARGE, (0, 0), message, help);
}

/// What relative IRIs of a file are resolved against.
fn base_of(path: &str) -> Option<Iri<String>> {
    // A scheme of one letter is a drive of Windows.
    if let Ok(iri) = Iri::parse(path.to_owned())
        && iri.scheme().len() > 1
    {
        return Some(iri);
    }
    let mut base = "file:///".to_owned();
    for part in Path::new(path).components() {
        if let std::path::Component::Normal(part) = part {
            if !base.ends_with('/') {
                base.push('/');
            }
            for byte in part.to_string_lossy().bytes() {
                if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                    base.push(char::from(byte));
                } else {
                    base.push_str(&format!("%{byte:02X}"));
                }
            }
        }
    }
    Iri::parse(base).ok()
}
