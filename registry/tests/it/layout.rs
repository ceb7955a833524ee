//! Stores of other layouts: older ones are brought up to date, newer ones are left alone.

use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{BlankNode, GraphName, Literal, NamedNode, Quad, Term};
use oxigraph::store::Store;
use registry::{Error, Registry, View, content_hash};
use upper::check::{Options, check};

use crate::support::*;

/// The layout of this program.
const LAYOUT: u32 = 3;
const CATALOG: &str = "https://w3id.org/denota/registry#";

fn graph(local: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("https://w3id.org/denota/graph#{local}"))
}

/// A revision as layout 1 wrote it: `at` seconds, `nth` of its graph.
fn revision(
    store: &Store,
    iri: &str,
    text: &str,
    nth: usize,
    version: &str,
    previous: Option<&NamedNode>,
) -> NamedNode {
    let checked = check(publication(&[text, SHOP]).inputs, &Options::default());
    let id = checked
        .corpus
        .terms
        .lookup_iri(iri)
        .and_then(|i| checked.corpus.by_iri(i))
        .unwrap();
    let hash = content_hash(&checked.corpus.terms, &checked.corpus.graph(id).graph).unwrap();
    let node = NamedNode::new_unchecked(format!("{CATALOG}revision.{}.{nth}", &hash[..16]));
    let at = Literal::new_typed_literal(format!("2026-01-0{nth}T00:00:00Z"), xsd::DATE_TIME);
    let owl = NamedNode::new_unchecked("http://www.w3.org/2002/07/owl#versionInfo");
    let mut about: Vec<(NamedNode, Term)> = vec![
        (rdf::TYPE.into_owned(), graph("Revision").into()),
        (graph("revisionOf"), NamedNode::new_unchecked(iri).into()),
        (owl, Literal::from(version).into()),
        (graph("contentHash"), Literal::from(hash).into()),
        (graph("publishedAt"), at.into()),
        (graph("publisher"), Literal::from("ann").into()),
        (graph("source"), Literal::from(text).into()),
    ];
    about.extend(previous.map(|p| (graph("previous"), p.clone().into())));
    let name = GraphName::from(NamedNode::new_unchecked(CATALOG));
    for (predicate, object) in about {
        store
            .insert(&Quad::new(node.clone(), predicate, object, name.clone()))
            .unwrap();
    }
    node
}

/// The newest triples of a graph, with blank nodes that another graph has as well.
fn head(store: &Store, iri: &str, text: &str) {
    let memory = registry::memory_store(
        &check(publication(&[text, SHOP]).inputs, &Options::default()).corpus,
    )
    .unwrap();
    let name = NamedNode::new_unchecked(iri);
    let mut labels = Vec::new();
    let mut rename = |b: &BlankNode| {
        let at = labels.iter().position(|l| l == b).unwrap_or_else(|| {
            labels.push(b.clone());
            labels.len() - 1
        });
        BlankNode::new_unchecked(format!("bx0{at}"))
    };
    for quad in memory.quads_for_pattern(None, None, None, Some(name.as_ref().into())) {
        let mut quad = quad.unwrap();
        if let oxigraph::model::NamedOrBlankNode::BlankNode(b) = &quad.subject {
            quad.subject = rename(b).into();
        }
        if let Term::BlankNode(b) = &quad.object {
            quad.object = rename(b).into();
        }
        store.insert(&quad).unwrap();
    }
}

fn first(folder: &std::path::Path) {
    let store = Store::open(folder).unwrap();
    let name = NamedNode::new_unchecked(CATALOG);
    let header = [
        Quad::new(name.clone(), rdf::TYPE, graph("NamedGraph"), name.clone()),
        Quad::new(
            name.clone(),
            graph("governedBy"),
            NamedNode::new_unchecked("https://w3id.org/denota/graph#"),
            name.clone(),
        ),
    ];
    for quad in &header {
        store.insert(quad).unwrap();
    }
    let old = revision(
        &store,
        SHOP_IRI,
        &SHOP.replace("Order\"@en", "Purchase\"@en"),
        1,
        "draft",
        None,
    );
    revision(&store, SHOP_IRI, SHOP, 2, "1.1.0", Some(&old));
    revision(&store, PARCELS_IRI, &parcels(), 2, "1.0.0", None);
    head(&store, SHOP_IRI, SHOP);
    head(&store, PARCELS_IRI, &parcels());
    store.flush().unwrap();
}

