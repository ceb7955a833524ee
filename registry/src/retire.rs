//! Taking a graph out of use: a revision that says so, and nothing is forgotten.

use upper::check::{Checked, Options, check};
use upper::finding::{Finding, Place};

use crate::builtins::is_reserved;
use crate::entry::Entry;
use crate::error::Error;
use crate::index::{Graph, Index};
use crate::prepare::{SOMEBODY, codes, precondition_holds};
use crate::publication::{Author, Precondition, Published, Refused};
use crate::source::input;
use crate::store::Change;
use crate::writer::Writer;

impl Writer<'_> {
    /// Retires a graph: its newest revision is no longer served, and all revisions are kept.
    /// Publishing it again later makes a further revision. A graph that others need stays.
    ///
    /// # Errors
    /// The store failed.
    pub fn retire(
        self,
        iri: &str,
        precondition: &Precondition,
        author: &Author<'_>,
    ) -> Result<Result<Published, Refused>, Error> {
        let entry = match prepare(&self.registry.index(), iri, precondition, author) {
            Ok(entry) => entry,
            Err(Stop::Refused(refused)) => return Ok(Err(refused)),
            Err(Stop::Needed(node, by)) => {
                let checked = needed(&self, iri, &node, &by)?;
                return Ok(Err(Refused::Findings(Box::new(checked))));
            }
        };
        let published = Published {
            iri: entry.iri.clone(),
            domain: entry.domain.clone(),
            change: Change::Retired,
            version: entry.version.clone(),
            hash: entry.hash.clone(),
            revision: entry.node(),
            report: None,
        };
        self.write(vec![entry], &[], author.publisher)?;
        Ok(Ok(published))
    }
}

enum Stop {
    Refused(Refused),
    /// The node of the newest revision, and what needs the graph, for people.
    Needed(String, Vec<String>),
}

fn prepare(
    index: &Index,
    iri: &str,
    precondition: &Precondition,
    author: &Author<'_>,
) -> Result<Entry, Stop> {
    let graph = index.graphs.get(iri);
    let named = || iri.to_owned();
    if is_reserved(iri) {
        return Err(Stop::Refused(Refused::Reserved { iri: named() }));
    }
    if !(author.may_write)(iri, graph.and_then(Graph::owner)) {
        return Err(Stop::Refused(Refused::Forbidden { iri: named() }));
    }
    precondition_holds(index, iri, precondition).map_err(Stop::Refused)?;
    // A graph that is not there, or no longer, meets no precondition but `Absent`.
    let absent = || {
        Stop::Refused(Refused::Precondition {
            iri: iri.to_owned(),
            current: None,
        })
    };
    let (graph, newest) = graph
        .and_then(|g| Some((g, g.newest()?)))
        .ok_or_else(absent)?;
    let dependents = index.seen(&crate::view::View::Everything).dependents(iri);
    let by: Vec<String> = dependents
        .map(|g| {
            if author.view.sees(&g.iri) {
                format!("`{}`", g.iri)
            } else {
                SOMEBODY.to_owned()
            }
        })
        .collect();
    if !by.is_empty() {
        return Err(Stop::Needed(newest.node.clone(), by));
    }
    Ok(Entry {
        iri: graph.iri.clone(),
        kind: graph.kind,
        domain: graph.domain().map(str::to_owned),
        governed_by: graph.governed_by.clone(),
        builtin: false,
        text: String::new(),
        quads: Vec::new(),
        hash: newest.hash.clone(),
        version: newest.version.clone(),
        owner: newest.owner.clone(),
        dependencies: Vec::new(),
        retired: true,
        before: graph.revisions.len(),
    })
}

/// Findings that say what needs a graph.
fn needed(writer: &Writer<'_>, iri: &str, node: &str, by: &[String]) -> Result<Checked, Error> {
    let text = writer.registry.text(node)?.unwrap_or_default();
    let mut checked = check(vec![input(iri, text)], &Options::default());
    checked.findings.clear();
    let corpus = &checked.corpus;
    let id = corpus.terms.lookup_iri(iri).and_then(|i| corpus.by_iri(i));
    let place = id.map_or(Place::nowhere(), |id| {
        corpus.place_of(id, corpus.graph(id).iri)
    });
    let finding = |by: &String| {
        let message = format!("{by} needs this graph, so it cannot be retired");
        Finding::error(codes::STILL_NEEDED, place, message)
            .term(iri)
            .help("retire what needs it first, or publish that without it")
    };
    let findings = by.iter().map(finding).collect();
    checked.extend(findings);
    Ok(checked)
}
