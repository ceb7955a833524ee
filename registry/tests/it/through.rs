//! A hidden graph that a visible one needs: it comes along, and nothing of it is told.

use std::collections::HashSet;
use std::sync::Arc;

use registry::{Author, Publication, Refused, View, Visible};
use semver::VersionReq;
use upper::check::Checked;

use crate::support::*;

const SECRET_IRI: &str = "http://example.com/secret#";
const BRIDGE_IRI: &str = "http://example.com/bridge#";
const TUNNEL_IRI: &str = "http://example.com/tunnel#";

/// What nobody but its owners may read; there is something to warn about.
const SECRET: &str = r#"
@prefix : <http://example.com/secret#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
: a upper:DomainModel ; upper:domain "secret" .
:Deal a upper:DirectClass ; upper:primaryKey ( :code ) ; upper:property :code .
:code a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
:forgotten a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
"#;

/// A model of one class that refers to a class of each of others.
fn model(name: &str, others: &[(&str, &str)]) -> String {
    let mut text = format!(
        "{PREFIXES}
@prefix : <http://example.com/{name}#> .
: a upper:DomainModel ; upper:domain \"{name}\" .
:Thing{name} a upper:DirectClass ; upper:primaryKey ( :id ) ; upper:property :id .
:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
"
    );
    for (nth, (other, class)) in others.iter().enumerate() {
        text += &format!(
            ": owl:imports <http://example.com/{other}#> .
:Thing{name} upper:property :to{nth} .
:to{nth} a upper:Relationship ; upper:class <http://example.com/{other}#{class}> ; upper:maxCount 1 .
"
        );
    }
    text
}

fn bridge() -> String {
    model("bridge", &[("secret", "Deal")])
}

fn only(graphs: &[&str]) -> View {
    let graphs: HashSet<String> = graphs.iter().map(|g| (*g).to_owned()).collect();
    View::Only(Arc::new(Visible { key: 1, graphs }))
}

fn bridged() -> Bench {
    let bench = Bench::new();
    bench.put(SECRET);
    bench.put(&bridge());
    bench
}

/// Everything that is told of findings.
fn told(checked: &Checked) -> String {
    let path = |place: upper::finding::Place| {
        let path = &checked.corpus.sources.get(place.source).path;
        format!("{path}:{}-{}", place.start, place.end)
    };
    let line = |f: &upper::finding::Finding| {
        let related = f.related.iter();
        let related: Vec<String> = related
            .map(|r| format!("{} {}", path(r.place), r.message))
            .collect();
        format!(
            "{} {:?} {} {:?} {} {:?} {related:?}\n",
            f.code,
            f.severity,
            path(f.place),
            f.term,
            f.message,
            f.help
        )
    };
    checked.findings.iter().map(line).collect()
}

/// What a publication that is only prepared tells: whether it would go in, and the findings.
fn prepared(bench: &Bench, text: &str, view: &View) -> (bool, String) {
    let publisher = publisher();
    let author = Author {
        publisher: &publisher,
        view,
        may_write: &|_| true,
    };
    let mut writer = bench.registry.writer();
    match writer.prepare(publication(&[text]), &author).unwrap() {
        Ok(prepared) => (true, told(prepared.checked())),
        Err(Refused::Findings(checked)) => (false, told(&checked)),
        Err(other) => panic!("{}", why(&other)),
    }
}

fn ranged(bench: &Bench, text: &str, iri: &str, range: &str) {
    let publication = Publication {
        ranges: [(iri.to_owned(), VersionReq::parse(range).unwrap())].into(),
        ..publication(&[text])
    };
    let published = publish(&bench.registry, publication, &View::Everything, &|_| true);
    accepted(published);
}

