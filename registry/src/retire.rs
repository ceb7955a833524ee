//! Taking a graph out of use: a revision that says so, and nothing is forgotten.

use oxigraph::model::{GraphName, NamedNodeRef, Term};
use oxigraph::store::Store;
use upper::check::{Checked, Options, check};
use upper::finding::{Finding, Place};
use upper::vocabulary::mapping;

use crate::builtins::is_reserved;
use crate::catalog::known;
use crate::entry::Entry;
use crate::error::Error;
use crate::index::{Graph, Index, Kind, Revision};
use crate::prepare::{SOMEBODY, codes, precondition_holds};
use crate::publication::{Author, Precondition, Published, Refused};
use crate::source::input;
use crate::store::Change;
use crate::view::View;
use crate::writer::Writer;

impl Writer<'_> {
    /// Retires a graph: its newest revision is no longer served, and all revisions are kept.
    /// Publishing it again later makes a further revision. With a model go its mappings, and the
    /// representations that these lead to, as far as nothing else needs them. What others need
    /// stays.
    ///
    /// The graph itself comes first in what is returned.
    ///
    /// # Errors
    /// The store failed.
    pub fn retire(
        self,
        iri: &str,
        precondition: &Precondition,
        author: &Author<'_>,
    ) -> Result<Result<Vec<Published>, Refused>, Error> {
        let prepared = {
            let index = self.registry.index();
            prepare(&self.registry.store, &index, iri, precondition, author)
        };
        let entries = match prepared {
            Ok(entries) => entries,
            Err(Stop::Refused(refused)) => return Ok(Err(refused)),
            Err(Stop::Needed(node, by)) => {
                let checked = needed(&self, iri, &node, &by)?;
                return Ok(Err(Refused::Findings(Box::new(checked))));
            }
            Err(Stop::Failed(error)) => return Err(error),
        };
        let published = entries.iter().map(published).collect();
        self.write(entries, &[], author.publisher)?;
        Ok(Ok(published))
    }
}

enum Stop {
    Refused(Refused),
    /// The node of the newest revision, and what needs the graph, for people.
    Needed(String, Vec<String>),
    Failed(Error),
}

fn prepare(
    store: &Store,
    index: &Index,
    iri: &str,
    precondition: &Precondition,
    author: &Author<'_>,
) -> Result<Vec<Entry>, Stop> {
    let graph = index.graphs.get(iri);
    let named = || iri.to_owned();
    if is_reserved(iri) {
        return Err(Stop::Refused(Refused::Reserved { iri: named() }));
    }
    if !author.may_write(iri, graph.and_then(Graph::owner)) {
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
    let mut going = vec![graph];
    if graph.kind == Kind::Model {
        add_what_goes_along(store, index, author, &mut going).map_err(Stop::Failed)?;
    }
    let by: Vec<String> = others_in_need(index, iri, &going)
        .into_iter()
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
    let newest = going.into_iter().filter_map(|g| Some((g, g.newest()?)));
    Ok(newest.map(|(graph, newest)| entry(graph, newest)).collect())
}

/// Adds to a model what is of no use without it: its mappings, then their representations, of
/// those that the author may retire and that nothing else needs.
fn add_what_goes_along<'a>(
    store: &Store,
    index: &'a Index,
    author: &Author<'_>,
    going: &mut Vec<&'a Graph>,
) -> Result<(), Error> {
    let may_go = |graph: &Graph, kind| {
        let is_there = graph.kind == kind && graph.newest().is_some();
        let may_write = || author.may_write(&graph.iri, graph.owner());
        is_there && author.view.sees(&graph.iri) && may_write()
    };
    let add = |going: &mut Vec<&'a Graph>, iri: &str, kind| {
        let graph = index.graphs.get(iri).filter(|g| may_go(g, kind));
        let is_free = others_in_need(index, iri, going).is_empty();
        if let Some(graph) = graph.filter(|g| is_free && !contains(going, g)) {
            going.push(graph);
        }
    };
    let source = Some(known(mapping::SOURCE));
    let model = going.first().map(|g| NamedNodeRef::new_unchecked(&g.iri));
    for quad in store.quads_for_pattern(None, source, model.map(Into::into), None) {
        if let GraphName::NamedNode(graph) = quad?.graph_name {
            add(going, graph.as_str(), Kind::Mapping);
        }
    }
    let target = Some(known(mapping::TARGET));
    for mapping in going.clone() {
        let mapping = NamedNodeRef::new_unchecked(&mapping.iri);
        for quad in store.quads_for_pattern(None, target, None, Some(mapping.into())) {
            if let Term::NamedNode(graph) = quad?.object {
                add(going, graph.as_str(), Kind::Representation);
            }
        }
    }
    Ok(())
}

/// What needs a graph and does not go with it: what names it, or else what comes to it by way of
/// older versions, which takes longer to say.
fn others_in_need<'i>(index: &'i Index, iri: &'i str, going: &[&Graph]) -> Vec<&'i Graph> {
    let is_other = |graph: &&Graph| graph.iri != iri && !contains(going, graph);
    let direct = index.seen(&View::Everything).dependents(iri);
    let direct: Vec<&Graph> = direct.filter(is_other).collect();
    if !direct.is_empty() {
        return direct;
    }
    let dependents = index.ever_dependent([iri]).into_iter();
    let dependents = dependents.filter_map(|dependent| index.graphs.get(dependent));
    let in_need = |graph: &&Graph| is_other(graph) && index.needs(graph, iri);
    dependents.filter(in_need).collect()
}

fn contains(graphs: &[&Graph], graph: &Graph) -> bool {
    graphs.iter().any(|g| g.iri == graph.iri)
}

fn entry(graph: &Graph, newest: &Revision) -> Entry {
    Entry {
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
    }
}

fn published(entry: &Entry) -> Published {
    Published {
        iri: entry.iri.clone(),
        domain: entry.domain.clone(),
        change: Change::Retired,
        version: entry.version.clone(),
        hash: entry.hash.clone(),
        revision: entry.node(),
        report: None,
    }
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
