//! GraphQL over what a registry holds.

use serde_json::{Value, json};

use crate::bench::{Bench, DEPOT, SHOP};
use crate::http::Answer;
use crate::serve::Server;

const JSON: (&str, &str) = ("content-type", "application/json");
const RESPONSE: (&str, &str) = ("accept", "application/graphql-response+json");
const NAMESPACE: &str = "https://example.com/onto/shop#";

pub(crate) fn post(server: &Server, query: &str, variables: &Value) -> Answer {
    let body = json!({ "query": query, "variables": variables }).to_string();
    server.send("POST", "/graphql", &[JSON, RESPONSE], body)
}

/// The data that a query gets.
#[track_caller]
pub(crate) fn ask(server: &Server, query: &str, variables: &Value) -> Value {
    let answer = post(server, query, variables).is(200).json();
    assert!(answer.get("errors").is_none(), "{answer:#}");
    answer["data"].clone()
}

/// A server with the shop, its Iceberg representation and mapping, and the depot.
pub(crate) fn shop(bench: &Bench) -> Server {
    bench.write("shop.ttl", SHOP);
    let made = bench.run(&["transpile", "iceberg", "shop.ttl", "--out", "gen"]);
    assert_eq!(made.code, 0, "{}", made.err);
    let server = Server::start(&[], &bench.path(""));
    let text = |path: &str, text: String| json!({ "path": path, "text": text });
    let stem = NAMESPACE.trim_end_matches('#');
    let publication = json!({
        "graphs": [
            text("shop.ttl", SHOP.to_owned()),
            text("depot.ttl", DEPOT.to_owned()),
            text("container.ttl", bench.read("gen/iceberg/shop.container.ttl")),
            text("mapping.ttl", bench.read("gen/iceberg/shop.mapping.ttl")),
        ],
        "preconditions": {
            NAMESPACE: "*",
            "https://example.com/onto/depot#": "*",
            format!("{stem}/containers/iceberg#"): "*",
            format!("{stem}/mappings/iceberg#"): "*",
        },
        "owner": "sales",
    });
    server
        .send(
            "POST",
            "/api/v1/publications",
            &[JSON],
            publication.to_string(),
        )
        .is(200);
    server
}

#[test]
fn terms_lead_to_elements_and_back() {
    let bench = Bench::new();
    let server = shop(&bench);
    let data = ask(
        &server,
        r#"query ($iri: URI!) {
            upper_directClass(upper_iri: $iri) {
                denota_name denota_owner
                upper_label { language value }
                denota_definedIn { ... on UPPER_DomainModel { upper_domain } }
                upper_property { totalCount nodes { upper_iri ... on UPPER_Attribute {
                    upper_minCount upper_datatype { ... on UPPER_String { upper_iri } }
                } } }
                upper_primaryKey { upper_iri }
                upper_extends_inverse { nodes { upper_iri denota_owner } }
                mapping_term_inverse { nodes { mapping_role mapping_element_node {
                    __typename denota_name
                    mapping_element_inverse { nodes { mapping_term_node { upper_iri } } }
                    ... on ICEBERG_Table { graph_partOf_inverse(where: { kind: ICEBERG_Column }) {
                        nodes { graph_name graph_position }
                    } }
                } } }
            }
        }"#,
        &json!({ "iri": format!("{NAMESPACE}Product") }),
    );
    let class = &data["upper_directClass"];
    assert_eq!(class["denota_name"], "Product");
    assert_eq!(class["denota_owner"], "sales");
    assert_eq!(
        class["upper_label"],
        json!([{ "language": "en", "value": "Product" }])
    );
    assert_eq!(class["denota_definedIn"]["upper_domain"], "shop");
    let sku = format!("{NAMESPACE}sku");
    assert_eq!(
        class["upper_property"],
        json!({ "totalCount": 1, "nodes": [{
            "upper_iri": sku, "upper_minCount": 1,
            "upper_datatype": { "upper_iri": "http://www.w3.org/2001/XMLSchema#string" },
        }] })
    );
    assert_eq!(class["upper_primaryKey"], json!([{ "upper_iri": sku }]));
    assert_eq!(
        class["upper_extends_inverse"]["nodes"],
        json!([{ "upper_iri": "https://example.com/onto/depot#ProductInDepot", "denota_owner": "logistics" }])
    );
    let table = &class["mapping_term_inverse"]["nodes"][0];
    assert_eq!(table["mapping_role"], "Entity");
    let element = &table["mapping_element_node"];
    assert_eq!(
        (&element["__typename"], &element["denota_name"]),
        (&json!("ICEBERG_Table"), &json!("product"))
    );
    let back = &element["mapping_element_inverse"]["nodes"][0]["mapping_term_node"]["upper_iri"];
    assert_eq!(*back, format!("{NAMESPACE}Product"));
    assert_eq!(
        element["graph_partOf_inverse"]["nodes"][0]["graph_name"],
        "sku"
    );
}

