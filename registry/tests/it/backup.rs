//! Copies of the registry.

use std::path::Path;

use registry::{Error, Registry, Restored};

use crate::support::*;

fn filled() -> Bench {
    let bench = Bench::new();
    accepted(bench.publish(&[SHOP, &parcels()]));
    bench.put(&SHOP.replace("Order\"@en", "Purchase\"@en"));
    bench
}

#[test]
fn what_is_restored_is_the_same_to_the_last_quad() {
    let bench = filled();
    let backup = bench.path("backup");
    bench.registry.backup(&backup).unwrap();
    let before = nquads(&bench.registry);
    // The registry goes on; the backup does not.
    bench.put(&SHOP.replace("Order\"@en", "Later\"@en"));
    assert_ne!(nquads(&bench.registry), before);
    let restored = bench.path("restored");
    let how = Registry::restore(&backup, &restored).unwrap();
    assert_eq!(how, Restored::Checked);
    let restored = open(&restored);
    assert_eq!(nquads(&restored), before);
    let text = restored.newest_text(SHOP_IRI).unwrap().unwrap();
    assert!(text.contains("Purchase"));
}

#[test]
fn nothing_is_written_over() {
    let bench = filled();
    let backup = bench.path("backup");
    bench.registry.backup(&backup).unwrap();
    assert!(matches!(
        bench.registry.backup(&backup),
        Err(Error::Place(_))
    ));
    let into = bench.path("registry");
    assert!(matches!(
        Registry::restore(&backup, &into),
        Err(Error::Place(_))
    ));
    let nothing = bench.path("nothing");
    assert!(matches!(
        Registry::restore(&nothing, &bench.path("new")),
        Err(Error::Place(_))
    ));
}

#[test]
fn a_checkpoint_shows_a_generation_and_stays_as_it_is() {
    let bench = filled();
    let generation = bench.registry.index().generation();
    let dir = bench.path("checkpoint");
    assert_eq!(bench.registry.checkpoint(&dir).unwrap(), generation);
    bench.put(&SHOP.replace("Order\"@en", "Later\"@en"));
    let copy = registry::Store::open_read_only(&dir).unwrap();
    let ask = "ASK { ?s ?p \"Later\"@en }";
    assert_eq!(
        registry::query(&copy, ask).unwrap(),
        registry::Answer::Boolean(false)
    );
}

#[test]
fn a_backup_made_while_others_publish_is_of_one_moment() {
    let bench = Bench::new();
    let pair = |n: usize| {
        let label = format!("\"Order {n}\"@en");
        ["one", "two"].map(|name| SHOP.replace("shop", name).replace("\"Order\"@en", &label))
    };
    let done = std::sync::atomic::AtomicBool::new(false);
    let backups: Vec<_> = (0..4).map(|n| bench.path(&format!("backup{n}"))).collect();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut n = 0;
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                let [one, two] = pair(n);
                accepted(bench.publish(&[&one, &two]));
                n += 1;
            }
        });
        for backup in &backups {
            bench.registry.backup(backup).unwrap();
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    for (n, backup) in backups.iter().enumerate() {
        let restored = bench.path(&format!("restored{n}"));
        Registry::restore(backup, &restored).unwrap();
        let restored = open(&restored);
        let text = |name: &str| {
            let text = restored
                .newest_text(&format!("http://example.com/{name}#"))
                .unwrap();
            text.map(|t| t.replace(name, "shop"))
        };
        assert_eq!(text("one"), text("two"));
    }
}

#[test]
fn a_backup_is_restored_only_as_it_was_made() {
    let bench = filled();
    for (n, change) in [
        (|dir: &Path| std::fs::write(dir.join("store/more.sst"), "x")) as fn(&Path) -> _,
        |dir| std::fs::remove_file(dir.join("store/CURRENT")),
        |dir| std::fs::write(dir.join("store/CURRENT"), "MANIFEST-999999\n"),
    ]
    .into_iter()
    .enumerate()
    {
        let backup = bench.path(&format!("backup{n}"));
        bench.registry.backup(&backup).unwrap();
        change(&backup).unwrap();
        let to = bench.path("to");
        let refused = Registry::restore(&backup, &to).unwrap_err();
        assert!(
            matches!(&refused, Error::Place(what) if what.contains("store/")),
            "{refused}"
        );
        assert!(!to.exists());
    }
}

#[test]
fn a_registry_is_restored_as_a_whole_or_not_at_all() {
    let bench = filled();
    let backup = bench.path("backup");
    bench.registry.backup(&backup).unwrap();
    // What somebody left who was killed half-way is in nobody's way.
    let left = bench.path(".to.restoring");
    std::fs::create_dir_all(&left).unwrap();
    std::fs::write(left.join("LOCK"), "").unwrap();
    let to = bench.path("to");
    std::fs::create_dir(&to).unwrap();
    Registry::restore(&backup, &to).unwrap();
    assert!(!left.exists());
    assert_eq!(nquads(&open(&to)), nquads(&bench.registry));
    // A backup that an older program made, which kept no sums, of something else than it says.
    let path = backup.join("backup.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    manifest["generation"] = 1000.into();
    manifest["files"] = serde_json::Value::Null;
    std::fs::write(&path, manifest.to_string()).unwrap();
    let to = bench.path("other");
    let refused = Registry::restore(&backup, &to).unwrap_err();
    assert!(
        matches!(&refused, Error::Place(what) if what.contains("not whole")),
        "{refused}"
    );
    assert!(!to.exists() && !bench.path(".other.restoring").exists());
}

#[test]
fn what_is_damaged_is_not_said_to_be_nothing() {
    let bench = filled();
    let backup = bench.path("backup");
    bench.registry.backup(&backup).unwrap();
    let manifest = backup.join("backup.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text + "x").unwrap();
    let refused = Registry::restore(&backup, &bench.path("other")).unwrap_err();
    assert!(refused.to_string().contains("damaged"), "{refused}");
    std::fs::remove_file(&manifest).unwrap();
    let refused = Registry::restore(&backup, &bench.path("other")).unwrap_err();
    assert!(
        refused.to_string().contains("there is no backup"),
        "{refused}"
    );
}

#[test]
fn a_backup_that_fails_leaves_nothing() {
    let bench = filled();
    // A store whose files have gone cannot be copied.
    let files = std::fs::read_dir(bench.path("registry")).unwrap();
    let tables = files.map(|file| file.unwrap().path());
    let tables = tables.filter(|path| path.extension().is_some_and(|e| e == "sst"));
    for table in tables {
        // The store may have taken it away meanwhile, for one that it made of several.
        let _ = std::fs::remove_file(table);
    }
    let backup = bench.path("backup");
    assert!(bench.registry.backup(&backup).is_err());
    assert!(!backup.exists());
}

#[test]
fn what_is_whole_is_read_to_the_end() {
    let bench = filled();
    let copy = bench.path("copy");
    bench.registry.checkpoint(&copy).unwrap();
    registry::verify(&copy).unwrap();
    assert!(registry::verify(&bench.path("nothing")).is_err());
}
