//! `denota targets`: what models can be made into.

use std::fmt::Write as _;

use serde_json::{Value, json};
use transpilers::{TARGETS, Target};

use crate::cli::Format;
use crate::failure::{Done, Result};
use crate::out::{Out, paint};
use crate::render::style;

/// Runs the command.
pub(crate) fn run(format: Format, out: &Out) -> Result<Done> {
    match format {
        Format::Json => out.line(format_args!(
            "{:#}",
            json!(TARGETS.iter().map(value).collect::<Vec<_>>())
        )),
        Format::Human | Format::Sarif | Format::Github => out.print(&list()),
    }
    Ok(Done::Clean)
}

fn list() -> String {
    let mut text = String::new();
    for target in TARGETS {
        let name = paint(style::STRONG, format_args!("{:<10}", target.name));
        let _ = writeln!(text, "{name} {:<16} {}", target.version, target.summary);
        for option in target.options {
            let _ = writeln!(
                text,
                "{:11}-o {}={}  {}",
                "",
                option.key,
                option.values.join("|"),
                option.summary
            );
        }
    }
    text
}

fn value(target: &Target) -> Value {
    let options: Vec<Value> = target
        .options
        .iter()
        .map(|o| json!({ "key": o.key, "values": o.values, "default": o.values.first(), "summary": o.summary }))
        .collect();
    json!({ "name": target.name, "version": target.version, "summary": target.summary, "options": options })
}
