//! Named graphs and what they need: every graph with its header, its governing model and
//! its *governed graph*, the closure of its dependencies.
//!
//! Which properties mean "this graph needs that graph" is data: those that a governing
//! model marks with `upper:dependency`. Models that come with the product are read when
//! something first needs them; a user's file with the same IRI takes their place.

mod circles;
pub mod codes;
mod headers;
mod missing;

use rustc_hash::{FxHashMap, FxHashSet};

use self::circles::closure;
use crate::builtin;
use crate::finding::{Finding, Place};
use crate::graph::{Graph, TermId, Terms, Triple};
use crate::iri::{is_namespace, namespace};
use crate::source::{Input, Reader, SourceId, Sources, Syntax, end_of_token};
use crate::vocabulary::{graph as info, owl, rdf, upper};

/// How many others the graphs of a run may need, directly or not, all told: many small graphs, each
/// of which needs the next, must not fill the memory.
const NEEDED: usize = 2_000_000;

/// Which graph of a [`Corpus`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GraphId(u32);

impl GraphId {
    fn new(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }
}

/// A graph with a name.
pub struct NamedGraph {
    /// The header's IRI, which is the graph's, and the namespace of its terms.
    pub iri: TermId,
    /// Its triples.
    pub graph: Graph,
    /// The model that it conforms to: Upper for domain models.
    pub governing: Option<GraphId>,
    /// Whether it is a domain model.
    pub is_model: bool,
    /// Whether it came with the product rather than from the user.
    pub builtin: bool,
    /// The graphs that it needs directly, each with the triple that says so.
    pub dependencies: Vec<(GraphId, Triple)>,
    /// The graphs that it needs, directly or not, itself left out.
    pub closure: Vec<GraphId>,
    /// What it needs directly and nothing defines: graphs, or terms of theirs.
    pub missing: Vec<TermId>,
}

/// All graphs of a run, resolved.
pub struct Corpus {
    /// The texts.
    pub sources: Sources,
    /// The terms.
    pub terms: Terms,
    graphs: Vec<NamedGraph>,
    by_iri: FxHashMap<TermId, GraphId>,
    /// IRIs that something depends on and that are not there.
    missing: FxHashSet<TermId>,
}

impl Corpus {
    /// A graph.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "ids are made here alone")]
    pub fn graph(&self, id: GraphId) -> &NamedGraph {
        &self.graphs[id.0 as usize]
    }

    /// All graphs with their ids; those of the product's models first.
    pub fn graphs(&self) -> impl Iterator<Item = (GraphId, &NamedGraph)> {
        (0..).map(GraphId).zip(&self.graphs)
    }

    /// Reads as it was meant what findings say was; whether anything was.
    pub(crate) fn mend(&mut self, findings: &[Finding]) -> bool {
        let mut slips: FxHashMap<(SourceId, u32, TermId), TermId> = FxHashMap::default();
        for finding in findings {
            let source = finding.place.source;
            let of = finding.slips.iter();
            slips.extend(of.map(|slip| ((source, slip.at, slip.written), slip.meant)));
        }
        let mut mended = false;
        if !slips.is_empty() {
            for named in self.graphs.iter_mut().filter(|named| !named.builtin) {
                let source = named.graph.source();
                let meant = |at, written| slips.get(&(source, at, written)).copied();
                mended |= named.graph.mend(meant);
            }
        }
        mended
    }

    /// The graph with an IRI.
    #[must_use]
    pub fn by_iri(&self, iri: TermId) -> Option<GraphId> {
        self.by_iri.get(&iri).copied()
    }

    /// The place of a triple's subject, predicate or object.
    #[must_use]
    pub fn place(&self, graph: GraphId, offset: u32) -> Place {
        place(&self.sources, &self.graph(graph).graph, offset)
    }

    /// Where a graph first speaks of a subject.
    #[must_use]
    pub fn place_of(&self, graph: GraphId, subject: TermId) -> Place {
        let at = self.graph(graph).graph.about(subject).first();
        self.place(graph, at.map_or(0, |t| t.places.subject))
    }

