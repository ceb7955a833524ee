//! The W3C's tests of the SPARQL 1.1 protocol, read from their manifest.

use std::path::{Path, PathBuf};

use registry::sparql::{GraphFormat, convert, scratch_update};
use registry::{Answer, Store};

const PREFIXES: &str = "
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#>
PREFIX cnt: <http://www.w3.org/2011/content#>
PREFIX ht: <http://www.w3.org/2011/http#>
PREFIX ut: <http://www.w3.org/2009/sparql/tests/test-update#>
";

/// One test.
#[derive(Debug)]
pub(crate) struct Test {
    pub(crate) name: String,
    /// Graphs that must be there: name and N-Triples.
    pub(crate) data: Vec<(String, String)>,
    pub(crate) requests: Vec<Step>,
}

/// A request, and what must come of it.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) method: String,
    /// What follows the path of the endpoint.
    pub(crate) query: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// The first digits of statuses that will do.
    pub(crate) statuses: Vec<u16>,
    pub(crate) boolean: Option<bool>,
    pub(crate) format: Option<String>,
}

/// Where the suite is; says loudly that it is not.
pub(crate) fn suite() -> Option<PathBuf> {
    let named = std::env::var_os("DENOTA_SUITES").map(PathBuf::from);
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/suites");
    let folder = named
        .unwrap_or(default)
        .join("w3c-rdf-tests/sparql/sparql11");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!(
        "SKIPPED: the W3C's SPARQL tests are not at `{}`; `git clone https://github.com/w3c/rdf-tests` and name its parent, as `w3c-rdf-tests`, in DENOTA_SUITES",
        folder.display()
    );
    None
}

/// A store of what a Turtle text says; blank nodes become IRIs, which changes nothing here.
pub(crate) fn load(turtle: &str, base: &str) -> Store {
    let turtle = format!("@base <{base}> .\n{turtle}");
    let triples = convert(&turtle, GraphFormat::NTriples).unwrap();
    let triples = String::from_utf8(triples).unwrap();
    let store = Store::new().unwrap();
    let lines: Vec<String> = triples.lines().map(without_blanks).collect();
    for lines in lines.chunks(100) {
        let update = format!("INSERT DATA {{ GRAPH <urn:g> {{ {} }} }}", lines.join("\n"));
        scratch_update(&store, &update, None, &[], &[]).unwrap();
    }
    store
}

fn without_blanks(line: &str) -> String {
    let word = |word: &str| match word.strip_prefix("_:") {
        Some(label) => format!("<urn:blank:{label}>"),
        None => word.to_owned(),
    };
    // Subject and predicate hold no spaces; a literal object is kept as it stands.
    let mut parts = line.splitn(3, ' ').map(word);
    let (s, p, o) = (
        parts.next().unwrap(),
        parts.next().unwrap(),
        parts.next().unwrap(),
    );
    match o
        .strip_prefix("<urn:blank:")
        .and_then(|o| o.split_once(' '))
    {
        Some((label, rest)) => {
            format!("{s} {p} <urn:blank:{label}> {}", rest.trim_end_matches('>'))
        }
        None => format!("{s} {p} {o}"),
    }
}

/// Reads all tests, in the manifest's order.
pub(crate) fn tests(folder: &Path) -> Vec<Test> {
    let text = std::fs::read_to_string(folder.join("manifest.ttl")).unwrap();
    let store = load(&text, "http://suite/");
    let entries = rows(
        &store,
        "SELECT ?test ?name { ?m mf:entries/rdf:rest*/rdf:first ?test . ?test mf:name ?name }",
    );
    let mut tests: Vec<Test> = entries
        .iter()
        .map(|row| Test {
            name: local(&row[0]),
            data: data(&store, folder, &row[0]),
            requests: requests(&store, &row[0]),
        })
        .collect();
    tests.sort_by_key(|t| text.find(&format!(":{}\n", t.name)));
    tests
}

fn data(store: &Store, folder: &Path, test: &str) -> Vec<(String, String)> {
    let query = format!(
        "SELECT ?file ?name {{ {test} ut:graphData ?d . ?d ut:graph ?file ; rdfs:label ?name }}"
    );
    let read = |row: &Vec<String>| {
        let file = row[0]
            .trim_matches(['<', '>'])
            .trim_start_matches("http://suite/");
        (
            value(&row[1]),
            std::fs::read_to_string(folder.join(file)).unwrap(),
        )
    };
    rows(store, &query).iter().map(read).collect()
}

fn requests(store: &Store, test: &str) -> Vec<Step> {
    let mut list = one(
        store,
        &format!("SELECT ?l {{ {test} mf:action/ht:requests ?l }}"),
    );
    let mut steps = Vec::new();
    while let Some(at) = list.filter(|l| !l.ends_with("#nil>")) {
        let request = one(store, &format!("SELECT ?r {{ {at} rdf:first ?r }}")).unwrap();
        steps.push(step(store, &request));
        list = one(store, &format!("SELECT ?r {{ {at} rdf:rest ?r }}"));
    }
    steps
}

fn step(store: &Store, request: &str) -> Step {
    let text = |path: &str| one(store, &format!("SELECT ?v {{ {request} {path} ?v }}"));
    let headers = rows(
        store,
        &format!(
            "SELECT ?n ?v {{ {request} ht:headers/rdf:rest*/rdf:first ?h . ?h ht:fieldName ?n ; ht:fieldValue ?v }}"
        ),
    );
    let statuses = rows(
        store,
        &format!("SELECT ?s {{ {request} ht:resp/mf:expectedStatus ?s }}"),
    );
    let body = text("ht:body/cnt:chars")
        .map(|b| value(&b))
        .unwrap_or_default();
    let utf16 = text("ht:body/cnt:characterEncoding").is_some_and(|e| e.contains("UTF-16"));
    let target = value(&text("ht:absolutePath").unwrap());
    Step {
        method: value(&text("ht:methodName").unwrap()),
        query: target.trim_start_matches("/sparql/").to_owned(),
        headers: headers
            .iter()
            .map(|h| (value(&h[0]), value(&h[1])))
            .collect(),
        body: match utf16 {
            true => body.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            false => body.into_bytes(),
        },
        statuses: statuses
            .iter()
            .filter_map(|s| s[0].split("StatusCode").nth(1)?.get(..1)?.parse().ok())
            .collect(),
        boolean: text("ht:resp/mf:expectedBoolean").map(|b| b.contains("true")),
        format: text("ht:resp/mf:expectedFormat").map(|f| value(&f)),
    }
}

pub(crate) fn rows(store: &Store, query: &str) -> Vec<Vec<String>> {
    let answer = registry::query(store, &format!("{PREFIXES}{query}")).unwrap();
    let Answer::Solutions { rows, .. } = answer else {
        panic!("{answer:?}")
    };
    rows
}

fn one(store: &Store, query: &str) -> Option<String> {
    rows(store, query).pop()?.pop()
}

fn local(iri: &str) -> String {
    iri.trim_matches(['<', '>'])
        .rsplit('#')
        .next()
        .unwrap()
        .to_owned()
}

/// The text of a literal in N-Triples.
fn value(literal: &str) -> String {
    let text = literal
        .rsplit_once('"')
        .unwrap()
        .0
        .strip_prefix('"')
        .unwrap();
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next().unwrap() {
                'n' => out.push('\n'),
                'r' => out.push('\r'),
                't' => out.push('\t'),
                other => out.push(other),
            },
            c => out.push(c),
        }
    }
    out
}
