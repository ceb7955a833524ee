//! A registry in a folder of its own, and the few words in which tests talk to it.

use std::collections::BTreeMap;
use std::path::Path;

use registry::{
    Author, MayWrite, Precondition, Prepared, Publication, Published, Publisher, Refused, Registry,
    View,
};
use upper::source::{Input, Syntax};

pub(crate) const PREFIXES: &str = "
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
";

/// A model of one keyed class, `Order`, which others refer to.
pub(crate) const SHOP: &str = r#"
@prefix : <http://example.com/shop#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
: a upper:DomainModel ; upper:domain "shop" .
:Order a upper:DirectClass ; upper:label "Order"@en ; upper:primaryKey ( :number ) ; upper:property :number .
:number a upper:Attribute ; upper:datatype xsd:long ; upper:minCount 1 ; upper:maxCount 1 .
"#;

pub(crate) const SHOP_IRI: &str = "http://example.com/shop#";

pub(crate) struct Bench {
    pub(crate) registry: Registry,
    pub(crate) folder: tempfile::TempDir,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let registry = Registry::open(&folder.path().join("registry")).unwrap();
        Self { registry, folder }
    }

    /// The same registry, read from its store again.
    pub(crate) fn reopened(self) -> Self {
        let Self { registry, folder } = self;
        drop(registry);
        let registry = Registry::open(&folder.path().join("registry")).unwrap();
        Self { registry, folder }
    }

    pub(crate) fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// Publishes texts as somebody who sees everything and may do everything.
    pub(crate) fn publish(&self, texts: &[&str]) -> Result<Vec<Published>, Refused> {
        publish(
            &self.registry,
            publication(texts),
            &View::Everything,
            &|_| true,
        )
    }

    /// The only graph published, which must go in.
    pub(crate) fn put(&self, text: &str) -> Published {
        let mut published = accepted(self.publish(&[text]));
        assert_eq!(published.len(), 1);
        published.remove(0)
    }

    /// What publishing one graph would do, which must be allowed.
    pub(crate) fn would_publish(&self, text: &str, view: &View) -> Prepared {
        let publisher = publisher();
        let author = Author {
            publisher: &publisher,
            view,
            may_write: &|_| true,
        };
        let mut writer = self.registry.writer();
        let prepared = writer.prepare(publication(&[text]), &author).unwrap();
        prepared.unwrap_or_else(|refused| panic!("refused: {}", why(&refused)))
    }

    /// Retires a graph, seen and written by whoever may all; gives that, and what went along.
    pub(crate) fn retire(&self, iri: &str) -> Result<Vec<Published>, Refused> {
        self.retire_as(iri, &View::Everything, &|_| true)
    }

    pub(crate) fn retire_as(
        &self,
        iri: &str,
        view: &View,
        may_write: &MayWrite<'_>,
    ) -> Result<Vec<Published>, Refused> {
        let index = self.registry.index();
        let hash = index.seen(&View::Everything).graph(iri).unwrap();
        let hash = hash.newest().map_or(String::new(), |n| n.hash.clone());
        drop(index);
        let author = Author {
            publisher: &publisher(),
            view,
            may_write,
        };
        let writer = self.registry.writer();
        writer
            .retire(iri, &Precondition::Is(hash), &author)
            .unwrap()
    }
}

pub(crate) fn publication(texts: &[&str]) -> Publication {
    let input = |(n, text): (usize, &&str)| Input {
        path: format!("{n}.ttl"),
        bytes: text.as_bytes().to_vec(),
        syntax: Syntax::Turtle,
    };
    Publication {
        inputs: texts.iter().enumerate().map(input).collect(),
        ..Publication::default()
    }
}

pub(crate) fn publish(
    registry: &Registry,
    publication: Publication,
    view: &View,
    may_write: &MayWrite<'_>,
) -> Result<Vec<Published>, Refused> {
    let publisher = publisher();
    let author = Author {
        publisher: &publisher,
        view,
        may_write,
    };
    let mut writer = registry.writer();
    let prepared = writer.prepare(publication, &author).unwrap()?;
    Ok(writer.commit(prepared, Vec::new(), &publisher).unwrap())
}

pub(crate) fn publisher() -> Publisher {
    Publisher {
        name: "tests".to_owned(),
        at: "2026-01-02T03:04:05Z".to_owned(),
    }
}

/// What was published; says why where it was not.
pub(crate) fn accepted(outcome: Result<Vec<Published>, Refused>) -> Vec<Published> {
    match outcome {
        Ok(published) => published,
        Err(refused) => panic!("refused: {}", why(&refused)),
    }
}

/// Why something was refused, in a few lines.
pub(crate) fn why(refused: &Refused) -> String {
    match refused {
        Refused::Findings(checked) => {
            let line = |f: &upper::finding::Finding| {
                let path = &checked.corpus.sources.get(f.place.source).path;
                format!("{} {path} {}", f.code, f.message)
            };
            let lines: Vec<String> = checked
                .findings
                .iter()
                .filter(|f| f.severity == upper::finding::Severity::Error)
                .map(line)
                .collect();
            lines.join("\n")
        }
        Refused::Precondition { iri, current } => format!("precondition {iri} {current:?}"),
        Refused::Forbidden { iri } => format!("forbidden {iri}"),
        Refused::Name { iri, name } => format!("name {iri} {name}"),
        Refused::Reserved { iri } => format!("reserved {iri}"),
        Refused::Numbers { iri, message } => format!("numbers {iri} {message}"),
        Refused::Abandoned => "abandoned".to_owned(),
        Refused::Version {
            iri,
            claimed,
            least,
            ..
        } => format!("version {iri} {claimed} {least}"),
    }
}

/// Why something was refused, which it must have been.
pub(crate) fn refused<T>(outcome: Result<T, Refused>) -> String {
    match outcome {
        Ok(_) => panic!("it was not refused"),
        Err(refused) => why(&refused),
    }
}

/// A model that imports the shop and refers to its orders.
pub(crate) fn parcels() -> String {
    format!(
        "{PREFIXES}
@prefix : <http://example.com/parcels#> .
@prefix shop: <http://example.com/shop#> .
: a upper:DomainModel ; upper:domain \"parcels\" ; owl:imports shop: .
:Parcel a upper:DirectClass ; upper:primaryKey ( :code ) ; upper:property :code , :order .
:code a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
:order a upper:Relationship ; upper:class shop:Order ; upper:maxCount 1 .
"
    )
}

pub(crate) const PARCELS_IRI: &str = "http://example.com/parcels#";

/// All files of a folder with their contents, for before and after.
pub(crate) fn nquads(registry: &Registry) -> String {
    let mut text = Vec::new();
    registry.nquads(&mut text).unwrap();
    String::from_utf8(text).unwrap()
}

pub(crate) fn preconditions(of: &[(&str, Precondition)]) -> BTreeMap<String, Precondition> {
    of.iter()
        .map(|(iri, p)| ((*iri).to_owned(), p.clone()))
        .collect()
}

pub(crate) fn open(folder: &Path) -> Registry {
    Registry::open(folder).unwrap()
}
