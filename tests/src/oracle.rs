//! Programs that are not ours, to which our output is shown.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::examples::root;

/// Runs a Python script of `tests/oracles/python` with files as arguments, and returns the
/// JSON that it prints.
///
/// # Panics
/// The script fails: its output is shown. Without `make oracles` there is no Python to run
/// it, which says what to do.
#[must_use]
pub fn python(script: &str, arguments: &[PathBuf]) -> Value {
    let oracles = std::env::var("DENOTA_ORACLES").unwrap_or_else(|_| {
        let cache = std::env::var("XDG_CACHE_HOME")
            .unwrap_or_else(|_| format!("{}/.cache", std::env::var("HOME").unwrap()));
        format!("{cache}/denota/oracles")
    });
    let python = Path::new(&oracles).join("python/bin/python");
    assert!(
        python.exists(),
        "no Python oracles at {}: run `make oracles`",
        python.display()
    );
    run(Command::new(python)
        .arg(root().join("tests/oracles/python").join(script))
        .args(arguments))
}

/// Runs the GraphQL oracle: `plain` for schemas that stand alone, `subgraphs` for some that
/// are to be composed.
///
/// # Panics
/// As [`python`].
#[must_use]
pub fn graphql(mode: &str, files: &[PathBuf]) -> Value {
    let folder = root().join("tests/oracles/graphql");
    assert!(
        folder.join("node_modules").exists(),
        "no GraphQL oracles: run `make oracles`"
    );
    run(Command::new("node")
        .arg(folder.join("check.mjs"))
        .arg(mode)
        .args(files))
}

fn run(command: &mut Command) -> Value {
    let output = command
        .output()
        .unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{command:?} failed:\n{text}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_str(&text)
        .unwrap_or_else(|e| panic!("{command:?} printed no JSON ({e}):\n{text}"))
}
