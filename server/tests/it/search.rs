//! Search and terms over HTTP.

use serde_json::Value;

use crate::bench::{Bench, SHOP};
use crate::http::encoded;
use crate::serve::Server;

/// A model with labels in several languages and scripts.
const PIRATES: &str = r#"@prefix : <https://example.com/onto/pirates#> .
@prefix shop: <https://example.com/onto/shop#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

: a upper:DomainModel ;
    upper:domain "pirates" ;
    upper:owner "crew" ;
    owl:imports shop: ;
    upper:label "Pirates"@en ;
    upper:description "Who sails the seas."@en .

:Captain a upper:DirectClass ;
    upper:label "Captain"@en , "Kapitän"@de , "船長"@ja , "капитан"@ru , "καπετάνιος"@el ;
    upper:description "Who commands a ship."@en , "悪魔の実を食べた者もいる。"@ja ;
    upper:primaryKey ( :nom ) ;
    upper:property :nom , :devilFruit .

:nom a upper:Attribute ;
    upper:label "Prénom"@fr , "Name"@en ;
    upper:description "What everybody shouts."@en ;
    upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .

:devilFruit a upper:Attribute ;
    upper:label "Power"@en ;
    upper:description "What was eaten, at the price of sinking like a captain's anchor."@en ;
    upper:datatype xsd:string ; upper:maxCount 1 .

:ProductOnBoard a upper:Extension ;
    upper:label "Product on board"@en ;
    upper:description "Loot."@en ;
    upper:extends shop:Product ;
    upper:property :hold .

:hold a upper:Attribute ;
    upper:label "Hold"@en ;
    upper:description "Where it lies."@en ;
    upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
"#;

const NS: &str = "https://example.com/onto/pirates#";

fn served(bench: &Bench) -> Server {
    let server = Server::start(&[], &bench.path(""));
    server.create("shop", SHOP).is(201);
    server.create("pirates", PIRATES).is(201);
    server
}

fn search(server: &Server, words: &str, filters: &str) -> Value {
    let path = format!("/api/v1/search?q={}{filters}", encoded(words));
    server.get(&path).is(200).json()
}

/// The local names of hits of one domain, the best first.
fn names(found: &Value) -> Vec<String> {
    let hits = found["hits"].as_array().unwrap().iter();
    hits.map(|h| {
        h["iri"]
            .as_str()
            .unwrap()
            .rsplit('#')
            .next()
            .unwrap()
            .to_owned()
    })
    .collect()
}

fn of_pirates(server: &Server, words: &str) -> Vec<String> {
    names(&search(server, words, "&domain=pirates"))
}

#[test]
fn terms_are_found_in_every_language_and_script() {
    let bench = Bench::new();
    let server = served(&bench);
    for words in [
        "captain",
        "CAPTAIN",
        "Kapitän",
        "kapitan",
        "船長",
        "船",
        "капитан",
        "καπετανιος",
        "Ｃａｐｔａｉｎ",
    ] {
        assert_eq!(
            of_pirates(&server, words).first().unwrap(),
            "Captain",
            "{words}"
        );
    }
    for (words, name) in [
        ("prenom", "nom"),
        ("悪魔の実", "Captain"),
        ("devil fruit", "devilFruit"),
        ("devilfruit", "devilFruit"),
        (&format!("{NS}Captain"), "Captain"),
    ] {
        assert_eq!(of_pirates(&server, words), [name], "{words}");
    }
    // Who speaks of a captain elsewhere in that domain is found too, further behind.
    let prefixed = search(&server, "pirates:Captain", "");
    assert_eq!(names(&prefixed)[0], "Captain");
    let hit = &search(&server, "船長", "")["hits"][0];
    assert_eq!(hit["labels"]["ja"], "船長");
    assert_eq!(
        (&hit["kind"], &hit["owner"]),
        (&"DirectClass".into(), &"crew".into())
    );
    assert_eq!(
        (&hit["domain"], &hit["graph"]),
        (&"pirates".into(), &NS.into())
    );
}