    /// Where a graph states a property of a subject; where it does not, the subject.
    #[must_use]
    pub fn place_of_value(&self, graph: GraphId, subject: TermId, property: TermId) -> Place {
        match self.graph(graph).graph.with(subject, property).next() {
            Some(triple) => self.place(graph, triple.places.object),
            None => self.place_of(graph, subject),
        }
    }
}

fn place(sources: &Sources, graph: &Graph, offset: u32) -> Place {
    let source = graph.source();
    Place {
        source,
        start: offset,
        end: end_of_token(&sources.get(source).text, offset),
    }
}

/// Resolves what a reader has read. Its own findings come first in the result.
#[must_use]
pub fn resolve(reader: Reader) -> (Corpus, Vec<Finding>) {
    let mut resolver = Resolver {
        reader,
        graphs: Vec::new(),
        by_iri: FxHashMap::default(),
        missing: FxHashSet::default(),
        lacking: FxHashSet::default(),
        headless: false,
    };
    resolver.headless = resolver.reader.has_unread();
    resolver.adopt(false);
    resolver.require_iri(upper::NS);
    resolver.govern();
    resolver.follow();
    resolver.close();
    let Resolver {
        reader,
        graphs,
        by_iri,
        missing,
        lacking: _,
        headless: _,
    } = resolver;
    let corpus = Corpus {
        sources: reader.sources,
        terms: reader.terms,
        graphs,
        by_iri,
        missing,
    };
    (corpus, reader.findings)
}

struct Resolver {
    reader: Reader,
    graphs: Vec<NamedGraph>,
    by_iri: FxHashMap<TermId, GraphId>,
    missing: FxHashSet<TermId>,
    /// The same, each with the graph that lacks it.
    lacking: FxHashSet<(usize, TermId)>,
    /// Whether mistakes kept a whole text from being read, so that nobody knows which graph that is.
    headless: bool,
}

impl Resolver {
    /// Names the graphs that were read since the last call.
    fn adopt(&mut self, builtin: bool) {
        for parsed in std::mem::take(&mut self.reader.graphs) {
            let named = parsed.name.map(|name| (name, parsed.name_place));
            self.name(parsed.graph, named, builtin);
        }
    }

    fn name(&mut self, graph: Graph, named: Option<(TermId, u32)>, builtin: bool) {
        let headers: Vec<Triple> = graph
            .triples()
            .iter()
            .filter(|t| t.predicate == rdf::TYPE && is_header(t.object))
            .copied()
            .collect();
        let Some(header) = headers.first() else {
            return match self.lost_header(&graph) {
                Some(header) => self.register(graph, header, builtin),
                None => self.no_header(&graph),
            };
        };
        for other in headers.iter().skip(1) {
            let finding = self.finding(
                &graph,
                codes::SEVERAL_HEADERS,
                other.places.subject,
                format!(
                    "`{}` is a second header in the graph of `{}`",
                    self.reader.terms.text(other.subject),
                    self.reader.terms.text(header.subject),
                ),
            );
            self.reader
                .findings
                .push(finding.help("give each model a file, or a TriG graph, of its own"));
        }
        if let Some((name, at)) = named.filter(|(name, _)| *name != header.subject) {
            let finding = self.finding(
                &graph,
                codes::OTHER_NAME,
                at,
                format!(
                    "the graph is named `{}`, its header is `{}`",
                    self.reader.terms.text(name),
                    self.reader.terms.text(header.subject),
                ),
            );
            self.reader
                .findings
                .push(finding.help("name the graph as its header"));
        }
        self.register(graph, *header, builtin);
    }

