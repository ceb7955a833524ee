//! A hidden graph is not there: nothing that a server answers to somebody who may not read
//! it changes by a byte when it is published, on any surface.

mod generated;
mod through;

use std::fmt::Write as _;

use crate::auth::served::Served;
use crate::auth::tokens::token;
use crate::bench::Bench;
use crate::http::{Answer, encoded};

/// What nobody else may see: it stands in the IRIs, names and texts of the hidden graph.
const MARK: &str = "zebrafish";
/// A name of the same length that is not taken.
const ABSENT: &str = "quaggafsh";

const SETTINGS: &str = "[serve.auth]\ntokens = \"tokens.toml\"\npolicy = \"policy.cedar\"\n";

/// What the guide shows for a team whose graphs are nobody else's business.
fn policy() -> String {
    let guide = include_str!("../../../../docs/security.md");
    let blocks = guide
        .split("```cedar\n")
        .skip(1)
        .filter_map(|b| b.split("```").next());
    let mut blocks = blocks.filter(|b| b.contains("unreleased"));
    blocks.next().expect("the example of the guide").to_owned()
}

const PEOPLE: &str = r#"@prefix : <https://example.com/onto/people#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

: a upper:DomainModel ; upper:domain "people" ; upper:label "People"@en ;
    upper:description "Who there is."@en .

:Person a upper:DirectClass ; upper:label "Person"@en ; upper:description "Somebody."@en ;
    upper:primaryKey ( :id ) ; upper:property :id .

:id a upper:Attribute ; upper:label "id"@en ; upper:description "The number."@en ;
    upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
"#;

/// A model that is not to be seen, and needs one that is.
fn hidden(name: &str) -> String {
    r#"@prefix : <https://example.com/unreleased/FISH#> .
@prefix people: <https://example.com/onto/people#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

: a upper:DomainModel ; upper:domain "FISH" ; upper:label "FISH"@en ;
    upper:description "A FISH film."@en ; owl:imports people: .

:FISH a upper:DirectClass ; upper:label "FISH"@en ; upper:description "A FISH."@en ;
    upper:primaryKey ( :nameFISH ) ; upper:property :nameFISH , :starFISH .

:nameFISH a upper:Attribute ; upper:label "name FISH"@en ; upper:description "FISH."@en ;
    upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .

:starFISH a upper:Relationship ; upper:label "star FISH"@en ; upper:description "FISH."@en ;
    upper:class people:Person ; upper:minCount 0 ; upper:maxCount 1 .
"#
    .replace("FISH", name)
}

/// A way to ask a server something.
struct Surface {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, &'static str)>,
    body: String,
    /// Whether who may read the hidden graph sees it here.
    shows: bool,
}

fn get(path: &str, shows: bool) -> Surface {
    Surface {
        method: "GET",
        path: path.replace("FISH", MARK),
        headers: Vec::new(),
        body: String::new(),
        shows,
    }
}

fn send(
    method: &'static str,
    path: &str,
    headers: &[(&'static str, &'static str)],
    body: &str,
) -> Surface {
    Surface {
        method,
        headers: headers.to_vec(),
        body: body.replace("FISH", MARK),
        ..get(path, false)
    }
}

const IRI: &str = "https://example.com/unreleased/FISH#";

/// Every surface. One that is new is a line here.
fn surfaces() -> Vec<Surface> {
    let mut all = vec![
        get("/", true),
        get("/openapi.json", false),
        get("/readyz", false),
        get("/metrics", false),
        get("/api/v1/whoami", false),
        get("/api/v1/audit", false),
        get("/nowhere/FISH", false),
    ];
    all.extend(models());
    all.extend(writes());
    all.extend(sparql());
    all.extend(graphs());
    all.extend(downstream());
    all.extend(searches());
    all.extend(pages());
    all.extend(kafka());
    all.extend(generated_schemas());
    all.extend(discovery());
    all.extend(graphql());
    all
}

fn models() -> Vec<Surface> {
    vec![
        get("/api/v1/models", true),
        get("/api/v1/models?limit=1", false),
        get("/api/v1/models/FISH", true),
        get("/api/v1/models/FISH?version=1.0.0", true),
        get("/api/v1/models/FISH?version=%5E1", false),
        get("/api/v1/models/FISH/versions", true),
        get("/api/v1/models/FISH/diff?from=1.0.0&to=1.0.0", false),
        get("/api/v1/models/FISH/dependencies", false),
        get("/api/v1/models/FISH/dependents", false),
        get("/api/v1/models/people", false),
        get("/api/v1/models/people/versions", false),
        get("/api/v1/models/people/dependents", true),
        get("/api/v1/models/people/dependents?all=true", true),
        get("/api/v1/models/people/dependencies", false),
        send("HEAD", "/api/v1/models/FISH", &[], ""),
        send("OPTIONS", "/api/v1/models/FISH", &[], ""),
    ]
}

