//! What a publisher may not read is named as nothing more than that.

use std::collections::HashSet;
use std::sync::Arc;

use registry::{Claim, Publication, View, Visible};

use crate::support::*;

pub(crate) fn only(graphs: &[&str]) -> View {
    View::Only(Arc::new(Visible {
        key: 1,
        graphs: graphs
            .iter()
            .map(|g| (*g).to_owned())
            .collect::<HashSet<_>>(),
    }))
}

#[test]
fn a_hidden_dependent_is_held_and_not_told() {
    let bench = Bench::new();
    accepted(bench.publish(&[SHOP, &parcels()]));
    let without = SHOP.replace("Order", "Purchase");
    let outcome = publish(
        &bench.registry,
        publication(&[&without]),
        &only(&[SHOP_IRI]),
        &|_| true,
    );
    let Err(registry::Refused::Findings(checked)) = outcome else {
        panic!("it breaks the parcels")
    };
    let told = format!("{:?}", checked.findings);
    assert!(told.contains("a graph that you may not read"), "{told}");
    assert!(!told.to_lowercase().contains("parcel"), "{told}");
    assert!(
        checked
            .corpus
            .sources
            .iter()
            .all(|(_, s)| !s.text.contains("Parcel"))
    );
}

#[test]
fn what_a_readable_graph_calls_hidden_terms_is_not_told() {
    let shop = format!(
        "{SHOP}:Customer a upper:DirectClass ; upper:primaryKey ( :number ) ; upper:property :number .
        :about a upper:Relationship ; upper:class :Order ; upper:maxCount 1 ."
    );
    let secret = format!(
        "{PREFIXES} @prefix : <http://example.com/secret#> . @prefix shop: <http://example.com/shop#> .
        : a upper:DomainModel ; upper:domain \"secret\" ; owl:imports shop: .
        :LateOrder a upper:QualifiedClass ; upper:qualifies shop:Order ;
            upper:where [ upper:property shop:number ; upper:minInclusive 9 ] ."
    );
    let letters = format!(
        "{PREFIXES} @prefix : <http://example.com/letters#> . @prefix shop: <http://example.com/shop#> .
        @prefix ours: <http://example.com/secret#> .
        : a upper:DomainModel ; upper:domain \"letters\" ; owl:imports shop: , ours: .
        :Letter a upper:DirectClass ; upper:property shop:about ;
            upper:refinement [ upper:refines shop:about ; upper:class ours:LateOrder ] ."
    );
    let bench = Bench::new();
    accepted(bench.publish(&[&shop, &secret, &letters]));
    let changed = shop.replace("upper:class :Order", "upper:class :Customer");
    let outcome = |view: &View| publish(&bench.registry, publication(&[&changed]), view, &|_| true);
    let told = |view: &View| match outcome(view) {
        Err(registry::Refused::Findings(checked)) => format!("{:?}", checked.findings),
        _ => panic!("it breaks the letters"),
    };
    let all = told(&View::Everything);
    assert!(all.contains("`ours:LateOrder`"), "{all}");
    let some = told(&only(&[SHOP_IRI, "http://example.com/letters#"]));
    assert!(some.contains("a graph that you may not read"), "{some}");
    assert!(!some.contains("LateOrder"), "{some}");
}

#[test]
fn a_hidden_graph_that_breaks_is_told_beside_those_that_are_seen() {
    let bench = Bench::new();
    let secret = parcels().replace("parcels", "secret");
    accepted(bench.publish(&[SHOP, &parcels(), &secret]));
    let without = SHOP.replace(":Order", ":Purchase");
    let told = |view: &View| {
        let outcome = publish(&bench.registry, publication(&[&without]), view, &|_| true);
        match outcome {
            Err(registry::Refused::Findings(checked)) => {
                let broken = checked.findings.iter().filter(|f| f.code == "U0500");
                broken.map(|f| f.message.clone()).collect::<Vec<_>>()
            }
            _ => panic!("it breaks both"),
        }
    };
    let breaks = |whom: &str| format!("{whom} would no longer be valid");
    let somebody = breaks("a graph that you may not read");
    let parcels = breaks("`parcels` 1.0.0");
    assert_eq!(
        told(&View::Everything),
        [parcels.clone(), breaks("`secret` 1.0.0")]
    );
    assert_eq!(
        told(&only(&[SHOP_IRI, PARCELS_IRI])),
        [parcels, somebody.clone()]
    );
    assert_eq!(told(&only(&[SHOP_IRI])), [somebody]);
}

