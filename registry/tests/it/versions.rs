//! Versions: claimed and enough, or computed; ranges; what they leave alone.

use registry::{Change, Claim, Dependency, Publication, View};
use semver::VersionReq;

use crate::support::*;

pub(crate) fn claiming(version: &str, text: &str) -> String {
    text.replace(
        ": a upper:DomainModel ;",
        &format!(
            ": a upper:DomainModel ; <http://www.w3.org/2002/07/owl#versionInfo> \"{version}\" ;"
        ),
    )
}

/// The shop with a further property that orders may have.
pub(crate) fn with_note() -> String {
    let note = ":note a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .\n";
    SHOP.replace(
        "upper:property :number .",
        "upper:property :number , :note .",
    ) + note
}

/// Ranges stand in no text, and decide what a graph goes along with all the same.
#[test]
fn another_range_alone_is_a_patch() {
    let bench = Bench::new();
    bench.put(SHOP);
    let ranged = |range: Option<&str>, may_write: bool| {
        let range = range.map(|r| (SHOP_IRI.to_owned(), VersionReq::parse(r).unwrap()));
        let publication = Publication {
            ranges: range.into_iter().collect(),
            ..publication(&[&parcels()])
        };
        let outcome = publish(&bench.registry, publication, &View::Everything, &|_| {
            may_write
        });
        let published = accepted(outcome).remove(0);
        (published.change, published.version.to_string())
    };
    let recorded = || {
        let index = bench.registry.index();
        let graph = index.seen(&View::Everything).graph(PARCELS_IRI).unwrap();
        let needs = &graph.newest().unwrap().dependencies;
        let needed = needs.iter().find(|d| d.iri == SHOP_IRI).unwrap();
        needed.range.as_ref().map(ToString::to_string)
    };
    assert_eq!(ranged(None, true).1, "1.0.0");
    assert_eq!(
        ranged(Some("*"), true),
        (Change::Unchanged, "1.0.0".to_owned())
    );
    assert_eq!(
        ranged(Some("^1"), true),
        (Change::Updated, "1.0.1".to_owned())
    );
    assert_eq!(recorded().as_deref(), Some("^1"));
    // Saying nothing, or saying it again, or saying it of what is not one's own, is no change.
    for (range, may_write) in [(None, true), (Some("^1"), true), (Some("*"), false)] {
        assert_eq!(
            ranged(range, may_write),
            (Change::Unchanged, "1.0.1".to_owned())
        );
    }
    // What would break it goes in by now, since it stays with what it has.
    bench.put(
        &SHOP
            .replace(":Order a", ":Purchase a")
            .replace(":Order", ":Purchase"),
    );
    assert_eq!(recorded().as_deref(), Some("^1"));
}

#[test]
fn what_changes_decides_the_version() {
    let bench = Bench::new();
    let relabelled = SHOP.replace("Order\"@en", "Purchase\"@en");
    for (text, version) in [
        (SHOP.to_owned(), "1.0.0"),
        (relabelled, "1.0.1"),
        (with_note(), "1.1.0"),
        (SHOP.to_owned(), "2.0.0"),
    ] {
        assert_eq!(bench.put(&text).version.to_string(), version, "{text}");
    }
}

#[test]
fn a_pre_release_hides_no_change_since_the_last_release() {
    let bench = Bench::new();
    bench.put(&with_note());
    let relabelled = with_note().replace("Order\"@en", "Purchase\"@en");
    bench.put(&claiming("1.0.1-rc.1", &relabelled));
    let why = refused(bench.publish(&[&claiming("1.0.1", SHOP)]));
    assert_eq!(why, format!("version {SHOP_IRI} 1.0.1 2.0.0"));
    assert_eq!(bench.put(SHOP).version.to_string(), "2.0.0");
}

#[test]
fn what_only_a_pre_release_had_may_go_again() {
    let bench = Bench::new();
    bench.put(SHOP);
    bench.put(&claiming("1.1.0-rc.1", &with_note()));
    let gone = bench.put(&claiming("1.1.0-rc.2", SHOP));
    assert_eq!(gone.version.to_string(), "1.1.0-rc.2");
    assert_eq!(bench.put(&with_note()).version.to_string(), "1.1.0");
}

#[test]
fn versions_leave_room_for_the_next() {
    let bench = Bench::new();
    for claim in ["18446744073709551615.0.0", "1.9007199254740992.0"] {
        let why = refused(bench.publish(&[&claiming(claim, SHOP)]));
        assert!(why.starts_with("U0502"), "{why}");
    }
}

