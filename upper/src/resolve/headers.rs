//! Graphs without a header: what was meant for one, and what is made of a header that could not be
//! read.

use rustc_hash::FxHashMap;

use super::{Resolver, codes};
use crate::finding::Finding;
use crate::graph::{Graph, Places, TermId, Triple};
use crate::iri::{is_namespace, local, namespace};
use crate::source::codes::REMOTE;
use crate::spelling::nearest;
use crate::vocabulary::{rdf, upper};

impl Resolver {
    /// The header of a model whose own statement was not read, because of a mistake: the graph is
    /// checked under the IRI that stands there, or that of most of its terms.
    pub(super) fn lost_header(&mut self, graph: &Graph) -> Option<Triple> {
        let sources = &self.reader.sources;
        if !sources.lost_word(graph.source(), "DomainModel") {
            return None;
        }
        let named = sources.lost_namespace(graph.source());
        let namespace = named.or_else(|| self.most_used(graph))?;
        Some(Triple {
            subject: self.reader.terms.iri(&namespace),
            predicate: rdf::TYPE,
            object: upper::class::DOMAIN_MODEL,
            places: Places::default(),
        })
    }

    /// The namespace of most subjects of a graph.
    fn most_used(&self, graph: &Graph) -> Option<String> {
        let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
        for triple in graph.triples().iter().filter(|t| t.subject.is_iri()) {
            let namespace = namespace(self.reader.terms.text(triple.subject));
            *counts.entry(namespace).or_default() += 1;
        }
        let namespaces = counts.into_iter().filter(|(n, _)| is_namespace(n));
        let most = namespaces.max_by_key(|(namespace, count)| (*count, *namespace));
        most.map(|(namespace, _)| namespace.to_owned())
    }

    pub(super) fn no_header(&mut self, graph: &Graph) {
        // Without its context a JSON-LD document says nothing that could be understood.
        let unread = |f: &Finding| f.code == REMOTE && f.place.source == graph.source();
        if self.reader.findings.iter().any(unread) {
            return;
        }
        let finding = self.misspelt_header(graph).unwrap_or_else(|| {
            let first = graph.triples().first();
            let subject = first.map(|t| t.subject).filter(|s| s.is_iri());
            let namespace = subject.map(|s| namespace(self.reader.terms.text(s)));
            let namespace = namespace.filter(|n| is_namespace(n));
            let namespace = namespace.unwrap_or("https://example.com/onto/shop#");
            let name = local(namespace).to_ascii_lowercase();
            let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
                && name.bytes().all(|b| b.is_ascii_alphanumeric());
            let name = if is_name { name.as_str() } else { "shop" };
            let at = first.map_or(0, |t| t.places.subject);
            let message = "the graph has no header, so it is not a model".to_owned();
            self.finding(graph, codes::NO_HEADER, at, message)
                .help(format!(
                    "add one: `<{namespace}> a upper:DomainModel ; upper:domain \"{name}\" .`"
                ))
        });
        self.reader.findings.push(finding);
    }

    /// What was meant for a header, and names the class of models otherwise.
    fn misspelt_header(&self, graph: &Graph) -> Option<Finding> {
        const CLASS: &str = "DomainModel";
        let text = |object: TermId| self.reader.terms.text(object);
        let is_meant = |t: &&Triple| {
            let name = if t.object.is_iri() {
                local(text(t.object))
            } else {
                ""
            };
            t.predicate == rdf::TYPE && (name.ends_with(CLASS) || nearest(name, [CLASS]).is_some())
        };
        let triple = graph.triples().iter().find(is_meant)?;
        let written = text(triple.object);
        let message = format!("the graph has no header, since `{written}` is not `upper:{CLASS}`");
        let help = if namespace(written) == upper::NS {
            format!("did you mean `upper:{CLASS}`?")
        } else {
            format!("declare its prefix as `@prefix upper: <{}> .`", upper::NS)
        };
        let at = triple.places.object;
        Some(
            self.finding(graph, codes::NO_HEADER, at, message)
                .help(help),
        )
    }
}
