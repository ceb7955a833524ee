//! `denota backup`: a copy of the registry of this folder, also while a server runs on it.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::cli::Backup;
use crate::client::{Client, Request, must_be_here};
use crate::failure::{Doing as _, Done, Failure, Result};
use crate::out::Out;
use crate::project::Project;

/// Where the copy is: beside the store, since whoever runs the store does not write where
/// strangers tell it to.
#[derive(Debug, Deserialize)]
struct Made {
    path: PathBuf,
}

/// Runs the command.
pub(crate) fn run(args: &Backup, out: &Out) -> Result<Done> {
    refuse_full(&args.dir)?;
    let project = Project::find()?;
    must_be_here(&project)?;
    let client = Client::here(&project, out)?;
    let copy = Request::post("/api/v1/backups", "application/json", Vec::new());
    let Made { path } = client.ask(copy.long())?;
    put(&path, &args.dir)?;
    out.note(format_args!(
        "copied {} into `{}`; `denota restore` puts it back",
        client.place(),
        args.dir.display()
    ));
    Ok(Done::Clean)
}

fn refuse_full(dir: &Path) -> Result<()> {
    let full = std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some());
    if full || dir.is_file() {
        let what = format!("`{}` is there already, and not empty", dir.display());
        return Err(Failure::new(what).help("name a new folder"));
    }
    Ok(())
}

/// Moves the copy where it belongs: at once on the same disk, file by file to another.
fn put(from: &Path, to: &Path) -> Result<()> {
    let doing = || format!("move the copy to `{}`", to.display());
    if let Some(above) = to.parent() {
        std::fs::create_dir_all(above).doing(doing)?;
    }
    // An empty folder gives way to a renamed one.
    if std::fs::rename(from, to).is_ok() {
        return Ok(());
    }
    let copied = copy(from, to);
    if copied.is_err() {
        // Half a copy is none, and the next try makes a whole one again.
        for left in [to, from] {
            let _ = std::fs::remove_dir_all(left);
        }
    }
    copied.doing(doing)?;
    std::fs::remove_dir_all(from).doing(|| format!("remove `{}`", from.display()))
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target)?;
            std::fs::File::open(&target)?.sync_all()?;
        }
    }
    Ok(())
}
