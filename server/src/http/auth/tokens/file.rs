//! The file of tokens, as it is read: one `[[token]]` each, with the hash and never the token.

use std::collections::HashSet;
use std::fs::Metadata;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use crate::failure::{self, Doing as _, Failure};
use crate::http::auth::date;
use crate::http::auth::secret::{Hash, from_hex};
use crate::render::human::excerpt;

/// A token, without the secret.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// Who it stands for.
    pub(crate) name: String,
    /// Their teams.
    pub(crate) teams: Vec<String>,
    /// Whether they administer the registry.
    pub(crate) admin: bool,
    /// The SHA-256 of the token.
    pub(crate) hash: Hash,
    /// The last day on which it is good.
    pub(crate) expires: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    token: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: Spanned<String>,
    #[serde(default)]
    teams: Vec<Spanned<String>>,
    #[serde(default)]
    admin: bool,
    sha256: Spanned<String>,
    expires: Option<Spanned<String>>,
}

/// Reads a file of tokens.
///
/// # Errors
/// It cannot be read, others may write it, or it says what makes no sense.
pub(crate) fn read(path: &Path) -> failure::Result<Vec<Token>> {
    let shown = path.display().to_string();
    let metadata = std::fs::metadata(path).doing(|| format!("read `{shown}`"));
    let metadata = metadata.map_err(|failure| {
        failure.help("`denota token new NAME` makes the file with a first token; `tokens` of `[serve.auth]` says where it is")
    })?;
    if others_may_write(&metadata) {
        let what = format!("others may write `{shown}`, and so let themselves in");
        return Err(Failure::new(what).help(format!("run `chmod 600 {shown}`")));
    }
    let text = std::fs::read_to_string(path).doing(|| format!("read `{shown}`"))?;
    parse(&shown, &text)
}

fn others_may_write(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o022 != 0
}

/// Reads the text of a file of tokens.
///
/// # Errors
/// It says what makes no sense; the failure underlines it.
pub(crate) fn parse(path: &str, text: &str) -> failure::Result<Vec<Token>> {
    let file: File = toml::from_str(text).map_err(|e| {
        // The parser quotes the line, which could hold a token that was pasted by mistake.
        let what = format!(
            "`{path}` is not valid: {}",
            e.message().lines().next().unwrap_or_default()
        );
        Failure::new(what).help("`denota token new` writes entries that are")
    })?;
    let mut seen = (HashSet::new(), HashSet::new());
    let mut tokens = Vec::with_capacity(file.token.len());
    for written in file.token {
        let token = check(&written).and_then(|token| {
            let (names, hashes) = &mut seen;
            if !names.insert(token.name.clone()) {
                return Err((written.name.span(), "two tokens have this name"));
            }
            if !hashes.insert(token.hash) {
                return Err((written.sha256.span(), "two entries are of the same token"));
            }
            Ok(token)
        });
        tokens.push(token.map_err(|(span, what)| {
            let mut failure = Failure::new(format!("`{path}` is not valid: {what}"));
            failure.excerpt = Some(excerpt(path, text, span));
            failure
        })?);
    }
    Ok(tokens)
}

type Wrong = (std::ops::Range<usize>, &'static str);

fn check(written: &Written) -> Result<Token, Wrong> {
    let name = name(&written.name)?;
    let teams = written.teams.iter().map(self::name);
    let teams = teams.collect::<Result<Vec<_>, _>>()?;
    let hash = from_hex(written.sha256.as_ref())
        .ok_or((written.sha256.span(), "a SHA-256 has 64 hexadecimal digits"))?;
    let expires = written.expires.as_ref().map(|day| {
        date::parse(day.as_ref()).ok_or((day.span(), "a day is written as `2027-01-31`"))
    });
    Ok(Token {
        name,
        teams,
        admin: written.admin,
        hash,
        expires: expires.transpose()?,
    })
}

fn name(written: &Spanned<String>) -> Result<String, Wrong> {
    let name: &str = written.as_ref();
    if is_name(name) {
        return Ok(name.to_owned());
    }
    Err((
        written.span(),
        "a name is not empty, and has no spaces at its ends and no control characters",
    ))
}

/// Whether a text can name somebody or a team.
pub(crate) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.trim() == text
        && text.len() <= 256
        && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    const HASH: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn every_field_is_read() {
        let text = format!(
            "# ours\n[[token]]\nname = \"ci\"\nteams = [\"people\", \"titles\"]\nadmin = true\n\
             sha256 = \"{HASH}\"\nexpires = \"2027-01-31\"\n\n[[token]]\nname = \"b\"\nsha256 = \"{}\"\n",
            "0".repeat(64)
        );
        let tokens = parse("tokens.toml", &text).unwrap();
        let first = tokens.first().unwrap();
        assert_eq!((first.name.as_str(), first.admin), ("ci", true));
        assert_eq!(first.teams, ["people", "titles"]);
        assert_eq!(
            first.expires.map(date::format).as_deref(),
            Some("2027-01-31")
        );
        let second = tokens.get(1).unwrap();
        assert_eq!(
            (second.teams.len(), second.admin, second.expires),
            (0, false, None)
        );
        assert_eq!(parse("tokens.toml", "").unwrap(), []);
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_its_place() {
        let token = |rest: &str| format!("[[token]]\nname = \"ci\"\n{rest}\n");
        let hash = format!("sha256 = \"{HASH}\"");
        for (text, expected) in [
            (token("sha256 = \"12\""), "64 hexadecimal digits"),
            (token(&format!("{hash}\nexpires = \"soon\"")), "2027-01-31"),
            (
                token(&format!("{hash}\nteams = [\"\"]")),
                "a name is not empty",
            ),
            (
                token(&format!("{hash}\n{}", token(&hash))),
                "two tokens have this name",
            ),
            (
                token(&format!("{hash}\n[[token]]\nname = \"b\"\n{hash}")),
                "the same token",
            ),
            (token(""), "sha256"),
            (token("admin = 1"), "boolean"),
            (
                token(&format!("{hash}\nteam = \"people\"")),
                "unknown field `team`",
            ),
        ] {
            let failure = parse("tokens.toml", &text).unwrap_err();
            assert!(failure.what.contains(expected), "{text}: {}", failure.what);
        }
        let failure = parse("tokens.toml", &token("sha256 = \"12\"")).unwrap_err();
        assert!(failure.excerpt.unwrap().contains("tokens.toml:3:10"));
    }

    #[test]
    fn a_file_that_others_may_write_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens.toml");
        std::fs::write(&path, "").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o666)).unwrap();
        let failure = read(&path).unwrap_err();
        assert!(failure.help.unwrap().contains("chmod 600"));
    }

    proptest! {
        #[test]
        fn no_file_panics(text in "(\\[\\[token\\]\\]\n|name = \"a\"\n|sha256 = \"[0-9a-f]{60,66}\"\n|expires = \"[0-9-]{0,11}\"\n|teams = \\[.{0,9}\\]\n|.{0,9}\n){0,9}") {
            let _ = parse("tokens.toml", &text);
        }
    }
}
