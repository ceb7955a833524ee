//! Whether a file is still as it was when it was read.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::SystemTime;

/// What changes when a file is written again, or may be read or written by others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    modified: SystemTime,
    length: u64,
    changed: (i64, i64),
    mode: u32,
}

impl Stamp {
    /// Of a file; `None` where it cannot be looked at. Taken before the file is read, so that what
    /// is written meanwhile is seen at the next look.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(path).ok()?;
        Some(Self {
            modified: metadata.modified().ok()?,
            length: metadata.len(),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
            mode: metadata.mode(),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs::{File, Permissions};
    use std::os::unix::fs::PermissionsExt as _;
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn who_may_read_a_file_and_what_it_says_count_though_its_time_and_length_stay() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        std::fs::write(&path, "one").unwrap();
        let first = Stamp::of(&path);
        assert!(first.is_some());
        assert_eq!(first, Stamp::of(&path));
        std::fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        let second = Stamp::of(&path);
        assert_ne!(first, second);
        let modified = second.unwrap().modified;
        let begun = Instant::now();
        // The clock of a file system ticks some hundred times a second.
        while Stamp::of(&path) == second {
            assert!(begun.elapsed() < Duration::from_secs(10));
            std::fs::write(&path, "two").unwrap();
            let file = File::options().write(true).open(&path).unwrap();
            file.set_modified(modified).unwrap();
        }
        std::fs::remove_file(&path).unwrap();
        assert_eq!(Stamp::of(&path), None);
    }
}
