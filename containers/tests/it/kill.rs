//! Processes that die at any moment: tables are as before or after, and what is left
//! behind goes with the next load. `DENOTA_SOAK` asks for the full count of rounds.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::json;

use crate::help::{Lake, Model, load};
use crate::models::PRODUCT;

const DIR: &str = "DENOTA_KILL_DIR";
const PRODUCT_IRI: &str = "https://example.org/shop#Product";
const ROWS: usize = 3000;

fn rows(generation: usize) -> String {
    (0..ROWS)
        .map(|i| format!("{{\"sku\":\"{i}\",\"name\":\"{generation}\",\"tags\":[\"x{i}\"]}}\n"))
        .collect()
}

/// What the child does until it is killed: provision, then load generation after generation.
#[test]
#[ignore = "run by the test that kills it"]
fn child() {
    let Ok(dir) = std::env::var(DIR) else { return };
    let model = Model::of(PRODUCT);
    let live = containers::Live::open(&containers::Container::embedded(
        Path::new(&dir).join(".denota"),
    ))
    .unwrap();
    let plan = live.plan(&model.tables("shop")).unwrap();
    live.apply(&plan).unwrap();
    let first = std::fs::read_dir(&dir).unwrap().count();
    for generation in first..first + 1000 {
        let file = Path::new(&dir).join(format!("{generation}.jsonl"));
        std::fs::write(&file, rows(generation)).unwrap();
        load(&live, &model, PRODUCT_IRI, &[file]).unwrap();
    }
}

#[test]
fn killed_at_any_moment_a_table_is_as_before_or_after() {
    let rounds = if std::env::var_os("DENOTA_SOAK").is_some() {
        100
    } else {
        5
    };
    let (lake, model) = (Lake::new(), Model::of(PRODUCT));
    let mut loaded = false;
    for round in 0..rounds {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "kill::child"])
            .env(DIR, lake.dir.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(150 + (round * 397) % 900));
        child.kill().unwrap();
        child.wait().unwrap();
        let live = lake.again();
        if live.names().unwrap().is_empty() {
            continue;
        }
        let counts = live.sql("select count(*) as n, count(distinct sku) as d, count(distinct name) as g from shop.product");
        let counts: Vec<_> = counts.unwrap().objects().collect();
        let whole = json!({"n": ROWS, "d": ROWS, "g": 1});
        let has_rows = counts == [whole];
        assert!(
            has_rows || (!loaded && counts == [json!({"n": 0, "d": 0, "g": 0})]),
            "round {round}: {counts:?}"
        );
        loaded |= has_rows;
    }
    assert!(loaded, "no load came to its end: nothing was tried");
    // The next load takes away what no snapshot names.
    lake.provision(&model);
    lake.load(&model, "Product", &rows(0));
    let left = std::fs::read_dir(lake.dir.path().join(".denota/tmp")).unwrap();
    let left: Vec<PathBuf> = left.map(|e| e.unwrap().path()).collect();
    assert_eq!(left, Vec::<PathBuf>::new());
    let named = named(&lake, &model);
    let data = lake.dir.path().join(".denota/warehouse/shop/product/data");
    let files: HashSet<PathBuf> = std::fs::read_dir(data)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    assert_eq!(
        files.difference(&named).collect::<Vec<_>>(),
        Vec::<&PathBuf>::new()
    );
}

/// The data files that any manifest names.
fn named(lake: &Lake, model: &Model) -> HashSet<PathBuf> {
    let live = lake.live.tables(&model.tables("shop")).unwrap();
    let folder = PathBuf::from(live[0].location.strip_prefix("file://").unwrap()).join("metadata");
    let mut named = HashSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with(".avro") || name.starts_with("snap-") {
            continue;
        }
        let Ok(reader) = apache_avro::Reader::new(std::fs::File::open(&path).unwrap()) else {
            continue;
        };
        for record in reader.flatten() {
            let text = format!("{record:?}");
            for part in text.split("file://").skip(1) {
                named.insert(PathBuf::from(part.split('"').next().unwrap()));
            }
        }
    }
    named
}
