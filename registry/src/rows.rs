//! The catalog once more, as one private row for each revision.
//!
//! Reading the catalog takes a dozen look-ups in the store for each of some twenty statements
//! about a revision; reading rows takes a few for each revision. They are what makes a
//! registry of many thousand graphs start quickly. The catalog stays the truth: rows are
//! written with it, in the same transaction, and made again where they are missing.

use oxigraph::model::{GraphName, GraphNameRef, Literal, NamedNode, NamedNodeRef, Quad};
use oxigraph::store::{Store, Transaction};
use semver::{Version, VersionReq};
use serde::{Deserialize, Serialize};

use crate::catalog::kind_of;
use crate::error::Error;
use crate::index::{Dependency, Graph, Index, Revision};
use crate::private::lexical;

const ROW: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("urn:denota:private:row");

/// A revision, and what its graph was then.
#[derive(Serialize, Deserialize)]
struct Row {
    graph: String,
    governed_by: String,
    domain: Option<String>,
    builtin: bool,
    version: String,
    hash: String,
    owner: Option<String>,
    at: String,
    by: String,
    publication: u64,
    retired: bool,
    needs: Vec<(String, Option<String>, Option<String>)>,
}

/// Writes the rows of the revisions of a graph.
pub(crate) fn write(transaction: &mut Transaction<'_>, graph: &Graph) -> Result<(), Error> {
    for revision in &graph.revisions {
        let row = serde_json::to_string(&row(graph, revision)).map_err(std::io::Error::from)?;
        let node = NamedNode::new_unchecked(&revision.node);
        let value = Literal::from(row);
        let quad = Quad::new(node, ROW.into_owned(), value, GraphName::DefaultGraph);
        transaction.insert(quad.as_ref());
    }
    Ok(())
}

fn row(graph: &Graph, revision: &Revision) -> Row {
    let need = |d: &Dependency| {
        let range = d.range.as_ref().map(ToString::to_string);
        (d.iri.clone(), range, d.resolved.clone())
    };
    Row {
        graph: graph.iri.clone(),
        governed_by: graph.governed_by.clone(),
        domain: revision.domain.clone(),
        builtin: graph.builtin,
        version: revision.version.to_string(),
        hash: revision.hash.clone(),
        owner: revision.owner.clone(),
        at: revision.published_at.clone(),
        by: revision.publisher.clone(),
        publication: revision.publication,
        retired: revision.retired,
        needs: revision.dependencies.iter().map(need).collect(),
    }
}

/// Reads all rows; `None` where they do not reach up to the present generation.
pub(crate) fn read(store: &Store, generation: u64) -> Result<Option<Index>, Error> {
    let mut graphs = Vec::new();
    let private = Some(GraphNameRef::DefaultGraph);
    for quad in store.quads_for_pattern(None, Some(ROW), None, private) {
        let quad = quad?;
        let node = lexical(quad.subject.into());
        match graph(node, &lexical(quad.object)) {
            Some(graph) => graphs.push(graph),
            None => return Ok(None),
        }
    }
    let publication = |g: &Graph| g.revisions.first().map_or(0, |r| r.publication);
    graphs.sort_by_key(publication);
    if graphs.last().map_or(0, publication) != generation {
        return Ok(None);
    }
    let mut index = Index::default();
    index.take_in(graphs, generation);
    Ok(Some(index))
}

fn graph(node: String, row: &str) -> Option<Graph> {
    let row: Row = serde_json::from_str(row).ok()?;
    let need = |(iri, range, resolved): (String, Option<String>, Option<String>)| {
        let range = range.map(|r| VersionReq::parse(&r)).transpose().ok()?;
        Some(Dependency {
            iri,
            range,
            resolved,
        })
    };
    Some(Graph {
        kind: kind_of(&row.governed_by),
        iri: row.graph,
        governed_by: row.governed_by,
        builtin: row.builtin,
        revisions: vec![Revision {
            node,
            domain: row.domain,
            version: Version::parse(&row.version).ok()?,
            hash: row.hash,
            owner: row.owner,
            published_at: row.at,
            publisher: row.by,
            dependencies: row.needs.into_iter().map(need).collect::<Option<_>>()?,
            publication: row.publication,
            retired: row.retired,
        }],
    })
}

/// Makes the rows of a whole index again.
pub(crate) fn write_all(store: &Store, index: &Index) -> Result<(), Error> {
    let mut transaction = store.start_transaction()?;
    let private = Some(GraphNameRef::DefaultGraph);
    for quad in store.quads_for_pattern(None, Some(ROW), None, private) {
        transaction.remove(quad?.as_ref());
    }
    for graph in index.graphs.values() {
        write(&mut transaction, graph)?;
    }
    Ok(transaction.commit()?)
}
