//! The pages for people: clicked through, as a browser would.

use std::collections::BTreeSet;
use std::process::Command;

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
    let column = page(&href(containers, "shop.product.sku"));
    assert!(column.contains("Stands for"), "{column}");
    assert!(column.contains(">Column<"), "{column}");
    let back = href(column.split("Stands for").nth(1).unwrap(), "sku");
    assert_eq!(page(&back), property);
    // The graph that states the column leads to all that it holds.
    let stated = column.split("stated by").nth(1).unwrap();
    let link = stated.split("href=\"").nth(1).unwrap();
    let lake = page(link.split('"').next().unwrap());
    let holds = lake.split("Holds").nth(1).unwrap();
    assert!(holds.contains(">Table</a>"), "{holds}");
    assert_eq!(page(&href(holds, "shop.product.sku")), column);
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
    let long = format!("/search?q={}", "x".repeat(600));
    for path in [
        "/search?page=0",
        "/search?page=-1",
        "/search?page=abc",
        "/search?q=a&q=b",
        "/term?iri=a&iri=b",
        "/models/%FF",
        &long,
    ] {
        let answer = server.get(path).is(400);
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert!(answer.text().contains("Bad Request"), "{path}");
        assert!(
            !answer.text().contains("deserialize"),
            "{path}: serde speaks of Rust"
        );
    }
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

#[test]
fn a_kind_that_there_is_not_is_told_with_those_that_there_are() {
    let bench = Bench::new();
    let server = served(&bench);
    let page = |path: &str| server.get(path).is(200).text();
    let none = page("/search?q=&kind=bogus");
    assert!(
        none.contains("There is no kind <code>bogus</code>"),
        "{none}"
    );
    let attributes = page(&href(&none, "Attribute"));
    assert!(attributes.contains(">sku</a>"), "{attributes}");
    // A kind that happens to have no terms is one.
    let none = page("/search?q=&kind=union&domain=shop");
    assert!(none.contains("Nothing here"), "{none}");
}

#[test]
fn what_has_one_name_in_many_places_is_told_apart() {
    let bench = Bench::new();
    let server = served(&bench);
    let found = server.get("/search?q=sku&kind=Column").is(200).text();
    assert!(
        found.contains("Column <code>shop.product.sku</code> in <a "),
        "{found}"
    );
    assert!(found.contains(">lake</a>"), "{found}");
}

#[test]
fn properties_stand_as_their_author_wrote_them() {
    let bench = Bench::new();
    let more = SHOP.replace(
        ":property :sku .",
        ":property :sku , :weight , :colour .\n:weight a upper:Attribute ; upper:datatype xsd:int .\n\
         :colour a upper:Attribute ; upper:datatype xsd:string .",
    );
    bench.write("shop.ttl", &more);
    bench.run(&["publish"]).ends(0);
    let server = Server::start(&[], &bench.path(""));
    let class = "https%3A%2F%2Fexample.com%2Fonto%2Fshop%23Product";
    let page = server.get(&format!("/term?iri={class}")).is(200).text();
    let states = page.split(">property</a>").nth(1).unwrap();
    let at = |name: &str| states.find(&format!(">{name}</a>")).unwrap();
    assert!(
        at("sku") < at("weight") && at("weight") < at("colour"),
        "{states}"
    );
}

/// A model that means what standard vocabularies mean.
const STANDARD: &str = r#"@prefix : <https://example.com/onto/books#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
: a upper:DomainModel ; upper:domain "books" .
:Book a upper:DirectClass ; upper:primaryKey ( :isbn ) ; upper:property :isbn ;
    upper:standsFor <https://schema.org/Book> .
:isbn a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
"#;

#[test]
fn every_link_leads_somewhere() {
    let bench = Bench::new();
    bench.write("books.ttl", STANDARD);
    let server = served(&bench);
    let book = "/term?iri=https%3A%2F%2Fexample.com%2Fonto%2Fbooks%23Book";
    let page = server.get(book).is(200).text();
    let out = "<a href=\"https://schema.org/Book\" title=\"https://schema.org/Book\" rel=\"noreferrer\">Book</a>";
    assert!(page.contains(out), "{page}");
    let mut known = BTreeSet::from(["/".to_owned(), book.to_owned()]);
    let mut open: Vec<String> = known.iter().cloned().collect();
    let accept = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];
    while let Some(path) = open.pop() {
        let answer = server.send("GET", &path, &accept, "");
        if answer.status == 307 {
            let to = answer.header("location").to_owned();
            open.extend(known.insert(to.clone()).then_some(to));
            continue;
        }
        assert_eq!(answer.status, 200, "{path}");
        // GraphiQL draws itself.
        if answer.header("content-type").starts_with("text/html") && path != "/graphql" {
            let links = links(&answer.text());
            open.extend(links.into_iter().filter(|link| known.insert(link.clone())));
        }
    }
    assert!(known.len() > 300, "{}", known.len());
}

/// Where the links of a page lead on this server.
fn links(page: &str) -> Vec<String> {
    let hrefs = page.split("href=\"").skip(1);
    let hrefs = hrefs.map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&"));
    let here = hrefs.filter(|href| href.starts_with('/'));
    here.map(|href| href.split('#').next().unwrap().to_owned())
        .collect()
}

/// Opened in a real browser, where there is one.
#[test]
fn no_page_is_wider_than_a_telephone() {
    let bench = Bench::new();
    bench.write("books.ttl", STANDARD);
    let server = served(&bench);
    let lake = "https%3A%2F%2Fexample.com%2Fonto%2Fshop%2Fcontainers%2Flake%23shop.product.sku";
    let pages = [
        "/",
        "/models/shop",
        "/models/nothing",
        "/search?q=sku",
        "/search?q=&kind=bogus",
        "/term?iri=https%3A%2F%2Fexample.com%2Fonto%2Fbooks%23Book",
        "/term?iri=https%3A%2F%2Fw3id.org%2Fdenota%2Fupper%23DirectClass",
        &format!("/term?iri={lake}"),
    ];
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tests/oracles/graphql-clients/widths.mjs"
    );
    let output = Command::new("node")
        .args([script, &server.url(), "360"])
        .args(pages)
        .output()
        .unwrap_or_else(|e| panic!("node: {e}: run `make oracles`"));
    if output.status.code() == Some(3) {
        return eprintln!(
            "SKIPPED: there is no browser (`make oracles` installs one where it can)"
        );
    }
    let said = String::from_utf8_lossy(&output.stdout);
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{err}");
    let widths: serde_json::Value = serde_json::from_str(&said).unwrap();
    for page in pages {
        assert_eq!(widths[page], 360, "{page}: {widths:#}");
    }
}
