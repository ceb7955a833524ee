//! Prefixes: those that a file declares, and those that everybody knows, which one is taken for
//! where it is not declared.

use crate::iri::WELL_KNOWN;

/// A declared prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefix {
    /// Its name, without the colon.
    pub name: String,
    /// The namespace it stands for, after aliases.
    pub namespace: String,
}

/// The namespace of a prefix, in a text that declares these: what it declares itself goes
/// before what everybody knows.
pub(crate) fn namespace_of<'a>(name: &str, declared: &'a [Prefix]) -> Option<&'a str> {
    let own = declared.iter().find(|p| p.name == name);
    own.map(|p| p.namespace.as_str())
        .or_else(|| well_known(name))
}

/// An IRI as the author of a text with these prefixes would write it, where one of them, or
/// one that everybody knows, is the beginning of it.
pub(crate) fn prefixed(iri: &str, declared: &[Prefix]) -> Option<String> {
    let own = declared
        .iter()
        .map(|p| (p.name.as_str(), p.namespace.as_str()));
    let known = WELL_KNOWN
        .iter()
        .copied()
        .filter(|(name, _)| declared.iter().all(|p| p.name != *name));
    own.chain(known)
        .filter_map(|(name, namespace)| Some((name, iri.strip_prefix(namespace)?)))
        .filter(|(_, local)| is_plain_local(local))
        .min_by_key(|(_, local)| local.len())
        .map(|(name, local)| format!("{name}:{local}"))
}

fn is_plain_local(local: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    local.chars().all(plain) && !local.starts_with(['-', '.']) && !local.ends_with('.')
}

/// The namespace of a well-known prefix.
pub(super) fn well_known(name: &str) -> Option<&'static str> {
    WELL_KNOWN
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, namespace)| *namespace)
}

/// Divides a word into the longest of some prefixes that it starts with and the rest, which is
/// what a prefixed name looks like without its colon.
pub(super) fn split_word<'w, 'p>(
    word: &'w str,
    prefixes: impl Iterator<Item = &'p str>,
) -> Option<(&'w str, &'w str)> {
    let fits = prefixes.filter(|p| !p.is_empty() && word.starts_with(p));
    let longest = fits.map(str::len).max()?;
    word.split_at_checked(longest)
}
