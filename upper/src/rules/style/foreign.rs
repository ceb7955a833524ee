//! Properties of other vocabularies that look like those of Upper.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::finding::Finding;
use crate::graph::{TermId, Triple};
use crate::likes;
use crate::model::{DomainId, TermInfo};
use crate::rules::{Context, Level, Rule};
use crate::vocabulary::upper;

pub(super) const UNREAD_PROPERTY: Rule = Rule {
    code: "U0308",
    name: "unread-property",
    level: Level::Warn,
    summary: "a property of RDFS, SKOS, OWL or SHACL stands where Upper has one of its own",
    explanation: "A model may say anything about its terms in other vocabularies, and none of it reaches a target. \
        `rdfs:subClassOf` or `sh:maxCount` in a model is usually meant to have an effect: write Upper's \
        property of the like. Beside that one, for other tools to read, it is welcome.",
    check: unread_property,
};

/// A class has what it lists: a property does not say what has it.
const DOMAIN: &str = "http://www.w3.org/2000/01/rdf-schema#domain";

fn unread_property(context: &Context<'_>, domain: DomainId, findings: &mut Vec<Finding>) {
    let (Some(graph), Some(id)) = (context.graph(domain), context.graph_id(domain)) else {
        return;
    };
    let place = |triple: &Triple| context.corpus.place(id, triple.places.predicate);
    let domain_of = context.corpus.terms.lookup_iri(DOMAIN);
    let lists = |t: &&Triple| domain_of.is_some() && t.predicate == upper::PROPERTY;
    let listed = graph.triples().iter().filter(lists);
    let listed: FxHashSet<(TermId, TermId)> = listed.map(|t| (t.subject, t.object)).collect();
    let mut known: FxHashMap<TermId, &[TermId]> = FxHashMap::default();
    let mut said: FxHashMap<(TermId, TermId), bool> = FxHashMap::default();
    for triple in graph.triples() {
        let text = || context.corpus.terms.text(triple.predicate);
        let own = *known
            .entry(triple.predicate)
            .or_insert_with(|| likes::of_other(text()));
        let is_domain = domain_of == Some(triple.predicate);
        if own.is_empty() && !is_domain {
            continue;
        }
        let Some(term) = context.models.term(triple.subject) else {
            continue;
        };
        let is_said = |own: &TermId| {
            let said = said.entry((triple.subject, *own));
            *said.or_insert_with(|| graph.object(triple.subject, *own).is_some())
        };
        if own.iter().any(is_said)
            || (is_domain && listed.contains(&(triple.object, triple.subject)))
        {
            continue;
        }
        let info = context.models.info(term);
        let message = format!(
            "nothing reads {} of {}",
            context.show_id(triple.predicate),
            context.show(info)
        );
        let own: Vec<String> = own.iter().map(|own| context.show_id(*own)).collect();
        let help = if is_domain {
            format!(
                "list {} in the `upper:property` of {} instead, or as well",
                context.show(info),
                context.show_id(triple.object)
            )
        } else {
            format!("write {} instead, or as well", own.join(" or "))
        };
        findings.push(context.finding(info, place(triple), message, help));
    }
}

/// Whether a term says in another vocabulary what it should say in a property of Upper: that is
/// told, and not that it is missing as well.
pub(super) fn is_said_otherwise(context: &Context<'_>, term: &TermInfo, own: TermId) -> bool {
    let about = context.graph(term.domain).map(|g| g.about(term.id));
    let terms = &context.corpus.terms;
    let is_like = |t: &Triple| likes::of_other(terms.text(t.predicate)).contains(&own);
    about.is_some_and(|about| about.iter().any(is_like))
}
