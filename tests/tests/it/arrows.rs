//! The arrows between crates, as `ARCHITECTURE.md` draws them.

use tests::examples::root;

use crate::manifest::{CRATES, Table, dependencies};

/// Each crate with those that it may use.
const ARROWS: &[(&str, &[&str])] = &[
    ("upper", &[]),
    ("transpilers", &["upper"]),
    ("mappings", &["upper", "transpilers"]),
    ("registry", &["upper", "transpilers", "mappings"]),
    ("containers", &["upper", "transpilers", "mappings"]),
    (
        "server",
        &["upper", "transpilers", "mappings", "registry", "containers"],
    ),
    (
        "tests",
        &[
            "upper",
            "transpilers",
            "mappings",
            "registry",
            "containers",
            "server",
        ],
    ),
];

/// Crates that talk to disks, networks or clocks: none of the pure ones may have them.
const IMPURE: &[&str] = &[
    "tokio",
    "oxigraph",
    "iceberg",
    "datafusion",
    "sqlx",
    "reqwest",
    "axum",
    "chrono",
];

#[test]
fn crates_use_only_what_stands_to_their_left() {
    for (package, allowed) in ARROWS {
        let used: Vec<String> = Table::ALL
            .iter()
            .flat_map(|table| dependencies(package, *table))
            .collect();
        assert!(
            *package == "upper" || used.iter().any(|u| u == "upper"),
            "{package}: was its manifest read? {used:?}"
        );
        for name in used.iter().filter(|n| CRATES.contains(&n.as_str())) {
            assert!(
                allowed.contains(&name.as_str()),
                "`{package}` must not use `{name}`"
            );
        }
    }
}

#[test]
fn pure_crates_stay_pure() {
    for package in ["upper", "transpilers", "mappings"] {
        for name in dependencies(package, Table::Normal) {
            assert!(
                !IMPURE.contains(&name.as_str()),
                "`{package}` must not use `{name}`"
            );
        }
    }
    for package in ["upper", "transpilers", "mappings", "containers"] {
        let used = dependencies(package, Table::Normal);
        assert!(
            !used.iter().any(|n| n == "oxigraph"),
            "only `registry` has RocksDB, not `{package}`"
        );
    }
}

#[test]
fn manifests_name_all_members() {
    let text = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let manifest: toml::Table = toml::from_str(&text).unwrap();
    let members = manifest["workspace"]["members"].as_array().unwrap();
    let members: Vec<&str> = members.iter().map(|m| m.as_str().unwrap()).collect();
    assert_eq!(members, CRATES);
    let drawn: Vec<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    assert_eq!(members, drawn, "a member has no arrows");
}
