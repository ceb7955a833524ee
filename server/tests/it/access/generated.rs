//! Queries that nobody wrote: whatever a caller asks, the answer is the same before and
//! after a graph that they may not read is published.

use super::{IRI, MARK, Registry};
use crate::http::encoded;

const PEOPLE: &str = "<https://example.com/onto/people#>";
const CATALOG: &str = "<https://w3id.org/denota/registry#>";

/// The same numbers in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        // Knuth's multiplier; the high bits are the good ones.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }

    fn term(&mut self) -> String {
        let hidden = format!("<{IRI}>");
        let class = format!("<{IRI}FISH>");
        let terms = [
            "?a",
            "?b",
            "?c",
            "?a",
            "?b",
            PEOPLE,
            "<https://example.com/onto/people#Person>",
            CATALOG,
            &hidden,
            &class,
        ];
        self.pick(&terms).to_owned()
    }

    /// Predicates are constant mostly: products of all triples with themselves take for ever.
    fn path(&mut self) -> &'static str {
        self.pick(&[
            "a",
            "<http://www.w3.org/2002/07/owl#imports>",
            "^<http://www.w3.org/2002/07/owl#imports>",
            "<http://www.w3.org/2002/07/owl#imports>*",
            "(<http://www.w3.org/2002/07/owl#imports>|^a)",
            "<https://w3id.org/denota/upper#property>+",
            "<https://w3id.org/denota/upper#label>",
            "<https://w3id.org/denota/upper#domain>",
            "<https://w3id.org/denota/graph#revisionOf>",
            "<https://w3id.org/denota/graph#contentHash>",
            "<https://w3id.org/denota/upper#class>?",
        ])
    }

    fn triple(&mut self) -> String {
        let (s, p, o) = (self.term(), self.path(), self.term());
        format!("{s} {p} {o} .")
    }

    fn graph(&mut self) -> String {
        let hidden = format!("<{IRI}>");
        self.pick(&["?g", "?g", PEOPLE, CATALOG, &hidden])
            .to_owned()
    }

    fn pattern(&mut self, depth: usize) -> String {
        let one = self.triple();
        if depth == 0 {
            return one;
        }
        let graph = self.graph();
        let inner = self.pattern(depth - 1);
        match self.roll(11) {
            0 | 1 => format!("GRAPH {graph} {{ {inner} }}"),
            2 => format!("{one} OPTIONAL {{ {inner} }}"),
            3 => format!("{{ {one} }} UNION {{ {inner} }}"),
            4 => format!("{one} MINUS {{ {inner} }}"),
            5 => format!("{one} FILTER EXISTS {{ {inner} }}"),
            6 => format!("{one} FILTER NOT EXISTS {{ {inner} }}"),
            7 => format!("{{ SELECT ?a (COUNT(*) AS ?n) {{ {inner} }} GROUP BY ?a }}"),
            8 => format!("VALUES ?g {{ <{IRI}> {PEOPLE} }} GRAPH ?g {{ {inner} }}"),
            9 => format!("{inner} FILTER(ISIRI(?a) || CONTAINS(STR(?b), \"e\"))"),
            _ => format!("{one} {inner}"),
        }
    }

    fn dataset(&mut self) -> String {
        let from = |word: &str, iri: &str| format!("{word} {iri} ");
        let hidden = format!("<{IRI}>");
        match self.roll(8) {
            0 => from("FROM", &hidden),
            1 => from("FROM", PEOPLE) + &from("FROM NAMED", &hidden),
            2 => from("FROM NAMED", &hidden) + &from("FROM NAMED", PEOPLE),
            3 => from("FROM", CATALOG),
            _ => String::new(),
        }
    }

    fn query(&mut self) -> String {
        let (dataset, depth) = (self.dataset(), self.roll(3));
        let pattern = self.pattern(depth);
        let query = match self.roll(6) {
            0 => format!("ASK {dataset}{{ {pattern} }}"),
            1 => format!("SELECT (COUNT(*) AS ?n) {dataset}{{ {pattern} }}"),
            2 => format!("CONSTRUCT {{ ?a <http://example.com/p> ?b }} {dataset}{{ {pattern} }}"),
            3 => format!("SELECT DISTINCT ?a ?b ?c ?g {dataset}{{ {pattern} }}"),
            _ => format!("SELECT * {dataset}{{ {pattern} }}"),
        };
        query.replace("FISH", MARK)
    }
}

/// An answer whose order does not count, and whether there is one: the time that a query
/// may take is limited.
fn ask(registry: &Registry, query: &str) -> (u16, Vec<String>) {
    let bearer = format!("Bearer {}", registry.outsider);
    let accept = "text/tab-separated-values, application/n-triples;q=0.9";
    let headers = [("authorization", &*bearer), ("accept", accept)];
    let path = format!("/sparql?query={}", encoded(query));
    let answer = registry.served.send("GET", &path, &headers, b"");
    let mut lines: Vec<String> = answer.text().lines().map(str::to_owned).collect();
    lines.sort();
    (answer.status, lines)
}

#[test]
fn no_query_tells_a_hidden_graph_from_none() {
    let count = if std::env::var_os("DENOTA_SOAK").is_some() {
        10_000
    } else {
        200
    };
    let registry = Registry::start();
    let mut dice = Dice(7);
    let queries: Vec<String> = (0..count).map(|_| dice.query()).collect();
    let before: Vec<_> = queries.iter().map(|q| ask(&registry, q)).collect();
    registry.hide();
    let mut answered = 0;
    for (query, before) in queries.iter().zip(before) {
        let after = ask(&registry, query);
        if before.0 == 503 || after.0 == 503 {
            continue;
        }
        assert_eq!(before, after, "{query}");
        answered += usize::from(after.0 == 200);
    }
    assert!(
        answered * 10 > count * 8,
        "only {answered} of {count} queries were answered"
    );
}
