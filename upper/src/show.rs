//! What messages call a term: what their reader calls it.

use crate::model::Models;
use crate::source::{Prefix, namespace_of, prefixed};

/// An IRI as the author of a text with these prefixes knows it: by the text's own prefix, else
/// by the short name of its domain, where no other domain and no prefix is called the same,
/// else in full.
pub(crate) fn iri(iri: &str, prefixes: &[Prefix], models: &Models) -> String {
    prefixed(iri, prefixes)
        .or_else(|| by_domain(iri, prefixes, models))
        .unwrap_or_else(|| iri.to_owned())
}

fn by_domain(iri: &str, prefixes: &[Prefix], models: &Models) -> Option<String> {
    let (domain, local) = models
        .domains()
        .filter_map(|(_, d)| Some((&d.info, iri.strip_prefix(&d.info.iri)?)))
        .min_by_key(|(_, local)| local.len())?;
    let mut same = models.domains().filter(|(_, d)| d.info.name == domain.name);
    let is_alone = same.nth(1).is_none();
    let means_another = namespace_of(&domain.name, prefixes).is_some_and(|n| n != domain.iri);
    (is_alone && !means_another).then(|| format!("{}:{local}", domain.name))
}
