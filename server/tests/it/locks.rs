//! Models of other teams: pulled, locked, and kept while they move on.

use crate::repository::{PEOPLE, Repository, TITLES, has, said};
use crate::serve::Server;

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
