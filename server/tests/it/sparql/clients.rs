//! Clients that are not ours, as they come: SPARQLWrapper, rdflib, Comunica.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{publish, serve};
use crate::serve::Server;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn run(command: &mut Command) -> String {
    let output = command
        .output()
        .unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{command:?} failed:\n{said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn served() -> (tempfile::TempDir, Server) {
    let here = tempfile::tempdir().unwrap();
    let server = serve(here.path());
    assert_eq!(publish(&server, "shop", "Thing", None).status, 201);
    (here, server)
}

#[test]
fn sparqlwrapper_and_rdflib_ask() {
    let Ok(oracles) = std::env::var("DENOTA_ORACLES") else {
        eprintln!("SKIPPED: DENOTA_ORACLES is not set; `make test` sets it");
        return;
    };
    let (_here, server) = served();
    let script = root().join("tests/oracles/python/sparql_clients.py");
    let python = Path::new(&oracles).join("python/bin/python");
    let said = run(Command::new(python).arg(script).arg(server.url()));
    assert_eq!(said.trim(), "ok");
}

#[test]
fn comunica_asks() {
    let folder = root().join("tests/oracles/sparql");
    let node = folder.join("node_modules/.bin/node");
    if !node.exists() {
        eprintln!("SKIPPED: Comunica is not installed; `make oracles` installs it");
        return;
    }
    let (_here, server) = served();
    let said = run(Command::new(node)
        .arg(folder.join("ask.mjs"))
        .arg(server.url()));
    assert_eq!(said.trim(), "ok");
}
