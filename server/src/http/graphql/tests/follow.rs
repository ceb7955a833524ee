//! When Upper gains a property, so does the API.

use std::sync::Arc;

use registry::View;
use registry::model::{GraphName, Literal, NamedNode, Quad};
use serde_json::json;
use upper::builtin::MODELS;
use upper::check::{Options, check};
use upper::source::{Input, Syntax};

use super::world::{World, iri, model};
use crate::http::graphql::Current;
use crate::http::graphql::answers::Answers;
use crate::http::graphql::served::Served;

/// The texts of all models that come with the product, Upper with one more property.
fn texts() -> Vec<(String, String)> {
    let header = "upper:domain , upper:owner , owl:imports , owl:versionInfo .";
    let more = r#"
upper:steward a upper:Attribute ;
    upper:label "Steward"@en ; upper:description "Who answers questions about the model."@en ;
    upper:datatype xsd:string ; upper:minCount 0 ; upper:maxCount 1 .
"#;
    let text = |(iri, path, text): &(&str, &str, &str)| {
        let text = if iri.ends_with("/upper#") {
            assert!(text.contains(header));
            text.replace(header, &header.replace(" .", " , upper:steward .")) + more
        } else {
            (*text).to_owned()
        };
        ((*path).to_owned(), text)
    };
    MODELS.iter().map(text).collect()
}

#[test]
fn a_property_that_upper_gains_is_served() {
    let mut world = World::with(&[("shop", model("shop", None))]);
    let stewarded = model("shop", None).replace(
        "upper:owner \"team-shop\" ;",
        "upper:owner \"team-shop\" ; upper:steward \"Ada\" ;",
    );
    let query =
        "{ upper_domainModelList(where: { domain: \"shop\" }) { nodes { upper_steward } } }";
    assert!(
        world
            .body(&View::Everything, query, &json!({}))
            .contains("upper_steward")
    );

    // A model that uses it is valid under that Upper alone.
    let input = |(path, text): (String, String)| Input {
        path,
        bytes: text.into_bytes(),
        syntax: Syntax::Turtle,
    };
    let shop = || ("shop.ttl".to_owned(), stewarded.clone());
    let richer = texts().into_iter().chain([shop()]).map(input).collect();
    assert!(!check(richer, &Options::default()).has_errors());
    assert!(check(vec![input(shop())], &Options::default()).has_errors());

    // The registry checks by the Upper that it came with: what the model says is put beside.
    let node = |text: &str| NamedNode::new_unchecked(text);
    let quad = Quad::new(
        node(&iri("shop")),
        node("https://w3id.org/denota/upper#steward"),
        Literal::from("Ada"),
        GraphName::from(node(&iri("shop"))),
    );
    world.means.registry.store().insert(&quad).unwrap();
    world.means.current = Arc::new(Current {
        of: Vec::new(),
        served: Arc::new(Served::derive(texts()).unwrap()),
        answers: Answers::default(),
    });
    let data = world.ask(query);
    assert_eq!(
        data["upper_domainModelList"]["nodes"],
        json!([{ "upper_steward": "Ada" }])
    );
    let field =
        world.ask("{ __type(name: \"UPPER_DomainModel\") { fields { name description } } }");
    let fields = field["__type"]["fields"].to_string();
    assert!(
        fields.contains("upper_steward") && fields.contains("Who answers questions"),
        "{fields}"
    );
}
