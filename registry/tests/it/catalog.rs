//! The catalog is a graph like all others: valid by the model that governs it.

use oxigraph::model::{GraphNameRef, Literal, NamedNodeRef, Quad, Term};
use registry::{Answer, Error, Registry, Store, View, query};
use upper::check::{Options, check};
use upper::source::{Input, Syntax};

use crate::support::*;

/// A registry in which everything has happened that the catalog can speak of.
fn eventful() -> Bench {
    let bench = Bench::new();
    accepted(bench.publish(&[SHOP, &parcels()]));
    bench.put(&SHOP.replace("Order\"@en", "Purchase\"@en"));
    let mut ranged = publication(&[&parcels().replace(":code", ":label")]);
    ranged.owner = Some("logistics".to_owned());
    let range = semver::VersionReq::parse("^1").unwrap();
    ranged.ranges.insert(SHOP_IRI.to_owned(), range);
    accepted(publish(
        &bench.registry,
        ranged,
        &registry::View::Everything,
        &|_| true,
    ));
    bench.retire(PARCELS_IRI).map_err(|r| why(&r)).unwrap();
    bench
}

#[test]
fn the_catalog_is_valid_against_the_information_model() {
    let bench = eventful();
    let name = NamedNodeRef::new_unchecked(registry::catalog::IRI);
    let mut text = String::new();
    let all = bench.registry.store().quads_for_pattern(
        None,
        None,
        None,
        Some(GraphNameRef::NamedNode(name)),
    );
    for quad in all {
        let quad = quad.unwrap();
        assert!(quad.subject.is_named_node(), "all subjects are IRIs");
        text.push_str(&format!(
            "{} {} {} .\n",
            quad.subject, quad.predicate, quad.object
        ));
    }
    for class in ["Registration", "Revision", "Dependency"] {
        assert!(
            text.contains(&format!("<https://w3id.org/denota/graph#{class}>")),
            "{class}"
        );
    }
    let input = Input {
        path: "catalog.nt".to_owned(),
        bytes: text.into_bytes(),
        syntax: Syntax::Turtle,
    };
    let checked = check(vec![input], &Options::default());
    let found: Vec<&String> = checked.findings.iter().map(|f| &f.message).collect();
    assert!(found.is_empty(), "{found:#?}");
    assert_eq!(checked.valid_graphs().len(), 1);
}

