//! Our evaluation of derived shapes against an engine that is not ours, which reads the
//! shapes as SHACL prints them: the two must find the same nodes wrong.
//!
//! Each graph is held to the printed shapes of its governing model and of what that
//! imports, in the context in which we check it: what it depends on, what governs it, and
//! Upper. Only its own nodes are looked at; context was checked where it came from.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use shacl_rust::parser::parse_shapes;
use shacl_rust::rdf::read_graph_from_string;
use shacl_rust::validate;
use shacl_rust::validation::dataset::ValidationDataset;
use tests::examples::{EXAMPLES, root};
use tests::golden::list;
use upper::check::{Options, check};
use upper::graph::{Graph, Term, TermId, Terms};
use upper::model::{DomainId, ModelGraph, Models, TermRef, lower};
use upper::resolve::{Corpus, GraphId, resolve};
use upper::shapes::{check_graph, derive, print};
use upper::source::{Aliases, Input, Reader};

use crate::diagnostics::{files, folders, inputs};

/// What shapes say; the codes after them are of rules that need no shape.
const SHAPES: std::ops::RangeInclusive<&str> = "U0020"..="U0033";
/// What is wrong with what a node is: such a node we hold to no shape at all.
const TYPES: std::ops::RangeInclusive<&str> = "U0050"..="U0053";

/// Of what is defined twice it is not told that it has too many values.
const TWICE: &str = "U0058";

/// One graph, by both.
#[derive(Debug, Default)]
struct Verdicts {
    /// The IRIs of the nodes that we find wrong.
    ours: BTreeSet<String>,
    /// Whether we find nodes without IRI wrong.
    blank: bool,
    /// Whether there are nodes that we hold to no shape, because it is wrong what they are, or not
    /// to all of it.
    untold: bool,
    /// The results of the other engine.
    theirs: Vec<Theirs>,
}

/// A result of the other engine. What is wrong with a value, a list above all, is reported
/// there of the value, and here of the node that has it.
#[derive(Debug)]
struct Theirs {
    /// The node, where it has an IRI, and the nearest that hold it.
    about: BTreeSet<String>,
    blank: bool,
}

impl Verdicts {
    fn conforms(&self) -> bool {
        self.ours.is_empty() && !self.blank
    }

    fn agree(&self) -> bool {
        let found = |iri: &String| self.theirs.iter().any(|t| t.about.contains(iri));
        let all_of_ours = self.ours.iter().all(found);
        if self.untold {
            return all_of_ours;
        }
        let known = |t: &Theirs| {
            (t.blank && self.blank) || t.about.iter().any(|iri| self.ours.contains(iri))
        };
        let all_of_theirs = self.theirs.iter().all(known);
        all_of_ours && all_of_theirs && self.conforms() == self.theirs.is_empty()
    }
}

fn node(terms: &Terms, id: TermId) -> String {
    match terms.get(id) {
        Term::Iri(iri) => format!("<{iri}>"),
        Term::Blank(label) => {
            let hex: String = label.bytes().map(|b| format!("{b:02x}")).collect();
            format!("_:b{hex}")
        }
        Term::Literal {
            value,
            datatype,
            language,
        } => {
            let mut text = String::from("\"");
            for c in value.chars() {
                match c {
                    '"' | '\\' => text.extend(['\\', c]),
                    '\n' => text.push_str("\\n"),
                    '\r' => text.push_str("\\r"),
                    c => text.push(c),
                }
            }
            match language {
                Some(language) => write!(text, "\"@{language}").unwrap(),
                None => write!(text, "\"^^{}", node(terms, datatype)).unwrap(),
            }
            text
        }
    }
}

fn n_triples<'a>(terms: &Terms, graphs: impl Iterator<Item = &'a Graph>) -> String {
    let mut text = String::new();
    for t in graphs.flat_map(Graph::triples) {
        let [s, p, o] = [t.subject, t.predicate, t.object].map(|id| node(terms, id));
        writeln!(text, "{s} {p} {o} .").unwrap();
    }
    text
}

/// Graphs as they are written: checking reads some of what is wrong as it was meant.
struct Read {
    corpus: Corpus,
    models: Models,
}

impl Read {
    fn of(inputs: Vec<Input>) -> Self {
        let mut reader = Reader::new(Aliases::default());
        for input in inputs {
            reader.read(input);
        }
        let (corpus, _) = resolve(reader);
        let models = corpus.graphs().filter(|(_, named)| named.is_model);
        let models = models.map(|(_, named)| ModelGraph {
            header: named.iri,
            graph: &named.graph,
        });
        let models = lower(&corpus.terms, &models.collect::<Vec<_>>());
        Self { corpus, models }
    }
}

fn domain(checked: &Read, graph: GraphId) -> DomainId {
    match checked.models.term(checked.corpus.graph(graph).iri) {
        Some(TermRef::Domain(id)) => id,
        other => panic!("{other:?} governs"),
    }
}

/// A graph with its context, each once.
fn context(corpus: &Corpus, id: GraphId) -> BTreeSet<GraphId> {
    let named = corpus.graph(id);
    let upper = corpus.terms.lookup_iri(upper::vocabulary::upper::NS);
    let governing = named.governing;
    let mut all: BTreeSet<GraphId> = named.closure.iter().copied().collect();
    all.extend(governing);
    all.extend(governing.iter().flat_map(|g| &corpus.graph(*g).closure));
    all.extend(upper.and_then(|iri| corpus.by_iri(iri)));
    all.insert(id);
    all
}

