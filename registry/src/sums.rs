//! What the files of a folder are, so that a copy of them can be held against it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::hash::hex;

/// The files below a folder, by path with `/` between names.
pub(crate) type Sums = BTreeMap<String, Sum>;

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sum {
    /// How many bytes it has.
    size: u64,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    sha256: String,
}

/// Reads the files of some folders below another; one that is not there has none.
pub(crate) fn of(root: &Path, folders: &[&str]) -> io::Result<Sums> {
    let mut sums = Sums::new();
    for folder in folders {
        let dir = root.join(folder);
        if !dir.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(dir)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                let name = entry.file_name().to_string_lossy().into_owned();
                sums.insert(format!("{folder}/{name}"), sum(&entry.path())?);
            }
        }
    }
    Ok(sums)
}

fn sum(path: &Path) -> io::Result<Sum> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut size = 0;
    let mut some = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut some)?;
        let Some(bytes) = some.get(..read).filter(|b| !b.is_empty()) else {
            break;
        };
        hash.update(bytes);
        size += bytes.len() as u64;
    }
    let sha256 = hex(&hash.finalize());
    Ok(Sum { size, sha256 })
}

/// The first file, in alphabetical order, that is not as it was, and how.
pub(crate) fn difference(was: &Sums, is: &Sums) -> Option<(String, &'static str)> {
    let all: BTreeMap<&String, (Option<&Sum>, Option<&Sum>)> = was
        .keys()
        .chain(is.keys())
        .map(|path| (path, (was.get(path), is.get(path))))
        .collect();
    all.into_iter().find_map(|(path, sums)| {
        let how = match sums {
            (Some(_), None) => "is missing",
            (None, Some(_)) => "was not there when it was made",
            (Some(was), Some(is)) if was.size != is.size => "has another size",
            (Some(was), Some(is)) if was != is => "holds something else",
            (Some(_), Some(_)) | (None, None) => return None,
        };
        Some((path.clone(), how))
    })
}