#[test]
fn a_claim_is_at_least_what_changes() {
    let bench = Bench::new();
    bench.put(&claiming("1.0.0", SHOP));
    let why = refused(bench.publish(&[&claiming("1.0.0", &with_note())]));
    assert_eq!(
        why,
        format!("version {SHOP_IRI} 1.0.0 1.1.0"),
        "it is taken"
    );
    let why = refused(bench.publish(&[&claiming("1.0.9", &with_note())]));
    assert_eq!(
        why,
        format!("version {SHOP_IRI} 1.0.9 1.1.0"),
        "it says too little"
    );
    let why = refused(bench.publish(&[&claiming("next", &with_note())]));
    assert!(why.starts_with("U0502"), "{why}");
    let published = bench.put(&claiming("3.0.0", &with_note()));
    assert_eq!(published.version.to_string(), "3.0.0", "more may be said");
    assert!(!published.report.unwrap().changes.is_empty());
    let why = refused(bench.publish(&[&claiming("2.5.0", SHOP)]));
    assert_eq!(why, format!("version {SHOP_IRI} 2.5.0 4.0.0"));
}

#[test]
fn what_happened_already_is_recorded_whatever_it_claims() {
    let bench = Bench::new();
    bench.put(&claiming("1.0.0", SHOP));
    let publisher = publisher();
    let author = registry::Author {
        publisher: &publisher,
        view: &View::Everything,
        may_write: &|_| true,
    };
    let mut writer = bench.registry.writer().recording();
    let text = claiming("1.0.0", &with_note());
    let prepared = writer.prepare(publication(&[&text]), &author).unwrap();
    let prepared = prepared.map_err(|r| why(&r)).unwrap();
    let published = writer.commit(prepared, Vec::new(), &publisher).unwrap();
    assert_eq!(published[0].version.to_string(), "1.1.0");
}

/// The parcels, published with a range for the shop.
fn ranged(bench: &Bench, range: &str) -> Result<Vec<registry::Published>, registry::Refused> {
    let mut publication = publication(&[&parcels()]);
    let range = VersionReq::parse(range).unwrap();
    publication.ranges.insert(SHOP_IRI.to_owned(), range);
    publish(&bench.registry, publication, &View::Everything, &|_| true)
}

fn need(bench: &Bench) -> Dependency {
    let index = bench.registry.index();
    let parcels = index.seen(&View::Everything).graph(PARCELS_IRI).unwrap();
    parcels.newest().unwrap().dependencies[0].clone()
}

#[test]
fn ranges_resolve_to_the_newest_that_will_do() {
    let bench = Bench::new();
    let first = bench.put(SHOP);
    let second = bench.put(&with_note());
    bench.put(&SHOP.replace(":number", ":id"));
    accepted(ranged(&bench, "=1.0.0"));
    assert_eq!(need(&bench).resolved, Some(first.revision));
    let bench2 = Bench::new();
    bench2.put(SHOP);
    bench2.put(&with_note());
    bench2.put(&SHOP.replace(":number", ":id"));
    accepted(ranged(&bench2, "^1"));
    assert_eq!(need(&bench2).resolved, Some(second.revision));
    let why = refused(ranged(&Bench::new(), "^1"));
    assert!(why.starts_with("U0073"), "{why}");
    let why = refused(ranged(&bench, "^7"));
    assert!(why.contains("U0501") && why.contains("^7"), "{why}");
}

#[test]
fn a_range_that_leaves_the_new_version_out_is_left_alone() {
    let bench = Bench::new();
    bench.put(SHOP);
    accepted(ranged(&bench, "^1"));
    let without = SHOP.replace("Order", "Purchase");
    assert_eq!(bench.put(&without).version.to_string(), "2.0.0");
    // Parcels still go with the orders of old, and can be published again with them.
    let mut again = publication(&[&parcels().replace(":code", ":label")]);
    again.ranges = Publication {
        ranges: [(SHOP_IRI.to_owned(), VersionReq::parse("^1").unwrap())].into(),
        ..Publication::default()
    }
    .ranges;
    accepted(publish(&bench.registry, again, &View::Everything, &|_| {
        true
    }));
    let why = refused(bench.publish(&[&parcels()]));
    assert!(why.contains("shop:Order") || why.contains("Order"), "{why}");
}

