//! `denota explain`: the page of a finding.

use std::fmt::Write as _;

use upper::rules::{Level, all};
use upper::spelling::nearest;

use crate::cli::Explain;
use crate::failure::{Done, Failure, Result};
use crate::out::{Out, paint};
use crate::render::style;

include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// Runs the command.
pub(crate) fn run(args: &Explain, out: &Out) -> Result<Done> {
    match &args.code {
        Some(word) => out.print(page(word)?.trim_start()),
        None => out.print(&list()),
    }
    Ok(Done::Clean)
}

fn page(word: &str) -> Result<String> {
    let code = known_code(&word.to_ascii_uppercase()).or_else(|| known_code(word));
    let code = code.ok_or_else(|| unknown(word))?;
    if let Some((_, text)) = PAGES.iter().find(|(c, _)| *c == code) {
        return Ok((*text).to_owned());
    }
    match all().find(|r| r.code == code) {
        Some(rule) => Ok(format!(
            "{} ({})\n\n{}\n\n{}\n",
            rule.code, rule.name, rule.summary, rule.explanation
        )),
        None => Err(unknown(word)),
    }
}

/// Every finding that this build knows: its code and its name.
fn known() -> impl Iterator<Item = (&'static str, &'static str)> {
    let pages = PAGES
        .iter()
        .map(|(code, text)| (*code, about(code, text).1));
    all().map(|r| (r.code, r.name)).chain(pages)
}

/// The code of a finding that this build knows by its code or name.
pub(crate) fn known_code(word: &str) -> Option<&'static str> {
    let found = known().find(|(code, name)| *code == word || *name == word);
    found.map(|(code, _)| code)
}

fn unknown(word: &str) -> Failure {
    let names = known().map(|(_, name)| name);
    Failure::new(format!("no finding has the code `{word}`")).help(match nearest(word, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`denota explain` lists all of them".to_owned(),
    })
}

/// Every code with its name or title, in order.
fn list() -> String {
    let mut lines: Vec<(&str, String)> = all()
        .map(|r| {
            (
                r.code,
                format!("{:<8} {:<28} {}", level(r.level), r.name, r.summary),
            )
        })
        .collect();
    let others = PAGES
        .iter()
        .filter(|(code, _)| all().all(|r| r.code != *code));
    lines.extend(others.map(|(code, text)| {
        let (level, name, summary) = about(code, text);
        (*code, format!("{level:<8} {name:<28} {summary}"))
    }));
    lines.sort();
    lines.iter().fold(String::new(), |mut text, (code, line)| {
        let _ = writeln!(text, "{} {line}", paint(style::STRONG, code));
        text
    })
}

/// Level, name and summary of a page: `# U0100 same-name`, then `Error: two terms …`.
fn about<'a>(code: &str, text: &'a str) -> (String, &'a str, &'a str) {
    let mut lines = text.lines().filter(|l| !l.is_empty());
    let head = lines.next().unwrap_or_default().trim_start_matches("# ");
    let name = head.strip_prefix(code).unwrap_or(head).trim();
    match lines.next().and_then(|l| l.split_once(": ")) {
        Some((level, summary)) => (
            level.to_ascii_lowercase(),
            name,
            summary.trim_end_matches('.'),
        ),
        None => ("error".to_owned(), name, ""),
    }
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Allow => "allowed",
        Level::Warn => "warning",
        Level::Deny => "error",
    }
}
