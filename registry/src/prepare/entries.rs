//! What is to be written: the text, the triples, the versions, the dependencies.

use upper::resolve::GraphId;
use upper::source::{Aliases, Reader, Syntax};
use upper::vocabulary::upper as up;

use super::check::{NewVersions, Own, Work};
use super::old::{Difference, Differences};
use super::ranges;
use super::version::next;
use crate::catalog;
use crate::convert;
use crate::entry::Entry;
use crate::error::Error;
use crate::index::{Dependency, Graph};
use crate::publication::Published;
use crate::source;
use crate::store::Change;

/// The entries of the changed graphs, and what is to be said of all.
pub(super) fn make(
    work: &Work<'_>,
    graphs: &[Own<'_>],
    mut differences: Differences,
    versions: NewVersions,
) -> Result<(Vec<Entry>, Vec<Published>), Error> {
    let mut entries = Vec::new();
    let mut published = Vec::new();
    for own in graphs {
        let Some(version) = versions.get(&own.iri) else {
            published.extend(unchanged(own));
            continue;
        };
        let before = own.known.map_or(0, |g| g.revisions.len());
        let node = catalog::revision(&own.canonical.hash, before + 1);
        let entry = Entry {
            version: version.clone(),
            before,
            dependencies: Vec::new(),
            ..entry(work, own)
        };
        published.push(Published {
            iri: own.iri.clone(),
            domain: entry.domain.clone(),
            change: match own.known.and_then(Graph::newest) {
                Some(_) => Change::Updated,
                None => Change::Created,
            },
            version: version.clone(),
            hash: own.canonical.hash.clone(),
            revision: node,
            report: match differences.remove(&own.iri) {
                Some(Difference::Report(report)) => Some(report),
                Some(Difference::New | Difference::Unknown) | None => None,
            },
        });
        entries.push((own, entry));
    }
    // Only now is it known which revisions the graphs of the publication will be.
    let with = |(own, entry): (&Own<'_>, Entry)| Entry {
        dependencies: dependencies(work, own, &published),
        ..entry
    };
    Ok((entries.into_iter().map(with).collect(), published))
}

pub(super) fn unchanged(own: &Own<'_>) -> Option<Published> {
    let graph = own.known?;
    let newest = graph.newest()?;
    Some(Published {
        iri: own.iri.clone(),
        domain: graph.domain().map(str::to_owned),
        change: Change::Unchanged,
        version: newest.version.clone(),
        hash: newest.hash.clone(),
        revision: newest.node.clone(),
        report: None,
    })
}

fn entry(work: &Work<'_>, own: &Own<'_>) -> Entry {
    let corpus = &work.checked.corpus;
    let named = corpus.graph(own.id);
    let label = |l: &str| own.canonical.label(l);
    let governed_by = named.governing.map(|g| work.iri(g).to_owned());
    let governed_by = governed_by.unwrap_or_default();
    let domain = named.is_model.then(|| work.stated(own.id, up::DOMAIN));
    Entry {
        iri: own.iri.clone(),
        kind: catalog::kind_of(&governed_by),
        domain: domain.flatten().map(str::to_owned),
        governed_by,
        builtin: false,
        text: text(work, own.id, &own.iri),
        quads: convert::quads(&corpus.terms, &named.graph, &own.iri, &label),
        hash: own.canonical.hash.clone(),
        version: next(&semver::Version::new(0, 0, 0), upper::change::Level::Major),
        owner: work.rights().owner(own.id).map(str::to_owned),
        dependencies: Vec::new(),
        retired: false,
        before: 0,
    }
}

fn dependencies(work: &Work<'_>, own: &Own<'_>, published: &[Published]) -> Vec<Dependency> {
    let named = work.checked.corpus.graph(own.id);
    let needs = |(id, _): &(GraphId, _)| {
        let iri = work.iri(*id).to_owned();
        let together = published.iter().find(|p| p.iri == iri);
        let chosen = || work.closure.chosen.get(&iri).cloned();
        let newest = || {
            let newest = work.index.graphs.get(&iri).and_then(Graph::newest);
            newest.map(|r| r.node.clone())
        };
        Dependency {
            range: ranges::stated(work, own, &iri).cloned(),
            resolved: match work.copied.get(&iri) {
                Some(held) => held.clone(),
                None => together
                    .map(|p| p.revision.clone())
                    .or_else(chosen)
                    .or_else(newest),
            },
            iri,
        }
    };
    named.dependencies.iter().map(needs).collect()
}

/// The text as its author wrote it, where that alone reads as the graph; else its triples in
/// the author's order. Other syntaxes, aliases of namespaces and relative IRIs make a text
/// mean something only where it came from.
pub(super) fn text(work: &Work<'_>, id: GraphId, iri: &str) -> String {
    let corpus = &work.checked.corpus;
    let named = corpus.graph(id);
    let source = corpus.sources.get(named.graph.source());
    let local = |l: &str| l.to_owned();
    let quads = convert::quads(&corpus.terms, &named.graph, iri, &local);
    if source.syntax == Syntax::Turtle && reads_alike(&source.text, iri, &quads) {
        return source.text.clone();
    }
    quads
        .iter()
        .map(|q| format!("{} {} {} .\n", q.subject, q.predicate, q.object))
        .collect()
}

fn reads_alike(text: &str, iri: &str, quads: &[oxigraph::model::Quad]) -> bool {
    let mut reader = Reader::new(Aliases::default());
    reader.read(source::input(iri, text.to_owned()));
    let local = |l: &str| l.to_owned();
    let [parsed] = reader.graphs.as_slice() else {
        return false;
    };
    let again = convert::quads(&reader.terms, &parsed.graph, iri, &local);
    again.len() == quads.len() && again.iter().zip(quads).all(|(a, b)| alike(a, b))
}

/// Whether two quads are the same but for what blank nodes are called: labels inside a run
/// differ by the place of a text among others.
fn alike(a: &oxigraph::model::Quad, b: &oxigraph::model::Quad) -> bool {
    let subject =
        (a.subject.is_blank_node() && b.subject.is_blank_node()) || a.subject == b.subject;
    let object = (a.object.is_blank_node() && b.object.is_blank_node()) || a.object == b.object;
    subject && object && a.predicate == b.predicate
}
