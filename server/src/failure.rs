//! That an operation failed, as opposed to findings about the user's models: exit code 2.

use std::fmt;
use std::process::ExitCode;

/// How a command that did its work ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// Nothing to complain about.
    Clean,
    /// There were findings that count as errors, or rejected rows.
    Findings,
}

impl Done {
    /// Findings where there are errors.
    pub(crate) fn unless(errors: bool) -> Self {
        if errors { Self::Findings } else { Self::Clean }
    }
}

impl From<Done> for ExitCode {
    fn from(done: Done) -> Self {
        match done {
            Done::Clean => Self::SUCCESS,
            Done::Findings => Self::from(1),
        }
    }
}

/// Why an operation failed, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// What failed: lower case, no full stop.
    pub(crate) what: String,
    /// What to do.
    pub(crate) help: Option<String>,
    /// Where in a text of the user's it is to be seen, ready to print.
    pub(crate) excerpt: Option<String>,
}

/// The result of an operation.
pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// A failure without help.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            help: None,
            excerpt: None,
        }
    }

    /// Adds what to do.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Says what was being done when something else failed.
pub(crate) trait Doing<T> {
    /// Names the operation: `read the file …`.
    fn doing(self, what: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: fmt::Display> Doing<T> for std::result::Result<T, E> {
    fn doing(self, what: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|e| {
            Failure::new(format!(
                "cannot {}: {}",
                what(),
                lower_first(&e.to_string())
            ))
        })
    }
}

/// Messages of the system start with a capital; ours do not.
fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        // Abbreviations keep theirs.
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}
