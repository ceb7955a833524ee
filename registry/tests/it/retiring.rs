//! What goes with a model that is retired, and what stays.

use registry::{Change, Claim, Published, View};

use crate::hidden::only;
use crate::ranges::{ROUTES_IRI, ranged, routes};
use crate::support::{Bench, PARCELS_IRI, SHOP, SHOP_IRI, accepted, parcels, refused};

const LAKE_IRI: &str = "http://example.com/lake#";
const MAPPING_IRI: &str = "http://example.com/shop/mapping#";
const OTHER_IRI: &str = "http://example.com/other#";

/// A container that may hold several domains.
const LAKE: &str = "
@prefix : <http://example.com/lake#> .
@prefix avro: <https://w3id.org/denota/avro#> .
@prefix graph: <https://w3id.org/denota/graph#> .
<http://example.com/lake#> a graph:NamedGraph ; graph:governedBy <https://w3id.org/denota/avro#> .
:schema a avro:Schema ; graph:name \"lake\" .
";

/// A mapping from a model to the container.
fn mapping(iri: &str, model: &str) -> String {
    format!(
        "
@prefix : <{iri}> .
@prefix graph: <https://w3id.org/denota/graph#> .
@prefix lake: <http://example.com/lake#> .
@prefix mapping: <https://w3id.org/denota/mapping#> .
<{iri}> a graph:NamedGraph ; graph:governedBy <https://w3id.org/denota/mapping#> .
:mapping a mapping:Mapping ; mapping:source <{model}> ; mapping:target <{LAKE_IRI}> .
:domain a mapping:Correspondence ;
    mapping:term <{model}> ; mapping:element lake:schema ; mapping:role mapping:Domain .
"
    )
}

/// The shop in the container.
fn mapped() -> Bench {
    let bench = Bench::new();
    accepted(bench.publish(&[SHOP, LAKE, &mapping(MAPPING_IRI, SHOP_IRI)]));
    bench
}

fn iris(retired: Vec<Published>) -> Vec<String> {
    retired.into_iter().map(|p| p.iri).collect()
}

fn is_there(bench: &Bench, iri: &str) -> bool {
    let index = bench.registry.index();
    let graph = index.seen(&View::Everything).graph(iri);
    graph.is_some_and(|g| g.newest().is_some())
}

#[test]
fn a_mapping_goes_with_its_model_and_takes_its_container_along() {
    let bench = mapped();
    let all = [SHOP_IRI, MAPPING_IRI, LAKE_IRI];
    assert_eq!(iris(accepted(bench.retire(SHOP_IRI))), all);
    assert!(!all.iter().any(|iri| is_there(&bench, iri)));
    let bench = bench.reopened();
    assert!(!all.iter().any(|iri| is_there(&bench, iri)));
    let index = bench.registry.index();
    let seen = index.seen(&View::Everything);
    let last = |iri: &str| seen.graph(iri).unwrap().revisions.last().unwrap();
    let [model, mapping, lake] = all.map(|iri| last(iri).publication);
    assert_eq!((model, model), (mapping, lake), "in one step");
}

#[test]
fn what_another_model_is_mapped_to_stays() {
    let bench = mapped();
    let other = SHOP.replace("example.com/shop#", "example.com/other#");
    let other = other.replace("\"shop\"", "\"other\"");
    let theirs = "http://example.com/other/mapping#";
    accepted(bench.publish(&[&other, &mapping(theirs, OTHER_IRI)]));
    let retired = iris(accepted(bench.retire(SHOP_IRI)));
    assert_eq!(retired, [SHOP_IRI, MAPPING_IRI]);
    let retired = iris(accepted(bench.retire(OTHER_IRI)));
    assert_eq!(retired, [OTHER_IRI, theirs, LAKE_IRI]);
}

#[test]
fn a_graph_that_is_no_model_goes_alone() {
    let bench = mapped();
    let why = refused(bench.retire(LAKE_IRI));
    assert!(why.contains("U0505") && why.contains(MAPPING_IRI), "{why}");
    assert_eq!(iris(accepted(bench.retire(MAPPING_IRI))), [MAPPING_IRI]);
    assert_eq!(iris(accepted(bench.retire(SHOP_IRI))), [SHOP_IRI]);
    assert!(is_there(&bench, LAKE_IRI));
}

#[test]
fn what_may_not_be_read_or_written_is_not_retired_along() {
    let bench = mapped();
    let any = |_: &Claim<'_>| true;
    let why = refused(bench.retire_as(SHOP_IRI, &only(&[SHOP_IRI]), &any));
    assert!(why.contains("a graph that you may not read"), "{why}");
    assert!(!why.contains(MAPPING_IRI), "{why}");
    let all_but = |iri: &'static str| move |of: &Claim<'_>| of.iri != iri;
    let without = all_but(MAPPING_IRI);
    let why = refused(bench.retire_as(SHOP_IRI, &View::Everything, &without));
    assert!(why.contains(MAPPING_IRI), "{why}");
    let without = all_but(LAKE_IRI);
    let retired = bench.retire_as(SHOP_IRI, &View::Everything, &without);
    assert_eq!(iris(accepted(retired)), [SHOP_IRI, MAPPING_IRI]);
    assert!(is_there(&bench, LAKE_IRI));
}

/// Parcels that refer to no order.
fn parcels_alone() -> String {
    let text = parcels().replace(" ; owl:imports shop:", "");
    let text = text.replace(":code , :order .", ":code .");
    text.split(":order a").next().unwrap().to_owned()
}

/// A range keeps the routes to parcels that refer to orders, and these stay as they are.
#[test]
fn what_an_older_version_in_use_needs_is_not_retired() {
    let bench = Bench::new();
    accepted(bench.publish(&[SHOP, &parcels()]));
    let routes = routes();
    let put = || {
        let range = (PARCELS_IRI, "^1");
        accepted(ranged(&bench, &[&routes], range, &View::Everything))
    };
    put();
    assert_eq!(bench.put(&parcels_alone()).version.to_string(), "2.0.0");
    let why = refused(bench.retire(SHOP_IRI));
    assert!(why.contains("U0505") && why.contains(ROUTES_IRI), "{why}");
    assert!(!why.contains(PARCELS_IRI), "{why}");
    assert_eq!(put()[0].change, Change::Unchanged);
    let bench = bench.reopened();
    assert_eq!(refused(bench.retire(SHOP_IRI)), why);
    assert_eq!(iris(accepted(bench.retire(ROUTES_IRI))), [ROUTES_IRI]);
    assert_eq!(iris(accepted(bench.retire(SHOP_IRI))), [SHOP_IRI]);
}

/// Who goes along with what is newest does not need what that needed once.
#[test]
fn what_only_an_older_version_needs_is_retired() {
    let bench = Bench::new();
    accepted(bench.publish(&[SHOP, &parcels(), &routes()]));
    bench.put(&parcels_alone());
    assert_eq!(iris(accepted(bench.retire(SHOP_IRI))), [SHOP_IRI]);
    bench.put(&routes());
}
