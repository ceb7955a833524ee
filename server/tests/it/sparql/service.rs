//! The endpoint beyond the protocol's own tests: its description, formats, errors, datasets.

use super::manifest::{load, rows};
use super::{publish, serve, settings};
use crate::bench::Bench;
use crate::http::encoded;
use crate::http_serve::until;
use crate::serve::Server;

#[test]
fn the_service_describes_itself() {
    let here = tempfile::tempdir().unwrap();
    let server = serve(here.path());
    assert_eq!(publish(&server, "shop", "Thing", None).status, 201);
    let answer = server.send("GET", "/sparql", &[("accept", "text/turtle")], "");
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "text/turtle");
    let store = load(&answer.text(), "http://none/");
    let sd = |query: &str| {
        let prefix = "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>";
        rows(&store, &format!("{prefix} SELECT ?x {{ {query} }}")).concat()
    };
    // The W3C's three tests: RDF is returned, with a matching endpoint, and it conforms.
    assert_eq!(
        sd("?s sd:endpoint ?x"),
        [format!("<{}/sparql>", server.url())]
    );
    assert_eq!(sd("?s a sd:Service ; sd:endpoint ?x").len(), 1);
    for (subject, property) in [
        ("sd:Service", "sd:supportedLanguage"),
        ("sd:Service", "sd:defaultDataset"),
        ("sd:Dataset", "sd:defaultGraph"),
        ("sd:NamedGraph", "sd:name"),
        ("sd:NamedGraph", "sd:graph"),
    ] {
        let query = format!("?x a {subject} FILTER NOT EXISTS {{ ?x {property} ?o }}");
        assert_eq!(
            sd(&query),
            Vec::<String>::new(),
            "{subject} without {property}"
        );
    }
    assert_eq!(
        sd("?x a sd:Service ; sd:feature sd:UnionDefaultGraph").len(),
        1
    );
    let graphs = sd("?d sd:namedGraph/sd:name ?x");
    assert!(graphs.contains(&"<https://example.org/shop#>".to_owned()));
    assert!(graphs.contains(&"<https://w3id.org/denota/registry#>".to_owned()));
    for accept in [
        "application/rdf+xml",
        "application/ld+json",
        "application/n-triples",
    ] {
        let answer = server.send("GET", "/sparql", &[("accept", accept)], "");
        assert_eq!(answer.header("content-type"), accept);
    }
}