#[test]
fn what_comes_along_is_not_told_of_where_all_is_well() {
    let bench = bridged();
    let text = model("mine", &[("bridge", "Thingbridge")]);
    let (goes_in, all) = prepared(&bench, &text, &View::Everything);
    assert!(goes_in, "{all}");
    let (goes_in, seen) = prepared(&bench, &text, &only(&[BRIDGE_IRI]));
    assert!(goes_in, "{seen}");
    assert!(seen.contains("mine") && !seen.contains("secret"), "{seen}");
    assert_eq!(
        seen, all,
        "style is for authors, whoever may read what they wrote"
    );
    assert!(!seen.contains("a graph that you may not read"), "{seen}");
}

#[test]
fn what_comes_along_cannot_be_used() {
    let bench = bridged();
    let view = only(&[BRIDGE_IRI]);
    let bridge = ("bridge", "Thingbridge");
    // Imported; spoken of without an import; nearly named, whether imported or not.
    let imported = |name: &str| model("mine", &[bridge, (name, "Deal")]);
    let spoken_of = |name: &str| {
        imported(name).replace(
            &format!(": owl:imports <http://example.com/{name}#> .\n"),
            "",
        )
    };
    let nearly = |name: &str| imported(&name.replace("et", "te").replace("nt", "tn"));
    let nearly_of = |name: &str| spoken_of(name).replace("#Deal", "#Dael");
    let extended = |name: &str| {
        imported(name)
            + &format!(
                ":Extension a upper:Extension ; upper:extends <http://example.com/{name}#Deal> ; upper:property :id .\n"
            )
    };
    let texts: [&dyn Fn(&str) -> String; 5] =
        [&imported, &spoken_of, &nearly, &nearly_of, &extended];
    for text in texts {
        let (goes_in, hidden) = prepared(&bench, &text("secret"), &view);
        assert!(!goes_in, "{}", text("secret"));
        let (goes_in, absent) = prepared(&bench, &text("absent"), &view);
        assert!(!goes_in);
        let renamed = |t: &str| t.replace("secret", "absent").replace("secrte", "absetn");
        assert_eq!(renamed(&hidden), absent);
    }
    // Who may read it may use it.
    let (goes_in, all) = prepared(&bench, &imported("secret"), &View::Everything);
    assert!(goes_in, "{all}");
}

#[test]
fn a_conflict_of_versions_that_are_hidden_names_nobody() {
    let bench = Bench::new();
    let versioned = |version: &str| {
        SECRET.replace(
            ": a upper:DomainModel ;",
            &format!(
                ": a upper:DomainModel ; <http://www.w3.org/2002/07/owl#versionInfo> \"{version}\" ;"
            ),
        )
    };
    bench.put(&versioned("1.0.0"));
    ranged(&bench, &bridge(), SECRET_IRI, "^1");
    bench.put(&versioned("2.0.0"));
    ranged(
        &bench,
        &model("tunnel", &[("secret", "Deal")]),
        SECRET_IRI,
        "^2",
    );
    let both = model(
        "mine",
        &[("bridge", "Thingbridge"), ("tunnel", "Thingtunnel")],
    );
    let (goes_in, all) = prepared(&bench, &both, &View::Everything);
    assert!(!goes_in && all.contains("U0501"), "{all}");
    assert!(all.contains(SECRET_IRI) && all.contains("`^1`"), "{all}");
    let (goes_in, seen) = prepared(&bench, &both, &only(&[BRIDGE_IRI, TUNNEL_IRI]));
    assert!(!goes_in && seen.contains("U0501"), "{seen}");
    assert!(!seen.contains("secret") && !seen.contains("`^1`"), "{seen}");
}

#[test]
fn how_terms_have_changed_is_told_to_those_who_may_read_all_that_they_mean() {
    let bench = bridged();
    let text = model("mine", &[("bridge", "Thingbridge")]);
    bench.put(&text);
    let changed = format!("{text}:Thingmine upper:label \"Thing\"@en .\n");
    let put = |text: &str, view: &View| {
        let outcome = publish(&bench.registry, publication(&[text]), view, &|_| true);
        accepted(outcome).remove(0).report.is_some()
    };
    assert!(!put(
        &changed,
        &only(&[BRIDGE_IRI, "http://example.com/mine#"])
    ));
    assert!(put(&text, &View::Everything));
}

