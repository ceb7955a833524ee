//! The manifests of our crates, as far as tests look at them.

use tests::examples::root;

/// All crates of the workspace.
pub(crate) const CRATES: [&str; 7] = [
    "upper",
    "transpilers",
    "mappings",
    "registry",
    "containers",
    "server",
    "tests",
];

/// A table of a manifest that names dependencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Table {
    Normal,
    Dev,
    Build,
}

impl Table {
    pub(crate) const ALL: [Self; 3] = [Self::Normal, Self::Dev, Self::Build];

    fn name(self) -> &'static str {
        match self {
            Self::Normal => "dependencies",
            Self::Dev => "dev-dependencies",
            Self::Build => "build-dependencies",
        }
    }
}

/// The crates that a table of a crate's manifest names.
pub(crate) fn dependencies(package: &str, table: Table) -> Vec<String> {
    let path = root().join(package).join("Cargo.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let manifest: toml::Table = toml::from_str(&text).unwrap();
    let named = manifest.get(table.name()).and_then(toml::Value::as_table);
    named.map_or_else(Vec::new, |t| t.keys().cloned().collect())
}
