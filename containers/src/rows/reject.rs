//! The file of rejected rows: one JSON object per row, with its place and its reasons.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::error::{Doing as _, Result};

/// Writes rejected rows; the file comes into being with the first of them, and one of an
/// earlier load goes.
#[derive(Debug)]
pub(crate) struct Rejects {
    path: PathBuf,
    file: Option<BufWriter<File>>,
    pub(crate) count: u64,
}

impl Rejects {
    pub(crate) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            file: None,
            count: 0,
        }
    }

    pub(crate) fn add(&mut self, line: u64, reasons: &[String], row: &Value) -> Result<()> {
        self.count += 1;
        let doing = || format!("write `{}`", self.path.display());
        if self.file.is_none() {
            self.file = Some(BufWriter::new(File::create(&self.path).doing(doing)?));
        }
        if let Some(file) = &mut self.file {
            let entry = json!({"line": line, "reasons": reasons, "row": row});
            writeln!(file, "{entry}").doing(|| format!("write `{}`", self.path.display()))?;
        }
        Ok(())
    }

    pub(crate) fn finish(&mut self) -> Result<()> {
        match &mut self.file {
            Some(file) => file
                .flush()
                .doing(|| format!("write `{}`", self.path.display())),
            None => {
                let _ = std::fs::remove_file(&self.path);
                Ok(())
            }
        }
    }
}
