//! A graph that a caller may not see is like one that is not there, in every answer.

use registry::View;
use serde_json::json;

use super::queries::Maker;
use super::rounds;
use super::world::{World, iri, model};

/// Two registries, alike but for what is hidden in one of them.
fn worlds() -> (World, World) {
    let shop = || ("shop", model("shop", None));
    let user = || ("user", model("user", Some("shop")));
    // What is hidden comes in between: numbers of publications would tell.
    let secret = || ("secret", model("secret", Some("shop")));
    let whole = World::with(&[shop(), secret(), user()]);
    let less = World::with(&[shop(), user()]);
    (whole, less)
}

#[test]
fn hidden_and_absent_are_the_same_bytes() {
    let (whole, less) = worlds();
    let view = whole.without(&["secret"]);
    let seen = |world: &World, view: &View, query: &str| {
        world.body(view, query, &json!({ "iri": iri("secret") }))
    };
    for query in [
        "{ upper_domainModelList { totalCount nodes { upper_domain } } }",
        "{ denota_owners { name graphs { totalCount } } }",
        "{ graph_revisionList(first: 100) { totalCount nodes { graph_revisionOf } } }",
        "{ graph_revisionList(first: 100) { nodes { graph_revisionOf graph_publication } } }",
        "{ denota_state(graph: \"https://example.com/onto/user#\", version: \"1.0.0\") { revision { graph_publication } } }",
        "query ($iri: URI!) { denota_node(upper_iri: $iri) { upper_iri } }",
        "query ($iri: URI!) { denota_state(graph: $iri, version: \"1.0.0\") { header { upper_iri } } }",
        "query ($iri: URI!) { _entities(representations: [{__typename: \"UPPER_DomainModel\", upper_iri: $iri}]) { __typename } }",
        "{ upper_extensionList { totalCount nodes { upper_iri } } }",
        "{ upper_directClass(upper_iri: \"https://example.com/onto/shop#Thing\") { upper_extends_inverse { totalCount nodes { upper_iri } } upper_class_inverse { totalCount } } }",
        "{ upper_string(upper_iri: \"http://www.w3.org/2001/XMLSchema#string\") { upper_datatype_inverse(first: 100) { totalCount nodes { ... on DENOTA_Node { upper_iri } } } } }",
        "{ upper_directClassList(where: { domain: \"secret\" }) { totalCount } }",
        "{ upper_directClassList(where: { owner: \"team-secret\" }) { totalCount } }",
    ] {
        let (hidden, absent) = (
            seen(&whole, &view, query),
            seen(&less, &less.without(&[]), query),
        );
        assert_eq!(hidden, absent, "{query}");
        assert!(hidden.contains("\"data\":{"), "{hidden}");
    }
    let all = seen(
        &whole,
        &View::Everything,
        "{ upper_domainModelList(first: 100) { nodes { upper_domain } } }",
    );
    assert!(all.contains("secret"));
    let numbers = "{ graph_revisionList(first: 100) { nodes { graph_publication } } }";
    assert!(seen(&whole, &View::Everything, numbers).contains(":3}"));
    assert!(seen(&whole, &view, numbers).contains("\"graph_publication\":null"));
}

#[test]
fn generated_queries_never_show_a_hidden_graph() {
    let (whole, less) = worlds();
    let view = whole.without(&["secret"]);
    let shape = &whole.means.current.served.shape;
    let iris: Vec<String> = ["shop#Thing", "shop#id", "user#More", "user#", "shop#"]
        .iter()
        .map(|name| format!("https://example.com/onto/{name}"))
        .chain(["http://www.w3.org/2001/XMLSchema#string".to_owned()])
        .collect();
    let mut answered = 0;
    for seed in 0..rounds(300, 10_000) {
        let query = Maker::new(seed as u64, shape, &iris).query();
        let hidden = whole.timeless(&view, &query, &json!({}));
        let absent = less.timeless(&less.without(&[]), &query, &json!({}));
        // What a query asks for may come back in a message.
        let told = hidden.replace("team-secret", "");
        assert!(!told.contains("secret"), "{query}\n{hidden}");
        if hidden != absent {
            panic!("{seed}: {query}\n{hidden}\n{absent}");
        }
        answered += usize::from(hidden.contains("\"data\":{"));
    }
    assert!(answered > rounds(300, 10_000) / 4, "{answered}");
}
