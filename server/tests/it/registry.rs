//! Commands that speak to a registry: of another team's, of a server on the same folder, and
//! of the store of the folder itself.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::http_serve::{in_flight, until};
use crate::repository::{PEOPLE, Repository, TITLES, has, said};
use crate::serve::Server;

#[test]
fn a_model_is_published_again_only_where_it_changes() {
    let here = Repository::new("", PEOPLE);
    has(
        &here.says(&["publish", "--dry-run"]),
        &["people 1.0.0", "new", "would be published"],
    );
    let log = here.run(&["log", "people"]);
    assert_eq!(log.status.code(), Some(2), "a dry run publishes nothing");
    has(
        &here.says(&["publish"]),
        &["people 1.0.0", "1 graph published"],
    );
    has(
        &here.says(&["publish"]),
        &["unchanged", "nothing to publish"],
    );
    // A name that readers rely on is gone: they break, so the version is a major one.
    here.model(&PEOPLE.replace("people:name", "people:fullName"));
    has(
        &here.says(&["publish"]),
        &["people 2.0.0", "major", "people#name", "people#fullName"],
    );
    has(
        &here.says(&["log", "people", "--changes"]),
        &["2.0.0", "1.0.0", "removed"],
    );
    has(
        &here.says(&["search", "perso"]),
        &["people:Person", "DirectClass"],
    );
    let model = here.says(&["search", "people", "--kind", "DomainModel"]);
    assert!(!model.contains("people:people"), "{model}");
    has(&model, &["\npeople ", "DomainModel"]);
    let versions = here.json(&["log", "people", "--format", "json"]);
    assert_eq!(versions["items"].as_array().unwrap().len(), 2);
}

#[test]
fn a_version_that_claims_less_than_it_changes_is_refused() {
    let here = Repository::new("", PEOPLE);
    here.says(&["publish"]);
    let claimed = PEOPLE
        .replace(
            "upper:domain \"people\" ;",
            "upper:domain \"people\" ; <http://www.w3.org/2002/07/owl#versionInfo> \"1.0.1\" ;",
        )
        .replace("people:name", "people:fullName");
    here.model(&claimed);
    let refused = here.run(&["publish"]);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    has(
        &said(&refused),
        &["claims version 1.0.1", "at least 2.0.0", "people#name"],
    );
}