#[test]
fn answers_come_in_the_format_that_is_asked_for() {
    let here = tempfile::tempdir().unwrap();
    let server = serve(here.path());
    let ask = |query: &str, accept: &str| {
        let target = format!("/sparql?query={}", encoded(query));
        server.send("GET", &target, &[("accept", accept)], "")
    };
    let (select, yes, graph) = (
        "SELECT (1 AS ?x) {}",
        "ASK {}",
        "CONSTRUCT { <urn:a> <urn:b> 1 } {}",
    );
    for (query, accept, media_type, sign) in [
        (
            select,
            "application/sparql-results+json",
            "application/sparql-results+json",
            "\"x\"",
        ),
        (
            select,
            "application/json",
            "application/sparql-results+json",
            "\"x\"",
        ),
        (
            select,
            "application/sparql-results+xml",
            "application/sparql-results+xml",
            "<sparql",
        ),
        (select, "text/csv", "text/csv; charset=utf-8", "x\r\n1"),
        // RFC 4180, 2.6: a comma within a field stands between quotes.
        (
            "SELECT (IRI(\"urn:a,b\") AS ?x) (1 AS ?y) {}",
            "text/csv",
            "text/csv; charset=utf-8",
            "x,y\r\n\"urn:a,b\",1\r\n",
        ),
        (
            select,
            "text/tab-separated-values",
            "text/tab-separated-values; charset=utf-8",
            "?x\n1",
        ),
        (
            select,
            "text/csv;q=0.1, application/xml;q=0.2",
            "application/sparql-results+xml",
            "<sparql",
        ),
        (yes, "*/*", "application/sparql-results+json", "true"),
        // Other names of a format are none that a range of names means.
        (
            yes,
            "application/sparql-results+json;q=0, */*;q=0.1",
            "application/sparql-results+xml",
            "true",
        ),
        (select, "text/*", "text/csv; charset=utf-8", "x\r\n1"),
        (
            yes,
            "application/sparql-results+xml",
            "application/sparql-results+xml",
            "true",
        ),
        (graph, "*/*", "text/turtle", "<urn:a>"),
        (
            graph,
            "application/n-triples",
            "application/n-triples",
            "<urn:a> <urn:b>",
        ),
        (graph, "application/ld+json", "application/ld+json", "urn:a"),
        (graph, "application/rdf+xml", "application/rdf+xml", "urn:a"),
        (
            graph,
            "application/sparql-results+json, text/turtle;q=0.5",
            "text/turtle",
            "<urn:a>",
        ),
    ] {
        let answer = ask(query, accept);
        assert_eq!(answer.status, 200, "{query} {accept}: {}", answer.text());
        assert_eq!(
            answer.header("content-type"),
            media_type,
            "{query} {accept}"
        );
        assert!(
            answer.text().contains(sign),
            "{query} {accept}: {}",
            answer.text()
        );
    }
    for (query, accept) in [
        (select, "text/turtle"),
        (graph, "text/csv"),
        (yes, "image/png"),
    ] {
        assert_eq!(ask(query, accept).status, 406, "{query} {accept}");
    }
}

#[test]
fn errors_say_where_and_what() {
    let here = tempfile::tempdir().unwrap();
    let server = serve(here.path());
    let answer = server.query("SELECT *\nWHERE { ?s ?p }");
    assert_eq!(answer.status, 400);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let problem = answer.json();
    assert_eq!(problem["line"], 2, "{problem}");
    // At the brace that stands where an object should, or just behind it.
    let column = problem["column"].as_u64().unwrap();
    assert!((15..=16).contains(&column), "{problem}");
    for (query, status, sign) in [
        (
            "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
            400,
            "SERVICE",
        ),
        ("SELECT (<urn:f>(1) AS ?x) {}", 400, "urn:f"),
        (
            "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
            400,
            "this is an update",
        ),
        ("INSERT { ?s", 400, "not SPARQL"),
    ] {
        let answer = server.query(query);
        assert_eq!(answer.status, status, "{query}: {}", answer.text());
        assert!(answer.text().contains(sign), "{query}: {}", answer.text());
    }
    let post = |media_type: &str, body: &[u8]| {
        let headers = [("content-type", media_type)];
        server.send("POST", "/sparql", &headers, body).status
    };
    assert_eq!(post("application/sparql-query", &[0xff, 0xfe]), 400);
    assert_eq!(post("text/turtle", b"ASK {}"), 415);
    assert_eq!(
        post("application/sparql-query; charset=latin1", b"ASK {}"),
        415
    );
    assert_eq!(
        post("application/sparql-query; charset=\"UTF-8\"", b"ASK {}"),
        200
    );
    assert_eq!(post("application/x-www-form-urlencoded", b"x=y"), 400);
    assert_eq!(post("application/sparql-query", &b"x".repeat(70_000)), 413);
    assert_eq!(post("application/sparql-update", b"CLEAR ALL"), 403);
    assert_eq!(post("application/sparql-update", b"CLEAR NOTHING"), 400);
    for target in [
        "/sparql?query=ASK%7B%7D&query=ASK%7B%7D",
        "/sparql?query=ASK%7B%7D&union-default-graph=perhaps",
        "/sparql?query=ASK%7B%7D&default-graph-uri=no%20iri",
        "/sparql?query=ASK%7B%7D&at=yesterday",
        "/sparql?query=ASK%7B%7D&at=2026-01-01T00:00:00Z&history=true",
        "/sparql?update=CLEAR%20ALL",
    ] {
        assert_eq!(server.get(target).status, 400, "{target}");
    }
    // Nothing is said to other origins.
    let foreign = server.get("/sparql?query=ASK%7B%7D");
    assert_eq!(foreign.header("access-control-allow-origin"), "");
}

