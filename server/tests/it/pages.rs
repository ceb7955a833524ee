//! The pages for people: clicked through, as a browser would.

use crate::bench::{Bench, SHOP};
use crate::serve::Server;

/// The shop, its tables and their mapping, served.
fn served(bench: &Bench) -> Server {
    bench.write("shop.ttl", SHOP);
    bench.run(&["provision", "--yes"]).ends(0);
    Server::start(&[], &bench.path(""))
}

/// Where the first link of a page with a text leads.
#[track_caller]
fn href(page: &str, text: &str) -> String {
    let before = page.split(&format!(">{text}</a>")).next().unwrap();
    assert_ne!(before, page, "no link `{text}`: {page}");
    let (_, link) = before.rsplit_once("href=\"").unwrap();
    link.split('"').next().unwrap().replace("&amp;", "&")
}

#[test]
fn from_a_class_to_the_column_that_holds_its_property_and_back() {
    let bench = Bench::new();
    let server = served(&bench);
    let page = |path: &str| {
        let answer = server.get(path).is(200);
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        answer.text()
    };
    let home = page("/");
    let model = page(&href(&home, "shop"));
    assert!(model.contains("What a shop sells."), "{model}");
    let class = page(&href(&model, "Product"));
    assert!(class.contains("Something that is sold."), "{class}");
    let property = page(&href(&class, "sku"));
    assert!(property.contains("The number on the shelf."), "{property}");
    // It stands for the property as an attribute, says the mapping of the lake.
    let containers = property.split("In containers").nth(1).unwrap();
    let column = page(&href(containers, "sku"));
    assert!(column.contains("Stands for"), "{column}");
    assert!(column.contains(">Column<"), "{column}");
    let back = href(column.split("Stands for").nth(1).unwrap(), "sku");
    assert_eq!(page(&back), property);
}

#[test]
fn a_search_leads_to_terms_and_to_further_pages() {
    let bench = Bench::new();
    let server = served(&bench);
    let found = server.get("/search?q=shelf").is(200).text();
    // The property, and the column that stands for it.
    assert!(found.contains(">2 terms<"), "{found}");
    let term = server.get(&href(&found, "sku")).is(200).text();
    assert!(term.contains("SKU"), "{term}");
    let all = server.get("/search?q=&kind=").is(200).text();
    let next = server.get(&href(&all, "More")).is(200).text();
    assert_ne!(all, next);
    let none = server.get("/search?q=quaggafish").is(200).text();
    assert!(none.contains("Nothing here"), "{none}");
}

#[test]
fn what_is_asked_and_what_is_stored_is_text_not_markup() {
    let bench = Bench::new();
    let marked = SHOP.replace("What a shop sells.", "<script>alert('&amp;')</script>");
    bench.write("shop.ttl", &marked);
    bench.run(&["publish"]).ends(0);
    let server = Server::start(&[], &bench.path(""));
    let echoed = server.get("/search?q=%22%3E%3Cscript%3E").is(200).text();
    let model = server.get("/models/shop").is(200).text();
    let iri = "https%3A%2F%2Fexample.com%2Fonto%2Fshop%23";
    let term = server.get(&format!("/term?iri={iri}")).is(200).text();
    for page in [&echoed, &model, &term] {
        assert!(!page.contains("<script"), "{page}");
        assert!(page.contains("&lt;script"), "{page}");
    }
}

#[test]
fn what_is_not_there_is_a_page_too() {
    let bench = Bench::new();
    let server = Server::start(&[], &bench.path(""));
    for path in [
        "/models/nothing",
        "/term?iri=https://example.com/nothing",
        "/term",
    ] {
        let answer = server.get(path).is(404);
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert!(answer.text().contains("Not Found"), "{path}");
    }
    server.get("/search?page=0").is(400);
    server
        .get(&format!("/search?q={}", "x".repeat(600)))
        .is(400);
}

#[test]
fn a_model_that_only_extends_shows_its_extensions() {
    let bench = Bench::new();
    let server = served(&bench);
    let more = r#"@prefix : <https://example.com/onto/more#> .
@prefix shop: <https://example.com/onto/shop#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
: a upper:DomainModel ; upper:domain "more" ; owl:imports shop: .
:OnStock a upper:Extension ; upper:extends shop:Product ; upper:property :count .
:count a upper:Attribute ; upper:datatype xsd:int ; upper:maxCount 1 .
"#;
    server.create("more", more).is(201);
    let page = server.get("/models/more").is(200).text();
    assert!(page.contains(">OnStock</a>"), "{page}");
    assert!(page.contains(">All terms</a>"), "{page}");
}
