//! Commands that speak to a registry: of another team's, of a server on the same folder, and
//! of the store of the folder itself.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::http_serve::{in_flight, until};
use crate::serve::Server;

pub(crate) const PEOPLE: &str = r#"
@prefix people: <https://example.org/people#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
people: a upper:DomainModel ; upper:domain "people" ; upper:label "People"@en .
people:Person a upper:DirectClass ; upper:label "Person"@en ; upper:primaryKey ( people:id ) ;
    upper:property people:id , people:name .
people:id a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
people:name a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
"#;

pub(crate) const TITLES: &str = r#"
@prefix people: <https://example.org/people#> .
@prefix titles: <https://example.org/titles#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
titles: a upper:DomainModel ; upper:domain "titles" ; owl:imports people: .
titles:Film a upper:DirectClass ; upper:primaryKey ( titles:code ) ; upper:property titles:code , titles:director .
titles:code a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
titles:director a upper:Relationship ; upper:class people:Person ; upper:maxCount 1 .
"#;

/// A repository with one model, and a cache of its own.
pub(crate) struct Repository {
    dir: tempfile::TempDir,
    cache: tempfile::TempDir,
}

impl Repository {
    pub(crate) fn new(settings: &str, model: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("denota.toml"), settings).unwrap();
        let cache = tempfile::tempdir().unwrap();
        let repository = Self { dir, cache };
        repository.model(model);
        repository
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn model(&self, text: &str) {
        std::fs::write(self.path().join("model.ttl"), text).unwrap();
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_denota"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env("XDG_CACHE_HOME", self.cache.path())
            .env_remove("DENOTA_TOKEN");
        command
    }

    /// What a command prints that ends well.
    pub(crate) fn says(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let text = said(&output);
        assert!(output.status.success(), "{arguments:?}: {text}");
        text
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

pub(crate) fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

pub(crate) fn has(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "`{word}` is not in:\n{text}");
    }
}

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

/// The settings of a repository that needs the model of the other team.
fn needing_people(server: &Server, range: &str) -> String {
    let url = server.url();
    format!("registry = \"{url}\"\n[dependencies]\npeople = \"{range}\"\n")
}

#[test]
fn a_lock_that_the_range_no_longer_admits_is_told() {
    let team = Repository::new("", PEOPLE);
    let server = Server::start(&[], team.path());
    team.says(&["publish"]);
    let settings = |range: &str| needing_people(&server, range);
    let other = Repository::new(&settings("^1"), TITLES);
    let unlocked = other.run(&["pull", "--locked"]);
    assert_eq!(unlocked.status.code(), Some(2), "{}", said(&unlocked));
    has(&said(&unlocked), &["denota.lock", "without `--locked`"]);
    assert!(!other.path().join("denota.lock").exists());
    other.says(&["pull"]);
    other.says(&["pull", "--locked"]);
    team.model(&PEOPLE.replace("people:name", "people:fullName"));
    team.says(&["publish"]);
    other.says(&["pull", "--locked"]);
    std::fs::write(other.path().join("denota.toml"), settings("^2")).unwrap();
    let moved = other.run(&["pull", "--locked"]);
    assert_eq!(moved.status.code(), Some(2), "{}", said(&moved));
    has(
        &other.says(&["pull"]),
        &[
            "people: locked 1.0.0 is outside the range `^2`",
            "now 2.0.0",
        ],
    );
}

#[test]
fn another_teams_model_is_pulled_locked_and_kept_while_it_moves_on() {
    let team = Repository::new("", PEOPLE);
    let server = Server::start(&[], team.path());
    team.says(&["publish"]);
    let settings = format!(
        "registry = \"{}\"\n[dependencies]\npeople = \"^1\"\n",
        server.url()
    );
    let other = Repository::new(&settings, TITLES);
    let missing = other.run(&["check"]);
    assert_eq!(missing.status.code(), Some(1), "{}", said(&missing));
    has(
        &other.says(&["pull"]),
        &["fetched people 1.0.0", "wrote `denota.lock`"],
    );
    other.says(&["check"]);
    has(&other.says(&["publish"]), &["titles 1.0.0"]);
    // The new major version leaves alone who asked for ^1.
    team.model(&PEOPLE.replace("people:name", "people:fullName"));
    has(&team.says(&["publish"]), &["people 2.0.0"]);
    has(&other.says(&["pull", "--update"]), &["1 model at hand"]);
    let lock = std::fs::read_to_string(other.path().join("denota.lock")).unwrap();
    has(&lock, &["domain = \"people\"", "version = \"1.0.0\""]);
    // Everything goes on without the registry.
    drop(server);
    std::fs::remove_dir_all(other.path().join(".denota")).ok();
    other.says(&["check"]);
    other.says(&["transpile", "graphql", "--out", "out"]);
    assert!(other.path().join("out/graphql/titles.graphqls").is_file());
    let pulled = other.path().join("out/graphql/people.graphqls");
    assert!(!pulled.exists(), "what was only pulled is not ours to make");
    damaged_texts_are_not_used(&other);
    std::fs::remove_dir_all(other.cache.path()).unwrap();
    let gone = other.run(&["check"]);
    assert_eq!(gone.status.code(), Some(2));
    has(&said(&gone), &["`people` 1.0.0", "denota pull"]);
}