/// A range leaves pre-releases out, so that its graph is held against their release only.
#[test]
fn nobody_breaks_by_way_of_a_pre_release() {
    let bench = Bench::new();
    bench.put(SHOP);
    accepted(ranged(&bench, ">=1"));
    let without = SHOP.replace("Order", "Purchase");
    bench.put(&claiming("2.0.0-rc.1", &without));
    let why = refused(bench.publish(&[&claiming("2.0.0", &without)]));
    assert!(why.contains(&format!("registry:{PARCELS_IRI}")), "{why}");
    bench.put(&claiming("2.0.0-rc.2", &with_text_numbers()));
    let release = claiming("2.0.0", &with_text_numbers());
    let prepared = bench.would_publish(&release, &View::Everything);
    let affected: Vec<&String> = prepared.affected().iter().collect();
    assert_eq!(affected, [PARCELS_IRI]);
}

#[test]
fn a_range_holds_within_a_publication_too() {
    let bench = Bench::new();
    let together = |shop: &str, range: &str| {
        let mut publication = publication(&[shop, &parcels()]);
        let range = VersionReq::parse(range).unwrap();
        publication.ranges.insert(SHOP_IRI.to_owned(), range);
        publish(&bench.registry, publication, &View::Everything, &|_| true)
    };
    let why = refused(together(SHOP, "^2"));
    assert!(why.starts_with("U0501") && why.contains("^2"), "{why}");
    accepted(together(SHOP, "^1"));
    // The same versions, said again, are in range still.
    accepted(together(SHOP, "^1.0"));
    let why = refused(together(&with_note(), "=1.0.0"));
    assert!(why.starts_with("U0501"), "{why}");
    accepted(together(&with_note(), "^1.1"));
}

#[test]
fn what_is_needed_on_two_ways_is_needed_in_one_version() {
    let bench = Bench::new();
    bench.put(SHOP);
    accepted(ranged(&bench, "^1"));
    let office = format!(
        "{PREFIXES}
@prefix : <http://example.com/office#> .
@prefix shop: <http://example.com/shop#> .
@prefix parcels: <http://example.com/parcels#> .
: a upper:DomainModel ; upper:domain \"office\" ; owl:imports shop: , parcels: .
:Desk a upper:DirectClass ; upper:property :order , :parcel .
:order a upper:Relationship ; upper:class shop:Order ; upper:maxCount 1 .
:parcel a upper:Relationship ; upper:class parcels:Parcel ; upper:maxCount 1 .
"
    );
    let shop = SHOP.replace(":number", ":id");
    // The office would see the shop in its second version, parcels want the first.
    let why = refused(bench.publish(&[&shop, &office]));
    assert!(why.contains("U0501") && why.contains(PARCELS_IRI), "{why}");
    accepted(bench.publish(&[&office]));
    bench.put(&shop);
    let mut second = publication(&[&office.replace("Desk", "Table")]);
    let range = VersionReq::parse("^2").unwrap();
    second.ranges.insert(SHOP_IRI.to_owned(), range);
    let why = refused(publish(&bench.registry, second, &View::Everything, &|_| {
        true
    }));
    assert!(
        why.contains("U0501") && why.contains("^2") && why.contains("^1"),
        "{why}"
    );
}

#[test]
fn ranges_of_versions_that_are_not_chosen_do_not_count() {
    let bench = Bench::new();
    let iri = |name: &str| format!("http://example.com/{name}#");
    let model = |name: &str, version: &str, needs: &[&str]| {
        let imports = needs.iter().map(|n| format!(" ; owl:imports <{}>", iri(n)));
        format!(
            "{PREFIXES}
@prefix : <{}> .
: a upper:DomainModel ; upper:domain \"{name}\" ; owl:versionInfo \"{version}\"{} .
:Thing a upper:DirectClass ; upper:property :label .
:label a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
",
            iri(name),
            imports.collect::<String>()
        )
    };
    let put = |text: String, ranges: &[(&str, &str)]| {
        let range = |(n, r): &(&str, &str)| (iri(n), VersionReq::parse(r).unwrap());
        let publication = Publication {
            ranges: ranges.iter().map(range).collect(),
            ..publication(&[&text])
        };
        accepted(publish(
            &bench.registry,
            publication,
            &View::Everything,
            &|_| true,
        ))
    };
    put(model("bb", "1.0.0", &[]), &[]);
    put(model("zz", "1.0.0", &["bb"]), &[("bb", "^1")]);
    put(model("cc", "1.0.0", &["zz"]), &[("zz", "^1")]);
    put(model("bb", "2.0.0", &[]), &[]);
    put(model("zz", "2.0.0", &["bb"]), &[("bb", "^2")]);
    put(model("dd", "1.0.0", &["zz", "cc"]), &[]);
    let index = bench.registry.index();
    let seen = index.seen(&View::Everything);
    let dd = seen.graph(&iri("dd")).unwrap().newest().unwrap();
    let zz = dd.dependencies.iter().find(|d| d.iri == iri("zz")).unwrap();
    let (_, resolved) = index.revision(zz.resolved.as_ref().unwrap()).unwrap();
    assert_eq!(resolved.version.to_string(), "1.0.0");
}

