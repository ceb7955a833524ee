//! Colours, in one place. `anstream` drops them where nobody can see them.

use anstyle::{AnsiColor, Color, Style};
use upper::finding::Severity;

const fn colour(colour: AnsiColor) -> Style {
    Style::new().fg_color(Some(Color::Ansi(colour)))
}

/// An error.
pub(crate) const ERROR: Style = colour(AnsiColor::BrightRed).bold();
/// A warning.
pub(crate) const WARNING: Style = colour(AnsiColor::Yellow).bold();
/// What to do.
pub(crate) const HELP: Style = colour(AnsiColor::Cyan).bold();
/// Gutters, arrows and second places.
pub(crate) const FRAME: Style = colour(AnsiColor::BrightBlue);
/// What went well.
pub(crate) const GOOD: Style = colour(AnsiColor::Green).bold();
/// Headlines.
pub(crate) const STRONG: Style = Style::new().bold();

/// The colour of a severity.
pub(crate) const fn of(severity: Severity) -> Style {
    match severity {
        Severity::Error => ERROR,
        Severity::Warning => WARNING,
    }
}