/// Writes that must fail, and fail alike.
fn writes() -> Vec<Surface> {
    let turtle = ("content-type", "text/turtle");
    let new = [turtle, ("if-none-match", "*")];
    let old = [turtle, ("if-match", "\"0123456789abcdef\"")];
    let any = [turtle, ("if-match", "*")];
    let text = hidden("FISH");
    let put = |headers: &[_]| send("PUT", "/api/v1/models/FISH", headers, &text);
    vec![
        put(&new),
        put(&old),
        put(&any),
        put(&[turtle]),
        send("PUT", "/api/v1/models/FISH", &new, "nonsense"),
        send("DELETE", "/api/v1/models/FISH", &[("if-match", "*")], ""),
        send(
            "DELETE",
            "/api/v1/models/FISH",
            &[("if-match", "\"0123456789abcdef\"")],
            "",
        ),
        send("DELETE", "/api/v1/models/FISH", &[], ""),
        send(
            "POST",
            "/api/v1/publications?dry_run=true",
            &[turtle],
            &text,
        ),
        send("POST", "/api/v1/publications", &[turtle], &text),
    ]
}

/// Every form of query, every way to name a graph, every way to look without naming it.
fn sparql() -> Vec<Surface> {
    let queries = [
        (
            "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
            true,
        ),
        ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", false),
        (
            "SELECT ?s ?p ?o { ?s ?p ?o FILTER CONTAINS(STR(?o), 'FISH') } ORDER BY ?s ?p ?o",
            true,
        ),
        (
            "SELECT ?s { ?s ?p ?o FILTER CONTAINS(STR(?s), 'FISH') } ORDER BY ?s",
            true,
        ),
        ("SELECT ?o { <IRI> ?p ?o } ORDER BY ?o", true),
        ("SELECT ?o FROM <IRI> { ?s ?p ?o } ORDER BY ?o", true),
        (
            "SELECT ?o FROM NAMED <IRI> { GRAPH ?g { ?s ?p ?o } } ORDER BY ?o",
            true,
        ),
        (
            "SELECT ?o FROM <https://example.com/onto/people#> FROM NAMED <IRI> { GRAPH <IRI> { ?s ?p ?o } } ORDER BY ?o",
            true,
        ),
        ("ASK { GRAPH <IRI> { ?s ?p ?o } }", false),
        ("ASK FROM <IRI> { ?s ?p ?o }", false),
        (
            "ASK { ?s <http://www.w3.org/2002/07/owl#imports> <https://example.com/onto/people#> }",
            false,
        ),
        ("CONSTRUCT { ?s ?p ?o } { GRAPH <IRI> { ?s ?p ?o } }", true),
        ("CONSTRUCT WHERE { <IRI> ?p ?o }", true),
        ("DESCRIBE <IRI>", true),
        (
            "DESCRIBE ?s { ?s <http://www.w3.org/2002/07/owl#imports> ?o }",
            true,
        ),
        (
            "SELECT ?x { <https://example.com/onto/people#> ^<http://www.w3.org/2002/07/owl#imports>/(<http://a>|!<http://a>)* ?x } ORDER BY ?x",
            true,
        ),
        (
            "SELECT ?x { ?x (<http://www.w3.org/2002/07/owl#imports>+) ?y } ORDER BY ?x",
            true,
        ),
        (
            "SELECT ?s { ?s a ?t FILTER EXISTS { GRAPH <IRI> { ?a ?b ?c } } } ORDER BY ?s LIMIT 3",
            false,
        ),
        (
            "SELECT ?s { ?s a ?t FILTER NOT EXISTS { GRAPH <IRI> { ?a ?b ?c } } } ORDER BY ?s LIMIT 3",
            false,
        ),
        ("SELECT ?g { GRAPH ?g { } } ORDER BY ?g", true),
        (
            "SELECT ?g { GRAPH ?g { OPTIONAL { ?s ?p ?o } } } ORDER BY ?g",
            true,
        ),
        (
            "SELECT ?n { { SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } } } }",
            false,
        ),
        (
            "SELECT ?r ?v { GRAPH <https://w3id.org/denota/registry#> { ?r ?p ?v FILTER(CONTAINS(STR(?v), 'FISH') || CONTAINS(STR(?r), 'FISH')) } } ORDER BY ?r ?v",
            true,
        ),
        (
            "SELECT ?r ?p ?v FROM <https://w3id.org/denota/registry#> { ?r ?p ?v } ORDER BY ?r ?p ?v",
            true,
        ),
        (
            "SELECT (COUNT(*) AS ?n) { GRAPH <https://w3id.org/denota/registry#> { ?r ?p ?v } }",
            false,
        ),
        (
            "SELECT ?x { VALUES ?g { <IRI> } GRAPH ?g { ?x ?p ?o } } ORDER BY ?x",
            true,
        ),
        (
            "SELECT ?x { BIND(<IRI> AS ?g) GRAPH ?g { ?x ?p ?o } } ORDER BY ?x",
            true,
        ),
        (
            "SELECT ?x { ?a ?b ?x MINUS { GRAPH <https://example.com/onto/people#> { ?c ?d ?x } } FILTER CONTAINS(STR(?x), 'FISH') } ORDER BY ?x",
            true,
        ),
    ];
    let ask = |query: &str| encoded(&query.replace("IRI", IRI).replace("FISH", MARK));
    let mut all = Vec::new();
    for (query, shows) in queries {
        all.push(get(&format!("/sparql?query={}", ask(query)), shows));
    }
    let everything = ask("SELECT ?o { ?s ?p ?o FILTER CONTAINS(STR(?o), 'FISH') } ORDER BY ?o");
    let (iri, named) = (
        ask(IRI),
        ask("SELECT ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?o"),
    );
    all.push(get("/sparql", false));
    all.push(get(
        &format!("/sparql?default-graph-uri={iri}&query={everything}"),
        true,
    ));
    all.push(get(
        &format!("/sparql?named-graph-uri={iri}&query={named}"),
        true,
    ));
    all.push(get(
        &format!(
            "/sparql?query={}",
            ask("SELECT * { SERVICE <http://127.0.0.1:9/FISH> { ?s ?p ?o } }")
        ),
        false,
    ));
    all
}

