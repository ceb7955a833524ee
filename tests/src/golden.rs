//! Golden files: what was once read and accepted by a person stays as it is until a person
//! accepts a change. `DENOTA_UPDATE=1` writes instead of comparing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Whether golden files are to be written.
#[must_use]
pub fn updating() -> bool {
    std::env::var_os("DENOTA_UPDATE").is_some_and(|v| v == "1")
}

/// Compares a whole folder with what it should hold; files too many or too few differ too.
///
/// # Panics
/// Something differs; all differences are named, with the first differing line of each.
pub fn compare_folder(folder: &Path, files: &BTreeMap<String, String>) {
    if updating() {
        let _ = fs::remove_dir_all(folder);
        for (name, text) in files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        return;
    }
    let mut problems = Vec::new();
    for (name, text) in files {
        match fs::read_to_string(folder.join(name)) {
            Ok(golden) if golden == *text => {}
            Ok(golden) => problems.push(format!(
                "{name} differs: {}",
                first_difference(&golden, text)
            )),
            Err(_) => problems.push(format!("{name} is new")),
        }
    }
    for path in list(folder) {
        let name = path
            .strip_prefix(folder)
            .unwrap()
            .to_string_lossy()
            .replace('\\', "/");
        if !files.contains_key(&name) {
            problems.push(format!("{name} is no longer made"));
        }
    }
    assert!(
        problems.is_empty(),
        "{}:\n{}\nrun with DENOTA_UPDATE=1 and read the change before you commit it",
        folder.display(),
        problems.join("\n")
    );
}

fn first_difference(golden: &str, now: &str) -> String {
    let mut lines = golden.lines().zip(now.lines()).enumerate();
    let differing = lines.find(|(_, (a, b))| a != b);
    differing.map_or_else(
        || "one is longer".to_owned(),
        |(i, (a, b))| format!("line {}\n  - {a}\n  + {b}", i + 1),
    )
}

/// All files below a folder, sorted.
#[must_use]
pub fn list(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(list(&path));
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}
