//! Contribution by extension.

use registry::View;

use crate::support::*;

fn extension() -> String {
    format!(
        "{PREFIXES}
@prefix : <http://example.com/gifts#> .
@prefix shop: <http://example.com/shop#> .
: a upper:DomainModel ; upper:domain \"gifts\" ; owl:imports shop: ; upper:owner \"presents\" .
:OrderExtension a upper:Extension ; upper:extends shop:Order ; upper:property :wrapping .
:wrapping a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
"
    )
}

#[test]
fn the_registry_tells_who_extends_what() {
    let bench = Bench::new();
    bench.put(SHOP);
    bench.put(&extension());
    for of in [SHOP_IRI, "http://example.com/shop#Order"] {
        let found = bench.registry.extensions(&View::Everything, of).unwrap();
        assert_eq!(found.len(), 1, "{of}");
        assert_eq!(found[0].class, "http://example.com/shop#Order");
        assert_eq!(
            found[0].extension,
            "http://example.com/gifts#OrderExtension"
        );
        assert_eq!(found[0].owner.as_deref(), Some("presents"));
    }
    let none = bench
        .registry
        .extensions(&View::Everything, "http://example.com/shop#number");
    assert_eq!(none.unwrap(), []);
}

#[test]
fn an_extension_says_nothing_of_what_it_extends() {
    let bench = Bench::new();
    bench.put(SHOP);
    let meddling = extension() + "shop:Order upper:property :wrapping .\n";
    let why = refused(bench.publish(&[&meddling]));
    assert!(why.contains("0.ttl"), "{why}");
}
