//! Where versions come from: the registry as it is, was, or will be.

use std::collections::BTreeSet;
use std::convert::Infallible;

use semver::Version;
use upper::builtin::builtin;

use super::gather::{is_newest, needs_of};
use super::given::Coming;
use crate::index::Index;
use crate::resolve::{Need, Offer, Ties, Versions};
use crate::view::View;

/// The versions that the registry holds, up to a publication.
pub(super) struct Held<'a> {
    pub(super) index: &'a Index,
    pub(super) view: &'a View,
    pub(super) fixed: &'a BTreeSet<String>,
    pub(super) until: u64,
    /// What it will hold beside that.
    pub(super) coming: Option<&'a Coming>,
}

impl<'a> Held<'a> {
    /// All that it holds now.
    pub(super) fn now(index: &'a Index, fixed: &'a BTreeSet<String>) -> Self {
        Self {
            index,
            view: &View::Everything,
            fixed,
            until: u64::MAX,
            coming: None,
        }
    }
}

impl Versions for Held<'_> {
    type Error = Infallible;

    fn versions(&mut self, iri: &str) -> Result<Option<Offer>, Infallible> {
        if self.fixed.contains(iri) || builtin(iri).is_some() {
            return Ok(None);
        }
        let coming = self.coming.and_then(|coming| coming.get(iri));
        let coming = coming.map(|arrival| arrival.version.clone());
        let graph = self.index.seen(self.view).graph(iri);
        if graph.is_none() && coming.is_none() {
            return Ok(None);
        }
        let revisions = graph.into_iter().flat_map(|g| g.revisions.iter().rev());
        let mut revisions = revisions.filter(|r| r.publication <= self.until).peekable();
        if coming.is_none() && revisions.peek().is_none_or(|newest| newest.retired) {
            return Ok(Some(Offer::default()));
        }
        let versions = revisions.filter(|r| !r.retired).map(|r| r.version.clone());
        Ok(Some(Offer {
            preferred: None,
            versions: coming.into_iter().chain(versions).collect(),
        }))
    }

    fn needs(
        &mut self,
        (iri, version): (&str, &Version),
        ties: Ties,
    ) -> Result<Vec<Need>, Infallible> {
        let coming = self.coming.and_then(|coming| coming.get(iri));
        if let Some(arrival) = coming.filter(|arrival| arrival.version == *version) {
            return Ok(arrival.needs(iri, ties));
        }
        let graph = self.index.graphs.get(iri);
        let revision = graph.and_then(|g| Some((g, g.version(version)?)));
        Ok(revision.map_or_else(Vec::new, |(graph, revision)| {
            let is_newest = coming.is_none() && is_newest(graph, revision, self.until);
            needs_of(self.index, iri, revision, (is_newest, ties))
        }))
    }
}