#[test]
fn a_store_of_the_first_layout_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    first(folder.path());
    let registry = open(folder.path());
    {
        let index = registry.index();
        let seen = index.seen(&View::Everything);
        let shop = seen.domain("shop").unwrap();
        let versions: Vec<String> = shop
            .revisions
            .iter()
            .map(|r| r.version.to_string())
            .collect();
        assert_eq!(versions, ["1.0.0", "1.1.0"]);
        assert_eq!(
            registry.text(&shop.revisions[1].node).unwrap().as_deref(),
            Some(SHOP)
        );
        let dependents: Vec<&str> = seen.dependents(SHOP_IRI).map(|g| g.iri.as_str()).collect();
        assert_eq!(dependents, [PARCELS_IRI]);
        assert!(seen.domain("upper").is_some());
    }
    // It is as if it had been published by this program.
    let bench = Bench::new();
    accepted(bench.publish(&[SHOP, &parcels()]));
    let of = |registry: &Registry, iri: &str| {
        let lines = nquads(registry);
        let mut lines: Vec<String> = lines
            .lines()
            .filter(|l| l.ends_with(&format!("<{iri}> .")))
            .map(str::to_owned)
            .collect();
        lines.sort();
        lines
    };
    for iri in [SHOP_IRI, PARCELS_IRI] {
        assert_eq!(of(&registry, iri), of(&bench.registry, iri));
    }
    let why = refused(publish(
        &registry,
        publication(&[&SHOP.replace("Order", "Purchase")]),
        &View::Everything,
        &|_| true,
    ));
    assert!(why.contains("parcels"), "{why}");
    let before = nquads(&registry);
    drop(registry);
    assert_eq!(
        nquads(&open(folder.path())),
        before,
        "a second time nothing changes"
    );
}

/// What states the layout.
fn states(layout: u32) -> Quad {
    Quad::new(
        NamedNode::new_unchecked("urn:denota:private:registry"),
        NamedNode::new_unchecked("urn:denota:private:layout"),
        Literal::from(layout.to_string()),
        GraphName::DefaultGraph,
    )
}

/// Opens the store itself, says that its layout is another one, and changes it as that had it.
fn rewrite(folder: &std::path::Path, layout: u32, change: impl FnOnce(&Store)) {
    let store = Store::open(folder).unwrap();
    assert!(
        store.contains(&states(LAYOUT)).unwrap(),
        "the layout is stated"
    );
    store.remove(&states(LAYOUT)).unwrap();
    store.insert(&states(layout)).unwrap();
    change(&store);
    store.flush().unwrap();
}

#[test]
fn a_store_of_the_second_layout_keeps_its_texts() {
    let folder = tempfile::tempdir().unwrap();
    let registry = open(folder.path());
    accepted(publish(
        &registry,
        publication(&[SHOP]),
        &View::Everything,
        &|_| true,
    ));
    let node = {
        let index = registry.index();
        let shop = index.seen(&View::Everything).graph(SHOP_IRI).unwrap();
        shop.newest().unwrap().node.clone()
    };
    drop(registry);
    let text = NamedNode::new_unchecked("urn:denota:private:text");
    let of = NamedNode::new_unchecked(&node);
    rewrite(folder.path(), 2, |store| {
        let packed =
            store.quads_for_pattern(Some(of.as_ref().into()), Some(text.as_ref()), None, None);
        let packed: Vec<Quad> = packed.map(Result::unwrap).collect();
        assert_eq!(packed.len(), 1);
        assert_ne!(packed[0].object, Literal::from(SHOP).into());
        store.remove(&packed[0]).unwrap();
        let plain = Literal::from(SHOP);
        let plain = Quad::new(of.clone(), text.clone(), plain, GraphName::DefaultGraph);
        store.insert(&plain).unwrap();
    });
    let registry = open(folder.path());
    assert_eq!(registry.text(&node).unwrap().as_deref(), Some(SHOP));
    drop(registry);
    rewrite(folder.path(), LAYOUT, |_| {});
}