/// Also where it is met by way of one that is seen.
#[test]
fn a_hidden_graph_that_breaks_between_two_that_are_seen_is_not_named() {
    let bench = Bench::new();
    let secret = parcels().replace("parcels", "secret");
    let onward = "
@prefix : <http://example.com/onward#> .
@prefix secret: <http://example.com/secret#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
: a upper:DomainModel ; upper:domain \"onward\" ; owl:imports secret: .
:Stop a upper:DirectClass ; upper:primaryKey ( upper:iri ) ; upper:property :parcel .
:parcel a upper:Relationship ; upper:class secret:Parcel ; upper:maxCount 1 .
";
    accepted(bench.publish(&[SHOP, &secret, onward]));
    let without = SHOP.replace(":Order", ":Purchase");
    let view = only(&[SHOP_IRI, "http://example.com/onward#"]);
    let why = refused(publish(
        &bench.registry,
        publication(&[&without]),
        &view,
        &|_| true,
    ));
    assert!(why.contains("a graph that you may not read"), "{why}");
    assert!(!why.contains("secret"), "{why}");
}

/// Whatever path a publisher gives a text: those of the registry's own name its graphs.
#[test]
fn a_path_asks_nothing_about_what_is_hidden() {
    let told = |is_there: bool| {
        let bench = Bench::new();
        if is_there {
            let secret = SHOP.replace("example.com/shop", "example.com/secret");
            bench.put(&secret.replace("\"shop\"", "\"secret\""));
        }
        accepted(bench.publish(&[SHOP, &parcels()]));
        let mut asking = publication(&[&SHOP.replace(":Order", ":Purchase")]);
        asking.inputs[0].path = "registry:http://example.com/secret#".to_owned();
        let view = only(&[SHOP_IRI, PARCELS_IRI]);
        refused(publish(&bench.registry, asking, &view, &|_| true))
    };
    let absent = told(false);
    assert!(absent.contains("U0500"), "{absent}");
    assert_eq!(told(true), absent);
}

#[test]
fn a_hidden_dependency_and_an_absent_one_look_the_same() {
    let hidden = Bench::new();
    hidden.put(SHOP);
    let absent = Bench::new();
    let told = |bench: &Bench| {
        let outcome = publish(
            &bench.registry,
            publication(&[&parcels()]),
            &only(&[]),
            &|_| true,
        );
        refused(outcome)
    };
    assert_eq!(told(&hidden), told(&absent));
}

#[test]
fn who_may_not_write_is_told_the_same_of_what_is_there_and_what_is_not() {
    let there = Bench::new();
    there.put(SHOP);
    let absent = Bench::new();
    let told = |bench: &Bench| {
        let outcome = publish(&bench.registry, publication(&[SHOP]), &only(&[]), &|_| {
            false
        });
        refused(outcome)
    };
    assert_eq!(told(&there), format!("forbidden {SHOP_IRI}"));
    assert_eq!(told(&there), told(&absent));
    // What one sees, one may say again.
    let again = publish(
        &there.registry,
        publication(&[SHOP]),
        &only(&[SHOP_IRI]),
        &|_| false,
    );
    assert_eq!(accepted(again)[0].change, registry::Change::Unchanged);
}

#[test]
fn owners_decide_and_a_new_graph_is_its_publishers() {
    let bench = Bench::new();
    let by = |teams: &'static [&str], text: &str, owner: Option<&str>| {
        let publication = Publication {
            owner: owner.map(str::to_owned),
            team: Some(teams[0].to_owned()),
            ..publication(&[text])
        };
        publish(
            &bench.registry,
            publication,
            &View::Everything,
            &move |claim| claim.owner.is_some_and(|o| teams.contains(&o)),
        )
    };
    let owner = || {
        let index = bench.registry.index();
        let shop = index.seen(&View::Everything).graph(SHOP_IRI).unwrap();
        shop.owner().unwrap().to_owned()
    };
    let both: &[&str] = &["logistics", "sales"];
    accepted(by(&["sales"], SHOP, None));
    let changed = SHOP.replace("Order\"@en", "Purchase\"@en");
    let is_forbidden = |outcome| refused(outcome).starts_with("forbidden");
    assert!(is_forbidden(by(&["logistics"], &changed, None)));
    // Stating another owner does not make it theirs.
    let given = changed.replace(
        "upper:domain \"shop\"",
        "upper:domain \"shop\" ; upper:owner \"logistics\"",
    );
    assert!(is_forbidden(by(&["logistics"], &given, None)));
    assert!(is_forbidden(by(
        &["logistics"],
        &changed,
        Some("logistics")
    )));
    // Nor does anybody give away what is theirs to whom they are not of.
    assert!(is_forbidden(by(&["sales"], &given, None)));
    assert!(is_forbidden(by(&["sales"], &changed, Some("logistics"))));
    assert_eq!(owner(), "sales");
    // Whoever is of both changes it without taking it, and gives it away by saying so.
    accepted(by(both, &changed, None));
    assert_eq!(owner(), "sales");
    accepted(by(both, SHOP, Some("logistics")));
    assert_eq!(owner(), "logistics");
    assert!(
        is_forbidden(by(&["sales"], &changed, None)),
        "it was given away"
    );
}

