//! From paths on the command line to texts.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use upper::source::{FILE_LIMIT, Input, Syntax};

use crate::failure::{Doing as _, Failure, Result};
use crate::made::is_made;

/// Folders that never hold models of the user's own.
const SKIPPED: [&str; 2] = ["target", "node_modules"];

/// Files by what they really are.
type Files = BTreeMap<PathBuf, Found>;

/// A file that is to be read.
struct Found {
    /// The path that is shown.
    path: PathBuf,
    syntax: Syntax,
    /// Whether the user named it, rather than a folder that it is in.
    named: bool,
}

/// Reads all models at or below the paths, in the order of their names, each file once.
/// Documents that were made from models are read only where they are named: in a folder they
/// may be older than the models beside them.
///
/// # Errors
/// A path that is not there, or no model, or cannot be read.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Vec<Input>> {
    let mut files = Files::new();
    for path in paths {
        find(path, &mut files)?;
    }
    let mut files: Vec<_> = files.into_values().collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut inputs = Vec::with_capacity(files.len());
    for file in &files {
        let input = read_file(&file.path, file.syntax)?;
        if file.named || !is_made(input.syntax, &input.bytes) {
            inputs.push(input);
        }
    }
    Ok(inputs)
}

fn find(path: &Path, files: &mut Files) -> Result<()> {
    let about = fs::metadata(path).map_err(|e| not_there(path, &e))?;
    if about.is_dir() {
        walk(path, &mut Vec::new(), files)
    } else {
        let syntax = syntax(path).ok_or_else(|| not_a_model(path))?;
        add(path, syntax, true, files);
        Ok(())
    }
}

/// Walks a folder; `above` are the folders on the way, so that links in a circle end.
fn walk(dir: &Path, above: &mut Vec<PathBuf>, files: &mut Files) -> Result<()> {
    let real = dir
        .canonicalize()
        .doing(|| format!("read the folder `{}`", dir.display()))?;
    if above.contains(&real) {
        return Ok(());
    }
    above.push(real);
    for entry in fs::read_dir(dir).doing(|| format!("read the folder `{}`", dir.display()))? {
        let entry = entry.doing(|| format!("read the folder `{}`", dir.display()))?;
        let name = entry.file_name();
        let path = entry.path();
        // A link to nowhere is nobody's model.
        let Ok(about) = fs::metadata(&path) else {
            continue;
        };
        if about.is_dir() && !is_skipped(&name) {
            walk(&path, above, files)?;
        } else if let Some(syntax) = syntax(&path).filter(|_| about.is_file() && !is_hidden(&name))
        {
            add(&path, syntax, false, files);
        }
    }
    above.pop();
    Ok(())
}

/// One file by two ways is one file, shown by the shorter.
fn add(path: &Path, syntax: Syntax, named: bool, files: &mut Files) {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let path = tidy(path);
    let length = |p: &Path| (p.components().count(), p.to_owned());
    let shown = files.entry(real).or_insert_with(|| Found {
        path: path.clone(),
        syntax,
        named,
    });
    shown.named |= named;
    if length(&path) < length(&shown.path) {
        shown.path = path;
    }
}

fn read_file(path: &Path, syntax: Syntax) -> Result<Input> {
    // One byte over the limit is enough to be found too large, whatever else there is.
    let most = FILE_LIMIT as u64 + 1;
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(most).read_to_end(&mut bytes))
        .doing(|| format!("read `{}`", path.display()))?;
    Ok(Input {
        path: path.display().to_string(),
        bytes,
        syntax,
    })
}

fn syntax(path: &Path) -> Option<Syntax> {
    path.extension()
        .and_then(OsStr::to_str)
        .and_then(Syntax::of_extension)
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

fn is_skipped(name: &OsStr) -> bool {
    is_hidden(name) || SKIPPED.iter().any(|s| name == *s)
}

/// `./models/a.ttl` is `models/a.ttl`: one spelling in findings, whichever was typed.
fn tidy(path: &Path) -> PathBuf {
    let short: PathBuf = path
        .components()
        .filter(|c| !matches!(c, std::path::Component::CurDir))
        .collect();
    if short.as_os_str().is_empty() {
        path.to_owned()
    } else {
        short
    }
}

fn not_a_model(path: &Path) -> Failure {
    Failure::new(format!("`{}` is not a model file", path.display()))
        .help("models end in .ttl, .trig, .nt, .nq, .jsonld, .rdf, .owl or .xml")
}

fn not_there(path: &Path, e: &std::io::Error) -> Failure {
    if e.kind() != std::io::ErrorKind::NotFound {
        return Failure::new(format!("cannot read `{}`: {e}", path.display()));
    }
    let failure = Failure::new(format!("there is no `{}`", path.display()));
    match neighbour(path) {
        Some(near) => failure.help(format!("did you mean `{}`?", near.display())),
        None => failure
            .help("name a file or folder of models; the path is relative to the working folder"),
    }
}

/// The entry of the same folder whose name is nearest.
fn neighbour(path: &Path) -> Option<PathBuf> {
    let wanted = path.file_name()?.to_str()?;
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let names: Vec<String> = fs::read_dir(folder)
        .ok()?
        .filter_map(|e| e.ok()?.file_name().into_string().ok())
        .collect();
    let near = upper::spelling::nearest(wanted, names.iter().map(String::as_str))?;
    Some(path.with_file_name(near))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn folders_are_walked_in_order_without_what_is_hidden_or_built() {
        let dir = tempfile::tempdir().unwrap();
        let put = |path: &str| {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        };
        [
            "b/z.ttl",
            "a.TTL",
            "b/note.md",
            ".git/x.ttl",
            "target/x.ttl",
            "node_modules/x.ttl",
            "b/.hidden.ttl",
            "c.jsonld",
        ]
        .iter()
        .for_each(|p| put(p));
        #[cfg(unix)]
        std::os::unix::fs::symlink(dir.path(), dir.path().join("b/loop")).unwrap();
        let inputs = read(&[dir.path().join("b"), dir.path().to_owned()]).unwrap();
        let names: Vec<_> = inputs
            .iter()
            .map(|i| i.path.rsplit('/').next().unwrap().to_owned())
            .collect();
        assert_eq!(names, ["a.TTL", "z.ttl", "c.jsonld"]);
    }

    #[test]
    fn a_missing_path_names_its_neighbour() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("models")).unwrap();
        let failure = read(&[dir.path().join("modles")]).err().unwrap();
        assert!(failure.help.unwrap().contains("models"));
    }
}
