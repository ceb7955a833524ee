//! Static tokens: for CI jobs, for machines, for a registry without an identity provider.
//! The file keeps hashes alone; a running server follows its changes.

pub(crate) mod file;
pub(crate) mod mint;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use super::date;
use super::identity::Identity;
use super::secret::{Hash, Secret};
use crate::failure::Result;

/// What all tokens start with, so that scanners for leaked secrets know them.
pub(crate) const PREFIX: &str = "denota_";

/// How long a change of the file may go unnoticed.
const PATIENCE: Duration = Duration::from_secs(1);

/// The tokens of a file.
pub(crate) struct Tokens {
    path: PathBuf,
    now: Mutex<Now>,
}

struct Now {
    known: HashMap<Hash, Entry>,
    stamp: Option<Stamp>,
    looked: Instant,
}

/// Who a token stands for.
struct Entry {
    identity: Identity,
    /// The last day on which it is good.
    last_day: Option<u64>,
}

/// What changes when a file is written again.
type Stamp = (SystemTime, u64);

impl Tokens {
    /// Reads a file of tokens.
    ///
    /// # Errors
    /// It cannot be read, others may write it, or it says what makes no sense.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let stamp = stamp(path);
        let known = read(path)?;
        Ok(Self {
            path: path.to_owned(),
            now: Mutex::new(Now {
                known,
                stamp,
                looked: Instant::now(),
            }),
        })
    }

    /// Who a token stands for, where it is known and has not expired.
    pub(crate) fn identify(&self, token: &Secret) -> Option<Identity> {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if now.looked.elapsed() >= PATIENCE {
            now.looked = Instant::now();
            self.follow(&mut now);
        }
        let entry = now.known.get(&token.hash())?;
        let today = date::now() / date::DAY;
        let good = entry.last_day.is_none_or(|last| today <= last);
        good.then(|| entry.identity.clone())
    }

    /// Reads the file again when it has changed. Where that fails the tokens stay as they
    /// were: a slip of the pen must not lock everybody out.
    fn follow(&self, now: &mut Now) {
        let stamp = stamp(&self.path);
        if stamp == now.stamp {
            return;
        }
        now.stamp = stamp;
        match read(&self.path) {
            Ok(known) => {
                tracing::info!(tokens = known.len(), "read the file of tokens again");
                now.known = known;
            }
            Err(failure) => {
                let path = self.path.display();
                tracing::error!(%path, error = failure.what, "the file of tokens is not valid: those read before stay good");
            }
        }
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

fn read(path: &Path) -> Result<HashMap<Hash, Entry>> {
    let tokens = file::read(path)?.into_iter();
    let entries = tokens.map(|token| {
        let entry = Entry {
            identity: Identity {
                name: token.name,
                teams: token.teams,
                admin: token.admin,
            },
            last_day: token.expires,
        };
        (token.hash, entry)
    });
    Ok(entries.collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::http::auth::secret::to_hex;

    fn entry(name: &str, secret: &str, rest: &str) -> String {
        let hash = to_hex(&Secret::new(secret).hash());
        format!("[[token]]\nname = \"{name}\"\nteams = [\"people\"]\nsha256 = \"{hash}\"\n{rest}\n")
    }

    fn names(tokens: &Tokens, secrets: &[&str]) -> Vec<Option<String>> {
        let of = |s: &&str| tokens.identify(&Secret::new(*s)).map(|i| i.name);
        secrets.iter().map(of).collect()
    }

    #[test]
    fn only_tokens_that_are_known_and_have_not_expired_are_good() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens.toml");
        let today = date::format(date::now() / date::DAY);
        let yesterday = date::format(date::now() / date::DAY - 1);
        let text = entry("ci", "one", "")
            + &entry("old", "two", &format!("expires = \"{yesterday}\""))
            + &entry("new", "three", &format!("expires = \"{today}\""));
        std::fs::write(&path, text).unwrap();
        let tokens = Tokens::open(&path).unwrap();
        let found = names(&tokens, &["one", "two", "three", "four", ""]);
        let expected = [Some("ci"), None, Some("new"), None, None];
        assert_eq!(found, expected.map(|n| n.map(str::to_owned)));
    }

    #[test]
    fn the_file_is_followed_and_a_broken_one_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens.toml");
        std::fs::write(&path, entry("ci", "one", "")).unwrap();
        let tokens = Tokens::open(&path).unwrap();
        let soon = |tokens: &Tokens| tokens.now.lock().unwrap().looked -= PATIENCE;
        std::fs::write(&path, entry("ci", "one", "") + &entry("more", "two", "")).unwrap();
        soon(&tokens);
        assert!(tokens.identify(&Secret::new("two")).is_some());
        std::fs::write(&path, "[[token]]\nname = ").unwrap();
        soon(&tokens);
        assert!(tokens.identify(&Secret::new("two")).is_some());
        std::fs::write(&path, entry("more", "two", "")).unwrap();
        soon(&tokens);
        assert!(tokens.identify(&Secret::new("one")).is_none());
    }
}