/// What is in the cache is used as it was put there, or not at all.
fn damaged_texts_are_not_used(other: &Repository) {
    let folder = other.cache.path().join("denota/graphs");
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().collect();
    let paths = files.into_iter().map(|file| file.unwrap().path());
    let people = |path: &std::path::PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        text.contains("domain \"people\"")
    };
    let path = paths.into_iter().find(people).unwrap();
    let whole = std::fs::read_to_string(&path).unwrap();
    let mut broken = whole.clone().into_bytes();
    *broken.last_mut().unwrap() = 0xff;
    let half = whole.get(..whole.len() / 2).unwrap();
    let (_, text) = whole.split_once('\n').unwrap();
    let another = text
        .replace("fullName", "name")
        .replace("people:name", "people:other");
    for damaged in [&*broken, half.as_bytes(), b"", another.as_bytes()] {
        std::fs::write(&path, damaged).unwrap();
        let gone = other.run(&["check"]);
        assert_eq!(gone.status.code(), Some(2));
        has(&said(&gone), &["`people` 1.0.0", "denota pull"]);
    }
    // An older denota put texts in without a sum.
    std::fs::write(&path, text).unwrap();
    other.says(&["check"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), whole);
}

#[test]
fn a_lock_holds_where_what_it_names_has_another_name_by_now() {
    let team = Repository::new("", PEOPLE);
    let server = Server::start(&[], team.path());
    team.says(&["publish"]);
    let settings = |range: &str| needing_people(&server, range);
    let other = Repository::new(&settings("*"), TITLES);
    other.says(&["pull"]);
    has(&other.says(&["publish"]), &["titles 1.0.0"]);
    team.model(&PEOPLE.replace("upper:domain \"people\"", "upper:domain \"persons\""));
    team.says(&["publish"]);
    std::fs::remove_dir_all(other.cache.path()).unwrap();
    has(
        &other.says(&["pull", "--locked"]),
        &["fetched people 1.0.0"],
    );
    other.says(&["pull", "--update"]);
    let path = other.path().join("denota.lock");
    let lock = std::fs::read_to_string(&path).unwrap();
    has(
        &lock,
        &[
            "domain = \"people\"",
            "iri = \"https://example.org/people#\"",
        ],
    );
    assert!(!lock.contains("version = \"1.0.0\""), "{lock}");
    // A range is for the model that is locked, and another range is something to publish. Schemas
    // name what is of the other model after it, so with its new name they are others.
    std::fs::write(other.path().join("denota.toml"), settings(">=1")).unwrap();
    has(
        &other.says(&["publish"]),
        &["titles 2.0.0  major", "`persons`", "1 graph published"],
    );
    has(&other.says(&["publish"]), &["nothing to publish"]);
    // What was pulled is there for every command.
    has(&other.says(&["map", "check"]), &["warnings in 1 file"]);
    // What is locked is what is asked for.
    std::fs::write(other.path().join("denota.toml"), settings("^9")).unwrap();
    let refused = other.run(&["check"]);
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
    has(&said(&refused), &["asks for `^9`", "run `denota pull`"]);
    std::fs::write(other.path().join("denota.toml"), settings(">=1")).unwrap();
    // Another graph under the name is not pulled unseen.
    let elsewhere = lock.replace("example.org/people#", "example.org/elsewhere#");
    std::fs::write(&path, elsewhere).unwrap();
    let moved = other.run(&["pull", "--update"]);
    assert_eq!(moved.status.code(), Some(2), "{}", said(&moved));
    has(
        &said(&moved),
        &[
            "`people` is locked to `https://example.org/elsewhere#`",
            "denota.lock",
        ],
    );
}

/// A model of no account in a version.
fn versioned(name: &str, version: &str, needs: &str) -> String {
    let imports = match needs {
        "" => String::new(),
        other => format!(" ; owl:imports <https://example.org/{other}#>"),
    };
    format!(
        r#"@prefix : <https://example.org/{name}#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
: a upper:DomainModel ; upper:domain "{name}" ; owl:versionInfo "{version}"{imports} .
:Thing a upper:DirectClass ; upper:property :label .
:label a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .
"#
    )
}

#[test]
fn a_range_of_a_version_that_is_not_pulled_does_not_count() {
    let team = Repository::new("", PEOPLE);
    let server = Server::start(&[], team.path());
    let mut hashes = std::collections::BTreeMap::new();
    for (name, version, needs, range) in [
        ("bb", "1.0.0", "", ""),
        ("aa", "1.0.0", "bb", "^1"),
        ("cc", "1.0.0", "aa", "^1"),
        ("bb", "2.0.0", "", ""),
        ("aa", "2.0.0", "bb", "^2"),
    ] {
        let iri = |name: &str| format!("https://example.org/{name}#");
        let before: &str = hashes.get(name).map_or("*", String::as_str);
        let mut body = serde_json::json!({
            "graphs": [{ "path": "model.ttl", "text": versioned(name, version, needs) }],
            "preconditions": { iri(name): before },
        });
        if !needs.is_empty() {
            body["ranges"] = serde_json::json!({ iri(needs): range });
        }
        let json = [("content-type", "application/json")];
        let path = "/api/v1/publications";
        let made = server.send("POST", path, &json, body.to_string()).is(200);
        let hash = made.json()["graphs"][0]["hash"]
            .as_str()
            .unwrap()
            .to_owned();
        hashes.insert(name, hash);
    }
    let settings = format!(
        "registry = \"{}\"\n[dependencies]\naa = \"*\"\ncc = \"*\"\n",
        server.url()
    );
    let other = Repository::new(&settings, PEOPLE);
    other.says(&["pull"]);
    let lock = std::fs::read_to_string(other.path().join("denota.lock")).unwrap();
    assert_eq!(lock.matches("version = \"1.0.0\"").count(), 3, "{lock}");
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