fn graphs() -> Vec<Surface> {
    let iri = encoded(&IRI.replace("FISH", MARK));
    vec![
        get(&format!("/graphs?graph={iri}"), true),
        get("/graphs?default", true),
        get("/graphs", false),
        send("HEAD", &format!("/graphs?graph={iri}"), &[], ""),
        get(
            "/graphs?graph=https%3A%2F%2Fw3id.org%2Fdenota%2Fregistry%23",
            true,
        ),
    ]
}

/// What downstream builds and Kafka clients fetch.
fn generated_schemas() -> Vec<Surface> {
    let mut all = vec![
        get("/schema-registry/subjects", true),
        get("/schema-registry/subjects/FISH.FISH/versions", false),
        get("/schema-registry/subjects/FISH.FISH/versions/1", true),
        get(
            "/schema-registry/subjects/FISH.FISH/versions/latest/schema",
            true,
        ),
        get(
            "/schema-registry/subjects/people.Person/versions/1/referencedby",
            false,
        ),
        get("/schema-registry/schemas", true),
        get("/schema-registry/contexts", false),
        get("/schema-registry/config/FISH.FISH", false),
    ];
    for id in 1..6 {
        all.push(get(&format!("/schema-registry/schemas/ids/{id}"), id == 2));
        all.push(get(
            &format!("/schema-registry/schemas/ids/{id}/subjects"),
            id == 2,
        ));
    }
    let below = "/api/v1/models/FISH/artifacts";
    for version in ["", "?version=1.0.0", "?version=latest", "?version=%5E1"] {
        all.push(get(
            &format!("{below}{version}"),
            version == "?version=1.0.0",
        ));
        all.push(get(
            &format!("{below}/graphql/FISH.graphqls{version}"),
            version == "?version=1.0.0",
        ));
        all.push(get(&format!("{below}/avro.tar.gz{version}"), false));
    }
    all.push(get("/api/v1/models/people/artifacts?version=1.0.0", false));
    all
}

