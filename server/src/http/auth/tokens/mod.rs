//! Static tokens: for CI jobs, for machines, for a registry without an identity provider.
//! The file keeps hashes alone; a running server follows its changes.
//!
//! While the file cannot be read (it is half written, others may write it, it is gone), the
//! tokens read last stay good for a moment, and then none is: a slip of the pen must not lock
//! everybody out at once, nor keep a token good that was withdrawn together with it.

pub(crate) mod file;
pub(crate) mod mint;
mod replace;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::date;
use super::identity::Identity;
use super::secret::{Hash, Secret};
use super::stamp::Stamp;
use crate::failure::{Failure, Result};

/// What all tokens start with, so that scanners for leaked secrets know them.
pub(crate) const PREFIX: &str = "denota_";

/// How long a change of the file may go unnoticed.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long the tokens read last stay good while the file cannot be read: longer than it takes
/// to write one, and to see in the log that it is wrong.
const GRACE: Duration = Duration::from_secs(30);

/// The tokens of a file.
pub(crate) struct Tokens {
    path: PathBuf,
    now: Mutex<Now>,
}

struct Now {
    known: HashMap<Hash, Entry>,
    /// Of the file as it was read; `None` while it cannot be.
    stamp: Option<Stamp>,
    looked: Instant,
    /// Since when the file cannot be read.
    refused: Option<Instant>,
}

/// Who a token stands for.
struct Entry {
    identity: Identity,
    /// The last day on which it is good.
    last_day: Option<u64>,
}

impl Tokens {
    /// Reads a file of tokens.
    ///
    /// # Errors
    /// It cannot be read, others may write it, or it says what makes no sense.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let stamp = Stamp::of(path);
        let known = read(path)?;
        Ok(Self {
            path: path.to_owned(),
            now: Mutex::new(Now {
                known,
                stamp,
                looked: Instant::now(),
                refused: None,
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

    /// Reads the file again where it has changed, and at each look while it cannot be read.
    fn follow(&self, now: &mut Now) {
        let stamp = Stamp::of(&self.path);
        if stamp.is_some() && stamp == now.stamp {
            return;
        }
        match read(&self.path) {
            Ok(known) => {
                tracing::info!(tokens = known.len(), "read the file of tokens again");
                now.known = known;
                now.stamp = stamp;
                now.refused = None;
            }
            Err(failure) => self.refuse(now, &failure),
        }
    }

    fn refuse(&self, now: &mut Now, failure: &Failure) {
        let path = self.path.display();
        let error = &failure.what;
        let is_new = now.refused.is_none();
        let since = *now.refused.get_or_insert_with(Instant::now);
        now.stamp = None;
        if is_new {
            let seconds = GRACE.as_secs();
            tracing::error!(%path, error, seconds, "the file of tokens cannot be read: in so many seconds no token will be good");
        } else if since.elapsed() >= GRACE && !now.known.is_empty() {
            now.known.clear();
            tracing::error!(%path, error, "the file of tokens cannot be read: no token is good");
        }
    }
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
    use registry::hex;

    use super::*;

    fn entry(name: &str, secret: &str, rest: &str) -> String {
        let hash = hex(&Secret::new(secret).hash());
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

    /// Has the next question look at the file.
    fn look(tokens: &Tokens) {
        tokens.now.lock().unwrap().looked -= PATIENCE;
    }

    fn is_good(tokens: &Tokens, secret: &str) -> bool {
        look(tokens);
        tokens.identify(&Secret::new(secret)).is_some()
    }

    #[test]
    fn the_file_is_followed_and_a_slip_locks_nobody_out_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens.toml");
        std::fs::write(&path, entry("ci", "one", "")).unwrap();
        let tokens = Tokens::open(&path).unwrap();
        std::fs::write(&path, entry("ci", "one", "") + &entry("more", "two", "")).unwrap();
        assert!(is_good(&tokens, "two"));
        std::fs::write(&path, "[[token]]\nname = ").unwrap();
        assert!(is_good(&tokens, "two"));
        std::fs::write(&path, entry("more", "two", "")).unwrap();
        assert!(!is_good(&tokens, "one") && is_good(&tokens, "two"));
    }

    #[test]
    fn a_file_that_stays_wrong_lets_nobody_in_until_it_is_mended() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens.toml");
        std::fs::write(&path, entry("ci", "one", "") + &entry("more", "two", "")).unwrap();
        let tokens = Tokens::open(&path).unwrap();
        for wrong in ["[[token]]\nname = ", ""] {
            if wrong.is_empty() {
                std::fs::remove_file(&path).unwrap();
            } else {
                std::fs::write(&path, wrong).unwrap();
            }
            assert!(is_good(&tokens, "one"));
            let since = Instant::now().checked_sub(GRACE).unwrap();
            tokens.now.lock().unwrap().refused = Some(since);
            assert!(!is_good(&tokens, "one") && !is_good(&tokens, "two"));
            std::fs::write(&path, entry("ci", "one", "") + &entry("more", "two", "")).unwrap();
            assert!(is_good(&tokens, "one") && is_good(&tokens, "two"));
        }
    }

    #[test]
    fn a_withdrawal_is_heeded_that_only_a_change_of_the_mode_lets_in() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens.toml");
        let mode = |mode| {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        std::fs::write(&path, entry("ci", "one", "") + &entry("more", "two", "")).unwrap();
        let tokens = Tokens::open(&path).unwrap();
        std::fs::write(&path, entry("more", "two", "")).unwrap();
        mode(0o664);
        assert!(is_good(&tokens, "one"), "it cannot be read yet");
        mode(0o600);
        assert!(!is_good(&tokens, "one"), "withdrawn, and the file is fine");
        assert!(is_good(&tokens, "two"));
    }

    #[test]
    fn a_file_that_others_may_write_from_now_on_is_refused_though_it_says_the_same() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens.toml");
        std::fs::write(&path, entry("ci", "one", "")).unwrap();
        let tokens = Tokens::open(&path).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o666)).unwrap();
        assert!(is_good(&tokens, "one"));
        assert!(tokens.now.lock().unwrap().refused.is_some());
    }
}
