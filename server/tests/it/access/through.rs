//! A hidden graph that a visible one needs: the visible one can be read and used, what is made
//! of both cannot.

use std::collections::BTreeMap;

use super::{ABSENT, Answer, IRI, MARK, SETTINGS, comparable, encoded, hidden, policy};
use crate::auth::served::Served;
use crate::auth::tokens::token;
use crate::bench::{Bench, Ran};

/// A model of one class that refers to a class of each of others.
fn model(name: &str, others: &[&str]) -> String {
    let mut text = format!(
        r#"@prefix : <https://example.com/onto/{name}#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

: a upper:DomainModel ; upper:domain "{name}" ; upper:label "{name}"@en ;
    upper:description "A {name}."@en .

:Thing a upper:DirectClass ; upper:label "Thing"@en ; upper:description "A thing."@en ;
    upper:primaryKey ( :id ) ; upper:property :id .

:id a upper:Attribute ; upper:label "id"@en ; upper:description "The number."@en ;
    upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
"#
    );
    for (nth, class) in others.iter().enumerate() {
        let (graph, _) = class.split_once('#').unwrap();
        text += &format!(
            ": owl:imports <{graph}#> .
:Thing upper:property :to{nth} .
:to{nth} a upper:Relationship ; upper:label \"to\"@en ; upper:description \"Another.\"@en ;
    upper:class <{class}> ; upper:maxCount 1 .
"
        );
    }
    text
}

fn class(name: &str) -> String {
    format!("{IRI}FISH").replace("FISH", name)
}

const BRIDGE: &str = "https://example.com/onto/bridge#Thing";

/// A server with a hidden graph, and a bridge to it that everybody may read.
struct Bridged {
    served: Served,
    insider: String,
    outsider: String,
    root: String,
}

impl Bridged {
    fn start() -> Self {
        let bench = Bench::with(&[("denota.toml", SETTINGS), ("policy.cedar", &policy())]);
        let teams = ["insider", "--team", "people", "--team", "unreleased"];
        let insider = token(&bench, &teams);
        let outsider = token(&bench, &["outsider", "--team", "others"]);
        let root = token(&bench, &["root", "--admin"]);
        let bridged = Self {
            served: Served::ready(bench),
            insider,
            outsider,
            root,
        };
        let owned = hidden(MARK).replace(
            "upper:domain ",
            "upper:owner \"unreleased\" ; upper:domain ",
        );
        let bridge = model("bridge", &[&class(MARK)]);
        for (name, text) in [
            ("people", super::PEOPLE),
            (MARK, &owned),
            ("bridge", &bridge),
        ] {
            let made = bridged.served.create_as(&bridged.insider, name, text);
            assert_eq!(made.status, 201, "{}", made.text());
        }
        bridged
    }

    /// A repository with a model that imports the bridge, and the command line in it for
    /// somebody who may not see what is behind.
    fn repository(&self) -> Bench {
        let settings = format!(
            "registry = \"{}\"\nmodels = [\"models\"]\n[dependencies]\nbridge = \"*\"\n",
            self.served.url()
        );
        Bench::with(&[
            ("denota.toml", &settings),
            ("models/mine.ttl", &model("mine", &[BRIDGE])),
        ])
    }

    fn run(&self, bench: &Bench, arguments: &[&str]) -> Ran {
        let mut command = bench.command(arguments);
        command
            .env("DENOTA_TOKEN", &self.outsider)
            .env("XDG_CACHE_HOME", bench.path("cache"));
        command.output().unwrap().into()
    }

    fn get(&self, token: &str, path: &str) -> Answer {
        self.served.get(path, Some(token))
    }
}

/// An answer about one name as if it were about another of the same length.
fn renamed(answer: &Answer, from: &str, to: &str) -> (u16, BTreeMap<String, String>, String) {
    let answer = comparable(answer);
    let text = answer.text().replace(from, to);
    (answer.status, answer.headers, text)
}

