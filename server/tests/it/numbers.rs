//! The life of `denota.ids`: one number for one column, in the file, the registry and the table,
//! whichever of them came first.

use crate::repository::{PEOPLE, Repository, has, said};
use crate::serve::Server;

/// People with a property before the name.
fn nicked() -> String {
    let nick = "people:nick a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .\n";
    PEOPLE.replace("people:id , ", "people:id , people:nick , ") + nick
}

fn ids(of: &Repository) -> String {
    std::fs::read_to_string(of.path().join("denota.ids")).unwrap_or_default()
}

/// Asserts the numbers of the nick and the name in a ledger.
fn numbered(ledger: &str, nick: u32, name: u32) {
    has(
        ledger,
        &[
            &format!("people#nick {nick}\n"),
            &format!("people#name {name}\n"),
        ],
    );
}

fn artifact(server: &Server, version: &str) -> String {
    let path = format!("/api/v1/models/people/artifacts/iceberg/denota.ids?version={version}");
    server.get(&path).is(200).text()
}

/// A registry, and a repository of people that publishes to it.
fn both() -> (tempfile::TempDir, Server, Repository) {
    let registry = tempfile::tempdir().unwrap();
    let server = Server::start(&[], registry.path());
    let here = clone(&server.url(), PEOPLE);
    (registry, server, here)
}

fn clone(url: &str, model: &str) -> Repository {
    Repository::new(&format!("registry = \"{url}\"\n"), model)
}

#[test]
fn numbers_that_were_published_first_are_those_of_the_tables() {
    let (_registry, server, here) = both();
    here.says(&["publish"]);
    assert_eq!(ids(&here), "", "publishing writes nothing here");
    here.model(&nicked());
    here.says(&["provision", "--dry-run"]);
    assert_eq!(ids(&here), "", "nor does a dry run");
    has(&here.says(&["provision", "--yes"]), &["wrote `denota.ids`"]);
    numbered(&ids(&here), 3, 2);
    has(&here.says(&["publish"]), &["people 1.1.0"]);
    assert_eq!(artifact(&server, "1.1.0"), ids(&here));
    let told = here.says(&["provision", "--yes"]);
    assert!(!told.contains("other numbers"), "{told}");
    has(&here.says(&["doctor"]), &["`denota.ids` is in order\n"]);
}

#[test]
fn the_registry_of_the_folder_is_asked_where_no_other_is_named() {
    let here = Repository::new("", PEOPLE);
    here.says(&["publish"]);
    here.model(&nicked());
    here.says(&["provision", "--yes"]);
    numbered(&ids(&here), 3, 2);
    let served = Repository::new("", PEOPLE);
    let _server = Server::start(&[], served.path());
    served.says(&["publish"]);
    served.model(&nicked());
    served.says(&["transpile", "iceberg", "--update-ids", "--out", "out"]);
    numbered(&ids(&served), 3, 2);
}

#[test]
fn numbers_go_on_where_a_model_has_another_name_or_was_retired() {
    let (_registry, server, here) = both();
    here.says(&["publish"]);
    let renamed = nicked().replace("upper:domain \"people\"", "upper:domain \"persons\"");
    let other = clone(&server.url(), &renamed);
    other.says(&["provision", "--yes"]);
    numbered(&ids(&other), 3, 2);
    let model = server.get("/api/v1/models/people?version=1.0.0").is(200);
    let hash = model
        .header("etag")
        .split('.')
        .next()
        .unwrap()
        .trim_matches('"')
        .to_owned();
    let tag = format!("\"{hash}\"");
    let gone = [("if-match", tag.as_str())];
    server
        .send("DELETE", "/api/v1/models/people", &gone, "")
        .is(200);
    here.model(&nicked());
    here.says(&["provision", "--yes"]);
    numbered(&ids(&here), 3, 2);
}

#[test]
fn a_clone_without_the_file_is_told_and_takes_the_numbers_over() {
    let (_registry, server, here) = both();
    here.says(&["publish"]);
    here.model(&nicked());
    here.says(&["publish"]);
    let clone = clone(&server.url(), &nicked());
    let transpile = ["transpile", "iceberg", "--out", "out"];
    has(
        &clone.says(&transpile),
        &["there is no `denota.ids`", "--update-ids", &server.url()],
    );
    has(
        &clone.says(&["doctor"]),
        &["no `denota.ids` yet, without 3 numbers that were published"],
    );
    clone.says(&["transpile", "iceberg", "--update-ids", "--out", "out"]);
    assert_eq!(ids(&clone), artifact(&server, "1.1.0"));
    let told = clone.says(&transpile);
    assert!(!told.contains("there is no `denota.ids`"), "{told}");
    // Where nothing was published there is nothing to be told of.
    let alone = Repository::new("", PEOPLE).says(&transpile);
    assert!(!alone.contains("there is no `denota.ids`"), "{alone}");
}

#[test]
fn a_registry_that_does_not_answer_holds_no_table_up() {
    let (registry, server, here) = both();
    here.says(&["publish"]);
    drop(server);
    here.model(&nicked());
    has(
        &here.says(&["provision", "--yes"]),
        &["numbered without the registry", "no answer from"],
    );
    numbered(&ids(&here), 2, 3);
    // Nothing new, nothing to ask.
    let told = here.says(&["provision", "--yes"]);
    assert!(!told.contains("without the registry"), "{told}");
    let server = Server::start(&[], registry.path());
    let settings = format!("registry = \"{}\"\n", server.url());
    std::fs::write(here.path().join("denota.toml"), settings).unwrap();
    let refused = here.run(&["publish"]);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    has(
        &said(&refused),
        &["U0507", "denota transpile iceberg --update-ids"],
    );
    let doctor = here.run(&["doctor"]);
    assert_eq!(doctor.status.code(), Some(1), "{}", said(&doctor));
    has(
        &said(&doctor),
        &[
            "`denota.ids` is not what was published",
            "has number 2, not 3",
        ],
    );
    // Published numbers stay; the table keeps its own, which is said.
    here.says(&["transpile", "iceberg", "--update-ids", "--out", "out"]);
    numbered(&ids(&here), 3, 2);
    has(&here.says(&["publish"]), &["people 1.1.0"]);
    let other = "`people.person` has other numbers than `denota.ids`";
    has(&here.says(&["provision", "--yes"]), &[other]);
    numbered(&ids(&here), 3, 2);
    has(
        &here.says(&["doctor"]),
        &[other, "`denota.ids` is in order\n"],
    );
}

#[test]
fn numbers_of_a_table_come_before_new_ones() {
    let here = Repository::new("", PEOPLE);
    here.says(&["provision", "--yes"]);
    here.model(&nicked());
    here.says(&["provision", "--yes"]);
    numbered(&ids(&here), 3, 2);
    // The file without its last line: a branch that was never merged.
    let lines = ids(&here);
    let lines: Vec<&str> = lines.lines().filter(|l| !l.contains("#nick ")).collect();
    let number = "iceberg https://example.org/people#Person https://example.org/people#gone 7";
    std::fs::write(
        here.path().join("denota.ids"),
        lines.join("\n") + "\n" + number + "\n",
    )
    .unwrap();
    here.says(&["provision", "--yes"]);
    numbered(&ids(&here), 3, 2);
    has(&ids(&here), &["people#gone 7\n"]);
}
