//! Commits that fail or come too late: nothing is left behind that no snapshot names.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use crate::help::{Lake, Model, load};
use crate::models::{RICH, RICH_ROWS};

/// A catalog where somebody else is always first, and one that fails.
const LATE: &str = "SELECT RAISE(IGNORE)";
const FAILING: &str = "SELECT RAISE(ABORT, 'no more today')";

/// Has every commit of the catalog do this first.
fn instead_of_commits(lake: &Lake, does: &str) {
    run(lake, "DROP TRIGGER IF EXISTS instead");
    run(
        lake,
        &format!("CREATE TRIGGER instead BEFORE UPDATE ON iceberg_tables BEGIN {does}; END"),
    );
}

fn run(lake: &Lake, sql: &str) {
    let file = lake.dir.path().join(".denota/catalog.db");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let pool = SqlitePoolOptions::new().max_connections(1);
        let options = SqliteConnectOptions::new().filename(file);
        let pool = pool.connect_with(options).await.unwrap();
        sqlx::query(sql).execute(&pool).await.unwrap();
        pool.close().await;
    });
}

/// A table with rows.
fn loaded() -> (Lake, Model) {
    let (lake, model) = (Lake::new(), Model::of(RICH));
    lake.provision(&model);
    lake.load(&model, "Item", RICH_ROWS);
    (lake, model)
}

/// The same with another property in a nested class: its rows are written again.
fn wider() -> Model {
    Model::of(&format!(
        "{}s:colour a upper:Attribute ; upper:datatype xsd:string ; upper:maxCount 1 .",
        RICH.replace("s:label , s:weight .", "s:label , s:weight , s:colour .")
    ))
}

/// Loads another row.
fn more(lake: &Lake, model: &Model) -> containers::Result<containers::Loaded> {
    let row = "{\"_type\":\"Disc\",\"code\":\"d2\",\"title\":{\"en\":\"Sun\"}}\n";
    let file = lake.file("more.jsonl", row);
    load(&lake.live, model, "https://example.org/shop#Item", &[file])
}

/// The data files and manifests that there are.
fn files(lake: &Lake) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut folders = vec![lake.dir.path().join(".denota/warehouse")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.to_string_lossy().ends_with(".json") {
                found.insert(path);
            }
        }
    }
    found
}

/// The folders of loads that are there.
fn journals(lake: &Lake) -> Vec<PathBuf> {
    let folder: &Path = &lake.dir.path().join(".denota/tmp");
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries.map(|e| e.unwrap().path()).collect()
}

#[test]
fn changes_that_come_too_late_leave_nothing_behind() {
    let (lake, model) = loaded();
    let before = files(&lake);
    instead_of_commits(&lake, LATE);
    let plan = lake.plan(&wider());
    let error = lake.live.apply(&plan).unwrap_err();
    assert!(error.to_string().contains("kept being changed"), "{error}");
    assert_eq!(files(&lake), before);
    let error = more(&lake, &model).unwrap_err();
    assert!(error.to_string().contains("kept being changed"), "{error}");
    assert_eq!(files(&lake), before);
    assert_eq!(journals(&lake), Vec::<PathBuf>::new());
}

#[test]
fn what_failed_commits_leave_goes_with_what_comes_next() {
    let (lake, model) = loaded();
    let before = files(&lake);
    instead_of_commits(&lake, FAILING);
    more(&lake, &model).unwrap_err();
    lake.live.apply(&lake.plan(&wider())).unwrap_err();
    more(&lake, &model).unwrap_err();
    // Nobody knows of the last one whether it happened: the journal tells what it wrote.
    let orphans: Vec<PathBuf> = files(&lake).difference(&before).cloned().collect();
    assert!(!orphans.is_empty());
    let [journal] = journals(&lake).try_into().unwrap();
    let told = std::fs::read_to_string(journal.join("files")).unwrap();
    for orphan in &orphans {
        assert!(told.contains(&*orphan.to_string_lossy()), "{orphan:?}");
    }

    run(&lake, "DROP TRIGGER instead");
    assert!(!lake.provision(&wider()).is_empty());
    let now = files(&lake);
    assert!(orphans.iter().all(|orphan| !now.contains(orphan)));
    assert!(before.is_subset(&now));
    assert_eq!(journals(&lake), Vec::<PathBuf>::new());
}

#[test]
fn files_of_a_commit_that_happened_stay_whatever_was_told() {
    let (lake, model) = loaded();
    more(&lake, &model).unwrap();
    let before = files(&lake);
    // What a load leaves that was told of a failure after its commit.
    let folder = lake.dir.path().join(".denota/tmp/load-x");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("lock"), "").unwrap();
    let mut told = "shop.item\n".to_owned();
    for file in &before {
        told.push_str(&format!("file://{}\n", file.display()));
    }
    std::fs::write(folder.join("files"), told).unwrap();
    lake.provision(&model);
    assert_eq!(files(&lake), before);
    assert_eq!(journals(&lake), Vec::<PathBuf>::new());
}
