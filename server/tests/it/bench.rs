//! A folder of its own for a test, and the binary run in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A model that is valid and has nothing to warn about.
pub(crate) const SHOP: &str = r#"@prefix : <https://example.com/onto/shop#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

: a upper:DomainModel ;
    upper:domain "shop" ;
    upper:label "Shop"@en ;
    upper:description "What a shop sells."@en .

:Product a upper:DirectClass ;
    upper:label "Product"@en ;
    upper:description "Something that is sold."@en ;
    upper:primaryKey ( :sku ) ;
    upper:property :sku .

:sku a upper:Attribute ;
    upper:label "SKU"@en ;
    upper:description "The number on the shelf."@en ;
    upper:datatype xsd:string ;
    upper:minCount 1 ; upper:maxCount 1 .
"#;

/// A team's additions to the shop, in a model of its own.
pub(crate) const DEPOT: &str = r#"@prefix : <https://example.com/onto/depot#> .
@prefix shop: <https://example.com/onto/shop#> .
@prefix upper: <https://w3id.org/denota/upper#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .

: a upper:DomainModel ;
    upper:domain "depot" ;
    upper:owner "logistics" ;
    owl:imports shop: ;
    upper:label "Depot"@en , "Lager"@de ;
    upper:description "Where a shop keeps things."@en .

:ProductInDepot a upper:Extension ;
    upper:label "Product in depot"@en ;
    upper:description "Where a product lies."@en ;
    upper:extends shop:Product ;
    upper:property :shelf .

:shelf a upper:Attribute ;
    upper:label "Shelf"@en ;
    upper:description "The shelf that it lies on."@en ;
    upper:datatype <http://www.w3.org/2001/XMLSchema#string> ;
    upper:minCount 1 ; upper:maxCount 1 .
"#;

/// A folder and what is run in it.
pub(crate) struct Bench {
    dir: TempDir,
}

/// What a run left behind.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    /// A folder with these files.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let bench = Self::new();
        for (path, text) in files {
            bench.write(path, text);
        }
        bench
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap()
    }

    /// All files below a folder with their content, by path.
    pub(crate) fn all(&self, below: &str) -> Vec<(PathBuf, String)> {
        let mut found = Vec::new();
        walk(&self.path(below), &mut found);
        found.sort();
        found
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_denota"));
        command
            .args(args)
            .current_dir(self.dir.path())
            .env_remove("CLICOLOR_FORCE");
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.command(args).output().unwrap().into()
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().expect("not killed"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    /// Asserts how it ended, showing what it said.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout:\n{}\nstderr:\n{}",
            self.out, self.err
        );
        self
    }
}

fn walk(dir: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else {
            found.push((path.clone(), std::fs::read_to_string(&path).unwrap()));
        }
    }
}
