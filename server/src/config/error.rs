//! What is wrong with a settings file, with its place and a guess at what was meant.

use std::ops::Range;

use upper::spelling::nearest;

use crate::failure::Failure;
use crate::render::human::excerpt;

/// A failure that underlines a stretch of the file.
pub(super) fn at(
    path: &str,
    text: &str,
    span: Range<usize>,
    what: &str,
    help: Option<String>,
) -> Failure {
    let mut failure = Failure::new(what);
    failure.excerpt = Some(excerpt(path, text, span));
    failure.help = help;
    failure
}

/// A failure from what the parser says.
pub(super) fn of_toml(path: &str, text: &str, e: &toml::de::Error) -> Failure {
    let message = e.message().lines().next().unwrap_or_default();
    let what = format!("`{path}` is not valid: {message}");
    let span = e.span().unwrap_or(0..0);
    let help = misplaced(text, span.start).or_else(|| guess(message));
    at(path, text, span, &what, help)
}

/// The settings that stand before the first table.
const FIRST: [&str; 4] = ["models", "owner", "registry", "naming"];

/// What to do about a line of a table that reads like a setting of the whole: in TOML a line
/// belongs to the table above it.
pub(super) fn misplaced(text: &str, at: usize) -> Option<String> {
    let before = text.get(..at)?;
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let (key, _) = text.get(start..)?.split_once('=')?;
    let key = key.trim().trim_matches('"');
    let mut above = text.get(..start)?.lines().rev().map(str::trim);
    let table = above.find(|line| line.starts_with('['))?;
    let table = table.split(']').next().unwrap_or(table).trim_matches('[');
    FIRST.contains(&key).then(|| {
        format!(
            "`{key}` stands in the table `[{table}]` here: move the line before the first table"
        )
    })
}

/// Messages about unknown words quote first the word and then all known ones.
fn guess(message: &str) -> Option<String> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let word = quoted.next().filter(|_| message.starts_with("unknown"))?;
    let known: Vec<&str> = quoted.collect();
    Some(match nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", known.join(", ")),
    })
}
