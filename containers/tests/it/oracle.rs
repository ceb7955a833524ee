//! Tables as implementations that are not ours read them.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::help::{Lake, Model};
use crate::models::{RICH, RICH_ROWS};

/// Rows as PyIceberg or DuckDB reads them, or nothing where Python's packages are not
/// installed (`make test` installs them, and sets `DENOTA_ORACLES`).
fn read(lake: &Lake, table: &str, reader: &str, order: &str) -> Option<Vec<Value>> {
    let python = Path::new(&std::env::var("DENOTA_ORACLES").ok()?).join("python/bin/python");
    let script =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/oracles/python/read_table.py");
    let output = Command::new(python)
        .arg(script)
        .arg(lake.live.database().unwrap())
        .args([table, reader, order])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(
        String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect(),
    )
}

#[test]
fn pyiceberg_and_duckdb_read_what_was_loaded() {
    let (lake, model) = (Lake::new(), Model::of(RICH));
    lake.provision(&model);
    lake.load(&model, "Item", RICH_ROWS);
    // Every list of structs has a value: PyIceberg reads an absent one as an empty one.
    lake.load(&model, "Item", "{\"_type\":\"Disc\",\"code\":\"d1\",\"title\":{\"en\":\"Sky\"},\"length\":\"PT2H\",\"parts\":[{\"label\":\"case\"}]}\n");
    let ours = lake.query("select * from shop.item order by code");
    assert_eq!(ours[1]["length"], json!("PT2H"));
    for reader in ["pyiceberg", "duckdb"] {
        let Some(theirs) = read(&lake, "shop.item", reader, "code") else {
            eprintln!("DENOTA_ORACLES is not set: skipped");
            return;
        };
        assert_eq!(theirs, ours, "{reader}");
    }
}