#[test]
fn a_store_of_a_newer_layout_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()));
    rewrite(folder.path(), LAYOUT + 1, |_| {});
    let error = Registry::open(folder.path()).err().unwrap();
    let Error::Newer { layout, known } = error else {
        panic!("{error}");
    };
    assert_eq!((layout, known), (LAYOUT + 1, LAYOUT));
    assert!(error.to_string().contains("upgrade denota"), "{error}");
}

#[test]
fn a_newer_program_publishes_the_newer_models_that_come_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let mapping = "https://w3id.org/denota/mapping#";
    let versions = |registry: &Registry| {
        let index = registry.index();
        let graph = index.seen(&View::Everything).graph(mapping).unwrap();
        let versions = graph.revisions.iter().map(|r| r.version.to_string());
        versions.collect::<Vec<_>>()
    };
    let registry = open(folder.path());
    let node = {
        let index = registry.index();
        let graph = index.seen(&View::Everything).graph(mapping).unwrap();
        graph.newest().unwrap().node.clone()
    };
    let first = versions(&registry);
    let generation = registry.index().generation();
    drop(registry);
    // As if an older program had put in another state of the mapping domain.
    let store = Store::open(folder.path()).unwrap();
    let private = |p: &str| NamedNode::new_unchecked(format!("urn:denota:private:{p}"));
    let subject = private("registry");
    let builtins = private("builtins");
    let digests = store.quads_for_pattern(
        Some(subject.as_ref().into()),
        Some(builtins.as_ref()),
        None,
        None,
    );
    for quad in digests.collect::<Result<Vec<_>, _>>().unwrap() {
        store.remove(&quad).unwrap();
    }
    let subject = NamedNode::new_unchecked(node);
    let hash = graph("contentHash");
    let hashes = store.quads_for_pattern(
        Some(subject.as_ref().into()),
        Some(hash.as_ref()),
        None,
        None,
    );
    for quad in hashes.collect::<Result<Vec<_>, _>>().unwrap() {
        let other = Quad {
            object: Literal::from("0".repeat(64)).into(),
            ..quad.clone()
        };
        store.remove(&quad).unwrap();
        store.insert(&other).unwrap();
    }
    no_rows(&store);
    store.flush().unwrap();
    drop(store);
    let registry = open(folder.path());
    assert_eq!(versions(&registry).len(), 2);
    assert_eq!(versions(&registry)[0], first[0]);
    assert_eq!(
        registry.index().generation(),
        generation + 1,
        "only what is new goes in"
    );
    drop(registry);
    assert_eq!(open(folder.path()).index().generation(), generation + 1);
}

/// Takes away what only makes reading the catalog quicker.
fn no_rows(store: &Store) {
    let row = NamedNode::new_unchecked("urn:denota:private:row");
    let rows = store.quads_for_pattern(None, Some(row.as_ref()), None, None);
    let rows = rows.collect::<Result<Vec<_>, _>>().unwrap();
    assert!(!rows.is_empty());
    for quad in rows {
        store.remove(&quad).unwrap();
    }
}

#[test]
fn what_makes_starting_quick_is_made_again_from_the_catalog() {
    let bench = Bench::new();
    accepted(bench.publish(&[SHOP, &parcels()]));
    bench.put(&SHOP.replace("Order\"@en", "Purchase\"@en"));
    bench.put(&SHOP.replace("\"shop\"", "\"store\""));
    bench.retire(PARCELS_IRI).map_err(|r| why(&r)).unwrap();
    let Bench { registry, folder } = bench;
    let path = folder.path().join("registry");
    let graphs = |r: &Registry| {
        let index = r.index();
        index
            .seen(&View::Everything)
            .graphs()
            .cloned()
            .collect::<Vec<_>>()
    };
    let (known, before) = (graphs(&registry), nquads(&registry));
    drop(registry);
    let registry = open(&path);
    assert_eq!(graphs(&registry), known, "from the rows");
    drop(registry);
    let store = Store::open(&path).unwrap();
    no_rows(&store);
    store.flush().unwrap();
    drop(store);
    let registry = open(&path);
    assert_eq!(graphs(&registry), known, "from the catalog");
    let index = registry.index();
    let former = index.seen(&View::Everything).domain("shop");
    assert_eq!(former.and_then(|g| g.domain()), Some("store"));
    assert_eq!(nquads(&registry), before);
}