#[test]
fn an_older_revision_stays_with_what_it_was_published_with() {
    let bench = Bench::new();
    let money = |code: &str| {
        format!(
            "{PREFIXES}
@prefix : <http://example.com/money#> .
: a upper:DomainModel ; upper:domain \"money\" .
:{code} a upper:CustomDatatype ; upper:base xsd:string ; upper:maxLength 3 .
"
        )
    };
    let shop = SHOP.replace("upper:domain \"shop\"", "upper:domain \"shop\" ; <http://www.w3.org/2002/07/owl#imports> <http://example.com/money#>");
    let priced = shop.replace(
        "upper:property :number",
        "upper:property :number , :currency",
    ) + ":currency a upper:Attribute ; upper:datatype <http://example.com/money#Code> ; upper:maxCount 1 .\n";
    bench.put(&money("Code"));
    bench.put(&priced);
    accepted(ranged(&bench, "=1.0.0"));
    assert_eq!(bench.put(SHOP).version.to_string(), "2.0.0");
    // Nothing that goes along with the newest money uses the code any more.
    assert_eq!(bench.put(&money("Symbol")).version.to_string(), "2.0.0");
    // Parcels keep to the shop of old, and that to the money of old.
    let mut again = publication(&[&parcels().replace(":code", ":label")]);
    let range = VersionReq::parse("=1.0.0").unwrap();
    again.ranges.insert(SHOP_IRI.to_owned(), range);
    accepted(publish(&bench.registry, again, &View::Everything, &|_| {
        true
    }));
}

/// The shop with numbers that are texts: whoever refers to orders has another key in it.
pub(crate) fn with_text_numbers() -> String {
    SHOP.replace("xsd:long", "xsd:string")
}

/// What others made of a model since is part of its next version, whatever its author edits.
#[test]
fn what_was_needed_counts_as_it_was_when_it_was_published() {
    let bench = Bench::new();
    bench.put(SHOP);
    bench.put(&parcels());
    assert_eq!(bench.put(&with_text_numbers()).version.to_string(), "2.0.0");
    let relabelled = parcels() + ":Parcel upper:label \"Parcel\"@en .\n";
    let published = bench.put(&relabelled);
    assert_eq!(
        published.version.to_string(),
        "2.0.0",
        "its schemas are others"
    );
    let report = published.report.unwrap();
    let retyped = report
        .changes
        .iter()
        .find(|c| c.level == upper::change::Level::Major);
    assert_eq!(retyped.unwrap().term, format!("{PARCELS_IRI}order"));
    // From here on only what is new counts, as the comparison of versions says too.
    let again = relabelled.replace("\"Parcel\"@en", "\"Package\"@en");
    assert_eq!(bench.put(&again).version.to_string(), "2.0.1");
}

/// Publishing again takes in what is needed now, once.
#[test]
fn an_unchanged_model_is_published_again_where_something_else_is_made_of_it() {
    let bench = Bench::new();
    bench.put(SHOP);
    bench.put(&parcels());
    bench.put(&with_text_numbers());
    let again = |version: &str, change: Change| {
        let published = bench.put(&parcels());
        let found = (published.version.to_string(), published.change);
        assert_eq!(found, (version.to_owned(), change));
    };
    again("2.0.0", Change::Updated);
    again("2.0.0", Change::Unchanged);
    // A label elsewhere is nothing to publish here.
    bench.put(&with_text_numbers().replace("Order\"@en", "Purchase\"@en"));
    again("2.0.0", Change::Unchanged);
}

