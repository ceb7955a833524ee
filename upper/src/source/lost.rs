//! What mistakes of syntax kept from being read.

use rustc_hash::{FxHashMap, FxHashSet};

use super::lexer::{Kind, Lexer};
use super::prefixes::{WELL_KNOWN, namespace_of, split_word};
use super::problems::Problems;
use super::{SourceId, Sources};
use crate::finding::Place;

/// The stretches of texts that were not wholly read, and the terms that stand there.
pub(crate) struct Lost<'a> {
    sources: &'a Sources,
    subjects: FxHashSet<String>,
    mentioned: FxHashSet<String>,
}

impl<'a> Lost<'a> {
    /// Of some texts; none where all of them were read.
    pub(crate) fn of(sources: &'a Sources) -> Option<Self> {
        if sources.lost.is_empty() {
            return None;
        }
        let (mut subjects, mut mentioned) = (FxHashSet::default(), FxHashSet::default());
        for (source, stretches) in &sources.lost {
            for (start, end) in stretches {
                for (at, term) in terms_in(sources, *source, *start, *end) {
                    // What everybody knows is not lost with a statement that uses it.
                    if is_well_known(&term) {
                        continue;
                    }
                    if at == *start || starts_line(&sources.get(*source).text, at) {
                        subjects.insert(term.clone());
                    }
                    mentioned.insert(term);
                }
            }
        }
        Some(Self {
            sources,
            subjects,
            mentioned,
        })
    }

    /// The same with all that inherits from what is described there, by pairs of what inherits and
    /// from what.
    pub(crate) fn with_heirs<'t>(
        mut self,
        pairs: impl Iterator<Item = (&'t str, &'t str)>,
    ) -> Self {
        let mut heirs: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        for (heir, from) in pairs {
            heirs.entry(from).or_default().push(heir);
        }
        let mut open: Vec<String> = self.subjects.iter().cloned().collect();
        while let Some(lost) = open.pop() {
            for heir in heirs.remove(lost.as_str()).unwrap_or_default() {
                if self.subjects.insert(heir.to_owned()) {
                    open.push(heir.to_owned());
                }
            }
        }
        self
    }

    /// Whether something of a text was not read.
    pub(crate) fn is_of(&self, source: SourceId) -> bool {
        self.sources.has_lost(source)
    }

    /// Whether a place lies in what was not read.
    pub(crate) fn covers(&self, place: Place) -> bool {
        let mut texts = self.sources.lost.iter();
        texts.any(|(of, stretches)| {
            *of == place.source
                && stretches
                    .iter()
                    .any(|(a, b)| (*a..*b).contains(&place.start))
        })
    }

    /// Whether a term is described there, or inherits from one that is.
    pub(crate) fn describes(&self, term: &str) -> bool {
        self.subjects.contains(term)
    }

    /// Whether a term stands there.
    pub(crate) fn mentions(&self, term: &str) -> bool {
        self.mentioned.contains(term)
    }

    /// The terms that stand at a place.
    pub(crate) fn terms_at(&self, place: Place) -> impl Iterator<Item = String> {
        terms_in(self.sources, place.source, place.start, place.end).map(|(_, term)| term)
    }

    /// The IRI that a prefixed name stands for in a text.
    pub(crate) fn expanded(&self, source: SourceId, name: &str) -> Option<String> {
        let (prefix, local) = name.split_once(':')?;
        let namespace = namespace_of(prefix, self.sources.prefixes(source))?;
        Some(format!("{namespace}{local}"))
    }
}

fn starts_line(text: &str, at: u32) -> bool {
    let before = text.get(..at as usize).unwrap_or("");
    before.is_empty() || before.ends_with('\n')
}

fn is_well_known(term: &str) -> bool {
    WELL_KNOWN.iter().any(|(_, ns)| term.starts_with(ns))
}

/// The IRIs that a stretch of a text writes, in full or by a prefix, with their places.
fn terms_in(
    sources: &Sources,
    source: SourceId,
    start: u32,
    end: u32,
) -> impl Iterator<Item = (u32, String)> {
    let text = &sources.get(source).text;
    let slice = |start: u32, end: u32| text.get(start as usize..end as usize).unwrap_or("");
    let mut lexer = Lexer::new(text, false, Problems::new(source));
    lexer.seek(start);
    std::iter::from_fn(move || {
        loop {
            let token = lexer.next();
            if token.kind == Kind::End || token.start >= end {
                return None;
            }
            let text = slice(token.start, token.end);
            let prefixes = sources.prefixes(source);
            if token.kind == Kind::Iri {
                return Some((
                    token.start,
                    slice(token.start + 1, token.end - 1).to_owned(),
                ));
            }
            let parts = if let Kind::Name { colon } = token.kind {
                Some((slice(token.start, colon), slice(colon + 1, token.end)))
            } else if token.kind == Kind::Word {
                split_word(text, prefixes.iter().map(|p| p.name.as_str()))
            } else {
                None
            };
            if let Some((prefix, local)) = parts
                && let Some(namespace) = namespace_of(prefix, prefixes)
            {
                return Some((token.start, format!("{namespace}{local}")));
            }
        }
    })
}
