//! Ranges beyond choosing versions: for what comes along.

use registry::{Dependency, Publication, Published, Refused, View};
use semver::VersionReq;

use crate::support::*;
use crate::versions::{claiming, with_note, with_text_numbers};

pub(crate) const ROUTES_IRI: &str = "http://example.com/routes#";

/// A model that imports the parcels alone, and refers to them.
pub(crate) fn routes() -> String {
    format!(
        "{PREFIXES}
@prefix : <{ROUTES_IRI}> .
@prefix parcels: <{PARCELS_IRI}> .
: a upper:DomainModel ; upper:domain \"routes\" ; owl:imports parcels: .
:Route a upper:DirectClass ; upper:primaryKey ( :id ) ; upper:property :id , :parcel .
:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
:parcel a upper:Relationship ; upper:class parcels:Parcel ; upper:maxCount 1 .
"
    )
}

/// Publishes texts with a range for a graph.
pub(crate) fn ranged(
    bench: &Bench,
    texts: &[&str],
    (iri, range): (&str, &str),
    view: &View,
) -> Result<Vec<Published>, Refused> {
    let publication = Publication {
        ranges: [(iri.to_owned(), VersionReq::parse(range).unwrap())].into(),
        ..publication(texts)
    };
    publish(&bench.registry, publication, view, &|_| true)
}

/// What the newest state of a graph needs of another.
fn need(bench: &Bench, iri: &str, of: &str) -> Option<Dependency> {
    let index = bench.registry.index();
    let graph = index.seen(&View::Everything).graph(iri).unwrap();
    let mut needs = graph.newest().unwrap().dependencies.iter();
    needs.find(|d| d.iri == of).cloned()
}

/// The version of what comes along may be higher than its last state alone asks for.
#[test]
fn a_range_is_given_up_for_what_breaks_since_its_last_release() {
    let bench = Bench::new();
    bench.put(SHOP);
    let first = ranged(&bench, &[&parcels()], (SHOP_IRI, "^1"), &View::Everything);
    accepted(first);
    bench.put(&claiming("1.1.0-rc.1", &with_note()));
    let published = accepted(bench.publish(&[&with_text_numbers(), &parcels()]));
    let versions: Vec<String> = published.iter().map(|p| p.version.to_string()).collect();
    assert_eq!(versions, ["2.0.0", "2.0.0"]);
    let needed = need(&bench, PARCELS_IRI, SHOP_IRI).unwrap();
    let shop = published.iter().find(|p| p.iri == SHOP_IRI).unwrap();
    assert_eq!(needed.resolved.as_ref(), Some(&shop.revision));
    assert_eq!(needed.range, None);
}

/// Nothing changes of what it is for but what that needs.
#[test]
fn a_range_is_given_up_for_what_goes_along_in_the_same_step() {
    let stops = parcels() + ":Stop a upper:DirectClass ; upper:property :order .\n";
    let routes = routes()
        .replace(
            "owl:imports parcels: .",
            &format!("owl:imports parcels: , <{SHOP_IRI}> ."),
        )
        .replace("parcels:Parcel", "parcels:Stop");
    let bench = Bench::new();
    let texts = [SHOP, &stops, &routes];
    accepted(ranged(
        &bench,
        &texts,
        (PARCELS_IRI, "^1"),
        &View::Everything,
    ));
    let published = accepted(bench.publish(&[&with_text_numbers(), &stops, &routes]));
    for one in &published {
        assert_eq!(one.version.to_string(), "2.0.0", "{}", one.iri);
    }
    assert_eq!(need(&bench, ROUTES_IRI, PARCELS_IRI).unwrap().range, None);
}
