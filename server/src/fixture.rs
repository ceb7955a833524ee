//! What unit tests publish, and who does.

use registry::{Author, Made, Publication, Publisher, Registry, View};
use upper::source::{Input, Syntax};

/// The model of a shop.
pub(crate) const SHOP: &str = "@prefix : <http://example.com/shop#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
: a upper:DomainModel ; upper:domain \"shop\" .
:Order a upper:DirectClass ; upper:primaryKey ( :number ) ; upper:property :number .
:number a upper:Attribute ; upper:datatype xsd:long .
";

/// Somebody, at some moment.
pub(crate) fn publisher() -> Publisher {
    Publisher {
        name: "tests".to_owned(),
        at: "2026-01-02T03:04:05Z".to_owned(),
    }
}

/// The same as one who sees everything and may write it.
pub(crate) fn author(publisher: &Publisher) -> Author<'_> {
    const EVERYTHING: &View = &View::Everything;
    Author {
        publisher,
        view: EVERYTHING,
        may_write: &|_| true,
    }
}

/// A model in Turtle, as it comes to be published.
pub(crate) fn input(name: &str, text: &str) -> Input {
    Input {
        path: format!("{name}.ttl"),
        bytes: text.as_bytes().to_vec(),
        syntax: Syntax::Turtle,
    }
}

/// A text of the model of a shop, alone.
pub(crate) fn publication(text: &str) -> Publication {
    Publication {
        inputs: vec![input("shop", text)],
        ..Publication::default()
    }
}

/// Publishes a model with what is made of it.
pub(crate) fn commit(registry: &Registry, text: &str, made: Vec<Made>) {
    let publisher = publisher();
    let mut writer = registry.writer();
    let prepared = writer.prepare(publication(text), &author(&publisher));
    let prepared = prepared.ok().and_then(Result::ok).expect("a valid model");
    let done = writer.commit(prepared, made, &publisher);
    done.expect("a store that takes it");
}
