//! Making and withdrawing tokens: `denota token`.

use std::path::Path;

use registry::hex;

use super::replace::turn;
use super::{PREFIX, file};
use crate::failure::{Doing as _, Failure, Result};
use crate::http::auth::date;
use crate::http::auth::secret::Secret;

const HEADER: &str = "\
# Who may call the registry by a static token. `denota token new` adds to this file. It holds
# hashes: a token itself is shown once, when it is made, and kept nowhere.
";

/// What a new token is to be.
pub(crate) struct Wish<'a> {
    /// Who it stands for.
    pub(crate) name: &'a str,
    /// Their teams; the first owns what they publish without naming an owner.
    pub(crate) teams: &'a [String],
    /// Whether they administer the registry.
    pub(crate) admin: bool,
    /// The last day on which it is good.
    pub(crate) expires: Option<u64>,
}

/// Makes a token and appends its hash to a file, which is made where it is missing.
///
/// # Errors
/// A name is taken or none, or the file cannot be read or written.
pub(crate) fn mint(path: &Path, wish: &Wish<'_>) -> Result<Secret> {
    for name in std::iter::once(wish.name).chain(wish.teams.iter().map(String::as_str)) {
        if !file::is_name(name) {
            return Err(Failure::new(format!("`{name}` is not a valid name")));
        }
    }
    let shown = path.display().to_string();
    let turn = turn(path)?;
    let mut text = turn.text()?;
    let known = if path.exists() {
        file::read(path)?
    } else {
        Vec::new()
    };
    if known.iter().any(|t| t.name == wish.name) {
        let what = format!("`{shown}` has a token named `{}` already", wish.name);
        let help = format!(
            "withdraw it with `denota token revoke {}`, or choose another name",
            wish.name
        );
        return Err(Failure::new(what).help(help));
    }
    let token = Secret::new(format!("{PREFIX}{}", Secret::random()?.reveal()));
    if text.is_empty() {
        text.push_str(HEADER);
    }
    text.push_str(&entry(wish, &token)?);
    turn.replace(&text)?;
    Ok(token)
}

fn entry(wish: &Wish<'_>, token: &Secret) -> Result<String> {
    #[derive(serde::Serialize)]
    struct Entry<'a> {
        name: &'a str,
        teams: &'a [String],
        admin: bool,
        sha256: String,
        expires: Option<String>,
    }
    let entry = Entry {
        name: wish.name,
        teams: wish.teams,
        admin: wish.admin,
        sha256: hex(&token.hash()),
        expires: wish.expires.map(date::format),
    };
    let text = toml::to_string(&entry).doing(|| "write a token".to_owned())?;
    Ok(format!("\n[[token]]\n{text}"))
}

/// Takes the entry of a name out of a file; whatever else stands there stays as it is.
///
/// # Errors
/// There is no such entry, or the file cannot be read or written.
pub(crate) fn revoke(path: &Path, name: &str) -> Result<()> {
    let shown = path.display().to_string();
    let turn = turn(path)?;
    let known = file::read(path)?;
    let Some(nth) = known.iter().position(|t| t.name == name) else {
        return Err(
            Failure::new(format!("`{shown}` has no token named `{name}`"))
                .help("`denota token list` names them"),
        );
    };
    let rest = without(&turn.text()?, nth);
    if file::parse(&shown, &rest)?.len() + 1 != known.len() {
        return Err(
            Failure::new(format!("cannot tell where the entry of `{name}` ends"))
                .help(format!("take it out of `{shown}` by hand")),
        );
    }
    turn.replace(&rest)
}

/// The text without the `nth` entry: from its heading to the next one.
fn without(text: &str, nth: usize) -> String {
    let mut entries = 0;
    let kept = text.split_inclusive('\n').filter(|line| {
        if line.trim_start().starts_with("[[token]]") {
            entries += 1;
        }
        entries != nth + 1
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::http::auth::tokens::Tokens;

    fn wish<'a>(name: &'a str, teams: &'a [String]) -> Wish<'a> {
        Wish {
            name,
            teams,
            admin: false,
            expires: Some(40_000),
        }
    }

    #[test]
    fn what_is_minted_is_good_until_it_is_withdrawn() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens.toml");
        let teams = vec!["people \"and\" more".to_owned(), "b".to_owned()];
        let one = mint(&path, &wish("one", &teams)).unwrap();
        let two = mint(&path, &wish("two", &[])).unwrap();
        let tokens = Tokens::open(&path).unwrap();
        let found = tokens.identify(&one).unwrap();
        assert_eq!((found.name.as_str(), &found.teams), ("one", &teams));
        assert_eq!(tokens.identify(&two).unwrap().name, "two");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains(one.reveal()) && text.starts_with("# Who may call"));
        assert!(
            mint(&path, &wish("one", &[]))
                .unwrap_err()
                .what
                .contains("already")
        );
        revoke(&path, "one").unwrap();
        let tokens = Tokens::open(&path).unwrap();
        assert!(tokens.identify(&one).is_none() && tokens.identify(&two).is_some());
        assert!(revoke(&path, "one").is_err());
    }

    #[test]
    fn whoever_reads_meanwhile_finds_all_that_is_good() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens.toml");
        mint(&path, &wish("kept", &[])).unwrap();
        let done = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(std::sync::atomic::Ordering::Relaxed) {
                    let known = file::read(&path).unwrap();
                    assert!(known.iter().any(|t| t.name == "kept"));
                }
            });
            for _ in 0..50 {
                mint(&path, &wish("other", &[])).unwrap();
                revoke(&path, "other").unwrap();
            }
            done.store(true, std::sync::atomic::Ordering::Relaxed);
        });
    }

    #[test]
    fn of_many_who_change_a_file_none_loses_what_another_did() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens.toml");
        std::thread::scope(|scope| {
            for n in 0..8 {
                let path = &path;
                scope.spawn(move || {
                    mint(path, &wish(&format!("kept {n}"), &[])).unwrap();
                    mint(path, &wish(&format!("gone {n}"), &[])).unwrap();
                    revoke(path, &format!("gone {n}")).unwrap();
                });
            }
        });
        let known = file::read(&path).unwrap();
        assert_eq!(known.len(), 8);
        assert!(known.iter().all(|t| t.name.starts_with("kept")));
    }

    #[test]
    fn a_link_and_a_mode_stay_as_they_are() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let (path, link) = (dir.path().join("tokens.toml"), dir.path().join("link"));
        mint(&path, &wish("one", &[])).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        mint(&link, &wish("two", &[])).unwrap();
        assert!(link.is_symlink());
        assert_eq!(file::read(&path).unwrap().len(), 2);
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }

    #[test]
    fn only_the_owner_may_read_a_new_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens.toml");
        mint(&path, &wish("one", &[])).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn names_that_are_none_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens.toml");
        assert!(mint(&path, &wish("", &[])).is_err());
        assert!(mint(&path, &wish("a", &[" b".to_owned()])).is_err());
        assert!(!path.exists());
    }
}