/// In one publication as well, and of the same model once more after it.
#[test]
fn an_unchanged_model_goes_along_with_what_changes_beside_it() {
    let bench = Bench::new();
    accepted(bench.publish(&[SHOP, &parcels()]));
    for (change, version) in [(Change::Updated, "2.0.0"), (Change::Unchanged, "2.0.0")] {
        let published = accepted(bench.publish(&[&with_text_numbers(), &parcels()]));
        for one in &published {
            assert_eq!(
                (one.change, one.version.to_string().as_str()),
                (change, version)
            );
        }
    }
}

/// Who claims a version decides when there is another: it is told that something else would be
/// made of the model.
#[test]
fn an_unchanged_model_that_claims_its_version_is_outdated() {
    let bench = Bench::new();
    bench.put(SHOP);
    let parcels = claiming("1.0.0", &parcels());
    bench.put(&parcels);
    bench.put(&with_text_numbers());
    let prepared = bench.would_publish(&parcels, &View::Everything);
    assert_eq!(prepared.published()[0].change, Change::Unchanged);
    let outdated: Vec<&String> = prepared.outdated().iter().collect();
    assert_eq!(outdated, [PARCELS_IRI]);
    let raised = parcels.replace("1.0.0", "2.0.0");
    assert_eq!(bench.put(&raised).version.to_string(), "2.0.0");
}

/// A reference has the key of what it refers to in it, and nothing else of that.
#[test]
fn who_holds_nothing_of_what_breaks_is_not_affected() {
    let routes = format!(
        "{PREFIXES}
@prefix : <http://example.com/routes#> .
@prefix parcels: <http://example.com/parcels#> .
: a upper:DomainModel ; upper:domain \"routes\" ; owl:imports parcels: .
:Route a upper:DirectClass ; upper:primaryKey ( :id ) ; upper:property :id , :parcel .
:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
:parcel a upper:Relationship ; upper:class parcels:Parcel ; upper:maxCount 1 .
"
    );
    let bench = Bench::new();
    bench.put(SHOP);
    bench.put(&parcels());
    bench.put(&routes);
    let affected = |text: &str| {
        let prepared = bench.would_publish(text, &View::Everything);
        prepared.affected().iter().cloned().collect::<Vec<_>>()
    };
    assert_eq!(affected(&with_text_numbers()), [PARCELS_IRI]);
    let other_order = parcels().replace(
        "upper:class shop:Order ; upper:maxCount 1",
        "upper:class shop:Order ; upper:maxCount 2",
    );
    assert!(
        affected(&other_order).is_empty(),
        "routes have the code of a parcel"
    );
    let other_code = parcels().replace(
        ":code a upper:Attribute ; upper:datatype xsd:string",
        ":code a upper:Attribute ; upper:datatype xsd:int",
    );
    assert_eq!(affected(&other_code), ["http://example.com/routes#"]);
}

/// Who may not write a model says again what is there, and nothing comes of it.
#[test]
fn an_unchanged_model_of_others_stays_as_it_is() {
    let bench = Bench::new();
    bench.put(SHOP);
    bench.put(&parcels());
    bench.put(&with_text_numbers());
    let again = |iri: &'static str| {
        let may = move |claim: &Claim<'_>| claim.iri == iri;
        let outcome = publish(
            &bench.registry,
            publication(&[&parcels()]),
            &View::Everything,
            &may,
        );
        accepted(outcome).remove(0).change
    };
    assert_eq!(again(SHOP_IRI), Change::Unchanged);
    assert_eq!(again(PARCELS_IRI), Change::Updated);
}

