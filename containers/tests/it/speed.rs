//! How fast loading is; not a test of its own, but what is measured when asked for:
//! `DENOTA_LINE_ITEMS=items.parquet cargo test -p containers -- --ignored speed --nocapture`.

use std::path::PathBuf;
use std::time::Instant;

use crate::help::{Lake, Model, load};

#[test]
#[ignore = "a measurement"]
fn speed_of_a_million_line_items() {
    let files =
        std::env::var("DENOTA_LINE_ITEMS").expect("files of line items, separated by commas");
    let model = Model::files(&["domains/tpch.ttl"]);
    let lake = Lake::new();
    let namespace = model.domain("tpch").domain().info.iri.clone();
    let plan = lake.live.plan(&model.tables("tpch")).unwrap();
    lake.live.apply(&plan).unwrap();
    for file in files.split(',').map(PathBuf::from) {
        let start = Instant::now();
        let loaded = load(
            &lake.live,
            &model,
            &format!("{namespace}LineItem"),
            std::slice::from_ref(&file),
        )
        .unwrap();
        let seconds = start.elapsed().as_secs_f64();
        println!("{}: {loaded:?} in {seconds:.2} s", file.display());
    }
    let memory = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    println!(
        "{}",
        memory
            .lines()
            .find(|l| l.starts_with("VmHWM"))
            .unwrap_or_default()
    );
}
