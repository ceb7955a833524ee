//! Models of other teams beside one's own, in the record of what was provisioned.

use crate::registry::{PEOPLE, Repository, TITLES, has};
use crate::serve::Server;

/// A repository of titles that needs people `^1`.
fn titles(settings: &str) -> Repository {
    let settings = format!("owner = \"films\"\n{settings}\n[dependencies]\npeople = \"^1\"\n");
    let titles = Repository::new(&settings, TITLES);
    let row = "{\"code\": \"m\", \"director\": \"fritz\"}\n";
    std::fs::write(titles.path().join("films.jsonl"), row).unwrap();
    titles
}

fn people(server: &Server) -> Repository {
    let settings = format!("owner = \"staff\"\nregistry = \"{}\"\n", server.url());
    Repository::new(&settings, PEOPLE)
}

/// The versions of people as `denota log` shows them, with their owners.
fn log(of: &Repository) -> Vec<String> {
    let shown = of.says(&["log", "people"]);
    let line = |line: &str| {
        let version = line.split_whitespace().next().unwrap_or_default();
        let owner = line.split_once("owned by ").map_or("nobody", |(_, o)| o);
        let owner = owner.split_whitespace().next().unwrap_or_default();
        format!("{version} {owner}")
    };
    shown.lines().map(line).collect()
}

#[test]
fn what_was_pulled_stays_its_owners_in_the_registry_that_has_it() {
    let hub = titles("");
    let server = Server::start(&[], hub.path());
    let team = people(&server);
    team.says(&["publish"]);
    hub.says(&["pull"]);
    team.model(&PEOPLE.replace("people:id", "people:number"));
    has(&team.says(&["publish"]), &["people 2.0.0"]);
    let said = hub.says(&["provision", "--yes"]);
    assert!(!said.contains("recorded `people`"), "{said}");
    assert_eq!(log(&team), ["2.0.0 staff", "1.0.0 staff"]);
    // Rows are of the tables as they were made, with the version that is locked.
    has(
        &hub.says(&["load", "titles:Film", "films.jsonl"]),
        &["1 new"],
    );
    has(&hub.says(&["doctor"]), &["all valid"]);
    team.model(&PEOPLE.replace("people:id", "people:code"));
    has(&team.says(&["publish"]), &["people 3.0.0"]);
    drop(server);
    has(&hub.says(&["provision", "--yes"]), &["nothing to do"]);
    assert_eq!(log(&hub)[0], "3.0.0 staff");
    has(
        &hub.says(&["load", "titles:Film", "films.jsonl"]),
        &["nothing to do"],
    );
    has(&hub.says(&["doctor"]), &["all valid"]);
}

#[test]
fn a_folder_records_what_it_pulled_under_its_own_version_and_for_nobody() {
    let registry = tempfile::tempdir().unwrap();
    let server = Server::start(&[], registry.path());
    let team = people(&server);
    team.says(&["publish"]);
    team.model(&PEOPLE.replace("\"People\"@en", "\"Folk\"@en"));
    has(&team.says(&["publish"]), &["people 1.0.1"]);
    let other = titles(&format!("registry = \"{}\"", server.url()));
    other.says(&["pull"]);
    other.says(&["provision", "--yes"]);
    team.model(&PEOPLE.replace("\"People\"@en", "\"Persons\"@en"));
    has(&team.says(&["publish"]), &["people 1.0.2"]);
    other.says(&["pull", "--update"]);
    other.model(&TITLES.replace("titles:Film", "titles:Movie"));
    let said = other.says(&["provision", "--yes"]);
    has(
        &said,
        &[
            "recorded `titles`",
            "as 2.0.0 in `.denota/registry`",
            "publish --dry-run",
        ],
    );
    assert!(!said.contains("recorded `people`"), "{said}");
    let settings = std::fs::read_to_string(other.path().join("denota.toml")).unwrap();
    let settings = settings.replace("registry = ", "# registry = ");
    std::fs::write(other.path().join("denota.toml"), settings).unwrap();
    assert_eq!(log(&other), ["1.0.2 nobody", "1.0.1 nobody"]);
}
