//! Every way to ask a server something: all that may show a hidden graph, or might.

use super::{IRI, MARK, hidden};
use crate::http::encoded;

/// A way to ask a server something.
pub(super) struct Surface {
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) headers: Vec<(&'static str, &'static str)>,
    pub(super) body: String,
    /// Whether who may read the hidden graph sees it here.
    pub(super) shows: bool,
}

pub(super) fn get(path: &str, shows: bool) -> Surface {
    Surface {
        method: "GET",
        path: path.replace("FISH", MARK),
        headers: Vec::new(),
        body: String::new(),
        shows,
    }
}

pub(super) fn send(
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

/// Every surface. One that is new is a line here.
pub(super) fn surfaces() -> Vec<Surface> {
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
        send("DELETE", &by_iri(), &[("if-match", "*")], ""),
        send("DELETE", &by_iri(), &[], ""),
        send(
            "POST",
            "/api/v1/publications?dry_run=true",
            &[turtle],
            &text,
        ),
        send("POST", "/api/v1/publications", &[turtle], &text),
    ]
}

/// The hidden graph as one that is to be retired.
fn by_iri() -> String {
    format!("/api/v1/graphs?iri={}", encoded(IRI))
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
        get("/schema-registry/config/FISH.FISH", false),
        post("/schema-registry/subjects/FISH.FISH"),
        post("/schema-registry/subjects/FISH.FISH/versions"),
        post("/schema-registry/compatibility/subjects/FISH.FISH/versions?verbose=true"),
        post("/schema-registry/compatibility/subjects/FISH.FISH/versions/latest"),
        send("DELETE", "/schema-registry/subjects/FISH.FISH", &[], ""),
    ]
}