fn discovery() -> Vec<Surface> {
    let term = encoded(&format!("{}FISH", IRI).replace("FISH", MARK));
    vec![
        get("/api/v1/search?q=FISH", true),
        get("/api/v1/search?q=zebraf", true),
        get("/api/v1/search?q=zebrafihs", true),
        get("/api/v1/search?q=film", true),
        get("/api/v1/search?q=person", false),
        get("/api/v1/search?q=star&owner=unreleased", true),
        get("/api/v1/search?q=star&domain=FISH", true),
        get(&format!("/api/v1/terms?iri={term}"), true),
        get(
            "/api/v1/terms?iri=https%3A%2F%2Fexample.com%2Fonto%2Fpeople%23Person",
            false,
        ),
    ]
}

/// From every root that leads to models, forwards and backwards.
fn graphql() -> Vec<Surface> {
    let queries = [
        (
            "{ upper_domainModelList(first: 50) { totalCount nodes { upper_iri upper_domain } } }",
            true,
        ),
        (
            "{ upper_directClassList(first: 50) { totalCount nodes { upper_iri denota_name } } }",
            true,
        ),
        (
            "{ graph_revisionList(first: 50) { totalCount nodes { upper_iri } } }",
            false,
        ),
        ("{ denota_owners { name } }", false),
        (
            "{ denota_node(upper_iri: \\\"IRI\\\") { __typename } }",
            false,
        ),
        (
            "{ denota_search(text: \\\"FISH\\\") { score node { __typename } } }",
            false,
        ),
        (
            "{ upper_domainModel(upper_iri: \\\"https://example.com/onto/people#\\\") { denota_definedIn_inverse(first: 9) { totalCount } } }",
            false,
        ),
        (
            "{ upper_directClass(upper_iri: \\\"https://example.com/onto/people#Person\\\") { upper_class_inverse(first: 9) { totalCount } } }",
            false,
        ),
        (
            "{ _entities(representations: [{ __typename: \\\"UPPER_DomainModel\\\", upper_iri: \\\"IRI\\\" }]) { __typename } }",
            false,
        ),
        ("{ _service { sdl } }", false),
    ];
    let json = ("content-type", "application/json");
    let ask = |(query, shows): (&str, bool)| Surface {
        shows,
        ..send(
            "POST",
            "/graphql",
            &[json],
            &format!("{{\"query\":\"{}\"}}", query.replace("IRI", IRI)),
        )
    };
    queries.into_iter().map(ask).collect()
}

/// What builds ask for.
fn downstream() -> Vec<Surface> {
    vec![
        get("/api/v1/models/FISH/artifacts", false),
        get("/api/v1/models/FISH/artifacts?version=1.0.0", true),
        get("/api/v1/models/FISH/artifacts/graphql?version=1.0.0", true),
        get("/api/v1/models/FISH/artifacts/graphql/FISH.graphqls", false),
        get(
            "/api/v1/models/FISH/artifacts/graphql/FISH.graphqls?version=1.0.0",
            true,
        ),
        get(
            "/api/v1/models/FISH/artifacts/avro.tar.gz?version=1.0.0",
            false,
        ),
        get(
            "/api/v1/models/FISH/artifacts/avro/a/b/c?version=1.0.0",
            false,
        ),
        get("/api/v1/models/people/artifacts?version=1.0.0", false),
        send("HEAD", "/api/v1/models/FISH/artifacts/avro", &[], ""),
    ]
}

/// What people ask who look for something: by name, by half of it, by a slip of it, by what
/// else is known.
fn searches() -> Vec<Surface> {
    let term = |iri: &str| format!("/api/v1/terms?iri={}", encoded(&iri.replace("FISH", MARK)));
    vec![
        get("/api/v1/search?q=FISH", true),
        get("/api/v1/search?q=zebrafis", true),
        get("/api/v1/search?q=zebrafihs", true),
        get("/api/v1/search?q=star", true),
        get("/api/v1/search?owner=unreleased", true),
        get("/api/v1/search?domain=FISH", true),
        get("/api/v1/search?kind=DomainModel&limit=1", false),
        get("/api/v1/search?limit=100", true),
        get(&term("https://example.com/unreleased/FISH#FISH"), true),
        get(&term("https://example.com/unreleased/FISH#"), true),
        get(&term("https://example.com/onto/people#Person"), true),
    ]
}

/// The pages for people.
fn pages() -> Vec<Surface> {
    let term = |iri: &str| format!("/term?iri={}", encoded(&iri.replace("FISH", MARK)));
    vec![
        get("/search?q=FISH", true),
        get("/search?q=star&domain=FISH", true),
        get("/search?q=&owner=unreleased", true),
        get("/models/FISH", true),
        get("/models/people", true),
        get(&term("https://example.com/unreleased/FISH#FISH"), true),
        get(&term("https://example.com/unreleased/FISH#"), true),
        get(&term("https://example.com/onto/people#Person"), true),
    ]
}

