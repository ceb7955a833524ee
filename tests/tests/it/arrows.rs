//! The arrows between crates, as `ARCHITECTURE.md` draws them.

use tests::examples::root;

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

fn dependencies(package: &str, tables: &[&str]) -> Vec<String> {
    let text = std::fs::read_to_string(root().join(package).join("Cargo.toml")).unwrap();
    let mut inside = false;
    let mut names = Vec::new();
    for line in text.lines() {
        if line.starts_with('[') {
            inside = tables.contains(&line.trim());
        } else if inside {
            let name = line.split(['.', '=', ' ']).next().unwrap_or("");
            names.extend((!name.is_empty() && !name.starts_with('#')).then(|| name.to_owned()));
        }
    }
    names
}

#[test]
fn crates_use_only_what_stands_to_their_left() {
    let ours: Vec<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    for (package, allowed) in ARROWS {
        let used = dependencies(
            package,
            &[
                "[dependencies]",
                "[dev-dependencies]",
                "[build-dependencies]",
            ],
        );
        assert!(
            *package == "upper" || used.iter().any(|u| u == "upper"),
            "{package}: was its manifest read? {used:?}"
        );
        for name in used.iter().filter(|n| ours.contains(&n.as_str())) {
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
        for name in dependencies(package, &["[dependencies]"]) {
            assert!(
                !IMPURE.contains(&name.as_str()),
                "`{package}` must not use `{name}`"
            );
        }
    }
    for package in ["upper", "transpilers", "mappings", "containers"] {
        let used = dependencies(package, &["[dependencies]"]);
        assert!(
            !used.iter().any(|n| n == "oxigraph"),
            "only `registry` has RocksDB, not `{package}`"
        );
    }
}

#[test]
fn manifests_name_all_members() {
    let text = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let members = text.lines().find(|l| l.starts_with("members")).unwrap();
    for (package, _) in ARROWS {
        assert!(
            members.contains(&format!("\"{package}\"")),
            "{package} is no member"
        );
    }
    assert_eq!(
        members.matches('"').count(),
        2 * ARROWS.len(),
        "a member has no arrows: {members}"
    );
}