#[test]
fn a_catalog_that_says_something_else_than_was_published_is_found_out() {
    let bench = eventful();
    let none: [String; 0] = [];
    assert_eq!(bench.registry.inconsistent().unwrap(), none);
    let revisions = "PREFIX g: <https://w3id.org/denota/graph#>
        SELECT ?r WHERE { ?r g:revisionOf <http://example.com/parcels#> }";
    let Answer::Solutions { rows, .. } = query(bench.registry.store(), revisions).unwrap() else {
        panic!("it is a SELECT")
    };
    let node = rows[0][0].trim_matches(['<', '>']).to_owned();
    let store = bench.registry.store();
    let of = NamedNodeRef::new_unchecked(&node);
    let about = store.quads_for_pattern(Some(of.into()), None, None, None);
    let about: Vec<_> = about.map(Result::unwrap).collect();
    let public = |q: &&oxigraph::model::Quad| !q.graph_name.is_default_graph();
    let hash = about.iter().filter(public).find(|q| {
        let property = q.predicate.as_str();
        property == "https://w3id.org/denota/graph#contentHash"
    });
    store.remove(hash.unwrap()).unwrap();
    assert_eq!(bench.registry.inconsistent().unwrap(), [PARCELS_IRI]);
}

/// Takes what is said by a property out of a graph of the store, and says something else in its
/// place; what it was.
fn spoil(
    store: &Store,
    graph: GraphNameRef<'_>,
    property: &str,
    instead: impl Fn(&Quad) -> Option<String>,
) -> Vec<Quad> {
    let property = NamedNodeRef::new_unchecked(property);
    let all = store.quads_for_pattern(None, Some(property), None, Some(graph));
    let all: Vec<Quad> = all.map(Result::unwrap).collect();
    assert!(!all.is_empty(), "{property}");
    for quad in &all {
        store.remove(quad).unwrap();
        if let Some(value) = instead(quad) {
            let mut other = quad.clone();
            other.object = Literal::from(value).into();
            store.insert(&other).unwrap();
        }
    }
    all
}

/// An index that is made without it would number publications anew, or let any version do.
#[test]
fn a_catalog_that_lacks_what_it_must_say_is_damaged() {
    const ROW: &str = "urn:denota:private:row";
    let Bench { registry, folder } = eventful();
    let path = folder.path().join("registry");
    // Without rows the catalog is read.
    spoil(registry.store(), GraphNameRef::DefaultGraph, ROW, |_| None);
    drop(registry);
    let catalog = NamedNodeRef::new_unchecked(registry::catalog::IRI);
    for (property, instead) in [
        ("contentHash", None),
        ("publishedAt", None),
        ("publisher", None),
        ("publication", None),
        ("publication", Some("many")),
        ("versionRange", Some("any day")),
        ("needs", None),
        ("conformsTo", None),
        ("registers", None),
    ] {
        let iri = format!("https://w3id.org/denota/graph#{property}");
        let store = Store::open(&path).unwrap();
        let instead = |_: &Quad| instead.map(str::to_owned);
        let was = spoil(&store, GraphNameRef::NamedNode(catalog), &iri, instead);
        drop(store);
        let opened = Registry::open(&path);
        assert!(matches!(opened, Err(Error::Damaged(_))), "{property}");
        drop(opened);
        let store = Store::open(&path).unwrap();
        mend(&store, catalog, &iri, &was);
    }
    let registry = open(&path);
    let none: [String; 0] = [];
    assert_eq!(registry.inconsistent().unwrap(), none);
}

/// Says again by a property what was said by it.
fn mend(store: &Store, graph: NamedNodeRef<'_>, property: &str, was: &[Quad]) {
    let property = NamedNodeRef::new_unchecked(property);
    let graph = GraphNameRef::NamedNode(graph);
    let other = store.quads_for_pattern(None, Some(property), None, Some(graph));
    for quad in other.map(Result::unwrap).collect::<Vec<_>>() {
        store.remove(&quad).unwrap();
    }
    for quad in was {
        store.insert(quad).unwrap();
    }
}

#[test]
fn a_number_of_publications_that_is_none_is_damage() {
    let Bench { registry, folder } = eventful();
    let generation = "urn:denota:private:generation";
    let private = GraphNameRef::DefaultGraph;
    let spoilt = |_: &Quad| Some("1O".to_owned());
    spoil(registry.store(), private, generation, spoilt);
    drop(registry);
    let opened = Registry::open(&folder.path().join("registry"));
    assert!(matches!(opened, Err(Error::Damaged(_))));
}

/// The catalog has what a row has lost.
#[test]
fn a_range_that_is_none_is_not_read_as_any_version() {
    let bench = eventful();
    let private = GraphNameRef::DefaultGraph;
    let row = "urn:denota:private:row";
    spoil(bench.registry.store(), private, row, |quad| {
        let Term::Literal(text) = &quad.object else {
            panic!("{quad}")
        };
        Some(text.value().replace("\"^1\"", "\"any day\""))
    });
    let bench = bench.reopened();
    let index = bench.registry.index();
    let graph = index.seen(&View::Everything).graph(PARCELS_IRI).unwrap();
    let needs = graph.revisions.iter().flat_map(|r| &r.dependencies);
    let ranges: Vec<String> = needs
        .filter_map(|d| d.range.as_ref().map(ToString::to_string))
        .collect();
    assert_eq!(ranges, ["^1"]);
}

#[test]
fn sparql_finds_its_way_through_the_catalog() {
    let bench = eventful();
    let rows = |text: &str| {
        let answer = query(bench.registry.store(), text).unwrap();
        let Answer::Solutions { rows, .. } = answer else {
            panic!("{answer:?}")
        };
        rows
    };
    let newest = rows(
        "PREFIX g: <https://w3id.org/denota/graph#> PREFIX owl: <http://www.w3.org/2002/07/owl#>
         SELECT ?version WHERE { ?r g:registers <http://example.com/shop#> ; g:newest/owl:versionInfo ?version }",
    );
    assert_eq!(newest, [["\"1.0.1\""]]);
    let retired = rows(
        "PREFIX g: <https://w3id.org/denota/graph#>
         SELECT ?graph WHERE { ?r g:registers ?graph FILTER NOT EXISTS { ?r g:newest ?n } }",
    );
    assert_eq!(retired, [["<http://example.com/parcels#>"]]);
    let ranges = rows(
        "PREFIX g: <https://w3id.org/denota/graph#>
         SELECT ?range WHERE { ?d g:needs <http://example.com/shop#> ; g:versionRange ?range }",
    );
    assert_eq!(ranges, [["\"^1\""]]);
    let builtin = rows(
        "PREFIX g: <https://w3id.org/denota/graph#>
         SELECT (COUNT(?r) AS ?n) WHERE { ?r g:builtIn true ; g:newest ?n }",
    );
    let count = format!(
        "\"{}\"^^<http://www.w3.org/2001/XMLSchema#integer>",
        upper::builtin::MODELS.len()
    );
    assert_eq!(builtin, [[count]]);
}
