//! Making tables.

use crate::help::{Lake, Model};
use crate::models::{PRODUCT, RICH};

#[test]
fn provisioning_twice_does_nothing_more() {
    let (lake, model) = (Lake::new(), Model::of(PRODUCT));
    assert_eq!(
        lake.provision(&model),
        [
            "create namespace shop",
            "create table shop.product with 4 columns"
        ]
    );
    let plan = lake.plan(&model);
    assert!(plan.is_empty(), "{plan:?}");
    let before = lake.live.tables(&model.tables("shop")).unwrap();
    lake.live.apply(&plan).unwrap();
    let after = lake.live.tables(&model.tables("shop")).unwrap();
    assert_eq!(before[0].metadata_location, after[0].metadata_location);
}

#[test]
fn live_tables_have_the_field_ids_of_the_plan() {
    let (lake, model) = (Lake::new(), Model::of(RICH));
    lake.provision(&model);
    let planned = model.tables("shop");
    let live = lake.live.tables(&planned).unwrap();
    assert_eq!(
        live.iter().map(|t| t.table.clone()).collect::<Vec<_>>(),
        planned
    );
    let metadata = live[0]
        .metadata_location
        .as_ref()
        .unwrap()
        .strip_prefix("file://")
        .unwrap();
    let metadata: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(metadata).unwrap()).unwrap();
    let fields = metadata["schemas"][0]["fields"].as_array().unwrap();
    let ids: Vec<i64> = fields.iter().map(|f| f["id"].as_i64().unwrap()).collect();
    let expected: Vec<i64> = planned[0].columns.iter().map(|c| i64::from(c.id)).collect();
    assert_eq!(ids, expected);
}

#[test]
fn a_dry_plan_changes_nothing() {
    let (lake, model) = (Lake::new(), Model::of(PRODUCT));
    assert!(!lake.plan(&model).is_empty());
    assert_eq!(lake.live.names().unwrap(), Vec::<String>::new());
}

#[test]
fn what_is_live_is_a_graph() {
    let (lake, model) = (Lake::new(), Model::of(PRODUCT));
    lake.provision(&model);
    let live = lake.live.tables(&model.tables("shop")).unwrap();
    let turtle = lake.live.represent(&model.checked.models, &live).turtle();
    assert!(turtle.contains(&live[0].uuid), "{turtle}");
}
