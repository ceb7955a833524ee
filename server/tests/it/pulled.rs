//! Models of other teams beside one's own: with what else they are pulled, in the record of what
//! was provisioned, and where rows are loaded.

use crate::repository::{PEOPLE, Repository, TITLES, has, said};
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

/// A repository of reviews that needs titles `^1`, and people by way of these.
fn reviews(server: &Server) -> Repository {
    let registry = server.url();
    let settings = format!("registry = \"{registry}\"\n[dependencies]\ntitles = \"^1\"\n");
    let model = TITLES
        .replace("titles", "reviews")
        .replace("Film", "Review")
        .replace("people:Person", "titles:Film")
        .replace("people", "titles");
    Repository::new(&settings, &model)
}

/// Makes a repository depend on something else.
fn depends(of: &Repository, on: &str) {
    let path = of.path().join("denota.toml");
    let settings = std::fs::read_to_string(&path).unwrap();
    let (rest, _) = settings.split_once("[dependencies]").unwrap();
    std::fs::write(path, format!("{rest}[dependencies]\n{on}\n")).unwrap();
}

/// The versions that are locked, in the order of the domains.
fn locked(of: &Repository) -> Vec<String> {
    let lock = std::fs::read_to_string(of.path().join("denota.lock")).unwrap();
    let versions = lock.lines().filter_map(|l| l.strip_prefix("version = \""));
    let versions = versions.map(|version| version.trim_end_matches('"').to_owned());
    versions.collect()
}

#[test]
fn what_is_not_the_newest_is_pulled_with_what_it_was_published_with() {
    for first in ["1.0.0", "1.0.0-rc.1+b7"] {
        let version = "<http://www.w3.org/2002/07/owl#versionInfo>";
        let name = "upper:domain \"people\" ;";
        let claim = format!("{name} {version} \"{first}\" ;");
        let team = Repository::new("", &PEOPLE.replace(name, &claim));
        let titles = team.path().join("titles.ttl");
        std::fs::write(&titles, TITLES).unwrap();
        let server = Server::start(&[], team.path());
        let people = format!("people {first}");
        has(&team.says(&["publish"]), &[&people, "titles 1.0.0"]);
        // Titles have no range, so that only their next version is held against the next people.
        let human = |text: &str| text.replace("people:Person", "people:Human");
        team.model(&human(PEOPLE));
        let movies = human(TITLES).replace("titles:Film", "titles:Movie");
        std::fs::write(&titles, movies).unwrap();
        let said = team.says(&["publish"]);
        has(&said, &["titles 2.0.0"]);
        // After a pre-release comes its own release.
        let next = if first == "1.0.0" { "2.0.0" } else { "1.0.0" };
        has(&said, &[&format!("people {next}")]);
        let other = reviews(&server);
        other.says(&["pull"]);
        assert_eq!(locked(&other), [first, "1.0.0"]);
        other.says(&["check"]);
        // Nor is the newest given to those who keep to less than it was published with.
        let keeps = format!("titles = \">=1\"\npeople = \"={first}\"");
        depends(&other, &keeps);
        other.says(&["pull", "--update"]);
        assert_eq!(locked(&other), [first, "1.0.0"]);
        depends(&other, "titles = \">=1\"");
        other.says(&["pull", "--update"]);
        assert_eq!(locked(&other), [next, "2.0.0"]);
    }
}