#[test]
fn what_is_made_of_something_hidden_is_not_there() {
    let bridged = Bridged::start();
    let text = bridged.get(&bridged.outsider, "/api/v1/models/bridge");
    assert!(
        text.status == 200 && text.text().contains(MARK),
        "what its author wrote is whole: {}",
        text.text()
    );
    let models = "/api/v1/models/NAME/artifacts";
    let subjects = "/schema-registry/subjects/NAME.Thing";
    for path in [
        models.to_string(),
        format!("{models}?version=1.0.0"),
        format!("{models}?version=latest"),
        format!("{models}/avro?version=1.0.0"),
        format!("{models}/avro.tar.gz?version=1.0.0"),
        format!("{models}/graphql/NAME.graphqls?version=1.0.0"),
        format!("{models}/avro/NAME/Thing.avsc?version=%5E1"),
        format!("{models}/iceberg/denota.ids?version=1.0.0"),
        "/api/v1/models/NAME/diff?from=1.0.0&to=1.0.0".to_owned(),
        format!("{subjects}/versions"),
        format!("{subjects}-value/versions/1"),
        format!("{subjects}/versions/latest/schema"),
        format!("{subjects}/versions/1/referencedby"),
    ] {
        let of = |name: &str| bridged.get(&bridged.outsider, &path.replace("NAME", name));
        let there = renamed(&of("bridge"), "bridge", "brigde");
        assert_eq!(there.0, 404, "{path}: {}", there.2);
        assert_eq!(there, renamed(&of("brigde"), "", ""), "{path}");
        let insider = bridged.get(&bridged.insider, &path.replace("NAME", "bridge"));
        assert!(insider.status < 400, "{path}: {}", insider.text());
    }
    let known = bridged.get(
        &bridged.insider,
        "/schema-registry/subjects/bridge.Thing/versions/1",
    );
    let id = known.json()["id"].to_string();
    for below in ["", "/schema", "/subjects", "/versions"] {
        let of = |id: &str| {
            let path = format!("/schema-registry/schemas/ids/{id}{below}");
            comparable(&bridged.get(&bridged.outsider, &path))
        };
        assert_eq!(of(&id).status, 404);
        assert_eq!(of(&id), of("999"));
    }
    for list in ["subjects?deleted=true", "schemas?deleted=true"] {
        let path = format!("/schema-registry/{list}");
        let told = bridged.get(&bridged.outsider, &path).text();
        assert!(told.contains("people.Person"), "{told}");
        assert!(!told.contains("bridge") && !told.contains(MARK), "{told}");
    }
    let page = bridged.get(&bridged.outsider, "/models/bridge");
    assert_eq!(page.status, 200);
    assert!(!page.text().contains("/artifacts/"), "{}", page.text());
}

/// A state that was made with a hidden graph is followed by one without it, by somebody who
/// may not read that graph.
#[test]
fn what_follows_a_state_made_with_something_hidden_does_not_name_it() {
    let bench = Bench::with(&[("denota.toml", SETTINGS), ("policy.cedar", &policy())]);
    let insider = token(
        &bench,
        &["insider", "--team", "people", "--team", "unreleased"],
    );
    let outsider = token(&bench, &["outsider", "--team", "people"]);
    let served = Served::ready(bench);
    let owned = hidden(MARK).replace(
        "upper:domain ",
        "upper:owner \"unreleased\" ; upper:domain ",
    );
    let with = model("mine", &[&class(MARK)]);
    for (name, text) in [("people", super::PEOPLE), (MARK, &owned), ("mine", &with)] {
        let made = served.create_as(&insider, name, text);
        assert_eq!(made.status, 201, "{}", made.text());
    }
    let replace = |token: &str, text: &str| {
        let path = "/api/v1/models/mine";
        let tag = served.get(path, Some(token)).header("etag").to_owned();
        let bearer = format!("Bearer {token}");
        let headers = [
            ("authorization", &*bearer),
            ("content-type", "text/turtle"),
            ("if-match", &tag),
        ];
        let answer = served.send("PUT", path, &headers, text.as_bytes());
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer
    };
    let ids = |token: &str, version: &str| {
        let path = "/api/v1/models/mine/artifacts/iceberg/denota.ids?version=";
        served.get(&format!("{path}{version}"), Some(token)).text()
    };
    let numbers = |ids: &str| -> Vec<String> {
        let lines = ids.lines().filter(|l| !l.starts_with('#'));
        let mut numbers: Vec<String> = lines
            .filter_map(|l| Some(l.rsplit_once(' ')?.1.to_owned()))
            .collect();
        numbers.sort_unstable();
        numbers
    };
    let before = ids(&insider, "1.0.0");
    assert!(before.contains(MARK), "{before}");
    let without = model("mine", &[])
        + ":Thing upper:property :more .
:more a upper:Attribute ; upper:label \"more\"@en ; upper:description \"More.\"@en ;
    upper:datatype xsd:string ; upper:maxCount 1 .
";
    let answer = replace(&outsider, &without).text();
    assert!(
        !answer.contains(MARK) && !answer.contains("to0"),
        "{answer}"
    );
    let after = ids(&outsider, "2.0.0");
    assert!(!after.contains(MARK), "{after}");
    assert_eq!(after, ids(&insider, "2.0.0"));
    let kept = numbers(&after);
    assert!(numbers(&before).iter().all(|n| kept.contains(n)), "{after}");
    assert_eq!(kept.len(), numbers(&before).len() + 1, "{after}");
    // Whoever may read it finds the numbers again that were given.
    let version = replace(&insider, &with).json()["graphs"][0]["version"].clone();
    let again = ids(&insider, version.as_str().unwrap());
    let lines = before.lines();
    assert!(lines.clone().all(|l| again.contains(l)), "{before}{again}");
}