/// What a state meant that was made with a hidden graph is not told by a change away from it,
/// whether that goes in, is only prepared, or is refused.
#[test]
fn how_terms_change_from_what_a_hidden_graph_says_is_not_told() {
    let iri = "http://example.com/mine#";
    let view = only(&[BRIDGE_IRI, iri]);
    let away = model("mine", &[]);
    for before in [("secret", "Deal"), ("bridge", "Thingbridge")] {
        let bench = bridged();
        bench.put(&model("mine", &[before]));
        let seen = |view: &View| {
            let prepared = bench.would_publish(&away, view);
            prepared.published().iter().any(|p| p.report.is_some())
        };
        assert!(seen(&View::Everything));
        assert!(!seen(&view), "{before:?}");
        let claims = away.replace(
            ": a upper:DomainModel ;",
            ": a upper:DomainModel ; owl:versionInfo \"1.0.1\" ;",
        );
        let refused = publish(&bench.registry, publication(&[&claims]), &view, &|_| true);
        match refused {
            Err(Refused::Version { report, .. }) => assert_eq!(report, None),
            Err(other) => panic!("{}", why(&other)),
            Ok(_) => panic!("what breaks readers is no patch"),
        }
    }
}

/// A state is held against what it was published with. What that has come to need since, which is
/// hidden, has no part in it.
#[test]
fn how_terms_change_is_told_by_what_they_were_published_with() {
    let bench = Bench::new();
    bench.put(SECRET);
    bench.put(&model("bridge", &[]));
    bench.put(&model("mine", &[("bridge", "Thingbridge")]));
    bench.put(&bridge());
    let view = only(&[BRIDGE_IRI, "http://example.com/mine#"]);
    let away = model("mine", &[]);
    let outcome = publish(&bench.registry, publication(&[&away]), &view, &|_| true);
    let report = accepted(outcome).remove(0).report.unwrap();
    assert!(!report.changes.is_empty());
    assert!(!format!("{report:?}").contains("secret"), "{report:?}");
}

#[test]
fn what_is_made_of_a_revision_shows_all_that_it_needs() {
    let bench = bridged();
    let mine = bench.put(&model("mine", &[("bridge", "Thingbridge")]));
    let index = bench.registry.index();
    let made_from: Vec<String> = index.made_from(&mine.revision).into_iter().collect();
    let mine_iri = "http://example.com/mine#";
    assert_eq!(made_from, [BRIDGE_IRI, mine_iri, SECRET_IRI]);
    let sees = |graphs: &[&str]| index.seen(&only(graphs)).sees_all_of(&mine.revision);
    assert!(sees(&[mine_iri, BRIDGE_IRI, SECRET_IRI]));
    assert!(!sees(&[mine_iri, BRIDGE_IRI]));
    assert!(index.seen(&View::Everything).sees_all_of(&mine.revision));
}

#[test]
fn what_is_needed_by_a_newer_state_of_what_is_needed_shows_too() {
    let bench = Bench::new();
    bench.put(SECRET);
    let alone = model("bridge", &[]);
    bench.put(&alone);
    bench.put(&model("tunnel", &[("bridge", "Thingbridge")]));
    // The tunnel was checked with a bridge that needs nothing, and goes along with this one.
    bench.put(&bridge());
    let mine = bench.put(&model("mine", &[("tunnel", "Thingtunnel")]));
    let index = bench.registry.index();
    assert!(index.made_from(&mine.revision).contains(SECRET_IRI));
    let tunnel = index.seen(&View::Everything).graph(TUNNEL_IRI).unwrap();
    let node = &tunnel.newest().unwrap().node;
    assert!(!index.made_from(node).contains(SECRET_IRI));
}