#[test]
fn the_beginning_of_an_iri_finds_what_begins_so() {
    let bench = Bench::new();
    let server = served(&bench);
    let count = |iri: &str| search(&server, iri, "&domain=pirates")["total"].clone();
    let onto = "https://example.com/onto/";
    for (begins, terms) in [
        ("pirates#Cap", 1),
        ("pirates#", 6),
        ("pir", 6),
        ("", 6),
        ("irates", 0),
        ("pirates#aptain", 0),
        ("pirates#cap", 0),
    ] {
        assert_eq!(count(&format!("{onto}{begins}")), terms, "{begins}");
    }
}

#[test]
fn names_go_before_texts_whole_words_before_beginnings_and_those_before_likenesses() {
    let bench = Bench::new();
    let server = served(&bench);
    assert_eq!(
        of_pirates(&server, "captain"),
        ["Captain", "devilFruit"],
        "a name, then a text"
    );
    assert_eq!(
        of_pirates(&server, "capt").first().unwrap(),
        "Captain",
        "a beginning"
    );
    for slip in ["captian", "captan", "capttain", "caltain"] {
        assert_eq!(of_pirates(&server, slip), ["Captain"], "{slip}");
    }
    assert!(of_pirates(&server, "cabin").is_empty());
    let whole = search(&server, "product", "");
    assert_eq!(
        names(&whole)[..2],
        ["Product", "ProductOnBoard"],
        "the whole label first"
    );
    assert_eq!(
        of_pirates(&server, "captain ship"),
        ["Captain"],
        "all words must be found"
    );
}

#[test]
fn filters_narrow_what_is_found_and_counted() {
    let bench = Bench::new();
    let server = served(&bench);
    let count = |filters: &str| search(&server, "", filters)["total"].as_u64().unwrap();
    assert_eq!(count("&domain=pirates"), 6);
    assert_eq!(count("&domain=pirates&kind=DirectClass"), 1);
    assert_eq!(count("&domain=pirates&kind=Class"), 1);
    assert_eq!(
        count("&domain=pirates&kind=Type"),
        2,
        "an extension is a type, as Upper has it"
    );
    assert_eq!(count("&domain=pirates&kind=property"), 3);
    assert_eq!(count("&owner=crew"), 6);
    assert_eq!(count("&owner=nobody"), 0);
    assert!(
        count("") > 100,
        "Upper and the system domains are there too"
    );
}

#[test]
fn a_former_name_of_a_domain_narrows_like_its_present_one() {
    let bench = Bench::new();
    let server = served(&bench);
    let renamed = PIRATES.replace("upper:domain \"pirates\"", "upper:domain \"corsairs\"");
    server.replace("corsairs", "*", &renamed).is(200);
    for domain in ["corsairs", "pirates"] {
        let found = search(&server, "", &format!("&domain={domain}"));
        assert_eq!(found["total"], 6, "{domain}");
        let query = format!(
            "{{ upper_directClassList(where: {{ domain: \"{domain}\" }}) {{ totalCount }}
                denota_search(text: \"Captain\", where: {{ domain: \"{domain}\" }}) {{ node {{ upper_iri }} }} }}"
        );
        let data = crate::graphql::ask(&server, &query, &serde_json::json!({}));
        assert_eq!(data["upper_directClassList"]["totalCount"], 1, "{domain}");
        let first = &data["denota_search"][0]["node"]["upper_iri"];
        assert_eq!(*first, format!("{NS}Captain"), "{domain}");
    }
}

#[test]
fn in_graphql_a_domain_narrows_to_what_was_made_from_it_too() {
    let bench = Bench::new();
    let server = crate::graphql::shop(&bench);
    assert_eq!(names(&search(&server, "sku", "&domain=shop")), ["sku"]);
    let query =
        "{ denota_search(text: \"sku\", where: { domain: \"shop\" }) { node { upper_iri } } }";
    let data = crate::graphql::ask(&server, query, &Value::Null);
    let found = data["denota_search"].to_string();
    let container = "https://example.com/onto/shop/containers/iceberg#";
    assert!(found.contains(container), "{found}");
}

#[test]
fn in_graphql_a_kind_is_found_behind_a_thousand_better_hits_of_another() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    let value = |n: usize| {
        let stated = format!(":V{n} a upper:EnumValue ; upper:label \"Many {n}\"@en .\n");
        (format!(":V{n} "), stated)
    };
    let (listed, stated): (String, String) = (0..=1000).map(value).unzip();
    let model = format!(
        "@prefix : <https://example.com/onto/crowd#> .
         @prefix upper: <https://w3id.org/denota/upper#> .
         : a upper:DomainModel ; upper:domain \"crowd\" .
         :Values a upper:Enumeration ; upper:label \"Manyfold\"@en ; upper:oneOf ( {listed}) .
         {stated}"
    );
    server.create("crowd", &model).is(201);
    assert_eq!(search(&server, "many", "&domain=crowd")["total"], 1002);
    let query = "{ denota_search(text: \"many\", where: { kind: UPPER_Enumeration, domain: \"crowd\" }) { node { upper_iri } } }";
    let data = crate::graphql::ask(&server, query, &Value::Null);
    let found = &data["denota_search"];
    let values = "https://example.com/onto/crowd#Values";
    assert_eq!(found[0]["node"]["upper_iri"], values, "{found}");
}

