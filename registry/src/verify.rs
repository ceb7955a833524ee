//! Whether the store can be read to the end, and whether the catalog still says what was
//! published: it is held against the index, which is made of one private row for each revision.

use std::path::Path;

use oxigraph::store::Store;

use crate::catalog;
use crate::error::Error;
use crate::index::Graph;
use crate::store::Registry;

impl Registry {
    /// The graphs of which the catalog says something else than their revisions, in
    /// alphabetical order. Reads the whole catalog, and nothing is published meanwhile.
    ///
    /// # Errors
    /// The store failed.
    pub fn inconsistent(&self) -> Result<Vec<String>, Error> {
        let index = self.index();
        let mut said = catalog::graphs(&self.store)?;
        let mut wrong = Vec::new();
        for (iri, graph) in &index.graphs {
            let agrees = match said.remove(iri) {
                Some(Ok(said)) => facts(graph) == facts(&said),
                Some(Err(_)) | None => false,
            };
            if !agrees {
                wrong.push(iri.clone());
            }
        }
        wrong.extend(said.into_keys());
        wrong.sort_unstable();
        Ok(wrong)
    }
}

/// Reads all that the store in a folder holds, in each of its orders, and holds these against
/// each other. It changes nothing. Call it in a process of its own: the library drops errors
/// of RocksDB here, which may end the process.
///
/// # Errors
/// The store is damaged, or cannot be read.
pub fn verify(folder: &Path) -> Result<(), Error> {
    Ok(Store::open_read_only(folder)?.validate()?)
}

/// What counts of a graph; how the store writes a date does not.
fn facts(graph: &Graph) -> impl PartialEq + use<> {
    let revisions = graph.revisions.iter().map(|r| {
        let needs = r.dependencies.iter();
        let needs: Vec<_> = needs.map(|d| (d.iri.clone(), d.resolved.clone())).collect();
        let state = (r.node.clone(), r.hash.clone(), r.version.clone());
        (state, r.owner.clone(), r.publication, r.retired, needs)
    });
    let names = (graph.domain().map(str::to_owned), graph.governed_by.clone());
    (names, graph.builtin, revisions.collect::<Vec<_>>())
}