/// What Kafka's clients ask.
fn kafka() -> Vec<Surface> {
    let schema = r#"{"schema": "\"int\""}"#;
    let post = |path: &str| send("POST", path, &[], schema);
    vec![
        get("/schema-registry/subjects", true),
        get("/schema-registry/subjects?deleted=true&limit=1", false),
        get("/schema-registry/subjects/FISH.FISH/versions", false),
        get("/schema-registry/subjects/FISH.FISH/versions/latest", true),
        get(
            "/schema-registry/subjects/FISH.FISH-value/versions/9",
            false,
        ),
        get("/schema-registry/schemas", true),
        get("/schema-registry/schemas/ids/2", true),
        get("/schema-registry/schemas/ids/2/versions", true),
        get("/schema-registry/config/FISH.FISH", false),
        post("/schema-registry/subjects/FISH.FISH"),
        post("/schema-registry/subjects/FISH.FISH/versions"),
        post("/schema-registry/compatibility/subjects/FISH.FISH/versions/latest"),
        send("DELETE", "/schema-registry/subjects/FISH.FISH", &[], ""),
    ]
}

/// What may differ between two answers to the same question.
fn comparable(answer: &Answer) -> Answer {
    let mut answer = answer.clone();
    answer
        .headers
        .retain(|name, _| name != "date" && name != "x-request-id");
    answer
}

struct Registry {
    served: Served,
    insider: String,
    outsider: String,
    root: String,
}

impl Registry {
    fn start() -> Self {
        let bench = Bench::with(&[("denota.toml", SETTINGS), ("policy.cedar", &policy())]);
        let insider = token(&bench, &["insider", "--team", "unreleased"]);
        let outsider = token(&bench, &["outsider", "--team", "people"]);
        let root = token(&bench, &["root", "--admin"]);
        let registry = Self {
            served: Served::start(bench),
            insider,
            outsider,
            root,
        };
        let ready = |s: &Served| s.get("/readyz", None).status == 200;
        registry.served.until("the server is ready", ready);
        let made = registry.put(&registry.outsider, "people", PEOPLE);
        assert_eq!(made.status, 201, "{}", made.text());
        registry
    }

    fn put(&self, token: &str, domain: &str, text: &str) -> Answer {
        let bearer = format!("Bearer {token}");
        let headers = [
            ("authorization", &*bearer),
            ("content-type", "text/turtle"),
            ("if-none-match", "*"),
        ];
        self.served.send(
            "PUT",
            &format!("/api/v1/models/{domain}"),
            &headers,
            text.as_bytes(),
        )
    }

    fn hide(&self) {
        let made = self.put(&self.insider, MARK, &hidden(MARK));
        assert_eq!(made.status, 201, "{}\n{}", made.text(), self.served.log());
    }

    fn ask(&self, token: &str, surface: &Surface) -> Answer {
        let bearer = format!("Bearer {token}");
        let mut headers = surface.headers.clone();
        headers.push(("authorization", &bearer));
        self.served.send(
            surface.method,
            &surface.path,
            &headers,
            surface.body.as_bytes(),
        )
    }
}

#[test]
fn nothing_changes_for_who_may_not_read_it() {
    let registry = Registry::start();
    let surfaces = surfaces();
    let ask = |s: &Surface| registry.ask(&registry.outsider, s);
    let before: Vec<Answer> = surfaces.iter().map(ask).collect();
    registry.hide();
    let mut wrong = String::new();
    for (surface, before) in surfaces.iter().zip(&before) {
        let after = ask(surface);
        if comparable(before) != comparable(&after) {
            let _ = writeln!(
                wrong,
                "{} {}\n  before: {before:?}\n  after:  {after:?}",
                surface.method, surface.path
            );
        }
        if after.status >= 500 {
            let _ = writeln!(
                wrong,
                "{} {}: {}",
                surface.method,
                surface.path,
                after.text()
            );
        }
    }
    assert!(wrong.is_empty(), "a hidden graph shows\n{wrong}");
}

