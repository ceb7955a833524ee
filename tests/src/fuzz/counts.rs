//! Counts that outlive the process.

use std::path::Path;

/// How many inputs there were, over all runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub inputs: u64,
    /// Those without an error.
    pub valid: u64,
    /// Those on which the product broke.
    pub crashes: u64,
}

impl Counts {
    /// What the last run left in a file; nothing where there is none.
    #[must_use]
    pub fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let value = |key: &str| {
            let line = text.lines().find_map(|l| l.strip_prefix(key));
            line.and_then(|l| l.trim().parse().ok()).unwrap_or(0)
        };
        Self {
            inputs: value("inputs"),
            valid: value("valid"),
            crashes: value("crashes"),
        }
    }

    /// Leaves them for the next run.
    ///
    /// # Panics
    /// The file cannot be written.
    pub fn write(&self, path: &Path) {
        let text = format!(
            "inputs {}\nvalid {}\ncrashes {}\n",
            self.inputs, self.valid, self.crashes
        );
        std::fs::write(path, text).expect("the state can be written");
    }
}
