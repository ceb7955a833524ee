//! A hidden graph is not there: nothing that a server answers to somebody who may not read
//! it changes by a byte when it is published, on any surface.

mod generated;
mod kafka;
mod owners;
mod surfaces;
mod through;

use std::fmt::Write as _;

use crate::auth::served::Served;
use crate::auth::tokens::token;
use crate::bench::Bench;
use crate::http::{Answer, encoded};
use surfaces::{Surface, get, send, surfaces};

/// What nobody else may see: it stands in the IRIs, names and texts of the hidden graph.
const MARK: &str = "zebrafish";
/// A name of the same length that is not taken.
const ABSENT: &str = "quaggafsh";
/// The IRI of the hidden graph.
const IRI: &str = "https://example.com/unreleased/FISH#";

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
            served: Served::ready(bench),
            insider,
            outsider,
            root,
        };
        let made = registry
            .served
            .create_as(&registry.outsider, "people", PEOPLE);
        assert_eq!(made.status, 201, "{}", made.text());
        registry
    }

    fn hide(&self) {
        let made = self.served.create_as(&self.insider, MARK, &hidden(MARK));
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
        let answer = comparable(&registry.served.create_as(
            &registry.outsider,
            name,
            &hidden(name),
        ));
        let text = answer.text().replace(ABSENT, MARK);
        (answer.status, answer.headers, text)
    };
    let taken = put(MARK);
    assert_eq!(taken.0, 403, "{}", taken.2);
    assert_eq!(taken, put(ABSENT));
}

#[test]
fn a_short_name_that_is_kept_is_refused_alike_whether_it_is_taken_or_not() {
    let registry = Registry::start();
    let kept = format!("unreleased-{MARK}");
    let named = |iri: &str, name: &str| {
        PEOPLE
            .replace("onto/people", iri)
            .replace("\"people\"", &format!("\"{name}\""))
    };
    let put = |name: &str| {
        let text = named("onto/mine", name);
        let made = registry.served.create_as(&registry.outsider, name, &text);
        let answer = comparable(&made);
        let text = answer.text();
        (answer.status, answer.headers, text)
    };
    let absent = put(&kept);
    assert_eq!(absent.0, 403, "{}", absent.2);
    let theirs = named("unreleased/kept", &kept);
    let made = registry.served.create_as(&registry.insider, &kept, &theirs);
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(put(&kept), absent);
    // Nor is one that nobody keeps told to be in use.
    registry.hide();
    let (status, _, text) = put(MARK);
    assert_eq!((status, text.replace(MARK, &kept)), (403, absent.2));
}

/// Ways to ask for the hidden graph by name, each with the status of an answer without it, and
/// how the trail names it.
fn by_name() -> Vec<(Surface, u16, &'static str)> {
    let graphql = |asked: &str| {
        let asked = asked
            .replace("@", &format!("\"{IRI}\""))
            .replace("FISH", MARK);
        let body = serde_json::json!({ "query": format!("{{ {asked} }}") }).to_string();
        let json = [("content-type", "application/json")];
        (send("POST", "/graphql", &json, &body), 200, "read")
    };
    let iri = encoded(&IRI.replace("FISH", MARK));
    let term = format!("{iri}{MARK}");
    let subject = "/schema-registry/subjects/FISH.FISH/versions/1";
    let artifact = "/api/v1/models/FISH/artifacts/graphql/FISH.graphqls?version=1.0.0";
    vec![
        (get("/api/v1/models/FISH", true), 404, "read"),
        (get("/api/v1/models/FISH/versions", true), 404, "read"),
        (get(artifact, true), 404, "read"),
        (get("/models/FISH", true), 404, "read"),
        (get(&format!("/graphs?graph={iri}"), true), 404, "read"),
        (get(&format!("/api/v1/terms?iri={term}"), true), 404, "read"),
        (get(&format!("/term?iri={iri}"), true), 404, "read"),
        (get(subject, true), 404, "read"),
        (
            send("DELETE", "/api/v1/models/FISH", &[("if-match", "*")], ""),
            404,
            "retire",
        ),
        (
            send(
                "DELETE",
                &format!("/api/v1/graphs?iri={iri}"),
                &[("if-match", "*")],
                "",
            ),
            404,
            "retire",
        ),
        (
            get(
                &format!("/sparql?query=ASK%7B%7D&default-graph-uri={iri}"),
                true,
            ),
            200,
            "read",
        ),
        (
            get(
                &format!("/sparql?query=ASK%7B%7D&named-graph-uri={iri}"),
                true,
            ),
            200,
            "read",
        ),
        graphql("denota_node(upper_iri: @) { upper_iri }"),
        graphql("upper_domainModel(upper_iri: @) { upper_iri }"),
        graphql("upper_domainModelList(where: { iri: @ }) { totalCount }"),
        graphql("denota_state(graph: @, version: \"1.0.0\") { revision { upper_iri } }"),
        graphql(
            "_entities(representations: [{ __typename: \"UPPER_DomainModel\", upper_iri: @ }]) { __typename }",
        ),
        graphql(
            "a: denota_node(upper_iri: @) { upper_iri } b: denota_node(upper_iri: @) { upper_iri }",
        ),
    ]
}

#[test]
fn who_asked_for_a_hidden_graph_is_in_the_trail() {
    let registry = Registry::start();
    let surfaces = by_name();
    let ask_all = || {
        for (surface, status, _) in &surfaces {
            let answer = registry.ask(&registry.outsider, surface);
            assert_eq!(answer.status, *status, "{}", surface.path);
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
        .map(|(surface, _, action)| {
            let path = surface.path.split('?').next().unwrap();
            format!("refused {action} {} {path}: hidden", surface.method)
        })
        .collect();
    expected.sort();
    let all = |served: &Served| told(served).len() >= expected.len();
    registry.served.until("all of it is in the trail", all);
    assert_eq!(told(&registry.served), expected);

    let put = registry
        .served
        .create_as(&registry.outsider, MARK, &hidden(MARK));
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