/// What a query over `dataset` (parameters of the address) says of `pattern`.
fn holds(server: &Server, dataset: &str, pattern: &str) -> bool {
    let target = format!(
        "/sparql?query={}{dataset}",
        encoded(&format!("ASK {pattern}"))
    );
    let answer = server.get(&target);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["boolean"] == true
}

#[test]
fn datasets_are_the_union_unless_something_else_is_selected() {
    let here = tempfile::tempdir().unwrap();
    let server = serve(here.path());
    assert_eq!(publish(&server, "shop", "Thing", None).status, 201);
    let thing = "<https://example.org/shop#Thing> a ?type";
    let upper = "<https://w3id.org/denota/upper#DirectClass> a ?type";
    let shop = format!(
        "&default-graph-uri={}",
        encoded("https://example.org/shop#")
    );
    let named = format!("&named-graph-uri={}", encoded("https://example.org/shop#"));
    for (dataset, pattern, expected) in [
        ("", format!("{{ {thing} . {upper} }}"), true),
        (
            "",
            format!("{{ GRAPH <https://example.org/shop#> {{ {thing} }} }}"),
            true,
        ),
        ("", format!("{{ GRAPH ?g {{ {thing} . {upper} }} }}"), false),
        (
            "&union-default-graph=false",
            format!("{{ {thing} }}"),
            false,
        ),
        (
            "&union-default-graph=false",
            format!("{{ GRAPH ?g {{ {thing} }} }}"),
            true,
        ),
        (&shop, format!("{{ {thing} }}"), true),
        (&shop, format!("{{ {upper} }}"), false),
        (&shop, format!("{{ GRAPH ?g {{ {thing} }} }}"), false),
        (&named, format!("{{ {thing} }}"), false),
        (&named, format!("{{ GRAPH ?g {{ {thing} }} }}"), true),
        (
            "",
            format!("FROM <https://example.org/shop#> {{ {upper} }}"),
            false,
        ),
        // What the store keeps for itself is in no dataset.
        (
            "",
            "{ <urn:denota:private:registry> ?p ?o }".to_owned(),
            false,
        ),
        ("", "{ ?s <urn:denota:private:text> ?o }".to_owned(), false),
        (
            "",
            "{ GRAPH ?g { ?s <urn:denota:private:text> ?o } }".to_owned(),
            false,
        ),
        (
            "&union-default-graph=false",
            "{ ?s ?p ?o }".to_owned(),
            false,
        ),
        (
            "&default-graph-uri=urn:x-oxigraph:default",
            "{ ?s ?p ?o }".to_owned(),
            false,
        ),
    ] {
        assert_eq!(
            holds(&server, dataset, &pattern),
            expected,
            "{dataset} {pattern}"
        );
    }
}

#[test]
fn the_union_can_be_switched_off() {
    let here = tempfile::tempdir().unwrap();
    settings(here.path(), "union-default-graph = false");
    let server = serve(here.path());
    assert!(!holds(&server, "", "{ ?s ?p ?o }"));
    assert!(holds(&server, "&union-default-graph=true", "{ ?s ?p ?o }"));
    let description = server.get("/sparql");
    assert!(!description.text().contains("UnionDefaultGraph"));
}

