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

const MONEY_IRI: &str = "http://example.com/money#";
const SHOWN_IRI: &str = "http://example.com/shown#";
const PRICES_IRI: &str = "http://example.com/prices#";

/// A model of datatypes.
fn money(datatypes: &[&str]) -> String {
    let one = |name: &&str| {
        format!(":{name} a upper:CustomDatatype ; upper:base xsd:string ; upper:maxLength 3 .\n")
    };
    let all: String = datatypes.iter().map(one).collect();
    format!(
        "{PREFIXES}
@prefix : <{MONEY_IRI}> .
: a upper:DomainModel ; upper:domain \"money\" .
{all}"
    )
}

/// A model with a value of each datatype that it names.
fn of(name: &str, imports: &[&str], values: &[(&str, &str)]) -> String {
    let imports: Vec<String> = imports.iter().map(|iri| format!("<{iri}>")).collect();
    let names: Vec<String> = values.iter().map(|(name, _)| format!(":{name}")).collect();
    let value = |(name, datatype): &(&str, &str)| {
        format!(":{name} a upper:Attribute ; upper:datatype <{datatype}> .\n")
    };
    let values: String = values.iter().map(value).collect();
    format!(
        "{PREFIXES}
@prefix : <http://example.com/{name}#> .
: a upper:DomainModel ; upper:domain \"{name}\" ; owl:imports {} .
:Thing a upper:DirectClass ; upper:property {} .
{values}",
        imports.join(" , "),
        names.join(" , ")
    )
}

fn prices(code: &str) -> String {
    let code = format!("{MONEY_IRI}{code}");
    of("prices", &[MONEY_IRI], &[("code", &code)])
}

/// Prices by what they are called there, in money's first version.
fn shown(label: &str) -> String {
    let symbol = format!("{MONEY_IRI}Symbol");
    let imports = [MONEY_IRI, PRICES_IRI];
    let shown = of(
        "shown",
        &imports,
        &[("symbol", &symbol), ("price", &format!("{PRICES_IRI}Sum"))],
    );
    shown.replace(
        "\"shown\" ;",
        &format!("\"shown\" ; upper:label \"{label}\"@en ;"),
    )
}

/// Prices with a datatype of their own, which others use.
fn sums(code: &str) -> String {
    prices(code) + ":Sum a upper:CustomDatatype ; upper:base xsd:decimal .\n"
}

/// The version that the newest state of a graph was published with of another.
fn version_with(bench: &Bench, iri: &str, of: &str) -> String {
    let needed = need(bench, iri, of).unwrap();
    let index = bench.registry.index();
    let (_, revision) = index.revision(needed.resolved.as_ref().unwrap()).unwrap();
    revision.version.to_string()
}

/// Who keeps to the old version of one is not given the new version of the other with it.
#[test]
fn what_is_published_together_is_given_together() {
    let bench = Bench::new();
    bench.put(&money(&["Code", "Symbol"]));
    bench.put(&sums("Code"));
    let keeps = |label: &str| {
        ranged(
            &bench,
            &[&shown(label)],
            (MONEY_IRI, "^1"),
            &View::Everything,
        )
    };
    accepted(keeps("Shown"));
    // The sum is another, and money has neither code nor symbol.
    let mended = sums("Unit").replace("xsd:decimal", "xsd:double");
    accepted(bench.publish(&[&money(&["Unit"]), &mended]));
    accepted(keeps("Shown again"));
    assert_eq!(version_with(&bench, SHOWN_IRI, MONEY_IRI), "1.0.0");
    assert_eq!(version_with(&bench, SHOWN_IRI, PRICES_IRI), "1.0.0");
}

/// However wide a range is, nobody is given less than it was published with.
#[test]
fn a_range_that_is_too_wide_gives_nobody_the_old_with_the_new() {
    let bench = Bench::new();
    bench.put(&money(&["Code", "Symbol"]));
    bench.put(&sums("Code"));
    let keeps = |label: &str| {
        let range = (MONEY_IRI, "^1");
        accepted(ranged(&bench, &[&shown(label)], range, &View::Everything));
    };
    keeps("Shown");
    let mended = sums("Unit").replace("xsd:decimal", "xsd:double");
    let texts: [&str; 2] = [&money(&["Unit"]), &mended];
    let range = (MONEY_IRI, ">=1");
    accepted(ranged(&bench, &texts, range, &View::Everything));
    keeps("Shown again");
    assert_eq!(version_with(&bench, SHOWN_IRI, PRICES_IRI), "1.0.0");
}

