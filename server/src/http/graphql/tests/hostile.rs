//! Queries that would take too much are refused or stopped, and the process lives.

use std::time::{Duration, Instant};

use axum::body::Bytes;
use registry::View;
use serde_json::{Value, json};

use super::queries::Maker;
use super::rounds;
use super::world::{World, iri, model};
use crate::http::graphql::answers::Answers;
use crate::http::graphql::guard::schema_values;
use crate::http::graphql::request::Request;

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

/// The interfaces of what implements the interface of all entities, so many times, and what is
/// asked of them.
fn interfaces(times: usize, asked: &str) -> String {
    let open = "possibleTypes { interfaces { ".repeat(times);
    let close = " } }".repeat(times);
    format!("__type(name: \"DENOTA_Node\") {{ {open}{asked}{close} }}")
}

/// Questions about the schema of which each list leads to lists.
fn schema_bombs() -> Vec<String> {
    let aliased: String = (0..7)
        .map(|i| format!("a{i}: {} ", interfaces(3, "name")))
        .collect();
    let spread = "possibleTypes { ...I } } fragment I on __Type { interfaces { ...P } }
        fragment P on __Type { possibleTypes { ...J } } fragment J on __Type { interfaces { ...Q } }
        fragment Q on __Type { possibleTypes { interfaces { ... on __Type { name } } }";
    let kinds = "type { ofType { ofType { enumValues { name } } } }";
    let kinds = format!("fields {{ args {{ type {{ inputFields {{ {kinds} }} }} }} }}");
    let doubled = (0..6).fold("name".to_owned(), |inner, _| {
        let one = format!("fields {{ type {{ {inner} }} }}");
        format!("a: {one} b: {one}")
    });
    let types = "possibleTypes { fields { type { ofType { fields { name } } } } }";
    // Names and texts weigh, too.
    let named = format!("fields {{ args {{ {}: name }} }}", "a".repeat(20_000));
    let deep = interfaces(3, "name");
    let plain = [
        aliased,
        deep.replace("DENOTA_Node", "_Entity"),
        interfaces(1, &format!("possibleTypes {{ {kinds} }}")),
        interfaces(2, "fields { args { type { name } } }"),
        interfaces(1, types),
        format!("__schema {{ types {{ {doubled} }} }}"),
        format!("__schema {{ types {{ {named} }} }}"),
        deep.clone(),
    ];
    let mut bombs: Vec<String> = plain.iter().map(|q| format!("{{ {q} }}")).collect();
    let by_variable = deep.replace("\"DENOTA_Node\"", "$of");
    bombs.push(format!("query ($of: String!) {{ {by_variable} }}"));
    let start = "__type(name: \"DENOTA_Node\") { ...A }";
    bombs.push(format!("{{ {start} }} fragment A on __Type {{ {spread} }}"));
    bombs
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
    let of_schema = schema_bombs().into_iter().map(|q| (q, "LIMIT_EXCEEDED"));
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
            format!("{{ __typename {} }}", "@skip(if: false) ".repeat(200)),
            "",
        ),
        (
            format!("{{ {}: __typename }}", "a".repeat(300)),
            "LIMIT_EXCEEDED",
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
    ]
    .into_iter()
    .chain(of_schema)
    {
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

/// How code generators and GraphiQL ask for all of the schema.
fn usual_introspection() -> String {
    let fields = "kind name description fields(includeDeprecated: true) { name description args { name description type { ...R } defaultValue }
        type { ...R } isDeprecated deprecationReason } inputFields { name type { ...R } defaultValue } interfaces { ...R }
        enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...R }";
    let of = "kind name ofType { ".repeat(9) + "kind name" + &" }".repeat(9);
    format!(
        "query IntrospectionQuery {{ __schema {{ queryType {{ name }} mutationType {{ name }} subscriptionType {{ name }}
            types {{ {fields} }} directives {{ name description locations args {{ name type {{ ...R }} }} }} }} }}
         fragment R on __Type {{ {of} }}"
    )
}

#[test]
fn the_usual_introspection_is_answered_and_kept() {
    let world = world();
    let query = usual_introspection();
    // Half of what is allowed, so that Upper can grow.
    let values = schema_values(&query, &world.means.current.served.shape);
    assert!(values < 250_000, "{values}");
    let first = Instant::now();
    let data = world.ask(&query);
    let first = first.elapsed();
    assert!(data["__schema"]["types"].as_array().unwrap().len() > 200);
    let body = json!({ "query": query, "variables": {} }).to_string();
    let key = Request::of_body(body.as_bytes()).unwrap().key();
    assert!(world.means.current.answers.get(&key).is_some());
    let again = Instant::now();
    assert_eq!(world.ask(&query), data);
    assert!(again.elapsed() < first.max(Duration::from_millis(200)));
}

/// What an answer holds, as guards count it.
fn held(answer: &Value) -> usize {
    match answer {
        Value::Object(fields) => {
            let each = fields.iter().map(|(key, of)| {
                let text = of.as_str().map_or(0, str::len);
                1 + (key.len() + text) / 64 + held(of)
            });
            1 + each.sum::<usize>()
        }
        Value::Array(items) => items.iter().map(|item| held(item).max(1)).sum(),
        _ => 0,
    }
}

#[test]
fn answers_about_the_schema_are_counted_before_they_are_made() {
    let world = world();
    let shape = &world.means.current.served.shape;
    let of_all = interfaces(1, "name fields { name args { name } }");
    let of_entities = interfaces(1, "fields { description type { name ofType { kind } } }");
    let queries = [
        format!("{{ {of_all} }}"),
        format!("{{ {} }}", of_entities.replace("DENOTA_Node", "_Entity")),
        "{ __type(name: \"Query\") { fields { name args { type { name ofType { name } } } } } }"
            .to_owned(),
        "{ __type(name: \"DENOTA_Kind\") { enumValues { name ...E } } }
         fragment E on __EnumValue { text: description }"
            .to_owned(),
        "{ __type(name: \"DENOTA_Filter\") { inputFields { name type { ofType { name } } } } }"
            .to_owned(),
        "{ __schema { directives { name locations args { defaultValue type { name } } } } }"
            .to_owned(),
        "{ __schema { types { name specifiedByURL possibleTypes { name } } } }".to_owned(),
        usual_introspection(),
    ];
    for query in queries {
        let counted = schema_values(&query, shape);
        let held = held(&world.ask(&query)) - 1;
        assert!(counted >= held, "{counted} of {held}: {query}");
        assert!(counted <= held + held / 10, "{counted} of {held}: {query}");
    }
}

#[test]
fn kept_answers_have_bounds() {
    let answers = Answers::default();
    let of_size = |bytes: usize| Bytes::from(vec![b' '; bytes]);
    let is_kept = |name: &u8| answers.get(&name.to_string()).is_some();
    answers.keep("large".to_owned(), of_size(9 << 20));
    assert!(answers.get("large").is_none());
    for name in 0..6_u8 {
        answers.keep(name.to_string(), of_size(7 << 20));
    }
    assert_eq!((0..6).filter(is_kept).collect::<Vec<_>>(), [2, 3, 4, 5_u8]);
    for name in 10..30 {
        answers.keep(name.to_string(), of_size(1));
    }
    assert_eq!((0..30).filter(is_kept).count(), 16);
    assert!(is_kept(&29) && !is_kept(&5));
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
