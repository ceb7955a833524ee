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

/// What others use of money, where it has that.
const CODE: &str = ":Code a upper:CustomDatatype ; upper:base xsd:string ; upper:maxLength 3 .";

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

/// Publishes a model with a range for something that it needs.
fn put_ranged(bench: &Bench, text: &str, needed: &str, range: &str) {
    let mut ranged = publication(&[text]);
    let range = semver::VersionReq::parse(range).unwrap();
    ranged.ranges.insert(needed.to_owned(), range);
    let outcome = publish(&bench.registry, ranged, &View::Everything, &|_| true);
    accepted(outcome);
}

/// Money with a code, and prices in it that keep to its first version.
fn priced(bench: &Bench) {
    bench.put(&money(CODE, 1));
    let code = format!("<{MONEY_IRI}Code>");
    let prices = model("prices", &format!("<{MONEY_IRI}>"), &code);
    put_ranged(bench, &prices, MONEY_IRI, "^1");
}

/// How it is told that a graph breaks.
fn breaks(name: &str, version: &str) -> String {
    format!("`{name}` {version} would no longer be valid")
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

/// An older version fits whatever is published, so that nobody is held in that: where two want
/// different versions of something else, each is held by itself, and all that break are told.
#[test]
fn dependents_are_held_in_their_newest_versions() {
    let alone = format!("<{MONEY_IRI}>");
    let both = format!("<{MONEY_IRI}> , <{SHOP_IRI}>");
    let using = |name: &str, imports: &str, datatype: &str| {
        model(name, imports, &format!("<{MONEY_IRI}{datatype}>"))
    };
    for of_dear in ["Symbol", "Code"] {
        let bench = Bench::new();
        bench.put(&money(CODE, 1));
        bench.put(SHOP);
        bench.put(&using("east", &alone, "Symbol"));
        bench.put(&SHOP.replace("xsd:long", "xsd:string"));
        put_ranged(&bench, &using("dear", &both, of_dear), SHOP_IRI, "^2");
        put_ranged(&bench, &using("east", &both, "Code"), SHOP_IRI, "^1");
        let why = refused(bench.publish(&[&money("", 2)]));
        assert!(why.contains(&breaks("east", "2.0.0")), "{why}");
        let is_told = why.contains(&breaks("dear", "1.0.0"));
        assert_eq!(is_told, of_dear == "Code", "{why}");
    }
}

/// A model of terms that mean what others of it mean.
const RECORDS: &str = r#"
@prefix : <http://example.com/records#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
: a upper:DomainModel ; upper:domain "records" .
:Thing a upper:DirectClass ; upper:primaryKey ( upper:iri ) ; upper:property :state , :credits .
:state a upper:Relationship ; upper:class :Status ; upper:maxCount 1 .
:Status a upper:Enumeration ; upper:oneOf ( :Active :Retired ) .
:Active a upper:EnumValue . :Retired a upper:EnumValue .
:credits a upper:Relationship ; upper:class :Credit .
:Credit a upper:DirectClass ; upper:property :person .
:person a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
:Audited a upper:Trait ; upper:property :changedBy .
:changedBy a upper:Relationship ; upper:class :Actor ; upper:maxCount 1 .
:Actor a upper:Union ; upper:unionOf ( :Human :Bot :Team ) .
:Human a upper:DirectClass ; upper:primaryKey ( :id ) ; upper:property :id .
:Bot a upper:DirectClass ; upper:primaryKey ( :id ) ; upper:property :id .
:Team a upper:DirectClass ; upper:primaryKey ( :id ) ; upper:property :id .
:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
:note a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
"#;

const INSTANCES_IRI: &str = "http://example.com/instances#";

/// A graph of instances of a model.
fn instances(of: &str, statements: &str) -> String {
    format!(
        "
@prefix : <{INSTANCES_IRI}> .
@prefix graph: <https://w3id.org/denota/graph#> .
@prefix of: <http://example.com/{of}#> .
: a graph:NamedGraph ; graph:governedBy of: .
{statements}
"
    )
}

/// A model of one class that builds on records.
fn on_records(name: &str, class: &str) -> String {
    format!(
        "{PREFIXES}
@prefix : <http://example.com/{name}#> .
@prefix records: <http://example.com/records#> .
: a upper:DomainModel ; upper:domain \"{name}\" ; owl:imports records: .
{class}
"
    )
}

/// The records with one text in the place of another, which must be there.
fn edited(from: &str, to: &str) -> String {
    assert!(RECORDS.contains(from), "{from}");
    RECORDS.replace(from, to)
}

/// None of these names the term that changes: they name what is made of it.
#[test]
fn a_change_reaches_whoever_uses_what_is_made_of_the_term() {
    let held = instances("records", ":x a of:Thing ; of:state of:Retired .");
    let credited = ":x a of:Thing ; of:credits [ of:person \"P\" ] .";
    let credited = instances("records", credited);
    let ledger = on_records(
        "ledger",
        ":Entry a upper:DirectClass ; upper:primaryKey ( upper:iri ) ; upper:trait records:Audited ;
    upper:refinement [ upper:refines records:changedBy ; upper:class records:Bot ] .",
    );
    let role = ":role a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 .";
    let fewer_values = edited("( :Active :Retired )", "( :Active )");
    let with_role = edited(":property :person .", ":property :person , :role .") + role;
    let fewer_members = edited("( :Human :Bot :Team )", "( :Human :Team )");
    for (dependent, name, records) in [
        (held, INSTANCES_IRI, fewer_values),
        (credited, INSTANCES_IRI, with_role),
        (ledger, "ledger", fewer_members),
    ] {
        let bench = Bench::new();
        bench.put(RECORDS);
        bench.put(&dependent);
        let why = refused(bench.publish(&[&records]));
        assert!(why.contains(&breaks(name, "1.0.0")), "{why}");
    }
}

/// Letters do not break where notes are required, and those that were written have none.
#[test]
fn a_change_reaches_instances_of_a_class_that_lists_the_property() {
    let bench = Bench::new();
    bench.put(RECORDS);
    bench.put(&on_records(
        "letters",
        ":Letter a upper:DirectClass ; upper:primaryKey ( upper:iri ) ; upper:property records:note .",
    ));
    bench.put(&instances("letters", ":x a of:Letter ."));
    let required = edited(
        ":note a upper:Attribute ;",
        ":note a upper:Attribute ; upper:minCount 1 ;",
    );
    let why = refused(bench.publish(&[&required]));
    assert!(why.contains(&breaks(INSTANCES_IRI, "1.0.0")), "{why}");
    assert!(!why.contains(&breaks("letters", "1.0.0")), "{why}");
}

/// What a graph may refer to is all that it needs, directly or not.
#[test]
fn an_import_that_goes_breaks_whoever_came_by_way_of_it() {
    let bench = Bench::new();
    bench.put(&money(CODE, 1));
    let base = model("base", &format!("<{MONEY_IRI}>"), "xsd:string");
    let without = base.replace(&format!(" ; owl:imports <{MONEY_IRI}>"), "");
    bench.put(&base);
    let symbol = format!("<{MONEY_IRI}Symbol>");
    let both = format!("<http://example.com/base#> , <{MONEY_IRI}>");
    bench.put(&model("apart", &both, &symbol));
    // Who imports money as well goes on.
    bench.would_publish(&without, &View::Everything);
    bench.put(&model("near", "<http://example.com/base#>", &symbol));
    bench.put(&model("far", "<http://example.com/near#>", &symbol));
    let why = refused(bench.publish(&[&without]));
    for (name, is_broken) in [("apart", false), ("near", true), ("far", true)] {
        assert_eq!(why.contains(&breaks(name, "1.0.0")), is_broken, "{why}");
    }
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
