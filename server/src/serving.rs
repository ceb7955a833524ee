//! Who serves a `.denota` folder: a lock that lasts as long as the server, and beside it a
//! file that says where the server listens, so that commands go through it.
//!
//! The store allows one process. A command that needs it takes the folder's [lock](crate::lock)
//! first, then asks [`running`]: where a server answers, it goes through that one, otherwise
//! it opens the store itself and keeps the lock until done. A server takes the same lock until
//! it has said where it listens, so that both orders are safe.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::failure::{Doing as _, Failure, Result};
use crate::files;
use crate::out::Out;

const LOCK: &str = "serve.lock";
const FILE: &str = "serve.json";
/// How often the right to serve is asked for, 10 ms apart.
const TRIES: u32 = 20;
/// How long a server may take to stop, and how often to look.
const PATIENCE: Duration = Duration::from_secs(90);
const LOOK: Duration = Duration::from_millis(50);

/// Where a server listens; nothing in it is secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Announcement {
    /// The origin: `http://127.0.0.1:8080`, without a slash at the end.
    pub(crate) url: String,
    /// The process.
    pub(crate) pid: u32,
    /// Whether requests need no authentication.
    pub(crate) open: bool,
    /// The version of the program that serves.
    pub(crate) version: String,
    /// The SHA-256 of the certificate that it serves with, in hexadecimal: that is the one to
    /// trust here, whatever name it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) certificate: Option<String>,
}

/// The right to serve a folder, until dropped.
#[derive(Debug)]
pub(crate) struct Serving {
    file: PathBuf,
    _lock: File,
}

impl Serving {
    /// Takes the right to serve a `.denota` folder.
    ///
    /// # Errors
    /// Another server has it.
    pub(crate) fn begin(state: &Path) -> Result<Self> {
        let lock = open(state)?;
        let mut tries = 0;
        loop {
            match lock.try_lock() {
                Ok(()) => break,
                // Who only looks for a server has the lock for a moment.
                Err(TryLockError::WouldBlock) if tries < TRIES => tries += 1,
                Err(TryLockError::WouldBlock) => return Err(taken(state)),
                Err(TryLockError::Error(e)) => Err(e).doing(|| format!("lock `{LOCK}`"))?,
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let file = state.join(FILE);
        // What a killed server left behind would send commands to a port of somebody else's.
        let _ = std::fs::remove_file(&file);
        Ok(Self { file, _lock: lock })
    }

    /// Who says where the server listens.
    pub(crate) fn announcer(&self) -> Announcer {
        Announcer {
            file: self.file.clone(),
        }
    }
}

/// Says where a server listens.
#[derive(Clone, Debug)]
pub(crate) struct Announcer {
    file: PathBuf,
}

impl Announcer {
    /// Says it, in the place of what was said before.
    pub(crate) fn announce(&self, announcement: &Announcement) -> Result<()> {
        let text = serde_json::to_string_pretty(announcement)
            .doing(|| "write down where the server listens".to_owned())?;
        files::write(&self.file, &format!("{text}\n"))?;
        Ok(())
    }
}

impl Serving {
    /// What takes back where the server listens, once it is told to stop: whoever comes then
    /// waits until it has.
    pub(crate) fn leave(&self) -> impl FnOnce() + Send + use<> {
        let file = self.file.clone();
        move || {
            let _ = std::fs::remove_file(file);
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.file);
    }
}

/// Waits for a server that is stopping, for whoever has the turn on its folder: one that is
/// starting has the turn itself.
///
/// # Errors
/// It does not stop.
pub(crate) fn wait(state: &Path, out: &Out) -> Result<()> {
    let begun = Instant::now();
    let mut is_told = false;
    while is_leaving(state) {
        if !is_told {
            out.always("waiting for the server of this folder to stop");
            is_told = true;
        }
        if begun.elapsed() > PATIENCE {
            return Err(taken(state));
        }
        std::thread::sleep(LOOK);
    }
    Ok(())
}

fn is_leaving(state: &Path) -> bool {
    let Ok(lock) = File::open(state.join(LOCK)) else {
        return false;
    };
    let is_held = matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock));
    is_held && !state.join(FILE).exists()
}

/// The server that serves a `.denota` folder now, if there is one. One that is starting or
/// was killed does not count.
pub(crate) fn running(state: &Path) -> Option<Announcement> {
    let lock = File::open(state.join(LOCK)).ok()?;
    match lock.try_lock_shared() {
        Err(TryLockError::WouldBlock) => {}
        Ok(()) | Err(TryLockError::Error(_)) => return None,
    }
    let text = std::fs::read_to_string(state.join(FILE)).ok()?;
    serde_json::from_str(&text).ok()
}

fn open(state: &Path) -> Result<File> {
    let path = state.join(LOCK);
    File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)
        .doing(|| format!("open `{}`", path.display()))
}

fn taken(state: &Path) -> Failure {
    match running(state) {
        Some(other) => Failure::new(format!(
            "`{}` is served already, at {} (pid {})",
            state.display(),
            other.url,
            other.pid
        )),
        None => Failure::new(format!(
            "`{}` is being served by another denota",
            state.display()
        )),
    }
    .help("use that one, or stop it first")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_server_is_found_while_it_lives_and_not_after() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(running(dir.path()), None);
        let serving = Serving::begin(dir.path()).unwrap();
        assert_eq!(running(dir.path()), None, "it does not listen yet");
        let announcement = Announcement {
            url: "http://127.0.0.1:8080".to_owned(),
            pid: 1,
            open: true,
            version: "0".to_owned(),
            certificate: None,
        };
        serving.announcer().announce(&announcement).unwrap();
        assert_eq!(running(dir.path()), Some(announcement.clone()));
        let second = Serving::begin(dir.path()).unwrap_err();
        assert!(second.what.contains("http://127.0.0.1:8080"), "{second:?}");
        let left = std::fs::read(dir.path().join(FILE)).unwrap();
        drop(serving);
        assert_eq!(running(dir.path()), None);
        std::fs::write(dir.path().join(FILE), left).unwrap();
        assert_eq!(running(dir.path()), None, "what a killed one left behind");
    }
}