#[test]
fn a_bridge_can_be_used_and_tells_nothing() {
    let bridged = Bridged::start();
    let text = model("mine", &[BRIDGE]);
    let made = bridged.served.create_as(&bridged.outsider, "mine", &text);
    assert_eq!(made.status, 201, "{}", made.text());
    assert!(!made.text().contains(MARK), "{}", made.text());
    let path = "/api/v1/models/mine/artifacts/graphql/mine.graphqls?version=1.0.0";
    assert_eq!(bridged.get(&bridged.outsider, path).status, 404);
    assert_eq!(bridged.get(&bridged.insider, path).status, 200);
}

#[test]
fn what_lies_behind_a_bridge_cannot_be_used() {
    let bridged = Bridged::start();
    let put = |name: &str, import: bool| {
        let mut text = model("mine", &[BRIDGE, &class(name)]);
        if !import {
            text = text.replace(
                &format!(": owl:imports <{}> .\n", IRI.replace("FISH", name)),
                "",
            );
        }
        let answer = bridged.served.create_as(&bridged.outsider, "mine", &text);
        renamed(&answer, ABSENT, MARK)
    };
    for import in [true, false] {
        let hidden = put(MARK, import);
        assert_eq!(hidden.0, 422, "{}", hidden.2);
        assert_eq!(hidden, put(ABSENT, import));
    }
    let term = encoded(&class(MARK));
    let asked = bridged.get(&bridged.outsider, &format!("/api/v1/terms?iri={term}"));
    assert_eq!(asked.status, 404);
}

/// What was made of a bridge is refused because of what is behind it, and the trail says so.
#[test]
fn who_asked_for_what_was_made_of_something_hidden_is_in_the_trail() {
    let bridged = Bridged::start();
    let paths = ["artifacts/avro", "diff"].map(|below| format!("/api/v1/models/bridge/{below}"));
    for path in &paths {
        assert_eq!(bridged.get(&bridged.outsider, path).status, 404, "{path}");
    }
    let iri = encoded(&IRI.replace("FISH", MARK));
    let trail = format!("/api/v1/audit?who=outsider&graph={iri}");
    let told = |served: &Served| {
        let all = served.get(&trail, Some(&bridged.root)).text();
        paths.iter().all(|path| all.contains(path.as_str()))
    };
    bridged.served.until("both are in the trail", told);
}

/// What the registry lets somebody build on, the command line does too.
#[test]
fn a_bridge_is_pulled_and_built_on_by_commands() {
    let bridged = Bridged::start();
    let bench = bridged.repository();
    let run = |arguments: &[&str]| bridged.run(&bench, arguments);
    run(&["pull"]).ends(0);
    let checked = run(&["check", "--deny", "warnings"]).ends(0);
    assert!(!checked.out.contains(MARK), "{}", checked.out);
    let published = run(&["publish"]).ends(0);
    assert!(published.out.contains("mine 1.0.0"), "{}", published.out);
    // What would be made of it shows what is behind, as it does in the registry.
    for make in [&["transpile", "all", "--out", "out"][..], &["provision"]] {
        let refused = run(make).ends(2);
        assert!(
            refused.err.contains("nothing can be made"),
            "{}",
            refused.err
        );
    }
    assert!(!bench.path("out").exists());
    // One's own imports must be there all the same.
    let text = bench.read("models/mine.ttl");
    let text = text.replace("onto/bridge#> .", "onto/brigde#> .");
    bench.write("models/mine.ttl", &text);
    let missing = run(&["check"]).ends(1);
    assert!(missing.out.contains("U0073"), "{}", missing.out);
}

#[test]
fn a_log_goes_on_past_what_may_not_be_read() {
    let bridged = Bridged::start();
    let bench = bridged.repository();
    let bearer = format!("Bearer {}", bridged.insider);
    let current = bridged.get(&bridged.insider, "/api/v1/models/bridge");
    let headers = [
        ("authorization", &*bearer),
        ("content-type", "text/turtle"),
        ("if-match", current.header("etag")),
    ];
    let changed = model("bridge", &[&class(MARK)]).replace("\"A thing.\"", "\"Any thing.\"");
    let path = "/api/v1/models/bridge";
    let put = bridged
        .served
        .send("PUT", path, &headers, changed.as_bytes());
    assert_eq!(put.status, 200, "{}", put.text());
    let log = bridged.run(&bench, &["log", "bridge", "--changes"]).ends(0);
    for words in ["1.0.1", "1.0.0", "may read all"] {
        assert!(log.out.contains(words), "{}", log.out);
    }
}

#[test]
fn a_page_leads_to_what_is_hidden_as_to_what_is_nowhere() {
    let bridged = Bridged::start();
    let property = format!(
        "/term?iri={}",
        encoded("https://example.com/onto/bridge#to0")
    );
    let page = |token: &str| {
        let answer = bridged.get(token, &property);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.text()
    };
    let class = class(MARK);
    let inside = format!("/term?iri={}", encoded(&class));
    assert!(page(&bridged.insider).contains(&inside));
    let seen = page(&bridged.outsider);
    assert!(!seen.contains(&inside), "{seen}");
    assert!(
        seen.contains(&format!(
            "href=\"{class}\" title=\"{class}\" rel=\"noreferrer\""
        )),
        "{seen}"
    );
}