    fn register(&mut self, graph: Graph, header: Triple, builtin: bool) {
        let iri = header.subject;
        let text = self.reader.terms.text(iri).to_owned();
        if !iri.is_iri() || !is_namespace(&text) {
            let finding = self.finding(
                &graph,
                codes::BAD_NAMESPACE,
                header.places.subject,
                format!("the header `{text}` is not a namespace"),
            );
            self.reader.findings.push(
                finding.help("use an IRI that ends in `#` or `/`; the model's terms start with it"),
            );
        }
        if let Some(first) = self
            .by_iri
            .get(&iri)
            .and_then(|id| self.graphs.get(id.0 as usize))
        {
            if builtin {
                return;
            }
            let first = self.header_place(first);
            let finding = self
                .finding(
                    &graph,
                    codes::SAME_GRAPH,
                    header.places.subject,
                    format!("the graph `{text}` is defined twice"),
                )
                .help("keep one file for a graph, or give this one an IRI of its own")
                .related(first, "it is defined here as well");
            self.reader.findings.push(finding);
            return;
        }
        self.by_iri.insert(iri, GraphId::new(self.graphs.len()));
        self.graphs.push(NamedGraph {
            iri,
            graph,
            governing: None,
            is_model: header.object == upper::class::DOMAIN_MODEL,
            builtin,
            dependencies: Vec::new(),
            closure: Vec::new(),
            missing: Vec::new(),
        });
    }

    /// The graph with an IRI: one that is there, or one that comes with the product.
    fn require(&mut self, iri: TermId) -> Option<GraphId> {
        if let Some(id) = self.by_iri.get(&iri) {
            return Some(*id);
        }
        let (path, text) = builtin::builtin(self.reader.terms.text(iri))?;
        self.reader.read(Input {
            path: path.to_owned(),
            bytes: text.as_bytes().to_vec(),
            syntax: Syntax::Turtle,
        });
        self.adopt(true);
        self.by_iri.get(&iri).copied()
    }

    fn is_model(&self, id: GraphId) -> bool {
        self.graphs.get(id.0 as usize).is_some_and(|n| n.is_model)
    }

    fn require_iri(&mut self, iri: &str) -> Option<GraphId> {
        let id = self.reader.terms.iri(iri);
        self.require(id)
    }

    /// Finds every graph's governing model; a graph that states none is held to the
    /// information model, whose shapes report that.
    fn govern(&mut self) {
        let mut at = 0;
        while let Some(named) = self.graphs.get(at) {
            let stated = named
                .graph
                .with(named.iri, info::GOVERNED_BY)
                .next()
                .copied();
            let governing = if named.is_model {
                self.require_iri(upper::NS)
            } else {
                // The header of every such graph is of the information model.
                let information = self.require_iri(info::NS);
                match stated.map(|t| (t, self.require(t.object))) {
                    Some((_, Some(id))) if self.is_model(id) => Some(id),
                    Some((t, None)) => self.missing(at, t),
                    // What is no model governs nothing; the information model says so.
                    Some((_, Some(_))) | None => information,
                }
            };
            if let Some(named) = self.graphs.get_mut(at) {
                named.governing = governing;
            }
            at += 1;
        }
    }

    /// Follows dependencies until every graph that is needed is there. What is found on
    /// the way may mark further properties as dependencies, hence the rounds.
    fn follow(&mut self) {
        let mut marked = FxHashSet::default();
        let mut scanned = 0;
        loop {
            let before = (self.graphs.len(), marked.len());
            for named in self.graphs.iter().skip(scanned).filter(|n| n.is_model) {
                marked.extend(self.marked_in(&named.graph));
            }
            scanned = self.graphs.len();
            for at in 0..self.graphs.len() {
                self.follow_from(at, &marked);
            }
            if (self.graphs.len(), marked.len()) == before {
                break;
            }
            self.govern();
        }
    }

    fn follow_from(&mut self, at: usize, marked: &FxHashSet<TermId>) {
        let triples: Vec<Triple> = self.graphs.get(at).map_or_else(Vec::new, |named| {
            let own = |t: &&Triple| marked.contains(&t.predicate) && t.object.is_iri();
            named.graph.triples().iter().filter(own).copied().collect()
        });
        let known = self.graphs.get(at).into_iter();
        let known = known.flat_map(|n| n.dependencies.iter().map(|(id, _)| *id));
        // A graph does not need itself.
        let mut known: FxHashSet<GraphId> = known.chain([GraphId::new(at)]).collect();
        for triple in triples {
            if let Some(target) = self.dependency(at, triple).filter(|id| known.insert(*id))
                && let Some(named) = self.graphs.get_mut(at)
            {
                named.dependencies.push((target, triple));
            }
        }
    }

