//! Prefixes that need not be declared, and that make answers short.

use std::collections::BTreeSet;

use upper::graph::Term;
use upper::iri::WELL_KNOWN;
use upper::resolve::Corpus;
use upper::vocabulary;

/// Prefixes with their namespaces.
pub(super) struct Prefixes(Vec<(String, String)>);

impl Prefixes {
    /// Those that everybody knows, those that the user's texts declare, and the short names of
    /// their models.
    pub(super) fn of(corpus: &Corpus) -> Self {
        let graphs = || corpus.graphs().filter(|(_, named)| !named.builtin);
        let declared =
            graphs().flat_map(|(_, named)| corpus.sources.prefixes(named.graph.source()));
        let declared = declared.map(|p| (p.name.clone(), p.namespace.clone()));
        let domains = graphs().filter_map(|(_, named)| {
            let stated = named
                .graph
                .with(named.iri, vocabulary::upper::DOMAIN)
                .next()?;
            let Term::Literal { value, .. } = corpus.terms.get(stated.object) else {
                return None;
            };
            Some((value.to_owned(), corpus.terms.text(named.iri).to_owned()))
        });
        Self::with(declared.chain(domains))
    }

    /// Those that everybody knows, and further ones; the first of a name counts.
    pub(super) fn with(further: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut all: Vec<(String, String)> = WELL_KNOWN
            .into_iter()
            .map(|(prefix, namespace)| (prefix.to_owned(), namespace.to_owned()))
            .collect();
        let mut known: BTreeSet<String> = all.iter().map(|(name, _)| name.clone()).collect();
        let further = further.into_iter();
        all.extend(further.filter(|(name, _)| !name.is_empty() && known.insert(name.clone())));
        Self(all)
    }

    /// The query with the prefixes that it uses and does not declare. They stand on its
    /// first line, so that the lines of errors are the user's.
    pub(super) fn declare(&self, query: &str) -> String {
        let lower = query.to_ascii_lowercase();
        let wanted = self.0.iter().filter(|(prefix, _)| {
            let declared = lower.contains(&format!("prefix {}:", prefix.to_ascii_lowercase()));
            !declared && uses(query, prefix)
        });
        let mut text: String = wanted
            .map(|(prefix, namespace)| format!("PREFIX {prefix}: <{namespace}> "))
            .collect();
        text.push_str(query);
        text
    }

    /// A term in N-Triples form as people want to read it: `prefix:name` for an IRI, the
    /// bare text for a literal, with its language.
    pub(super) fn shorten(&self, term: &str) -> String {
        if let Some(iri) = term.strip_prefix('<').and_then(|t| t.strip_suffix('>')) {
            return self.shorten_iri(iri);
        }
        match term.strip_prefix('"').and_then(|t| t.rsplit_once('"')) {
            Some((text, tail)) => {
                let language = tail
                    .strip_prefix('@')
                    .map(|l| format!(" @{l}"))
                    .unwrap_or_default();
                format!("{}{language}", unescape(text))
            }
            None => term.to_owned(),
        }
    }

    /// An IRI as `prefix:name`, where a prefix fits.
    pub(super) fn shorten_iri(&self, iri: &str) -> String {
        let fits = self
            .0
            .iter()
            .filter_map(|(p, n)| Some((p, iri.strip_prefix(n.as_str())?)));
        match fits.min_by_key(|(_, local)| local.len()) {
            Some((prefix, local)) if !local.contains(['/', '#']) => format!("{prefix}:{local}"),
            _ => iri.to_owned(),
        }
    }
}

/// What is wrong with a query that was run with further prefixes, with the column as the user
/// counts it.
pub(super) fn as_typed(wrong: &str, typed: &str, run: &str) -> String {
    const FIRST_LINE: &str = "line 1, column ";
    let before = run.chars().count().saturating_sub(typed.chars().count());
    let place = wrong.strip_prefix(FIRST_LINE);
    let column = place.and_then(|rest| {
        let (column, rest) = rest.split_once(':')?;
        Some((column.parse::<usize>().ok()?.checked_sub(before)?, rest))
    });
    match column {
        Some((column, rest)) => format!("{FIRST_LINE}{column}:{rest}"),
        None => wrong.to_owned(),
    }
}

/// Whether a prefix is used, where no letter stands before it.
fn uses(query: &str, prefix: &str) -> bool {
    query.match_indices(&format!("{prefix}:")).any(|(at, _)| {
        let before = query.get(..at).and_then(|q| q.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '<' | ':'))
    })
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some('t') => out.push('\t'),
                Some(other) => out.push(other),
                None => {}
            },
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_knows_need_not_be_declared() {
        let prefixes = Prefixes::with([]);
        for (prefix, namespace) in WELL_KNOWN {
            let query = format!("ASK {{ ?x a {prefix}:Thing }}");
            let declared = format!("PREFIX {prefix}: <{namespace}> {query}");
            assert_eq!(prefixes.declare(&query), declared);
            assert_eq!(prefixes.declare(&declared), declared);
        }
    }
}
