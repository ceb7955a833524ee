//! Findings that a registry answered with, to be shown as our own are: in the lines of the
//! texts that they are about.

use serde::Deserialize;
use upper::finding::{Finding, Place, Related};
use upper::source::{Input, Source, SourceId, Sources};

/// Findings, and the texts that they point into.
pub(crate) struct Parsed {
    /// The texts that are known; other graphs have only their names.
    pub(crate) sources: Sources,
    /// The findings.
    pub(crate) findings: Vec<Finding>,
}

#[derive(Debug, Deserialize)]
struct One {
    code: String,
    severity: Weight,
    message: String,
    help: Option<String>,
    term: Option<String>,
    #[serde(flatten)]
    at: At,
    #[serde(default)]
    related: Vec<Beside>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Weight {
    Error,
    Warning,
}

#[derive(Debug, Deserialize)]
struct At {
    file: String,
    start: Point,
    end: Point,
}

#[derive(Debug, Deserialize)]
struct Point {
    line: u32,
    column: u32,
    offset: u32,
}

#[derive(Debug, Deserialize)]
struct Beside {
    message: String,
    #[serde(flatten)]
    at: At,
}

impl Parsed {
    /// Reads the findings of `check --format json`, as [`super::json`] writes them.
    ///
    /// # Errors
    /// They are not in that shape.
    pub(crate) fn new(findings: serde_json::Value, texts: &[Input]) -> serde_json::Result<Self> {
        let read: Vec<One> = serde_json::from_value(findings)?;
        let mut parsed = Self {
            sources: Sources::default(),
            findings: Vec::new(),
        };
        for input in texts {
            parsed.sources.add(Source {
                path: input.path.clone(),
                text: String::from_utf8_lossy(&input.bytes).into_owned(),
                syntax: input.syntax,
            });
        }
        for one in read {
            let finding = parsed.finding(one);
            parsed.findings.push(finding);
        }
        Ok(parsed)
    }

    fn finding(&mut self, one: One) -> Finding {
        let place = self.place(&one.at);
        let related = one.related.into_iter().map(|r| Related {
            place: self.place(&r.at),
            message: r.message,
        });
        let related: Vec<Related> = related.collect();
        let code = crate::commands::known_code(&one.code).unwrap_or("U0000");
        let mut finding = match one.severity {
            Weight::Error => Finding::error(code, place, one.message),
            Weight::Warning => Finding::warning(code, place, one.message),
        };
        (finding.related, finding.term, finding.help) = (related, one.term, one.help);
        finding
    }

    fn place(&mut self, at: &At) -> Place {
        let named = |(id, source): &(SourceId, &Source)| {
            source.path == at.file && self.is_there(*id, &at.start)
        };
        let found = self.sources.iter().find(named);
        let source = found.map(|(id, source)| (id, source.text.len()));
        let (source, len) = source.unwrap_or_else(|| (self.foreign(&at.file), 0));
        // A registry is not trusted to know the texts as they are.
        let within = |offset: u32| offset.min(u32::try_from(len).unwrap_or(u32::MAX));
        Place {
            source,
            start: within(at.start.offset),
            end: within(at.end.offset.max(at.start.offset)),
        }
    }

    /// Whether a place is where it is said to be: a registry may have looked at an older text.
    fn is_there(&self, source: SourceId, at: &Point) -> bool {
        let len = u32::try_from(self.sources.get(source).text.len()).unwrap_or(u32::MAX);
        let start = at.offset.min(len);
        let position = self.sources.position(Place {
            source,
            start,
            end: start,
        });
        (position.line, position.column) == (at.line, at.column)
    }

    /// A text that is known by its name alone.
    fn foreign(&mut self, path: &str) -> SourceId {
        let known =
            |(_, source): &(SourceId, &Source)| source.path == path && source.text.is_empty();
        if let Some((id, _)) = self.sources.iter().find(known) {
            return id;
        }
        self.sources.add(Source {
            path: path.to_owned(),
            text: String::new(),
            syntax: upper::source::Syntax::Turtle,
        })
    }
}