#[test]
fn lists_are_paged_counted_and_filtered() {
    let bench = Bench::new();
    let server = shop(&bench);
    let all = "query ($after: String) { upper_attributeList(first: 40, after: $after) {
        totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { cursor node { upper_iri } } } }";
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let list = ask(&server, all, &json!({ "after": after }))["upper_attributeList"].clone();
        let edges = list["edges"].as_array().unwrap();
        seen.extend(
            edges
                .iter()
                .map(|e| e["node"]["upper_iri"].as_str().unwrap().to_owned()),
        );
        assert_eq!(list["pageInfo"]["hasPreviousPage"], !after.is_null());
        after = list["pageInfo"]["endCursor"].clone();
        if list["pageInfo"]["hasNextPage"] == false {
            assert_eq!(list["totalCount"], seen.len());
            break;
        }
    }
    assert!(seen.len() > 50, "{}", seen.len());
    let distinct: std::collections::BTreeSet<&String> = seen.iter().collect();
    assert_eq!(distinct.len(), seen.len());

    let last = ask(
        &server,
        "{ upper_attributeList(last: 3) { pageInfo { hasNextPage hasPreviousPage startCursor } nodes { upper_iri } } }",
        &json!({}),
    );
    let last = &last["upper_attributeList"];
    let nodes: Vec<&str> = last["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n["upper_iri"].as_str().unwrap())
        .collect();
    assert_eq!(nodes, seen[seen.len() - 3..]);
    let before = ask(
        &server,
        "query ($before: String) { upper_attributeList(last: 2, before: $before) { nodes { upper_iri } pageInfo { hasNextPage } } }",
        &json!({ "before": last["pageInfo"]["startCursor"] }),
    );
    let before = &before["upper_attributeList"];
    assert_eq!(before["pageInfo"]["hasNextPage"], true);
    let nodes: Vec<&str> = before["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n["upper_iri"].as_str().unwrap())
        .collect();
    assert_eq!(nodes, seen[seen.len() - 5..seen.len() - 3]);

    let count = |filter: Value| {
        let query = "query ($where: DENOTA_Filter) { upper_propertyList(where: $where) { totalCount nodes { denota_name } } }";
        let list = ask(&server, query, &json!({ "where": filter }))["upper_propertyList"].clone();
        let names: Vec<String> = list["nodes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|n| n["denota_name"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(list["totalCount"], names.len(), "{filter}");
        names
    };
    for (filter, names) in [
        (json!({ "domain": ["shop"] }), vec!["sku"]),
        (json!({ "domain": ["shop", "depot"] }), vec!["shelf", "sku"]),
        (json!({ "owner": "logistics" }), vec!["shelf"]),
        (json!({ "owner": "nobody" }), vec![]),
        (json!({ "name": "shelf" }), vec!["shelf"]),
        (
            json!({ "text": "SHELF that it", "kind": "UPPER_Attribute" }),
            vec!["shelf"],
        ),
        (
            json!({ "kind": ["UPPER_Relationship"], "domain": "shop" }),
            vec![],
        ),
        (
            json!({ "iri": [format!("{NAMESPACE}sku"), "https://example.com/none"] }),
            vec!["sku"],
        ),
        (json!({ "deprecated": true }), vec![]),
        (
            json!({ "domain": ["depot"], "deprecated": false }),
            vec!["shelf"],
        ),
    ] {
        assert_eq!(count(filter.clone()), names, "{filter}");
    }
}

#[test]
fn owners_nodes_and_history_are_found() {
    let bench = Bench::new();
    let server = shop(&bench);
    let owners = ask(
        &server,
        "{ denota_owners { name graphs { totalCount nodes { upper_iri } } } }",
        &json!({}),
    );
    let owners = owners["denota_owners"].as_array().unwrap();
    let of = |name: &str| {
        owners
            .iter()
            .find(|o| o["name"] == name)
            .unwrap_or_else(|| panic!("{owners:?}"))
    };
    assert_eq!(of("sales")["graphs"]["totalCount"], 3);
    assert_eq!(
        of("logistics")["graphs"]["nodes"][0]["upper_iri"],
        "https://example.com/onto/depot#"
    );

    let changed = SHOP.replace("What a shop sells.", "What shops sell.");
    let tag = server
        .get("/api/v1/models/shop")
        .is(200)
        .header("etag")
        .to_owned();
    server.replace("shop", &tag, &changed).is(200);
    let data = ask(
        &server,
        r#"query ($shop: URI!) {
            denota_node(upper_iri: $shop) { ... on UPPER_DomainModel {
                upper_description { value }
                graph_revisionOf_inverse { totalCount nodes { upper_version: upper_versionInfo graph_publisher graph_contentHash
                    graph_previous { upper_iri } } }
                denota_definedIn_inverse { nodes { __typename denota_name } }
                upper_imports_inverse { nodes { upper_domain } }
            } }
            was: denota_state(graph: $shop, version: "1.0.0") {
                revision { graph_publishedAt }
                header { ... on UPPER_DomainModel { upper_description { value } } }
                nodes(where: { kind: UPPER_Attribute }) { totalCount nodes { ... on UPPER_Attribute {
                    upper_property_inverse { nodes { ... on UPPER_DirectClass { denota_name } } } } } }
            }
            never: denota_state(graph: $shop, version: "9.0.0") { header { upper_iri } }
        }"#,
        &json!({ "shop": NAMESPACE }),
    );
    let model = &data["denota_node"];
    assert_eq!(model["upper_description"][0]["value"], "What shops sell.");
    let revisions = &model["graph_revisionOf_inverse"];
    assert_eq!(revisions["totalCount"], 2);
    assert_eq!(revisions["nodes"][0]["upper_version"], "1.0.0");
    assert!(revisions["nodes"][0]["graph_previous"].is_null());
    assert!(revisions["nodes"][1]["graph_previous"]["upper_iri"].is_string());
    assert_eq!(
        model["upper_imports_inverse"]["nodes"],
        json!([{ "upper_domain": "depot" }])
    );
    let names = model["denota_definedIn_inverse"]["nodes"].to_string();
    assert!(
        names.contains("Product") && names.contains("sku") && names.contains("UPPER_DomainModel"),
        "{names}"
    );
    let was = &data["was"];
    assert_eq!(
        was["header"]["upper_description"][0]["value"],
        "What a shop sells."
    );
    assert_eq!(was["nodes"]["totalCount"], 1);
    assert_eq!(
        was["nodes"]["nodes"][0]["upper_property_inverse"]["nodes"][0]["denota_name"],
        "Product"
    );
    assert!(was["revision"]["graph_publishedAt"].is_string());
    assert!(data["never"].is_null());
}

#[test]
fn words_find_nodes() {
    let bench = Bench::new();
    let server = shop(&bench);
    let query = "query ($text: String!, $where: DENOTA_Filter) { denota_search(text: $text, first: 5, where: $where) {
        score node { __typename upper_iri denota_owner } } }";
    let find = |text: &str, filter: Value| {
        let variables = json!({ "text": text, "where": filter });
        // The index may still be in the making.
        for _ in 0..200 {
            if !post(&server, query, &variables)
                .text()
                .contains("UNAVAILABLE")
            {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        let data = ask(&server, query, &variables);
        let hits = data["denota_search"].as_array().unwrap().clone();
        hits.iter()
            .map(|hit| hit["node"]["upper_iri"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(
        find("shelf", json!({ "domain": "depot" }))
            .contains(&"https://example.com/onto/depot#shelf".to_owned())
    );
    assert_eq!(
        find("lager", Value::Null).first().map(String::as_str),
        Some("https://example.com/onto/depot#")
    );
    assert_eq!(
        find("product", json!({ "kind": "UPPER_Extension" })),
        ["https://example.com/onto/depot#ProductInDepot"]
    );
    assert!(find("xyzzy", Value::Null).is_empty());
    // Each condition is heeded, and the description says no other.
    let shelf = "https://example.com/onto/depot#shelf";
    for (met, missed) in [
        (json!({ "iri": shelf }), json!({ "iri": NAMESPACE })),
        (json!({ "name": "shelf" }), json!({ "name": "xyzzy" })),
        (json!({ "text": "lies on" }), json!({ "text": "xyzzy" })),
        (
            json!({ "deprecated": false }),
            json!({ "deprecated": true }),
        ),
    ] {
        assert!(
            find("shelf", met.clone()).contains(&shelf.to_owned()),
            "{met}"
        );
        assert!(find("shelf", missed.clone()).is_empty(), "{missed}");
    }
    let described = "{ __type(name: \"Query\") { fields { name args { name description } } } }";
    let fields = ask(&server, described, &Value::Null)["__type"]["fields"].clone();
    let fields = fields.as_array().unwrap();
    let search = fields
        .iter()
        .find(|f| f["name"] == "denota_search")
        .unwrap();
    let args = search["args"].as_array().unwrap();
    let filter = args.iter().find(|a| a["name"] == "where").unwrap();
    assert!(
        !filter["description"].to_string().contains(" not "),
        "{filter}"
    );
}

#[test]
fn gateways_find_the_schema_and_entities() {
    let bench = Bench::new();
    let server = shop(&bench);
    let data = ask(
        &server,
        r#"query ($of: [_Any!]!) { _service { sdl } _entities(representations: $of) {
            __typename ... on UPPER_DirectClass { denota_name } ... on UPPER_Attribute { upper_maxCount }
        } }"#,
        &json!({ "of": [
            { "__typename": "UPPER_DirectClass", "upper_iri": format!("{NAMESPACE}Nothing") },
            { "__typename": "UPPER_DirectClass", "upper_iri": format!("{NAMESPACE}Product") },
            { "__typename": "UPPER_Trait", "upper_iri": format!("{NAMESPACE}Product") },
            { "__typename": "UPPER_Property", "upper_iri": format!("{NAMESPACE}sku") },
        ] }),
    );
    assert_eq!(
        data["_entities"],
        json!([
            null,
            { "__typename": "UPPER_DirectClass", "denota_name": "Product" },
            null,
            { "__typename": "UPPER_Attribute", "upper_maxCount": 1 },
        ])
    );
    let sdl = data["_service"]["sdl"].as_str().unwrap();
    assert!(sdl.contains("@key(fields: \"upper_iri\")") && sdl.contains("federation/v2.3"));
    assert!(!sdl.contains("_entities"));
}

#[test]
fn fragments_on_unions_find_their_objects() {
    let bench = Bench::new();
    let server = shop(&bench);
    let data = ask(
        &server,
        r#"query ($iri: URI!) {
            upper_extensionList(where: { domain: "depot" }) { nodes {
                upper_extends { ... on UPPER_EntityClass { ...Named } ...OnUnion }
            } }
            denota_node(upper_iri: $iri) { ... on UPPER_NamedTerm { __typename ... on UPPER_Named { upper_name } } ...Any }
        }
        fragment Named on DENOTA_Node { denota_name }
        fragment OnUnion on UPPER_EntityClass { ... on DENOTA_Node { upper_iri } }
        fragment Any on UPPER_NamedTerm { ... on DENOTA_Node { denota_name } }"#,
        &json!({ "iri": format!("{NAMESPACE}sku") }),
    );
    assert_eq!(
        data["upper_extensionList"]["nodes"][0]["upper_extends"],
        json!({ "denota_name": "Product", "upper_iri": format!("{NAMESPACE}Product") })
    );
    assert_eq!(
        data["denota_node"],
        json!({ "__typename": "UPPER_Attribute", "upper_name": null, "denota_name": "sku" })
    );
}

#[test]
fn http_is_as_its_specification_says() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let get = |query: &str, accept: &str| {
        let path = format!(
            "/graphql?query={}",
            query
                .replace(' ', "+")
                .replace('{', "%7B")
                .replace('}', "%7D")
        );
        server.send("GET", &path, &[("accept", accept)], "")
    };
    let answer = get("{ __typename }", "application/json").is(200);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.json(), json!({ "data": { "__typename": "Query" } }));
    let tag = answer.header("etag").to_owned();
    let headers = [
        ("accept", "application/json"),
        ("if-none-match", tag.as_str()),
    ];
    server
        .send("GET", "/graphql?query=%7B+__typename+%7D", &headers, "")
        .is(304);
    let typed = get("{ __typename }", RESPONSE.1).is(200);
    assert_eq!(typed.header("content-type"), RESPONSE.1);

    // Where the media type is the specification's own, the status says that nothing ran.
    for wrong in [
        "{ nothing }",
        "{",
        "{ __typename nothing }",
        "mutation { a }",
        "subscription { a }",
    ] {
        let body = json!({ "query": wrong }).to_string();
        let strict = server
            .send("POST", "/graphql", &[JSON, RESPONSE], &body)
            .is(400);
        assert!(
            strict.json()["errors"][0]["message"].is_string()
                && strict.json().get("data").is_none()
        );
        server
            .send(
                "POST",
                "/graphql",
                &[JSON, ("accept", "application/json")],
                &body,
            )
            .is(200);
        get(wrong, RESPONSE.1).is(400);
    }
    for (headers, body, status) in [
        (vec![JSON], "", 400),
        (vec![JSON], "{", 400),
        (vec![JSON], "{}", 400),
        (vec![JSON], "[]", 400),
        (vec![JSON], r#"[{"query":"{ __typename }"}]"#, 400),
        (
            vec![JSON],
            r#"{"query":"{ __typename }","variables":[]}"#,
            400,
        ),
        (
            vec![("content-type", "text/plain")],
            r#"{"query":"{ __typename }"}"#,
            415,
        ),
        (vec![], r#"{"query":"{ __typename }"}"#, 415),
        (
            vec![JSON, ("accept", "image/png")],
            r#"{"query":"{ __typename }"}"#,
            406,
        ),
    ] {
        server
            .send("POST", "/graphql", &headers, body)
            .problem(status);
    }
    let large =
        json!({ "query": format!("{{ __typename }} # {}", "x".repeat(70_000)) }).to_string();
    server.send("POST", "/graphql", &[JSON], large).problem(413);
    server.send("PUT", "/graphql", &[JSON], "{}").problem(405);
    server.get("/graphql").problem(400);
    let page = server
        .send("GET", "/graphql", &[("accept", "text/html")], "")
        .is(200);
    assert!(
        page.header("content-security-policy")
            .contains("default-src 'none'")
    );
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    for (accept, path, kind) in [
        ("text/html,*/*", "/graphql", "text/html; charset=utf-8"),
        ("*/*", "/graphql", "application/problem+json"),
        (
            "text/html,*/*",
            "/graphql?query=%7B__typename%7D",
            "application/json",
        ),
    ] {
        let answer = server.send("GET", path, &[("accept", accept)], "");
        assert_eq!(answer.header("content-type"), kind, "{accept} {path}");
    }
    server.get("/assets/nothing.js").problem(404);
}
