//! What is different between two versions of a model, for people.

use anstyle::Style;
use upper::change::{Kind, Level, Report};

use super::style;
use crate::out::paint;

/// One line a change, the heavy ones in colour.
pub(crate) fn human(report: &Report) -> String {
    report
        .changes
        .iter()
        .map(|change| {
            format!(
                "  {} {:<10} {}  {}\n",
                paint(weight(change.level), mark(change.kind)),
                name(change.kind),
                change.term,
                change.message
            )
        })
        .collect()
}

/// The word for a level.
pub(crate) fn level(level: Level) -> &'static str {
    match level {
        Level::Patch => "patch",
        Level::Minor => "minor",
        Level::Major => "major",
    }
}

fn weight(level: Level) -> Style {
    match level {
        Level::Patch => Style::new(),
        Level::Minor => style::GOOD,
        Level::Major => style::ERROR,
    }
}

fn mark(kind: Kind) -> char {
    match kind {
        Kind::Added => '+',
        Kind::Removed => '-',
        Kind::Replaced | Kind::Retyped | Kind::Tightened | Kind::Loosened | Kind::Relabelled => '~',
    }
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Added => "added",
        Kind::Removed => "removed",
        Kind::Replaced => "replaced",
        Kind::Retyped => "retyped",
        Kind::Tightened => "tightened",
        Kind::Loosened => "loosened",
        Kind::Relabelled => "relabelled",
    }
}
