//! A model, a container in a temporary folder, and short words for what tests do with them.

use std::path::{Path, PathBuf};

use containers::{Container, Live, Loaded, Plan, Request};
use serde_json::Value;
use transpilers::iceberg::table::Table;
use transpilers::ids::Ids;
use upper::check::{Checked, Options, check};
use upper::finding::Severity;
use upper::model::{DomainModel, TermRef, Valid};
use upper::source::{Input, Syntax};

pub(crate) const PREFIXES: &str = "
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix s: <https://example.org/shop#> .
s: a upper:DomainModel ; upper:domain \"shop\" .
";

/// Checked models; the test fails with their errors.
pub(crate) struct Model {
    pub(crate) checked: Checked,
}

impl Model {
    pub(crate) fn of(turtle: &str) -> Self {
        Self::read(vec![(
            "shop.ttl".to_owned(),
            format!("{PREFIXES}{turtle}").into_bytes(),
        )])
    }

    pub(crate) fn files(paths: &[&str]) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ontologies");
        Self::read(
            paths
                .iter()
                .map(|p| ((*p).to_owned(), std::fs::read(root.join(p)).unwrap()))
                .collect(),
        )
    }

    fn read(files: Vec<(String, Vec<u8>)>) -> Self {
        let inputs = files.into_iter().map(|(path, bytes)| Input {
            path,
            bytes,
            syntax: Syntax::Turtle,
        });
        let checked = check(inputs.collect(), &Options::default());
        let errors: Vec<String> = checked
            .findings
            .iter()
            .filter(|f| f.severity == Severity::Error)
            .map(|f| format!("{f:?}"))
            .collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
        Self { checked }
    }

    pub(crate) fn domain(&self, name: &str) -> Valid<DomainModel> {
        let valid = self.checked.valid();
        valid
            .into_iter()
            .find(|d| d.domain().info.name == name)
            .unwrap()
    }

    pub(crate) fn tables(&self, domain: &str) -> Vec<Table> {
        let domain = self.domain(domain);
        transpilers::iceberg::tables(domain.models(), domain.id(), &Ids::default())
    }
}

/// A container in a folder that goes with it.
pub(crate) struct Lake {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) live: Live,
}

impl Lake {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let live = Live::open(&Container::embedded(dir.path().join(".denota"))).unwrap();
        Self { dir, live }
    }

    pub(crate) fn again(&self) -> Live {
        Live::open(self.live.container()).unwrap()
    }

    pub(crate) fn plan(&self, model: &Model) -> Plan {
        self.live.plan(&model.tables("shop")).unwrap()
    }

    pub(crate) fn provision(&self, model: &Model) -> Vec<String> {
        let plan = self.plan(model);
        let steps = plan.steps.iter().map(ToString::to_string).collect();
        self.live.apply(&plan).unwrap();
        steps
    }

    /// The note of the planned step that begins with these words.
    pub(crate) fn note(&self, model: &Model, step: &str) -> Option<String> {
        let plan = self.plan(model);
        let mut steps = plan.steps.into_iter();
        let step = steps.find(|s| s.to_string().starts_with(step));
        step.expect("a step of these words").note
    }

    pub(crate) fn refusals(&self, model: &Model) -> Vec<String> {
        let plan = self.plan(model);
        assert!(self.live.apply(&plan).is_err());
        plan.refusals.iter().map(|r| r.reason.clone()).collect()
    }

    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Loads JSON lines of a class of the domain `shop`.
    pub(crate) fn load(&self, model: &Model, class: &str, rows: &str) -> Loaded {
        let file = self.file(&format!("{class}.jsonl"), rows);
        load(
            &self.live,
            model,
            &format!("https://example.org/shop#{class}"),
            &[file],
        )
        .unwrap()
    }

    pub(crate) fn query(&self, sql: &str) -> Vec<Value> {
        self.live.sql(sql).unwrap().objects().collect()
    }

    /// The rejected rows of the last load of a class: line and reasons.
    pub(crate) fn rejects(&self, class: &str) -> Vec<(u64, String)> {
        rejects(
            &self
                .dir
                .path()
                .join(format!("{class}.jsonl.rejected.jsonl")),
        )
    }
}

pub(crate) fn rejects(path: &Path) -> Vec<(u64, String)> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let rows = text
        .lines()
        .map(|l| serde_json::from_str::<Value>(l).unwrap());
    rows.map(|r| {
        let reasons: Vec<&str> = r["reasons"]
            .as_array()
            .unwrap()
            .iter()
            .map(|x| x.as_str().unwrap())
            .collect();
        (r["line"].as_u64().unwrap(), reasons.join("; "))
    })
    .collect()
}

/// Loads files of a class by its IRI.
pub(crate) fn load(
    live: &Live,
    model: &Model,
    iri: &str,
    files: &[PathBuf],
) -> containers::Result<Loaded> {
    let models = &model.checked.models;
    let Some(TermRef::Class(class)) = models.term_by_iri(iri) else {
        panic!("no class {iri}")
    };
    let domain = models
        .domain(models.class(class).info.domain)
        .info
        .name
        .clone();
    let tables = model.tables(&domain);
    let holds = |t: &&Table| {
        t.root == class
            || t.leaves
                .iter()
                .any(|l| models.leaves(class).contains(&l.class))
    };
    let table = tables.iter().find(holds).unwrap();
    live.load(
        &Request {
            models,
            class,
            table,
            files,
        },
        &mut |_| {},
    )
}

/// Where `make oracles` installs the implementations that are not ours.
pub(crate) fn oracles() -> PathBuf {
    std::env::var_os("DENOTA_ORACLES").map_or_else(
        || {
            let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
            let home = || PathBuf::from(std::env::var_os("HOME").unwrap()).join(".cache");
            cache.unwrap_or_else(home).join("denota/oracles")
        },
        PathBuf::from,
    )
}
