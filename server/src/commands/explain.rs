//! `denota explain`: the page of a finding.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::json;
use upper::rules::{self, Level};
use upper::spelling::nearest;

use crate::cli::{Explain, Format};
use crate::failure::{Done, Failure, Result};
use crate::out::{Out, paint};
use crate::render::style;

include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// A finding, as it is explained.
#[derive(Debug, Serialize)]
struct Explained {
    code: &'static str,
    name: &'static str,
    level: String,
    summary: String,
    /// All that is said of it, in Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
}

/// Runs the command.
pub(crate) fn run(args: &Explain, format: Format, out: &Out) -> Result<Done> {
    let is_json = format == Format::Json;
    match &args.code {
        Some(word) => {
            let mut one = explained(word)?;
            let page = page(&one);
            if is_json {
                one.page = Some(page);
                out.line(format_args!("{:#}", json!(one)));
            } else {
                out.print(&page);
            }
        }
        None if is_json => out.line(format_args!("{:#}", json!(all()))),
        None => out.print(&list()),
    }
    Ok(Done::Clean)
}

fn explained(word: &str) -> Result<Explained> {
    let code = known_code(&word.to_ascii_uppercase()).or_else(|| known_code(word));
    let found = all().into_iter().find(|one| Some(one.code) == code);
    found.ok_or_else(|| unknown(word))
}

fn page(one: &Explained) -> String {
    let page = PAGES.iter().find(|(code, _)| *code == one.code);
    match (page, rules::all().find(|rule| rule.code == one.code)) {
        (Some((_, text)), _) => text.trim_start().to_owned(),
        (None, rule) => {
            let more = rule.map_or("", |rule| rule.explanation);
            format!("{} ({})\n\n{}\n\n{more}\n", one.code, one.name, one.summary)
        }
    }
}

/// Every finding that this build knows: its code and its name.
fn known() -> impl Iterator<Item = (&'static str, &'static str)> {
    let pages = PAGES
        .iter()
        .map(|(code, text)| (*code, about(code, text).1));
    rules::all().map(|r| (r.code, r.name)).chain(pages)
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

/// All of them in the order of their codes.
fn all() -> Vec<Explained> {
    let of_rules = rules::all().map(|rule| Explained {
        code: rule.code,
        name: rule.name,
        level: level(rule.level).to_owned(),
        summary: rule.summary.to_owned(),
        page: None,
    });
    let of_pages = PAGES
        .iter()
        .filter(|(code, _)| rules::all().all(|rule| rule.code != *code))
        .map(|(code, text)| {
            let (level, name, summary) = about(code, text);
            Explained {
                code,
                name,
                level,
                summary: summary.to_owned(),
                page: None,
            }
        });
    let mut all: Vec<Explained> = of_rules.chain(of_pages).collect();
    all.sort_by_key(|one| one.code);
    all
}

/// A line for each.
fn list() -> String {
    all().iter().fold(String::new(), |mut text, one| {
        let code = paint(style::STRONG, one.code);
        let (level, name) = (&one.level, one.name);
        let _ = writeln!(text, "{code} {level:<8} {name:<28} {}", one.summary);
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
