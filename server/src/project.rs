//! Where the user is: the folder of `denota.toml`, its settings, and the state beside it.

use std::path::{Path, PathBuf};

use crate::config::{self, Config};
use crate::failure::{Doing as _, Result};

/// The name of the settings file.
pub(crate) const CONFIG: &str = "denota.toml";

/// A user's repository, or any folder.
#[derive(Debug)]
pub(crate) struct Project {
    /// The folder of `denota.toml`; without one, the working folder.
    pub(crate) root: PathBuf,
    /// Whether there is a `denota.toml`.
    pub(crate) configured: bool,
    /// The settings.
    pub(crate) config: Config,
}

impl Project {
    /// The project of the working folder: settings are looked for there and upwards.
    pub(crate) fn find() -> Result<Self> {
        let here = std::env::current_dir().doing(|| "find the working folder".to_owned())?;
        match here.ancestors().find(|dir| dir.join(CONFIG).is_file()) {
            Some(root) => {
                let config = config::read(&relative(&here, root).join(CONFIG))?;
                Ok(Self {
                    root: root.to_owned(),
                    configured: true,
                    config,
                })
            }
            None => Ok(Self {
                root: here,
                configured: false,
                config: Config::default(),
            }),
        }
    }

    /// The folder of the embedded state.
    pub(crate) fn state(&self) -> PathBuf {
        self.root.join(".denota")
    }

    /// What to read where the command line names no path: the folders that the settings name,
    /// else all of the project.
    pub(crate) fn models(&self) -> Result<Vec<PathBuf>> {
        let here = std::env::current_dir().doing(|| "find the working folder".to_owned())?;
        if !self.configured {
            return Ok(vec![PathBuf::from(".")]);
        }
        let root = relative(&here, &self.root);
        let paths = self.config.models.iter();
        Ok(paths.map(|m| join(&root, m)).collect())
    }
}

/// The way up from a folder to one of its ancestors: `../..`, and nothing for itself, so
/// that findings show short paths.
fn relative(here: &Path, ancestor: &Path) -> PathBuf {
    let below = here
        .strip_prefix(ancestor)
        .map_or(0, |p| p.components().count());
    std::iter::repeat_n("..", below).collect()
}

fn join(root: &Path, path: &str) -> PathBuf {
    match path {
        "." if root.as_os_str().is_empty() => PathBuf::from("."),
        "." => root.to_owned(),
        _ => root.join(path),
    }
}
