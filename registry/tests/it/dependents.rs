//! What a change breaks elsewhere, and whom it leaves alone.

use registry::{Change, View};

use crate::support::*;

#[test]
fn a_change_that_breaks_a_dependent_is_refused() {
    let bench = Bench::new();
    accepted(bench.publish(&[SHOP, &parcels()]));
    let before = nquads(&bench.registry);
    let without = SHOP.replace("Order", "Purchase");
    let why = refused(bench.publish(&[&without]));
    assert!(
        why.contains("registry:http://example.com/parcels#"),
        "{why}"
    );
    assert_eq!(nquads(&bench.registry), before);
}

#[test]
fn both_may_change_together() {
    let bench = Bench::new();
    accepted(bench.publish(&[SHOP, &parcels()]));
    let shop = SHOP.replace("Order", "Purchase");
    let parcels = parcels().replace("shop:Order", "shop:Purchase");
    let published = accepted(bench.publish(&[&shop, &parcels]));
    let versions: Vec<String> = published.iter().map(|p| p.version.to_string()).collect();
    assert_eq!(versions, ["2.0.0", "2.0.0"]);
}

#[test]
fn a_class_without_its_key_breaks_whoever_builds_on_it_at_any_distance() {
    let bench = Bench::new();
    // Routes are keyed on parcels' extension of orders, which has the key of orders.
    let marked = format!(
        "{PREFIXES}
@prefix : <http://example.com/marked#> .
@prefix shop: <http://example.com/shop#> .
: a upper:DomainModel ; upper:domain \"marked\" ; owl:imports shop: .
:Marked a upper:QualifiedClass ; upper:qualifies shop:Order ; upper:where [ upper:property shop:number ; upper:minInclusive 5 ] .
"
    );
    let routes = format!(
        "{PREFIXES}
@prefix : <http://example.com/routes#> .
@prefix marked: <http://example.com/marked#> .
@prefix shop: <http://example.com/shop#> .
: a upper:DomainModel ; upper:domain \"routes\" ; owl:imports marked: , shop: .
:Route a upper:DirectClass ; upper:primaryKey ( :of ) ; upper:property :of .
:of a upper:Relationship ; upper:class marked:Marked ; upper:minCount 1 ; upper:maxCount 1 .
"
    );
    accepted(bench.publish(&[SHOP]));
    accepted(bench.publish(&[&marked]));
    accepted(bench.publish(&[&routes]));
    let keyless = SHOP.replace("upper:primaryKey ( :number ) ; ", "");
    let why = refused(bench.publish(&[&keyless]));
    assert!(why.contains("registry:http://example.com/routes#"), "{why}");
}

const MONEY_IRI: &str = "http://example.com/money#";

/// A model of datatypes, of which others use one or the other.
fn money(code: &str, length: u32) -> String {
    format!(
        "{PREFIXES}
@prefix : <{MONEY_IRI}> .
: a upper:DomainModel ; upper:domain \"money\" .
{code}
:Symbol a upper:CustomDatatype ; upper:base xsd:string ; upper:maxLength {length} .
"
    )
}

/// A model of one value.
fn model(name: &str, imports: &str, datatype: &str) -> String {
    format!(
        "{PREFIXES}
@prefix : <http://example.com/{name}#> .
: a upper:DomainModel ; upper:domain \"{name}\" ; owl:imports {imports} .
:Thing a upper:DirectClass ; upper:property :{name}Value .
:{name}Value a upper:Attribute ; upper:datatype {datatype} .
"
    )
}

/// Money with a code, and prices in it that keep to its first version.
fn priced(bench: &Bench) {
    let code = ":Code a upper:CustomDatatype ; upper:base xsd:string ; upper:maxLength 3 .";
    bench.put(&money(code, 1));
    let code = format!("<{MONEY_IRI}Code>");
    let mut prices = publication(&[&model("prices", &format!("<{MONEY_IRI}>"), &code)]);
    let range = semver::VersionReq::parse("^1").unwrap();
    prices.ranges.insert(MONEY_IRI.to_owned(), range);
    let outcome = publish(&bench.registry, prices, &View::Everything, &|_, _| true);
    accepted(outcome);
}

/// A range spares whoever needs the graph that has it, as versions are chosen for all together.
#[test]
fn a_range_of_what_a_dependent_needs_spares_it_too() {
    let bench = Bench::new();
    priced(&bench);
    let imports = format!("<{MONEY_IRI}> , <http://example.com/prices#>");
    let shown = model("shown", &imports, &format!("<{MONEY_IRI}Symbol>"));
    bench.put(&shown);
    let next = bench.put(&money("", 2));
    assert_eq!(next.version.to_string(), "2.0.0");
    // It goes on with the old money, as prices do.
    bench.put(&shown.replace("\"shown\" ;", "\"shown\" ; upper:label \"Shown\"@en ;"));
}

/// What lies in the same folder, says what it said and needs nothing of the change itself, may stay.
#[test]
fn an_unchanged_model_is_in_nobodys_way() {
    let bench = Bench::new();
    priced(&bench);
    let shown = model("shown", "<http://example.com/prices#>", "xsd:string");
    bench.put(&shown);
    let published = accepted(bench.publish(&[&shown, &money("", 2)]));
    let told: Vec<_> = published
        .iter()
        .map(|p| (p.domain.as_deref(), p.change, p.version.to_string()))
        .collect();
    assert_eq!(
        told,
        [
            (Some("money"), Change::Updated, "2.0.0".to_owned()),
            (Some("shown"), Change::Unchanged, "1.0.0".to_owned())
        ]
    );
    // What is sent along and changes has to go together.
    let changed = shown.replace("shownValue", "shownText");
    refused(bench.publish(&[&changed, &money("", 3)]));
}

#[test]
fn an_addition_breaks_nobody() {
    let bench = Bench::new();
    accepted(bench.publish(&[SHOP, &parcels()]));
    let note = "\n:note a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .\n";
    let more = SHOP.replace("upper:property :number", "upper:property :number , :note") + note;
    assert_eq!(bench.put(&more).version.to_string(), "1.1.0");
}

#[test]
fn mappings_and_representations_are_dependents_too() {
    let bench = Bench::new();
    let checked = upper::check::check(
        publication(&[SHOP]).inputs,
        &upper::check::Options::default(),
    );
    let model = checked.valid().remove(0);
    let target = transpilers::TARGETS
        .iter()
        .find(|t| t.name == "iceberg")
        .unwrap();
    let output = (target.transpile)(&model, &transpilers::Settings::default());
    let mapping = mappings::canonical::canonical(SHOP_IRI, target.name, &output.representation);
    let representation = output.representation.turtle();
    accepted(bench.publish(&[SHOP, &representation, &mapping]));
    {
        let index = bench.registry.index();
        let seen = index.seen(&registry::View::Everything);
        let kinds: Vec<registry::Kind> = seen
            .graphs()
            .filter(|g| !g.builtin)
            .map(|g| g.kind)
            .collect();
        use registry::Kind::{Mapping, Model, Representation};
        for kind in [Model, Representation, Mapping] {
            assert!(kinds.contains(&kind), "{kinds:?}");
        }
    }
    let without = SHOP.replace("Order", "Purchase");
    let why = refused(bench.publish(&[&without]));
    assert!(why.contains("U0400"), "{why}");
    bench.put(&SHOP.replace("\"Order\"@en", "\"An order\"@en"));
}