#[test]
fn pages_follow_each_other_without_gap_or_repetition() {
    let bench = Bench::new();
    let server = served(&bench);
    let mut seen: Vec<String> = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = search(&server, "", &format!("&limit=7{cursor}"));
        let hits = page["hits"].as_array().unwrap();
        seen.extend(hits.iter().map(|h| h["iri"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => {
                assert_eq!(page["total"], seen.len());
                break;
            }
        }
    }
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), all);
}

#[test]
fn only_the_newest_version_is_found_across_restarts_and_without_the_index() {
    let bench = Bench::new();
    let renamed = PIRATES.replace("\"Captain\"@en", "\"Skipper\"@en");
    {
        let server = served(&bench);
        let tag = server
            .get("/api/v1/models/pirates")
            .header("etag")
            .to_owned();
        server.replace("pirates", &tag, &renamed).is(200);
        assert_eq!(of_pirates(&server, "skipper"), ["Captain"]);
    }
    let server = Server::start(&[], &bench.path(""));
    assert_eq!(of_pirates(&server, "skipper"), ["Captain"]);
    drop(server);
    std::fs::remove_dir_all(bench.path(".denota/registry/search")).unwrap();
    let server = Server::start(&[], &bench.path(""));
    assert_eq!(of_pirates(&server, "skipper"), ["Captain"]);
    drop(server);
    // A damaged index is made again, too.
    std::fs::write(bench.path(".denota/registry/search/meta.json"), "{").unwrap();
    let server = Server::start(&[], &bench.path(""));
    assert_eq!(of_pirates(&server, "skipper"), ["Captain"]);
    let tag = server
        .get("/api/v1/models/pirates")
        .header("etag")
        .to_owned();
    let path = "/api/v1/models/pirates";
    server
        .send("DELETE", path, &[("if-match", &tag)], "")
        .is(200);
    assert!(of_pirates(&server, "skipper").is_empty());
}

#[test]
fn a_former_name_of_a_model_is_its_domain() {
    let bench = Bench::new();
    let server = served(&bench);
    let tag = server
        .get("/api/v1/models/pirates")
        .header("etag")
        .to_owned();
    let renamed = PIRATES.replace("upper:domain \"pirates\"", "upper:domain \"corsairs\"");
    let headers = [("if-match", &*tag), ("content-type", "text/turtle")];
    let path = "/api/v1/models/corsairs";
    server.send("PUT", path, &headers, &renamed).is(200);
    for name in ["pirates", "corsairs"] {
        let found = search(&server, "captain", &format!("&domain={name}"));
        assert_eq!(found["hits"][0]["domain"], "corsairs", "{name}");
        let query = format!(
            "{{ denota_search(text: \"captain\", where: {{ domain: \"{name}\" }}) {{ node {{ upper_iri }} }} }}"
        );
        let body = serde_json::json!({ "query": query }).to_string();
        let json = [("content-type", "application/json")];
        let found = server.send("POST", "/graphql", &json, body).is(200).json();
        let first = &found["data"]["denota_search"][0]["node"]["upper_iri"];
        assert_eq!(*first, format!("{NS}Captain"), "{found}");
    }
}

#[test]
fn nothing_is_exactly_nothing() {
    let bench = Bench::new();
    let server = served(&bench);
    let found = search(&server, "!!!", "");
    assert_eq!(
        found,
        serde_json::json!({ "total": 0, "isExact": true, "hits": [] })
    );
    let page = server.get("/search?q=%21%21%21").is(200).text();
    assert!(!page.contains("More than"), "{page}");
}