/// What others need in between is as it was when that was the newest: the report of a publication
/// is that of the versions that it made.
#[test]
fn what_is_published_is_what_comparing_versions_says() {
    let routes = format!(
        "{PREFIXES}
@prefix : <http://example.com/routes#> .
@prefix parcels: <http://example.com/parcels#> .
@prefix shop: <http://example.com/shop#> .
: a upper:DomainModel ; upper:domain \"routes\" ; owl:imports parcels: , shop: .
:Route a upper:DirectClass ; upper:primaryKey ( :id ) ; upper:property :id , :parcel .
:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
:parcel a upper:Relationship ; upper:class parcels:Stop ; upper:maxCount 1 .
"
    );
    let stops = parcels() + ":Stop a upper:DirectClass ; upper:property :order .\n";
    let bench = Bench::new();
    accepted(bench.publish(&[SHOP, &stops, &routes]));
    // The stops are not published again, and hold the numbers of orders.
    let published = accepted(bench.publish(&[&with_text_numbers(), &routes]));
    let one = published
        .iter()
        .find(|p| p.domain.as_deref() == Some("routes"))
        .unwrap();
    assert_eq!(
        (one.change, one.version.to_string().as_str()),
        (Change::Updated, "2.0.0")
    );
    let first = {
        let index = bench.registry.index();
        let graph = index.seen(&View::Everything).domain("routes").unwrap();
        graph.revisions[0].node.clone()
    };
    let model = |node: &str| bench.registry.model(node).unwrap().unwrap();
    let compared = upper::change::compare(&model(&first), &model(&one.revision));
    assert_eq!(Some(compared), one.report);
    let again = accepted(bench.publish(&[&with_text_numbers(), &routes]));
    assert!(
        again.iter().all(|p| p.change == Change::Unchanged),
        "{again:?}"
    );
}

#[test]
fn what_a_range_leaves_out_moves_nothing() {
    let bench = Bench::new();
    bench.put(SHOP);
    let ranges = [(SHOP_IRI.to_owned(), VersionReq::parse("^1").unwrap())];
    let ranged = Publication {
        ranges: ranges.into_iter().collect(),
        ..publication(&[&parcels()])
    };
    accepted(publish(&bench.registry, ranged, &View::Everything, &|_| {
        true
    }));
    bench.put(&with_text_numbers());
    assert_eq!(bench.put(&parcels()).change, Change::Unchanged);
}

#[test]
fn a_pre_release_moves_nothing() {
    let bench = Bench::new();
    bench.put(SHOP);
    bench.put(&parcels());
    bench.put(&claiming("2.0.0-rc.1", &with_text_numbers()));
    assert_eq!(bench.put(&parcels()).change, Change::Unchanged);
    bench.put(&claiming("2.0.0", &with_text_numbers()));
    assert_eq!(bench.put(&parcels()).version.to_string(), "2.0.0");
}

/// A range that admits the new version beside it holds nothing back.
#[test]
fn what_a_range_admits_moves_in_the_same_publication() {
    let shop = SHOP.to_owned()
        + ":State a upper:Enumeration ; upper:oneOf ( :Open ) . :Open a upper:EnumValue .\n";
    let parcels =
        parcels() + ":state a upper:Relationship ; upper:class shop:State ; upper:maxCount 1 .\n";
    let parcels = parcels.replace(":code , :order .", ":code , :order , :state .");
    let bench = Bench::new();
    bench.put(&shop);
    let ranges = [(SHOP_IRI.to_owned(), VersionReq::parse("^1").unwrap())];
    let ranged = Publication {
        ranges: ranges.into_iter().collect(),
        ..publication(&[&parcels])
    };
    accepted(publish(&bench.registry, ranged, &View::Everything, &|_| {
        true
    }));
    let more = shop.replace("( :Open ) .", "( :Open :Shut ) . :Shut a upper:EnumValue .");
    for change in [Change::Updated, Change::Unchanged] {
        for one in accepted(bench.publish(&[&more, &parcels])) {
            assert_eq!(
                (one.change, one.version.to_string().as_str()),
                (change, "1.1.0")
            );
        }
    }
}

/// What is published together is read together: a range of before for it is given up.
#[test]
fn a_range_for_what_comes_along_is_given_up() {
    let bench = Bench::new();
    bench.put(SHOP);
    let ranges = [(SHOP_IRI.to_owned(), VersionReq::parse("^1").unwrap())];
    let ranged = Publication {
        ranges: ranges.into_iter().collect(),
        ..publication(&[&parcels()])
    };
    accepted(publish(&bench.registry, ranged, &View::Everything, &|_| {
        true
    }));
    let both = |parcels: &str| -> Vec<String> {
        let published = accepted(bench.publish(&[&with_text_numbers(), parcels]));
        published.iter().map(|p| p.version.to_string()).collect()
    };
    assert_eq!(both(&parcels()), ["2.0.0", "2.0.0"]);
    assert_eq!(both(&parcels()), ["2.0.0", "2.0.0"]);
    let relabelled = parcels() + ":Parcel upper:label \"Parcel\"@en .\n";
    assert_eq!(both(&relabelled), ["2.0.0", "2.0.1"]);
}