fn verdicts(checked: &Read, id: GraphId) -> Option<Verdicts> {
    let (corpus, models) = (&checked.corpus, &checked.models);
    let named = corpus.graph(id);
    let governing = domain(checked, named.governing?);
    let shapes = derive(models, governing);
    let found = check_graph(corpus, models, &shapes, id);
    let mut verdicts = Verdicts {
        untold: found
            .iter()
            .any(|f| TYPES.contains(&f.code) || f.code == TWICE),
        ..Verdicts::default()
    };
    for finding in found.iter().filter(|f| SHAPES.contains(&f.code)) {
        match &finding.term {
            Some(iri) => drop(verdicts.ours.insert(iri.clone())),
            None => verdicts.blank = true,
        }
    }
    // Blank nodes have no labels in printed shapes, so that documents can stand together.
    let printed = shapes
        .domains
        .iter()
        .map(|d| print(models, &derive(models, *d)));
    let printed: String = printed.collect();
    verdicts.theirs = independent(&printed, corpus, id);
    Some(verdicts)
}

fn independent(shapes: &str, corpus: &Corpus, id: GraphId) -> Vec<Theirs> {
    let shapes = read_graph_from_string(shapes, "ttl").unwrap();
    let around = context(corpus, id);
    let graphs = around.iter().map(|g| &corpus.graph(*g).graph);
    let text = n_triples(&corpus.terms, graphs);
    let data = read_graph_from_string(&text, "nt").unwrap_or_else(|e| panic!("{e}\n{text}"));
    let parsed = parse_shapes(&shapes).unwrap();
    assert!(!parsed.is_empty());
    let dataset =
        ValidationDataset::from_graphs_with_experimental_index(data, shapes.clone()).unwrap();
    let graph = &corpus.graph(id).graph;
    let nodes = graph.triples().iter().flat_map(|t| [t.subject, t.object]);
    let own: BTreeMap<String, TermId> = nodes
        .filter(|n| !n.is_literal())
        .map(|n| (node(&corpus.terms, n), n))
        .collect();
    let report = validate(&dataset, &parsed);
    let focuses = report
        .get_results()
        .iter()
        .map(|r| r.focus_node().to_string());
    focuses
        .filter_map(|focus| {
            let focus = *own.get(&focus)?;
            let mut about = holders(&corpus.terms, graph, focus);
            about.extend(corpus.terms.as_iri(focus).map(str::to_owned));
            Some(Theirs {
                about,
                blank: focus.is_blank(),
            })
        })
        .collect()
}

/// The nearest nodes with IRIs that hold a node as a value, within others or not.
fn holders(terms: &Terms, graph: &Graph, node: TermId) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let (mut seen, mut next) = (BTreeSet::new(), vec![node]);
    while let Some(at) = next.pop() {
        for holder in graph
            .triples()
            .iter()
            .filter(|t| t.object == at)
            .map(|t| t.subject)
        {
            match terms.as_iri(holder) {
                Some(iri) => drop(found.insert(iri.to_owned())),
                None if seen.insert(holder) => next.push(holder),
                None => {}
            }
        }
    }
    found
}

/// The user's graphs of a run, by both.
fn all(checked: &Read) -> Vec<(String, Verdicts)> {
    let users = checked.corpus.graphs().filter(|(_, named)| !named.builtin);
    users
        .filter_map(|(id, named)| {
            let name = checked.corpus.terms.text(named.iri).to_owned();
            Some((name, verdicts(checked, id)?))
        })
        .collect()
}

#[test]
fn both_accept_the_examples_and_what_targets_say_of_them() {
    let mut looked = 0;
    for example in EXAMPLES {
        let mut texts = example.inputs();
        let made = list(&root().join("tests/golden").join(example.name));
        let graphs: Vec<_> = made
            .into_iter()
            .filter(|p| {
                let name = p.to_string_lossy();
                name.ends_with(".container.ttl") || name.ends_with(".mapping.ttl")
            })
            .collect();
        texts.extend(inputs(&graphs));
        for (name, verdicts) in all(&Read::of(texts)) {
            assert!(
                verdicts.conforms() && verdicts.theirs.is_empty(),
                "{name}: {verdicts:#?}"
            );
            looked += 1;
        }
    }
    assert!(looked > 40, "{looked} graphs only");
}

#[test]
fn both_find_the_same_nodes_wrong_in_the_diagnostics() {
    let (mut refused, mut faults) = (0, Vec::new());
    let cases = folders().into_iter().flat_map(|(name, pair)| {
        ["wrong", "right"].map(|which| (format!("{name}/{which}"), files(&pair, which)))
    });
    for (case, files) in cases {
        let checked = check(inputs(&files), &Options::default());
        // Of a text that cannot be read whole, or a graph that is not there, the rest says little.
        let unread = checked
            .findings
            .iter()
            .any(|f| f.code < "U0020" || f.code == "U0073");
        if unread {
            continue;
        }
        for (name, both) in all(&Read::of(inputs(&files))) {
            refused += usize::from(!both.conforms());
            if !both.agree() {
                faults.push(format!("{case} <{name}>: {both:#?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(
        refused > 10,
        "{refused} graphs with a finding of a shape only"
    );
}