#[test]
fn what_is_locked_together_stays_together_though_one_of_them_has_moved_on() {
    let registry = tempfile::tempdir().unwrap();
    let server = Server::start(&[], registry.path());
    let people = server.create("people", PEOPLE).is(201);
    let titles = server.create("titles", TITLES).is(201);
    let folk = PEOPLE.replace("\"People\"@en", "\"Folk\"@en");
    let tag = people.header("etag");
    server.replace("people", tag, &folk).is(200);
    let other = reviews(&server);
    other.says(&["pull"]);
    assert_eq!(locked(&other), ["1.0.1", "1.0.0"]);
    let movies = TITLES.replace("titles:Film", "titles:Movie");
    let tag = titles.header("etag");
    server.replace("titles", tag, &movies).is(200);
    other.says(&["pull", "--locked"]);
    // Unless that is in the way of what is needed by now.
    depends(&other, "titles = \"^1\"\npeople = \"=1.0.0\"");
    other.says(&["pull"]);
    assert_eq!(locked(&other), ["1.0.0", "1.0.0"]);
    depends(&other, "titles = \"^1\"");
    // Asked anew, titles 1.0.0 are as they were published, unless one asks for something later.
    other.says(&["pull", "--update"]);
    assert_eq!(locked(&other), ["1.0.0", "1.0.0"]);
    depends(&other, "titles = \"^1\"\npeople = \"^1.0.1\"");
    other.says(&["pull"]);
    assert_eq!(locked(&other), ["1.0.1", "1.0.0"]);
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

#[test]
fn rows_of_others_are_not_promised_a_table() {
    let registry = tempfile::tempdir().unwrap();
    let server = Server::start(&[], registry.path());
    people(&server).says(&["publish"]);
    let other = titles(&format!("registry = \"{}\"", server.url()));
    other.says(&["pull"]);
    other.says(&["provision", "--yes"]);
    let row = "{\"id\": \"fritz\"}\n";
    std::fs::write(other.path().join("people.jsonl"), row).unwrap();
    let ran = other.run(&["load", "people:Person", "people.jsonl"]);
    assert_eq!(ran.status.code(), Some(2), "{}", said(&ran));
    has(
        &said(&ran),
        &[
            "no table `people.person` in `lake`",
            "not among the models here",
            "its owners",
        ],
    );
    assert!(
        !said(&ran).contains("run `denota provision`"),
        "{}",
        said(&ran)
    );
}

#[test]
fn a_model_that_went_on_without_its_tables_is_told_where_rows_do_not_go_in() {
    let here = Repository::new("", PEOPLE);
    here.says(&["provision", "--yes"]);
    let row = "{\"id\": \"fritz\", \"nick\": \"F\"}\n";
    std::fs::write(here.path().join("people.jsonl"), row).unwrap();
    let load = ["load", "people:Person", "people.jsonl"];
    let behind = "`people` says something else here than the tables were made from";
    let ran = here.run(&load);
    assert_eq!(ran.status.code(), Some(1), "{}", said(&ran));
    assert!(!said(&ran).contains(behind), "{}", said(&ran));
    let nick = "people:nick a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .\n";
    here.model(&(PEOPLE.replace("people:id , ", "people:id , people:nick , ") + nick));
    has(&said(&here.run(&load)), &[behind]);
    std::fs::write(here.path().join("people.csv"), "id,nick\nfritz,F\n").unwrap();
    has(
        &said(&here.run(&["load", "people:Person", "people.csv"])),
        &[behind],
    );
    has(
        &here.says(&["doctor"]),
        &["`people` says something else here"],
    );
    here.says(&["provision", "--yes"]);
    has(&here.says(&load), &["1 new"]);
    assert!(!here.says(&["doctor"]).contains("something else"));
}

#[test]
fn a_class_that_was_replaced_sends_rows_to_what_replaces_it() {
    let here = Repository::new("", PEOPLE);
    here.says(&["provision", "--yes"]);
    let old = "people:Person a upper:DirectClass ; upper:deprecated \"say human\" ; upper:replacedBy people:Human .\n";
    here.model(&(PEOPLE.replace("people:Person", "people:Human") + old));
    here.says(&["provision", "--yes"]);
    std::fs::write(here.path().join("people.jsonl"), "{\"id\": \"fritz\"}\n").unwrap();
    let ran = here.run(&["load", "people:Person", "people.jsonl"]);
    assert_eq!(ran.status.code(), Some(2), "{}", said(&ran));
    has(
        &said(&ran),
        &["`people:Person` is replaced by `people:Human`"],
    );
    has(
        &here.says(&["load", "people:Human", "people.jsonl"]),
        &["1 new"],
    );
}