#[test]
fn nothing_that_is_typed_is_an_error() {
    let bench = Bench::new();
    let server = served(&bench);
    let long = "капитан ".repeat(30);
    for words in [
        "+",
        "\"",
        "a AND",
        "(((((",
        "name:",
        "[a TO",
        "*",
        "~",
        "\\",
        "\0",
        "a^-1",
        "://",
        "a://",
        "\u{202e}captain",
        "🏴‍☠️",
        &long,
        &"x".repeat(500),
        &"a b c d e f g h i j ".repeat(20),
    ] {
        search(&server, words, "");
    }
    for query in [
        format!("q={}", "x".repeat(501)),
        "limit=0".to_owned(),
        "limit=101".to_owned(),
        "limit=x".to_owned(),
        "cursor=x".to_owned(),
        "cursor=OTk5OTk5".to_owned(),
    ] {
        server.get(&format!("/api/v1/search?{query}")).problem(400);
    }
}

fn term(server: &Server, iri: &str) -> Value {
    server
        .get(&format!("/api/v1/terms?iri={}", encoded(iri)))
        .is(200)
        .json()
}

#[test]
fn a_term_tells_what_it_is_and_who_uses_it() {
    let bench = Bench::new();
    let server = served(&bench);
    let product = term(&server, "https://example.com/onto/shop#Product");
    assert_eq!(product["name"], "Product");
    assert_eq!(
        product["types"][0],
        "https://w3id.org/denota/upper#DirectClass"
    );
    assert_eq!(product["labels"]["en"], "Product");
    assert_eq!(product["graph"]["domain"], "shop");
    assert_eq!(product["graph"]["versions"], serde_json::json!(["1.0.0"]));
    assert_eq!(
        product["extensions"][0]["term"],
        format!("{NS}ProductOnBoard")
    );
    assert!(product["uses"].as_array().unwrap().is_empty());
    let definition = product["definition"].as_str().unwrap();
    assert!(
        definition.contains("shop:Product a upper:DirectClass ;\n")
            && definition.contains("upper:primaryKey ( shop:sku ) ;\n"),
        "{definition}"
    );
    let sku = term(&server, "https://example.com/onto/shop#sku");
    let by: Vec<&str> = sku["uses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|u| u["by"].as_str().unwrap())
        .collect();
    assert_eq!(
        by,
        [
            "https://w3id.org/denota/upper#primaryKey",
            "https://w3id.org/denota/upper#property"
        ],
        "within a list, and directly"
    );
    for absent in [
        "https://example.com/onto/shop#Nothing",
        "no IRI",
        "",
        "urn:x",
    ] {
        server
            .get(&format!("/api/v1/terms?iri={}", encoded(absent)))
            .problem(404);
    }
    server.get("/api/v1/terms").problem(400);
}

#[test]
fn what_stands_for_a_term_is_known_from_mappings() {
    let bench = Bench::with(&[("shop.ttl", SHOP)]);
    bench
        .run(&["transpile", "avro", "shop.ttl", "--out", "gen"])
        .ends(0);
    let server = Server::start(&[], &bench.path(""));
    server.create("shop", SHOP).is(201);
    let [container, mapping] =
        ["container", "mapping"].map(|kind| bench.read(&format!("gen/avro/shop.{kind}.ttl")));
    let graph = |iri: &str, text: &str| {
        let (prefixes, rest): (Vec<&str>, Vec<&str>) =
            text.lines().partition(|l| l.starts_with("@prefix"));
        format!(
            "{}\n<{iri}> {{\n{}\n}}\n",
            prefixes.join("\n"),
            rest.join("\n")
        )
    };
    let container = graph("https://example.com/onto/shop/containers/avro#", &container);
    let mapping = graph("https://example.com/onto/shop/mappings/avro#", &mapping);
    let headers = [("content-type", "application/trig"), ("if-none-match", "*")];
    let body = format!("{container}{mapping}");
    server
        .send("POST", "/api/v1/publications", &headers, body)
        .is(200);
    let sku = term(&server, "https://example.com/onto/shop#sku");
    let element = &sku["elements"][0];
    assert_eq!(element["name"], "sku");
    assert_eq!(
        element["mapping"],
        "https://example.com/onto/shop/mappings/avro#"
    );
    assert!(element["role"].as_str().unwrap().ends_with("#Value"));
}
