//! What a query answers does not hang on what else it asks for, nor on how often.

use registry::View;
use serde_json::{Value, json};

use super::world::{World, iri, model};
use crate::http::graphql::execute::{Outcome, execute};
use crate::http::graphql::request::Request;

/// A model with conditions that do not say what they are, as people write them.
fn world() -> World {
    let conditions = "\
        :Wanted a upper:QualifiedClass ; upper:label \"Wanted\"@en ; upper:qualifies :Thing ;\n\
            upper:where [ upper:property :kind ; upper:oneOf ( :One ) ] ,\n\
                [ upper:property :size ; upper:minExclusive 250 ] .\n";
    let text = model("shop", None).replace(":id , :kind ;", ":id , :kind , :size ;") + conditions;
    World::with(&[("shop", text)])
}

#[test]
fn what_is_nested_is_the_same_from_all_sides() {
    let world = world();
    let node = |alias: &str, name: &str, fields: &str| {
        let iri = iri("shop");
        format!("{alias}: denota_node(upper_iri: \"{iri}{name}\") {{ {fields} }}")
    };
    let parts = [
        node(
            "conditions",
            "Wanted",
            "... on UPPER_QualifiedClass { upper_where { upper_oneOf upper_minExclusive } }",
        ),
        node(
            "lists",
            "One",
            "... on UPPER_EnumValue { upper_oneOf_inverse { totalCount nodes { __typename
                ... on UPPER_Condition { upper_where_inverse { totalCount } } } } }",
        ),
        node(
            "refines",
            "kind",
            "... on UPPER_Relationship { upper_refines_inverse { nodes { __typename upper_minCount } }
                upper_property_inverse { totalCount } }",
        ),
    ];
    let alone = parts
        .each_ref()
        .map(|part| world.ask(&format!("{{ {part} }}")));
    assert_eq!(
        alone[0]["conditions"]["upper_where"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        alone[1]["lists"]["upper_oneOf_inverse"],
        json!({ "totalCount": 2, "nodes": [
            { "__typename": "UPPER_Condition", "upper_where_inverse": { "totalCount": 1 } },
            { "__typename": "UPPER_Enumeration" },
        ] })
    );
    assert_eq!(
        alone[2]["refines"],
        json!({
            "upper_refines_inverse": { "nodes": [
                { "__typename": "UPPER_Refinement", "upper_minCount": 1 }] },
            "upper_property_inverse": { "totalCount": 2 },
        })
    );
    for order in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ] {
        let asked = order.map(|at| parts[at].as_str()).join(" ");
        let data = world.ask(&format!("{{ {asked} }}"));
        for (name, alone) in ["conditions", "lists", "refines"].iter().zip(&alone) {
            assert_eq!(data[name], alone[name], "{order:?}");
        }
    }
}

#[test]
fn entities_that_are_asked_for_twice_are_answered_once() {
    let world = world();
    let thing = format!(
        "{{__typename: \"UPPER_DirectClass\", upper_iri: \"{}Thing\"}}",
        iri("shop")
    );
    let nothing = thing.replace("Thing", "Nothing");
    let of = format!("_entities(representations: [{nothing}, {thing}, {nothing}])");
    let query = format!(
        "{{ ...A ...B }} fragment A on Query {{ {of} {{ __typename }} }}
         fragment B on Query {{ {of} {{ ... on UPPER_DirectClass {{ denota_name }} }} }}"
    );
    assert_eq!(
        world.ask(&query)["_entities"],
        json!([null, { "__typename": "UPPER_DirectClass", "denota_name": "Thing" }, null])
    );
}

#[test]
fn what_was_stopped_was_executed() {
    let mut world = world();
    world.means.settings.nodes = 5;
    let outcome = |query: &str| -> (bool, Value) {
        let body = json!({ "query": query }).to_string();
        let request = Request::of_body(body.as_bytes()).unwrap();
        let Outcome {
            body, is_executed, ..
        } = execute(&world.means, View::Everything, request);
        (is_executed, serde_json::from_slice(&body).unwrap())
    };
    for (query, code, path) in [
        (
            "{ many: upper_directClassList(first: 20) { nodes { upper_iri } } }",
            "LIMIT_EXCEEDED",
            json!(["many", "nodes"]),
        ),
        (
            "{ __typename upper_directClassList(first: -1) { nodes { upper_iri } } }",
            "BAD_USER_INPUT",
            json!(["upper_directClassList"]),
        ),
        (
            "{ upper_directClassList(first: 1) { nodes { upper_property(first: -2) { totalCount } } } }",
            "BAD_USER_INPUT",
            json!(["upper_directClassList", "nodes", 0, "upper_property"]),
        ),
    ] {
        let (is_executed, answer) = outcome(query);
        assert!(is_executed, "{answer:#}");
        assert_eq!(answer.get("data"), Some(&Value::Null), "{answer:#}");
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], code);
        assert_eq!(error["path"], path);
    }
    for query in [
        "{ nothing }",
        "{",
        "query ($n: Int!) { upper_directClassList(first: $n) { totalCount } }",
    ] {
        let (is_executed, answer) = outcome(query);
        assert!(!is_executed, "{answer:#}");
        assert_eq!(answer.get("data"), None, "{answer:#}");
    }
}

/// GraphQL, section 6.3: a selection set of which nothing is left makes an object without fields.
#[test]
fn what_nothing_is_asked_of_is_an_object_without_fields() {
    let world = world();
    let thing = format!("denota_node(upper_iri: \"{}Thing\")", iri("shop"));
    for (query, expected) in [
        (
            "{ n: NODE { upper_iri @skip(if: true) } }",
            json!({ "n": {} }),
        ),
        (
            "{ n: NODE { ... on UPPER_Enumeration { upper_iri } } }",
            json!({ "n": {} }),
        ),
        (
            "{ n: NODE { ...E @include(if: true) nothing0: __typename @skip(if: true) } }
             fragment E on UPPER_Enumeration { upper_iri }",
            json!({ "n": {} }),
        ),
        ("{ n: NODE @skip(if: true) { upper_iri } }", json!({})),
        (
            "{ n: NODE { ... on UPPER_DirectClass { nothing0: __typename } } }",
            json!({ "n": { "nothing0": "UPPER_DirectClass" } }),
        ),
        (
            "{ all: upper_directClassList(first: 1) { nodes { ... on UPPER_DirectClass @skip(if: true) { upper_iri } } } }",
            json!({ "all": { "nodes": [{}] } }),
        ),
        (
            "{ __schema @include(if: false) { queryType { name } } }",
            json!({}),
        ),
    ] {
        let query = query.replace("NODE", &thing);
        assert_eq!(world.ask(&query), expected, "{query}");
    }
}

#[test]
fn the_schema_is_told_a_few_times_in_one_answer_at_most() {
    let world = world();
    let told = |times: usize| -> Value {
        let fields: Vec<String> = (0..times).map(|n| format!("a{n}: sdl")).collect();
        let query = format!("{{ _service {{ {} }} }}", fields.join(" "));
        let body = json!({ "query": query }).to_string();
        let request = Request::of_body(body.as_bytes()).unwrap();
        let outcome = execute(&world.means, View::Everything, request);
        serde_json::from_slice(&outcome.body).unwrap()
    };
    assert!(told(2)["data"]["_service"]["a1"].is_string());
    assert_eq!(
        told(400)["errors"][0]["extensions"]["code"],
        "LIMIT_EXCEEDED"
    );
}
