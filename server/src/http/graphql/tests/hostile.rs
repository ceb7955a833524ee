//! Queries that would take too much are refused or stopped, and the process lives.

use std::time::{Duration, Instant};

use registry::View;
use serde_json::{Value, json};

use super::queries::Maker;
use super::rounds;
use super::world::{World, iri, model};

fn world() -> World {
    World::with(&[
        ("shop", model("shop", None)),
        ("user", model("user", Some("shop"))),
    ])
}

/// The code of the only error of an answer.
#[track_caller]
fn refused(world: &World, query: &str) -> String {
    let body: Value =
        serde_json::from_str(&world.body(&View::Everything, query, &json!({}))).unwrap();
    assert!(body.get("data").is_none_or(Value::is_null), "{body:#}");
    body["errors"][0]["extensions"]["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn bombs_are_refused() {
    let world = world();
    let nested = |times: usize| {
        let inner =
            "upper_property_inverse { nodes { ... on UPPER_DirectClass { upper_property { nodes { "
                .repeat(times);
        format!(
            "{{ upper_attributeList {{ nodes {{ {inner} __typename {} }} }} }}",
            "} } } } } ".repeat(times)
        )
    };
    let fragments: String = (0..40)
        .map(|i| format!("fragment F{i} on Query {{ ...F{} ...F{} }} ", i + 1, i + 1))
        .collect();
    let chain: String = (0..2_000)
        .map(|i| format!("fragment C{i} on Query {{ ...C{} }} ", i + 1))
        .collect();
    for (query, code) in [
        (nested(3), "LIMIT_EXCEEDED"),
        (
            format!(
                "{{ {} }}",
                (0..501)
                    .map(|i| format!("a{i}: __typename "))
                    .collect::<String>()
            ),
            "LIMIT_EXCEEDED",
        ),
        (
            format!("{{ ...F0 }} {fragments} fragment F40 on Query {{ __typename }}"),
            "LIMIT_EXCEEDED",
        ),
        (
            format!("{{ ...C0 }} {chain} fragment C2000 on Query {{ __typename }}"),
            "LIMIT_EXCEEDED",
        ),
        (
            "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }".to_owned(),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("{a".repeat(30_000), "LIMIT_EXCEEDED"),
        (
            format!("{{ denota_node(upper_iri: {}", "[".repeat(60_000)),
            "LIMIT_EXCEEDED",
        ),
        (
            format!(
                "{{ __schema {{ types {{ {} name {} }} }} }}",
                "fields { type { ".repeat(6),
                "} } ".repeat(6)
            ),
            "LIMIT_EXCEEDED",
        ),
        (
            format!("{{ __typename {} }}", "@skip(if: false) ".repeat(200)),
            "",
        ),
        (
            "{ upper_attributeList(first: 1000) { totalCount } }".to_owned(),
            "BAD_USER_INPUT",
        ),
        (
            "{ upper_attributeList(first: 1, last: 1) { nodes { __typename } } }".to_owned(),
            "BAD_USER_INPUT",
        ),
        (
            "{ upper_attributeList(after: \"nonsense\") { nodes { __typename } } }".to_owned(),
            "BAD_USER_INPUT",
        ),
        ("mutation { a }".to_owned(), "OPERATION_NOT_SUPPORTED"),
    ] {
        let began = Instant::now();
        let start: String = query.chars().take(80).collect();
        assert_eq!(refused(&world, &query), code, "{start}");
        assert!(began.elapsed() < Duration::from_secs(2), "{start}");
    }
}

#[test]
fn answers_are_bounded_in_nodes() {
    let world = world();
    // 100 attributes, each with the 100 others of its datatype.
    let query = "{ upper_attributeList(first: 100) { nodes { upper_datatype { ... on UPPER_String {
        upper_datatype_inverse(first: 100) { nodes { ... on UPPER_Attribute { upper_datatype { ... on UPPER_String {
            upper_datatype_inverse(first: 100) { nodes { __typename } } } } } } } } } } } }";
    // On a machine that is busy with other things, time can be over first.
    let code = refused(&world, query);
    assert!(
        matches!(code.as_str(), "LIMIT_EXCEEDED" | "TIMEOUT"),
        "{code}"
    );
    let fewer = query.replace("first: 100", "first: 5");
    assert!(world.ask(&fewer)["upper_attributeList"]["nodes"].is_array());
}

#[test]
fn the_usual_introspection_is_answered_and_kept() {
    let world = world();
    let fields = "kind name description fields(includeDeprecated: true) { name description args { name description type { ...R } defaultValue }
        type { ...R } isDeprecated deprecationReason } inputFields { name type { ...R } defaultValue } interfaces { ...R }
        enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...R }";
    let of = "kind name ofType { ".repeat(9) + "kind name" + &" }".repeat(9);
    let query = format!(
        "query IntrospectionQuery {{ __schema {{ queryType {{ name }} mutationType {{ name }} subscriptionType {{ name }}
            types {{ {fields} }} directives {{ name description locations args {{ name type {{ ...R }} }} }} }} }}
         fragment R on __Type {{ {of} }}"
    );
    let first = Instant::now();
    let data = world.ask(&query);
    let first = first.elapsed();
    assert!(data["__schema"]["types"].as_array().unwrap().len() > 200);
    let again = Instant::now();
    assert_eq!(world.ask(&query), data);
    assert!(again.elapsed() < first.max(Duration::from_millis(200)));
}

#[test]
fn generated_queries_harm_nothing() {
    let world = world();
    let shape = &world.means.current.served.shape;
    let iris: Vec<String> = ["Thing", "id", "kind", "One", ""]
        .iter()
        .map(|n| format!("{}{n}", iri("shop")))
        .collect();
    let (mut answered, mut slowest) = (0, Duration::ZERO);
    for seed in 0..rounds(400, 100_000) {
        let mut maker = Maker::new(seed as u64, shape, &iris);
        let query = if seed % 3 == 0 {
            maker.broken()
        } else {
            maker.query()
        };
        let began = Instant::now();
        let body = world.body(&View::Everything, &query, &json!({}));
        slowest = slowest.max(began.elapsed());
        let answer: Value = serde_json::from_str(&body).unwrap();
        let has = |name: &str| answer.get(name).is_some_and(|v| !v.is_null());
        assert!(has("data") != has("errors"), "{seed}: {query}\n{body}");
        assert!(!body.contains("internal"), "{seed}: {query}\n{body}");
        assert!(
            !body.contains("INTERNAL_SERVER_ERROR"),
            "{seed}: {query}\n{body}"
        );
        answered += usize::from(has("data"));
    }
    assert!(answered > rounds(400, 100_000) / 6, "{answered}");
    assert!(slowest < Duration::from_secs(6), "{slowest:?}");
}
