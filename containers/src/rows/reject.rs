//! The file of rejected rows: one JSON object per row, with its place and its reasons.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::error::{Doing as _, Result};

/// A row as it came.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Row<'a> {
    /// Its values.
    Values(&'a Value),
    /// JSON, which goes on as it was written: numbers keep all their digits.
    Json(&'a str),
}

impl std::fmt::Display for Row<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Values(values) => write!(f, "{values}"),
            Self::Json(text) => f.write_str(text),
        }
    }
}

/// Where rejected rows go, and how many there were.
pub(crate) struct Rejects<'a> {
    to: To<'a>,
    pub(crate) count: u64,
}

/// Who is told the line and the reasons of a rejected row.
pub(crate) type Tell<'a> = &'a mut dyn FnMut(u64, &[String]);

enum To<'a> {
    /// A file, which comes into being with the first row; one of an earlier load goes.
    File(PathBuf, Option<BufWriter<File>>),
    /// Whoever asked.
    Caller(Tell<'a>),
}

impl<'a> Rejects<'a> {
    /// Into a file.
    pub(crate) fn into_file(path: &Path) -> Self {
        Self {
            to: To::File(path.to_owned(), None),
            count: 0,
        }
    }

    /// Told, and kept nowhere.
    pub(crate) fn told(tell: Tell<'a>) -> Self {
        Self {
            to: To::Caller(tell),
            count: 0,
        }
    }

    pub(crate) fn add(&mut self, line: u64, reasons: &[String], row: Row<'_>) -> Result<()> {
        self.count += 1;
        let (path, file) = match &mut self.to {
            To::File(path, file) => (path, file),
            To::Caller(tell) => {
                tell(line, reasons);
                return Ok(());
            }
        };
        let doing = || format!("write `{}`", path.display());
        let writer = match file {
            Some(writer) => writer,
            None => file.insert(BufWriter::new(File::create(&*path).doing(doing)?)),
        };
        let reasons = json!(reasons);
        writeln!(
            writer,
            r#"{{"line":{line},"reasons":{reasons},"row":{row}}}"#
        )
        .doing(doing)
    }

    pub(crate) fn finish(&mut self) -> Result<()> {
        match &mut self.to {
            To::File(path, Some(file)) => {
                file.flush().doing(|| format!("write `{}`", path.display()))
            }
            To::File(path, None) => {
                let _ = std::fs::remove_file(path);
                Ok(())
            }
            To::Caller(_) => Ok(()),
        }
    }
}
