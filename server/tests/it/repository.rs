//! A repository of models, as a team has it, and what its commands say.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

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
    pub(crate) cache: tempfile::TempDir,
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

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
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