#[test]
fn the_past_can_be_asked() {
    let here = tempfile::tempdir().unwrap();
    let server = serve(here.path());
    let first = publish(&server, "shop", "First", None);
    let tag = first.header("etag").to_owned();
    let now = || {
        let answer = server.query("SELECT (NOW() AS ?now) {}").is(200).json();
        let now = answer["results"]["bindings"][0]["now"]["value"].as_str();
        now.unwrap().to_owned()
    };
    let between = now();
    // When something was published is known to the second.
    let second = |moment: &str| moment[.."2026-01-31T12:00:00".len()].to_owned();
    until("the next second", || second(&now()) > second(&between));
    assert_eq!(publish(&server, "shop", "Second", Some(&tag)).status, 200);
    let label = |l: &str| {
        format!("<https://example.org/shop#Thing> <https://w3id.org/denota/upper#label> \"{l}\"@en")
    };
    let (one, two) = (label("First"), label("Second"));
    let before = format!("&at={}", encoded(&between));
    let revision = "?r <https://w3id.org/denota/graph#revisionOf> <https://example.org/shop#>";
    for (dataset, pattern, expected) in [
        ("", format!("{{ {one} }}"), false),
        ("", format!("{{ {two} }}"), true),
        ("&history=true", format!("{{ {one} }}"), false),
        ("&history=true", format!("{{ {two} }}"), true),
        (
            "&history=true",
            format!("{{ {revision} GRAPH ?r {{ {one} }} }}"),
            true,
        ),
        (
            "&history=true",
            format!("{{ {revision} GRAPH ?r {{ {two} }} }}"),
            true,
        ),
        (
            "&history=true",
            format!("{{ GRAPH <https://example.org/shop#> {{ {two} }} }}"),
            false,
        ),
        (&before, format!("{{ {one} }}"), true),
        (&before, format!("{{ {two} }}"), false),
        (
            &before,
            format!("{{ GRAPH <https://example.org/shop#> {{ {one} }} }}"),
            true,
        ),
        (
            &before,
            format!(
                "{{ {revision} . ?q <https://w3id.org/denota/graph#revisionOf> <https://example.org/shop#> FILTER(?q != ?r) }}"
            ),
            false,
        ),
        ("&at=2000-01-01T00:00:00Z", format!("{{ {one} }}"), false),
        (
            "&at=2000-01-01T00:00:00Z",
            format!("{{ {revision} }}"),
            false,
        ),
    ] {
        assert_eq!(
            holds(&server, dataset, &pattern),
            expected,
            "{dataset} {pattern}"
        );
    }
}

/// A query with a comment of so many bytes.
fn long(bytes: usize) -> String {
    format!("ASK {{}} # {}\n", "x".repeat(bytes))
}

#[test]
fn a_query_is_as_long_as_the_settings_let_it_be() {
    let bench = Bench::with(&[
        ("denota.toml", "[serve]\nquery-bytes = 100000\n"),
        ("long.rq", &long(200_000)),
    ]);
    let server = serve(&bench.path(""));
    let headers = [("content-type", "application/sparql-query")];
    let post = |bytes: usize| server.send("POST", "/sparql", &headers, long(bytes));
    let answer = post(90_000);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(post(100_000).status, 413);
    // In a form, the query is what is measured: there it takes up to three times as much.
    let form = |bytes: usize| {
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let query = format!("ASK {{}} # {}\n", "/".repeat(bytes));
        let body = format!("query={}", encoded(&query));
        server.send("POST", "/sparql", &headers, body).status
    };
    assert_eq!([90_000, 100_000, 400_000].map(form), [200, 413, 413]);
    drop(server);
    // Who could as well change the files of the store is not held to it.
    let ran = bench.run(&["query", "--registry", "long.rq"]).ends(0);
    assert_eq!(ran.out, "yes\n");
    bench.write("denota.toml", "[serve]\nquery-bytes = 100\n");
    let server = serve(&bench.path(""));
    for (bytes, expected) in [(50, 200), (100, 413)] {
        let target = format!("/sparql?query={}", encoded(&long(bytes)));
        let answer = server.send("GET", &target, &[], "");
        assert_eq!(answer.status, expected, "{}", answer.text());
    }
}