    fn marked_in(&self, graph: &Graph) -> impl Iterator<Item = TermId> {
        graph
            .triples()
            .iter()
            .filter(|t| {
                t.predicate == upper::DEPENDENCY && self.reader.terms.text(t.object) == "true"
            })
            .map(|t| t.subject)
    }

    fn dependency(&mut self, at: usize, triple: Triple) -> Option<GraphId> {
        if let Some(id) = self.require(triple.object) {
            return Some(id);
        }
        // `upper:extends` names a class: the graph that it needs is the one that defines it.
        if triple.predicate != owl::IMPORTS {
            let term = self.reader.terms.text(triple.object).to_owned();
            let namespace = self.reader.terms.iri(namespace(&term));
            if let Some(id) = self.require(namespace) {
                return Some(id);
            }
        }
        self.without_end(at, triple)
            .or_else(|| self.missing(at, triple))
    }

    /// Computes closures, and reports circles of imports once each.
    fn close(&mut self) {
        let edges: Vec<Vec<(GraphId, Triple)>> =
            self.graphs.iter().map(|n| n.dependencies.clone()).collect();
        let mut reported = FxHashSet::default();
        let mut left = NEEDED;
        for at in 0..self.graphs.len() {
            let Some((closure, circle)) = closure(&edges, at, left) else {
                self.report_needs(at);
                left = 0;
                continue;
            };
            left -= closure.len();
            if let Some((path, triple)) = circle {
                let mut members = path.clone();
                members.sort_unstable();
                if reported.insert(members) {
                    self.report_circle(&path, triple);
                }
            }
            if let Some(named) = self.graphs.get_mut(at) {
                named.closure = closure;
            }
        }
    }

    fn report_needs(&mut self, at: usize) {
        let Some(named) = self.graphs.get(at).filter(|named| !named.builtin) else {
            return;
        };
        let header = named.graph.about(named.iri).first();
        let place = header.map_or(0, |t| t.places.subject);
        let iri = self.reader.terms.text(named.iri).to_owned();
        let message = format!("with `{iri}` the graphs need more than {NEEDED} others, all told");
        let finding = self
            .finding(&named.graph, codes::FAR_REACHING, place, message)
            .help("check fewer graphs together, or let them need less of one another");
        self.reader.findings.push(finding.term(iri));
    }

    fn report_circle(&mut self, path: &[usize], triple: Triple) {
        let name = |i: &usize| {
            self.graphs
                .get(*i)
                .map_or("", |n| self.reader.terms.text(n.iri))
        };
        let mut names: Vec<String> = path.iter().map(|i| format!("`{}`", name(i))).collect();
        names.extend(names.first().cloned());
        let Some(named) = path.first().and_then(|i| self.graphs.get(*i)) else {
            return;
        };
        let finding = self
            .finding(
                &named.graph,
                codes::CYCLIC_DEPENDENCY,
                triple.places.object,
                format!(
                    "graphs depend on each other in a circle: {}",
                    names.join(" → ")
                ),
            )
            .help("move what both need into a model of its own, which both import");
        self.reader.findings.push(finding);
    }

    fn finding(&self, graph: &Graph, code: &'static str, offset: u32, message: String) -> Finding {
        Finding::error(code, place(&self.reader.sources, graph, offset), message)
    }

    fn header_place(&self, named: &NamedGraph) -> Place {
        let at = named.graph.with(named.iri, rdf::TYPE).next();
        place(
            &self.reader.sources,
            &named.graph,
            at.map_or(0, |t| t.places.subject),
        )
    }
}

fn is_header(class: TermId) -> bool {
    class == upper::class::DOMAIN_MODEL || class == info::class::NAMED_GRAPH
}