/// The newest version of a dependency may have been passed over for an older one, which needs
/// what is hidden.
#[test]
fn what_was_made_from_an_older_version_shows_what_that_needs() {
    let dee = "http://example.com/dee#";
    let bench = Bench::new();
    bench.put(SECRET);
    bench.put(&model("dee", &[]));
    bench.put(&model("dee", &[]).replace("xsd:string", "xsd:int"));
    bench.put(&model("bee", &[("secret", "Deal")]));
    ranged(&bench, &model("bee", &[("dee", "Thingdee")]), dee, "^2");
    bench.put(&model("aye", &[("bee", "Thingbee")]));
    let gee = model("gee", &[("aye", "Thingaye"), ("dee", "Thingdee")]);
    ranged(&bench, &gee, dee, "^1");
    let node = |name: &str| {
        let index = bench.registry.index();
        let all = index.seen(&View::Everything);
        let graph = all.domain(name).unwrap();
        graph.newest().unwrap().node.clone()
    };
    let iris = ["dee", "bee", "aye", "gee"].map(|name| format!("http://example.com/{name}#"));
    let view = only(&iris.each_ref().map(String::as_str));
    let (bee, gee) = (node("bee"), node("gee"));
    let index = bench.registry.index();
    let seen = index.seen(&view);
    assert_eq!(seen.hidden_behind(&gee).as_deref(), Some(SECRET_IRI));
    assert!(seen.sees_all_of(&bee), "the newest needs nothing hidden");
}

/// What hidden graphs ask of others has no part in what is told of a state.
#[test]
fn what_a_state_needs_is_chosen_of_what_is_seen() {
    let [far, near, other] = ["far", "near", "other"].map(|n| format!("http://example.com/{n}#"));
    let bench = Bench::new();
    let text = model("far", &[]);
    let first = bench.put(&text);
    ranged(
        &bench,
        &model("bridge", &[("far", "Thingfar")]),
        &far,
        "=1.0.0",
    );
    bench.put(&model("other", &[("far", "Thingfar")]));
    let more = ":Thingfar upper:property :more . :more a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .\n";
    let second = bench.put(&(text + more));
    let both = [("bridge", "Thingbridge"), ("other", "Thingother")];
    let state = bench.put(&model("near", &both)).revision;
    let index = bench.registry.index();
    let needed = |view: &View| index.seen(view).needed(&state);
    let all = needed(&View::Everything);
    assert_eq!(all.len(), 4);
    assert_eq!(all[&far], first.revision);
    let seen = needed(&only(&[&near, &other, &far]));
    assert_eq!(seen.keys().collect::<Vec<_>>(), [&far, &near, &other]);
    assert_eq!(seen[&far], second.revision);
    assert_eq!(needed(&only(&[&near, &far])).len(), 1);
    assert!(needed(&only(&[&far])).is_empty());
}

/// Of several versions of what it needs a publication has the first with which it is valid; whether
/// something hidden has a term is no reason to have another.
#[test]
fn what_is_hidden_has_no_part_in_the_choice_of_versions() {
    let told = |has_term: bool| {
        let bench = Bench::new();
        let term =
            ":X a upper:CustomDatatype ; upper:base <http://www.w3.org/2001/XMLSchema#string> .";
        bench.put(&if has_term {
            format!("{SECRET}{term}")
        } else {
            SECRET.replace("forgotten", "remembered")
        });
        let old = ":Old a upper:DirectClass ; upper:primaryKey ( :id ) ; upper:property :id .";
        bench.put(&(bridge() + old));
        bench.put(&model("mine", &[("bridge", "Thingbridge")]));
        bench.put(SECRET);
        bench.put(&bridge());
        let asking = model("mine", &[("bridge", "Thingbridge"), ("bridge", "Old")])
            + ":Thingmine upper:property :x . :x a upper:Attribute ; upper:datatype <http://example.com/secret#X> .";
        // Its author reads their own model, so that what it was published with is tried too.
        let view = only(&[BRIDGE_IRI, "http://example.com/mine#"]);
        let (goes_in, told) = prepared(&bench, &asking, &view);
        assert!(!goes_in);
        told
    };
    let absent = told(false);
    assert!(absent.contains("Old"), "{absent}");
    assert_eq!(told(true), absent);
}
