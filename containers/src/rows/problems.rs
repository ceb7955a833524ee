//! What is wrong with a row, and where in it.

use transpilers::iceberg::table::KeyStep;

/// Everything wrong with a row.
#[derive(Debug, Default)]
pub(crate) struct Problems(pub(crate) Vec<String>);

/// Beyond this many, a row is wrong enough.
const MANY: usize = 20;

impl Problems {
    pub(crate) fn add(&mut self, at: &Path<'_>, what: &str) {
        let text = match at.text() {
            path if path.is_empty() => what.to_owned(),
            path => format!("{path}: {what}"),
        };
        if self.0.len() < MANY && !self.0.contains(&text) {
            self.0.push(text);
        }
    }
}

/// Where in the row, from the inside out.
pub(crate) struct Path<'a> {
    above: Option<&'a Path<'a>>,
    name: &'a str,
    index: Option<usize>,
    /// The members of a key on the way to one of its attributes.
    key: &'a [KeyStep],
}

impl Path<'_> {
    pub(crate) const ROOT: Path<'static> = Path {
        above: None,
        name: "",
        index: None,
        key: &[],
    };

    /// A member of what is at a path.
    pub(crate) fn member<'p>(&'p self, name: &'p str) -> Path<'p> {
        Path {
            above: Some(self),
            name,
            index: None,
            key: &[],
        }
    }

    /// An attribute of the key that is at a path.
    pub(crate) fn along<'p>(&'p self, key: &'p [KeyStep]) -> Path<'p> {
        Path {
            above: Some(self),
            name: "",
            index: None,
            key,
        }
    }

    /// An element of the list that is at a path.
    pub(crate) fn nth(&self, index: usize) -> Path<'_> {
        Path {
            above: Some(self),
            name: "",
            index: Some(index),
            key: &[],
        }
    }

    fn text(&self) -> String {
        let mut text = self.above.map(Path::text).unwrap_or_default();
        if let Some(index) = self.index {
            text.push_str(&format!("[{index}]"));
        }
        let steps = self.key.iter().map(|step| step.name.as_str());
        for name in std::iter::once(self.name)
            .chain(steps)
            .filter(|n| !n.is_empty())
        {
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(name);
        }
        text
    }
}

/// Why texts by language are not taken, of which two have this one.
pub(crate) fn same_language(language: &str) -> String {
    format!(
        "has two texts in the language `{language}`, since capitals make no difference in language tags"
    )
}
