//! What mistakes of syntax kept from being read.

use rustc_hash::{FxHashMap, FxHashSet};

use super::lexer::{Kind, Lexer, reference};
use super::prefixes::{namespace_of, split_word};
use super::problems::Problems;
use super::{SourceId, Sources};
use crate::finding::Place;
use crate::iri::{WELL_KNOWN, is_namespace, local};

/// The stretches of texts that were not wholly read, and the terms that stand there.
pub(crate) struct Lost<'a> {
    sources: &'a Sources,
    /// The stretches of each text, in order and apart from one another.
    stretches: FxHashMap<SourceId, Vec<(u32, u32)>>,
    /// What is described there, and what inherits from that.
    subjects: Words,
    heirs: FxHashSet<String>,
    /// Everything that stands there.
    mentioned: Words,
}

/// Terms as far as they are known: an IRI, or a name of which nobody knows the prefix.
#[derive(Default)]
struct Words {
    iris: FxHashSet<String>,
    names: FxHashSet<String>,
}

impl Words {
    fn add(&mut self, word: Word) {
        match word {
            Word::Iri(iri) => self.iris.insert(iri),
            Word::Name(name) => self.names.insert(name),
        };
    }

    fn have(&self, iri: &str) -> bool {
        self.iris.contains(iri) || (!self.names.is_empty() && self.names.contains(local(iri)))
    }
}

#[derive(Clone)]
enum Word {
    Iri(String),
    Name(String),
}

impl<'a> Lost<'a> {
    /// Of some texts; none where all of them were read.
    pub(crate) fn of(sources: &'a Sources) -> Option<Self> {
        if sources.lost.is_empty() {
            return None;
        }
        let (mut subjects, mut mentioned) = (Words::default(), Words::default());
        for (source, stretches) in &sources.lost {
            for (start, end) in stretches {
                let mut split = false;
                for (at, word) in words_in(sources, *source, *start, *end) {
                    let begins = at == *start || starts_line(&sources.get(*source).text, at);
                    // A name may have been parted from its prefix.
                    if begins || (split && matches!(word, Word::Name(_))) {
                        subjects.add(word.clone());
                    }
                    split = begins && matches!(&word, Word::Iri(iri) if is_namespace(iri));
                    mentioned.add(word);
                }
            }
        }
        let stretches = sources.lost.iter();
        let stretches = stretches.map(|(source, all)| (*source, apart(all.clone())));
        Some(Self {
            sources,
            stretches: stretches.collect(),
            subjects,
            heirs: FxHashSet::default(),
            mentioned,
        })
    }

