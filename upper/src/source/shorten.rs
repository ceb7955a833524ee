//! Terms as their author writes them, and where their tokens end.

use super::lexer::{Kind, Lexer};
use super::prefixes::WELL_KNOWN;
use super::problems::Problems;
use super::{SourceId, Sources};
use crate::graph::{Term, TermId, Terms};
use crate::vocabulary::xsd;

/// The offset after the token that starts at an offset: an IRI, a prefixed name, a
/// literal with its language or datatype, a bracket or a keyword.
#[must_use]
pub fn end_of_token(text: &str, start: u32) -> u32 {
    if !text.is_char_boundary(start as usize) {
        return start;
    }
    let mut lexer = Lexer::new(text, false, Problems::new(SourceId(0)));
    lexer.seek(start);
    let first = lexer.next();
    if first.start != start || first.kind == Kind::End {
        return start;
    }
    if matches!(first.kind, Kind::String { .. }) {
        let suffix = lexer.next();
        if suffix.kind == Kind::Language && suffix.start == first.end {
            return suffix.end;
        }
        if suffix.kind == Kind::Carets {
            return lexer.next().end;
        }
    }
    first.end
}

impl Sources {
    /// A term as the author of a file would write it, with the file's prefixes.
    #[must_use]
    pub fn shorten(&self, terms: &Terms, id: TermId, source: SourceId) -> String {
        match terms.get(id) {
            Term::Iri(iri) => self.shorten_iri(iri, source),
            Term::Blank(label) => match label.split_once('_') {
                Some((_, label)) => format!("_:{label}"),
                None => "[]".to_owned(),
            },
            Term::Literal {
                value,
                datatype,
                language,
            } => match language {
                Some(language) => format!("{value:?}@{language}"),
                None if datatype == xsd::STRING => format!("{value:?}"),
                None if matches!(datatype, xsd::INTEGER | xsd::BOOLEAN) => value.to_owned(),
                None => format!("{value:?}^^{}", self.shorten(terms, datatype, source)),
            },
        }
    }

    fn shorten_iri(&self, iri: &str, source: SourceId) -> String {
        let declared = self.prefixes(source);
        let own = declared
            .iter()
            .map(|p| (p.name.as_str(), p.namespace.as_str()));
        let taken = |name: &str| declared.iter().any(|p| p.name == name);
        let known = WELL_KNOWN.iter().copied().filter(|(name, _)| !taken(name));
        own.chain(known)
            .filter_map(|(name, namespace)| Some((name, iri.strip_prefix(namespace)?)))
            .filter(|(_, local)| is_plain_local(local))
            .min_by_key(|(_, local)| local.len())
            .map_or_else(
                || format!("<{iri}>"),
                |(name, local)| format!("{name}:{local}"),
            )
    }
}

fn is_plain_local(local: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    local.chars().all(plain) && !local.starts_with('-')
}
