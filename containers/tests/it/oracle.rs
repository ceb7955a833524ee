//! Tables as implementations that are not ours read them, and files that they write.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::help::{Lake, Model, load, oracles, rejects};
use crate::models::{RICH, RICH_ROWS};

/// Rows as PyIceberg or DuckDB reads them.
pub(crate) fn read(lake: &Lake, table: &str, reader: &str, order: &str) -> Vec<Value> {
    let printed = run(python("read_table.py")
        .arg(lake.live.database().unwrap())
        .args([table, reader, order]));
    printed
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect()
}

/// A script of the Python oracles.
pub(crate) fn python(script: &str) -> Command {
    let python = oracles().join("python/bin/python");
    assert!(python.exists(), "no Python oracles: run `make oracles`");
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/oracles/python");
    let mut command = Command::new(python);
    command.arg(scripts.join(script));
    command
}

pub(crate) fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

const PRICED: &str = "
s:Offer a upper:DirectClass ; upper:primaryKey ( s:sku ) ; upper:property s:sku , s:price , s:rebate , s:from .
s:sku a upper:Attribute ; upper:datatype xsd:string ; upper:minCount 1 ; upper:maxCount 1 .
s:price a upper:Attribute ; upper:datatype s:Money ; upper:minCount 1 ; upper:maxCount 1 ; upper:defaultValue 9.90 .
s:rebate a upper:Attribute ; upper:datatype xsd:decimal ; upper:maxCount 1 ; upper:defaultValue -0.5 .
s:from a upper:Attribute ; upper:datatype xsd:date ; upper:maxCount 1 .
s:Money a upper:CustomDatatype ; upper:base xsd:decimal ; upper:totalDigits 9 ; upper:fractionDigits 2 .
";

/// The specification writes the default of a decimal as a text of its bytes. Readers that
/// check defaults by the type of the value refuse such files.
#[test]
fn what_fastavro_writes_by_our_schema_is_loaded() {
    let (lake, model) = (Lake::new(), Model::of(PRICED));
    lake.provision(&model);
    let target = transpilers::target("avro").unwrap();
    let output = (target.transpile)(&model.domain("shop"), &transpilers::Settings::default());
    let schema = &output.artifacts[0].text;
    assert!(
        schema.contains("\"default\": \"\\u0003"),
        "no default of a decimal:\n{schema}"
    );
    let rows = "{\"sku\":\"a\",\"price\":\"-12345.67\",\"rebate\":\"0.125\",\"from\":\"2024-02-29\"}\n{\"sku\":\"b\"}\n";
    let [schema, rows] = [
        lake.file("Offer.avsc", schema),
        lake.file("rows.jsonl", rows),
    ];
    for codec in ["null", "deflate"] {
        let path = lake.dir.path().join(format!("{codec}.avro"));
        run(python("write_avro.py")
            .args([&schema, &rows, &path])
            .arg(codec));
        let loaded = load(
            &lake.live,
            &model,
            "https://example.org/shop#Offer",
            std::slice::from_ref(&path),
        );
        let loaded = loaded.unwrap();
        assert_eq!(
            (loaded.read, loaded.rejected),
            (2, 0),
            "{:?}",
            rejects(&containers::rejects_of(&path))
        );
        assert_eq!(
            lake.query("select * from shop.offer order by sku"),
            [
                json!({"sku":"a","price":"-12345.67","rebate":"0.125000000","from":"2024-02-29"}),
                json!({"sku":"b","price":"9.90","rebate":"-0.500000000","from":null})
            ]
        );
    }
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
        let theirs = read(&lake, "shop.item", reader, "code");
        assert_eq!(theirs, ours, "{reader}");
    }
}