/// Who has stayed with old versions is in the way of what breaks it, and of nothing else.
#[test]
fn who_stays_behind_is_protected_and_says_the_same_again() {
    let bench = Bench::new();
    let rates = money(&["Rate"]).replace("money", "rates");
    let rate = "http://example.com/rates#Rate";
    let texts: [&str; 3] = [&money(&["Code", "Symbol"]), &sums("Code"), &rates];
    accepted(bench.publish(&texts));
    bench.put(&money(&["Code", "Symbol", "Unit"]));
    let shown = shown("Shown")
        .replace("owl:imports ", "owl:imports <http://example.com/rates#> , ")
        .replace("upper:property ", "upper:property :rate , ")
        + &format!(":rate a upper:Attribute ; upper:datatype <{rate}> .\n");
    let keeps = || ranged(&bench, &[&shown], (PRICES_IRI, "^1"), &View::Everything);
    accepted(keeps());
    assert_eq!(version_with(&bench, SHOWN_IRI, MONEY_IRI), "1.1.0");
    // Prices of before would be given money of before, which this was not published with.
    bench.put(&sums("Unit").replace("xsd:decimal", "xsd:double"));
    let why = refused(bench.publish(&[&rates.replace("Rate", "Course")]));
    assert!(
        why.contains("`shown` 1.0.0 would no longer be valid"),
        "{why}"
    );
    bench.put(&rates.replace("maxLength 3", "maxLength 4"));
    accepted(keeps());
    assert_eq!(version_with(&bench, SHOWN_IRI, MONEY_IRI), "1.1.0");
}

/// An older version to which a range leads goes with later versions of what it needs, where whoever
/// has that range asks for these.
#[test]
fn an_older_version_goes_with_what_its_user_asks_for() {
    let bench = Bench::new();
    bench.put(&money(&["Code", "Symbol"]));
    bench.put(&sums("Code"));
    bench.put(&money(&["Code", "Symbol", "Unit"]));
    bench.put(&sums("Unit").replace("xsd:decimal", "xsd:double"));
    let asks = |label: &str| {
        let mut next = publication(&[&shown(label)]);
        for (iri, range) in [(MONEY_IRI, "^1.1"), (PRICES_IRI, "^1")] {
            let range = VersionReq::parse(range).unwrap();
            next.ranges.insert(iri.to_owned(), range);
        }
        accepted(publish(&bench.registry, next, &View::Everything, &|_| true));
    };
    asks("Shown");
    assert_eq!(version_with(&bench, SHOWN_IRI, MONEY_IRI), "1.1.0");
    assert_eq!(version_with(&bench, SHOWN_IRI, PRICES_IRI), "1.0.0");
    // It stays with that until it is published again.
    bench.put(&money(&["Code", "Symbol", "Unit", "Rate"]));
    asks("Shown again");
    assert_eq!(version_with(&bench, SHOWN_IRI, MONEY_IRI), "1.2.0");
}

/// What a publication has of something may be older than what its models are given by themselves.
#[test]
fn a_model_goes_with_what_it_is_given_by_itself() {
    let bench = Bench::new();
    bench.put(&money(&["Code", "Symbol"]));
    accepted(ranged(
        &bench,
        &[&sums("Code")],
        (MONEY_IRI, "^1"),
        &View::Everything,
    ));
    bench.put(&money(&["Symbol"]));
    let code = format!("{MONEY_IRI}Code");
    let codes = of("codes", &[MONEY_IRI], &[("code", &code)]);
    let sum = format!("{PRICES_IRI}Sum");
    let totals = of("totals", &[PRICES_IRI], &[("sum", &sum)]);
    let texts = [codes.as_str(), totals.as_str()];
    let why = refused(bench.publish(&texts));
    assert!(
        why.contains("`codes` 1.0.0 would be given what it is not valid with"),
        "{why}"
    );
    accepted(ranged(&bench, &texts, (MONEY_IRI, "^1"), &View::Everything));
}

/// What a model needs combines things in ways that it does not know of, also where a range keeps it
/// in other company than everybody else is in.
#[test]
fn who_is_held_back_is_checked_in_its_own_company() {
    let bench = Bench::new();
    let model = |name: &str, imports: &str, rest: &str| {
        format!(
            "{PREFIXES}
@prefix : <http://example.com/{name}#> .
@prefix base: <http://example.com/base#> .
@prefix care: <http://example.com/care#> .
: a upper:DomainModel ; upper:domain \"{name}\" {imports} .
:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
{rest}"
        )
    };
    let noted = |name: &str, more: &str| {
        let note = ":note a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .";
        model(
            name,
            "",
            &format!(":Noted a upper:Trait ; upper:property :id{more} .\n{note}"),
        )
    };
    let both = model(
        "both",
        "; owl:imports base: , care:",
        ":Thing a upper:DirectClass ; upper:primaryKey ( upper:iri ) ; upper:trait base:Noted , care:Noted .
:Code a upper:CustomDatatype ; upper:base xsd:string .",
    )
    .replace(":id a", "# :id a");
    let user = of(
        "user",
        &["http://example.com/both#", "http://example.com/care#"],
        &[("code", "http://example.com/both#Code")],
    );
    let names = |text: &str| text.replace(":id", ":name");
    bench.put(&noted("base", ""));
    bench.put(&names(&noted("care", " , :note")));
    bench.put(&both);
    let range = ("http://example.com/care#", "^1");
    accepted(ranged(&bench, &[&user], range, &View::Everything));
    bench.put(&names(&noted("care", "")));
    let why = refused(bench.publish(&[&noted("base", " , :note")]));
    let said = "`user` 1.0.0 would no longer be valid";
    assert!(why.contains(said) && why.contains("U0290"), "{why}");
}