#[test]
fn a_precondition_asks_nothing_about_what_is_hidden() {
    let there = Bench::new();
    there.put(SHOP);
    let absent = Bench::new();
    let told = |bench: &Bench| {
        let publication = Publication {
            preconditions: preconditions(&[(SHOP_IRI, registry::Precondition::Absent)]),
            ..publication(&[&SHOP.replace("shop", "mine")])
        };
        let mine = |claim: &Claim<'_>| claim.iri.contains("mine");
        refused(publish(&bench.registry, publication, &only(&[]), &mine))
    };
    assert_eq!(told(&there), format!("forbidden {SHOP_IRI}"));
    assert_eq!(told(&there), told(&absent));
}

#[test]
fn a_name_near_to_one_in_use_is_refused_like_that_one() {
    let there = Bench::new();
    there.put(SHOP);
    let mine = |name: &str| {
        SHOP.replace("example.com/shop", "example.com/mine")
            .replace("\"shop\"", &format!("\"{name}\""))
    };
    let told = |name: &str, view: &View| {
        let publication = publication(&[&mine(name)]);
        refused(publish(&there.registry, publication, view, &|_| true))
    };
    let near = told("Shop", &View::Everything);
    assert!(
        near.starts_with("U0503") && near.contains("`shop`"),
        "{near}"
    );
    let hidden = told("Shop", &only(&[]));
    assert_eq!(hidden, "name http://example.com/mine# Shop");
    assert_eq!(hidden, told("shop", &only(&[])).replace("shop", "Shop"));
    // Nor once it is out of use, or its graph has another name: what was published under it
    // stays there. The answer is the same, and the graph itself may take it back.
    let told_all = || (told("Shop", &View::Everything), told("shop", &only(&[])));
    let before = told_all();
    accepted(there.publish(&[&SHOP.replace("\"shop\"", "\"store\"")]));
    assert_eq!(told_all(), before);
    there.put(SHOP);
    assert!(there.retire(SHOP_IRI).is_ok());
    assert_eq!(told_all(), before);
    there.put(SHOP);
}

/// Capitals make no other name of one that is kept.
#[test]
fn a_name_that_may_not_be_given_is_refused_like_one_that_is_hidden() {
    let there = Bench::new();
    there.put(SHOP);
    let absent = Bench::new();
    let kept = |claim: &Claim<'_>| claim.domain.is_none_or(|name| name != "shop");
    for name in ["shop", "Shop", "other"] {
        let mine = SHOP
            .replace("example.com/shop", "example.com/mine")
            .replace("\"shop\"", &format!("\"{name}\""));
        let told = |bench: &Bench| {
            let publication = publication(&[&mine]);
            let outcome = publish(&bench.registry, publication, &only(&[]), &kept);
            outcome.map_err(|refused| why(&refused))
        };
        let refused = format!("name http://example.com/mine# {name}");
        let is_kept = name != "other";
        for bench in [&there, &absent] {
            assert_eq!(told(bench).err(), is_kept.then(|| refused.clone()));
        }
    }
}

/// Who may no longer have given a name goes on with it, and gives no such name to another.
#[test]
fn a_name_is_asked_for_when_it_is_new() {
    let bench = Bench::new();
    bench.put(SHOP);
    let kept = |claim: &Claim<'_>| claim.domain.is_none();
    let put = |text: &str| {
        publish(
            &bench.registry,
            publication(&[text]),
            &only(&[SHOP_IRI]),
            &kept,
        )
    };
    accepted(put(&SHOP.replace("Order\"@en", "Purchase\"@en")));
    let renamed = put(&SHOP.replace("\"shop\"", "\"store\""));
    assert_eq!(refused(renamed), format!("name {SHOP_IRI} store"));
}

#[test]
fn a_name_is_not_taken_by_who_publishes_together_with_its_giving_up() {
    let there = Bench::new();
    there.put(SHOP);
    let renamed = SHOP.replace("\"shop\"", "\"store\"");
    let other = SHOP.replace("example.com/shop", "example.com/mine");
    let told = refused(there.publish(&[&renamed, &other]));
    assert!(told.starts_with("U0503"), "{told}");
}

#[test]
fn only_models_that_are_seen_are_told_to_be_affected() {
    let bench = Bench::new();
    let secret = parcels().replace("parcels", "secret");
    accepted(bench.publish(&[SHOP, &parcels(), &secret]));
    let retyped = SHOP.replace("xsd:long", "xsd:string");
    let affected = |view: &View| {
        let prepared = bench.would_publish(&retyped, view);
        prepared.affected().iter().cloned().collect::<Vec<_>>()
    };
    assert_eq!(affected(&View::Everything).len(), 2);
    assert_eq!(affected(&only(&[SHOP_IRI, PARCELS_IRI])), [PARCELS_IRI]);
    assert!(affected(&only(&[SHOP_IRI])).is_empty());
}
