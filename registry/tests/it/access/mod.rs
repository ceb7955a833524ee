//! What one may not see is not there, whatever the query: the answer over a registry of which
//! a part is hidden is the answer over a registry that never had that part.

mod generate;

use std::collections::{BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;

use registry::sparql::{
    Formats, GraphFormat, Question, ResultFormat, Scope, Snapshot, Time, on_large_stack,
    scratch_update, without_private,
};
use registry::{
    Author, Graph, Publication, Publisher, Registry, Store, View, Visible, When, catalog,
};
use upper::source::{Input, Syntax};

use generate::{Random, Words, query};

/// Models that may be seen, and models that may not and on which none of them depends; they
/// depend on what may be seen, extend it, and say the same things under other names.
const VISIBLE: [&str; 3] = ["people", "shop", "stock"];
const HIDDEN: [&str; 3] = ["hidden-people", "hidden-shop", "audit"];

fn iri(domain: &str) -> String {
    format!("https://example.org/{domain}#")
}

fn model(domain: &str, label: &str) -> String {
    let imports = match domain {
        "shop" | "hidden-people" => "owl:imports <https://example.org/people#> ;",
        "audit" => "owl:imports <https://example.org/hidden-people#> ;",
        _ => "",
    };
    let related = match domain {
        "shop" | "hidden-people" => "<https://example.org/people#Thing>",
        "audit" => "<https://example.org/hidden-people#Thing>",
        _ => ":Thing",
    };
    format!(
        "@prefix : <{}> .\n\
         @prefix owl: <http://www.w3.org/2002/07/owl#> .\n\
         @prefix upper: <https://w3id.org/denota/upper#> .\n\
         @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n\
         : a upper:DomainModel ; {imports} upper:domain \"{domain}\" ; upper:label \"{domain}\"@en .\n\
         :Thing a upper:DirectClass ; upper:label \"{label}\"@en ; upper:primaryKey ( :number ) ; upper:property :number , :related .\n\
         :number a upper:Attribute ; upper:datatype xsd:long ; upper:minCount 1 ; upper:maxCount 1 .\n\
         :related a upper:Relationship ; upper:class {related} ; upper:maxCount 1 .\n",
        iri(domain)
    )
}

/// Publishes models, each by itself and then once more with another label.
fn registry(folder: &Path, domains: &[&str]) -> Registry {
    let registry = Registry::open(folder).unwrap();
    for (label, second) in [("Thing", "01"), ("Changed thing", "02")] {
        for domain in domains {
            let publisher = Publisher {
                name: "tests".to_owned(),
                at: format!("2026-01-02T03:04:{second}Z"),
            };
            let author = Author {
                publisher: &publisher,
                view: &View::Everything,
                may_write: &|_| true,
            };
            let publication = Publication {
                inputs: vec![Input {
                    path: format!("{domain}.ttl"),
                    bytes: model(domain, label).into_bytes(),
                    syntax: Syntax::Turtle,
                }],
                ..Publication::default()
            };
            let mut writer = registry.writer();
            let prepared = writer.prepare(publication, &author).unwrap();
            let prepared = prepared.unwrap_or_else(|_| panic!("{domain} was refused"));
            writer.commit(prepared, Vec::new(), &publisher).unwrap();
        }
    }
    // How many publications there were is told to nobody who does not see all of them.
    let counts = "DELETE { GRAPH ?g { ?r <https://w3id.org/denota/graph#publication> ?n } } \
                  WHERE { GRAPH ?g { ?r <https://w3id.org/denota/graph#publication> ?n } }";
    if !domains.contains(&HIDDEN[0]) {
        scratch_update(registry.store(), counts, None, &[], &[]).unwrap();
    }
    registry
}

/// What an answer says, whatever its order and the labels of its blank nodes; `Err` where
/// the query is none.
fn answer(
    snapshot: &Snapshot,
    view: &View,
    time: &Time,
    text: &str,
) -> Result<Vec<String>, String> {
    let question = Question {
        text: text.to_owned(),
        base: None,
        scope: Scope {
            view: view.clone(),
            time: time.clone(),
            union: true,
            ..Scope::default()
        },
        formats: Formats {
            solutions: Some(ResultFormat::Tsv),
            boolean: Some(ResultFormat::Csv),
            graph: Some(GraphFormat::NTriples),
        },
    };
    let mut written = Vec::new();
    snapshot
        .ask(&question, |_| Ok(&mut written))
        .map_err(|e| e.to_string())?;
    let text = String::from_utf8(written).unwrap();
    let mut lines: Vec<String> = text.lines().map(without_labels).collect();
    lines.sort_unstable();
    Ok(lines)
}

fn without_labels(line: &str) -> String {
    let word = |word: &str| match word.split_once("_:") {
        Some((before, label)) if before.is_empty() || before.ends_with('\t') => {
            let rest = label.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
            format!("{before}_:{rest}")
        }
        _ => word.to_owned(),
    };
    let cells = line.split('\t').map(|cell| {
        let words: Vec<String> = cell.split(' ').map(word).collect();
        words.join(" ")
    });
    cells.collect::<Vec<_>>().join("\t")
}

fn words(registry: &Registry) -> Words {
    let index = registry.index();
    let mut graphs: Vec<String> = VISIBLE
        .iter()
        .chain(&HIDDEN)
        .map(|d| format!("<{}>", iri(d)))
        .collect();
    let nodes = index.seen(&View::Everything).graphs();
    let nodes = nodes.filter(|g| !g.builtin).flat_map(|g| &g.revisions);
    graphs.extend(nodes.map(|r| format!("<{}>", r.node)));
    graphs.push(format!("<{}>", catalog::IRI));
    graphs.push("<https://example.org/none#>".to_owned());
    let names = ["", "Thing", "number", "related"];
    let domains = || VISIBLE.iter().chain(&HIDDEN);
    let terms = domains().flat_map(|d| names.map(|n| format!("<{}{n}>", iri(d))));
    let mut terms: Vec<String> = terms.collect();
    let mut properties = BTreeSet::new();
    for quad in registry.store().quads_for_pattern(None, None, None, None) {
        let quad = quad.unwrap();
        let graph = quad.graph_name.to_string();
        if graphs.contains(&graph) {
            properties.insert(quad.predicate.to_string());
            // The catalog's own nodes: registrations, revisions, dependencies.
            if graph.contains(catalog::IRI) && quad.subject.to_string().contains("registry#") {
                terms.push(quad.subject.to_string());
            }
        }
    }
    terms.push("\"Thing\"@en".to_owned());
    terms.push("\"hidden-shop\"".to_owned());
    terms.sort_unstable();
    terms.dedup();
    Words {
        graphs,
        terms,
        properties: properties.into_iter().collect(),
    }
}

/// The two registries, and the view that makes one of them look like the other.
struct Pair {
    _folder: tempfile::TempDir,
    all: Snapshot,
    part: Snapshot,
    view: View,
    times: [Time; 3],
    words: Words,
}

/// Now, all of the past, and the moment at which everything had been published once.
fn times(registry: &Registry, view: &View) -> [Time; 3] {
    let moment = When::Instant("2026-01-02T03:04:01Z".to_owned());
    let index = registry.index();
    let graphs: Vec<&Graph> = index.seen(view).graphs().collect();
    let all = graphs
        .iter()
        .flat_map(|g| g.revisions.iter().map(|r| r.node.clone()));
    let then = |g: &&Graph| Some((g.iri.clone(), g.as_of(&moment)?.node.clone()));
    let then: Vec<(String, String)> = graphs.iter().filter_map(then).collect();
    assert_eq!(then.len(), VISIBLE.len());
    let known = |name: &String| then.iter().any(|(iri, node)| iri == name || node == name);
    let revisions: Vec<String> = all.collect();
    let iris = graphs.iter().map(|g| g.iri.clone());
    let later = revisions
        .iter()
        .cloned()
        .chain(iris)
        .filter(|n| !known(n))
        .collect();
    [
        Time::Newest,
        Time::History { revisions },
        Time::At {
            graphs: then,
            later,
        },
    ]
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn pair() -> Pair {
    let folder = tempfile::tempdir().unwrap();
    let domains: Vec<&str> = VISIBLE.into_iter().chain(HIDDEN).collect();
    // Both have the built-in models from the same moment.
    drop(Registry::open(&folder.path().join("all")).unwrap());
    copy(&folder.path().join("all"), &folder.path().join("part"));
    let all = registry(&folder.path().join("all"), &domains);
    let part = registry(&folder.path().join("part"), &VISIBLE);
    let graphs: HashSet<String> = {
        let index = part.index();
        index
            .seen(&View::Everything)
            .graphs()
            .map(|g| g.iri.clone())
            .collect()
    };
    let snapshot = |registry: &Registry| {
        let copy = folder
            .path()
            .join(registry.index().generation().to_string());
        registry.checkpoint(&copy).unwrap();
        without_private(&copy, false).unwrap();
        let past = copy.with_extension("history");
        registry.checkpoint_history(&past).unwrap();
        Snapshot {
            head: Store::open_read_only(&copy).unwrap(),
            history: Some(Store::open_read_only(&past).unwrap()),
        }
    };
    let view = View::Only(Arc::new(Visible { key: 1, graphs }));
    Pair {
        all: snapshot(&all),
        part: snapshot(&part),
        times: times(&all, &view),
        view,
        words: words(&all),
        _folder: folder,
    }
}

/// 10,000 queries in full.
#[test]
fn no_query_shows_a_hidden_graph() {
    let pair = pair();
    let count = if std::env::var_os("DENOTA_SOAK").is_some() {
        10_000
    } else {
        500
    };
    let (mut answered, mut told, mut different) = (0, 0, 0);
    let mut random = Random::new(7);
    for nth in 0..count {
        let text = query(&mut random, &pair.words);
        // Half of them about now, half about the past.
        let time = &pair.times[[0, 1, 0, 2][nth % 4]];
        let (seen, expected, everything) = on_large_stack(|| {
            (
                answer(&pair.all, &pair.view, time, &text),
                answer(&pair.part, &View::Everything, time, &text),
                answer(&pair.all, &View::Everything, time, &text),
            )
        })
        .unwrap();
        assert_eq!(seen, expected, "{text}");
        let empty = |lines: &Vec<String>| lines.len() <= 1;
        answered += usize::from(seen.is_ok());
        told += usize::from(seen.as_ref().is_ok_and(|s| !empty(s)));
        different += usize::from(seen != everything);
    }
    eprintln!(
        "{count} queries: {answered} answered, {told} with something, {different} hide something"
    );
    // The queries must be worth their while.
    assert!(answered * 10 > count * 8, "only {answered} are queries");
    assert!(told * 10 > count * 2, "only {told} have an answer");
    assert!(
        different * 20 > count,
        "only {different} would have shown something"
    );
}

/// Ways round that are known from other stores, one by one.
#[test]
fn known_ways_round_lead_nowhere() {
    let pair = pair();
    let hidden = iri("hidden-shop");
    let patterns = [
        format!("ASK FROM <{hidden}> {{ ?s ?p ?o }}"),
        format!("ASK FROM NAMED <{hidden}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"),
        format!("ASK {{ GRAPH <{hidden}> {{ ?s ?p ?o }} }}"),
        format!("ASK {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g = <{hidden}>) }}"),
        format!("ASK {{ VALUES ?g {{ <{hidden}> }} GRAPH ?g {{ ?s ?p ?o }} }}"),
        format!("ASK {{ BIND(<{hidden}> AS ?g) GRAPH ?g {{ ?s ?p ?o }} }}"),
        format!("ASK {{ BIND(<{hidden}> AS ?g) GRAPH ?g {{ }} }}"),
        format!("ASK {{ GRAPH <{hidden}> {{ }} }}"),
        format!("ASK {{ <{hidden}Thing> ?p ?o }}"),
        format!("ASK {{ ?s ?p <{hidden}Thing> }}"),
        format!("ASK {{ ?s ?p <{hidden}> }}"),
        format!("ASK {{ <{hidden}> (!<urn:x>)+ ?o }}"),
        format!("ASK {{ <{}> (!<urn:x>|^!<urn:x>)* ?o FILTER(CONTAINS(STR(?o), 'hidden')) }}", iri("shop")),
        format!("ASK {{ FILTER EXISTS {{ GRAPH <{hidden}> {{ ?s ?p ?o }} }} }}"),
        format!("ASK {{ {{ SELECT * {{ GRAPH <{hidden}> {{ ?s ?p ?o }} }} }} }}"),
        format!("ASK {{ ?r <https://w3id.org/denota/graph#revisionOf> <{hidden}> }}"),
        "ASK { ?s ?p ?o FILTER(CONTAINS(STR(?s), 'hidden') || CONTAINS(STR(?o), 'hidden')) }".to_owned(),
        "ASK { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), 'hidden')) }".to_owned(),
        "ASK { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(CONCAT(STR(?s), STR(?p), STR(?o)), 'audit')) }".to_owned(),
        "ASK { ?s <urn:denota:private:text> ?o }".to_owned(),
        "ASK FROM <urn:x-oxigraph:default> { ?s ?p ?o }".to_owned(),
    ];
    for text in patterns {
        let said = answer(&pair.all, &pair.view, &Time::Newest, &text);
        assert_eq!(said, Ok(vec!["false".to_owned()]), "{text}");
    }
    let described = format!("DESCRIBE <{hidden}Thing> <{hidden}>");
    let said = answer(&pair.all, &pair.view, &Time::Newest, &described);
    assert_eq!(said, Ok(Vec::new()));
}