/// The same finding in every format: it is at the version that the model claims.
#[test]
fn a_claim_that_is_refused_is_a_finding() {
    let here = Repository::new("", PEOPLE);
    here.says(&["publish"]);
    let version = "owl:versionInfo \"1.0.1\"";
    let claimed = PEOPLE
        .replace("people: a", &format!("people: {version} ; a"))
        .replace("people:name", "people:fullName");
    here.model(&format!(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .{claimed}"
    ));
    let line = 1 + claimed.lines().position(|l| l.contains(version)).unwrap();
    let print = |format: &str| {
        let refused = here.run(&["publish", "--format", format]);
        assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
        String::from_utf8(refused.stdout).unwrap()
    };
    let json: Value = serde_json::from_str(&print("json")).unwrap();
    let finding = &json["findings"][0];
    assert_eq!(
        (&finding["code"], &finding["start"]["line"]),
        (&"U0506".into(), &line.into())
    );
    let sarif: Value = serde_json::from_str(&print("sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "U0506");
    let github = print("github");
    assert!(
        github.starts_with(&format!("::error file=model.ttl,line={line},")),
        "{github}"
    );
    assert_eq!(github.lines().count(), 1, "{github}");
    has(&here.says(&["explain", "U0506"]), &["version-too-low"]);
}

#[test]
fn the_same_published_twice_at_once_is_published_once() {
    let team = Repository::new("", PEOPLE);
    let server = Server::start(&[], team.path());
    let settings = format!("registry = \"{}\"\n", server.url());
    let others: Vec<Repository> = (0..6).map(|_| Repository::new(&settings, PEOPLE)).collect();
    for round in 0..3 {
        let changed = PEOPLE.replace("\"Person\"@en", &format!("\"Person {round}\"@en"));
        std::thread::scope(|scope| {
            for other in &others {
                other.model(&changed);
                scope.spawn(|| has(&other.says(&["publish"]), &["people 1.0."]));
            }
        });
    }
    let versions = team.json(&["log", "people", "--format", "json"]);
    assert_eq!(versions["items"].as_array().unwrap().len(), 3);
}
#[test]
fn a_catalog_that_is_not_whole_is_found_by_doctor() {
    let here = Repository::new("", PEOPLE);
    here.says(&["publish"]);
    has(&here.says(&["doctor"]), &["its catalog is whole"]);
    {
        let folder = here.path().join(".denota/registry");
        let registry = ::registry::Registry::open(&folder).unwrap();
        let catalog = ::registry::model::NamedNodeRef::new_unchecked(::registry::catalog::IRI);
        registry.store().clear_graph(catalog).unwrap();
    }
    let sick = here.run(&["doctor"]);
    assert_eq!(sick.status.code(), Some(1), "{}", said(&sick));
    has(&said(&sick), &["the catalog says something else"]);
}

#[test]
fn doctor_asks_the_registry_that_the_settings_name() {
    let theirs = tempfile::tempdir().unwrap();
    let server = Server::start(&[], theirs.path());
    let settings = format!("registry = \"{}\"\n", server.url());
    let here = Repository::new(&settings, PEOPLE);
    has(&here.says(&["doctor"]), &["publishes to", &server.url()]);
    drop(server);
    let sick = here.run(&["doctor"]);
    assert_eq!(sick.status.code(), Some(1), "{}", said(&sick));
    has(&said(&sick), &["no answer from", "is the registry running"]);
}

#[test]
fn commands_wait_for_a_server_that_is_stopping() {
    let here = Repository::new("", PEOPLE);
    here.says(&["publish"]);
    let server = Server::start(&[], here.path());
    let mut begun = TcpStream::connect(server.address()).unwrap();
    let head = "PUT /api/v1/models/people HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/turtle\r\ncontent-length: 99\r\n\r\n@prefix";
    begun.write_all(head.as_bytes()).unwrap();
    until("the request has begun", || in_flight(server.address()) == 1);
    let pid = server.pid().to_string();
    let told = Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    assert!(told.success());
    let announced = here.path().join(".denota/serve.json");
    until("nothing is announced", || !announced.exists());
    let mut log = here.command(&["log", "people"]);
    let log = log.stdin(Stdio::null()).stdout(Stdio::piped());
    let log = log.stderr(Stdio::piped());
    let mut log = log.spawn().unwrap();
    let mut told = BufReader::new(log.stderr.take().unwrap()).lines();
    let mut told = told.by_ref().map_while(Result::ok);
    let waits = "waiting for the server of this folder to stop";
    assert!(told.any(|line| line.contains(waits)), "it does not wait");
    // The server stops once the last request has gone.
    drop(begun);
    let rest: Vec<String> = told.collect();
    let log = log.wait_with_output().unwrap();
    assert!(log.status.success(), "{rest:?}");
    has(&said(&log), &["1.0.0"]);
}

#[test]
fn a_trial_where_nothing_is_published_leaves_nothing_behind() {
    let here = Repository::new("", PEOPLE);
    let said = here.says(&["publish", "--dry-run"]);
    has(&said, &["people 1.0.0", "1 graph would be published"]);
    assert!(!here.path().join(".denota").exists());
    here.says(&["publish"]);
    has(
        &here.says(&["publish", "--dry-run"]),
        &["nothing to publish"],
    );
}

#[test]
fn who_would_break_is_named_before_anything_is_published() {
    let team = Repository::new("", PEOPLE);
    let server = Server::start(&[], team.path());
    team.says(&["publish"]);
    let settings = format!(
        "registry = \"{}\"\n[dependencies]\npeople = \"*\"\n",
        server.url()
    );
    let other = Repository::new(&settings, TITLES);
    other.says(&["pull"]);
    other.says(&["publish"]);
    team.model(&PEOPLE.replace("people:Person", "people:Human"));
    let refused = team.run(&["publish"]);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    // The line of the other team's model is shown, which this team has no file of.
    let line = "titles:director a upper:Relationship ; upper:class people:Person";
    has(&said(&refused), &["titles", line, "nothing was published"]);
    has(&team.says(&["log", "people"]), &["1.0.0"]);
    // What stays valid is told as well, where what is made of it becomes something else.
    team.model(&PEOPLE.replace(
        "people:id a upper:Attribute ; upper:datatype xsd:string",
        "people:id a upper:Attribute ; upper:datatype xsd:long",
    ));
    let told = said(&team.run(&["publish", "--dry-run"]));
    has(
        &told,
        &["affected", "https://example.org/titles#", "people 2.0.0"],
    );
    team.model(&PEOPLE.replace(
        "people:name a",
        "people:nick a upper:Attribute ; upper:datatype xsd:string . people:name a",
    ));
    let told = said(&team.run(&["publish", "--dry-run"]));
    assert!(!told.contains("affected"), "{told}");
}

#[test]
fn commands_go_through_the_server_that_has_the_store() {
    let here = Repository::new("", PEOPLE);
    let server = Server::start(&[], here.path());
    let first = std::thread::scope(|scope| {
        let one = scope.spawn(|| here.says(&["provision", "--yes"]));
        let two = scope.spawn(|| here.run(&["publish"]));
        two.join().unwrap();
        one.join().unwrap()
    });
    has(&first, &["1 table"]);
    has(
        &here.says(&["map", "show", "people:name"]),
        &["people.person.name"],
    );
    let rows = here.path().join("rows.jsonl");
    std::fs::write(&rows, "{\"id\":\"1\",\"name\":\"Ada\"}\n").unwrap();
    here.says(&["load", "people:Person", "rows.jsonl"]);
    has(
        &here.says(&["query", "--sql", "select name from people.person"]),
        &["Ada"],
    );
    // What stands in a row does not turn what is printed behind it.
    let hostile = "select 'a\u{202e}b\u{1b}[2J' as turned, case when name = name then null else name end as missing from people.person limit 1";
    has(
        &here.says(&["query", "--sql", hostile]),
        &["a\u{fffd}b\u{fffd}[2J", "·", "1 row"],
    );
    has(&here.says(&["doctor"]), &["served at", "all valid"]);
    drop(server);
    has(
        &here.says(&["map", "show", "people:name"]),
        &["people.person.name"],
    );
}

#[test]
fn a_backup_made_while_serving_is_restored_elsewhere() {
    let here = Repository::new("", PEOPLE);
    let server = Server::start(&[], here.path());
    here.says(&["publish"]);
    let copy = here.path().join("copy");
    here.says(&["backup", copy.to_str().unwrap()]);
    let full = here.run(&["backup", copy.to_str().unwrap()]);
    assert_eq!(
        full.status.code(),
        Some(2),
        "a copy is never written over another"
    );
    let running = here.run(&["restore", copy.to_str().unwrap()]);
    assert_eq!(running.status.code(), Some(2));
    has(&said(&running), &["a server runs on this folder"]);
    drop(server);
    let there = Repository::new("", PEOPLE);
    there.says(&["restore", copy.to_str().unwrap()]);
    has(&there.says(&["log", "people"]), &["1.0.0"]);
    has(&there.says(&["publish"]), &["unchanged"]);
}

#[test]
fn a_registry_is_asked_wherever_it_is() {
    let team = Repository::new("", PEOPLE);
    let ask = "ASK { GRAPH <https://example.org/people#> { people:name a upper:Attribute } }";
    let nothing = team.run(&["query", "--registry", ask]);
    assert_eq!(nothing.status.code(), Some(2), "{}", said(&nothing));
    assert!(!team.path().join(".denota").exists(), "asking makes none");
    team.says(&["publish"]);
    // In this process, by a worker of its own; the option may stand before and after.
    assert_eq!(team.says(&["query", "--registry", ask]), "yes\n");
    assert_eq!(team.says(&["query", ask, "--registry"]), "yes\n");
    let server = Server::start(&[], team.path());
    assert_eq!(team.says(&["query", ask, "--registry"]), "yes\n");
    let other = Repository::new("", TITLES);
    let url = server.url();
    assert_eq!(other.says(&["query", "--registry", &url, ask]), "yes\n");
    let settings = format!("registry = \"{url}\"\n");
    let settled = Repository::new(&settings, TITLES);
    assert_eq!(settled.says(&["query", "--registry", ask]), "yes\n");
    // What is asked of a registry is not asked of the models here, and the other way round.
    let titles = "ASK { ?film a upper:DirectClass FILTER STRENDS(STR(?film), 'Film') }";
    assert_eq!(settled.says(&["query", "--registry", titles]), "no\n");
    let wrong = other.run(&["query", "--registry", "registry", ask]);
    assert_eq!(wrong.status.code(), Some(2));
    has(&said(&wrong), &["`registry` is not the URL of a registry"]);
    let silent = other.run(&["query", "--registry", &url]);
    assert_eq!(silent.status.code(), Some(2));
    has(&said(&silent), &["there is no query"]);
}

#[test]
fn answers_of_a_registry_look_like_those_of_the_models_here() {
    let here = Repository::new("", PEOPLE);
    here.says(&["publish"]);
    let queries = [
        "SELECT ?p ?label ?max { GRAPH people: { ?p upper:datatype ?d OPTIONAL { ?p upper:maxCount ?max } OPTIONAL { ?p upper:label ?label } } } ORDER BY ?p",
        "SELECT ?label { people: upper:label ?label }",
        "ASK { people:name a upper:Attribute }",
        "CONSTRUCT { ?c a upper:Class } { GRAPH people: { ?c a upper:DirectClass } }",
    ];
    for output in ["table", "json", "csv", "tsv"] {
        for query in queries {
            let local = here.run(&["query", query, "--output", output]);
            let asked = here.run(&["query", query, "--registry", "--output", output]);
            assert!(local.status.success(), "{}", said(&local));
            assert_eq!(said(&local), said(&asked), "{output}: {query}");
        }
    }
    let wrong = here.run(&["query", "SELEC", "--registry"]);
    assert_eq!(wrong.status.code(), Some(2));
    has(
        &said(&wrong),
        &["not SPARQL 1.1", "line 1, column 1", "found `SELEC`"],
    );
}

#[test]
fn what_is_provisioned_without_a_server_is_in_the_trail_too() {
    let here = Repository::new("", PEOPLE);
    here.says(&["provision", "--yes"]);
    let server = Server::start(&[], here.path());
    let trail = server.get("/api/v1/audit?action=publish").json();
    let graphs = trail["items"].as_array().unwrap().iter();
    let graphs: Vec<&str> = graphs.map(|e| e["graph"].as_str().unwrap()).collect();
    for graph in [
        "https://example.org/people#",
        "https://example.org/people/containers/lake#",
        "https://example.org/people/mappings/lake#",
    ] {
        assert!(graphs.contains(&graph), "{graph} is not in {graphs:?}");
    }
}

#[test]
fn numbers_go_with_what_is_provisioned_through_a_server() {
    let here = Repository::new("", PEOPLE);
    here.says(&["transpile", "iceberg", "--update-ids", "--out", "out"]);
    let ledger = here.path().join("denota.ids");
    let numbers = std::fs::read_to_string(&ledger).unwrap();
    let own = numbers.replace("people#name 2", "people#name 7");
    assert_ne!(numbers, own);
    std::fs::write(&ledger, &own).unwrap();
    let server = Server::start(&[], here.path());
    here.says(&["provision", "--yes"]);
    let made = "/api/v1/models/people/artifacts/iceberg/people/Person.json?version=1.0.0";
    let made = server.get(made).is(200).json();
    assert!(
        made.to_string().replace(' ', "").contains("\"id\":7"),
        "{made:#}"
    );
}

#[test]
fn a_model_may_change_its_name_and_a_name_its_model_is_told() {
    let here = Repository::new("", PEOPLE);
    here.says(&["publish"]);
    here.model(&PEOPLE.replace("upper:domain \"people\"", "upper:domain \"persons\""));
    has(&here.says(&["publish"]), &["persons"]);
    here.model(
        &PEOPLE
            .replace("example.org/people", "example.org/others")
            .replace("upper:domain \"people\"", "upper:domain \"persons\""),
    );
    let taken = here.run(&["publish"]);
    assert_eq!(taken.status.code(), Some(1), "{}", said(&taken));
    has(
        &said(&taken),
        &["error[U0503]: the short name `persons` belongs to"],
    );
}

#[test]
fn a_registry_that_is_none_is_told() {
    let there = Repository::new("", PEOPLE);
    let server = Server::start(&[], there.path());
    let here = Repository::new("", PEOPLE);
    let wrong = format!("{}/models", server.url());
    for arguments in [
        &["publish", "--dry-run"][..],
        &["log", "people"],
        &["search", "people"],
    ] {
        let arguments = [arguments, &["--registry", &wrong]].concat();
        let ran = here.run(&arguments);
        assert_eq!(ran.status.code(), Some(2), "{arguments:?}");
        has(
            &said(&ran),
            &[&format!("there is no registry at `{wrong}`")],
        );
    }
    let right = here.run(&["log", "nope", "--registry", &server.url()]);
    has(&said(&right), &["no domain `nope` is published in"]);
}
