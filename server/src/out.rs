//! Where words go: results to standard output, progress and failures to standard error.

use std::cell::Cell;
use std::fmt;
use std::io::{self, IsTerminal as _, Write};

use anstyle::Style;

use crate::failure::Failure;
use crate::render::style;

/// The two streams. A reader that has gone away (`denota check | head`) is no error: what
/// is printed after that is dropped.
pub(crate) struct Out {
    quiet: bool,
    gone: Cell<bool>,
}

impl Out {
    /// Streams; a quiet one drops progress.
    pub(crate) fn new(quiet: bool) -> Self {
        Self {
            quiet,
            gone: Cell::new(false),
        }
    }

    /// Whether progress is dropped.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Prints a result.
    pub(crate) fn print(&self, text: &str) {
        if self.gone.get() || text.is_empty() {
            return;
        }
        let mut stdout = anstream::stdout().lock();
        if stdout
            .write_all(text.as_bytes())
            .and_then(|()| stdout.flush())
            .is_err()
        {
            self.gone.set(true);
        }
    }

    /// Whether anybody still reads what is printed.
    pub(crate) fn is_read(&self) -> bool {
        !self.gone.get()
    }

    /// Prints data as it is: what goes to a file or a program keeps every character, those too
    /// that would move a terminal's cursor. Only a terminal is spared them.
    pub(crate) fn data(&self, text: &str) {
        let mut stdout = io::stdout().lock();
        if stdout.is_terminal() {
            drop(stdout);
            return self.print(&lines(text));
        }
        let written = stdout.write_all(text.as_bytes());
        if written.and_then(|()| stdout.flush()).is_err() {
            self.gone.set(true);
        }
    }

    /// Prints a document for programs, with one end of a line behind it.
    pub(crate) fn document(&self, text: &str) {
        self.data(&format!("{}\n", text.trim_end_matches(['\n', '\r'])));
    }

    /// Prints a line of a result.
    pub(crate) fn line(&self, text: impl fmt::Display) {
        self.print(&format!("{text}\n"));
    }

    /// Says how things go; nothing when quiet.
    pub(crate) fn note(&self, text: impl fmt::Display) {
        if !self.quiet {
            self.always(text);
        }
    }

    /// Says something that is worth knowing even when quiet.
    pub(crate) fn always(&self, text: impl fmt::Display) {
        let _ = writeln!(anstream::stderr(), "{text}");
    }

    /// Says that the operation failed. The words may be a registry's, or a file's.
    pub(crate) fn failure(&self, failure: &Failure) {
        self.always(format_args!(
            "{}: {}",
            paint(style::ERROR, "error"),
            plain(&failure.what)
        ));
        if let Some(excerpt) = &failure.excerpt {
            self.always(excerpt.trim_end_matches('\n'));
        }
        if let Some(help) = &failure.help {
            let help = plain(help);
            self.always(format_args!("{}: {help}", paint(style::HELP, "help")));
        }
    }

    /// Whether a question can be asked.
    pub(crate) fn can_ask(&self) -> bool {
        io::stdin().is_terminal() && (io::stderr().is_terminal() || io::stdout().is_terminal())
    }

    /// Asks a question that only `y` or `yes` says yes to.
    pub(crate) fn ask(&self, question: &str) -> bool {
        let mut to: Box<dyn Write> = if io::stderr().is_terminal() {
            Box::new(anstream::stderr())
        } else {
            Box::new(anstream::stdout())
        };
        let _ = write!(to, "{question} [y/N] ");
        let _ = to.flush();
        let mut answer = String::new();
        let _ = io::stdin().read_line(&mut answer);
        matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
    }
}

/// Text in a style.
pub(crate) fn paint(style: Style, text: impl fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Whether a character would command the terminal, or turn the direction of what follows.
pub(crate) fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A text of others as a terminal can show it: only lines end in it, and nothing else is
/// commanded.
pub(crate) fn plain(text: &str) -> String {
    seen(text, &['\n'])
}

/// The same for one line: what would end it, or jump on it, becomes a space.
pub(crate) fn one_line(text: &str) -> String {
    seen(&text.replace(['\n', '\r', '\t'], " "), &[])
}

/// The same for lines of data, which may have tabs between values.
fn lines(text: &str) -> String {
    seen(&text.replace("\r\n", "\n"), &['\n', '\t'])
}

fn seen(text: &str, kept: &[char]) -> String {
    let seen = |c: char| match is_unseen(c) && !kept.contains(&c) {
        true => '\u{FFFD}',
        false => c,
    };
    text.chars().map(seen).collect()
}

/// `1 error`, `2 errors`.
pub(crate) fn count(n: usize, one: &str) -> String {
    let plural = match one.strip_suffix('y') {
        Some(stem) if n != 1 => format!("{stem}ies"),
        _ if n != 1 => format!("{one}s"),
        _ => one.to_owned(),
    };
    format!("{n} {plural}")
}

/// A duration as people say it: `12 ms`, `3.4 s`.
pub(crate) fn duration(time: std::time::Duration) -> String {
    match time.as_millis() {
        0 => "under 1 ms".to_owned(),
        ms if ms < 1000 => format!("{ms} ms"),
        _ => format!("{:.1} s", time.as_secs_f64()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Escapes, and the marks that turn the direction of a text.
    const HOSTILE: &str =
        "a\u{1b}[2J\u{9b}b\u{7}\u{61c}\u{200e}\u{200f}\u{202a}\u{202e}\u{2066}\u{2069}c\u{7f}";

    #[test]
    fn what_others_say_does_not_command_the_terminal() {
        for shown in [plain(HOSTILE), one_line(HOSTILE), lines(HOSTILE)] {
            assert!(!shown.contains(is_unseen), "{shown:?}");
            assert!(shown.starts_with("a\u{FFFD}[2J"), "{shown:?}");
        }
    }

    #[test]
    fn lines_and_tabs_stay_where_they_belong() {
        let text = "a\tb\r\nc\rd\n";
        assert_eq!(plain(text), "a\u{FFFD}b\u{FFFD}\nc\u{FFFD}d\n");
        assert_eq!(one_line(text), "a b  c d ");
        assert_eq!(lines(text), "a\tb\nc\u{FFFD}d\n");
        assert_eq!(
            plain("航海王 e\u{301} \u{200d}"),
            "航海王 e\u{301} \u{200d}"
        );
    }
}
