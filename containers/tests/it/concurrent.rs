//! Several at once: nothing is lost, nothing fails.

use std::sync::Barrier;

use serde_json::json;

use crate::help::{Lake, Model, load};
use crate::models::PRODUCT;

#[test]
fn loads_at_once_lose_nothing() {
    let (lake, model) = (Lake::new(), Model::of(PRODUCT));
    lake.provision(&model);
    let start = Barrier::new(4);
    std::thread::scope(|scope| {
        for worker in 0..4 {
            let (lake, model, start) = (&lake, &model, &start);
            scope.spawn(move || {
                let live = lake.again();
                for round in 0..3 {
                    // Every worker writes keys of its own, and one that all write.
                    let rows: String = (0..50)
                        .map(|i| format!("{{\"sku\":\"{worker}-{round}-{i}\",\"name\":\"x\"}}\n"))
                        .chain([format!("{{\"sku\":\"shared\",\"name\":\"{worker}\"}}\n")])
                        .collect();
                    let file = lake.file(&format!("{worker}-{round}.jsonl"), &rows);
                    if round == 0 {
                        start.wait();
                    }
                    let loaded =
                        load(&live, model, "https://example.org/shop#Product", &[file]).unwrap();
                    assert_eq!(loaded.rejected, 0);
                }
            });
        }
    });
    assert_eq!(
        lake.query("select count(*) as n, count(distinct sku) as d from shop.product"),
        [json!({"n": 601, "d": 601})]
    );
    assert_eq!(left_over(&lake), 0);
}

/// Data files that no snapshot names: there must be none after loads that all ended well.
fn left_over(lake: &Lake) -> usize {
    let files = lake
        .live
        .sql("select count(*) as n from shop.product")
        .unwrap();
    assert_eq!(files.len(), 1);
    std::fs::read_dir(lake.dir.path().join(".denota/tmp"))
        .unwrap()
        .count()
}

#[test]
fn opening_and_provisioning_at_once_ends_in_one_table() {
    let dir = tempfile::tempdir().unwrap();
    let model = Model::of(PRODUCT);
    let start = Barrier::new(4);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                start.wait();
                let live =
                    containers::Live::open(&containers::Container::embedded(dir.path())).unwrap();
                let plan = live.plan(&model.tables("shop")).unwrap();
                live.apply(&plan).unwrap();
                assert_eq!(live.names().unwrap(), ["shop.product"]);
            });
        }
    });
}
