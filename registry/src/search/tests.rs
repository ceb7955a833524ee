//! Searches of an index of its own, over terms that stand in the store as a test puts them there.
#![allow(clippy::unwrap_used, reason = "in a test")]

use std::time::{Duration, Instant};

use oxigraph::model::vocab::{rdf, rdfs};
use oxigraph::model::{GraphName, Literal, NamedNode, Quad};
use tantivy::schema::Schema;
use tempfile::TempDir;

use super::*;
use crate::view::Visible;

/// A graph that every registry has.
const GRAPH: &str = upper::vocabulary::upper::NS;
const CLASS: &str = "https://example.com/e#Class";

/// An index, which is closed before its folder goes.
struct World {
    search: Search,
    _folder: TempDir,
}

/// A registry with terms: IRI, class and label of each.
fn registry(folder: &TempDir, terms: &[(&str, &str, &str)]) -> Arc<Registry> {
    let registry = Registry::open(&folder.path().join("registry")).unwrap();
    let node = |iri: &str| NamedNode::new_unchecked(iri);
    let graph = GraphName::from(node(GRAPH));
    for (iri, class, label) in terms {
        let label = Literal::new_simple_literal(*label);
        let quads = [
            Quad::new(node(iri), rdf::TYPE, node(class), graph.clone()),
            Quad::new(node(iri), rdfs::LABEL, label, graph.clone()),
        ];
        registry.store().extend(quads).unwrap();
    }
    Arc::new(registry)
}

fn read_all(search: &Search) {
    let told = search.told();
    while !search.has_read(told) {
        std::thread::sleep(Duration::from_millis(5));
    }
}

impl World {
    fn with(terms: &[(&str, &str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let registry = registry(&folder, terms);
        let search = Search::open(&folder.path().join("search"), &registry, |_| {}).unwrap();
        read_all(&search);
        Self {
            search,
            _folder: folder,
        }
    }

    /// The IRIs of what is found, the best first.
    fn find(&self, view: &View, query: Query) -> Vec<String> {
        let query = Query { limit: 20, ..query };
        let found = self.search.find(view, &query).unwrap().unwrap();
        found.hits.into_iter().map(|hit| hit.iri).collect()
    }

    fn words(&self, text: &str) -> Vec<String> {
        let query = Query {
            text: text.to_owned(),
            ..Query::default()
        };
        self.find(&View::Everything, query)
    }
}

#[test]
fn a_name_in_camel_case_is_found_however_it_is_written() {
    let (github, javascript) = ("https://example.com/e#1", "https://example.com/e#2");
    let (postgresql, ios) = ("https://example.com/e#3", "https://example.com/e#4");
    let world = World::with(&[
        (github, CLASS, "Github"),
        (javascript, CLASS, "javascript"),
        (postgresql, CLASS, "postgresql"),
        (ios, CLASS, "ios"),
    ]);
    for (words, iri) in [
        ("GitHub", github),
        ("JavaScript", javascript),
        ("PostgreSQL", postgresql),
        ("iOS", ios),
        // The beginning, and with a slip.
        ("JavaScr", javascript),
        ("GitHib", github),
    ] {
        let found = world.words(words);
        assert!(found.iter().any(|f| f == iri), "{words}: {found:?}");
    }
    let mixed = world.words("GitHub javascript");
    assert!(mixed.is_empty(), "one name is not the other: {mixed:?}");
}

#[test]
fn an_iri_without_slashes_finds_what_it_names() {
    let book = "urn:isbn:0451450523";
    let world = World::with(&[(book, CLASS, "A book")]);
    for begins in [book, "urn:isbn:0451", "urn:isbn:"] {
        assert_eq!(world.words(begins), [book], "{begins}");
    }
    assert!(world.words("urn:issn:").is_empty());
}

#[test]
fn a_kind_is_found_by_its_name_whatever_letters_that_has() {
    let (ship, size) = ("https://example.com/e#1", "https://example.com/e#2");
    let world = World::with(&[
        (ship, "https://example.com/e#Ship_Type", "Caravel"),
        (size, "https://example.com/e#Größe", "Large"),
    ]);
    for (kind, iri) in [
        ("Ship_Type", ship),
        ("shiptype", ship),
        ("e:Ship_Type", ship),
        ("Größe", size),
        ("GROSSE", size),
    ] {
        let query = Query {
            kind: Some(kind.to_owned()),
            ..Query::default()
        };
        assert_eq!(world.find(&View::Everything, query), [iri], "{kind}");
    }
}

#[test]
fn classes_are_told_apart_that_are_called_alike() {
    let (one, other) = ("https://example.com/a#Kind", "https://example.com/b#Kind");
    let (of_one, of_other) = ("https://example.com/e#1", "https://example.com/e#2");
    let world = World::with(&[(of_one, one, "First"), (of_other, other, "Second")]);
    let of = |classes: &[&str]| {
        let classes = classes.iter().map(|c| (*c).to_owned());
        let query = Query {
            classes: Some(classes.collect()),
            ..Query::default()
        };
        let mut found = world.find(&View::Everything, query);
        found.sort();
        found
    };
    assert_eq!(of(&[one]), [of_one]);
    assert_eq!(of(&[one, other]), [of_one, of_other]);
    assert!(of(&[]).is_empty());
}

#[test]
fn a_query_is_about_its_graphs_as_far_as_the_view_sees_them() {
    let term = "https://example.com/e#1";
    let world = World::with(&[(term, CLASS, "Caravel")]);
    let in_graphs = |view: &View, graphs: &[&str]| {
        let graphs = graphs.iter().map(|g| (*g).to_owned());
        let query = Query {
            text: "caravel".to_owned(),
            graphs: Some(graphs.collect()),
            ..Query::default()
        };
        world.find(view, query)
    };
    assert_eq!(in_graphs(&View::Everything, &[GRAPH]), [term]);
    assert!(in_graphs(&View::Everything, &["https://example.com/other#"]).is_empty());
    assert!(in_graphs(&View::Everything, &[]).is_empty());
    let sees_nothing = View::Only(Arc::new(Visible {
        key: 1,
        graphs: HashSet::new(),
    }));
    assert!(in_graphs(&sees_nothing, &[GRAPH]).is_empty());
}

#[test]
fn a_search_never_waits_for_the_index() {
    let folder = tempfile::tempdir().unwrap();
    let registry = registry(&folder, &[]);
    let shared = Arc::new(Shared::open(&folder.path().join("search")).unwrap());
    // Until it is let go, nothing can be read.
    let held = shared.writer.lock().unwrap();
    let reader = Reader::start(Arc::clone(&shared), &registry, |_| {}).unwrap();
    let search = Search {
        shared: Arc::clone(&shared),
        reader,
    };
    let begun = Instant::now();
    let found = search.find(&View::Everything, &Query::default());
    let (has_read, took) = (search.has_read(search.told()), begun.elapsed());
    // Before anything can fail: the thread is waited for when the search goes.
    drop(held);
    assert!(found.unwrap().is_none() && !has_read);
    assert!(took < Duration::from_secs(3), "{took:?}");
    read_all(&search);
    let found = search.find(&View::Everything, &Query::default());
    assert!(found.unwrap().is_some());
}

#[test]
fn an_index_of_other_words_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let (schema, _) = fields::make();
    let schema = serde_json::to_string(&schema).unwrap();
    // As it was before words changed for the first time.
    let before: Schema = serde_json::from_str(&schema.replace(fields::NAME, "name")).unwrap();
    Index::create_in_dir(folder.path(), before).unwrap();
    assert!(Shared::open(folder.path()).is_err());
}