    /// The same with what inherits from what is described there, by pairs of what inherits and
    /// from what.
    pub(crate) fn with_heirs<'t>(
        mut self,
        pairs: impl Iterator<Item = (&'t str, &'t str)>,
    ) -> Self {
        let mut heirs: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
        for (heir, from) in pairs {
            heirs.entry(from).or_default().push(heir);
        }
        let lost = heirs.keys().filter(|from| self.subjects.have(from));
        let mut open: Vec<&str> = lost.copied().collect();
        while let Some(lost) = open.pop() {
            for heir in heirs.remove(lost).unwrap_or_default() {
                if self.heirs.insert(heir.to_owned()) {
                    open.push(heir);
                }
            }
        }
        self
    }

    /// The IRIs of graphs, namespaces, that are described in what was not read of a text.
    pub(super) fn namespaces(sources: &Sources, source: SourceId) -> impl Iterator<Item = String> {
        let stretches = sources.lost(source).iter();
        stretches.filter_map(move |(start, end)| {
            let (at, word) = words_in(sources, source, *start, *end).next()?;
            match word {
                Word::Iri(iri) if at == *start && is_namespace(&iri) => Some(iri),
                Word::Iri(_) | Word::Name(_) => None,
            }
        })
    }

    /// Whether something of a text was not read.
    pub(crate) fn is_of(&self, source: SourceId) -> bool {
        self.sources.has_lost(source)
    }

    /// Whether a place lies in what was not read.
    pub(crate) fn covers(&self, place: Place) -> bool {
        let Some(stretches) = self.stretches.get(&place.source) else {
            return false;
        };
        let after = stretches.partition_point(|(start, _)| *start <= place.start);
        let last = after.checked_sub(1).and_then(|at| stretches.get(at));
        last.is_some_and(|(_, end)| place.start < *end)
    }

    /// Whether a term is described there. Graphs are spoken of wherever their terms are.
    pub(crate) fn describes(&self, term: &str) -> bool {
        !is_namespace(term) && !is_well_known(term) && self.subjects.have(term)
    }

    /// Whether a term inherits from one that is described there.
    pub(crate) fn is_heir(&self, term: &str) -> bool {
        self.heirs.contains(term)
    }

    /// Whether a term stands there.
    pub(crate) fn mentions(&self, term: &str) -> bool {
        self.mentioned.have(term)
    }

    /// Whether a graph is described there.
    pub(crate) fn has_header(&self, graph: &str) -> bool {
        is_namespace(graph) && self.subjects.have(graph)
    }

    /// The terms that stand at a place.
    pub(crate) fn terms_at(&self, place: Place) -> impl Iterator<Item = String> {
        let words = words_in(self.sources, place.source, place.start, place.end);
        words.filter_map(|(_, word)| match word {
            Word::Iri(iri) => Some(iri),
            Word::Name(_) => None,
        })
    }

    /// The IRI that a prefixed name stands for in a text.
    pub(crate) fn expanded(&self, source: SourceId, name: &str) -> Option<String> {
        let (prefix, local) = name.split_once(':')?;
        let namespace = namespace_of(prefix, self.sources.prefixes(source))?;
        Some(format!("{namespace}{local}"))
    }
}

/// Stretches in order, those that overlap made one.
fn apart(mut stretches: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    stretches.sort_unstable();
    stretches.dedup_by(|next, last| {
        let overlaps = next.0 <= last.1;
        if overlaps {
            last.1 = last.1.max(next.1);
        }
        overlaps
    });
    stretches
}

fn starts_line(text: &str, at: u32) -> bool {
    let before = text.get(..at as usize).unwrap_or("");
    before.is_empty() || before.ends_with('\n')
}

/// What everybody knows is not lost with a statement that uses it.
fn is_well_known(term: &str) -> bool {
    WELL_KNOWN.iter().any(|(_, ns)| term.starts_with(ns))
}

/// The terms that a stretch of a text writes, with their places.
fn words_in(
    sources: &Sources,
    source: SourceId,
    start: u32,
    end: u32,
) -> impl Iterator<Item = (u32, Word)> {
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
            if let Kind::String { quotes } = token.kind
                && token.is_bad()
            {
                // What it was to hold is not known, and what stands behind it was swallowed.
                lexer.seek(token.start + u32::from(quotes));
                continue;
            }
            if token.kind == Kind::Iri {
                let iri = reference(slice(token.start, token.end));
                return Some((token.start, Word::Iri(iri.to_owned())));
            }
            let prefixes = sources.prefixes(source);
            let text = slice(token.start, token.end);
            let (prefix, local) = if let Kind::Name { colon } = token.kind {
                (Some(slice(token.start, colon)), slice(colon + 1, token.end))
            } else if token.kind == Kind::Word {
                let names = prefixes.iter().map(|p| p.name.as_str());
                split_word(text, names)
                    .map_or((None, text), |(prefix, local)| (Some(prefix), local))
            } else {
                continue;
            };
            let namespace = prefix.and_then(|p| namespace_of(p, prefixes));
            let word = match namespace {
                Some(namespace) => Word::Iri(format!("{namespace}{local}")),
                None => Word::Name(local.to_owned()),
            };
            return Some((token.start, word));
        }
    })
}
