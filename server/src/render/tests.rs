//! One set of findings in every format, against files in `tests/golden`.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use upper::finding::{Finding, Place, sort};
use upper::source::{Source, SourceId, Sources, Syntax};

use super::{Report, render};
use crate::cli::Format;

const MODEL: &str = "# 航海王\n\tshop:Order \"注文\" , shop:lable ;\n    upper:key ( a\n b ) .\n";
const OTHER: &str = "other:Thing .\n";

fn place(source: SourceId, text: &str, word: &str) -> Place {
    let start = text.find(word).unwrap();
    let offset = |n: usize| u32::try_from(n).unwrap();
    Place {
        source,
        start: offset(start),
        end: offset(start + word.len()),
    }
}

fn source(path: &str, text: &str) -> Source {
    Source {
        path: path.to_owned(),
        text: text.to_owned(),
        syntax: Syntax::Turtle,
    }
}

fn check(format: Format, golden: &str) {
    let mut sources = Sources::default();
    let model = sources.add(source("models/a, b: 100%.ttl", MODEL));
    let other = sources.add(source("models/other.ttl", OTHER));
    let mut findings = vec![
        Finding::error(
            "U0001",
            place(model, MODEL, "shop:lable"),
            "`shop:lable` is not known",
        )
        .help("did you mean `shop:label`?")
        .term("https://example.com/onto/shop#Order"),
        Finding::warning(
            "U0002",
            place(model, MODEL, "( a\n b )"),
            "the list\u{1b} is long\nand 100% wrong",
        )
        .related(place(other, OTHER, "other:Thing"), "it is defined here"),
        Finding::error(
            "U0003",
            Place {
                start: 0,
                end: 0,
                ..place(other, OTHER, "other")
            },
            "the graph has no header",
        ),
    ];
    sort(&mut findings, &sources);
    let text = render(
        &Report {
            sources: &sources,
            findings: &findings,
            files: 2,
        },
        format,
    );
    let text = match format {
        Format::Human => anstream::adapter::strip_str(&text).to_string(),
        Format::Json | Format::Sarif | Format::Github => text,
    };
    let text = text.replace(
        &format!("\"semanticVersion\": \"{}\"", env!("CARGO_PKG_VERSION")),
        "\"semanticVersion\": \"VERSION\"",
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(golden);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(
        text,
        std::fs::read_to_string(&path).unwrap(),
        "UPDATE_GOLDEN=1 writes {}",
        path.display()
    );
}

#[test]
fn human() {
    check(Format::Human, "findings.txt");
}

#[test]
fn json() {
    check(Format::Json, "findings.json");
}

#[test]
fn sarif() {
    check(Format::Sarif, "findings.sarif");
}

#[test]
fn github() {
    check(Format::Github, "findings.github");
}