#[test]
fn who_may_read_it_sees_it_wherever_there_is_something_to_see() {
    let registry = Registry::start();
    registry.hide();
    let mut wrong = String::new();
    for surface in surfaces().iter().filter(|s| s.shows) {
        let shows = |token| registry.ask(token, surface).text().contains(MARK);
        let (insider, outsider) = (shows(&registry.insider), shows(&registry.outsider));
        let asked = surface.path.contains(MARK);
        if !insider || (outsider && !asked) {
            let answer = registry.ask(&registry.insider, surface).text();
            let _ = writeln!(
                wrong,
                "{} {}: insider {insider}, outsider {outsider}\n{answer}",
                surface.method, surface.path
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}\n{}", registry.served.log());
}

#[test]
fn a_name_that_may_not_be_made_is_refused_alike_whether_it_is_taken_or_not() {
    let registry = Registry::start();
    registry.hide();
    let put = |name: &str| {
        let answer = comparable(&registry.put(&registry.outsider, name, &hidden(name)));
        let text = answer.text().replace(ABSENT, MARK);
        (answer.status, answer.headers, text)
    };
    let taken = put(MARK);
    assert_eq!(taken.0, 403, "{}", taken.2);
    assert_eq!(taken, put(ABSENT));
}

/// Ways to ask for the hidden graph by name, each with how the trail names it.
fn by_name() -> Vec<(Surface, &'static str)> {
    let iri = encoded(&IRI.replace("FISH", MARK));
    let term = format!("{iri}{MARK}");
    let subject = "/schema-registry/subjects/FISH.FISH/versions/1";
    let artifact = "/api/v1/models/FISH/artifacts/graphql/FISH.graphqls?version=1.0.0";
    vec![
        (get("/api/v1/models/FISH", true), "read"),
        (get("/api/v1/models/FISH/versions", true), "read"),
        (get(artifact, true), "read"),
        (get("/models/FISH", true), "read"),
        (get(&format!("/graphs?graph={iri}"), true), "read"),
        (get(&format!("/api/v1/terms?iri={term}"), true), "read"),
        (get(&format!("/term?iri={iri}"), true), "read"),
        (get(subject, true), "read"),
        (
            send("DELETE", "/api/v1/models/FISH", &[("if-match", "*")], ""),
            "retire",
        ),
    ]
}

#[test]
fn who_asked_for_a_hidden_graph_is_in_the_trail() {
    let registry = Registry::start();
    let surfaces = by_name();
    let ask_all = || {
        for (surface, _) in &surfaces {
            let answer = registry.ask(&registry.outsider, surface);
            assert_eq!(answer.status, 404, "{}", surface.path);
        }
    };
    // Where there is no such graph, nothing was refused.
    ask_all();
    registry.hide();
    ask_all();
    let iri = IRI.replace("FISH", MARK);
    let path = format!("/api/v1/audit?who=outsider&graph={}", encoded(&iri));
    let told = |served: &Served| {
        let trail = served.get(&path, Some(&registry.root)).json();
        let items = trail["items"].as_array().unwrap().iter();
        let mut told: Vec<String> = items
            .map(|e| format!("{} {} {}", e["outcome"], e["action"], e["detail"]).replace('"', ""))
            .collect();
        told.sort();
        told
    };
    let mut expected: Vec<String> = surfaces
        .iter()
        .map(|(surface, action)| {
            let path = surface.path.split('?').next().unwrap();
            format!("refused {action} {} {path}: hidden", surface.method)
        })
        .collect();
    expected.sort();
    let all = |served: &Served| told(served).len() >= expected.len();
    registry.served.until("all of it is in the trail", all);
    assert_eq!(told(&registry.served), expected);

    let put = registry.put(&registry.outsider, MARK, &hidden(MARK));
    assert_eq!(put.status, 403);
    let refused = format!("refused publish PUT /api/v1/models/{MARK}: forbidden");
    assert!(
        told(&registry.served).contains(&refused),
        "the graph is named"
    );
}

#[test]
fn what_would_break_hidden_graphs_is_told_without_naming_them() {
    let registry = Registry::start();
    registry.hide();
    let bearer = format!("Bearer {}", registry.outsider);
    let current = registry
        .served
        .get("/api/v1/models/people", Some(&registry.outsider));
    let tag = current.header("etag").to_owned();
    let without = PEOPLE.replace(":Person", ":Human");
    let headers = [
        ("authorization", &*bearer),
        ("content-type", "text/turtle"),
        ("if-match", &tag),
    ];
    let answer = registry
        .served
        .send("PUT", "/api/v1/models/people", &headers, without.as_bytes());
    assert_eq!(answer.status, 422, "{}", answer.text());
    let told = format!("{:?}{}", answer.headers, answer.text());
    for word in [MARK, "unreleased", "insider"] {
        assert!(!told.contains(word), "{told}");
    }
}
