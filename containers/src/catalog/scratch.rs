//! Where loads into a catalog that is not in a folder of ours put their rows meanwhile.
//!
//! The files there name data files of tables that may be removed, and have rows in them: nobody
//! else may write or read them. So they are in the user's cache, not among the temporary files
//! of all.

use std::io;
use std::path::{Path, PathBuf};

/// A folder of the catalog's own: what loads that died left there belongs to its tables.
pub(super) fn of_catalog(uri: &str, warehouse: Option<&str>) -> PathBuf {
    let set = |name| std::env::var_os(name).map(PathBuf::from);
    let cache = set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache")));
    folder(cache.filter(|cache| cache.is_absolute()), uri, warehouse)
}

/// The folder in a cache. Where there is none that can be closed to others, one that nobody can
/// have made before: what a load leaves there when it dies stays, and does no harm.
fn folder(cache: Option<PathBuf>, uri: &str, warehouse: Option<&str>) -> PathBuf {
    let id = blake3::hash(format!("{uri} {}", warehouse.unwrap_or_default()).as_bytes()).to_hex();
    let short: String = id.chars().take(16).collect();
    let loads = cache.map(|cache| cache.join("denota/loads"));
    match loads.filter(|loads| private(loads).is_ok()) {
        Some(loads) => loads.join(short),
        None => std::env::temp_dir().join(format!("denota-{}", uuid::Uuid::new_v4())),
    }
}

/// Makes a folder that is for the user alone; only its owner can.
#[cfg(unix)]
fn private(folder: &Path) -> io::Result<()> {
    use std::fs::{DirBuilder, Permissions};
    use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    std::fs::set_permissions(folder, Permissions::from_mode(0o700))
}

/// Makes a folder: those of users are closed to others already.
#[cfg(not(unix))]
fn private(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs::{Permissions, metadata, set_permissions};
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn the_folder_of_a_catalog_is_for_the_user_alone() {
        let cache = tempfile::tempdir().unwrap();
        let of = |uri| folder(Some(cache.path().to_owned()), uri, None);
        let loads = cache.path().join("denota/loads");
        assert_eq!(of("http://a").parent(), Some(loads.as_path()));
        assert_eq!(of("http://a"), of("http://a"));
        assert_ne!(of("http://a"), of("http://b"));
        let mode = || metadata(&loads).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(), 0o700);
        set_permissions(&loads, Permissions::from_mode(0o777)).unwrap();
        of("http://a");
        assert_eq!(mode(), 0o700);
    }

    #[test]
    fn without_a_cache_nobody_knows_the_folder_before() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for cache in [None, Some(file.path().to_owned())] {
            let of = || folder(cache.clone(), "http://a", None);
            assert_ne!(of(), of());
        }
    }
}
